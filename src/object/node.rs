//! JSON with origins: what is rendered, before it is only data.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

use crate::diagnostic::Origin;

/// A JSON value in which each node knows the place in the script that caused it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// Its place; nowhere means that of the node around it.
    pub origin: Origin,
}

/// The key of a map. Those that Kubernetes names are in the program already and cost no memory.
pub type Key = Cow<'static, str>;

/// The value of a [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// Null, a boolean, a number or text.
    Leaf(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map; the order is that in which it is written.
    Map(Vec<(Key, Node)>),
}

/// A leaf: a third of the size of a [`Value`], which counts in an app of thousands of objects.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text. Up to 24 bytes lie right here, and most texts are that short.
    Text(CompactString),
}

impl Scalar {
    /// As JSON.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.to_string()),
        }
    }

    /// The text of a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a number that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }
}

impl From<&str> for NodeValue {
    fn from(text: &str) -> Self {
        Self::Leaf(Scalar::Text(text.into()))
    }
}

impl From<String> for NodeValue {
    fn from(text: String) -> Self {
        Self::Leaf(Scalar::Text(text.into()))
    }
}

impl From<bool> for NodeValue {
    fn from(flag: bool) -> Self {
        Self::Leaf(Scalar::Bool(flag))
    }
}

impl From<i64> for NodeValue {
    fn from(number: i64) -> Self {
        Self::Leaf(Scalar::Number(number.into()))
    }
}

impl From<u16> for NodeValue {
    fn from(number: u16) -> Self {
        i64::from(number).into()
    }
}

impl From<Value> for NodeValue {
    /// A list or map becomes a tree whose parts lie where it lies.
    fn from(value: Value) -> Self {
        Node::from_value(&value, Origin::NONE).value
    }
}

impl fmt::Display for Scalar {
    /// As JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(f)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
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
    pub fn leaf(value: impl Into<NodeValue>, origin: Origin) -> Self {
        Self { value: value.into(), origin }
    }

    /// A tree of one origin.
    pub fn from_value(value: &Value, origin: Origin) -> Self {
        let value = match value {
            Value::Null => NodeValue::Leaf(Scalar::Null),
            Value::Bool(flag) => (*flag).into(),
            Value::Number(number) => NodeValue::Leaf(Scalar::Number(number.clone())),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => NodeValue::List(items.iter().map(|v| Self::from_value(v, origin)).collect()),
            Value::Object(map) => {
                NodeValue::Map(map.iter().map(|(k, v)| (Key::Owned(k.clone()), Self::from_value(v, origin))).collect())
            }
        };
        Self { value, origin }
    }

    /// The value alone.
    pub fn to_value(&self) -> Value {
        match &self.value {
            NodeValue::Leaf(value) => value.to_value(),
            NodeValue::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            NodeValue::Map(entries) => {
                Value::Object(entries.iter().map(|(k, v)| (k.to_string(), v.to_value())).collect::<Map<_, _>>())
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
    pub fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Text of a leaf.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Leaf(value) => value.as_str(),
            _ => None,
        }
    }

    /// Puts a node under a key, in place of one that is there. Anything but a map becomes one.
    pub fn put(&mut self, key: impl Into<Key>, node: Self) -> &mut Self {
        let key = key.into();
        if !matches!(self.value, NodeValue::Map(_)) {
            self.value = NodeValue::Map(Vec::new());
        }
        let NodeValue::Map(entries) = &mut self.value else { unreachable!("made a map above") };
        let at = match entries.iter().position(|(k, _)| *k == key) {
            Some(at) => {
                entries[at].1 = node;
                at
            }
            None => {
                // Most maps have one or two entries, and few have more than eight; the usual room for four, then eight,
                // would be half of an app's memory.
                if entries.len() == entries.capacity() && entries.len() < 8 {
                    entries.reserve_exact(2);
                }
                entries.push((key, node));
                entries.len() - 1
            }
        };
        &mut entries[at].1
    }

    /// Puts text, a number or a boolean under a key.
    pub fn set(&mut self, key: impl Into<Key>, value: impl Into<NodeValue>, origin: Origin) -> &mut Self {
        self.put(key, Self::leaf(value, origin));
        self
    }

    /// The map under a key, made where it is missing.
    pub fn child(&mut self, key: impl Into<Key>, origin: Origin) -> &mut Self {
        let key = key.into();
        if self.get(&key).is_none() {
            return self.put(key, Self::map(origin));
        }
        self.get_mut(&key).expect("looked for above")
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
