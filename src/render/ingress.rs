//! Ingresses.

use std::borrow::Cow;

use super::backend::backend;
use super::build::{patch, put_filled, set_some};
use super::metadata::Head;
use super::probe::number_or_name;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::Origin;
use crate::model::{Ingress, IngressPath, Port};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const API_VERSION: &str = "networking.k8s.io/v1";

/// Renders an ingress. All services of workloads are rendered already.
pub(super) fn render<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, part: &Ingress) {
    if let Some(secret) = part.tls.as_ref().and_then(|tls| tls.part.as_ref()) {
        stage.uses_secret(scope, secret);
    }
    let said = &part.said;
    let name = part.name.clone().unwrap_or(format!("{}-ingress", scope.name()));
    let mut node = Head {
        api_version: API_VERSION,
        kind: "Ingress",
        name: &name,
        named: said.of("rename"),
        said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    let spec = node.child("spec", said.made);
    set_some(spec, "ingressClassName", part.class.as_deref(), || said.of("class"));
    put_filled(spec, "tls", tls(part));
    let paths: Vec<Node> = or_root(&part.paths, said.made)
        .iter()
        .filter_map(|path| {
            let backend = backend(stage, scope, path)?;
            let field = if matches!(backend.port, Port::Number(_)) { "number" } else { "name" };
            let mut service = Node::map(path.origin);
            service.set("name", backend.service, path.origin);
            service.child("port", path.origin).put(field, number_or_name(&backend.port, path.origin));
            let mut node = Node::map(path.origin);
            node.set("path", path.path.as_str(), path.origin);
            let path_type = part.path_type.as_deref().unwrap_or("Prefix");
            node.set("pathType", path_type, said.of("path_type"));
            node.child("backend", path.origin).put("service", service);
            Some(node)
        })
        .collect();
    let mut rule = Node::map(said.made);
    rule.set("host", part.host.as_str(), said.made);
    rule.child("http", said.made).put("paths", Node::list(paths, said.made));
    spec.put("rules", Node::list(vec![rule], said.made));
    patch(&mut node, &part.patch, Cursor::of(API_VERSION, "Ingress"));
    stage.add(scope, node, Intents::default());
}

fn tls(part: &Ingress) -> Node {
    let at = part.said.of("tls");
    let items = part.tls.iter().map(|secret| {
        let mut item = Node::map(at);
        item.put("hosts", Node::list(vec![Node::leaf(part.host.as_str(), part.said.made)], at));
        item.set("secretName", secret.name.as_str(), at);
        item
    });
    Node::list(items.collect(), at)
}

/// The paths that were said, else `/`.
pub(super) fn or_root(paths: &[IngressPath], at: Origin) -> Cow<'_, [IngressPath]> {
    if !paths.is_empty() {
        return Cow::Borrowed(paths);
    }
    Cow::Owned(vec![IngressPath { path: "/".to_owned(), service: None, port: None, origin: at }])
}
