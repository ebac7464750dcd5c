//! Services: of a workload, of the app, and the one that governs a StatefulSet.

use super::build::{pairs, patch, put_filled, set_some, texts};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use super::workload::selector_labels;
use super::{service_port, service_rules};
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{ContainerPort, NamedPart, Said, Service, Workload, WorkloadKind};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

/// Renders a service of a workload, which leads to its pods.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &Service) {
    let name = part.name.clone().unwrap_or(format!("{}-svc", workload.name));
    let node = of_workload(stage, scope, workload, part, &name);
    without_ports(stage, &node);
    stage.serves(scope, part, &node, true);
    stage.add(scope, node, Intents::default());
}

/// Renders a service that belongs to no workload: it has to say its name and its pods.
pub(super) fn standalone(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &Service) {
    let mut fault = |message: &str, help: &str| {
        let place = stage.place(part.said.made);
        stage.tell(Diagnostic::error("service-incomplete", message).help(help).at(place));
    };
    let Some(name) = &part.name else {
        fault(
            "A service that belongs to no workload needs a name.",
            "write `service(\"NAME\")`, or give it to a workload with `.service(…)`.",
        );
        return;
    };
    if part.select.is_empty() && part.external_name.is_none() {
        fault(
            "A service that belongs to no workload does not say which pods it leads to.",
            "write `.select(#{ … })`, or give it to a workload with `.service(…)`.",
        );
        return;
    }
    let node = node(stage, scope, part, name, Node::map(part.said.made), &[]);
    without_ports(stage, &node);
    stage.serves(scope, part, &node, true);
    stage.add(scope, node, Intents::default());
}

/// The name of the service that governs a StatefulSet, with its place; nothing for other kinds.
pub(super) fn governing_name(workload: &Workload) -> Option<(String, Origin)> {
    if workload.kind != WorkloadKind::StatefulSet {
        return None;
    }
    let said = match &workload.governing_service {
        Some(NamedPart { part: Some(part), .. }) => part.name.clone(),
        Some(NamedPart { part: None, name }) => Some(name.clone()),
        None => None,
    };
    let name = said.unwrap_or_else(|| format!("{}-headless", workload.name));
    Some((name, workload.said.of("governing_service")))
}

/// Renders the service that governs a StatefulSet, unless it is made elsewhere.
pub(super) fn governing(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload) {
    let Some((name, _)) = governing_name(workload) else {
        return;
    };
    let default;
    let part = match &workload.governing_service {
        Some(NamedPart { part: Some(part), .. }) => part.as_ref(),
        Some(NamedPart { part: None, .. }) => return,
        None => {
            default = Service {
                said: Said::new(workload.said.made, workload.said.serial),
                headless: true,
                publish_not_ready: true,
                ..Service::default()
            };
            &default
        }
    };
    let node = of_workload(stage, scope, workload, part, &name);
    stage.serves(scope, part, &node, false);
    stage.add(scope, node, Intents::default());
}

fn of_workload(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &Service, name: &str) -> Node {
    let ports: Vec<&ContainerPort> = workload.running_containers().flat_map(|container| &container.ports).collect();
    node(stage, scope, part, name, selector_labels(scope, workload), &ports)
}

fn node(
    stage: &mut Stage<'_>,
    scope: &Scope<'_>,
    part: &Service,
    name: &str,
    selector: Node,
    containers: &[&ContainerPort],
) -> Node {
    service_rules::tell(stage, part);
    let said = &part.said;
    let mut node = Head {
        api_version: "v1",
        kind: "Service",
        name,
        named: said.of("rename"),
        said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    if part.internal {
        service_rules::put_internal(stage, part, &mut node);
    }
    let spec = node.child("spec", said.made);
    match (&part.external_name, part.headless) {
        (Some(host), _) => {
            spec.set("type", "ExternalName", said.of("external_name"));
            spec.set("externalName", host.as_str(), said.of("external_name"));
        }
        (None, true) => {
            set_some(spec, "type", part.kind.as_deref(), || said.of("type"));
            spec.set("clusterIP", "None", said.of("headless"));
        }
        (None, false) => {
            let at = if part.kind.is_none() && part.internal { said.of("internal") } else { said.of("type") };
            spec.set("type", service_rules::kind(part), at);
            set_some(spec, "clusterIP", part.cluster_ip.as_deref(), || said.of("cluster_ip"));
        }
    }
    if !part.select.is_empty() {
        let at = said.of("select");
        spec.put("selector", pairs(&part.select, at, |_| at));
    } else if part.external_name.is_none() {
        put_filled(spec, "selector", selector);
    }
    if part.external_name.is_none() || !part.ports.is_empty() {
        put_filled(spec, "ports", service_port::render(part, containers));
    }
    put_settings(spec, part);
    patch(&mut node, &part.patch, Cursor::of("v1", "Service"));
    node
}

fn put_settings(spec: &mut Node, part: &Service) {
    let said = &part.said;
    if part.publish_not_ready {
        spec.set("publishNotReadyAddresses", true, said.of("publish_not_ready"));
    }
    for (field, value, method) in [
        ("loadBalancerClass", &part.load_balancer_class, "load_balancer_class"),
        ("externalTrafficPolicy", &part.external_traffic_policy, "external_traffic_policy"),
        ("internalTrafficPolicy", &part.internal_traffic_policy, "internal_traffic_policy"),
    ] {
        set_some(spec, field, value.as_deref(), || said.of(method));
    }
    let ranges = texts(&part.source_ranges, said.of("source_ranges"));
    put_filled(spec, "loadBalancerSourceRanges", ranges);
    let at = said.of("session_affinity");
    match part.session_affinity {
        None => {}
        Some(0) => {
            spec.set("sessionAffinity", "None", at);
        }
        Some(seconds) => {
            spec.set("sessionAffinity", "ClientIP", at);
            spec.child("sessionAffinityConfig", at).child("clientIP", at).set("timeoutSeconds", seconds, at);
        }
    }
}

fn without_ports(stage: &mut Stage<'_>, node: &Node) {
    let text = |keys: &[&str]| node.at(keys).and_then(Node::as_str);
    let needs_none = text(&["spec", "clusterIP"]) == Some("None") || text(&["spec", "type"]) == Some("ExternalName");
    let ports = node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
    if needs_none || !ports.is_empty() {
        return;
    }
    let name = text(&["metadata", "name"]).unwrap_or_default();
    let place = stage.place(node.origin);
    stage.tell(
        Diagnostic::error(
            "service-incomplete",
            format!("The service has no port, and no container behind it has one: {name}."),
        )
        .help("say `.port(\"http\", 80)` on the container, or `.port(80)` on the service.")
        .at(place),
    );
}
