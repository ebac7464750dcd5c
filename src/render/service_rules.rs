//! What does not fit the type of a service, and private load balancers.

use super::stage::Stage;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::Service;
use crate::object::Node;
use crate::project::Cloud;

/// The type of a service that has an address of its own.
pub(super) fn kind(part: &Service) -> &str {
    match &part.kind {
        Some(kind) => kind,
        None if part.internal => "LoadBalancer",
        None => "ClusterIP",
    }
}

/// Tells what was said of a service and does not fit its type: the API server would refuse or forget it.
pub(super) fn tell(stage: &mut Stage<'_>, part: &Service) {
    let said = &part.said;
    let kind = if part.external_name.is_some() {
        "ExternalName"
    } else if part.headless {
        "headless"
    } else {
        kind(part)
    };
    let balancer = kind == "LoadBalancer";
    let outside = balancer || kind == "NodePort";
    let mut found: Vec<(&str, Origin)> = [
        ("type", part.kind.as_deref().is_none_or(|kind| kind == "ClusterIP") || outside, part.kind.is_some()),
        ("headless", kind != "ExternalName", part.headless),
        ("cluster_ip", kind == "ClusterIP" || outside, part.cluster_ip.is_some()),
        ("session_affinity", kind != "ExternalName", part.session_affinity.is_some()),
        ("internal", balancer, part.internal),
        ("load_balancer_class", balancer, part.load_balancer_class.is_some()),
        ("source_ranges", balancer, !part.source_ranges.is_empty()),
        ("external_traffic_policy", outside, part.external_traffic_policy.is_some()),
        ("select", kind != "ExternalName", !part.select.is_empty()),
    ]
    .into_iter()
    .filter(|(_, fits, is_said)| *is_said && !fits)
    .map(|(method, _, _)| (method, said.of(method)))
    .collect();
    if !outside {
        found.extend(part.ports.iter().filter(|port| port.node_port.is_some()).map(|port| ("node_port", port.origin)));
    }
    for (method, at) in found {
        let place = stage.place(at);
        stage.tell(
            Diagnostic::error("service-type", format!("`{method}` does not fit a service of this type: {kind}."))
                .help(help(method))
                .at(place),
        );
    }
}

fn help(method: &str) -> &'static str {
    match method {
        "node_port" | "external_traffic_policy" => "it needs `.type(\"NodePort\")` or `.type(\"LoadBalancer\")`.",
        "internal" | "load_balancer_class" | "source_ranges" => "it needs `.type(\"LoadBalancer\")`.",
        "type" => "a headless service or one of another name has no other type: leave `.type(…)` out.",
        _ => "leave it out, or make a service of its own for it.",
    }
}

/// Annotations that ask the cloud of the project for a load balancer of its private network.
pub(super) fn put_internal(stage: &mut Stage<'_>, part: &Service, node: &mut Node) {
    let at = part.said.of("internal");
    let annotations: &[(&str, &str)] = match stage.options.settings.cloud {
        Some(Cloud::Alibaba) => &[("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", "intranet")],
        // The controller of today reads the first, the one inside of Kubernetes the second.
        Some(Cloud::Aws) => &[
            ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
            ("service.beta.kubernetes.io/aws-load-balancer-internal", "true"),
        ],
        Some(Cloud::Azure) => &[("service.beta.kubernetes.io/azure-load-balancer-internal", "true")],
        Some(Cloud::Google) => &[("networking.gke.io/load-balancer-type", "Internal")],
        None => {
            let names: Vec<&str> = Cloud::NAMES.iter().map(|(name, _)| *name).collect();
            let place = stage.place(at);
            stage.tell(
                Diagnostic::error("no-cloud", "`internal` does not know whose load balancer it asks for.")
                    .help(format!("write `cloud = \"…\"` in `rhumb.toml`, one of: {}.", names.join(", ")))
                    .at(place),
            );
            return;
        }
    };
    let made = part.said.made;
    let own = node.child("metadata", made).child("annotations", made);
    for (key, value) in annotations {
        if own.get(key).is_none() {
            own.set(*key, *value, at);
        }
    }
}
