//! The objects that are rendered so far, each found by who it is.

use ahash::RandomState;
use hashbrown::HashTable;

use super::order::Draft;
use crate::object::Object;

/// Who an object is: an [`Identity`](crate::object::Identity) without copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Who<'a> {
    /// API group; empty for the core group.
    pub(super) group: &'a str,
    pub(super) kind: &'a str,
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
}

impl<'a> Who<'a> {
    /// Who this object is.
    pub(super) fn of(object: &'a Object) -> Self {
        let Object { kind, namespace, name, .. } = object;
        Self { group: object.group(), kind, namespace: namespace.as_deref(), name }
    }
}

/// Objects in the order in which they were added. Their identities are looked up where they lie.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    all: Vec<Draft>,
    numbers: HashTable<usize>,
    hasher: RandomState,
}

impl Drafts {
    /// None yet, with room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { all: Vec::with_capacity(count), ..Self::default() }
    }

    /// Whether an object is there.
    pub(super) fn has(&self, who: Who<'_>) -> bool {
        self.number(who).is_some()
    }

    /// The draft of the same identity, to be changed.
    pub(super) fn same(&mut self, object: &Object) -> Option<&mut Draft> {
        let number = self.number(Who::of(object))?;
        Some(&mut self.all[number])
    }

    /// Adds one whose identity is not there yet.
    pub(super) fn push(&mut self, draft: Draft) {
        let Self { all, numbers, hasher } = self;
        let hash = hasher.hash_one(Who::of(&draft.object));
        let number = all.len();
        all.push(draft);
        numbers.insert_unique(hash, number, |number| hasher.hash_one(Who::of(&all[*number].object)));
    }

    /// All of them.
    pub(super) fn into_list(self) -> Vec<Draft> {
        self.all
    }

    fn number(&self, who: Who<'_>) -> Option<usize> {
        let is = |number: &usize| Who::of(&self.all[*number].object) == who;
        self.numbers.find(self.hasher.hash_one(who), is).copied()
    }
}
