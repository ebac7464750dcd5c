//! The app as the script means it: no YAML, no Rhai, no client. A file for each concept.

mod account;
mod app;
mod autoscaler;
mod config;
mod container;
mod ingress;
mod job;
mod parts;
mod placement;
mod pod;
mod probe;
mod said;
mod seldom;
mod service;
mod volume;
mod workload;

pub use account::{Permission, ServiceAccount, Target as PermissionTarget};
pub use app::{App, Namespace, Objects, Part, RawObject};
pub use autoscaler::{Amount, Hpa, Measure, Metric, Policy, Scaling};
pub use config::{ConfigMap, ConfigValue, EnvSource, Generated, Items, Keyed, Projection, Usage};
pub use container::{
    Capabilities, Container, ContainerPort, Device, EnvFrom, EnvValue, Hook, HookAction, LogSource, Mount, Port,
    Request, Resources,
};
pub use ingress::{Gateway, HttpRoute, Ingress, IngressPath, Rule};
pub use job::JobSpec;
pub use parts::Parts;
pub use placement::{
    Apart, LabelRule, NodeAffinity, NodeRule, NodeTerm, PodsLike, Rule as PlacementRule, Spread, Toleration,
};
pub use pod::{Dns, PodSpec, Seccomp};
pub use probe::{Check, Probe};
pub use said::{Call, Said, Spoken};
pub use seldom::{Seldom, Unsaid};
pub use service::{Service, ServicePort, Target};
pub use volume::{
    Csi, Downward, EmptyDir, EphemeralClaim, ExistingClaim, HostPath, ImageVolume, Nfs, Projected, Secret, SecretValue,
    Source, Volume, VolumeClaim,
};
pub use workload::{DisruptionBudget, NamedPart, OnConflict, Strategy, Update, Workload, WorkloadKind};

pub(crate) use said::spoken;
