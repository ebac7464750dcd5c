//! Methods of a workload that its kind does not have.

use super::notes::Notes;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{EnvValue, Strategy, Workload, WorkloadKind};

/// Tells what was said of a workload whose kind has no such thing: it would be dropped without a word.
pub(super) fn tell(notes: &mut Notes<'_>, workload: &Workload) {
    use WorkloadKind::{CronJob, DaemonSet, Deployment, Job, StatefulSet};
    let kind = workload.kind;
    let said = &workload.said;
    let stateful = kind == StatefulSet;
    let mut found: Vec<(&str, Origin)> = [
        ("replicas", kind.has_replicas(), workload.replicas.is_some()),
        ("hpa", kind.has_replicas(), workload.hpa.is_some()),
        ("update", !kind.is_job(), workload.update.is_some()),
        ("min_ready", !kind.is_job(), workload.min_ready.is_some()),
        ("revision_history", !kind.is_job(), workload.revision_history.is_some()),
        ("governing_service", stateful, workload.governing_service.is_some()),
        ("pod_management", stateful, workload.pod_management.is_some()),
        ("claim_retention", stateful, workload.claim_retention.is_some()),
        ("ordinals_start", stateful, workload.ordinals_start.is_some()),
        ("progress_deadline", kind == Deployment, workload.progress_deadline.is_some()),
    ]
    .into_iter()
    .filter(|(_, fits, is_said)| *is_said && !fits)
    .map(|(method, _, _)| (method, said.of(method)))
    .collect();
    if let Some(update) = &workload.update {
        if update.partition.is_some() && !stateful && !kind.is_job() {
            found.push(("partition", update.said.of("partition")));
        }
        match (kind, update.strategy) {
            (Job | CronJob, _) => {}
            (Deployment, Strategy::OnDelete) => found.push(("on_delete", update.said.made)),
            (DaemonSet, Strategy::Recreate) => found.push(("recreate", update.said.made)),
            _ => {}
        }
    }
    for part in workload.all_containers().filter(|_| !stateful) {
        let is_ordinal = |value: &EnvValue| matches!(value, EnvValue::Field(path) if path == EnvValue::ORDINAL);
        let ordinals = part.env.iter().filter(|(_, value)| is_ordinal(value));
        found.extend(ordinals.map(|(name, _)| ("from_ordinal", part.said.of_key("env", name))));
    }
    for (method, at) in found {
        let place = notes.place(at);
        notes.tell(
            Diagnostic::error("not-for-kind", format!("A {} has no `{method}`.", kind.kind()))
                .help(format!("leave it out, or use another kind than {}.", kind.kind()))
                .at(place)
                .and("the workload", notes.place(said.made)),
        );
    }
}
