//! Probes.

use super::container::Port;
use super::{Said, spoken};
use crate::object::Node;

/// How a probe asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// GET of a path.
    Http {
        /// Path.
        path: String,
        /// Port.
        port: Port,
        /// `HTTP` or `HTTPS`.
        scheme: Option<String>,
        /// Host header and address; the pod's own without it.
        host: Option<String>,
        /// Headers, repeated ones kept.
        headers: Vec<(String, String)>,
    },
    /// Opens a port.
    Tcp {
        /// Port.
        port: Port,
    },
    /// Runs a command in the container.
    Exec {
        /// Command and arguments.
        command: Vec<String>,
    },
    /// Asks a gRPC health service.
    Grpc {
        /// Port.
        port: Port,
        /// Service name.
        service: Option<String>,
    },
}

/// A probe. Durations are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Where it was said.
    pub said: Said,
    /// How it asks.
    pub check: Check,
    /// Seconds before the first check: 3 for HTTP, 15 for TCP, 5 for exec, 0 for gRPC and any startup probe, unless said.
    pub initial_delay: Option<i64>,
    /// Seconds between checks.
    pub period: i64,
    /// Seconds until a check counts as failed.
    pub timeout: i64,
    /// Successes in a row until it is up; 1 for liveness and startup.
    pub success_threshold: i64,
    /// Failures in a row until it is down.
    pub failure_threshold: i64,
    /// Seconds that the container is given to end when this probe kills it.
    pub termination_grace_period: Option<i64>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

impl Probe {
    /// A probe with the console's defaults.
    pub fn new(check: Check) -> Self {
        Self {
            said: Said::default(),
            check,
            initial_delay: None,
            period: 10,
            timeout: 1,
            success_threshold: 1,
            failure_threshold: 3,
            termination_grace_period: None,
            patch: Vec::new(),
        }
    }

    /// The initial delay in seconds that is written: what was said, else the console's default for the kind of check.
    pub fn initial_delay(&self, startup: bool) -> i64 {
        self.initial_delay.unwrap_or(match self.check {
            _ if startup => 0,
            Check::Http { .. } => 3,
            Check::Tcp { .. } => 15,
            Check::Exec { .. } => 5,
            Check::Grpc { .. } => 0,
        })
    }
}

spoken!(Probe);
