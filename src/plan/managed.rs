//! Who owns which field, read out of `metadata.managedFields` (fieldsV1).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::object::{FieldPath, Step};
use crate::release::MANAGER;
use crate::schema::{Cursor, ListKind, element_key};

/// An entry of `managedFields`.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The manager's name.
    pub manager: &'a str,
    /// `Apply` or `Update`.
    pub operation: &'a str,
    /// `scale`, `status`, or nothing.
    pub subresource: &'a str,
    /// When it was written.
    pub time: Option<&'a str>,
    /// What it owns.
    pub fields: &'a Value,
}

/// Every entry of an object.
pub fn entries(object: &Value) -> impl Iterator<Item = Entry<'_>> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten();
    entries.map(|entry| {
        let text = |key: &str| entry[key].as_str();
        Entry {
            manager: text("manager").unwrap_or_default(),
            operation: text("operation").unwrap_or_default(),
            subresource: text("subresource").unwrap_or_default(),
            time: text("time"),
            fields: &entry["fieldsV1"],
        }
    })
}

/// What the manager `rhumb` has applied.
pub fn ours(object: &Value) -> Option<&Value> {
    let ours = entries(object)
        .find(|entry| entry.manager == MANAGER && entry.operation == "Apply" && entry.subresource.is_empty());
    ours.map(|entry| entry.fields)
}

/// Whether a set of fields has this path, or a whole that holds it.
pub fn has(fields: &Value, path: &FieldPath) -> bool {
    let mut at = fields;
    for step in &path.0 {
        let Value::Object(map) = at else { return false };
        if map.keys().all(|key| key == ".") && !std::ptr::eq(at, fields) {
            // A leaf of the set: the path lies in a value that is owned as a whole.
            return true;
        }
        let next = match step {
            Step::Field(name) => map.get(&format!("f:{name}")),
            Step::Key(keys) => map.iter().find(|(key, _)| is_key(key, keys)).map(|(_, value)| value),
            Step::Index(_) => return true,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

/// Whether `k:{"name":"web"}` is this key.
fn is_key(text: &str, keys: &[(String, Value)]) -> bool {
    let Some(Value::Object(map)) = text.strip_prefix("k:").and_then(|json| serde_json::from_str(json).ok()) else {
        return false;
    };
    map.len() == keys.len() && keys.iter().all(|(key, value)| map.get(key) == Some(value))
}

/// The entries that own a path.
pub fn owners<'a>(object: &'a Value, path: &FieldPath) -> Vec<Entry<'a>> {
    entries(object).filter(|entry| has(entry.fields, path)).collect()
}

/// The leaves of a set of fields, each as one text. The keys of list items count through their item alone: the server
/// leaves them out in places.
pub fn leaves(fields: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    collect(fields, "", &mut out);
    out
}

fn collect(fields: &Value, path: &str, out: &mut BTreeSet<String>) {
    let Value::Object(map) = fields else { return };
    for (key, value) in map.iter().filter(|(key, _)| *key != ".") {
        let (name, keys) = normal(key);
        let path = format!("{path}/{name}");
        let inner: Vec<&String> =
            value.as_object().into_iter().flat_map(|map| map.keys()).filter(|key| *key != ".").collect();
        if let Some(keys) = keys {
            out.insert(path.clone());
            let Value::Object(map) = value else { continue };
            let rest = map.iter().filter(|(key, _)| !keys.iter().any(|known| key.strip_prefix("f:") == Some(known)));
            collect(&Value::Object(rest.map(|(key, value)| (key.clone(), value.clone())).collect()), &path, out);
        } else if inner.is_empty() {
            out.insert(path);
        } else {
            collect(value, &path, out);
        }
    }
}

/// A key of fieldsV1 in one form, and the names of the keys of a list item.
fn normal(key: &str) -> (String, Option<Vec<String>>) {
    let Some(Value::Object(map)) = key.strip_prefix("k:").and_then(|json| serde_json::from_str(json).ok()) else {
        return (key.to_owned(), None);
    };
    let mut keys: Vec<(String, Value)> = map.into_iter().collect();
    keys.sort_by(|a, b| a.0.cmp(&b.0));
    (item_name(&keys), Some(keys.into_iter().map(|(key, _)| key).collect()))
}

fn item_name(keys: &[(String, Value)]) -> String {
    let keys: Vec<String> = keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("k:{}", keys.join(","))
}

/// The leaves that applying a body would own. Nothing where the kind is not known well enough to say.
pub fn would_own(body: &Value, cursor: Cursor) -> Option<BTreeSet<String>> {
    if !cursor.is_known() {
        return None;
    }
    let mut out = BTreeSet::new();
    own(body, cursor, "", &mut out);
    for unowned in ["/f:apiVersion", "/f:kind", "/f:metadata/f:name", "/f:metadata/f:namespace"] {
        out.remove(unowned);
    }
    Some(out)
}

fn own(value: &Value, cursor: Cursor, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) if !cursor.is_atomic() && !map.is_empty() => {
            for (key, value) in map {
                own(value, cursor.field(key), &format!("{path}/f:{key}"), out);
            }
        }
        Value::Array(items) if !items.is_empty() => match cursor.list() {
            ListKind::Keys(keys) => {
                for item in items {
                    let mut key = element_key(item, keys, cursor.item());
                    key.sort_by(|a, b| a.0.cmp(&b.0));
                    let path = format!("{path}/{}", item_name(&key));
                    out.insert(path.clone());
                    let Value::Object(map) = item else { continue };
                    for (name, value) in map.iter().filter(|(name, _)| !keys.contains(name)) {
                        own(value, cursor.item().field(name), &format!("{path}/f:{name}"), out);
                    }
                }
            }
            ListKind::Set => out.extend(items.iter().map(|item| format!("{path}/v:{item}"))),
            ListKind::Atomic => {
                out.insert(path.to_owned());
            }
        },
        _ => {
            out.insert(path.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set() -> Value {
        json!({
            "f:metadata": { "f:labels": { "f:app": {} } },
            "f:spec": { "f:replicas": {}, "f:selector": {}, "f:template": { "f:spec": { "f:containers": {
                "k:{\"name\":\"web\"}": { ".": {}, "f:name": {}, "f:image": {}, "f:args": {}, "f:ports": {
                    "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {} } } } } } } },
        })
    }

    #[test]
    fn what_a_body_would_own_is_what_the_server_says_that_it_owns() {
        let body = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x", "labels": { "app": "a" } },
            "spec": { "replicas": 2, "selector": { "matchLabels": { "a": "b" } }, "template": { "spec": { "containers": [
                { "name": "web", "image": "x", "args": ["a"], "ports": [{ "containerPort": 80, "protocol": "TCP" }] } ] } } },
        });
        assert_eq!(would_own(&body, Cursor::of("apps/v1", "Deployment")), Some(leaves(&set())));
    }

    #[test]
    fn a_path_is_owned_when_it_or_the_whole_around_it_is() {
        let path = |text: &str| FieldPath(text.split('.').map(|key| Step::Field(key.to_owned())).collect());
        let web = Step::Key(vec![("name".to_owned(), "web".into())]);
        let container = path("spec.template.spec.containers").then(web);
        assert!(has(&set(), &path("spec.replicas")));
        assert!(has(&set(), &path("spec.selector.matchLabels.a")), "a selector is one value");
        assert!(has(&set(), &container.field("args").then(Step::Index(0))));
        assert!(!has(&set(), &container.field("env")));
        assert!(!has(&set(), &path("spec.strategy")));
    }
}
