//! Ports of services.

use super::build::set_some;
use super::probe::number_or_name;
use crate::model::{ContainerPort, Port, Service, ServicePort, Target};
use crate::object::Node;

/// The ports that were said or, where none was, every port of the containers.
pub(super) fn render(part: &Service, containers: &[&ContainerPort]) -> Node {
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
        set_some(&mut node, "name", name, || at);
        node.put("port", number_or_name(number, at));
        node.put("targetPort", number_or_name(target, at));
        node.set("protocol", protocol, at);
        set_some(&mut node, "nodePort", port.node_port, || at);
        set_some(&mut node, "appProtocol", port.app_protocol.as_deref(), || at);
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
        // Of two containers with ports of one name, the name means that of the first.
        let named = containers.iter().find(|known| known.name.is_some() && known.name == container.name);
        let target = match &container.name {
            Some(name) if named.is_some_and(|known| std::ptr::eq(*known, *container)) => Port::Name(name.clone()),
            _ => number.clone(),
        };
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
