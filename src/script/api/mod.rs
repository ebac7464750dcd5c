//! The tables, a file for each concept. A new method is one row in one of them.

mod account;
mod affinity;
mod app;
mod autoscaler;
mod belongings;
mod change;
mod config;
mod conflict;
mod container;
mod env;
mod files;
mod ingress;
mod job;
mod logs;
mod metric;
mod params;
mod placement;
mod pod;
mod pod_volume;
mod probe;
mod rollout;
mod route;
mod security;
mod service;
mod settings;
mod shared;
mod text;
mod update;
mod usage;
mod volume;
mod workload;

use super::register::{Registry, function, kind};
use crate::model;

pub use app::result;

/// Registers every type and function.
pub fn register(registry: &mut Registry<'_>) {
    kind::<model::App>(registry);
    kind::<model::Namespace>(registry);
    kind::<model::RawObject>(registry);
    kind::<model::Objects>(registry);
    kind::<model::Workload>(registry);
    kind::<model::Update>(registry);
    kind::<model::DisruptionBudget>(registry);
    kind::<model::Toleration>(registry);
    kind::<model::NodeRule>(registry);
    kind::<model::LabelRule>(registry);
    kind::<model::NodeAffinity>(registry);
    kind::<model::PodsLike>(registry);
    kind::<model::ServiceAccount>(registry);
    kind::<model::Container>(registry);
    kind::<model::EnvFrom>(registry);
    kind::<model::Hook>(registry);
    kind::<model::Probe>(registry);
    kind::<model::VolumeClaim>(registry);
    kind::<model::ExistingClaim>(registry);
    kind::<model::HostPath>(registry);
    kind::<model::ImageVolume>(registry);
    kind::<model::Nfs>(registry);
    kind::<model::Csi>(registry);
    kind::<model::EphemeralClaim>(registry);
    kind::<model::Projected>(registry);
    kind::<model::Downward>(registry);
    kind::<model::ConfigMap>(registry);
    kind::<model::Generated>(registry);
    kind::<model::EmptyDir>(registry);
    kind::<model::Secret>(registry);
    kind::<model::Items>(registry);
    kind::<model::Service>(registry);
    kind::<model::Ingress>(registry);
    kind::<model::HttpRoute>(registry);
    kind::<model::Hpa>(registry);
    kind::<model::Metric>(registry);
    kind::<model::Scaling>(registry);
    for entry in params::FUNCTIONS.iter().chain(text::FUNCTIONS).chain(files::FUNCTIONS) {
        function(registry, entry);
    }
}
