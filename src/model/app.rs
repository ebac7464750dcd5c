//! The app: the unit of diff, apply and delete.

use std::sync::Arc;

use super::{
    ConfigMap, HttpRoute, Ingress, Parts, Said, Secret, Service, ServiceAccount, VolumeClaim, Workload, spoken,
};
use crate::object::Node;

/// A namespace that the app makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Namespace {
    /// Where it was said.
    pub said: Said,
    /// Name.
    pub name: String,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Any object, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct RawObject {
    /// Where it was said.
    pub said: Said,
    /// The object.
    pub node: Node,
    /// Never deleted by rhumb.
    pub keep: bool,
    /// Merged over it.
    pub patch: Vec<Node>,
}

/// The objects of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Objects {
    /// Where it was said.
    pub said: Said,
    /// Each object, with its places in the file.
    pub objects: Vec<Arc<RawObject>>,
}

/// Anything that can be added to an app.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A workload.
    Workload(Arc<Workload>),
    /// A service of its own.
    Service(Arc<Service>),
    /// An ingress of its own.
    Ingress(Arc<Ingress>),
    /// A route of the Gateway API.
    Route(Arc<HttpRoute>),
    /// A ConfigMap.
    ConfigMap(Arc<ConfigMap>),
    /// A Secret.
    Secret(Arc<Secret>),
    /// A claim for the workloads of the app.
    Claim(Arc<VolumeClaim>),
    /// An account of pods.
    Account(Arc<ServiceAccount>),
    /// A namespace.
    Namespace(Arc<Namespace>),
    /// Any object.
    Object(Arc<RawObject>),
    /// Another app, whose parts become parts of this one.
    App(Arc<App>),
}

impl Part {
    /// Where it was made.
    pub fn said(&self) -> &Said {
        match self {
            Self::Workload(part) => &part.said,
            Self::Service(part) => &part.said,
            Self::Ingress(part) => &part.said,
            Self::Route(part) => &part.said,
            Self::ConfigMap(part) => &part.said,
            Self::Secret(part) => &part.said,
            Self::Claim(part) => &part.said,
            Self::Account(part) => &part.said,
            Self::Namespace(part) => &part.said,
            Self::Object(part) => &part.said,
            Self::App(part) => &part.said,
        }
    }

    /// The workload, where it is one.
    pub fn workload(&self) -> Option<&Workload> {
        match self {
            Self::Workload(part) => Some(part),
            _ => None,
        }
    }

    /// Whether it is the same part: the same call made it.
    pub fn is(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.said().serial == other.said().serial
    }
}

/// An app.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct App {
    /// Where it was said.
    pub said: Said,
    /// Name: a DNS label.
    pub name: String,
    /// Namespace.
    pub namespace: Option<String>,
    /// At most 512 characters.
    pub description: Option<String>,
    /// Parts in order.
    pub parts: Parts,
    /// On the top-level metadata of every object.
    pub labels: Vec<(String, String)>,
    /// On the top-level metadata of every object.
    pub annotations: Vec<(String, String)>,
    /// Each waits until the one before is ready.
    pub sequence: Vec<Part>,
}

impl App {
    /// Its workloads and those of the apps in it, in order.
    pub fn workloads(&self) -> Vec<&Workload> {
        let mut all = Vec::new();
        for part in &self.parts {
            match part {
                Part::Workload(workload) => all.push(workload.as_ref()),
                Part::App(app) => all.extend(app.workloads()),
                _ => {}
            }
        }
        all
    }
}

spoken!(Namespace, RawObject, Objects, App);
