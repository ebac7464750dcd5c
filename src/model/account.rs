//! Service accounts and what they may do.

use super::{Said, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// What an account may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Permission {
    /// Verbs: `get`, `list`.
    pub verbs: Vec<String>,
    /// API groups with their resources, or URLs.
    pub target: Target,
    /// Only objects of these names.
    pub names: Vec<String>,
    /// Where it was said.
    pub origin: Origin,
}

/// What a permission is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Resources by API group.
    Resources(Vec<(String, Vec<String>)>),
    /// Paths of the API server.
    Urls(Vec<String>),
}

/// An account of pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAccount {
    /// Where it was said.
    pub said: Said,
    /// Name.
    pub name: String,
    /// In its namespace.
    pub allow: Vec<Permission>,
    /// In the whole cluster.
    pub cluster_allow: Vec<Permission>,
    /// Roles of the cluster that are there already.
    pub cluster_roles: Vec<(String, Origin)>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered of the account itself.
    pub patch: Vec<Node>,
}

spoken!(ServiceAccount);
