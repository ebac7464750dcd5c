//! How an app is reached, and what scales it.

use serde::Serialize;
use serde_json::Value;

use super::{condition, items, number, text};

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// `ClusterIP`; `Headless` where it has no address of its own.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its address in the cluster, or the name it stands for.
    pub address: Option<String>,
    /// Its addresses from outside.
    pub external: Vec<String>,
    /// `80/TCP`, with the node's port `80:30080/TCP`.
    pub ports: Vec<String>,
}

pub(super) fn service(object: &Value) -> Service {
    let headless = object["spec"]["clusterIP"] == "None";
    let kind = if headless { None } else { text(object, "/spec/type") };
    Service {
        name: text(object, "/metadata/name").unwrap_or_default(),
        kind: kind.unwrap_or_else(|| if headless { "Headless" } else { "ClusterIP" }.to_owned()),
        address: text(object, "/spec/clusterIP").filter(|_| !headless).or_else(|| text(object, "/spec/externalName")),
        external: balancer(object),
        ports: items(object, "/spec/ports").iter().map(port).collect(),
    }
}

fn port(port: &Value) -> String {
    let node = number(port, "/nodePort").map_or(String::new(), |node| format!(":{node}"));
    let protocol = port["protocol"].as_str().unwrap_or("TCP");
    format!("{}{node}/{protocol}", number(port, "/port").unwrap_or_default())
}

/// The addresses that a load balancer gave.
fn balancer(object: &Value) -> Vec<String> {
    items(object, "/status/loadBalancer/ingress")
        .iter()
        .filter_map(|entry| text(entry, "/ip").or_else(|| text(entry, "/hostname")))
        .collect()
}

/// An ingress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ingress {
    /// Its name.
    pub name: String,
    /// Its class, where it says one.
    pub class: Option<String>,
    /// Its hosts.
    pub hosts: Vec<String>,
    /// Its addresses; empty until its controller gives one.
    pub addresses: Vec<String>,
}

pub(super) fn ingress(object: &Value) -> Ingress {
    let mut hosts: Vec<String> = Vec::new();
    for host in items(object, "/spec/rules").iter().filter_map(|rule| text(rule, "/host")) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    Ingress {
        name: text(object, "/metadata/name").unwrap_or_default(),
        class: text(object, "/spec/ingressClassName"),
        hosts,
        addresses: balancer(object),
    }
}

/// An autoscaler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Autoscaler {
    /// Its name.
    pub name: String,
    /// What it scales: `Deployment/web`.
    pub target: String,
    /// Fewest replicas.
    pub min: i64,
    /// Most replicas.
    pub max: i64,
    /// Replicas that there are.
    pub current: i64,
    /// Replicas that it wants.
    pub desired: i64,
    /// Why it does not scale.
    pub reason: Option<String>,
}

pub(super) fn autoscaler(object: &Value) -> Autoscaler {
    let target = &object["spec"]["scaleTargetRef"];
    let idle = ["AbleToScale", "ScalingActive"]
        .iter()
        .filter_map(|kind| condition(object, kind))
        .find(|condition| condition["status"] == "False" && condition["reason"] != "ScalingDisabled");
    Autoscaler {
        name: text(object, "/metadata/name").unwrap_or_default(),
        target: format!("{}/{}", target["kind"].as_str().unwrap_or("?"), target["name"].as_str().unwrap_or("?")),
        min: number(object, "/spec/minReplicas").unwrap_or(1),
        max: number(object, "/spec/maxReplicas").unwrap_or_default(),
        current: number(object, "/status/currentReplicas").unwrap_or_default(),
        desired: number(object, "/status/desiredReplicas").unwrap_or_default(),
        reason: idle.and_then(|condition| text(condition, "/message")),
    }
}
