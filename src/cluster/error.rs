//! What can go wrong between us and a cluster, typed; `ui::words` turns it into sentences.

use crate::observed::Refusal;

/// A failed conversation with a cluster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// There is no kubeconfig and no service account of a pod.
    #[error("no kubeconfig")]
    NoKubeconfig,
    /// The kubeconfig cannot be read.
    #[error("kubeconfig: {reason}")]
    BadKubeconfig {
        /// Why.
        reason: String,
    },
    /// The kubeconfig has no such context.
    #[error("unknown context {context}")]
    UnknownContext {
        /// The one that was asked for.
        context: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// No connection.
    #[error("{server}: {reason}")]
    Unreachable {
        /// URL of the API server.
        server: String,
        /// Why.
        reason: String,
    },
    /// 401.
    #[error("{server}: unauthorized")]
    Unauthorized {
        /// URL of the API server.
        server: String,
    },
    /// 403: the verb on the resource is not allowed.
    #[error("forbidden: {message}")]
    Forbidden {
        /// The server's words.
        message: String,
    },
    /// No answer in time.
    #[error("{what}: no answer after {seconds} s")]
    TimedOut {
        /// The request.
        what: String,
        /// How long was waited.
        seconds: u64,
    },
    /// Any other refusal.
    #[error("{what}: {}", refusal.message)]
    Refused {
        /// The request.
        what: String,
        /// What the server said.
        refusal: Refusal,
    },
    /// Another run has written the record since it was read.
    #[error("another run is at work on {app}")]
    Busy {
        /// The app.
        app: String,
    },
    /// The record cannot be understood.
    #[error("record of {app}: {reason}")]
    BadRecord {
        /// The app.
        app: String,
        /// Why.
        reason: String,
    },
    /// The signal came before anything was sent.
    #[error("interrupted")]
    Interrupted,
}
