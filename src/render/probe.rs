//! Probes and hooks: what is asked of a container from outside.

use super::build::{patch, set_some, texts};
use crate::diagnostic::Origin;
use crate::model::{Check, ContainerPort, Hook, HookAction, Port, Probe};
use crate::object::Node;
use crate::schema::Cursor;

/// What a probe is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Liveness,
    Readiness,
    Startup,
}

/// A probe with all of its defaults. `ports` are those of its container, `cursor` stands at the probe.
pub(super) fn render(part: &Probe, role: Role, ports: &[ContainerPort], cursor: Cursor) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    let (field, action) = check(part, ports);
    node.put(field, action);
    node.set("initialDelaySeconds", part.initial_delay(role == Role::Startup), said.of("initial_delay"));
    node.set("periodSeconds", part.period, said.of("period"));
    node.set("timeoutSeconds", part.timeout, said.of("timeout"));
    node.set("successThreshold", part.success_threshold, said.of("success_threshold"));
    node.set("failureThreshold", part.failure_threshold, said.of("failure_threshold"));
    set_some(&mut node, "terminationGracePeriodSeconds", part.termination_grace_period, || {
        said.of("termination_grace_period")
    });
    patch(&mut node, &part.patch, cursor);
    node
}

fn check(part: &Probe, ports: &[ContainerPort]) -> (&'static str, Node) {
    let said = &part.said;
    let mut node = Node::map(said.made);
    let field = match &part.check {
        Check::Http { path, port, scheme, host, headers } => {
            node.set("path", path.as_str(), said.made);
            node.put("port", number_or_name(port, said.made));
            set_some(&mut node, "scheme", scheme.as_deref(), || said.of("scheme"));
            set_some(&mut node, "host", host.as_deref(), || said.of("host"));
            if !headers.is_empty() {
                let items = headers.iter().map(|(name, value)| {
                    let at = said.find("header", name).unwrap_or(said.of("header"));
                    let mut header = Node::map(at);
                    header.set("name", name.as_str(), at);
                    header.set("value", value.as_str(), at);
                    header
                });
                node.put("httpHeaders", Node::list(items.collect(), said.of("header")));
            }
            "httpGet"
        }
        Check::Tcp { port } => {
            node.put("port", number_or_name(port, said.made));
            "tcpSocket"
        }
        Check::Exec { command } => {
            node.put("command", texts(command, said.made));
            "exec"
        }
        Check::Grpc { port, service } => {
            node.put("port", number_or_name(&resolved(port, ports), said.made));
            set_some(&mut node, "service", service.as_deref(), || said.of("service"));
            "grpc"
        }
    };
    (field, node)
}

/// The number of a port, which is all that a gRPC probe takes. An unknown name stays, for the checks to find.
fn resolved(port: &Port, ports: &[ContainerPort]) -> Port {
    let Port::Name(name) = port else {
        return port.clone();
    };
    ports
        .iter()
        .find(|known| known.name.as_ref() == Some(name))
        .map_or_else(|| port.clone(), |known| Port::Number(known.number))
}

/// A port as Kubernetes has it: a number or text.
pub(super) fn number_or_name(port: &Port, at: Origin) -> Node {
    match port {
        Port::Number(number) => Node::leaf(*number, at),
        Port::Name(name) => Node::leaf(name.as_str(), at),
    }
}

/// A hook; `cursor` stands at it.
pub(super) fn hook(part: &Hook, cursor: Cursor) -> Node {
    let at = part.said.made;
    let mut action = Node::map(at);
    let field = match &part.action {
        HookAction::Exec(command) => {
            action.put("command", texts(command, at));
            "exec"
        }
        HookAction::Http { path, port } => {
            action.set("path", path.as_str(), at);
            action.put("port", number_or_name(port, at));
            "httpGet"
        }
        HookAction::Sleep(seconds) => {
            action.set("seconds", *seconds, at);
            "sleep"
        }
    };
    let mut node = Node::map(at);
    node.put(field, action);
    patch(&mut node, &part.patch, cursor);
    node
}
