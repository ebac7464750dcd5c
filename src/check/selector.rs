//! `selector-mismatch`.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

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
