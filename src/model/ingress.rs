//! Ingresses, and routes of the Gateway API.

use std::sync::Arc;

use super::container::Port;
use super::{NamedPart, Said, Secret, Service, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// The service behind a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// A service of the app.
    Service(Arc<Service>),
    /// A service by its name.
    Name(String),
}

/// A path of an ingress.
#[derive(Clone, Debug, PartialEq)]
pub struct IngressPath {
    /// `/`.
    pub path: String,
    /// The service; the workload's one client service without it.
    pub service: Option<Rule>,
    /// The port; the service's one port without it.
    pub port: Option<Port>,
    /// Where it was said.
    pub origin: Origin,
}

/// An ingress for one host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingress {
    /// Where it was said.
    pub said: Said,
    /// Name; `<workload>-ingress` without it.
    pub name: Option<String>,
    /// Host.
    pub host: String,
    /// Paths; `/` where there are none.
    pub paths: Vec<IngressPath>,
    /// `Prefix` unless said.
    pub path_type: Option<String>,
    /// Ingress class; the cluster's default without it.
    pub class: Option<String>,
    /// Secret with the certificate for the host.
    pub tls: Option<NamedPart<Secret>>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A gateway that a route belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Gateway {
    /// Name.
    pub name: String,
    /// Namespace; that of the route without it.
    pub namespace: Option<String>,
    /// Name of the listener; all without it.
    pub listener: Option<String>,
    /// Where it was said.
    pub origin: Origin,
}

/// A route of the Gateway API for one host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpRoute {
    /// Where it was said.
    pub said: Said,
    /// Name; `<workload>-route` without it.
    pub name: Option<String>,
    /// Host.
    pub host: String,
    /// Gateways by name, in order.
    pub gateways: Vec<Gateway>,
    /// Paths; `/` where there are none.
    pub paths: Vec<IngressPath>,
    /// `Prefix` unless said.
    pub path_type: Option<String>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

spoken!(Ingress, HttpRoute);
