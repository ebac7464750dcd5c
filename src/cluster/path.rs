//! Paths of the Kubernetes API.

use crate::object::Identity;
use crate::observed::Resource;

/// The path of all objects of a kind, in a namespace or the whole cluster.
pub fn collection(resource: &Resource, version: &str, namespace: Option<&str>) -> String {
    let root = if resource.group.is_empty() {
        format!("/api/{version}")
    } else {
        format!("/apis/{}/{version}", resource.group)
    };
    match namespace.filter(|_| resource.namespaced) {
        Some(namespace) => format!("{root}/namespaces/{namespace}/{}", resource.plural),
        None => format!("{root}/{}", resource.plural),
    }
}

/// The path of an object.
pub fn object(resource: &Resource, version: &str, identity: &Identity) -> String {
    format!("{}/{}", collection(resource, version, identity.namespace.as_deref()), identity.name)
}

/// The path of a core object in a namespace.
pub fn core(namespace: &str, plural: &str, name: &str) -> String {
    format!("/api/v1/namespaces/{namespace}/{plural}/{name}")
}

/// A label selector as a query.
pub fn selector(labels: &[(&str, &str)]) -> String {
    let labels: Vec<String> =
        labels.iter().map(|(key, value)| format!("{}%3D{value}", key.replace('/', "%2F"))).collect();
    format!("labelSelector={}", labels.join("%2C"))
}
