//! `pod-security`: the Pod Security Standards, where the project or the command line asks for a level.
//!
//! Source: the Pod Security Standards of Kubernetes 1.36; controls that came later than 1.25 look at the version of the
//! server.

mod baseline;
mod restricted;

use super::context::Context;
use super::pods::Pod;
use super::view::View;
use crate::diagnostic::{Diagnostic, Origin};
use crate::project::PodSecurity;

/// One violation of a control.
struct Violation {
    /// What violates it, the changing part last.
    what: String,
    /// What to write instead.
    mend: String,
    /// Its place.
    origin: Origin,
}

impl Violation {
    fn new(what: String, mend: impl Into<String>, origin: Origin) -> Self {
        Self { what, mend: mend.into(), origin }
    }
}

/// A control: what it finds in a pod.
type Control = fn(&Context<'_>, &Pod<'_>) -> Vec<Violation>;

/// Every violation of the level that is asked for. The level restricted holds all of baseline.
pub(super) fn level(context: &Context<'_>) -> Vec<Diagnostic> {
    let levels: &[(&str, &[Control])] = match context.settings.pod_security {
        None => return Vec::new(),
        Some(PodSecurity::Baseline) => &[("baseline", baseline::CONTROLS)],
        Some(PodSecurity::Restricted) => &[("baseline", baseline::CONTROLS), ("restricted", restricted::CONTROLS)],
    };
    let mut found = Vec::new();
    for pod in &context.pods {
        for (level, controls) in levels {
            for control in *controls {
                found.extend(control(context, pod).into_iter().map(|violation| {
                    let message = format!("Pod Security level {level}: {}.", violation.what);
                    Diagnostic::error("pod-security", message).help(violation.mend).at(context.place(violation.origin))
                }));
            }
        }
    }
    found
}

/// Every container of a pod, those for debugging too.
fn containers<'a>(pod: &Pod<'a>) -> Vec<View<'a>> {
    let mut all: Vec<_> = pod.all().collect();
    all.extend(pod.spec.list("ephemeralContainers"));
    all
}

/// The security contexts of a pod and its containers, with the words for whose they are.
fn contexts<'a>(pod: &Pod<'a>) -> Vec<(String, View<'a>)> {
    let of_pod = pod.spec.get("securityContext").map(|view| ("the pod".to_owned(), view));
    let of_containers = containers(pod).into_iter().filter_map(|container| {
        Some((format!("`{}`", super::pods::name(container)), container.get("securityContext")?))
    });
    of_pod.into_iter().chain(of_containers).collect()
}

/// Whether the pod is one of Windows, which has none of these means.
fn is_windows(pod: &Pod<'_>) -> bool {
    pod.spec.at(&["os", "name"]).and_then(View::text) == Some("windows")
}

/// Whether the users of the pod are others on the node: some controls are laid aside then (1.35).
fn has_own_users(context: &Context<'_>, pod: &Pod<'_>) -> bool {
    !context.before(35) && pod.spec.get("hostUsers").and_then(View::boolean) == Some(false)
}
