//! Objects of somebody else: their marks.

use serde_json::Value;

use crate::release::{APP_LABEL, APP_NAMESPACE_LABEL, KEEP_ANNOTATION, PART_OF_LABEL, applyset_id};

/// The mark of another tool: where it stands, its key, and what it says of the object.
const MARKS: [(&str, &str, &str); 7] = [
    ("annotations", "meta.helm.sh/release-name", "Helm release"),
    ("labels", "kapp.k14s.io/app", "kapp app"),
    ("annotations", "argocd.argoproj.io/tracking-id", "Argo CD application"),
    ("labels", "argocd.argoproj.io/instance", "Argo CD application"),
    ("labels", "kustomize.toolkit.fluxcd.io/name", "Flux kustomization"),
    ("labels", "helm.toolkit.fluxcd.io/name", "Flux release"),
    ("annotations", "config.k8s.io/owning-inventory", "inventory"),
];

/// Who holds a live object, in words, where it is not this app.
pub fn foreign(live: &Value, app: &str, namespace: &str) -> Option<String> {
    let mark = |field: &str, key: &str| live["metadata"][field][key].as_str();
    if let Some(other) = mark("labels", APP_LABEL) {
        let theirs = mark("labels", APP_NAMESPACE_LABEL).unwrap_or(namespace);
        return (other != app || theirs != namespace)
            .then(|| format!("the rhumb app `{other}` in the namespace `{theirs}`"));
    }
    if let Some((name, tool)) = MARKS.iter().find_map(|(field, key, tool)| Some((mark(field, key)?, tool))) {
        return Some(format!("the {tool} `{name}`"));
    }
    if mark("labels", "app.kubernetes.io/managed-by") == Some("Helm") {
        return Some("Helm".to_owned());
    }
    let set = mark("labels", PART_OF_LABEL).filter(|set| *set != applyset_id(app, namespace))?;
    Some(format!("the ApplySet `{set}`"))
}

/// Whether a live object carries the marks of this app.
pub fn is_ours(live: &Value, app: &str, namespace: &str) -> bool {
    let labels = &live["metadata"]["labels"];
    labels[APP_LABEL] == app && labels[APP_NAMESPACE_LABEL] == namespace
}

/// Whether an object is to be kept, by the words that tools have agreed on.
pub fn asks_to_stay(live: &Value) -> Option<&'static str> {
    const WORDS: [(&str, &str); 6] = [
        (KEEP_ANNOTATION, "true"),
        ("helm.sh/resource-policy", "keep"),
        ("cli-utils.sigs.k8s.io/on-remove", "keep"),
        ("client.lifecycle.config.k8s.io/deletion", "detach"),
        ("kapp.k14s.io/delete-strategy", "orphan"),
        ("kustomize.toolkit.fluxcd.io/prune", "disabled"),
    ];
    let annotations = &live["metadata"]["annotations"];
    let sync = "argocd.argoproj.io/sync-options";
    let argo =
        annotations[sync].as_str().is_some_and(|options| options.split(',').any(|it| it.trim() == "Prune=false"));
    let found = WORDS.iter().find(|(key, word)| annotations[*key].as_str() == Some(word)).map(|(key, _)| *key);
    found.or_else(|| argo.then_some(sync))
}

/// Whether a controller holds the object.
pub fn has_controller(live: &Value) -> bool {
    let owners = live.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    owners.is_some_and(|owners| owners.iter().any(|owner| owner["controller"] == true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::release::marks;

    #[test]
    fn marks_of_others_say_whose_an_object_is() {
        let ours: serde_json::Map<String, Value> =
            marks("web", "shop").into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        let rows = [
            (json!({}), None),
            (json!({ "labels": ours }), None),
            (json!({ "labels": { "app.kubernetes.io/managed-by": "rhumb" } }), None),
            (
                json!({ "labels": { "rhumb.dev/app": "web", "rhumb.dev/app-namespace": "other" } }),
                Some("the rhumb app `web` in the namespace `other`"),
            ),
            (json!({ "labels": { "rhumb.dev/app": "db" } }), Some("the rhumb app `db` in the namespace `shop`")),
            (json!({ "annotations": { "meta.helm.sh/release-name": "a" } }), Some("the Helm release `a`")),
            (json!({ "labels": { "app.kubernetes.io/managed-by": "Helm" } }), Some("Helm")),
            (json!({ "labels": { "kapp.k14s.io/app": "1" } }), Some("the kapp app `1`")),
            (
                json!({ "annotations": { "argocd.argoproj.io/tracking-id": "a:b" } }),
                Some("the Argo CD application `a:b`"),
            ),
            (json!({ "labels": { "kustomize.toolkit.fluxcd.io/name": "a" } }), Some("the Flux kustomization `a`")),
            (json!({ "labels": { "helm.toolkit.fluxcd.io/name": "a" } }), Some("the Flux release `a`")),
            (json!({ "annotations": { "config.k8s.io/owning-inventory": "a" } }), Some("the inventory `a`")),
            (
                json!({ "labels": { "applyset.kubernetes.io/part-of": "applyset-x-v1" } }),
                Some("the ApplySet `applyset-x-v1`"),
            ),
        ];
        for (metadata, owner) in rows {
            let live = json!({ "metadata": metadata });
            assert_eq!(foreign(&live, "web", "shop").as_deref(), owner, "{metadata}");
        }
    }

    #[test]
    fn an_object_stays_by_the_words_of_any_tool() {
        let rows = [
            (json!({}), None),
            (json!({ "helm.sh/resource-policy": "keep" }), Some("helm.sh/resource-policy")),
            (json!({ "helm.sh/resource-policy": "other" }), None),
            (
                json!({ "argocd.argoproj.io/sync-options": "Replace=true, Prune=false" }),
                Some("argocd.argoproj.io/sync-options"),
            ),
        ];
        for (annotations, key) in rows {
            assert_eq!(asks_to_stay(&json!({ "metadata": { "annotations": annotations } })), key);
        }
    }
}
