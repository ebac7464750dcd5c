//! Who owns which field, read out of `metadata.managedFields` (fieldsV1).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

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
    /// The version in whose terms the fields are named.
    pub api_version: &'a str,
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
            api_version: text("apiVersion").unwrap_or_default(),
            time: text("time"),
            fields: &entry["fieldsV1"],
        }
    })
}

/// What the manager `rhumb` has applied.
pub fn ours(object: &Value) -> Option<Entry<'_>> {
    entries(object).find(|entry| entry.manager == MANAGER && entry.operation == "Apply" && entry.subresource.is_empty())
}

/// The entries that own a path, or a whole that holds it.
pub fn owners<'a>(object: &'a Value, path: &FieldPath) -> Vec<Entry<'a>> {
    entries(object).filter(|entry| has(entry.fields, path)).collect()
}

/// Whether a set of fields has this path, something inside of it, or a whole that holds it.
pub fn has(fields: &Value, path: &FieldPath) -> bool {
    let mut at = fields;
    for (depth, step) in path.0.iter().enumerate() {
        let Value::Object(map) = at else { return false };
        if depth > 0 && is_leaf(map) {
            // The path lies in a value that is owned as a whole.
            return true;
        }
        let next = match step {
            Step::Field(name) => map.get(&format!("f:{name}")),
            Step::Key(keys) => map.iter().find(|(name, _)| is_item(name, keys)).map(|(_, inner)| inner),
            Step::Index(_) => return true,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

fn is_leaf(map: &Map<String, Value>) -> bool {
    map.keys().all(|key| key == ".")
}

/// Whether `k:{"name":"web"}`, or `v:"text"` of a set, is this item.
fn is_item(name: &str, keys: &[(String, Value)]) -> bool {
    item_keys(name).is_some_and(|found| found.len() == keys.len() && keys.iter().all(|pair| found.contains(pair)))
}

/// The keys of an item of a list; those of an item of a set are its value under no name.
fn item_keys(name: &str) -> Option<Vec<(String, Value)>> {
    let (form, json) = name.split_once(':')?;
    match (form, serde_json::from_str(json).ok()?) {
        ("k", Value::Object(map)) => Some(map.into_iter().collect()),
        ("v", value) => Some(vec![(String::new(), value)]),
        _ => None,
    }
}

/// The leaves of a set of fields: each as one text, to be compared, with its path, to be shown.
pub type Leaves = BTreeMap<String, FieldPath>;

/// The leaves of a set of fields. Of an item of a list its keys count through the item alone: the server leaves them out
/// in places.
pub fn leaves(fields: &Value) -> Leaves {
    let mut out = Leaves::new();
    collect(fields, &[], "", &FieldPath::default(), &mut out);
    out
}

fn collect(fields: &Value, without: &[(String, Value)], name: &str, path: &FieldPath, out: &mut Leaves) {
    let Value::Object(map) = fields else { return };
    for (key, inner) in map {
        if let Some(keys) = item_keys(key) {
            let (name, path) = (format!("{name}/{}", item_name(&keys)), path.then(Step::Key(keys.clone())));
            out.insert(name.clone(), path.clone());
            collect(inner, &keys, &name, &path, out);
        } else if let Some(field) = key.strip_prefix("f:") {
            if without.iter().any(|(known, _)| known == field) {
                continue;
            }
            let (name, path) = (format!("{name}/{key}"), path.field(field));
            match inner {
                Value::Object(map) if !is_leaf(map) => collect(inner, &[], &name, &path, out),
                _ => {
                    out.insert(name, path);
                }
            }
        } else if key != "." {
            out.insert(format!("{name}/{key}"), path.clone());
        }
    }
}

/// One text for the keys of an item, in whatever order they came.
fn item_name(keys: &[(String, Value)]) -> String {
    let mut keys: Vec<String> = keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
    keys.sort();
    format!("k:{}", keys.join(","))
}

/// The leaves that applying a body would own. Nothing where the kind is not known well enough to say.
pub fn would_own(body: &Value, cursor: Cursor) -> Option<Leaves> {
    if !cursor.is_known() {
        return None;
    }
    let mut out = Leaves::new();
    own(body, cursor, "", &FieldPath::default(), &mut out);
    for unowned in ["/f:apiVersion", "/f:kind", "/f:metadata/f:name", "/f:metadata/f:namespace"] {
        out.remove(unowned);
    }
    Some(out)
}

fn own(value: &Value, cursor: Cursor, name: &str, path: &FieldPath, out: &mut Leaves) {
    match value {
        Value::Object(map) if !cursor.is_atomic() && !map.is_empty() => {
            for (key, value) in map {
                own(value, cursor.field(key), &format!("{name}/f:{key}"), &path.field(key), out);
            }
        }
        Value::Array(items) if !items.is_empty() && cursor.list() != ListKind::Atomic => {
            for item in items {
                let keys = match cursor.list() {
                    ListKind::Keys(keys) => element_key(item, keys, cursor.item()),
                    _ => vec![(String::new(), item.clone())],
                };
                let (name, path) = (format!("{name}/{}", item_name(&keys)), path.then(Step::Key(keys.clone())));
                out.insert(name.clone(), path.clone());
                let fields = item.as_object().into_iter().flatten();
                for (field, value) in fields.filter(|(field, _)| !keys.iter().any(|(key, _)| key == *field)) {
                    own(value, cursor.item().field(field), &format!("{name}/f:{field}"), &path.field(field), out);
                }
            }
        }
        _ => {
            out.insert(name.to_owned(), path.clone());
        }
    }
}

/// The part of an object that a set of fields owns. What the set has and the object lacks is left out.
pub fn owned_part(object: &Value, fields: &Value) -> Value {
    match (object, fields) {
        (_, Value::Object(set)) if is_leaf(set) => object.clone(),
        (Value::Object(map), Value::Object(set)) => {
            let part = set.iter().filter_map(|(key, inner)| {
                let field = key.strip_prefix("f:")?;
                Some((field.to_owned(), owned_part(map.get(field)?, inner)))
            });
            Value::Object(part.collect())
        }
        (Value::Array(items), Value::Object(set)) => {
            let entries: Vec<(Vec<(String, Value)>, &Value)> =
                set.iter().filter_map(|(key, inner)| Some((item_keys(key)?, inner))).collect();
            items.iter().filter_map(|item| owned_item(item, &entries)).collect()
        }
        _ => object.clone(),
    }
}

fn owned_item(item: &Value, entries: &[(Vec<(String, Value)>, &Value)]) -> Option<Value> {
    let is = |(key, value): &(String, Value)| if key.is_empty() { item == value } else { item.get(key) == Some(value) };
    let (keys, fields) = entries.iter().find(|(keys, _)| keys.iter().all(is))?;
    if !item.is_object() {
        return Some(item.clone());
    }
    let mut part: Map<String, Value> = keys.iter().cloned().collect();
    if let (Value::Object(set), Value::Object(rest)) = (*fields, owned_part(item, fields))
        && !is_leaf(set)
    {
        part.extend(rest);
    }
    Some(Value::Object(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set() -> Value {
        json!({
            "f:metadata": { "f:labels": { "f:app": {} }, "f:finalizers": { "v:\"a/b\"": {} } },
            "f:spec": { "f:replicas": {}, "f:selector": {}, "f:template": { "f:spec": { "f:containers": {
                "k:{\"name\":\"web\"}": { ".": {}, "f:name": {}, "f:image": {}, "f:args": {}, "f:ports": {
                    "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {} } } } },
                "f:imagePullSecrets": { "k:{\"name\":\"reg\"}": {} },
                "f:volumes": { "k:{\"name\":\"v\"}": { ".": {}, "f:name": {}, "f:emptyDir": {} } } } } },
        })
    }

    fn body() -> Value {
        json!({
            "metadata": { "labels": { "app": "a" }, "finalizers": ["a/b"] },
            "spec": { "replicas": 2, "selector": { "matchLabels": { "a": "b" } }, "template": { "spec": {
                "containers": [{ "name": "web", "image": "x", "args": ["a"], "ports": [{ "containerPort": 80, "protocol": "TCP" }] }],
                "imagePullSecrets": [{ "name": "reg" }], "volumes": [{ "name": "v", "emptyDir": {} }] } } },
        })
    }

    fn path(text: &str) -> FieldPath {
        FieldPath(text.split('.').map(|key| Step::Field(key.to_owned())).collect())
    }

    #[test]
    fn what_a_body_would_own_is_what_the_server_says_that_it_owns() {
        let mut object = body();
        object["apiVersion"] = "apps/v1".into();
        object["kind"] = "Deployment".into();
        object["metadata"]["name"] = "x".into();
        // Without the protocol the key is the same.
        object["spec"]["template"]["spec"]["containers"][0]["ports"][0] = json!({ "containerPort": 80 });
        assert_eq!(would_own(&object, Cursor::of("apps/v1", "Deployment")), Some(leaves(&set())));
        assert_eq!(would_own(&object, Cursor::of("example.com/v1", "Thing")), None);
    }

    #[test]
    fn a_path_is_owned_when_it_or_something_inside_or_the_whole_around_it_is() {
        let containers = path("spec.template.spec.containers");
        let web = containers.then(Step::Key(vec![("name".to_owned(), "web".into())]));
        let port = Step::Key(vec![("containerPort".to_owned(), 80.into()), ("protocol".to_owned(), "TCP".into())]);
        let owned = [
            path("spec.replicas"),
            path("spec.template"),
            path("spec.selector.matchLabels.a"),
            web.field("args").then(Step::Index(0)),
            web.field("ports").then(port),
            path("metadata.finalizers").then(Step::Key(vec![(String::new(), "a/b".into())])),
        ];
        for path in owned {
            assert!(has(&set(), &path), "{path}");
        }
        let other = Step::Key(vec![("name".to_owned(), "other".into())]);
        for path in [web.field("env"), path("spec.strategy"), containers.then(other)] {
            assert!(!has(&set(), &path), "{path}");
        }
    }

    #[test]
    fn owners_are_told_by_manager_and_subresource() {
        let object = json!({ "metadata": { "managedFields": [
            { "manager": "rhumb", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": set() },
            { "manager": "rhumb", "operation": "Update", "subresource": "status", "fieldsV1": { "f:status": {} } },
            { "manager": "kube-controller-manager", "operation": "Update", "subresource": "scale", "time": "2026-01-01T00:00:00Z",
              "fieldsV1": { "f:spec": { "f:replicas": {} } } },
        ] } });
        let names: Vec<(&str, &str)> =
            owners(&object, &path("spec.replicas")).iter().map(|owner| (owner.manager, owner.subresource)).collect();
        assert_eq!(names, [("rhumb", ""), ("kube-controller-manager", "scale")]);
        assert_eq!(ours(&object).map(|entry| entry.api_version), Some("apps/v1"));
    }

    #[test]
    fn the_owned_part_of_an_object_is_what_was_applied() {
        let mut live = body();
        live["metadata"]["uid"] = "u".into();
        live["spec"]["strategy"] = json!({ "type": "RollingUpdate" });
        live["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "Always".into();
        live["spec"]["template"]["spec"]["containers"][0]["ports"][0]["name"] = "theirs".into();
        live["spec"]["template"]["spec"]["volumes"]
            .as_array_mut()
            .expect("a list")
            .insert(0, json!({ "name": "theirs" }));
        assert_eq!(owned_part(&live, &set()), body());
    }
}
