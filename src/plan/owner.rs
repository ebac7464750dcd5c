//! Objects of somebody else: their marks.

use serde_json::Value;

use crate::release::{APP_LABEL, APP_NAMESPACE_LABEL, PART_OF_LABEL, applyset_id};

/// Who holds a live object, in words, where it is not this app.
pub fn foreign(live: &Value, app: &str, namespace: &str) -> Option<String> {
    let mark = |field: &str, key: &str| live["metadata"][field][key].as_str();
    if let Some(other) = mark("labels", APP_LABEL) {
        let theirs = mark("labels", APP_NAMESPACE_LABEL).unwrap_or(namespace);
        return (other != app || theirs != namespace)
            .then(|| format!("the rhumb app `{other}` in the namespace `{theirs}`"));
    }
    let tools = [
        ("annotations", "meta.helm.sh/release-name", "Helm release"),
        ("labels", "kapp.k14s.io/app", "kapp app"),
        ("annotations", "argocd.argoproj.io/tracking-id", "Argo CD application"),
        ("labels", "argocd.argoproj.io/instance", "Argo CD application"),
        ("labels", "kustomize.toolkit.fluxcd.io/name", "Flux kustomization"),
        ("labels", "helm.toolkit.fluxcd.io/name", "Flux release"),
        ("annotations", "config.k8s.io/owning-inventory", "inventory"),
    ];
    if let Some((name, tool)) = tools.iter().find_map(|(field, key, tool)| Some((mark(field, key)?, tool))) {
        return Some(format!("the {tool} `{name}`"));
    }
    let set = mark("labels", PART_OF_LABEL).filter(|set| *set != applyset_id(app, namespace))?;
    Some(format!("the ApplySet `{set}`"))
}

/// Whether a live object carries the marks of this app.
pub fn is_ours(live: &Value, app: &str, namespace: &str) -> bool {
    let labels = &live["metadata"]["labels"];
    labels[APP_LABEL] == app && labels[APP_NAMESPACE_LABEL] == namespace
}
