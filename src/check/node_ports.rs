//! `node-port-range`, `node-port-picked`, `node-port-clash`: ports of every node.

use std::collections::HashMap;

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// The range of node ports where the API server is not told another one.
const RANGE: std::ops::RangeInclusive<i64> = 30_000..=32_767;
/// The last port that is never chosen by the API server itself while others are free (KEP 3668).
const BAND: i64 = 30_085;

/// Ports that a service chooses on all nodes.
pub(super) fn ports(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: HashMap<(i64, &str), View<'_>> = HashMap::new();
    for service in context.of_kind("", "Service") {
        for port in View::of(service).get("spec").into_iter().flat_map(|spec| spec.list("ports")) {
            let Some(view) = port.get("nodePort") else {
                continue;
            };
            let Some(number) = view.number().filter(|number| *number != 0) else {
                continue;
            };
            let at = context.place(view.origin);
            if !RANGE.contains(&number) {
                let message = format!(
                    "Ports of nodes lie between {} and {} where the cluster does not say otherwise, not: {number}.",
                    RANGE.start(),
                    RANGE.end()
                );
                found.push(
                    Diagnostic::error("node-port-range", message).help("leave it out, and one is chosen.").at(at),
                );
            } else if number > BAND {
                let message =
                    format!("The cluster may have given this port of the nodes to another service: {number}.");
                let help = format!("choose one of {} to {BAND}, or leave it out, and one is chosen.", RANGE.start());
                found.push(Diagnostic::warning("node-port-picked", message).help(help).at(at));
            }
            let protocol = port.text_at("protocol").unwrap_or("TCP");
            if let Some(first) = seen.get(&(number, protocol)) {
                let message = format!("Two services open the same port of the nodes: {number}/{protocol}.");
                found.push(
                    Diagnostic::error("node-port-clash", message)
                        .help("give one of them another port, or leave it out, and one is chosen.")
                        .at(context.place(view.origin))
                        .and("the other one", context.place(first.origin)),
                );
            } else {
                seen.insert((number, protocol), view);
            }
        }
    }
    found
}
