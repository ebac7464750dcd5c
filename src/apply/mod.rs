//! Carries out a plan: order, send, wait. Emits events, never prints.

mod event;

pub use event::{Event, ObjectResult, Outcome, Sink, Status};

use std::time::Duration;

/// Stand-in.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Timeout.
    pub timeout: Duration,
    /// Wait.
    pub wait: bool,
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Report {
    /// Results.
    pub results: Vec<ObjectResult>,
    /// Outcome.
    pub outcome: Outcome,
}

/// Stand-in.
pub async fn apply(
    _plan: &crate::plan::Plan,
    _cluster: &crate::cluster::Cluster,
    _options: Options,
    _signals: tokio::sync::watch::Receiver<u8>,
    _sink: Sink<'_>,
) -> Result<Report, crate::cluster::ClusterError> {
    Err(crate::cluster::ClusterError::NoKubeconfig)
}
