//! Services: of a workload, of the app, and the one that governs a StatefulSet.

use super::build::{pairs, patch, put_filled, set_some, texts};
use super::metadata::Head;
use super::probe::number_or_name;
use super::scope::Scope;
use super::stage::Stage;
use super::workload::selector_labels;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{ContainerPort, Port, Service, ServicePort, Target, Workload, WorkloadKind};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

/// Renders a service of a workload, which leads to its pods.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &Service) {
    let name = part.name.clone().unwrap_or(format!("{}-svc", workload.name));
    let node = of_workload(scope, workload, part, &name);
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
    let node = node(scope, part, name, Node::map(part.said.made), &[]);
    without_ports(stage, &node);
    stage.serves(scope, part, &node, true);
    stage.add(scope, node, Intents::default());
}

/// Renders the service that governs a StatefulSet and gives its name with its place; nothing for other kinds.
pub(super) fn governing(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload) -> Option<(String, Origin)> {
    if workload.kind != WorkloadKind::StatefulSet {
        return None;
    }
    let made = format!("{}-headless", workload.name);
    let at = workload.said.of("governing_service");
    let said = workload.governing_service.as_ref();
    let default;
    let part = match said {
        Some(named) => match &named.part {
            Some(part) => part.as_ref(),
            None => return Some((named.name.clone(), at)),
        },
        None => {
            default = Service {
                said: crate::model::Said::new(workload.said.made, workload.said.serial),
                headless: true,
                publish_not_ready: true,
                ..Service::default()
            };
            &default
        }
    };
    let name = part.name.clone().unwrap_or(made);
    let node = of_workload(scope, workload, part, &name);
    stage.serves(scope, part, &node, false);
    stage.add(scope, node, Intents::default());
    Some((name, at))
}

fn of_workload(scope: &Scope<'_>, workload: &Workload, part: &Service, name: &str) -> Node {
    let ports: Vec<&ContainerPort> = workload.running_containers().flat_map(|container| &container.ports).collect();
    node(scope, part, name, selector_labels(scope, workload), &ports)
}

fn node(scope: &Scope<'_>, part: &Service, name: &str, selector: Node, containers: &[&ContainerPort]) -> Node {
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
    let spec = node.child("spec", said.made);
    match (&part.external_name, part.headless) {
        (Some(host), _) => {
            spec.set("type", "ExternalName", said.of("external_name"));
            spec.set("externalName", host.as_str(), said.of("external_name"));
        }
        (None, true) => {
            set_some(spec, "type", part.kind.as_deref(), said.of("type"));
            spec.set("clusterIP", "None", said.of("headless"));
        }
        (None, false) => {
            let kind = part.kind.as_deref().unwrap_or("ClusterIP");
            spec.set("type", kind, said.of("type"));
            set_some(spec, "clusterIP", part.cluster_ip.as_deref(), said.of("cluster_ip"));
        }
    }
    if !part.select.is_empty() {
        let at = said.of("select");
        spec.put("selector", pairs(&part.select, at, |_| at));
    } else if part.external_name.is_none() {
        put_filled(spec, "selector", selector);
    }
    if part.external_name.is_none() || !part.ports.is_empty() {
        put_filled(spec, "ports", ports(part, containers));
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
        set_some(spec, field, value.as_deref(), said.of(method));
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

/// The ports that were said or, where none was, every port of the containers.
fn ports(part: &Service, containers: &[&ContainerPort]) -> Node {
    let all: Vec<ServicePort>;
    let said = if part.ports.is_empty() {
        all = every_port(part, containers);
        &all
    } else {
        &part.ports
    };
    let mut names: Vec<String> = said.iter().filter_map(|port| port.name.clone()).collect();
    let items = said.iter().map(|port| {
        let known = container_port(port, containers);
        let protocol = port.protocol.as_deref().or(known.map(|known| known.protocol.as_str())).unwrap_or("TCP");
        let number = match (&port.port, known) {
            (Port::Name(_), Some(known)) => &Port::Number(known.number),
            (said, _) => said,
        };
        let name = port.name.clone().or_else(|| {
            let name = known
                .and_then(|known| known.name.clone())
                .filter(|name| !names.contains(name))
                .or_else(|| (said.len() > 1).then(|| made_name(protocol, number)))?;
            names.push(name.clone());
            Some(name)
        });
        let target = match &port.target {
            Target::To(target) => target,
            Target::Same => &port.port,
        };
        let at = port.origin;
        let mut node = Node::map(at);
        set_some(&mut node, "name", name, at);
        node.put("port", number_or_name(number, at));
        node.put("targetPort", number_or_name(target, at));
        node.set("protocol", protocol, at);
        set_some(&mut node, "nodePort", port.node_port, at);
        set_some(&mut node, "appProtocol", port.app_protocol.as_deref(), at);
        node
    });
    Node::list(items.collect(), part.said.of("port"))
}

fn made_name(protocol: &str, number: &Port) -> String {
    let number = match number {
        Port::Number(number) => number.to_string(),
        Port::Name(name) => name.clone(),
    };
    format!("{}-{number}", protocol.to_lowercase())
}

/// A service port for each container port, which is known by its name where it has one.
fn every_port(part: &Service, containers: &[&ContainerPort]) -> Vec<ServicePort> {
    let mut ports: Vec<ServicePort> = Vec::new();
    for container in containers {
        let number = Port::Number(container.number);
        let protocol = Some(container.protocol.clone());
        if ports.iter().any(|port| port.port == number && port.protocol == protocol) {
            continue;
        }
        let target = container.name.clone().map_or(number.clone(), Port::Name);
        ports.push(ServicePort {
            port: number,
            target: Target::To(target),
            name: None,
            protocol,
            node_port: None,
            app_protocol: None,
            origin: container.origin.or(part.said.made),
        });
    }
    ports
}

/// The container port to which a service port leads.
fn container_port<'a>(port: &ServicePort, containers: &[&'a ContainerPort]) -> Option<&'a ContainerPort> {
    let target = match &port.target {
        Target::To(target) => target,
        Target::Same => &port.port,
    };
    let fits = |known: &ContainerPort| match target {
        Port::Number(number) => known.number == *number,
        Port::Name(name) => known.name.as_ref() == Some(name),
    };
    let same_protocol =
        |known: &ContainerPort| port.protocol.as_ref().is_none_or(|protocol| *protocol == known.protocol);
    containers.iter().find(|known| fits(known) && same_protocol(known)).copied()
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
