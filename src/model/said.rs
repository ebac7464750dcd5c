//! Where each thing was said.

use std::sync::Arc;

use crate::diagnostic::Origin;

/// The places of everything that was said about one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The call that made the part.
    pub made: Origin,
    /// Tells parts apart that look alike; survives copies.
    pub serial: u32,
    /// In the order of [`order`]. Most have no key, and looking one up makes no text.
    calls: Vec<(&'static str, Option<Arc<str>>, Call)>,
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
        Self { made, serial, calls: Vec::new() }
    }

    /// Sets the call that made the part.
    pub fn made_by(&mut self, made: Origin, serial: u32) {
        self.made = made;
        self.serial = serial;
    }

    /// Remembers that `method` was said at `at`, for by-key methods with their key. Gives the call before it.
    pub fn say(&mut self, method: &'static str, key: &str, at: Origin) -> Option<Origin> {
        match self.position(method, key) {
            Ok(index) => {
                let before = Some(self.calls[index].2.at);
                self.calls[index].2 = Call { at, before };
                before
            }
            Err(index) => {
                let key = (!key.is_empty()).then(|| Arc::from(key));
                self.calls.insert(index, (method, key, Call { at, before: None }));
                None
            }
        }
    }

    /// Forgets a thing that was taken away.
    pub fn unsay(&mut self, method: &'static str, key: &str) {
        if let Ok(index) = self.position(method, key) {
            self.calls.remove(index);
        }
    }

    /// The place of a method without a key; the maker's where it was never said.
    pub fn of(&self, method: &'static str) -> Origin {
        self.of_key(method, "")
    }

    /// The place of a by-key method; the maker's where it was never said.
    pub fn of_key(&self, method: &'static str, key: &str) -> Origin {
        self.find(method, key).unwrap_or(self.made)
    }

    /// Whether this part is the other one, or was made of it later: everything that was said about the other was said
    /// about this one too, or said anew. What adds up without a key is not looked at.
    pub fn follows(&self, other: &Self) -> bool {
        self.serial == other.serial
            && other.calls().all(|(method, key, said)| {
                let own = self.position(method, key).ok().map(|index| self.calls[index].2);
                own.is_some_and(|own| own.at == said.at || own.before.is_some())
            })
    }

    /// Whether it was said at all.
    pub fn has(&self, method: &'static str) -> bool {
        self.position(method, "").is_ok()
    }

    /// The place of a method with a key, where it was said.
    pub fn find(&self, method: &'static str, key: &str) -> Option<Origin> {
        self.position(method, key).ok().map(|index| self.calls[index].2.at)
    }

    /// Everything said; the keys of each method lie together.
    pub fn calls(&self) -> impl Iterator<Item = (&'static str, &str, Call)> {
        self.calls.iter().map(|(method, key, call)| (*method, key.as_deref().unwrap_or_default(), *call))
    }

    fn position(&self, method: &str, key: &str) -> Result<usize, usize> {
        let wanted = order(method, key);
        self.calls.binary_search_by(|(other, of, _)| order(other, of.as_deref().unwrap_or_default()).cmp(&wanted))
    }
}

/// Rendering asks for each field of each part whether it was said: names of different lengths are told apart at once.
fn order<'a>(method: &'a str, key: &'a str) -> (usize, &'a str, &'a str) {
    (method.len(), method, key)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u16) -> Origin {
        Origin { line, ..Origin::NONE }
    }

    #[test]
    fn what_was_changed_later_follows_what_it_was_made_of() {
        let mut first = Said::new(at(1), 7);
        first.say("class", "", at(2));
        let (mut more, mut anew, mut copy) = (first.clone(), first.clone(), first.clone());
        more.say("label", "team", at(3));
        anew.say("class", "", at(4));
        copy.say("label", "team", at(5));
        assert!(first.follows(&first) && more.follows(&first) && anew.follows(&first));
        assert!(!first.follows(&more) && !first.follows(&anew) && !more.follows(&copy) && !copy.follows(&more));
        assert!(!Said::new(at(1), 8).follows(&Said::new(at(1), 7)));
    }
}
