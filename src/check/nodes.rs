//! `node-rule`, `node-contradiction`, `affinity-term`, `deprecated-label`: on which nodes pods may run.

mod rules;

use super::context::Context;
use super::matching::terms;
use super::pods::Pod;
use super::view::View;
use crate::diagnostic::Diagnostic;
use rules::{contradiction, rule_form};

/// Labels of nodes that Kubernetes has given up, and those in their place.
const GIVEN_UP: [(&str, &str); 5] = [
    ("beta.kubernetes.io/os", "kubernetes.io/os"),
    ("beta.kubernetes.io/arch", "kubernetes.io/arch"),
    ("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"),
    ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
    ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
];

/// Rules about nodes: their form, and whether a node can fit them.
pub(super) fn affinity(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let Some(affinity) = pod.spec.at(&["affinity", "nodeAffinity"]) else {
            continue;
        };
        let required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution");
        let terms: Vec<View<'_>> = required.into_iter().flat_map(|one| one.list("nodeSelectorTerms")).collect();
        if let (Some(required), true) = (required, terms.is_empty()) {
            found.push(
                Diagnostic::error("node-rule", "Nodes that are required are described by one rule at least.")
                    .help("say `.require([node_rule(KEY, \"In\", [VALUE])])`.")
                    .at(context.place(required.origin)),
            );
        }
        let preferred: Vec<View<'_>> = affinity.list("preferredDuringSchedulingIgnoredDuringExecution").collect();
        found.extend(preferred.iter().filter_map(|term| weight(context, *term)));
        let wanted = preferred.iter().filter_map(|term| term.get("preference"));
        for rule in terms.iter().copied().chain(wanted).flat_map(|term| term.list("matchExpressions")) {
            found.extend(rule_form(context, rule));
        }
        found.extend(impossible(context, pod, &terms));
    }
    found
}

/// Terms are ORed: there is no node only where every one contradicts itself.
fn impossible(context: &Context<'_>, pod: &Pod<'_>, terms: &[View<'_>]) -> Vec<Diagnostic> {
    let selector = pod.spec.get("nodeSelector");
    let faults: Vec<_> = terms.iter().map(|term| contradiction(*term, selector)).collect();
    if faults.iter().any(Option::is_none) {
        return Vec::new();
    }
    let told = faults.into_iter().flatten().map(|(key, at)| {
        let message = format!(
            "No node can fit, so the pods of {} wait for ever: the rules contradict each other in: {key}.",
            pod.object.identity()
        );
        Diagnostic::warning("node-contradiction", message)
            .help("rules of one `require` have to fit together; say `require` twice where one of them is enough.")
            .at(context.place(at.origin))
    });
    told.collect()
}

/// Terms about other pods.
pub(super) fn pod_terms(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for field in ["podAffinity", "podAntiAffinity"] {
            for term in terms(pod, field) {
                if term.text_at("topologyKey").is_none_or(str::is_empty) {
                    let message = "An affinity to pods says what they are near to each other in.";
                    found.push(
                        Diagnostic::error("affinity-term", message)
                            .help("say `.topology(\"kubernetes.io/hostname\")`.")
                            .at(context.place(term.origin)),
                    );
                }
            }
            let preferred = pod.spec.at(&["affinity", field]);
            let preferred =
                preferred.into_iter().flat_map(|one| one.list("preferredDuringSchedulingIgnoredDuringExecution"));
            found.extend(preferred.filter_map(|term| weight(context, term)));
        }
    }
    found
}

fn weight(context: &Context<'_>, term: View<'_>) -> Option<Diagnostic> {
    let weight = term.get("weight")?;
    let number = weight.number().filter(|number| !(1..=100).contains(number))?;
    let message = format!("The weight of a preference is 1 to 100, not: {number}.");
    Some(Diagnostic::error("affinity-term", message).at(context.place(weight.origin)))
}

/// Labels of nodes that new nodes do not have any more.
pub(super) fn deprecated(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |key: Option<&str>, view: View<'_>| {
        let Some((old, new)) = key.and_then(|key| GIVEN_UP.iter().find(|(old, _)| *old == key)) else {
            return;
        };
        found.push(
            Diagnostic::warning("deprecated-label", format!("Kubernetes has given up this label of nodes: {old}."))
                .help(format!("write `{new}`."))
                .at(context.place(view.origin)),
        );
    };
    for pod in &context.pods {
        for (key, view) in pod.spec.get("nodeSelector").into_iter().flat_map(View::entries) {
            look(Some(key), view);
        }
        let affinity = pod.spec.at(&["affinity", "nodeAffinity"]);
        let required = affinity.and_then(|one| one.get("requiredDuringSchedulingIgnoredDuringExecution")).into_iter();
        let preferred =
            affinity.into_iter().flat_map(|one| one.list("preferredDuringSchedulingIgnoredDuringExecution"));
        let all = required
            .flat_map(|one| one.list("nodeSelectorTerms"))
            .chain(preferred.filter_map(|one| one.get("preference")));
        for rule in all.flat_map(|term| term.list("matchExpressions")) {
            look(rule.text_at("key"), rule);
        }
        let near = ["podAffinity", "podAntiAffinity"].into_iter().flat_map(|field| terms(pod, field));
        for term in near.chain(pod.spec.list("topologySpreadConstraints")) {
            look(term.text_at("topologyKey"), term.get("topologyKey").unwrap_or(term));
        }
    }
    found
}
