//! What is never sent: what the server keeps for itself, null, and what is empty where that means nothing. Each of
//! them would be owned without being there, so that every later comparison would have to ask the server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::object::{Node, NodeValue, Scalar};
use crate::schema::Cursor;

/// Metadata that the server keeps for itself.
const OF_THE_SERVER: [&str; 6] =
    ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"];

/// The object as it may be sent.
pub fn clean(node: &Node, cursor: Cursor) -> Node {
    let mut out = thin(node, cursor);
    remove(&mut out, &["status"]);
    if let Some(metadata) = out.get_mut("metadata") {
        // Metadata is the same for every kind, also for one without a schema.
        let known = Cursor::of("v1", "ConfigMap").field("metadata");
        *metadata = thin(metadata, known);
        remove(metadata, &OF_THE_SERVER);
    }
    out
}

fn remove(node: &mut Node, keys: &[&str]) {
    if let NodeValue::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| !keys.contains(&key.as_ref()));
    }
}

fn thin(node: &Node, cursor: Cursor) -> Node {
    let value = match &node.value {
        NodeValue::Leaf(leaf) => NodeValue::Leaf(leaf.clone()),
        NodeValue::List(items) => NodeValue::List(items.iter().map(|item| thin(item, cursor.item())).collect()),
        NodeValue::Map(entries) => {
            let kept = entries.iter().filter_map(|(key, value)| {
                let field = cursor.field(key);
                if is_any(field) {
                    return Some((key.clone(), value.clone()));
                }
                let value = thin(value, field);
                (!is_nothing(&value, field)).then(|| (key.clone(), value))
            });
            NodeValue::Map(kept.collect())
        }
    };
    Node { value, origin: node.origin }
}

/// Whether the field takes any JSON, where null and empty have a meaning of their own (defaults in a definition).
fn is_any(field: Cursor) -> bool {
    field.is_known() && field.kind().is_none() && field.format().is_none()
}

/// Null everywhere; an empty list; an empty map of free keys. An empty map of named fields has a meaning (`emptyDir`), and
/// of a kind without a schema nothing empty is known to have none.
fn is_nothing(value: &Node, field: Cursor) -> bool {
    match &value.value {
        NodeValue::Leaf(leaf) => *leaf == Scalar::Null,
        NodeValue::List(items) => items.is_empty() && field.kind() == Some("array"),
        NodeValue::Map(entries) => entries.is_empty() && has_free_keys(field),
    }
}

/// Whether it is a map whose keys are the user's own: labels, limits, data.
pub fn has_free_keys(field: Cursor) -> bool {
    field.is_known() && field.fields().next().is_none() && field.field("any").is_known()
}

/// `stringData` of a Secret as `data`, and `data` without line ends: a key that is dropped from `stringData` would stay
/// for ever, and the server stores base64 on one line.
pub fn encode(secret: &mut Node) {
    if let Some(NodeValue::Map(entries)) = secret.get_mut("data").map(|data| &mut data.value) {
        for (_, value) in entries {
            if let Some(text) = value.as_str() {
                *value = Node::leaf(text.split_whitespace().collect::<String>(), value.origin);
            }
        }
    }
    let Some(texts) = secret.get("stringData").cloned() else { return };
    remove(secret, &["stringData"]);
    let data = secret.child("data", texts.origin);
    for (key, text) in texts.entries() {
        // What is no text is left for the server to refuse.
        let encoded = text.as_str().map(|plain| Node::leaf(STANDARD.encode(plain), text.origin));
        data.put(key.clone(), encoded.unwrap_or_else(|| text.clone()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::Origin;

    fn cleaned(object: &Value) -> Value {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        clean(&Node::from_value(object, Origin::NONE), Cursor::of(text("apiVersion"), text("kind"))).to_value()
    }

    #[test]
    fn only_what_means_nothing_is_left_out() {
        let pod = |spec: Value| json!({ "apiVersion": "v1", "kind": "Pod", "spec": spec });
        let rows = [
            (
                json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a", "uid": "u", "labels": {},
                    "managedFields": [], "creationTimestamp": null }, "data": { "k": null }, "status": {} }),
                json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" } }),
            ),
            (
                pod(json!({ "tolerations": [], "nodeSelector": {}, "volumes": [{ "name": "a", "emptyDir": {} }],
                    "securityContext": {}, "affinity": {}, "containers": [{ "name": "a", "args": [], "resources":
                    { "limits": {}, "requests": { "cpu": "1" } }, "stdin": false }] })),
                pod(json!({ "volumes": [{ "name": "a", "emptyDir": {} }], "securityContext": {}, "affinity": {},
                    "containers": [{ "name": "a", "resources": { "requests": { "cpu": "1" } }, "stdin": false }] })),
            ),
            (
                json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                    "spec": { "podSelector": {}, "policyTypes": ["Ingress"], "ingress": [] } }),
                json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                    "spec": { "podSelector": {}, "policyTypes": ["Ingress"] } }),
            ),
            (
                json!({ "apiVersion": "example.com/v1", "kind": "Thing", "spec": { "a": null, "b": [], "c": {} } }),
                json!({ "apiVersion": "example.com/v1", "kind": "Thing", "spec": { "b": [], "c": {} } }),
            ),
        ];
        for (object, wanted) in rows {
            assert_eq!(cleaned(&object), wanted);
        }
    }

    #[test]
    fn a_default_in_a_definition_stays_as_it_is() {
        let definition = json!({ "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": {
            "versions": [{ "name": "v1", "schema": { "openAPIV3Schema": { "default": { "list": [], "none": null } } } }] } });
        assert_eq!(cleaned(&definition), definition);
    }

    #[test]
    fn text_of_a_secret_becomes_data_at_its_place() {
        let place = Origin { line: 3, column: 1 };
        let secret = json!({ "data": { "a": "b25l\n" }, "stringData": { "b": "two", "a": "uno" } });
        let mut node = Node::from_value(&secret, place);
        encode(&mut node);
        assert_eq!(node.to_value(), json!({ "data": { "a": "dW5v", "b": "dHdv" } }));
        assert_eq!(node.at(&["data", "b"]).map(|node| node.origin), Some(place));
    }
}
