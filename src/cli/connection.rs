//! A runtime and a cluster, for commands that need one.

use std::future::Future;

use super::Session;
use super::failure::Failure;
use crate::cluster::{self, Cluster, ClusterError, Target};
use crate::diagnostic::Diagnostic;

/// Runs a command that talks to a cluster.
pub(super) fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::from(Diagnostic::error("no-runtime", format!("The system gives no event queue: {error}.")))
    })?;
    runtime.block_on(command)
}

impl Session {
    /// Connects to the cluster that the options name.
    pub(super) async fn connect(&self) -> Result<Cluster, ClusterError> {
        self.connect_to(self.global.context.clone()).await
    }

    /// Connects to the cluster of a context; to that of the kubeconfig where it is nothing.
    pub(super) async fn connect_to(&self, context: Option<String>) -> Result<Cluster, ClusterError> {
        cluster::connect(&Target { kubeconfig: self.global.kubeconfig.clone(), context }).await
    }
}

/// There is no such app.
pub(super) fn unknown_app(app: &str, namespace: &str) -> Failure {
    Diagnostic::error("unknown-app", format!("There is no such app in namespace {namespace}: {app}."))
        .help("`rhumb list -A` shows those that there are; -n names another namespace.")
        .into()
}
