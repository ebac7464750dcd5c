//! What a cluster said, as data: planning reads this and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::object::Identity;
use crate::release::Record;

/// Which cluster it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClusterFacts {
    /// Context of the kubeconfig.
    pub context: Option<String>,
    /// URL of the API server.
    pub server: String,
    /// uid of the namespace kube-system, where it may be read.
    pub uid: Option<String>,
    /// `v1.36.3`.
    #[serde(skip)]
    pub version: String,
}

/// A kind as the server serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// API group; empty for the core group.
    pub group: String,
    /// Versions that are served, the preferred one first.
    pub versions: Vec<String>,
    /// `StatefulSet`.
    pub kind: String,
    /// `statefulsets`.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
}

/// The answer to a server-side dry-run.
#[derive(Clone, Debug, PartialEq)]
pub enum DryRun {
    /// The object as it would be, and the server's warnings.
    Accepted(Box<Value>, Vec<String>),
    /// The server would refuse it.
    Refused(Refusal),
    /// It could not be asked, with the reason: the namespace or the kind is made by this app.
    NotAsked(String),
}

/// A refusal of the server, read out of its `Status`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub code: u16,
    /// `Invalid`, `Conflict`, …; empty where the server gave none.
    pub reason: String,
    /// The server's words, without secret values.
    pub message: String,
    /// What exactly, field by field.
    pub causes: Vec<Cause>,
}

/// One cause of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// `FieldValueInvalid`, `FieldManagerConflict`, …
    pub reason: String,
    /// The field as the server names it.
    pub field: String,
    /// The server's words.
    pub message: String,
}

/// The record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its content.
    pub record: Record,
    /// Its `metadata.resourceVersion`: the guard against two runs at once.
    pub resource_version: String,
    /// `Secret`, or `ConfigMap` where Secrets are refused.
    pub kind: String,
}

/// Everything that was seen for one plan.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Which cluster.
    pub cluster: ClusterFacts,
    /// The app's namespace, filled in.
    pub namespace: String,
    /// Every kind that is served, by group and kind.
    pub resources: BTreeMap<(String, String), Resource>,
    /// Namespaces that do not exist.
    pub missing_namespaces: BTreeSet<String>,
    /// Live objects, those of the script and those of the record.
    pub live: BTreeMap<Identity, Value>,
    /// Answers to dry-runs.
    pub dry_runs: BTreeMap<Identity, DryRun>,
    /// The app's record.
    pub record: Option<StoredRecord>,
    /// Claims that StatefulSets of the app have made, by name, with the StatefulSet's identity.
    pub claims: Vec<Value>,
}

/// What there is of an installed app.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The app.
    pub app: String,
    /// Its namespace.
    pub namespace: String,
    /// Its record.
    pub record: Option<StoredRecord>,
    /// The live objects of the record.
    pub objects: Vec<Value>,
    /// The pods of its workloads.
    pub pods: Vec<Value>,
    /// The claims of the app and of its StatefulSets.
    pub claims: Vec<Value>,
    /// Warning events about all of these.
    pub events: Vec<Value>,
}
