//! The answers of the cluster, judged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::needs::RECORDS;
use super::{Access, Class, Facts, Needs, Seen, Use, nodes};
use crate::check::pod;
use crate::diagnostic::{Diagnostic, Origin, Sources, suggestion};
use crate::object::Rendered;

/// DaemonSets that collect logs, in the namespace kube-system.
const LOG_AGENTS: [&str; 2] = ["logtail-ds", "loongcollector-ds"];

/// Verbs that are not allowed, by group, kind and namespace, with a place.
type Refused<'a> = BTreeMap<(&'a str, &'a str, Option<&'a str>), (Vec<&'a str>, Origin)>;

/// Everything that the cluster lacks, by place. What may not be read is told as that.
pub fn findings(rendered: &Rendered, needs: &Needs, facts: &Facts) -> Vec<Diagnostic> {
    let mut judge = Judge { rendered, facts, found: Vec::new(), hidden: BTreeMap::new() };
    judge.namespaces(needs);
    judge.access(needs);
    for it in &needs.uses {
        judge.used(it);
    }
    judge.classes("storage class", "storageclasses", &needs.storage, &facts.storage, true);
    judge.classes("ingress class", "ingressclasses", &needs.ingress, &facts.ingress, false);
    judge.metrics(needs);
    judge.nodes(needs);
    judge.logs(needs);
    judge.hidden();
    let mut found = judge.found;
    found.dedup();
    found.sort_by(|one, two| (one.severity, &one.place, one.code).cmp(&(two.severity, &two.place, two.code)));
    found
}

struct Judge<'a> {
    rendered: &'a Rendered,
    facts: &'a Facts,
    found: Vec<Diagnostic>,
    /// What may not be read: the names by kind.
    hidden: BTreeMap<String, BTreeSet<String>>,
}

impl Judge<'_> {
    fn tell(&mut self, diagnostic: Diagnostic, origin: Origin) {
        self.found.push(diagnostic.at(self.sources().place(origin)));
    }

    fn sources(&self) -> &Sources {
        &self.rendered.sources
    }

    fn hide(&mut self, kind: &str, name: &str) {
        self.hidden.entry(kind.to_owned()).or_default().insert(name.to_owned());
    }

    fn is_missing(&self, namespace: Option<&String>) -> bool {
        namespace.is_some_and(|it| self.facts.namespaces.get(it) == Some(&Seen::Missing))
    }

    fn namespaces(&mut self, needs: &Needs) {
        for (name, origin) in &needs.namespaces {
            match self.facts.namespaces.get(name) {
                Some(Seen::Missing) => self.tell(
                    Diagnostic::error("missing-namespace", format!("The namespace does not exist: {name}.")).help(
                        format!(
                            "run `kubectl create namespace {name}`; or add `namespace(NAME)` to the app, with NAME out of a \
                             parameter that each target gives."
                        ),
                    ),
                    *origin,
                ),
                Some(Seen::NotPermitted) => self.hide("namespaces", name),
                _ => {}
            }
        }
    }

    fn access(&mut self, needs: &Needs) {
        let mut refused = Refused::new();
        for (access, origin) in &needs.access {
            let Access { group, resource, namespace, verb } = access;
            match self.facts.access.get(access) {
                Some(true) => {}
                Some(false) => {
                    let entry = refused.entry((group.as_str(), resource.as_str(), namespace.as_deref()));
                    entry.or_insert((Vec::new(), *origin)).0.push(verb);
                }
                None => self.hide("access reviews", resource),
            }
        }
        let refuses =
            |kind: &str| needs.record.iter().any(|it| it.resource == kind && self.facts.access.get(it) == Some(&false));
        if RECORDS.iter().all(|kind| refuses(kind)) {
            let namespace = needs.record.first().and_then(|it| it.namespace.as_deref()).unwrap_or_default();
            let words = "You are not allowed to keep the record of the app, in secrets or in configmaps of namespace";
            let help = "ask for a role that may get, create and update one of the two.";
            self.tell(Diagnostic::error("forbidden", format!("{words} {namespace}.")).help(help), needs.made_at);
        }
        for ((group, resource, namespace), (verbs, origin)) in refused {
            let group = if group.is_empty() { String::new() } else { format!(".{group}") };
            let place = namespace.map_or("in the whole cluster".to_owned(), |name| format!("in namespace {name}"));
            let message = format!("You are not allowed to {} {resource}{group} {place}.", listed(&verbs));
            let option = namespace.map_or(String::new(), |name| format!(" -n {name}"));
            let help = format!(
                "ask for a role with it; `kubectl auth can-i {} {resource}{group}{option}` asks again.",
                verbs[0]
            );
            self.tell(Diagnostic::error("forbidden", message).help(help), origin);
        }
    }

    fn used(&mut self, it: &Use) {
        if self.is_missing(it.reference.namespace.as_ref()) {
            return;
        }
        let (kind, name, by) = (it.reference.kind, &it.reference.name, &it.by);
        let place = it.reference.namespace.as_ref().map_or(String::new(), |name| format!(" in namespace {name}"));
        match self.facts.objects.get(&it.reference) {
            Some(Seen::There(object)) => self.there(it, object),
            Some(Seen::NotPermitted) => self.hide(it.reference.plural, name),
            Some(Seen::Missing) => {
                let message = format!("{by} needs a {kind} that does not exist{place}: {name}.");
                let diagnostic = if it.soft {
                    Diagnostic::warning("missing-reference", message)
                } else {
                    Diagnostic::error("missing-reference", message)
                };
                self.tell(diagnostic.help("make it first, mend the name, or add it to the app."), it.origin);
            }
            None => {}
        }
    }

    /// A key that is missing, or a claim that not all pods can have.
    fn there(&mut self, it: &Use, object: &Value) {
        let (kind, name) = (it.reference.kind, &it.reference.name);
        if let Some(key) = &it.key {
            let maps = ["data", "binaryData"].iter().filter_map(|field| object[field].as_object());
            let keys: Vec<&str> = maps.flat_map(|map| map.keys().map(String::as_str)).collect();
            if !keys.contains(&key.as_str()) {
                let message = format!("{} needs a key that {kind}/{name} does not have: {key}.", it.by);
                let help = suggestion(key, &keys, "it has");
                self.tell(Diagnostic::error("missing-key", message).help(help), it.origin);
            }
        }
        if kind != "PersistentVolumeClaim" {
            return;
        }
        let modes: Vec<&str> = object
            .pointer("/spec/accessModes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let many = modes.iter().any(|mode| mode.ends_with("Many"));
        if let Some(pods) = it.pods.filter(|pods| *pods > 1 && !modes.is_empty() && !many) {
            let message =
                format!("{pods} pods of {} share a claim for one node ({}): {name}.", it.by, modes.join(", "));
            let help = "run one pod, or take a claim with ReadWriteMany.";
            self.tell(Diagnostic::warning("claim-shared", message).help(help), it.origin);
        }
        if object.pointer("/status/phase").and_then(Value::as_str) == Some("Lost") {
            let message = format!("The volume of a claim that {} needs is lost: {name}.", it.by);
            self.tell(
                Diagnostic::error("missing-reference", message).help("`kubectl describe pvc` tells more."),
                it.origin,
            );
        }
    }

    fn classes(&mut self, what: &str, plural: &str, classes: &[Class], seen: &Seen<Vec<Value>>, storage: bool) {
        let there = match seen {
            Seen::There(there) => there,
            _ if classes.is_empty() => return,
            Seen::NotPermitted => {
                for class in classes {
                    self.hide(plural, class.name.as_deref().unwrap_or("the default"));
                }
                return;
            }
            Seen::Missing => &Vec::new(),
        };
        let names: Vec<&str> = there.iter().filter_map(|class| class["metadata"]["name"].as_str()).collect();
        let group = if storage { "storageclass" } else { "ingressclass" };
        let key = format!("{group}.kubernetes.io/is-default-class");
        let default = there.iter().any(|class| class["metadata"]["annotations"][&key] == "true");
        for class in classes {
            let by = &class.by;
            let (message, help) = match &class.name {
                Some(name) if !names.contains(&name.as_str()) => (
                    format!("{by} names {} {what} that does not exist: {name}.", if storage { "a" } else { "an" }),
                    if names.is_empty() {
                        format!("the cluster has no {what}.")
                    } else {
                        suggestion(name, &names, "there are")
                    },
                ),
                None if !default => (
                    format!("{by} names no {what}, and the cluster has no default."),
                    if names.is_empty() {
                        format!("the cluster has no {what} at all.")
                    } else {
                        format!("name one with `.class(…)`: {}.", names.join(", "))
                    },
                ),
                _ => continue,
            };
            // Without storage pods do not start; without an ingress class only the way in is missing.
            let diagnostic = if storage || class.name.is_some() {
                Diagnostic::error("missing-class", message)
            } else {
                Diagnostic::warning("missing-class", message)
            };
            self.tell(diagnostic.help(help), class.origin);
        }
    }

    fn metrics(&mut self, needs: &Needs) {
        for (group, by, origin) in &needs.metrics {
            match self.facts.metrics.get(group) {
                Some(Seen::Missing) => {
                    let message = format!("{by} reads metrics that the cluster does not serve: {group}.");
                    let help = if *group == "metrics.k8s.io" {
                        "install the metrics server; until then the number of pods stays as it is."
                    } else {
                        "install an adapter that serves it; until then the number of pods stays as it is."
                    };
                    self.tell(Diagnostic::warning("no-metrics", message).help(help), *origin);
                }
                Some(Seen::NotPermitted) => self.hide("API groups", group),
                _ => {}
            }
        }
    }

    fn nodes(&mut self, needs: &Needs) {
        if !needs.nodes {
            return;
        }
        let there = match &self.facts.nodes {
            Seen::There(there) => there,
            Seen::NotPermitted => return self.hide("nodes", "all"),
            Seen::Missing => return,
        };
        let all = there.len();
        let mut told = Vec::new();
        for pod in self.rendered.objects.iter().filter_map(pod).filter(|pod| nodes::chooses(pod.spec)) {
            let fit = there.iter().filter(|node| nodes::fits(pod.spec, node)).count();
            let message =
                format!("{fit} of {all} nodes fit the node selector and affinity of {}.", pod.object.identity());
            let diagnostic = if fit == 0 {
                Diagnostic::warning("matching-nodes", message)
                    .help("its pods will wait until a node has these labels: `kubectl get nodes --show-labels`.")
            } else {
                Diagnostic::note("matching-nodes", message)
            };
            told.push((diagnostic, nodes::place(pod.spec)));
        }
        told.into_iter().for_each(|(diagnostic, origin)| self.tell(diagnostic, origin));
    }

    fn logs(&mut self, needs: &Needs) {
        let Some(origin) = needs.logs else { return };
        match &self.facts.agents {
            Seen::There(agents) => {
                let name = |agent: &Value| agent["metadata"]["name"].as_str().unwrap_or_default().to_owned();
                if !agents.iter().any(|agent| LOG_AGENTS.contains(&name(agent).as_str())) {
                    let message = "Logs are to be collected, and the cluster has no log plug-in in kube-system.";
                    let help = format!("install it; it is one of: {}.", LOG_AGENTS.join(", "));
                    self.tell(Diagnostic::warning("no-log-plugin", message).help(help), origin);
                }
            }
            Seen::NotPermitted => self.hide("daemonsets", "in kube-system"),
            Seen::Missing => {}
        }
    }

    fn hidden(&mut self) {
        for (kind, names) in std::mem::take(&mut self.hidden) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!("Not looked at, as it is not permitted: {kind} ({}).", names.join(", "));
            self.tell(Diagnostic::note("not-permitted", message), Origin::NONE);
        }
    }
}

/// `get, create and patch`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
