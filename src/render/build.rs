//! Small steps of building nodes.

use crate::diagnostic::Origin;
use crate::object::{Key, Node, NodeValue};
use crate::schema::{self, Cursor};

/// Puts a value under a key, where there is one. Its place is looked up only then: most of what can be said is not.
pub(super) fn set_some(
    node: &mut Node,
    key: impl Into<Key>,
    value: Option<impl Into<NodeValue>>,
    at: impl FnOnce() -> Origin,
) {
    if let Some(value) = value {
        node.set(key, value, at());
    }
}

/// Puts a map or list under a key, unless it is empty: the API server drops empty ones.
pub(super) fn put_filled(node: &mut Node, key: &'static str, child: Node) {
    if !child.is_empty() {
        node.put(key, child);
    }
}

/// A list of texts of one place.
pub(super) fn texts(values: &[String], at: Origin) -> Node {
    let items = values.iter().map(|text| Node::leaf(text.as_str(), at));
    Node::list(items.collect(), at)
}

/// A map of texts, each with its own place.
pub(super) fn pairs(values: &[(String, String)], around: Origin, at: impl Fn(&str) -> Origin) -> Node {
    let mut map = Node::map(around);
    for (key, value) in values {
        map.set(key.clone(), value.as_str(), at(key));
    }
    map
}

/// Merges the patches of a part over what it rendered, in the order in which they were said.
pub(super) fn patch(node: &mut Node, patches: &[Node], cursor: Cursor) {
    for patch in patches {
        schema::merge(node, patch, cursor);
    }
}
