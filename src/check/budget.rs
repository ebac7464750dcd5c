//! `budget-bounds`.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// A disruption budget says one of its two bounds.
pub(super) fn bounds(context: &Context<'_>) -> Vec<Diagnostic> {
    let budgets = context.of_kind("policy", "PodDisruptionBudget");
    budgets
        .filter_map(|budget| {
            let view = View::of(budget);
            let min = view.at(&["spec", "minAvailable"]);
            let max = view.at(&["spec", "maxUnavailable"]);
            let (message, at) = match (min, max) {
                (Some(_), Some(max)) => ("A disruption budget says one bound, not both", max.origin),
                (None, None) => ("A disruption budget without a bound has no effect", view.origin),
                _ => return None,
            };
            Some(
                Diagnostic::error("budget-bounds", format!("{message}: {}.", budget.name))
                    .help("say either `.min_available(…)` or `.max_unavailable(…)`.")
                    .at(context.place(at)),
            )
        })
        .collect()
}
