//! Routes of the Gateway API.

use super::backend::{Backend, backend};
use super::build::{patch, set_some};
use super::ingress::or_root;
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::Diagnostic;
use crate::model::{HttpRoute, IngressPath};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const GROUP: &str = "gateway.networking.k8s.io";
const API_VERSION: &str = "gateway.networking.k8s.io/v1";
const KIND: &str = "HTTPRoute";

/// Renders a route. All services of workloads are rendered already. Its lists are replaced as a whole, so the fields
/// that the API server would add inside of them are written out.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &HttpRoute) {
    let said = &part.said;
    if part.gateways.is_empty() {
        let place = stage.place(said.made);
        stage.tell(
            Diagnostic::error("route-incomplete", format!("The route names no gateway that serves it: {}.", part.host))
                .help("write `.gateway(\"NAME\")`.")
                .at(place),
        );
    }
    let name = part.name.clone().unwrap_or(format!("{}-route", scope.name()));
    let mut node = Head {
        api_version: API_VERSION,
        kind: KIND,
        name: &name,
        named: said.of("rename"),
        said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    let spec = node.child("spec", said.made);
    spec.put("parentRefs", parents(part));
    spec.put("hostnames", Node::list(vec![Node::leaf(part.host.as_str(), said.made)], said.made));
    let rules: Vec<Node> = or_root(&part.paths, said.made)
        .iter()
        .filter_map(|path| {
            let backend = backend(stage, scope, path)?;
            rule(stage, part, path, &backend)
        })
        .collect();
    spec.put("rules", Node::list(rules, said.made));
    patch(&mut node, &part.patch, Cursor::of(API_VERSION, KIND));
    stage.add(scope, node, Intents::default());
}

fn parents(part: &HttpRoute) -> Node {
    let items = part.gateways.iter().map(|gateway| {
        let at = gateway.origin;
        let mut item = Node::map(at);
        item.set("group", GROUP, at).set("kind", "Gateway", at).set("name", gateway.name.as_str(), at);
        set_some(&mut item, "namespace", gateway.namespace.as_deref(), || at);
        set_some(&mut item, "sectionName", gateway.listener.as_deref(), || at);
        item
    });
    Node::list(items.collect(), part.said.made)
}

/// One path and the service behind it; nothing where its port has no number, which is an error.
fn rule(stage: &mut Stage<'_>, part: &HttpRoute, path: &IngressPath, backend: &Backend) -> Option<Node> {
    let at = path.origin;
    let Some(number) = backend.number else {
        let place = stage.place(at);
        let service = &backend.service;
        stage.tell(
            Diagnostic::error("ingress-ambiguous", format!("A route needs the number of the port of: {service}."))
                .help(format!("write `.path(\"{}\", \"{service}\", 80)`.", path.path))
                .at(place),
        );
        return None;
    };
    let kind = match part.path_type.as_deref() {
        None | Some("Prefix") => "PathPrefix",
        Some(other) => other,
    };
    let mut matched = Node::map(at);
    matched.child("path", at).set("type", kind, part.said.of("path_type")).set("value", path.path.as_str(), at);
    let mut service = Node::map(at);
    service.set("group", "", at).set("kind", "Service", at).set("name", backend.service.as_str(), at);
    service.set("port", number, at).set("weight", 1_i64, at);
    let mut rule = Node::map(at);
    rule.put("matches", Node::list(vec![matched], at));
    rule.put("backendRefs", Node::list(vec![service], at));
    Some(rule)
}
