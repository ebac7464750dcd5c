//! The head of an object: `apiVersion`, `kind`, `metadata`.

use super::build::put_filled;
use super::label::{INSTANCE, NAME};
use super::scope::Scope;
use crate::diagnostic::Origin;
use crate::model::Said;
use crate::object::Node;

/// Who an object is and what its part says about it.
pub(super) struct Head<'a> {
    /// `apps/v1`.
    pub(super) api_version: &'a str,
    /// Kind.
    pub(super) kind: &'a str,
    /// Name.
    pub(super) name: &'a str,
    /// Where the name was said.
    pub(super) named: Origin,
    /// The places of the part.
    pub(super) said: &'a Said,
    /// Labels of the part.
    pub(super) labels: &'a [(String, String)],
    /// Annotations of the part.
    pub(super) annotations: &'a [(String, String)],
}

impl Head<'_> {
    /// The object as far as its head, in the namespace of its surroundings.
    pub(super) fn node(&self, scope: &Scope<'_>) -> Node {
        let made = self.said.made;
        let mut labels = Node::map(made);
        labels.set(NAME, scope.name(), made);
        labels.set(INSTANCE, scope.instance(), made);
        self.with(scope, labels, scope.namespace)
    }

    /// The same for an object that no namespace holds, without labels of its own making.
    pub(super) fn cluster_node(&self, scope: &Scope<'_>) -> Node {
        self.with(scope, Node::map(self.said.made), None)
    }

    fn with(&self, scope: &Scope<'_>, labels: Node, namespace: Option<(&str, Origin)>) -> Node {
        let made = self.said.made;
        let mut metadata = Node::map(made);
        metadata.set("name", self.name, self.named);
        if let Some((name, at)) = namespace {
            metadata.set("namespace", name, at);
        }
        put_filled(&mut metadata, "labels", self.labels(scope, labels));
        put_filled(&mut metadata, "annotations", self.annotations(scope));
        let mut node = Node::map(made);
        node.set("apiVersion", self.api_version, made);
        node.set("kind", self.kind, made);
        node.put("metadata", metadata);
        node
    }

    fn labels(&self, scope: &Scope<'_>, mut map: Node) -> Node {
        of_apps(&mut map, scope, "label");
        for (key, value) in self.labels {
            map.set(key.clone(), value.as_str(), self.said.of_key("label", key));
        }
        map
    }

    fn annotations(&self, scope: &Scope<'_>) -> Node {
        let mut map = Node::map(self.said.made);
        of_apps(&mut map, scope, "annotation");
        for (key, value) in self.annotations {
            map.set(key.clone(), value.as_str(), self.said.of_key("annotation", key));
        }
        map
    }
}

/// Puts what the apps say about all of their objects, the innermost last: it is nearest. `method` is `label` or
/// `annotation`.
pub(super) fn of_apps(map: &mut Node, scope: &Scope<'_>, method: &'static str) {
    for app in scope.apps() {
        let said = match method {
            "label" => &app.labels,
            _ => &app.annotations,
        };
        for (key, value) in said {
            map.set(key.clone(), value.as_str(), app.said.of_key(method, key));
        }
    }
}
