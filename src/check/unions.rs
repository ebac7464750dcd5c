//! `one-of`: places that hold one of several fields.

use super::context::Context;
use super::pods::name;
use super::view::View;
use crate::diagnostic::Diagnostic;

const PROBE: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];
const HOOK: &[&str] = &["exec", "httpGet", "tcpSocket", "sleep"];
const VALUE: &[&str] = &["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

/// Probes, hooks, values of variables, and volumes: one action or source each.
pub(super) fn one_of(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for container in pod.all() {
            let container_name = name(container);
            for (field, what) in [
                ("livenessProbe", "The liveness probe"),
                ("readinessProbe", "The readiness probe"),
                ("startupProbe", "The startup probe"),
            ] {
                let probe = container.get(field);
                let what = || format!("{what} of `{container_name}`");
                found.extend(probe.and_then(|probe| exactly_one(context, probe, PROBE, what)));
            }
            for (field, what) in [("postStart", "The hook after the start"), ("preStop", "The hook before the end")] {
                let hook = container.at(&["lifecycle", field]);
                let what = || format!("{what} of `{container_name}`");
                found.extend(hook.and_then(|hook| exactly_one(context, hook, HOOK, what)));
            }
            for variable in container.list("env") {
                found.extend(of_variable(context, variable));
            }
        }
        for volume in pod.spec.list("volumes") {
            found.extend(of_volume(context, volume));
        }
    }
    found
}

fn of_variable(context: &Context<'_>, variable: View<'_>) -> Option<Diagnostic> {
    let from = variable.get("valueFrom")?;
    let what = || format!("The variable `{}`", name(variable));
    match variable.get("value") {
        Some(value) if value.text() != Some("") => Some(told(context, value, what(), "value, valueFrom")),
        _ => exactly_one(context, from, VALUE, what),
    }
}

/// A volume without a source is an empty directory; every field but its name is a source.
fn of_volume(context: &Context<'_>, volume: View<'_>) -> Option<Diagnostic> {
    let sources: Vec<(&str, View<'_>)> = volume.entries().filter(|(key, _)| *key != "name").collect();
    let (_, second) = sources.get(1)?;
    let keys: Vec<&str> = sources.iter().map(|(key, _)| *key).collect();
    Some(told(context, *second, format!("The volume `{}`", name(volume)), &keys.join(", ")))
}

fn exactly_one(
    context: &Context<'_>,
    view: View<'_>,
    fields: &[&str],
    what: impl Fn() -> String,
) -> Option<Diagnostic> {
    let said: Vec<(&str, View<'_>)> = view.entries().filter(|(key, _)| fields.contains(key)).collect();
    match said.as_slice() {
        [_] => None,
        [] => Some(
            Diagnostic::error("one-of", format!("{} says none of these: {}.", what(), fields.join(", ")))
                .help("say one of them.")
                .at(context.place(view.origin)),
        ),
        [.., (_, last)] => {
            let keys: Vec<&str> = said.iter().map(|(key, _)| *key).collect();
            Some(told(context, *last, what(), &keys.join(", ")))
        }
    }
}

fn told(context: &Context<'_>, view: View<'_>, what: String, said: &str) -> Diagnostic {
    Diagnostic::error("one-of", format!("{what} says several of which Kubernetes takes one: {said}."))
        .help("leave out all but one.")
        .at(context.place(view.origin))
}
