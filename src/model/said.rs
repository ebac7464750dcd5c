//! Where each thing was said.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::Origin;

/// The places of everything that was said about one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The call that made the part.
    pub made: Origin,
    /// Tells parts apart that look alike; survives copies.
    pub serial: u32,
    calls: BTreeMap<(&'static str, Rc<str>), Call>,
}

/// One thing said: where, and where before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// The last call, which wins.
    pub at: Origin,
    /// The call before it.
    pub before: Option<Origin>,
}

impl Said {
    /// A part made by the call at `made`.
    pub fn new(made: Origin, serial: u32) -> Self {
        Self { made, serial, calls: BTreeMap::new() }
    }

    /// Remembers that `method` was said at `at`, for by-key methods with their key.
    pub fn say(&mut self, method: &'static str, key: &str, at: Origin) {
        let before = self.calls.get(&(method, Rc::from(key))).map(|call| call.at);
        self.calls.insert((method, Rc::from(key)), Call { at, before });
    }

    /// Forgets a thing that was taken away.
    pub fn unsay(&mut self, method: &'static str, key: &str) {
        self.calls.remove(&(method, Rc::from(key)));
    }

    /// The place of a method without a key; the maker's where it was never said.
    pub fn of(&self, method: &'static str) -> Origin {
        self.of_key(method, "")
    }

    /// The place of a by-key method; the maker's where it was never said.
    pub fn of_key(&self, method: &'static str, key: &str) -> Origin {
        self.calls.get(&(method, Rc::from(key))).map_or(self.made, |call| call.at)
    }

    /// Whether it was said at all.
    pub fn has(&self, method: &'static str) -> bool {
        self.calls.contains_key(&(method, Rc::from("")))
    }

    /// The place of a method with a key, where it was said.
    pub fn find(&self, method: &'static str, key: &str) -> Option<Origin> {
        self.calls.get(&(method, Rc::from(key))).map(|call| call.at)
    }

    /// Everything said, in the order of method and key.
    pub fn calls(&self) -> impl Iterator<Item = (&'static str, &str, Call)> {
        self.calls.iter().map(|((method, key), call)| (*method, key.as_ref(), *call))
    }
}

/// A part of an app: it knows where it was said.
pub trait Spoken {
    /// The places.
    fn said(&self) -> &Said;
    /// The places, to be added to.
    fn said_mut(&mut self) -> &mut Said;
}

/// Implements [`Spoken`] for structs with a field `said`.
macro_rules! spoken {
    ($($part:ty),+ $(,)?) => { $(
        impl $crate::model::Spoken for $part {
            fn said(&self) -> &$crate::model::Said { &self.said }
            fn said_mut(&mut self) -> &mut $crate::model::Said { &mut self.said }
        }
    )+ };
}
pub(crate) use spoken;
