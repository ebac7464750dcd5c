//! Desired, observed and recorded, to ordered changes. Pure and synchronous; whatever is written later stands here first.
//!
//! In order: `desired` fills in what the cluster says, `dry_run_needed` picks what the server has to be asked, `plan`
//! puts the answers together; `delete_plan` is the plan of nothing.

mod ask;
mod claims;
mod clean;
mod conflict;
mod delete;
mod desired;
mod detour;
mod diff;
mod left;
mod make;
mod managed;
mod owner;
mod refusal;
mod restart;
mod seed;
mod unchanged;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Place};
use crate::object::{FieldPath, Identity, masked};
use crate::observed::{ClusterFacts, StoredRecord};

pub use ask::{DryRunRequest, dry_run_needed};
pub use delete::delete_plan;
pub use desired::{Desired, desired};
pub use make::plan;

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is not there yet.
    Create,
    /// Some fields differ.
    Change,
    /// It has to be deleted and made again.
    Replace,
    /// It goes.
    Delete,
    /// Nothing differs, or it is kept on purpose.
    Keep,
    /// It belongs to somebody else: nothing is asked and nothing sent.
    Refuse,
}

impl Action {
    /// The mark in front of an object: `+ ~ ± - = !`.
    pub fn mark(self) -> char {
        match self {
            Self::Create => '+',
            Self::Change => '~',
            Self::Replace => '±',
            Self::Delete => '-',
            Self::Keep => '=',
            Self::Refuse => '!',
        }
    }
}

/// Why a field changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The script says so.
    Script,
    /// The script said it before and no longer does.
    Removed,
    /// A default or a webhook of the server: alone it makes no change.
    Server,
}

/// One field, old to new.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Its path, by list key.
    pub path: FieldPath,
    /// What is there; nothing where the field is new. Masked already.
    pub old: Option<Value>,
    /// What will be there; nothing where it goes. Masked already.
    pub new: Option<Value>,
    /// Why.
    pub cause: Cause,
    /// The line of the script.
    pub place: Option<Place>,
    /// Words about the place: `replicas from --set`.
    pub note: Option<String>,
}

/// One server-side apply request.
#[derive(Clone, PartialEq)]
pub struct Write {
    /// Field manager.
    pub manager: &'static str,
    /// The body, whole.
    pub body: Value,
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write").field("manager", &self.manager).field("body", &masked(&self.body)).finish()
    }
}

/// What happens to one object, and the requests that do it, in order.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// Who it is, with the namespace filled in.
    pub identity: Identity,
    /// `apps/v1`.
    pub api_version: String,
    /// What happens.
    pub action: Action,
    /// The call that made it.
    pub place: Option<Place>,
    /// Whether the server has checked it by a dry-run.
    pub checked: bool,
    /// Field by field; empty for create and delete.
    pub fields: Vec<FieldChange>,
    /// What else is to be known about it.
    pub notes: Vec<String>,
    /// The requests; empty for keep and delete.
    pub writes: Vec<Write>,
    /// uid of the live object, where there is one.
    pub uid: Option<String>,
    /// Layer of the kind.
    pub layer: u8,
    /// Step of `.sequence`.
    pub step: usize,
    /// The object as it will be (the dry-run's answer, else the body), masked: for people.
    pub shown: Value,
    /// The desired state with marks, unmasked: what readiness and hashes look at.
    pub desired: Value,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("identity", &self.identity)
            .field("action", &self.action)
            .field("checked", &self.checked)
            .field("fields", &self.fields)
            .field("notes", &self.notes)
            .field("writes", &self.writes)
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

/// A field that another manager holds with another value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// `Deployment/web`.
    pub object: String,
    /// `spec.replicas`.
    pub field: String,
    /// What the script wants there; masked.
    pub value: Option<Value>,
    /// What is there; masked.
    pub live: Option<Value>,
    /// Who holds it.
    pub manager: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// `scale`, `status`, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subresource: Option<String>,
    /// When it was written, as the server says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The line of the script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A plan: everything that an apply will do, and nothing else.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The app.
    pub app: String,
    /// Its namespace.
    pub namespace: String,
    /// The cluster it was made for.
    pub cluster: ClusterFacts,
    /// Changes in the order in which they are carried out.
    pub changes: Vec<Change>,
    /// Fields that others hold.
    pub conflicts: Vec<Conflict>,
    /// Objects of the record that are no longer in the script.
    pub left: Vec<Identity>,
    /// Claims: made by the controller, kept, or taken.
    pub claims: Vec<ClaimNote>,
    /// Errors and warnings. With an error nothing is applied.
    pub diagnostics: Vec<Diagnostic>,
    /// The record that was read, and the guard for writing it.
    pub record: Option<StoredRecord>,
    /// The files that were read to say what is wanted, by name, with the SHA-256 of each.
    pub reads: BTreeMap<String, String>,
    /// Whether this is the plan of nothing.
    pub deleting: bool,
}

/// What becomes of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimNote {
    /// Name of the claim.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// `made` by the controller, `kept`, or `deleted`.
    pub what: &'static str,
}

impl Change {
    /// The step in which it is sent: namespaces, definitions and classes come before every step.
    pub fn order(&self) -> usize {
        if self.layer <= 2 { 0 } else { self.step }
    }
}

impl Plan {
    /// Whether an apply would write anything.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| !matches!(change.action, Action::Keep | Action::Refuse))
    }

    /// How many changes there are of a kind.
    pub fn count(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action).count()
    }
}
