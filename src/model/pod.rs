//! Pods beside their containers.

use std::sync::Arc;

use super::seldom::seldom;
use super::{Apart, NamedPart, NodeAffinity, PodsLike, Secret, ServiceAccount, Spread, Toleration, Volume};
use crate::diagnostic::Origin;
use crate::object::Node;

/// How names are looked up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dns {
    /// At most 3 addresses.
    pub nameservers: Vec<String>,
    /// Domains that are tried.
    pub searches: Vec<String>,
    /// Options of the resolver, some without a value.
    pub options: Vec<(String, Option<String>)>,
}

/// A profile of system calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Seccomp {
    /// `RuntimeDefault`, `Unconfined` or `Localhost`.
    pub kind: String,
    /// File of the node, for `Localhost`.
    pub profile: Option<String>,
}

/// What is said of the pods beside their containers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodSpec {
    /// Labels of nodes that are needed.
    pub node_selector: Vec<(String, String)>,
    /// Host names of nodes that are needed.
    pub nodes: Option<Vec<String>>,
    /// On which nodes they run.
    pub node_affinity: Vec<Arc<NodeAffinity>>,
    /// Near to these.
    pub pod_affinity: Vec<(Arc<PodsLike>, Origin)>,
    /// Far from these.
    pub pod_anti_affinity: Vec<(Arc<PodsLike>, Origin)>,
    /// Keeps its own pods apart.
    pub apart: Vec<Apart>,
    /// Spreads its own pods.
    pub spread: Vec<Spread>,
    /// Tolerations in order.
    pub tolerations: Vec<Arc<Toleration>>,
    /// Seconds for which a node that is not ready or unreachable is borne.
    pub toleration_seconds: Option<i64>,
    /// `ClusterFirst` and so on.
    pub dns_policy: Option<String>,
    /// How names are looked up.
    pub dns: Option<Dns>,
    /// Names of addresses, in order.
    pub host_aliases: Vec<(String, Vec<String>)>,
    /// Seconds that pods are given to end.
    pub termination_grace_period: Option<i64>,
    /// `Always`, `OnFailure` or `Never`.
    pub restart_policy: Option<String>,
    /// Service account.
    pub service_account: Option<NamedPart<ServiceAccount>>,
    /// Whether the token of the account is mounted.
    pub automount_token: Option<bool>,
    /// Whether services of the namespace become variables.
    pub enable_service_links: Option<bool>,
    /// Pull secrets.
    pub image_pull_secrets: Vec<NamedPart<Secret>>,
    /// Shares the network of the node.
    pub host_network: Option<bool>,
    /// Sees the processes of the node.
    pub host_pid: Option<bool>,
    /// Containers see the processes of each other.
    pub share_process_namespace: Option<bool>,
    /// User id.
    pub run_as_user: Option<i64>,
    /// Group id.
    pub run_as_group: Option<i64>,
    /// Refuses to start as root.
    pub run_as_non_root: Option<bool>,
    /// Group id of volumes.
    pub fs_group: Option<i64>,
    /// `OnRootMismatch` or `Always`.
    pub fs_group_change_policy: Option<String>,
    /// More group ids.
    pub supplemental_groups: Option<Vec<i64>>,
    /// System calls that are allowed.
    pub seccomp: Option<Seccomp>,
    /// Settings of the kernel.
    pub sysctls: Vec<(String, String)>,
    /// All that the restricted level of Pod Security needs.
    pub restricted: Option<bool>,
    /// Priority class.
    pub priority_class: Option<String>,
    /// Runtime class.
    pub runtime_class: Option<String>,
    /// Volumes that stand in the pod without being mounted, and where that was said.
    pub volumes: Vec<(Volume, Origin)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

seldom!(PodSpec);
