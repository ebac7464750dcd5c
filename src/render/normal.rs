//! Leaves out what would be a change, or a conflict, on every apply although it means nothing.

use serde_json::Value;

use crate::object::{Key, Node, NodeValue, Scalar};

/// Groups whose kinds are typed in the API server. What is empty in a custom resource stays: its meaning is not known.
const TYPED: &[&str] =
    &["", "apps", "autoscaling", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io"];

/// Takes away nulls and empty lists, `value: ""` of variables, `paused: false` and `minReadySeconds: 0`.
pub(super) fn normalise(node: &mut Node) {
    let version = node.get("apiVersion").and_then(Node::as_str).unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    if !TYPED.contains(&group) {
        return;
    }
    thin(node, false);
    if let Some(spec) = node.get_mut("spec") {
        drop_if(spec, "paused", &Value::Bool(false));
        drop_if(spec, "minReadySeconds", &Value::from(0));
    }
}

/// `in_env` says whether it is a variable, or a list of them.
fn thin(node: &mut Node, in_env: bool) {
    match &mut node.value {
        NodeValue::Leaf(_) => {}
        NodeValue::List(items) => items.iter_mut().for_each(|item| thin(item, in_env)),
        NodeValue::Map(entries) => {
            let means_nothing = |(key, value): &(Key, Node)| match &value.value {
                NodeValue::Leaf(Scalar::Null) => true,
                NodeValue::List(items) => items.is_empty(),
                NodeValue::Leaf(Scalar::Text(text)) => text.is_empty() && in_env && key == "value",
                _ => false,
            };
            if entries.iter().any(means_nothing) {
                entries.retain(|entry| !means_nothing(entry));
            }
            for (key, value) in entries {
                // Leaves are most of all.
                if !matches!(value.value, NodeValue::Leaf(_)) {
                    thin(value, key == "env");
                }
            }
        }
    }
}

fn drop_if(node: &mut Node, key: &str, nothing: &Value) {
    if let NodeValue::Map(entries) = &mut node.value {
        entries.retain(|(name, value)| name != key || value.to_value() != *nothing);
    }
}
