//! `probe-success`, `probe-bounds`, `probe-timeout`, `startup-budget`.

use super::context::Context;
use super::pods::{Pod, name};
use super::view::View;
use crate::diagnostic::Diagnostic;

const PROBES: [(&str, &str); 3] =
    [("livenessProbe", "liveness"), ("readinessProbe", "readiness"), ("startupProbe", "startup")];

/// Seconds after which a Deployment that makes no progress is said to have failed.
const PROGRESS: i64 = 600;

/// Probes of every container.
pub(super) fn probes(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for container in pod.all() {
            for (field, what) in PROBES {
                if let Some(probe) = container.get(field) {
                    found.extend(success(context, container, probe, what));
                    found.extend(bounds(context, container, probe, what));
                    found.extend(timeout(context, container, probe, what));
                }
            }
            found.extend(startup(context, pod, container));
        }
    }
    found
}

/// One success is enough for liveness and startup: Kubernetes takes nothing else.
fn success(context: &Context<'_>, container: View<'_>, probe: View<'_>, what: &str) -> Option<Diagnostic> {
    let threshold = probe.get("successThreshold")?;
    if what == "readiness" || threshold.number()? == 1 {
        return None;
    }
    let message = format!(
        "The success threshold of the {what} probe of `{}` must be 1, not: {}.",
        name(container),
        threshold.shown()
    );
    Some(
        Diagnostic::error("probe-success", message)
            .help("leave `.success_threshold(…)` out; a readiness probe may have it.")
            .at(context.place(threshold.origin)),
    )
}

/// Numbers that the API server refuses, and the time to end, which a readiness probe does not have.
fn bounds(context: &Context<'_>, container: View<'_>, probe: View<'_>, what: &str) -> Vec<Diagnostic> {
    // For these, 0 means the default.
    let fields = [
        ("initialDelaySeconds", 0),
        ("timeoutSeconds", 0),
        ("periodSeconds", 0),
        ("successThreshold", 0),
        ("failureThreshold", 0),
        ("terminationGracePeriodSeconds", 1),
    ];
    let mut found: Vec<Diagnostic> = fields
        .iter()
        .filter_map(|(field, least)| {
            let view = probe.get(field)?;
            let number = view.number().filter(|number| number < least)?;
            let message =
                format!("`{field}` of the {what} probe of `{}` is at least {least}, not: {number}.", name(container));
            Some(Diagnostic::error("probe-bounds", message).at(context.place(view.origin)))
        })
        .collect();
    let grace = probe.get("terminationGracePeriodSeconds").filter(|_| what == "readiness");
    found.extend(grace.map(|grace| {
        let message = format!("A readiness probe ends nothing, so it has no time for that: {}.", name(container));
        Diagnostic::error("probe-bounds", message)
            .help("leave `.termination_grace_period(…)` out here; a liveness or startup probe may have it.")
            .at(context.place(grace.origin))
    }));
    found
}

/// An answer that is waited for while the next one is due.
fn timeout(context: &Context<'_>, container: View<'_>, probe: View<'_>, what: &str) -> Option<Diagnostic> {
    let view = probe.get("timeoutSeconds")?;
    let timeout = view.number()?;
    let period = probe.number_at("periodSeconds").filter(|period| *period > 0).unwrap_or(10);
    (timeout > period).then(|| {
        let message = format!(
            "The {what} probe of `{}` waits for an answer for longer than its period: {timeout} s of {period} s.",
            name(container)
        );
        Diagnostic::warning("probe-timeout", message)
            .help(format!("say `.period({timeout})` too, or a shorter timeout: it is asked less often than it says."))
            .at(context.place(view.origin))
    })
}

/// A start that is allowed to take longer than the roll-out is.
fn startup(context: &Context<'_>, pod: &Pod<'_>, container: View<'_>) -> Option<Diagnostic> {
    let probe = container.get("startupProbe").filter(|_| pod.object.kind == "Deployment")?;
    let number = |field: &str, default: i64| probe.number_at(field).filter(|number| *number > 0).unwrap_or(default);
    let tries = number("failureThreshold", 3).saturating_mul(number("periodSeconds", 10));
    let budget = number("initialDelaySeconds", 0).saturating_add(tries);
    let deadline = View::of(pod.object).at(&["spec", "progressDeadlineSeconds"]);
    let most = deadline.and_then(View::number).unwrap_or(PROGRESS);
    (budget > most).then(|| {
        let message = format!(
            "The container `{}` may take longer to start than the Deployment waits for progress: {budget} s of {most} s.",
            name(container)
        );
        Diagnostic::warning("startup-budget", message)
            .help(format!("say `.progress_deadline({})` on the Deployment.", budget.saturating_add(60)))
            .at(context.place(probe.origin))
            .and("the deadline", deadline.and_then(|deadline| context.place(deadline.origin)))
    })
}
