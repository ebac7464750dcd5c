//! Service accounts with their roles and bindings, in `rbac.authorization.k8s.io/v1`.

use super::build::{patch, put_filled, texts};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::Origin;
use crate::model::{Permission, PermissionTarget, ServiceAccount};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const GROUP: &str = "rbac.authorization.k8s.io";
const API_VERSION: &str = "rbac.authorization.k8s.io/v1";

/// Renders an account, a role of its name for each of namespace and cluster, and their bindings.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &ServiceAccount) {
    let made = part.said.made;
    let mut node = head(part, "v1", "ServiceAccount", &part.name, made).node(scope);
    patch(&mut node, &part.patch, Cursor::of("v1", "ServiceAccount"));
    stage.add(scope, node, Intents::default());
    if let Some(first) = part.allow.first() {
        let mut role = plain(part, "Role", &part.name, first.origin).node(scope);
        role.put("rules", rules(&part.allow, made));
        stage.add(scope, role, Intents::default());
        let node = plain(part, "RoleBinding", &part.name, first.origin).node(scope);
        stage.add(scope, bound(node, scope, part, ("Role", &part.name), first.origin), Intents::default());
    }
    if let Some(first) = part.cluster_allow.first() {
        let mut role = plain(part, "ClusterRole", &part.name, first.origin).cluster_node(scope);
        role.put("rules", rules(&part.cluster_allow, made));
        stage.add(scope, role, Intents::default());
        let node = plain(part, "ClusterRoleBinding", &part.name, first.origin).cluster_node(scope);
        stage.add(scope, bound(node, scope, part, ("ClusterRole", &part.name), first.origin), Intents::default());
    }
    for (role, at) in &part.cluster_roles {
        let name = format!("{}-{role}", part.name);
        let node = plain(part, "ClusterRoleBinding", &name, *at).cluster_node(scope);
        stage.add(scope, bound(node, scope, part, ("ClusterRole", role), *at), Intents::default());
    }
}

fn head<'a>(part: &'a ServiceAccount, api_version: &'a str, kind: &'a str, name: &'a str, named: Origin) -> Head<'a> {
    let (labels, annotations) = (&part.labels, &part.annotations);
    Head { api_version, kind, name, named, said: &part.said, labels, annotations }
}

/// A role or binding: what is annotated is the account alone.
fn plain<'a>(part: &'a ServiceAccount, kind: &'a str, name: &'a str, at: Origin) -> Head<'a> {
    Head { annotations: &[], ..head(part, API_VERSION, kind, name, at) }
}

fn rules(permissions: &[Permission], made: Origin) -> Node {
    let mut items = Vec::new();
    for permission in permissions {
        let at = permission.origin;
        let mut rule = |fields: &[(&'static str, &[String])]| {
            let mut node = Node::map(at);
            for (field, values) in fields {
                put_filled(&mut node, field, texts(values, at));
            }
            put_filled(&mut node, "resourceNames", texts(&permission.names, at));
            node.put("verbs", texts(&permission.verbs, at));
            items.push(node);
        };
        match &permission.target {
            PermissionTarget::Urls(urls) => rule(&[("nonResourceURLs", urls)]),
            PermissionTarget::Resources(groups) => {
                for (group, resources) in groups {
                    rule(&[("apiGroups", std::slice::from_ref(group)), ("resources", resources)]);
                }
            }
        }
    }
    Node::list(items, made)
}

/// Binds the account to a role. Its namespace is filled in by the plan where nothing here says one.
fn bound(mut node: Node, scope: &Scope<'_>, part: &ServiceAccount, (kind, role): (&str, &str), at: Origin) -> Node {
    let mut reference = Node::map(at);
    reference.set("apiGroup", GROUP, at);
    reference.set("kind", kind, at);
    reference.set("name", role, at);
    node.put("roleRef", reference);
    let mut subject = Node::map(at);
    subject.set("kind", "ServiceAccount", at);
    subject.set("name", part.name.as_str(), at);
    if let Some((namespace, said)) = scope.namespace {
        subject.set("namespace", namespace, said);
    }
    node.put("subjects", Node::list(vec![subject], at));
    node
}
