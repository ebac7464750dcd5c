//! Digests over canonical JSON: sorted keys, no spaces.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Canonical JSON: keys sorted, no spaces.
pub fn canonical(value: &Value) -> String {
    sorted(value).to_string()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let map: BTreeMap<&String, Value> = map.iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(map.into_iter().map(|(key, value)| (key.clone(), value)).collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        leaf => leaf.clone(),
    }
}

/// SHA-256 of the canonical JSON, in 64 hex digits.
pub fn digest(value: &Value) -> String {
    of_bytes(canonical(value).as_bytes())
}

/// SHA-256 of bytes, in 64 hex digits.
pub fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing into a String does not fail");
        hex
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        assert_eq!(
            canonical(&json!({ "b": 1, "a": [{ "d": null, "c": "x" }] })),
            r#"{"a":[{"c":"x","d":null}],"b":1}"#
        );
        assert_eq!(digest(&json!({ "a": 1, "b": 2 })), digest(&json!({ "b": 2, "a": 1 })));
    }
}
