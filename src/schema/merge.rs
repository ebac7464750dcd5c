//! Structural merge: maps by key, lists by their Kubernetes keys, all else as a whole.

use serde_json::Value;

use super::cursor::{Cursor, ListKind};
use crate::object::{Node, NodeValue, Scalar};

/// Merges `patch` over `node`: maps by key, lists by their Kubernetes keys, lists without keys as a whole, `null` takes
/// away. What is merged keeps the places of the patch.
pub fn merge(node: &mut Node, patch: &Node, cursor: Cursor) {
    match (&mut node.value, &patch.value) {
        (NodeValue::Map(_), NodeValue::Map(entries)) if !cursor.is_atomic() => {
            for (key, value) in entries {
                if matches!(value.value, NodeValue::Leaf(Scalar::Null)) {
                    if let NodeValue::Map(ours) = &mut node.value {
                        ours.retain(|(name, _)| name != key);
                    }
                    continue;
                }
                match node.get_mut(key) {
                    Some(ours) => merge(ours, value, cursor.field(key)),
                    None => {
                        node.put(key.clone(), without_null(value));
                    }
                }
            }
        }
        (NodeValue::List(ours), NodeValue::List(theirs)) => match cursor.list() {
            ListKind::Keys(keys) => merge_list(ours, theirs, keys, cursor.item()),
            ListKind::Set => {
                for item in theirs {
                    if !ours.iter().any(|other| other.to_value() == item.to_value()) {
                        ours.push(item.clone());
                    }
                }
            }
            ListKind::Atomic => *node = without_null(patch),
        },
        _ => *node = without_null(patch),
    }
}

fn merge_list(ours: &mut Vec<Node>, theirs: &[Node], keys: &[String], cursor: Cursor) {
    for item in theirs {
        let key = element_key(&item.to_value(), keys, cursor);
        match ours.iter_mut().find(|other| element_key(&other.to_value(), keys, cursor) == key) {
            Some(other) => merge(other, item, cursor),
            None => ours.push(without_null(item)),
        }
    }
}

fn without_null(node: &Node) -> Node {
    let value = match &node.value {
        NodeValue::Map(entries) => {
            let kept = entries.iter().filter(|(_, value)| !matches!(value.value, NodeValue::Leaf(Scalar::Null)));
            NodeValue::Map(kept.map(|(key, value)| (key.clone(), without_null(value))).collect())
        }
        NodeValue::List(items) => NodeValue::List(items.iter().map(without_null).collect()),
        leaf => leaf.clone(),
    };
    Node { value, origin: node.origin }
}

/// The keys of an item of a keyed list, with the defaults of those that are missing (`protocol: TCP`).
pub fn element_key(item: &Value, keys: &[String], cursor: Cursor) -> Vec<(String, Value)> {
    let found = keys.iter().filter_map(|key| {
        let value = item.get(key).filter(|value| !value.is_null()).or_else(|| cursor.field(key).default());
        value.map(|value| (key.clone(), value.clone()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::Origin;

    fn merged(base: &Value, patch: &Value) -> Value {
        let mut node = Node::from_value(base, Origin::NONE);
        let cursor = Cursor::of("v1", "Pod").field("spec");
        merge(&mut node, &Node::from_value(patch, Origin { line: 7, column: 1 }), cursor);
        node.to_value()
    }

    #[test]
    fn items_with_the_same_key_are_merged_and_others_added() {
        let base = json!({ "containers": [{ "name": "a", "image": "x" }, { "name": "b", "image": "y" }] });
        let patch = json!({ "containers": [{ "name": "b", "tty": true }, { "name": "c", "image": "z" }] });
        let wanted = json!({ "containers": [
            { "name": "a", "image": "x" }, { "name": "b", "image": "y", "tty": true }, { "name": "c", "image": "z" },
        ] });
        assert_eq!(merged(&base, &patch), wanted);
    }

    #[test]
    fn the_protocol_of_a_port_counts_even_when_it_is_not_said() {
        let base = json!({ "containers": [{ "name": "a", "ports": [{ "containerPort": 53, "protocol": "TCP" }] }] });
        let patch = json!({ "containers": [{ "name": "a", "ports": [{ "containerPort": 53, "name": "dns" }, { "containerPort": 53, "protocol": "UDP" }] }] });
        let ports = json!([{ "containerPort": 53, "protocol": "TCP", "name": "dns" }, { "containerPort": 53, "protocol": "UDP" }]);
        assert_eq!(merged(&base, &patch)["containers"][0]["ports"], ports);
    }

    #[test]
    fn lists_without_keys_are_replaced_and_null_takes_away() {
        let base = json!({ "tolerations": [{ "key": "a" }], "hostNetwork": true, "dnsPolicy": "Default" });
        let patch = json!({ "tolerations": [{ "key": "b" }], "hostNetwork": null, "dnsConfig": { "searches": null } });
        assert_eq!(
            merged(&base, &patch),
            json!({ "tolerations": [{ "key": "b" }], "dnsPolicy": "Default", "dnsConfig": {} })
        );
    }
}
