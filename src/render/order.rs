//! The order in which objects are applied.

use std::collections::BTreeSet;

use super::scope::Steps;
use crate::object::{Object, layer};

/// An object that has no place in the order yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) object: Object,
    /// Position in the sequence of each app around it, outermost first.
    pub(super) steps: Steps,
    /// Number of the part in the order of mention.
    pub(super) mention: usize,
}

/// The objects by layer, then sequence, then mention.
pub(super) fn order(mut drafts: Vec<Draft>) -> Vec<Object> {
    let first = Vec::new();
    let ranks: BTreeSet<Vec<usize>> =
        drafts.iter().map(|draft| trimmed(&draft.steps).to_vec()).chain([first]).collect();
    let ranks: Vec<Vec<usize>> = ranks.into_iter().collect();
    for draft in &mut drafts {
        draft.object.step = ranks
            .binary_search_by(|rank| rank.as_slice().cmp(trimmed(&draft.steps)))
            .expect("every draft gave its rank");
    }
    drafts.sort_by_key(|draft| {
        let object = &draft.object;
        (layer(object.group(), &object.kind), object.step, draft.mention)
    });
    drafts.into_iter().map(|draft| draft.object).collect()
}

/// Positions in nested sequences without the zeros at the end: to be first in a sequence is to wait for nothing more
/// than the app around it.
pub(super) fn trimmed(steps: &[usize]) -> &[usize] {
    let end = steps.iter().rposition(|step| *step != 0).map_or(0, |at| at + 1);
    &steps[..end]
}
