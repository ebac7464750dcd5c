//! `hpa-bounds`, `hpa-without-request`.

use super::context::{Context, target_of};
use super::pods::name;
use super::view::View;
use crate::diagnostic::Diagnostic;

const GROUP: &str = "autoscaling";
const KIND: &str = "HorizontalPodAutoscaler";

/// At least one pod, and not more at least than at most.
pub(super) fn bounds(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for hpa in context.of_kind(GROUP, KIND) {
        let Some(spec) = View::of(hpa).get("spec") else {
            continue;
        };
        let min = spec.number_at("minReplicas").unwrap_or(1);
        let max = spec.number_at("maxReplicas").unwrap_or(min);
        let wrong = if min < 1 {
            format!("An autoscaler keeps at least one pod, not: {min}.")
        } else if max < min {
            format!("The autoscaler has more pods at least than at most: {min} and {max}.")
        } else {
            continue;
        };
        let at = spec.get("maxReplicas").map_or(spec.origin, |view| view.origin);
        found.push(
            Diagnostic::error("hpa-bounds", wrong)
                .help("write `hpa(MIN, MAX)`, the smaller number first.")
                .at(context.place(at)),
        );
    }
    found
}

/// A percentage is one of what a container requests (or of its limit, which is its request where it has none).
pub(super) fn requests(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for hpa in context.of_kind(GROUP, KIND) {
        let target = target_of(hpa).and_then(|(kind, name)| context.pod_of(kind, hpa.namespace.as_deref(), name));
        let Some(pod) = target else {
            continue;
        };
        let Some(spec) = View::of(hpa).get("spec") else {
            continue;
        };
        for metric in spec.list("metrics") {
            let Some((source, percent)) = utilization(metric) else {
                continue;
            };
            let Some(resource) = source.text_at("name") else {
                continue;
            };
            for container in pod.running() {
                let other = source.text_at("container").is_some_and(|one| one != name(container));
                if other || has(container, resource) {
                    continue;
                }
                found.push(
                    Diagnostic::error(
                        "hpa-without-request",
                        format!(
                            "A container requests no {resource}, so there is nothing to take a percentage of: {}.",
                            name(container)
                        ),
                    )
                    .help(help(resource))
                    .at(context.place(percent.origin))
                    .and("the container", context.place(container.origin)),
                );
            }
        }
    }
    found
}

/// The source and the percentage of a metric that is one of a percentage.
fn utilization(metric: View<'_>) -> Option<(View<'_>, View<'_>)> {
    let source = metric.get("resource").or(metric.get("containerResource"))?;
    Some((source, source.at(&["target", "averageUtilization"])?))
}

fn has(container: View<'_>, resource: &str) -> bool {
    ["requests", "limits"].iter().any(|kind| container.at(&["resources", kind, resource]).is_some())
}

fn help(resource: &str) -> String {
    let (amount, value) = match resource {
        "cpu" => ("250m", "500m"),
        _ => ("256Mi", "400Mi"),
    };
    format!(
        "say `.{resource}(\"{amount}\")` on the container, or scale by an amount: `.{resource}_value(\"{value}\")`."
    )
}
