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

use std::rc::Rc;

use rhai::{Engine, Module};

use super::register::{function, kind};
use super::session::Session;
use crate::model;

pub use app::result;

/// Registers every type and function.
pub fn register(engine: &mut Engine, module: &mut Module, session: &Rc<Session>) {
    kind::<model::App>(engine, module, session);
    kind::<model::Namespace>(engine, module, session);
    kind::<model::RawObject>(engine, module, session);
    kind::<model::Objects>(engine, module, session);
    kind::<model::Workload>(engine, module, session);
    kind::<model::Update>(engine, module, session);
    kind::<model::DisruptionBudget>(engine, module, session);
    kind::<model::Toleration>(engine, module, session);
    kind::<model::NodeRule>(engine, module, session);
    kind::<model::LabelRule>(engine, module, session);
    kind::<model::NodeAffinity>(engine, module, session);
    kind::<model::PodsLike>(engine, module, session);
    kind::<model::ServiceAccount>(engine, module, session);
    kind::<model::Container>(engine, module, session);
    kind::<model::EnvFrom>(engine, module, session);
    kind::<model::Hook>(engine, module, session);
    kind::<model::Probe>(engine, module, session);
    kind::<model::VolumeClaim>(engine, module, session);
    kind::<model::ExistingClaim>(engine, module, session);
    kind::<model::HostPath>(engine, module, session);
    kind::<model::ImageVolume>(engine, module, session);
    kind::<model::Nfs>(engine, module, session);
    kind::<model::Csi>(engine, module, session);
    kind::<model::EphemeralClaim>(engine, module, session);
    kind::<model::Projected>(engine, module, session);
    kind::<model::Downward>(engine, module, session);
    kind::<model::ConfigMap>(engine, module, session);
    kind::<model::Generated>(engine, module, session);
    kind::<model::EmptyDir>(engine, module, session);
    kind::<model::Secret>(engine, module, session);
    kind::<model::Items>(engine, module, session);
    kind::<model::Service>(engine, module, session);
    kind::<model::Ingress>(engine, module, session);
    kind::<model::HttpRoute>(engine, module, session);
    kind::<model::Hpa>(engine, module, session);
    kind::<model::Metric>(engine, module, session);
    kind::<model::Scaling>(engine, module, session);
    for entry in params::FUNCTIONS.iter().chain(text::FUNCTIONS).chain(files::FUNCTIONS) {
        function(module, entry, session);
    }
}
