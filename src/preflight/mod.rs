//! What an app needs of a cluster before it is applied: rights, namespaces, classes, objects made elsewhere, nodes.
//!
//! `needs` says what has to be looked at, the cluster is asked for it, and `findings` judges the answers. Pure and
//! synchronous; all findings come at once.

mod findings;
mod needs;
mod nodes;
mod pods;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Origin;

pub use findings::findings;
pub use needs::needs;

/// What was seen of something.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<T> {
    /// It is there.
    There(T),
    /// It is not.
    Missing,
    /// It may not be read: that is told, and nothing is concluded of it.
    NotPermitted,
}

/// A verb on a kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// API group; empty for the core group.
    pub group: String,
    /// `statefulsets`.
    pub resource: String,
    /// Nothing for kinds of the whole cluster.
    pub namespace: Option<String>,
    /// `create`.
    pub verb: &'static str,
}

/// An object that was made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// `v1`.
    pub api_version: &'static str,
    /// `Secret`.
    pub kind: &'static str,
    /// `secrets`.
    pub plural: &'static str,
    /// Nothing for kinds of the whole cluster.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

/// How an object that was made elsewhere is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Which object.
    pub reference: Reference,
    /// Where it is named.
    pub origin: Origin,
    /// The key of it that is used.
    pub key: Option<String>,
    /// Whether pods start without it.
    pub soft: bool,
    /// The object that uses it: `StatefulSet/web`.
    pub by: String,
    /// How many pods use it at once, where that is known.
    pub pods: Option<i64>,
}

/// A class that is named, or the default where none is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its name; nothing where the default is meant.
    pub name: Option<String>,
    /// Where it is named, else where it could be.
    pub origin: Origin,
    /// What uses it: `claim disk of StatefulSet/web`.
    pub by: String,
}

/// What has to be looked at.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Namespaces in which objects lie and that the app does not make, with a place.
    pub namespaces: BTreeMap<String, Origin>,
    /// Verbs, with the place of the first object of the kind.
    pub access: BTreeMap<Access, Origin>,
    /// Verbs on what the record of the app may be kept in: those of one kind will do.
    pub record: Vec<Access>,
    /// The place of the app's first object.
    pub made_at: Origin,
    /// Objects that were made elsewhere.
    pub uses: Vec<Use>,
    /// Storage classes.
    pub storage: Vec<Class>,
    /// Ingress classes.
    pub ingress: Vec<Class>,
    /// API groups that autoscalers read from, each with the autoscaler and its place.
    pub metrics: Vec<(&'static str, String, Origin)>,
    /// Whether the nodes have to be known.
    pub nodes: bool,
    /// The place at which logs are asked for that a plug-in has to collect.
    pub logs: Option<Origin>,
}

impl Needs {
    /// Every object that was made elsewhere, once.
    pub fn references(&self) -> BTreeSet<&Reference> {
        self.uses.iter().map(|it| &it.reference).collect()
    }
}

/// What the cluster said. What was not asked for is empty.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Namespaces.
    pub namespaces: BTreeMap<String, Seen<()>>,
    /// Whether a verb is allowed; a verb that could not be asked for is missing.
    pub access: BTreeMap<Access, bool>,
    /// Objects that were made elsewhere, Secrets without their values.
    pub objects: BTreeMap<Reference, Seen<Value>>,
    /// Storage classes.
    pub storage: Seen<Vec<Value>>,
    /// Ingress classes.
    pub ingress: Seen<Vec<Value>>,
    /// API groups of metrics.
    pub metrics: BTreeMap<&'static str, Seen<()>>,
    /// Nodes.
    pub nodes: Seen<Vec<Value>>,
    /// DaemonSets of the namespace kube-system, among which the log plug-in is.
    pub agents: Seen<Vec<Value>>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            namespaces: BTreeMap::new(),
            access: BTreeMap::new(),
            objects: BTreeMap::new(),
            storage: Seen::Missing,
            ingress: Seen::Missing,
            metrics: BTreeMap::new(),
            nodes: Seen::Missing,
            agents: Seen::Missing,
        }
    }
}

impl Seen<Value> {
    /// Only whether it is there.
    pub fn nothing(self) -> Seen<()> {
        match self {
            Self::There(_) => Seen::There(()),
            Self::Missing => Seen::Missing,
            Self::NotPermitted => Seen::NotPermitted,
        }
    }
}
