//! The only holder of `kube::Client`: connect, discover, observe, write, and where the record is stored. Reads the
//! environment as kubectl does.

mod connect;
mod discover;
mod error;
mod observe;
mod path;
mod records;
mod request;
mod retry;
mod survey;
mod write;

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use crate::observed::ClusterFacts;

pub use connect::{Target, connect};
pub use error::ClusterError;
pub use write::Gone;

/// How many requests may be under way at once: inside the fair share of an ordinary user.
pub const IN_FLIGHT: usize = 16;

/// A connection to one cluster.
pub struct Cluster {
    client: kube::Client,
    facts: ClusterFacts,
    namespace: String,
    /// Whether any request was answered yet: until then a refused connection is not tried again.
    reached: AtomicBool,
    /// What was tried again, for whoever wants to tell it.
    notices: Mutex<Vec<String>>,
}

impl Cluster {
    /// The namespace of the context.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Which cluster it is, as far as the kubeconfig says.
    pub fn facts(&self) -> ClusterFacts {
        self.facts.clone()
    }

    /// What was tried again since the last call.
    pub fn take_notices(&self) -> Vec<String> {
        self.notices.lock().map(|mut notices| std::mem::take(&mut *notices)).unwrap_or_default()
    }
}
