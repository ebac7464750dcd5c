//! An object against its type: everything that the API server would refuse for its shape.

use std::collections::HashSet;

use serde_json::{Number, Value};

use super::cursor::{Cursor, ListKind};
use super::formats;
use super::trail::{Trail, key_of};
use super::types::Types;
use crate::diagnostic::{Origin, suggestion};
use crate::object::{FieldPath, Key, Node, NodeValue, Object, Scalar};
use crate::text::quantity;

/// A fault of an object against its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which field.
    pub path: FieldPath,
    /// The place that caused it.
    pub origin: Origin,
    /// `unknown-field`, `missing-field`, `field-type`, `field-value`, `duplicate-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Every fault of an object against its type among these; none for kinds that are not known.
pub fn validate(object: &Object, types: &Types) -> Vec<Finding> {
    let mut walk = Walk { findings: Vec::new() };
    let cursor = Cursor::within(types, &object.api_version, &object.kind);
    if cursor.is_known() {
        walk.node(&object.node, cursor, &Trail::TOP, object.origin);
    }
    walk.findings
}

struct Walk {
    findings: Vec<Finding>,
}

impl Walk {
    fn find(&mut self, path: &Trail<'_>, origin: Origin, code: &'static str, message: String, help: String) {
        self.findings.push(Finding { path: path.path(), origin, code, message, help });
    }

    fn node(&mut self, node: &Node, cursor: Cursor, path: &Trail<'_>, around: Origin) {
        if !cursor.is_known() {
            return;
        }
        let origin = node.origin.or(around);
        match &node.value {
            NodeValue::Map(entries) => self.map(entries, cursor, path, origin),
            NodeValue::List(items) => self.list(items, cursor, path, origin),
            NodeValue::Leaf(Scalar::Null) => {}
            NodeValue::Leaf(value) => self.leaf(value, cursor, path, origin),
        }
    }

    fn map(&mut self, entries: &[(Key, Node)], cursor: Cursor, path: &Trail<'_>, origin: Origin) {
        if cursor.kind().is_some_and(|kind| kind != "object") || cursor.is_int_or_string() || cursor.is_quantity() {
            return self.wrong_type(cursor, "a map", path, origin);
        }
        for required in cursor.required() {
            let missing = !entries.iter().any(|(key, _)| key == required);
            if missing && cursor.field(required).default().is_none() {
                let help = format!("add `{}`", path.field(required));
                self.find(path, origin, "missing-field", format!("`{}` is missing.", path.field(required)), help);
            }
        }
        let closed = cursor.is_closed();
        for (key, node) in entries {
            let path = path.field(key);
            let (field, named) = cursor.lookup(key);
            if closed && !named {
                let names: Vec<&str> = cursor.fields().collect();
                let help = suggestion(key, &names, "there are");
                self.find(&path, node.origin.or(origin), "unknown-field", format!("There is no field `{path}`."), help);
                continue;
            }
            self.node(node, field, &path, origin);
        }
    }

    fn list(&mut self, items: &[Node], cursor: Cursor, path: &Trail<'_>, origin: Origin) {
        if cursor.kind().is_some_and(|kind| kind != "array") {
            return self.wrong_type(cursor, "a list", path, origin);
        }
        let list = cursor.list();
        let inner = cursor.item();
        // Where one text is the key, as nearly everywhere, no key is made as data.
        let mut names: HashSet<&str> = HashSet::new();
        let mut seen: HashSet<Vec<(String, Value)>> = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            let path = match list {
                ListKind::Keys(keys) => path.keyed(item, keys, inner, index),
                _ => path.item(index),
            };
            // One alone has no twin, and its key is made only where something is told about it.
            if let (ListKind::Keys(keys), true) = (&list, items.len() > 1) {
                let name = if let [key] = keys { item.get(key).and_then(Node::as_str) } else { None };
                let is_twin = match name {
                    Some(name) => !names.insert(name),
                    None => {
                        let key = key_of(item, keys, inner);
                        key.len() == keys.len() && !seen.insert(key)
                    }
                };
                if is_twin {
                    let message = format!("`{path}` stands there twice.");
                    let help = "items of this list are told apart by it: take one away".to_owned();
                    self.find(&path, item.origin.or(origin), "duplicate-key", message, help);
                }
            }
            self.node(item, inner, &path, origin);
        }
    }

    fn leaf(&mut self, value: &Scalar, cursor: Cursor, path: &Trail<'_>, origin: Origin) {
        if cursor.is_quantity() {
            let good = match value {
                Scalar::Text(text) => quantity::parse(text).is_ok(),
                Scalar::Number(_) => true,
                _ => false,
            };
            if !good {
                let message = format!("`{path}` must be a quantity, not {value}.");
                self.find(
                    path,
                    origin,
                    "field-value",
                    message,
                    "write a number and a unit: \"250m\", \"512Mi\"".to_owned(),
                );
            }
            return;
        }
        if cursor.is_int_or_string() {
            if !matches!(value, Scalar::Text(_)) && value.as_i64().is_none() {
                self.wrong_type(cursor, shown(value), path, origin);
            }
            return;
        }
        let fits = match cursor.kind() {
            Some("string") => matches!(value, Scalar::Text(_)),
            Some("boolean") => matches!(value, Scalar::Bool(_)),
            Some("integer") => matches!(value, Scalar::Number(number) if number.is_i64() || number.is_u64()),
            Some("number") => matches!(value, Scalar::Number(_)),
            Some("object" | "array") => false,
            _ => true,
        };
        if !fits {
            self.wrong_type(cursor, shown(value), path, origin);
            if let Some(finding) = self.findings.last_mut() {
                finding.help = mended(cursor, value);
            }
            return;
        }
        match value {
            Scalar::Number(number) => self.number(number, cursor, path, origin),
            Scalar::Text(text) => self.text(text, cursor, path, origin),
            _ => {}
        }
    }

    fn number(&mut self, value: &Number, cursor: Cursor, path: &Trail<'_>, origin: Origin) {
        let (least, most) = cursor.bounds();
        if let Some(least) = least.filter(|least| value.as_i64().is_some_and(|int| int < *least)) {
            let message = format!("`{path}` is too small: {value}.");
            self.find(path, origin, "field-value", message, format!("it is at least {least}"));
        }
        // A number beyond `i64` is larger than any bound.
        if let Some(most) = most.filter(|most| value.as_i64().map_or(value.is_u64(), |int| int > *most)) {
            let message = format!("`{path}` is too large: {value}.");
            self.find(path, origin, "field-value", message, format!("it is at most {most}"));
        }
    }

    fn text(&mut self, text: &str, cursor: Cursor, path: &Trail<'_>, origin: Origin) {
        if let Some(format) = cursor.format()
            && let Err((message, help)) = formats::check(format, text)
        {
            self.find(path, origin, "field-value", format!("`{path}` {message}"), help.to_owned());
        }
        let choices = cursor.choices();
        if !choices.is_empty() && !choices.iter().any(|choice| choice == text) {
            let names: Vec<&str> = choices.iter().map(String::as_str).collect();
            let help = suggestion(text, &names, "it may be");
            self.find(path, origin, "field-value", format!("`{path}` cannot be {text:?}."), help);
        }
    }

    fn wrong_type(&mut self, cursor: Cursor, got: &str, path: &Trail<'_>, origin: Origin) {
        let wanted = match cursor.kind() {
            Some("string") => "text",
            Some("boolean") => "true or false",
            Some("integer") => "an integer",
            Some("number") => "a number",
            Some("array") => "a list",
            Some("object") => "a map",
            _ => "an integer or text",
        };
        self.find(path, origin, "field-type", format!("`{path}` must be {wanted}, not {got}."), String::new());
    }
}

/// What a leaf is, in words.
fn shown(value: &Scalar) -> &'static str {
    match value {
        Scalar::Text(_) => "text",
        Scalar::Bool(_) => "true or false",
        Scalar::Number(_) => "a number",
        Scalar::Null => "nothing",
    }
}

/// A value of the wrong type, as it is to be written where that is plain.
fn mended(cursor: Cursor, value: &Scalar) -> String {
    match (cursor.kind(), value) {
        (Some("string"), _) => format!("write it in quotes: \"{value}\""),
        (Some("integer" | "number"), Scalar::Text(text)) if text.parse::<i64>().is_ok() => {
            format!("write it without quotes: {text}")
        }
        (Some("boolean"), Scalar::Text(text)) if matches!(&**text, "true" | "false") => {
            format!("write it without quotes: {text}")
        }
        (Some("array"), Scalar::Text(text)) => format!("write it as a list: [{text:?}]"),
        (Some("array"), _) => format!("write it as a list: [{value}]"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Intents;

    fn findings(value: &Value) -> Vec<String> {
        let node = Node::from_value(value, Origin::NONE);
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let object = Object {
            api_version: text("apiVersion"),
            kind: text("kind"),
            namespace: None,
            name: "x".to_owned(),
            node,
            origin: Origin::NONE,
            intents: Intents::default(),
            step: 0,
        };
        validate(&object, Types::embedded())
            .into_iter()
            .map(|finding| format!("{}: {} {}", finding.code, finding.message, finding.help))
            .collect()
    }

    #[test]
    fn every_kind_of_fault_is_told_with_its_path() {
        let deployment = |spec: Value| json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x" }, "spec": spec });
        let container = |container: Value| {
            deployment(json!({ "selector": {}, "template": { "spec": { "containers": [container] } } }))
        };
        let rows = [
            (
                container(json!({ "name": "a", "imagee": "x" })),
                "unknown-field: There is no field `spec.template.spec.containers[name=a].imagee`. did you mean `image`?",
            ),
            (deployment(json!({ "template": {} })), "missing-field: `spec.selector` is missing. add `spec.selector`"),
            (
                deployment(json!({ "selector": {}, "template": {}, "replicas": "2" })),
                "field-type: `spec.replicas` must be an integer, not text. write it without quotes: 2",
            ),
            (
                deployment(json!({ "selector": {}, "template": {}, "replicas": 3_000_000_000_u64 })),
                "field-value: `spec.replicas` is too large: 3000000000. it is at most 2147483647",
            ),
            (
                deployment(json!({ "selector": {}, "template": {}, "replicas": -3_000_000_000_i64 })),
                "field-value: `spec.replicas` is too small: -3000000000. it is at least -2147483648",
            ),
            (
                deployment(json!({ "selector": {}, "template": { "metadata": { "creationTimestamp": "today" } } })),
                "field-value: `spec.template.metadata.creationTimestamp` is no date with time. write it like \"2026-11-20T08:00:00Z\"",
            ),
            (
                json!({ "apiVersion": "v1", "kind": "ConfigMap", "binaryData": { "a": "not base64!" } }),
                "field-value: `binaryData.a` is not base64. clear text goes below `data`, or below `stringData` in a Secret",
            ),
            (
                container(json!({ "name": "a", "resources": { "limits": { "cpu": "1 core" } } })),
                "field-value: `spec.template.spec.containers[name=a].resources.limits.cpu` must be a quantity, not \"1 core\". write a number and a unit: \"250m\", \"512Mi\"",
            ),
            (
                container(json!({ "name": "a", "env": [{ "name": "A" }, { "name": "A" }] })),
                "duplicate-key: `spec.template.spec.containers[name=a].env[name=A]` stands there twice. items of this list are told apart by it: take one away",
            ),
            (
                container(json!({ "name": "a", "command": "x" })),
                "field-type: `spec.template.spec.containers[name=a].command` must be a list, not text. write it as a list: [\"x\"]",
            ),
        ];
        for (value, wanted) in rows {
            assert_eq!(findings(&value), [wanted]);
        }
        assert_eq!(findings(&json!({ "apiVersion": "example.com/v1", "kind": "Thing", "x": 1 })), Vec::<String>::new());
    }
}
