//! What the server has to be asked before there can be a plan, and what is sent in the end.

use std::fmt;

use serde_json::Value;

use super::owner::foreign;
use super::seed::Seed;
use super::unchanged::is_unchanged;
use super::{Desired, Write, detour, seed};
use crate::object::{Identity, masked};
use crate::observed::Observed;
use crate::release::APP_LABEL;

/// A question to the server: what would come of this body?
#[derive(Clone, PartialEq)]
pub struct DryRunRequest {
    /// Which object.
    pub identity: Identity,
    /// `apps/v1`.
    pub api_version: String,
    /// The body to ask about.
    pub body: Value,
}

impl fmt::Debug for DryRunRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DryRunRequest").field("identity", &self.identity).field("body", &masked(&self.body)).finish()
    }
}

/// What the server has to be asked: everything but what surely is unchanged, and what it cannot answer yet.
pub fn dry_run_needed(desired: &[Desired], observed: &Observed) -> Vec<DryRunRequest> {
    let asked = desired.iter().filter(|desired| {
        let live = observed.live.get(&desired.identity);
        let app = desired.body["metadata"]["labels"][APP_LABEL].as_str().unwrap_or_default();
        reason_not_asked(desired, observed).is_none()
            && !live.is_some_and(|live| foreign(live, app, &observed.namespace).is_some() || is_settled(desired, live))
    });
    asked
        .map(|desired| DryRunRequest {
            identity: desired.identity.clone(),
            api_version: desired.api_version.clone(),
            body: body(desired, observed.live.get(&desired.identity)),
        })
        .collect()
}

/// Whether there surely is nothing to write for an object.
pub fn is_settled(desired: &Desired, live: &Value) -> bool {
    let open = matches!(seed::seed(desired, Some(live)), Seed::HandOver | Seed::TakeBack);
    !open && detour::write(desired, Some(live)).is_none() && is_unchanged(&body(desired, Some(live)), live)
}

/// The body that the server is asked about.
fn body(desired: &Desired, live: Option<&Value>) -> Value {
    detour::asked(desired, live, seed::asked(desired, live))
}

/// The server's answer as the object will be when every write is done.
pub fn settled(desired: &Desired, live: Option<&Value>, answer: &Value) -> Value {
    detour::settled(desired, live, seed::settled(desired, live, answer.clone()))
}

/// The requests that carry an object out, in order.
pub fn writes(desired: &Desired, live: Option<&Value>) -> Vec<Write> {
    detour::write(desired, live).into_iter().chain(seed::writes(desired, live)).collect()
}

/// Why the server cannot be asked about an object: what it needs is not there yet.
pub fn reason_not_asked(desired: &Desired, observed: &Observed) -> Option<&'static str> {
    let namespace = desired.identity.namespace.as_ref();
    if namespace.is_some_and(|namespace| observed.missing_namespaces.contains(namespace)) {
        return Some("not checked by the server: its namespace is not there yet");
    }
    (!desired.served).then_some("not checked by the server: its kind is made by this app")
}
