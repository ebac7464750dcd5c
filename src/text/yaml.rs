//! YAML, written so that every reader gets the same text back.

use serde_json::Value;

/// One document.
pub fn write(value: &Value) -> String {
    value.to_string()
}
