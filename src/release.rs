//! What we own and how it came: the record of an app, and the marks on its objects, as data.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::object::Identity;

/// The field manager of everything that a script says.
pub const MANAGER: &str = "rhumb";
/// The field manager that holds replicas while nobody has scaled yet (`decisions` 11).
pub const SEED_MANAGER: &str = "rhumb-seed";
/// The field manager of the record.
pub const RECORD_MANAGER: &str = "rhumb-inventory";

/// Label on every object: the app's name.
pub const APP_LABEL: &str = "rhumb.dev/app";
/// Label on every object: the app's namespace.
pub const APP_NAMESPACE_LABEL: &str = "rhumb.dev/app-namespace";
/// Label on every object: the id of the record as the parent of an ApplySet.
pub const PART_OF_LABEL: &str = "applyset.kubernetes.io/part-of";
/// Annotation on an object that the script says is to be kept: never deleted by rhumb.
pub const KEEP_ANNOTATION: &str = "rhumb.dev/keep";
/// Label on the record.
pub const RECORD_LABEL: &str = "rhumb.dev/record";
/// Value of [`RECORD_LABEL`].
pub const RECORD_VALUE: &str = "inventory";

/// How an app stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A run has begun and not ended.
    Applying,
    /// Everything was sent.
    Applied,
    /// Some of it was refused.
    Failed,
    /// A run was stopped by a signal.
    Interrupted,
    /// Deleted, with claims kept.
    Deleted,
}

/// How one object of the record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// Named before it was sent, so that a killed run leaves no orphan.
    Intended,
    /// The server has taken it.
    Applied,
    /// The server has refused it.
    Failed,
    /// No longer in the script; kept until somebody takes it away.
    Left,
    /// A claim that outlived its app.
    Kept,
}

/// One object of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who it is.
    #[serde(flatten)]
    pub identity: Identity,
    /// Its uid, once the server has given one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// SHA-256 in hex of the body as it was sent, never of a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// How it stands.
    pub state: EntryState,
}

/// The record of an app, kept in one small Secret of its namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Version of this shape: 1.
    pub version: u32,
    /// The app's name.
    pub app: String,
    /// The app's namespace.
    pub namespace: String,
    /// uid of the namespace kube-system, where it may be read.
    pub cluster_uid: Option<String>,
    /// Counts the runs that changed something, from 1.
    pub revision: u64,
    /// How the app stands.
    pub state: State,
    /// Its objects, sorted by identity.
    pub objects: Vec<Entry>,
}

impl Record {
    /// The version of the shape that this program writes.
    pub const VERSION: u32 = 1;
}

/// Name of the record of an app: `rhumb.<app>.inventory`.
pub fn record_name(app: &str) -> String {
    format!("rhumb.{app}.inventory")
}

/// The ApplySet id of an app's record, as kubectl makes it of `<name>.<namespace>.<kind>.<group>`.
pub fn applyset_id(app: &str, namespace: &str) -> String {
    let parent = format!("{}.{namespace}.Secret.", record_name(app));
    format!("applyset-{}-v1", URL_SAFE_NO_PAD.encode(Sha256::digest(parent)))
}

/// The labels that mark an object as one of an app.
pub fn marks(app: &str, namespace: &str) -> [(&'static str, String); 3] {
    [
        (APP_LABEL, app.to_owned()),
        (APP_NAMESPACE_LABEL, namespace.to_owned()),
        (PART_OF_LABEL, applyset_id(app, namespace)),
    ]
}
