//! The way to a field while an object is walked through. It becomes a path only where there is something to tell.

use std::fmt;

use serde_json::Value;

use super::cursor::Cursor;
use super::merge::element_key;
use crate::object::{FieldPath, Node, Step};

/// One step behind another; the first is the object itself.
#[derive(Clone, Copy)]
pub(super) struct Trail<'a> {
    last: Option<(&'a Trail<'a>, Hop<'a>)>,
}

#[derive(Clone, Copy)]
enum Hop<'a> {
    Field(&'a str),
    Item(usize),
    /// An item of a list with keys.
    Keyed {
        item: &'a Node,
        keys: &'a [String],
        cursor: Cursor<'a>,
        index: usize,
    },
}

impl<'a> Trail<'a> {
    /// The object itself.
    pub(super) const TOP: Self = Self { last: None };

    /// This way and the key of a map.
    pub(super) fn field(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Hop::Field(key))) }
    }

    /// This way and an item of a list.
    pub(super) fn item(&'a self, index: usize) -> Self {
        Self { last: Some((self, Hop::Item(index))) }
    }

    /// This way and an item of a list with keys; one that lacks a key is told by its number.
    pub(super) fn keyed(&'a self, item: &'a Node, keys: &'a [String], cursor: Cursor<'a>, index: usize) -> Self {
        Self { last: Some((self, Hop::Keyed { item, keys, cursor, index })) }
    }

    /// The path.
    pub(super) fn path(&self) -> FieldPath {
        match self.last {
            None => FieldPath::default(),
            Some((before, Hop::Field(key))) => before.path().field(key),
            Some((before, Hop::Item(index))) => before.path().then(Step::Index(index)),
            Some((before, Hop::Keyed { item, keys, cursor, index })) => {
                let key = key_of(item, keys, cursor);
                before.path().then(if key.len() == keys.len() { Step::Key(key) } else { Step::Index(index) })
            }
        }
    }
}

/// The keys of an item, which may be a whole container: only they are looked at.
pub(super) fn key_of(item: &Node, keys: &[String], cursor: Cursor) -> Vec<(String, Value)> {
    let own = keys.iter().filter_map(|key| Some((key.clone(), item.get(key)?.to_value())));
    element_key(&Value::Object(own.collect()), keys, cursor)
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().fmt(f)
    }
}
