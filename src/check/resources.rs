//! `request-over-limit`, `request-not-limit`.

use super::context::Context;
use super::pods::name;
use crate::diagnostic::Diagnostic;
use crate::text::quantity;

/// Nothing can be reserved beyond its own limit.
pub(super) fn requests_over_limits(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in context.pods.iter().flat_map(|pod| pod.all()) {
        let Some(requests) = container.at(&["resources", "requests"]) else {
            continue;
        };
        for (resource, request) in requests.entries() {
            let Some(limit) = container.at(&["resources", "limits", resource]) else {
                continue;
            };
            let (asked, most) = (request.shown(), limit.shown());
            let (Ok(asked_amount), Ok(most_amount)) = (quantity::parse(&asked), quantity::parse(&most)) else {
                continue;
            };
            if asked_amount > most_amount {
                found.push(
                    Diagnostic::error(
                        "request-over-limit",
                        format!(
                            "The container `{}` requests more {resource} than its limit allows: {asked} of {most}.",
                            name(container)
                        ),
                    )
                    .help("lower the request or raise the limit.")
                    .at(context.place(request.origin))
                    .and("the limit", context.place(limit.origin).filter(|_| limit.origin != request.origin)),
                );
            }
        }
    }
    found
}

/// What cannot be lent out twice (devices, huge pages) has one amount, as request and as limit.
pub(super) fn whole(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in context.pods.iter().flat_map(|pod| pod.all()) {
        let Some(requests) = container.at(&["resources", "requests"]) else {
            continue;
        };
        for (resource, request) in requests.entries() {
            if !resource.starts_with("hugepages-") && !is_extended(resource) {
                continue;
            }
            let limit = container.at(&["resources", "limits", resource]);
            let amount = |text: &str| quantity::parse(text).ok();
            if limit.is_some_and(|limit| amount(&limit.shown()) == amount(&request.shown())) {
                continue;
            }
            let message = format!(
                "The container `{}` requests {resource}, which cannot be shared, so its limit has to be: {}.",
                name(container),
                request.shown()
            );
            found.push(
                Diagnostic::error("request-not-limit", message)
                    .help(format!("say `.resource(\"{resource}\", \"{}\")`, which sets both.", request.shown()))
                    .at(context.place(limit.unwrap_or(request).origin)),
            );
        }
    }
    found
}

/// A resource of somebody else: with a domain that is not one of Kubernetes.
fn is_extended(resource: &str) -> bool {
    resource.split_once('/').is_some_and(|(domain, _)| domain != "kubernetes.io" && !domain.ends_with(".kubernetes.io"))
}
