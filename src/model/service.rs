//! Services.

use super::container::Port;
use super::{Said, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// Where a service port leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// `.port(80)`: the container port of the same number; `.port("http")`: number and target of that port.
    Same,
    /// `.port(80, 8080)`, `.port(80, "http")`.
    To(Port),
}

/// A port of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePort {
    /// The port clients use: a number, or the name of a container port whose number it takes.
    pub port: Port,
    /// Where it leads.
    pub target: Target,
    /// Name; made where several ports need one.
    pub name: Option<String>,
    /// `TCP`, `UDP` or `SCTP`; that of the container port without it.
    pub protocol: Option<String>,
    /// Port of every node, 30000..32767.
    pub node_port: Option<u16>,
    /// `http`, `kubernetes.io/h2c`, …
    pub app_protocol: Option<String>,
    /// Where it was said.
    pub origin: Origin,
}

/// A service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// Where it was said.
    pub said: Said,
    /// Name; `<workload>-svc` without it.
    pub name: Option<String>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer`; `ClusterIP` unless said.
    pub kind: Option<String>,
    /// Without an address of its own.
    pub headless: bool,
    /// Name outside of the cluster.
    pub external_name: Option<String>,
    /// Ports; every container port of the workload where there are none.
    pub ports: Vec<ServicePort>,
    /// `ClientIP` for this many seconds; `Some(0)` says `None` outright.
    pub session_affinity: Option<i64>,
    /// A load balancer of the private network, by the cloud of the project.
    pub internal: bool,
    /// `spec.loadBalancerClass`.
    pub load_balancer_class: Option<String>,
    /// `Cluster` or `Local`.
    pub external_traffic_policy: Option<String>,
    /// `Cluster` or `Local`.
    pub internal_traffic_policy: Option<String>,
    /// Addresses of pods that are not ready, too.
    pub publish_not_ready: bool,
    /// Who may come in through a load balancer.
    pub source_ranges: Vec<String>,
    /// A fixed address.
    pub cluster_ip: Option<String>,
    /// Pods it leads to; those of its workload without it.
    pub select: Vec<(String, String)>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

spoken!(Service);
