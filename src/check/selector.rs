//! `selector-mismatch`, `selector-overlap`.

use ahash::{HashMap, HashMapExt as _};

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::object::Object;

/// A namespace, and keys and values of labels in order.
type Selected<'a> = (Option<&'a str>, Vec<(&'a str, &'a str)>);

/// A workload that would not find its own pods is refused by Kubernetes.
pub(super) fn matches_its_pods(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in context.pods.iter().filter(|pod| pod.object.group() == "apps") {
        let Some(wanted) = View::of(pod.object).at(&["spec", "selector", "matchLabels"]) else {
            continue;
        };
        let labels = pod.metadata.and_then(|metadata| metadata.get("labels"));
        for (key, value) in wanted.entries() {
            let label = labels.and_then(|labels| labels.get(key));
            if label.and_then(View::text) != value.text() {
                let at = label.map_or(value.origin, |label| label.origin);
                found.push(
                    Diagnostic::error(
                        "selector-mismatch",
                        format!(
                            "The selector of {} does not fit its pods in this label: {key}.",
                            pod.object.identity()
                        ),
                    )
                    .help("leave the label of the pods as it is, or say `.selector(#{ … })`.")
                    .at(context.place(at))
                    .and("the selector", context.place(value.origin)),
                );
            }
        }
    }
    found
}

/// Two workloads of one selector take each other's pods for their own.
pub(super) fn overlaps(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut seen: HashMap<Selected<'_>, &Object> = HashMap::with_capacity(context.pods.len());
    let mut found = Vec::new();
    for pod in context.pods.iter().filter(|pod| pod.object.group() == "apps") {
        let Some(selector) = View::of(pod.object).at(&["spec", "selector", "matchLabels"]) else {
            continue;
        };
        let mut labels: Vec<_> = selector.entries().filter_map(|(key, value)| Some((key, value.text()?))).collect();
        labels.sort_unstable();
        let key = (pod.object.namespace.as_deref(), labels);
        if let Some(first) = seen.get(&key) {
            let message =
                format!("Two workloads select the same pods, {} and: {}.", first.identity(), pod.object.identity());
            found.push(
                Diagnostic::warning("selector-overlap", message)
                    .help("give each a label of its own in `.selector(#{ … })`.")
                    .at(context.place(selector.origin))
                    .and("the other one", context.place(first.origin)),
            );
        } else {
            seen.insert(key, pod.object);
        }
    }
    found
}
