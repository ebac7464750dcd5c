//! Jobs and CronJobs: what stands around their pods, and the name of a job.

use super::build::set_some;
use super::label::{INSTANCE, NAME};
use crate::diagnostic::Diagnostic;
use crate::model::{Workload, WorkloadKind};
use crate::object::{Node, NodeValue};
use crate::text::digest;

/// The longest name of a job: its pods have it in a label.
const MAX_NAME: usize = 63;
/// Digits of the digest in a name.
const DIGITS: usize = 10;

/// Puts what a job says into its spec, before the pods.
pub(super) fn put(spec: &mut Node, workload: &Workload) {
    let said = &workload.said;
    let job = &workload.job;
    set_some(spec, "completions", job.completions, || said.of("completions"));
    set_some(spec, "parallelism", job.parallelism, || said.of("parallelism"));
    set_some(spec, "backoffLimit", job.backoff_limit, || said.of("backoff_limit"));
    set_some(spec, "completionMode", job.completion_mode.as_deref(), || said.of("completion_mode"));
    set_some(spec, "backoffLimitPerIndex", job.backoff_limit_per_index, || said.of("backoff_limit_per_index"));
    set_some(spec, "maxFailedIndexes", job.max_failed_indexes, || said.of("max_failed_indexes"));
    set_some(spec, "podReplacementPolicy", job.pod_replacement.as_deref(), || said.of("pod_replacement"));
    set_some(spec, "activeDeadlineSeconds", job.active_deadline, || said.of("active_deadline"));
    set_some(spec, "ttlSecondsAfterFinished", job.ttl_after_finished, || said.of("ttl_after_finished"));
    if workload.kind == WorkloadKind::Job && job.suspend == Some(true) {
        spec.set("suspend", true, said.of("suspend"));
    }
}

/// Puts what a CronJob says into its spec, before the job.
pub(super) fn put_cron(spec: &mut Node, workload: &Workload) {
    let said = &workload.said;
    let job = &workload.job;
    set_some(spec, "schedule", job.schedule.as_deref(), || said.of("schedule"));
    set_some(spec, "timeZone", job.time_zone.as_deref(), || said.of("time_zone"));
    set_some(spec, "concurrencyPolicy", job.concurrency.as_deref(), || said.of("concurrency"));
    set_some(spec, "startingDeadlineSeconds", job.starting_deadline, || said.of("starting_deadline"));
    set_some(spec, "successfulJobsHistoryLimit", job.history_success, || said.of("history"));
    set_some(spec, "failedJobsHistoryLimit", job.history_failed, || said.of("history"));
    if let Some(suspend) = job.suspend {
        spec.set("suspend", suspend, said.of("suspend"));
    }
}

/// A CronJob whose kind came from a parameter may lack its schedule.
pub(super) fn without_schedule(workload: &Workload) -> Option<Diagnostic> {
    (workload.kind == WorkloadKind::CronJob && workload.job.schedule.is_none()).then(|| {
        Diagnostic::error("missing-field", format!("The CronJob says no schedule: {}.", workload.name))
            .help("add `.schedule(\"30 3 * * *\")`.")
    })
}

/// Names a job with the digest of its spec, patches included, so that it runs again when that changed and not else. Left
/// out are the labels that name workload and app, and whether it is suspended, as they change nothing of what it does.
pub(super) fn name(node: &mut Node, workload: &Workload) {
    let is_plain = node.at(&["metadata", "name"]).and_then(Node::as_str) == Some(&workload.name);
    let Some(spec) = node.get("spec").filter(|_| workload.kind == WorkloadKind::Job && is_plain) else {
        return;
    };
    if workload.job.fixed_name {
        return;
    }
    let mut spec = spec.clone();
    without(&mut spec, &["suspend"]);
    if let Some(labels) = spec.get_mut("template").and_then(|template| template.get_mut("metadata")?.get_mut("labels"))
    {
        without(labels, &[NAME, INSTANCE]);
    }
    let digest = digest::digest(&spec.to_value());
    let most = MAX_NAME.saturating_sub(DIGITS + 1 + index_length(&spec));
    let base: String = workload.name.chars().take(most).collect();
    let name = format!("{}-{}", base.trim_end_matches('-'), &digest[..DIGITS]);
    let made = workload.said.made;
    node.child("metadata", made).set("name", name, made);
}

/// What the pods of an indexed job have behind its name: `-` and their index.
fn index_length(spec: &Node) -> usize {
    let indexed = spec.get("completionMode").and_then(Node::as_str) == Some("Indexed");
    let completions = spec.get("completions").and_then(|node| node.to_value().as_i64()).filter(|_| indexed);
    completions.map_or(0, |count| 1 + (count - 1).max(0).to_string().len())
}

fn without(node: &mut Node, keys: &[&str]) {
    if let NodeValue::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| !keys.contains(&key.as_ref()));
    }
}
