//! The only holder of `kube::Client`: connect, discover, observe, write, and where the record is stored. Reads the
//! environment as kubectl does.

mod connect;
mod discover;
mod error;
mod observe;
mod path;
mod preflight;
mod records;
mod request;
mod retry;
mod survey;
mod types;
mod write;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use crate::object::Identity;
use crate::observed::{ClusterFacts, Refusal, Resource};
use discover::Resources;

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
    /// What the server serves, once it was asked.
    resources: Mutex<Option<Arc<Resources>>>,
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

    /// Every kind that is served; the server is asked once.
    async fn resources(&self) -> Result<Arc<Resources>, ClusterError> {
        if let Some(known) = self.resources.lock().ok().and_then(|known| known.clone()) {
            return Ok(known);
        }
        let found = Arc::new(self.discover().await?);
        if let Ok(mut known) = self.resources.lock() {
            *known = Some(found.clone());
        }
        Ok(found)
    }

    /// Every kind that is served, by group and kind.
    pub async fn served(&self) -> Result<Resources, ClusterError> {
        Ok((*self.resources().await?).clone())
    }

    /// Asks the server anew the next time: a definition was added.
    pub fn forget_resources(&self) {
        if let Ok(mut known) = self.resources.lock() {
            *known = None;
        }
    }

    /// How a kind is served. A kind that is not known is asked for once more: it may be new.
    pub async fn resource(&self, identity: &Identity) -> Result<Resource, ClusterError> {
        let key = (identity.group.clone(), identity.kind.clone());
        for _ in 0..2 {
            if let Some(found) = self.resources().await?.get(&key) {
                return Ok(found.clone());
            }
            self.forget_resources();
        }
        let refusal = Refusal {
            code: 404,
            message: format!("the cluster does not serve the kind {}", identity.kind),
            ..Refusal::default()
        };
        Err(ClusterError::Refused { what: identity.to_string(), refusal })
    }
}
