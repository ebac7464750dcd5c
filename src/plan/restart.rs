//! Changed secrets that running pods do not see: variables are read when a container starts.

use serde_json::Value;

use super::{Action, Change};
use crate::object::{Identity, is_secret};

/// Says of each secret that changes which workloads have to be started again for it.
pub fn notes(changes: &mut [Change]) {
    let readers: Vec<(usize, Vec<Identity>)> = changes
        .iter()
        .enumerate()
        .filter(|(_, change)| changes_data(change))
        .map(|(index, secret)| {
            let reads = changes.iter().filter(|other| {
                other.identity.group == "apps"
                    && other.identity.namespace == secret.identity.namespace
                    && !restarts(other)
                    && reads(&other.desired, &secret.identity.name)
            });
            (index, reads.map(|other| other.identity.clone()).collect())
        })
        .collect();
    for (index, readers) in readers {
        changes[index].notes.extend(readers.iter().map(|reader| {
            format!(
                "pods of {reader} read it in variables and keep the old value until they are started again: \
                 kubectl rollout restart {}",
                reader.for_kubectl()
            )
        }));
    }
}

fn changes_data(change: &Change) -> bool {
    change.action == Action::Change
        && is_secret(&change.identity.group, &change.identity.kind)
        && change.fields.iter().any(|field| field.path.to_string().starts_with("data"))
}

/// Whether its pods are made, or made anew, by the change.
fn restarts(change: &Change) -> bool {
    change.action == Action::Create
        || change.fields.iter().any(|field| field.path.to_string().starts_with("spec.template."))
}

/// Whether a container has a variable out of this secret.
fn reads(workload: &Value, secret: &str) -> bool {
    let pod = &workload["spec"]["template"]["spec"];
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let containers = [list(pod, "containers"), list(pod, "initContainers")].concat();
    containers.iter().any(|container| {
        let one = |variable: &Value| variable.pointer("/valueFrom/secretKeyRef/name").is_some_and(|it| it == secret);
        let all = |source: &Value| source.pointer("/secretRef/name").is_some_and(|it| it == secret);
        list(container, "env").iter().any(one) || list(container, "envFrom").iter().any(all)
    })
}
