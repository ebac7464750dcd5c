//! Values of fields, short enough for a line.

use serde_json::Value;

use super::super::escape::line;
use crate::object::{MASK, is_secret};
use crate::plan::{Change, FieldChange};

/// How many characters of a value are shown.
const SHORT: usize = 48;

/// `2 → 3`; a new or a removed value alone; a secret only as changed.
pub(super) fn pair(change: &Change, field: &FieldChange, whole: bool) -> String {
    if hidden(change, field) {
        return if field.old.is_some() && field.new.is_some() { "(secret, changed)" } else { MASK }.to_owned();
    }
    match (&field.old, &field.new) {
        (Some(old), Some(new)) => format!("{} → {}", one(Some(old), whole), one(Some(new), whole)),
        (old, new) => one(old.as_ref().or(new.as_ref()), whole),
    }
}

/// Whether the values of a field must not be told.
pub(super) fn hidden(change: &Change, field: &FieldChange) -> bool {
    let masked = |value: &Option<Value>| value.as_ref().is_some_and(|value| value == MASK);
    is_secret(&change.identity.group, &change.identity.kind) && (masked(&field.old) || masked(&field.new))
}

/// A value on one line. Text stands bare where it cannot be taken for anything else.
pub(super) fn one(value: Option<&Value>, whole: bool) -> String {
    let text = match value {
        None => return "(nothing)".to_owned(),
        Some(Value::String(text)) if bare(text) => line(text),
        Some(other) => line(&other.to_string()),
    };
    if whole || text.chars().count() <= SHORT {
        return text;
    }
    let start: String = text.chars().take(SHORT - 1).collect();
    format!("{start}…")
}

fn bare(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '{' | '[' | ',');
    !text.is_empty() && text.chars().all(plain) && serde_json::from_str::<Value>(text).is_err()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_quoted_where_it_looks_like_something_else() {
        let cases = [
            (json!("nginx:1.27"), "nginx:1.27"),
            (json!("80"), "\"80\""),
            (json!(80), "80"),
            (json!("true"), "\"true\""),
            (json!(""), "\"\""),
            (json!("two words"), "\"two words\""),
            (json!("a\nb"), "\"a\\nb\""),
            (json!("\u{202e}x"), "\"\u{202e}x\""),
            (json!(["-ec", "x"]), "[\"-ec\",\"x\"]"),
        ];
        for (value, expected) in cases {
            assert_eq!(one(Some(&value), false), line(expected), "{value}");
        }
        assert_eq!(one(None, false), "(nothing)");
    }

    #[test]
    fn a_long_value_is_cut_unless_all_is_asked_for() {
        let long = json!("x".repeat(100));
        assert_eq!(one(Some(&long), false), format!("{}…", "x".repeat(47)));
        assert_eq!(one(Some(&long), true), "x".repeat(100));
    }
}
