//! Objects that the script gives whole.

use super::build::patch;
use super::metadata::of_apps;
use super::scope::Scope;
use super::secret;
use super::stage::Stage;
use crate::diagnostic::Diagnostic;
use crate::model::RawObject;
use crate::object::{Intents, Node, is_secret};
use crate::schema::Cursor;

/// Kinds that are kept on delete, as their removal takes more with it than the app.
const KEPT: &[&str] = &["Namespace", "PersistentVolumeClaim", "CustomResourceDefinition"];

/// Groups that every API server has.
const BUILT_IN: &[&str] = &[
    "",
    "apps",
    "autoscaling",
    "batch",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "storage.k8s.io",
];

/// Kinds of these groups that no namespace holds.
const OF_THE_CLUSTER: &[&str] = &[
    "CSIDriver",
    "CSINode",
    "ClusterRole",
    "ClusterRoleBinding",
    "DeviceClass",
    "DeviceTaintRule",
    "IPAddress",
    "IngressClass",
    "Namespace",
    "Node",
    "PersistentVolume",
    "ResourceSlice",
    "ServiceCIDR",
    "StorageClass",
    "VolumeAttachment",
    "VolumeAttributesClass",
];

/// Renders an object as it was given, in the namespace of the app where its kind is known to lie in one.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &RawObject) {
    let at = part.said.made;
    let mut node = part.node.clone();
    node.origin = node.origin.or(at);
    let text = |node: &Node, keys: &[&str]| node.at(keys).and_then(Node::as_str).map(str::to_owned);
    let (Some(api_version), Some(kind)) = (text(&node, &["apiVersion"]), text(&node, &["kind"])) else {
        incomplete(stage, part, "An object needs both `apiVersion` and `kind`, as text.");
        return;
    };
    patch(&mut node, &part.patch, Cursor::of(&api_version, &kind));
    if text(&node, &["metadata", "name"]).is_none_or(|name| name.is_empty()) {
        incomplete(stage, part, "An object needs a name below `metadata`, as text.");
        return;
    }
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    if is_namespaced(group, &kind)
        && text(&node, &["metadata", "namespace"]).is_none()
        && let Some((name, said)) = scope.namespace
    {
        node.child("metadata", at).set("namespace", name, said);
    }
    for (field, method) in [("labels", "label"), ("annotations", "annotation")] {
        let mut map = Node::map(at);
        of_apps(&mut map, scope, method);
        let metadata = node.child("metadata", at);
        for (key, value) in metadata.get(field).map_or(&[][..], Node::entries) {
            map.put(key.clone(), value.clone());
        }
        if !map.is_empty() {
            metadata.put(field, map);
        }
    }
    if is_secret(group, &kind) {
        let name = text(&node, &["metadata", "name"]).unwrap_or_default();
        for field in ["data", "stringData"] {
            for (key, value) in node.get(field).map_or(&[][..], Node::entries) {
                let place = stage.place(value.origin.or(at));
                stage.tell(secret::literal(&name, key).at(place));
            }
        }
    }
    let intents = Intents { keep: part.keep || KEPT.contains(&kind.as_str()), ..Intents::default() };
    stage.add(scope, node, intents);
}

/// The same for a whole object.
pub(super) fn lies_in_namespace(node: &Node) -> bool {
    let text = |key| node.get(key).and_then(Node::as_str).unwrap_or_default();
    let group = text("apiVersion").split_once('/').map_or("", |(group, _)| group);
    is_namespaced(group, text("kind"))
}

/// Whether a kind is known to lie in a namespace. Of custom resources only the cluster knows.
fn is_namespaced(group: &str, kind: &str) -> bool {
    BUILT_IN.contains(&group) && !OF_THE_CLUSTER.contains(&kind)
}

fn incomplete(stage: &mut Stage<'_>, part: &RawObject, message: &str) {
    let place = stage.place(part.said.made);
    stage.tell(
        Diagnostic::error("object-incomplete", message)
            .help("write `object(#{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{ name: \"NAME\" } })`.")
            .at(place),
    );
}
