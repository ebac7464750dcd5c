//! Workloads: what runs pods.

use std::rc::Rc;

use super::{Container, Hpa, HttpRoute, Ingress, Said, Service, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// The kinds of workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkloadKind {
    /// Pods without identity.
    #[default]
    Deployment,
    /// Pods with identity and claims of their own.
    StatefulSet,
    /// A pod on every node.
    DaemonSet,
}

impl WorkloadKind {
    /// The Kubernetes kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
        }
    }
}

/// How pods are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// One after the other.
    Rolling,
    /// When somebody deletes them.
    OnDelete,
    /// All at once.
    Recreate,
}

/// An update strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Where it was said.
    pub said: Said,
    /// Which.
    pub strategy: Strategy,
    /// Ordinals below it stay as they are.
    pub partition: Option<i64>,
    /// Number or percent.
    pub max_unavailable: Option<serde_json::Value>,
    /// Number or percent.
    pub max_surge: Option<serde_json::Value>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// How many pods may be disrupted on purpose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DisruptionBudget {
    /// Where it was said.
    pub said: Said,
    /// Number or percent.
    pub min_available: Option<serde_json::Value>,
    /// Number or percent.
    pub max_unavailable: Option<serde_json::Value>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Keeps away from its own pods.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// Topology key: `kubernetes.io/hostname`.
    pub topology: String,
    /// 1..100 for a preference; required without it.
    pub weight: Option<i64>,
    /// Where it was said.
    pub origin: Origin,
}

/// Lets pods onto tainted nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toleration {
    /// Where it was said.
    pub said: Said,
    /// Key of the taint; all without it.
    pub key: Option<String>,
    /// Value; any without it.
    pub value: Option<String>,
    /// Effect; any without it.
    pub effect: Option<String>,
    /// Seconds until it is evicted all the same.
    pub seconds: Option<i64>,
}

/// A part or its name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPart<T> {
    /// The part, where it is one of the app.
    pub part: Option<Rc<T>>,
    /// Its name.
    pub name: String,
}

/// What is said of the pods beside their containers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodSpec {
    /// Labels of nodes that are needed.
    pub node_selector: Vec<(String, String)>,
    /// Keeps its own pods apart.
    pub apart: Vec<Apart>,
    /// Tolerations in order.
    pub tolerations: Vec<Rc<Toleration>>,
    /// Seconds that pods are given to end.
    pub termination_grace_period: Option<i64>,
    /// Service account by name.
    pub service_account: Option<String>,
    /// Whether the token of the account is mounted.
    pub automount_token: Option<bool>,
    /// Names of pull secrets.
    pub image_pull_secrets: Vec<String>,
    /// User id.
    pub run_as_user: Option<i64>,
    /// Group id.
    pub run_as_group: Option<i64>,
    /// Group id of volumes.
    pub fs_group: Option<i64>,
    /// Refuses to start as root.
    pub run_as_non_root: Option<bool>,
    /// Priority class.
    pub priority_class: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A workload with everything that belongs to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// Where it was said.
    pub said: Said,
    /// Kind.
    pub kind: WorkloadKind,
    /// Name: a DNS label.
    pub name: String,
    /// Namespace.
    pub namespace: Option<String>,
    /// Pods to run; 2 unless said, none for a DaemonSet.
    pub replicas: Option<i64>,
    /// Containers in order.
    pub containers: Vec<Rc<Container>>,
    /// Init containers and, with `true`, sidecars, in order.
    pub init_containers: Vec<(Rc<Container>, bool)>,
    /// Labels of the workload.
    pub labels: Vec<(String, String)>,
    /// Annotations of the workload.
    pub annotations: Vec<(String, String)>,
    /// Labels of the pods.
    pub pod_labels: Vec<(String, String)>,
    /// Annotations of the pods.
    pub pod_annotations: Vec<(String, String)>,
    /// Replaces the selector.
    pub selector: Option<Vec<(String, String)>>,
    /// At most 512 characters.
    pub description: Option<String>,
    /// Services in order.
    pub services: Vec<Rc<Service>>,
    /// Ingresses in order.
    pub ingresses: Vec<Rc<Ingress>>,
    /// Routes of the Gateway API in order.
    pub routes: Vec<Rc<HttpRoute>>,
    /// Autoscaler.
    pub hpa: Option<Rc<Hpa>>,
    /// Disruption budget.
    pub disruption_budget: Option<Rc<DisruptionBudget>>,
    /// Governing service of a StatefulSet.
    pub governing_service: Option<NamedPart<Service>>,
    /// Update strategy.
    pub update: Option<Rc<Update>>,
    /// `OrderedReady` or `Parallel`.
    pub pod_management: Option<String>,
    /// `Retain` or `Delete` of claims, when deleted and when scaled.
    pub claim_retention: Option<(String, String)>,
    /// First ordinal.
    pub ordinals_start: Option<i64>,
    /// Seconds until a ready pod counts.
    pub min_ready: Option<i64>,
    /// Old revisions that are kept.
    pub revision_history: Option<i64>,
    /// Seconds until a rollout counts as stuck.
    pub progress_deadline: Option<i64>,
    /// The pods.
    pub pod: PodSpec,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

impl Workload {
    /// The console's number of pods.
    pub const DEFAULT_REPLICAS: i64 = 2;

    /// Containers that run beside each other: the containers, then the sidecars.
    pub fn running_containers(&self) -> impl Iterator<Item = &Container> {
        let sidecars = self.init_containers.iter().filter(|(_, sidecar)| *sidecar);
        self.containers.iter().map(Rc::as_ref).chain(sidecars.map(|(part, _)| part.as_ref()))
    }

    /// Every container: the init containers and sidecars, then the containers.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        let init = self.init_containers.iter().map(|(part, _)| part.as_ref());
        init.chain(self.containers.iter().map(Rc::as_ref))
    }
}

spoken!(Update, DisruptionBudget, Toleration, Workload);
