//! The service and port behind a path of an ingress or a route.

use super::placed::Placed;
use super::scope::Scope;
use super::service;
use super::stage::Stage;
use crate::diagnostic::Diagnostic;
use crate::model::{IngressPath, Port, Rule, Service};

/// What is behind a path.
pub(super) struct Backend {
    /// Name of the service.
    pub(super) service: String,
    /// Its port.
    pub(super) port: Port,
    /// The number of the port, where the service is known.
    pub(super) number: Option<i64>,
}

/// The service and port behind a path; nothing where it cannot be told, which is an error.
pub(super) fn backend(stage: &mut Stage<'_>, scope: &Scope<'_>, path: &IngressPath) -> Option<Backend> {
    let found = match &path.service {
        None => Found::Here(only_client(stage, scope, path)?),
        Some(Rule::Service(part)) => Found::Here(of_part(stage, scope, path, part)?),
        Some(Rule::Name(name)) => of_name(stage, scope, name),
    };
    let (name, port) = match &found {
        Found::Here(placed) => (placed.name.as_str(), only_port(stage, path, placed)),
        Found::Elsewhere(name) => (
            *name,
            path.port.clone().or_else(|| {
                ambiguous(
                    stage,
                    path,
                    format!("The service is not part of this app, so its port has to be said: {name}."),
                );
                None
            }),
        ),
    };
    let port = port?;
    let number = match (&port, &found) {
        (Port::Number(number), _) => Some(i64::from(*number)),
        (Port::Name(name), Found::Here(placed)) => {
            placed.ports.iter().find(|(known, _)| known.as_ref() == Some(name)).map(|(_, number)| *number)
        }
        _ => None,
    };
    Some(Backend { service: name.to_owned(), port, number })
}

enum Found<'n> {
    Here(Placed),
    Elsewhere(&'n str),
}

/// The one service of the workload that clients use.
fn only_client(stage: &mut Stage<'_>, scope: &Scope<'_>, path: &IngressPath) -> Option<Placed> {
    let Some(workload) = scope.workload else {
        incomplete(stage, path, "An ingress that belongs to no workload does not say its service.");
        return None;
    };
    let mut clients = stage.services.of_workload(workload.said.serial);
    match clients.len() {
        1 => clients.pop(),
        0 => {
            let message = format!("The ingress leads to no service, as the workload has none: {}.", workload.name);
            let place = stage.place(path.origin);
            stage.tell(
                Diagnostic::error("ingress-incomplete", message)
                    .help("say `.service(service())` on the workload.")
                    .at(place),
            );
            None
        }
        _ => {
            let names: Vec<&str> = clients.iter().map(|placed| placed.name.as_str()).collect();
            let message = format!(
                "The workload has several services, and the ingress does not say which one: {}.",
                names.join(", ")
            );
            ambiguous(stage, path, message);
            None
        }
    }
}

/// Where a service that is named as a part is rendered. One that belongs to nothing else belongs to this ingress.
fn of_part(stage: &mut Stage<'_>, scope: &Scope<'_>, path: &IngressPath, part: &Service) -> Option<Placed> {
    let mut found = stage.services.of_part(part.said.serial);
    if found.is_empty() {
        match scope.workload {
            Some(workload) => service::render(stage, scope, workload, part),
            None => service::standalone(stage, scope, part),
        }
        found = stage.services.of_part(part.said.serial);
    }
    let own = scope.workload.map(|workload| workload.said.serial);
    if let Some(at) = found.iter().position(|placed| own.is_some() && placed.workload == own) {
        return Some(found.swap_remove(at));
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|placed| placed.name.as_str()).collect();
        let message = format!(
            "The service belongs to several workloads, and the ingress does not say which one: {}.",
            names.join(", ")
        );
        ambiguous(stage, path, message);
        return None;
    }
    found.pop()
}

fn of_name<'n>(stage: &Stage<'_>, scope: &Scope<'_>, name: &'n str) -> Found<'n> {
    let namespace = scope.namespace.map(|(name, _)| name);
    stage.services.named(namespace, name).map_or(Found::Elsewhere(name), |placed| Found::Here(placed.clone()))
}

/// The port that was said, else the only one of the service: by name where it has one.
fn only_port(stage: &mut Stage<'_>, path: &IngressPath, placed: &Placed) -> Option<Port> {
    if let Some(port) = &path.port {
        return Some(port.clone());
    }
    match placed.ports.as_slice() {
        [(Some(name), _)] => Some(Port::Name(name.clone())),
        [(None, number)] => u16::try_from(*number).ok().map(Port::Number),
        // That a service has no ports is told where it is rendered.
        [] => None,
        ports => {
            let names: Vec<String> =
                ports.iter().map(|(name, number)| name.clone().unwrap_or(number.to_string())).collect();
            let message = format!(
                "The service `{}` has several ports, and the ingress does not say which one: {}.",
                placed.name,
                names.join(", ")
            );
            ambiguous(stage, path, message);
            None
        }
    }
}

fn ambiguous(stage: &mut Stage<'_>, path: &IngressPath, message: String) {
    let place = stage.place(path.origin);
    stage.tell(
        Diagnostic::error("ingress-ambiguous", message)
            .help(format!("write `.path(\"{}\", SERVICE, PORT)`.", path.path))
            .at(place),
    );
}

fn incomplete(stage: &mut Stage<'_>, path: &IngressPath, message: &str) {
    let place = stage.place(path.origin);
    stage.tell(
        Diagnostic::error("ingress-incomplete", message)
            .help(format!("write `.path(\"{}\", SERVICE, PORT)`.", path.path))
            .at(place),
    );
}
