//! `container-names`, `init-container-probes`, `tty-without-stdin`.

use super::context::Context;
use super::pods::name;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// Names of containers are unique in a pod, init containers and sidecars included.
pub(super) fn names(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let mut seen: Vec<View<'_>> = Vec::new();
        for container in pod.all() {
            let first = seen.iter().find(|other| name(**other) == name(container));
            if let Some(first) = first {
                found.push(
                    Diagnostic::error(
                        "container-names",
                        format!("Two containers of a pod have the same name: {}.", name(container)),
                    )
                    .help("give one of them another name.")
                    .at(context.place(container.origin))
                    .and("the other one", context.place(first.origin)),
                );
            }
            seen.push(container);
        }
    }
    found
}

/// An init container runs to its end: Kubernetes asks nothing of it meanwhile.
pub(super) fn init_probes(context: &Context<'_>) -> Vec<Diagnostic> {
    let fields = [
        ("livenessProbe", "a liveness probe"),
        ("readinessProbe", "a readiness probe"),
        ("startupProbe", "a startup probe"),
        ("lifecycle", "hooks"),
    ];
    let mut found = Vec::new();
    for container in context.pods.iter().flat_map(|pod| pod.init()) {
        for (field, what) in fields {
            if let Some(view) = container.get(field) {
                found.push(
                    Diagnostic::error(
                        "init-container-probes",
                        format!("An init container cannot have {what}: {}.", name(container)),
                    )
                    .help("leave it out or, if the container keeps running, make it a `.sidecar(…)`.")
                    .at(context.place(view.origin)),
                );
            }
        }
    }
    found
}

/// A terminal into which nothing can be typed.
pub(super) fn terminals(context: &Context<'_>) -> Vec<Diagnostic> {
    let all = context.pods.iter().flat_map(|pod| pod.all());
    all.filter(|container| container.flag("tty") && !container.flag("stdin"))
        .map(|container| {
            let at = container.get("tty").map_or(container.origin, |tty| tty.origin);
            Diagnostic::warning(
                "tty-without-stdin",
                format!("A terminal without standard input cannot be typed into: {}.", name(container)),
            )
            .help("say `.stdin()` too.")
            .at(context.place(at))
        })
        .collect()
}
