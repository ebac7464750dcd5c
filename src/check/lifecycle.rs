//! `hook-kind`, `hook-version`, `grace-period`: hooks of containers and the time that they have.

use super::context::Context;
use super::pods::{Pod, name};
use super::view::View;
use crate::diagnostic::Diagnostic;

/// Seconds that Kubernetes gives a pod to end where nothing is said.
const GRACE: i64 = 30;
/// The first minor version whose hooks sleep (KEP 3960, beta).
const SLEEP: u16 = 30;
/// The first minor version in which a hook may sleep for no time (KEP 4818, beta).
const SLEEP_ZERO: u16 = 33;

/// The hooks of every container.
pub(super) fn hooks(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for container in pod.all() {
            for field in ["postStart", "preStop"] {
                let Some(hook) = container.at(&["lifecycle", field]) else {
                    continue;
                };
                found.extend(tcp(context, container, hook));
                if let Some(sleep) = hook.get("sleep") {
                    found.extend(version(context, sleep));
                    found.extend(grace(context, pod, container, sleep, field == "preStop"));
                }
            }
        }
        found.extend(no_grace(context, pod));
    }
    found
}

/// The API takes such a hook and then fails each time that it runs.
fn tcp(context: &Context<'_>, container: View<'_>, hook: View<'_>) -> Option<Diagnostic> {
    let tcp = hook.get("tcpSocket")?;
    let message = format!("A hook cannot open a TCP connection, it fails when it runs: {}.", name(container));
    let help = "use `hook_exec([…])`, `hook_http(PATH, PORT)` or `hook_sleep(DURATION)`.";
    Some(Diagnostic::error("hook-kind", message).help(help).at(context.place(tcp.origin)))
}

fn version(context: &Context<'_>, sleep: View<'_>) -> Option<Diagnostic> {
    let seconds = sleep.number_at("seconds").unwrap_or(0);
    let message = if context.before(SLEEP) {
        format!("Kubernetes before 1.{SLEEP} has no hooks that sleep; this is for: {}.", context.settings.kubernetes)
    } else if seconds == 0 && context.before(SLEEP_ZERO) {
        format!("A hook sleeps for at least 1 s before Kubernetes 1.{SLEEP_ZERO}, not: {seconds}.")
    } else {
        return None;
    };
    let help = "use `hook_exec([\"sleep\", \"5\"])` where the image has a `sleep`.";
    Some(Diagnostic::error("hook-version", message).help(help).at(context.place(sleep.origin)))
}

/// A hook and what follows it have one time together.
fn grace(
    context: &Context<'_>,
    pod: &Pod<'_>,
    container: View<'_>,
    sleep: View<'_>,
    before_end: bool,
) -> Option<Diagnostic> {
    let seconds = sleep.number_at("seconds")?;
    let said = pod.spec.get("terminationGracePeriodSeconds");
    let grace = said.and_then(View::number).unwrap_or(GRACE);
    let (diagnostic, longer) = if seconds < 0 || seconds > grace {
        let message = format!(
            "The hook of `{}` sleeps for longer than the pod has to end: {seconds} s of {grace} s.",
            name(container)
        );
        (Diagnostic::error("grace-period", message), seconds.max(0) + GRACE)
    } else if before_end && seconds == grace && seconds > 0 {
        let message = format!(
            "The hook of `{}` sleeps for all the time that the pod has to end, so it is killed then: {grace} s.",
            name(container)
        );
        (Diagnostic::warning("grace-period", message), seconds + GRACE)
    } else {
        return None;
    };
    let at = sleep.get("seconds").unwrap_or(sleep);
    Some(
        diagnostic
            .help(format!("sleep for less, or say `.termination_grace_period({longer})` on the workload."))
            .at(context.place(at.origin))
            .and("the time to end", said.and_then(|said| context.place(said.origin))),
    )
}

/// Without time to end, a pod is killed before its hooks are done.
fn no_grace(context: &Context<'_>, pod: &Pod<'_>) -> Option<Diagnostic> {
    let said = pod.spec.get("terminationGracePeriodSeconds")?;
    let number = said.number()?;
    if number < 0 {
        let message = format!("The time to end cannot be negative: {number}.");
        return Some(Diagnostic::error("grace-period", message).at(context.place(said.origin)));
    }
    let hook = pod.all().find_map(|container| container.at(&["lifecycle", "preStop"]))?;
    if number > 0 || hook.get("sleep").is_some() {
        return None;
    }
    let message = format!("The pod has no time to end, so its hook before the end is cut off: {number} s.");
    Some(
        Diagnostic::warning("grace-period", message)
            .help("give it time: `.termination_grace_period(30)`.")
            .at(context.place(said.origin))
            .and("the hook", context.place(hook.origin)),
    )
}
