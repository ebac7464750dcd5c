//! `matches-nothing`, `spread-form`: selectors of pods, and whether the app has pods that they mean.
//!
//! Pods may also be made elsewhere, so a selector that finds none is told only where it looks as if it meant the app's
//! own: one of its labels is that of a pod of the app, or nearly so, or has the name of a workload for its value.

use super::context::Context;
use super::pods::Pod;
use super::view::View;
use crate::diagnostic::{Diagnostic, nearest};
use crate::object::Object;

/// Kinds of affinity to pods.
const AFFINITIES: [(&str, &str); 2] =
    [("podAffinity", "an affinity to pods"), ("podAntiAffinity", "an anti-affinity to pods")];

/// Services, budgets, network policies, and affinities.
pub(super) fn nothing(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let selecting: [(&str, &str, &[&str]); 3] = [
        ("", "Service", &["spec", "selector"]),
        ("policy", "PodDisruptionBudget", &["spec", "selector", "matchLabels"]),
        ("networking.k8s.io", "NetworkPolicy", &["spec", "podSelector", "matchLabels"]),
    ];
    for (group, kind, path) in selecting {
        for object in context.of_kind(group, kind) {
            if let Some(selector) = View::of(object).at(path) {
                found.extend(told(context, object, selector, &object.identity().to_string()));
            }
        }
    }
    for pod in &context.pods {
        for (field, what) in AFFINITIES {
            for term in terms(pod, field) {
                // Another namespace may hold other pods.
                let elsewhere = term.get("namespaceSelector").is_some() || term.list("namespaces").next().is_some();
                let selector = term.at(&["labelSelector", "matchLabels"]).filter(|_| !elsewhere);
                found.extend(selector.and_then(|selector| told(context, pod.object, selector, what)));
            }
        }
    }
    found
}

/// The terms of an affinity to pods, required and preferred.
pub(super) fn terms<'a>(pod: &Pod<'a>, field: &str) -> Vec<View<'a>> {
    let Some(affinity) = pod.spec.at(&["affinity", field]) else {
        return Vec::new();
    };
    let required = affinity.list("requiredDuringSchedulingIgnoredDuringExecution");
    let preferred = affinity.list("preferredDuringSchedulingIgnoredDuringExecution");
    required.chain(preferred.filter_map(|term| term.get("podAffinityTerm"))).collect()
}

fn told(context: &Context<'_>, object: &Object, selector: View<'_>, what: &str) -> Option<Diagnostic> {
    let namespace = object.namespace.as_deref();
    let mut pairs = selector.entries().filter_map(|(key, value)| Some((key, value.text()?, value))).peekable();
    pairs.peek()?;
    if !context.selected(namespace, selector).is_empty() {
        return None;
    }
    let pods = || context.all_pods.iter().filter(|pod| pod.object.namespace.as_deref() == namespace);
    let pairs: Vec<(&str, &str, View<'_>)> = pairs.collect();
    let shared = |pod: &&Pod<'_>| pairs.iter().filter(|(key, value, _)| pod.label(key) == Some(value)).count();
    // The pod that has most of the labels is the one that is meant.
    let best = pods().max_by_key(shared)?;
    let nearly = pairs.iter().find_map(|(key, value, view)| {
        let label = best.label(key).filter(|label| label != value);
        let near = shared(&best) > 0 && label.is_some();
        let label = if near { label } else { pods().find_map(|pod| near_to(pod, key, value)) };
        Some((*key, *value, *view, label?))
    });
    let Some((key, wrong, at, right)) = nearly else {
        // By a habit that this app does not have, `app: web` means the pods of the workload `web`.
        return pairs.iter().find_map(|(key, value, view)| {
            let meant = pods().find(|pod| pod.object.name == *value)?;
            let known = pods().any(|pod| pod.label(key) == Some(value));
            (!known).then(|| habit(context, what, (*key, *value, *view), meant))
        });
    };
    Some(
        Diagnostic::warning(
            "matches-nothing",
            format!("No pod of the app has all the labels of {what}, as this one is another: {key}={wrong}."),
        )
        .help(format!("did you mean `{right}`?"))
        .at(context.place(at.origin)),
    )
}

/// A label that no pod has, with the name of a workload.
fn habit(context: &Context<'_>, what: &str, label: (&str, &str, View<'_>), meant: &Pod<'_>) -> Diagnostic {
    let (key, value, at) = label;
    let labels = meant.metadata.and_then(|metadata| metadata.get("labels"));
    let pairs = labels.into_iter().flat_map(|labels| labels.entries());
    let has: Vec<String> = pairs.filter_map(|(key, value)| Some(format!("{key}={}", value.text()?))).collect();
    let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
    Diagnostic::warning("matches-nothing", format!("No pod of the app has this label of {what}: {key}={value}."))
        .help(format!("the labels of the pods of {} are: {has}.", meant.object.identity()))
        .at(context.place(at.origin))
}

fn near_to<'a>(pod: &Pod<'a>, key: &str, value: &str) -> Option<&'a str> {
    let label = pod.label(key)?;
    nearest(value, [label]).first().map(|_| label)
}

/// Constraints on the spread of pods that the API server refuses, and those that do not count the pods they are for.
pub(super) fn spread(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let mut seen: Vec<(Option<&str>, Option<&str>, View<'_>)> = Vec::new();
        for constraint in pod.spec.list("topologySpreadConstraints") {
            found.extend(spread_form(context, constraint));
            let key = (constraint.text_at("topologyKey"), constraint.text_at("whenUnsatisfiable"));
            if let Some((_, _, first)) = seen.iter().find(|(topology, when, _)| (*topology, *when) == key) {
                let message = format!("The spread over this topology is said twice: {}.", key.0.unwrap_or("?"));
                found.push(
                    Diagnostic::error("spread-form", message)
                        .help("leave one of them out.")
                        .at(context.place(constraint.origin))
                        .and("the other one", context.place(first.origin)),
                );
            }
            seen.push((key.0, key.1, constraint));
            let labels = constraint.at(&["labelSelector", "matchLabels"]);
            let other = labels.and_then(|labels| {
                labels.entries().find(|(key, value)| value.text().is_some() && pod.label(key) != value.text())
            });
            found.extend(other.map(|(key, value)| {
                let message = format!(
                    "The spread of {} does not count its own pods, as this label is another: {key}={}.",
                    pod.object.identity(),
                    value.shown()
                );
                Diagnostic::warning("matches-nothing", message)
                    .help("select by labels of the pods that are spread.")
                    .at(context.place(value.origin))
            }));
        }
    }
    found
}

fn spread_form(context: &Context<'_>, constraint: View<'_>) -> Option<Diagnostic> {
    let skew = constraint.get("maxSkew").filter(|skew| skew.number().is_some_and(|number| number < 1));
    if let Some(skew) = skew {
        let message = format!("Topologies may differ by one pod at least, not: {}.", skew.shown());
        return Some(Diagnostic::error("spread-form", message).at(context.place(skew.origin)));
    }
    let domains = constraint.get("minDomains")?;
    let anyway = constraint.text_at("whenUnsatisfiable") != Some("DoNotSchedule");
    anyway.then(|| {
        Diagnostic::error("spread-form", "A least number of topologies is for pods that otherwise wait.")
            .help("say `when_unsatisfiable: \"DoNotSchedule\"`.")
            .at(context.place(domains.origin))
    })
}
