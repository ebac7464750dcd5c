//! `hpa-bounds`, `hpa-without-request`, `hpa-over-request`.

use super::context::Context;
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
    for pod in &context.pods {
        let Some(hpa) = context.autoscaler(pod.object) else {
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

/// Beyond what is requested there is only what happens to be free on a node.
pub(super) fn over_requests(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for hpa in context.of_kind(GROUP, KIND) {
        for metric in View::of(hpa).get("spec").into_iter().flat_map(|spec| spec.list("metrics")) {
            let percentage = utilization(metric).and_then(|(_, percent)| Some((percent, percent.number()?)));
            let Some((percent, number)) = percentage else {
                continue;
            };
            let at = context.place(percent.origin);
            if number < 1 {
                let message = format!("A percentage to scale at is at least 1, not: {number}.");
                found.push(Diagnostic::error("hpa-bounds", message).help("a usual value is 80.").at(at));
            } else if number > 100 {
                let message =
                    format!("The autoscaler waits until pods use more than they request, in percent: {number}.");
                let help = "a percentage is one of the request; a usual value is 80.";
                found.push(Diagnostic::warning("hpa-over-request", message).help(help).at(at));
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
