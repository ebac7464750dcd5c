//! JSON with origins: what is rendered, before it is only data.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::diagnostic::Origin;

/// A JSON value in which each node knows the place in the script that caused it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// Its place; nowhere means that of the node around it.
    pub origin: Origin,
}

/// The value of a [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// Null, a boolean, a number or text.
    Leaf(Value),
    /// A list.
    List(Vec<Node>),
    /// A map; the order is that in which it is written.
    Map(Vec<(String, Node)>),
}

impl Serialize for Node {
    /// As JSON, without the places.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            NodeValue::Leaf(value) => value.serialize(serializer),
            NodeValue::List(items) => serializer.collect_seq(items),
            NodeValue::Map(entries) => serializer.collect_map(entries.iter().map(|(key, node)| (key, node))),
        }
    }
}

impl Node {
    /// An empty map.
    pub fn map(origin: Origin) -> Self {
        Self { value: NodeValue::Map(Vec::new()), origin }
    }

    /// A list.
    pub fn list(items: Vec<Self>, origin: Origin) -> Self {
        Self { value: NodeValue::List(items), origin }
    }

    /// Text, a number or a boolean.
    pub fn leaf(value: impl Into<Value>, origin: Origin) -> Self {
        Self { value: NodeValue::Leaf(value.into()), origin }
    }

    /// A tree of one origin.
    pub fn from_value(value: &Value, origin: Origin) -> Self {
        match value {
            Value::Object(map) => Self {
                value: NodeValue::Map(map.iter().map(|(k, v)| (k.clone(), Self::from_value(v, origin))).collect()),
                origin,
            },
            Value::Array(items) => Self::list(items.iter().map(|v| Self::from_value(v, origin)).collect(), origin),
            leaf => Self::leaf(leaf.clone(), origin),
        }
    }

    /// The value alone.
    pub fn to_value(&self) -> Value {
        match &self.value {
            NodeValue::Leaf(value) => value.clone(),
            NodeValue::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            NodeValue::Map(entries) => {
                Value::Object(entries.iter().map(|(k, v)| (k.clone(), v.to_value())).collect::<Map<_, _>>())
            }
        }
    }

    /// The entry of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            NodeValue::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The entry of a map, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.value {
            NodeValue::Map(entries) => entries.iter_mut().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Follows keys of maps.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            NodeValue::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; empty for anything else.
    pub fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Text of a leaf.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Leaf(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Puts a node under a key, in place of one that is there. Anything but a map becomes one.
    pub fn put(&mut self, key: &str, node: Self) -> &mut Self {
        if !matches!(self.value, NodeValue::Map(_)) {
            self.value = NodeValue::Map(Vec::new());
        }
        let NodeValue::Map(entries) = &mut self.value else { unreachable!("made a map above") };
        let at = match entries.iter().position(|(k, _)| k == key) {
            Some(at) => {
                entries[at].1 = node;
                at
            }
            None => {
                entries.push((key.to_owned(), node));
                entries.len() - 1
            }
        };
        &mut entries[at].1
    }

    /// Puts text, a number or a boolean under a key.
    pub fn set(&mut self, key: &str, value: impl Into<Value>, origin: Origin) -> &mut Self {
        self.put(key, Self::leaf(value, origin));
        self
    }

    /// The map under a key, made where it is missing.
    pub fn child(&mut self, key: &str, origin: Origin) -> &mut Self {
        if self.get(key).is_none() {
            self.put(key, Self::map(origin));
        }
        self.get_mut(key).expect("put above")
    }

    /// Whether it is an empty map or list.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            NodeValue::Leaf(_) => false,
            NodeValue::List(items) => items.is_empty(),
            NodeValue::Map(entries) => entries.is_empty(),
        }
    }
}
