//! The way to a field while an object is walked through. It becomes a path only where there is something to tell.

use std::fmt;

use crate::object::{FieldPath, Step};

/// One step behind another; the first is the object itself.
#[derive(Clone, Copy)]
pub(super) struct Trail<'a> {
    last: Option<(&'a Trail<'a>, Hop<'a>)>,
}

#[derive(Clone, Copy)]
enum Hop<'a> {
    Field(&'a str),
    Item(&'a Step),
}

impl<'a> Trail<'a> {
    /// The object itself.
    pub(super) const TOP: Self = Self { last: None };

    /// This way and the key of a map.
    pub(super) fn field(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Hop::Field(key))) }
    }

    /// This way and a step.
    pub(super) fn then(&'a self, step: &'a Step) -> Self {
        Self { last: Some((self, Hop::Item(step))) }
    }

    /// The path.
    pub(super) fn path(&self) -> FieldPath {
        match self.last {
            None => FieldPath::default(),
            Some((before, Hop::Field(key))) => before.path().field(key),
            Some((before, Hop::Item(step))) => before.path().then(step.clone()),
        }
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().fmt(f)
    }
}
