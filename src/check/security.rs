//! `run-as-root`, `privileged`: what containers may do.

use super::context::Context;
use super::pods::{Pod, name};
use super::view::View;
use crate::diagnostic::Diagnostic;

/// Who containers run as, and with which rights.
pub(super) fn contexts(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for container in pod.all() {
            found.extend(root(context, pod, container));
            found.extend(privileged(context, container));
        }
        found.extend(shared_processes(context, pod));
    }
    found
}

/// What holds for a container: its own word, else that of the pod.
pub(super) fn effective<'a>(pod: &Pod<'a>, container: View<'a>, field: &str) -> Option<View<'a>> {
    container.at(&["securityContext", field]).or_else(|| pod.spec.at(&["securityContext", field]))
}

/// A container that must not run as root and is told to.
fn root(context: &Context<'_>, pod: &Pod<'_>, container: View<'_>) -> Option<Diagnostic> {
    let never = effective(pod, container, "runAsNonRoot").filter(|never| never.boolean() == Some(true))?;
    let user = effective(pod, container, "runAsUser").filter(|user| user.number() == Some(0))?;
    let message =
        format!("The container `{}` must not run as root and is told to, so it never starts: user 0.", name(container));
    Some(
        Diagnostic::error("run-as-root", message)
            .help("choose another user, such as `.run_as_user(1000)`, or leave out `.run_as_non_root()`.")
            .at(context.place(user.origin))
            .and("not as root", context.place(never.origin)),
    )
}

/// A container that is the node, as far as the kernel is concerned.
fn privileged(context: &Context<'_>, container: View<'_>) -> Option<Diagnostic> {
    let security = container.get("securityContext")?;
    let privileged = security.get("privileged").filter(|privileged| privileged.boolean() == Some(true))?;
    let escalation = security.get("allowPrivilegeEscalation").filter(|flag| flag.boolean() == Some(false));
    let diagnostic = if let Some(escalation) = escalation {
        let message = format!("A privileged container cannot be kept from gaining privileges: {}.", name(container));
        Diagnostic::error("privileged", message)
            .help("leave one of the two out.")
            .at(context.place(escalation.origin))
            .and("privileged", context.place(privileged.origin))
    } else {
        let message = format!("A privileged container may do everything on its node: {}.", name(container));
        Diagnostic::warning("privileged", message)
            .help("add the capability that it needs instead.")
            .at(context.place(privileged.origin))
    };
    Some(diagnostic)
}

/// One space of processes, or the other.
fn shared_processes(context: &Context<'_>, pod: &Pod<'_>) -> Option<Diagnostic> {
    let shared = pod.spec.get("shareProcessNamespace").filter(|shared| shared.boolean() == Some(true))?;
    let host = pod.spec.get("hostPID").filter(|host| host.boolean() == Some(true))?;
    let message = "Containers share their processes with each other or with the node, not with both.";
    Some(
        Diagnostic::error("process-namespace", message)
            .help("leave out `.share_process_namespace()` or `.host_pid()`.")
            .at(context.place(shared.origin))
            .and("with the node", context.place(host.origin)),
    )
}
