//! What happens while a plan is carried out, as data.

use serde::Serialize;

use crate::object::Identity;

/// How an object ended a run. Every object of a plan has exactly one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing differed; nothing was sent.
    Unchanged,
    /// It was made.
    Created,
    /// Fields were changed.
    Changed,
    /// It was deleted.
    Deleted,
    /// It stays on purpose.
    Kept,
    /// It was not sent, as something before it went wrong or the run was interrupted.
    Skipped,
    /// The server refused it, or it cannot become ready.
    Failed,
    /// It was sent, and was not ready in time.
    TimedOut,
}

/// How one object ended, for `-o json` and for the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectResult {
    /// `StatefulSet/nginx`.
    pub object: String,
    /// Namespace, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// How it ended.
    pub status: Status,
    /// Why, where there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a run ended as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing had to be done.
    Unchanged,
    /// Everything is as it should be.
    Done,
    /// Another manager took a field between plan and apply.
    Conflict,
    /// Some of it was refused, or is not ready in time.
    Partial,
    /// A signal stopped it.
    Interrupted,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An object was sent and taken.
    Sent {
        /// Which.
        identity: Identity,
        /// Created, changed, deleted.
        status: Status,
    },
    /// An object was refused.
    Refused {
        /// Which.
        identity: Identity,
        /// Why.
        reason: String,
    },
    /// What an object waits for; told when the words change.
    Waiting {
        /// Which.
        identity: Identity,
        /// `nginx-0: pulling nginx:1.27`.
        reason: String,
    },
    /// A pod became ready or went away.
    Pod {
        /// Its name.
        name: String,
        /// `ready`, `gone`.
        what: &'static str,
        /// Seconds since the waiting began.
        seconds: f64,
    },
    /// An object is ready.
    Ready {
        /// Which.
        identity: Identity,
        /// What is special about it.
        note: Option<String>,
        /// Seconds since the waiting began.
        seconds: f64,
    },
    /// An object will not become ready.
    Failed {
        /// Which.
        identity: Identity,
        /// Why.
        reason: String,
    },
    /// How far it is: `running 1/2`.
    Progress {
        /// Ready objects.
        ready: usize,
        /// All objects that are waited for.
        total: usize,
    },
    /// A warning of the server, or something that is tried again.
    Warning(String),
}

/// Takes events.
pub type Sink<'a> = &'a mut (dyn FnMut(Event) + Send);
