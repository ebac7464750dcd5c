//! Looking at nodes that know their place.

use crate::diagnostic::Origin;
use crate::object::{Node, NodeValue, Object, Scalar};

/// A node with its place, which is that of the node around it where it has none of its own.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    node: &'a Node,
    /// Its place.
    pub origin: Origin,
}

impl<'a> View<'a> {
    /// The whole object.
    pub fn of(object: &'a Object) -> Self {
        Self { node: &object.node, origin: object.node.origin.or(object.origin) }
    }

    fn inner(self, node: &'a Node) -> Self {
        Self { node, origin: node.origin.or(self.origin) }
    }

    /// The entry of a map.
    pub fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.inner(node))
    }

    /// Follows keys of maps.
    pub fn at(self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self, |view, key| view.get(key))
    }

    /// The items of a list; none for anything else, or for a missing list.
    pub fn list(self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let list = self.get(key);
        list.into_iter().flat_map(|list| list.node.items().iter().map(move |item| list.inner(item)))
    }

    /// The items of this list; none for anything else.
    pub fn items(self) -> impl Iterator<Item = Self> + use<'a> {
        self.node.items().iter().map(move |item| self.inner(item))
    }

    /// The texts in a list below a key.
    pub fn texts(self, key: &str) -> Vec<&'a str> {
        self.list(key).filter_map(View::text).collect()
    }

    /// The entries of a map; none for anything else.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        self.node.entries().iter().map(move |(key, node)| (key.as_ref(), self.inner(node)))
    }

    /// Text of a leaf.
    pub fn text(self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// Text below a key.
    pub fn text_at(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    /// Number of a leaf.
    pub fn number(self) -> Option<i64> {
        match &self.node.value {
            NodeValue::Leaf(value) => value.as_i64(),
            _ => None,
        }
    }

    /// Number below a key.
    pub fn number_at(self, key: &str) -> Option<i64> {
        self.get(key)?.number()
    }

    /// A leaf that is `true` or `false`.
    pub fn boolean(self) -> Option<bool> {
        match &self.node.value {
            NodeValue::Leaf(Scalar::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Whether a leaf below a key is `true`.
    pub fn flag(self, key: &str) -> bool {
        self.get(key).and_then(Self::boolean) == Some(true)
    }

    /// A number or text, as it is shown.
    pub fn shown(self) -> String {
        match &self.node.value {
            NodeValue::Leaf(Scalar::Text(text)) => text.to_string(),
            _ => self.node.to_value().to_string(),
        }
    }
}
