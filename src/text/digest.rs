//! Digests over canonical JSON: sorted keys, no spaces.

use serde_json::Value;

/// Canonical JSON.
pub fn canonical(value: &Value) -> String {
    value.to_string()
}

/// SHA-256 of the canonical JSON, in 64 hex digits.
pub fn digest(value: &Value) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    sha2::Sha256::digest(canonical(value)).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
