//! What is told while something is rendered, on whichever core.

use crate::diagnostic::{Diagnostic, Origin, Place, Sources, Told};

use super::label;

/// What was told so far, and the files in which its places lie.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    pub(super) sources: &'a Sources,
    told: Told,
}

impl<'a> Notes<'a> {
    /// Nothing told.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, told: Told::default() }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.sources.place(origin)
    }

    /// Tells something.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.told.tell(diagnostic);
    }

    /// Tells what was noted elsewhere.
    pub(super) fn take(&mut self, other: Self) {
        for diagnostic in other.into_list() {
            self.tell(diagnostic);
        }
    }

    /// All that was told, in order.
    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.told.into_list()
    }

    /// The node label to use; one that Kubernetes has given up is replaced, with a warning.
    pub(super) fn node_label<'k>(&mut self, key: &'k str, at: Origin) -> &'k str {
        let Some(successor) = label::successor(key) else {
            return key;
        };
        let place = self.place(at);
        self.tell(
            Diagnostic::warning(
                "deprecated-label",
                format!("Kubernetes has given up the node label `{key}`; rendered as `{successor}`."),
            )
            .help(format!("write `\"{successor}\"`."))
            .at(place),
        );
        successor
    }
}
