//! `request-over-limit`.

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
