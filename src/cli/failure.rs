//! Why a command could not do its work.

use crate::cluster::ClusterError;
use crate::diagnostic::{Diagnostic, Sources};
use crate::ui::{self, Exit};
use crate::workflow;

/// What to tell, and how to end.
pub(super) struct Failure {
    pub(super) exit: Exit,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) sources: Sources,
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { exit: Exit::Error, diagnostics: vec![diagnostic], sources: Sources::default() }
    }
}

impl From<workflow::Failure> for Failure {
    fn from(failure: workflow::Failure) -> Self {
        Self { exit: Exit::Error, diagnostics: failure.diagnostics, sources: failure.sources }
    }
}

impl From<ClusterError> for Failure {
    fn from(error: ClusterError) -> Self {
        let (diagnostic, exit) = ui::cluster_error(&error);
        Self { exit, diagnostics: vec![diagnostic], sources: Sources::default() }
    }
}
