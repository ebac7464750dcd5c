//! What must never be shown.

use serde_json::Value;

/// Stands for a secret value wherever something is shown.
pub const MASK: &str = "(secret)";

/// Whether a kind keeps secrets in its data.
pub fn is_secret(group: &str, kind: &str) -> bool {
    group.is_empty() && kind == "Secret"
}

/// The object without secret values: `data`, `stringData`, and the annotations in which other tools keep a copy.
pub fn masked(object: &Value) -> Value {
    let mut copy = object.clone();
    let group = copy["apiVersion"].as_str().unwrap_or("").split_once('/').map_or("", |(group, _)| group).to_owned();
    if !is_secret(&group, copy["kind"].as_str().unwrap_or("")) {
        return copy;
    }
    for field in ["data", "stringData"] {
        if let Some(Value::Object(map)) = copy.get_mut(field) {
            map.values_mut().for_each(|value| *value = MASK.into());
        }
    }
    if let Some(Value::Object(annotations)) = copy.pointer_mut("/metadata/annotations")
        && let Some(value) = annotations.get_mut("kubectl.kubernetes.io/last-applied-configuration")
    {
        *value = MASK.into();
    }
    copy
}
