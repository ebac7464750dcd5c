//! `volume-unknown`, `volume-unused`, `mount-clash`, `mount-path`: volumes of pods and where they are mounted.

use std::collections::HashSet;

use super::context::Context;
use super::pods::{Pod, name};
use super::view::View;
use crate::diagnostic::{Diagnostic, suggestion};

/// Volumes and mounts of each pod.
pub(super) fn mounts(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let volumes = volumes(pod);
        let mut used: HashSet<&str> = HashSet::new();
        for container in pod.all() {
            for (list, path) in [("volumeMounts", "mountPath"), ("volumeDevices", "devicePath")] {
                for mount in container.list(list) {
                    used.extend(mount.text_at("name"));
                    found.extend(unknown(context, container, mount, &volumes));
                }
                found.extend(clashes(context, container, list, path));
            }
            found.extend(container.list("volumeMounts").filter_map(|mount| path(context, mount)));
            let keys = container.list("env").filter_map(|variable| variable.at(&["valueFrom", "fileKeyRef"]));
            used.extend(keys.filter_map(|key| key.text_at("volumeName")));
        }
        for (volume, view) in volumes {
            if !used.contains(volume) {
                let message = format!("Nothing mounts this volume of {}: {volume}.", pod.object.identity());
                let help = "mount it with `.mount(PATH, VOLUME)`, or leave it out; where a driver looks for it by its name: `allow(\"volume-unused\");`.";
                found.push(Diagnostic::warning("volume-unused", message).help(help).at(context.place(view.origin)));
            }
        }
    }
    found
}

/// The volumes of a pod, with the claims that a StatefulSet makes for each.
fn volumes<'a>(pod: &Pod<'a>) -> Vec<(&'a str, View<'a>)> {
    let claims = View::of(pod.object).get("spec").into_iter().flat_map(|spec| spec.list("volumeClaimTemplates"));
    let claims = claims.filter_map(|claim| Some((claim.at(&["metadata", "name"])?.text()?, claim)));
    pod.spec.list("volumes").map(|volume| (name(volume), volume)).chain(claims).collect()
}

fn unknown(
    context: &Context<'_>,
    container: View<'_>,
    mount: View<'_>,
    volumes: &[(&str, View<'_>)],
) -> Option<Diagnostic> {
    let named = mount.get("name")?;
    let wrong = named.text().filter(|text| !volumes.iter().any(|(volume, _)| volume == text))?;
    let names: Vec<&str> = volumes.iter().map(|(volume, _)| *volume).collect();
    let help = match suggestion(wrong, &names, "there are") {
        help if help.is_empty() => "`.mount(PATH, VOLUME)` declares the volume and mounts it.".to_owned(),
        help => help,
    };
    let message = format!("The container `{}` mounts a volume that the pod does not have: {wrong}.", name(container));
    Some(Diagnostic::error("volume-unknown", message).help(help).at(context.place(named.origin)))
}

/// Each path of a container is taken once.
fn clashes(context: &Context<'_>, container: View<'_>, list: &str, path: &str) -> Vec<Diagnostic> {
    let mut seen: Vec<(&str, View<'_>)> = Vec::new();
    let mut found = Vec::new();
    for view in container.list(list).filter_map(|mount| mount.get(path)) {
        let Some(text) = view.text() else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == text) {
            let message = format!("The container `{}` mounts two volumes at one path: {text}.", name(container));
            found.push(
                Diagnostic::error("mount-clash", message)
                    .help("give one of them another path.")
                    .at(context.place(view.origin))
                    .and("the other one", context.place(first.origin)),
            );
        }
        seen.push((text, view));
    }
    found
}

/// A path within the volume stays in it, and is said in one way.
fn path(context: &Context<'_>, mount: View<'_>) -> Option<Diagnostic> {
    let told = |view: View<'_>, message: String, help: &str| {
        Some(Diagnostic::error("mount-path", message).help(help).at(context.place(view.origin)))
    };
    if let Some(path) = mount.get("mountPath").filter(|path| path.text().is_some_and(|text| text.contains(':'))) {
        let message = format!("The path of a mount has no colon: {}.", path.shown());
        return told(path, message, "choose a path without `:`.");
    }
    let within =
        [mount.get("subPath"), mount.get("subPathExpr")].map(|path| path.filter(|path| path.text() != Some("")));
    if let [Some(_), Some(expression)] = within {
        let message = format!("A mount has either a sub-path or an expression for one: {}.", expression.shown());
        return told(expression, message, "leave one of the two out.");
    }
    let path = within.into_iter().flatten().next()?;
    let text = path.text()?;
    if text.starts_with('/') || text.split('/').any(|part| part == "..") {
        let message = format!("A sub-path lies in the volume, so it has no leading slash and no `..`: {text}.");
        return told(path, message, "write it relative to the top of the volume.");
    }
    None
}
