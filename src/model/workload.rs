//! Workloads: what runs pods.

use std::sync::Arc;

use super::{Container, Hpa, HttpRoute, Ingress, JobSpec, PodSpec, Said, Seldom, Service, spoken};
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
    /// Pods that run to their end.
    Job,
    /// Jobs at times.
    CronJob,
}

impl WorkloadKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::StatefulSet, Self::Deployment, Self::DaemonSet, Self::Job, Self::CronJob];

    /// The Kubernetes kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
        }
    }

    /// The API group with its version.
    pub fn api_version(self) -> &'static str {
        if self.is_job() { "batch/v1" } else { "apps/v1" }
    }

    /// Whether its pods run to their end.
    pub fn is_job(self) -> bool {
        matches!(self, Self::Job | Self::CronJob)
    }

    /// Whether it has a number of pods that may be said.
    pub fn has_replicas(self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet)
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

/// What becomes of a field that somebody else owns, too.
#[derive(Clone, Debug, PartialEq)]
pub struct OnConflict {
    /// The field: `spec.replicas`.
    pub field: String,
    /// `take`, `yield` or `fail`.
    pub action: String,
    /// Only from this manager.
    pub manager: Option<String>,
    /// Where it was said.
    pub origin: Origin,
}

/// A part or its name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPart<T> {
    /// The part, where it is one of the app.
    pub part: Option<Arc<T>>,
    /// Its name.
    pub name: String,
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
    /// Pods to run; 2 unless said, none for a DaemonSet, Job or CronJob.
    pub replicas: Option<i64>,
    /// Containers in order.
    pub containers: Vec<Arc<Container>>,
    /// Init containers and, with `true`, sidecars, in order.
    pub init_containers: Vec<(Arc<Container>, bool)>,
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
    pub services: Vec<Arc<Service>>,
    /// Ingresses in order.
    pub ingresses: Vec<Arc<Ingress>>,
    /// Routes of the Gateway API in order.
    pub routes: Vec<Arc<HttpRoute>>,
    /// Autoscaler.
    pub hpa: Option<Arc<Hpa>>,
    /// Disruption budget.
    pub disruption_budget: Option<Arc<DisruptionBudget>>,
    /// Governing service of a StatefulSet.
    pub governing_service: Option<NamedPart<Service>>,
    /// Update strategy.
    pub update: Option<Arc<Update>>,
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
    /// What a Job or CronJob says.
    pub job: Seldom<JobSpec>,
    /// Whose fields are taken or left.
    pub on_conflict: Vec<OnConflict>,
    /// The pods.
    pub pod: Seldom<PodSpec>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

impl Workload {
    /// The console's number of pods.
    pub const DEFAULT_REPLICAS: i64 = 2;

    /// Containers that run beside each other: the containers, then the sidecars.
    pub fn running_containers(&self) -> impl Iterator<Item = &Container> {
        let sidecars = self.init_containers.iter().filter(|(_, sidecar)| *sidecar);
        self.containers.iter().map(Arc::as_ref).chain(sidecars.map(|(part, _)| part.as_ref()))
    }

    /// Every container: the init containers and sidecars, then the containers.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        let init = self.init_containers.iter().map(|(part, _)| part.as_ref());
        init.chain(self.containers.iter().map(Arc::as_ref))
    }
}

spoken!(Update, DisruptionBudget, Workload);
