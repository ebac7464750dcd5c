//! The app as the script means it: no YAML, no Rhai, no client. A file for each concept.

mod app;
mod autoscaler;
mod container;
mod ingress;
mod probe;
mod said;
mod service;
mod volume;
mod workload;

pub use app::{App, Namespace, Part, RawObject};
pub use autoscaler::{Amount, Hpa, Measure, Metric, Policy, Scaling};
pub use container::{
    Capabilities, Container, ContainerPort, EnvFrom, EnvValue, Hook, HookAction, Mount, Port, Request, Resources,
};
pub use ingress::{Gateway, HttpRoute, Ingress, IngressPath, Rule};
pub use probe::{Check, Probe};
pub use said::{Call, Said, Spoken};
pub use service::{Service, ServicePort, Target};
pub use volume::{EmptyDir, ExistingClaim, Items, Secret, SecretValue, Source, Volume, VolumeClaim};
pub use workload::{Apart, DisruptionBudget, NamedPart, PodSpec, Strategy, Toleration, Update, Workload, WorkloadKind};

pub(crate) use said::spoken;
