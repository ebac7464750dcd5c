//! The level restricted, beside what it shares with baseline: how pods are hardened.

use super::{Control, Violation, baseline, containers, contexts, has_own_users, is_windows};
use crate::check::context::Context;
use crate::check::pods::{Pod, name};
use crate::check::view::View;

/// Every control of the level that is not one of baseline.
pub(super) const CONTROLS: &[Control] = &[volumes, escalation, non_root, users, seccomp, dropped, added, proc_mount];

/// Sources that a volume may have.
const VOLUMES: [&str; 8] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

const RESTRICTED: &str = "say `.restricted()` on the workload, which sets all that the level needs.";

fn volumes(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let told = pod.spec.list("volumes").filter_map(|volume| {
        let allowed = |key: &str| {
            VOLUMES.contains(&key) || key == "name" || (key == "image" && !context.before(33)) || key == "hostPath"
        };
        // Folders of the node are told by baseline.
        let (kind, source) = volume.entries().find(|(key, _)| !allowed(key))?;
        let what = format!("no volume of this kind, `{}`: {kind}", name(volume));
        let mend = "use `volume_claim(…)`, `existing_claim(…)` or `csi(…)`.";
        Some(Violation::new(what, mend, source.origin))
    });
    told.collect()
}

fn escalation(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if is_windows(pod) {
        return Vec::new();
    }
    let all = containers(pod).into_iter().filter_map(|container| {
        let flag = container.at(&["securityContext", "allowPrivilegeEscalation"]);
        if flag.and_then(View::boolean) == Some(false) {
            return None;
        }
        let what = format!("a container must not gain privileges: {}", name(container));
        Some(Violation::new(what, RESTRICTED, flag.unwrap_or(container).origin))
    });
    all.collect()
}

fn non_root(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if has_own_users(context, pod) {
        return Vec::new();
    }
    let of_pod = pod.spec.at(&["securityContext", "runAsNonRoot"]);
    let mut found = Vec::new();
    let mut left_to_pod = false;
    for container in containers(pod) {
        let own = container.at(&["securityContext", "runAsNonRoot"]);
        let effective = own.or(of_pod);
        left_to_pod |= own.is_none();
        if effective.and_then(View::boolean) != Some(true) {
            let what = format!("a container must not run as root: {}", name(container));
            found.push(Violation::new(what, RESTRICTED, effective.unwrap_or(container).origin));
        }
    }
    // Where every container says it, the word of the pod still must not be `false`.
    if let (false, Some(flag)) = (left_to_pod, of_pod.filter(|flag| flag.boolean() == Some(false))) {
        let what = format!("a pod must not run as root: {}", pod.object.identity());
        found.push(Violation::new(what, RESTRICTED, flag.origin));
    }
    found
}

fn users(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if has_own_users(context, pod) {
        return Vec::new();
    }
    let all = contexts(pod).into_iter().filter_map(|(whose, view)| {
        let user = view.get("runAsUser").filter(|user| user.number() == Some(0))?;
        let what = format!("the user must not be root, which is 0: {whose}");
        Some(Violation::new(what, "choose another, such as `.run_as_user(1000)`.", user.origin))
    });
    all.collect()
}

/// A profile that is said; that one which is turned off is told by baseline.
fn seccomp(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if is_windows(pod) {
        return Vec::new();
    }
    let path = ["securityContext", "seccompProfile", "type"];
    if pod.spec.at(&path).is_some() {
        return Vec::new();
    }
    let all = containers(pod).into_iter().filter(|container| container.at(&path).is_none());
    all.map(|container| {
        let what = format!("a container needs a seccomp profile: {}", name(container));
        Violation::new(what, RESTRICTED, container.origin)
    })
    .collect()
}

fn dropped(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if is_windows(pod) {
        return Vec::new();
    }
    let all = containers(pod).into_iter().filter_map(|container| {
        let capabilities = container.at(&["securityContext", "capabilities"]);
        if capabilities.is_some_and(|view| view.texts("drop").contains(&"ALL")) {
            return None;
        }
        let what = format!("a container must drop all capabilities: {}", name(container));
        Some(Violation::new(what, RESTRICTED, capabilities.unwrap_or(container).origin))
    });
    all.collect()
}

/// Of the capabilities that baseline allows, one may be added again.
fn added(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if is_windows(pod) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for container in containers(pod) {
        let added = container.at(&["securityContext", "capabilities", "add"]);
        for capability in added.into_iter().flat_map(View::items) {
            let text = capability.text().unwrap_or_default();
            if baseline::CAPABILITIES.contains(&text) && text != "NET_BIND_SERVICE" {
                let what = format!("no capability but NET_BIND_SERVICE may be added to `{}`: {text}", name(container));
                found.push(Violation::new(what, "leave it out.", capability.origin));
            }
        }
    }
    found
}

/// What baseline lays aside for pods with users of their own is held to here (from 1.35 on).
fn proc_mount(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if has_own_users(context, pod) { baseline::unmasked(pod) } else { Vec::new() }
}
