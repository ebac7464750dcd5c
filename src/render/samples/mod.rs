//! Apps as the scripts of `scripts/` would make them, for tests. Line numbers are made up: each thing said has its own.

mod apps;

use std::sync::Arc;

use crate::diagnostic::{Origin, Sources};
use crate::model::*;

pub(crate) use apps::*;

/// A place in [`sources`].
pub(crate) fn at(line: u16) -> Origin {
    Origin { line, column: 5 }
}

/// A file long enough for every place.
pub(crate) fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add("app.rhai", &"\n".repeat(200));
    sources
}

/// A part made at a line, which is its serial number too.
pub(crate) fn made(line: u16) -> Said {
    Said::new(at(line), line.into())
}

pub(crate) fn port(name: &str, number: u16, line: u16) -> ContainerPort {
    ContainerPort { name: Some(name.to_owned()), number, protocol: "TCP".to_owned(), host: None, origin: at(line) }
}

pub(crate) fn named(name: &str) -> Port {
    Port::Name(name.to_owned())
}

pub(crate) fn service_port(port: Port, target: Target, line: u16) -> ServicePort {
    ServicePort { port, target, name: None, protocol: None, node_port: None, app_protocol: None, origin: at(line) }
}

pub(crate) fn probe(check: Check, line: u16) -> Arc<Probe> {
    Arc::new(Probe { said: made(line), ..Probe::new(check) })
}

pub(crate) fn http(path: &str, port: Port) -> Check {
    Check::Http { path: path.to_owned(), port, scheme: None, host: None, headers: Vec::new() }
}

pub(crate) fn amounts(request: &str, limit: &str) -> Request {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Request { request: some(request), limit: some(limit) }
}

pub(crate) fn claim(name: &str, size: &str, line: u16) -> Arc<VolumeClaim> {
    Arc::new(VolumeClaim {
        said: made(line),
        name: name.to_owned(),
        size: size.to_owned(),
        access_mode: "ReadWriteOnce".to_owned(),
        ..VolumeClaim::default()
    })
}

pub(crate) fn mount(path: &str, volume: Volume, line: u16) -> Mount {
    Mount { path: path.to_owned(), volume, read_only: false, sub_path: None, sub_path_expr: None, origin: at(line) }
}

pub(crate) fn container(name: &str, image: &str, line: u16) -> Container {
    Container { said: made(line), name: name.to_owned(), image: image.to_owned(), ..Container::default() }
}

pub(crate) fn workload(kind: WorkloadKind, name: &str, line: u16) -> Workload {
    Workload { said: made(line), kind, name: name.to_owned(), ..Workload::default() }
}

/// An app of one workload, as the script layer makes it.
pub(crate) fn app_of(workload: Workload) -> App {
    App {
        said: workload.said.clone(),
        name: workload.name.clone(),
        parts: vec![Part::Workload(Arc::new(workload))].into(),
        ..App::default()
    }
}

pub(crate) fn update(line: u16, strategy: Strategy) -> Update {
    Update { said: made(line), strategy, partition: None, max_unavailable: None, max_surge: None, patch: Vec::new() }
}
