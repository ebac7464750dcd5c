//! `probe-success`.

use super::context::Context;
use super::pods::name;
use crate::diagnostic::Diagnostic;

/// One success is enough for liveness and startup: Kubernetes takes nothing else.
pub(super) fn success(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in context.pods.iter().flat_map(|pod| pod.all()) {
        for (field, what) in [("livenessProbe", "liveness"), ("startupProbe", "startup")] {
            let Some(threshold) = container.at(&[field, "successThreshold"]) else {
                continue;
            };
            if threshold.number().is_some_and(|number| number != 1) {
                found.push(
                    Diagnostic::error(
                        "probe-success",
                        format!(
                            "The success threshold of the {what} probe of `{}` must be 1, not: {}.",
                            name(container),
                            threshold.shown()
                        ),
                    )
                    .help("leave `.success_threshold(…)` out; a readiness probe may have it.")
                    .at(context.place(threshold.origin)),
                );
            }
        }
    }
    found
}
