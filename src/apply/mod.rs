//! Carries out a plan: order, send, wait. Emits events, never prints.

mod event;
mod record;
mod remove;
mod send;
mod wait;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;

use crate::cluster::{Cluster, ClusterError};
use crate::object::Identity;
use crate::observed::{Resource, StoredRecord};
use crate::plan::{Action, Change, Plan};
use crate::release::State;

pub use event::{Event, ObjectResult, Outcome, Sink, Status};

/// How a plan is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The longest time until everything is ready.
    pub timeout: Duration,
    /// Whether to wait until everything is ready.
    pub wait: bool,
}

/// How it went.
#[derive(Clone, Debug)]
pub struct Report {
    /// Each object of the plan, in its order.
    pub results: Vec<ObjectResult>,
    /// As a whole.
    pub outcome: Outcome,
    /// The app's revision afterwards.
    pub revision: u64,
}

/// Carries a plan out. The record is written before the first object and after the last. `interrupt` counts signals: after
/// the first no request is begun any more.
///
/// # Errors
/// What keeps it from beginning. What goes wrong later stands in the report, so that nothing that was done is untold.
pub async fn apply(
    plan: &Plan,
    cluster: &Cluster,
    options: Options,
    interrupt: watch::Receiver<u8>,
    sink: Sink<'_>,
) -> Result<Report, ClusterError> {
    let mut run = Run {
        plan,
        cluster,
        options,
        interrupt,
        sink,
        results: BTreeMap::new(),
        sent: BTreeMap::new(),
        record: plan.record.clone(),
        old_pods: BTreeSet::new(),
        pods: wait::Pods::default(),
        told: BTreeSet::new(),
        started: Instant::now(),
        conflict: false,
    };
    let mut signals = run.interrupt.clone();
    {
        let work = async { if plan.deleting { run.delete_all().await } else { run.apply_all().await } };
        tokio::select! {
            done = work => done?,
            // The second signal drops what is under way. The record says that a run had begun.
            Ok(_) = signals.wait_for(|count| *count > 1) => {}
        }
    }
    Ok(run.report())
}

/// One run.
struct Run<'a, 's> {
    plan: &'a Plan,
    cluster: &'a Cluster,
    options: Options,
    interrupt: watch::Receiver<u8>,
    sink: Sink<'s>,
    /// How objects ended, by their place in the plan.
    results: BTreeMap<usize, (Status, Option<String>)>,
    /// The server's answers, by their place in the plan.
    sent: BTreeMap<usize, Value>,
    record: Option<StoredRecord>,
    /// Pods that were there before: what is broken about them is not our doing.
    old_pods: BTreeSet<String>,
    /// Pods as they were last seen.
    pods: wait::Pods,
    /// Objects that were told to be ready, by their place in the plan.
    told: BTreeSet<usize>,
    started: Instant,
    conflict: bool,
}

impl Run<'_, '_> {
    async fn apply_all(&mut self) -> Result<(), ClusterError> {
        let changes = &self.plan.changes;
        let made: Vec<usize> = self.namespace_of_the_app();
        // The record lives in the app's namespace: where the app makes that itself, it comes first.
        self.send(&made).await?;
        if self.failed() {
            self.skip_rest("the namespace could not be made");
            return Ok(());
        }
        self.begin_record().await?;
        self.remember_pods().await;
        let mut groups: BTreeMap<(usize, u8), Vec<usize>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate().filter(|(index, _)| !made.contains(index)) {
            groups.entry((change.order(), change.layer)).or_default().push(index);
        }
        let mut waited = 0;
        for ((step, _), indexes) in groups {
            if step > waited && self.options.wait && !self.stopped() {
                self.wait_for(|change| change.order() < step).await;
                waited = step;
            }
            if let Some(reason) = self.reason_to_stop() {
                self.skip(&indexes, reason);
                continue;
            }
            self.send(&indexes).await?;
        }
        if self.options.wait && self.reason_to_stop().is_none() && self.plan.has_changes() {
            self.wait_for(|_| true).await;
        }
        self.end_record().await;
        Ok(())
    }

    /// The change that makes the app's own namespace, where there is one.
    fn namespace_of_the_app(&self) -> Vec<usize> {
        let changes = self.plan.changes.iter().enumerate();
        let own = changes.filter(|(_, change)| {
            change.action == Action::Create
                && change.identity.kind == "Namespace"
                && change.identity.name == self.plan.namespace
        });
        own.map(|(index, _)| index).collect()
    }

    /// Whether a signal came.
    fn stopped(&self) -> bool {
        *self.interrupt.borrow() > 0
    }

    fn failed(&self) -> bool {
        self.results.values().any(|(status, _)| matches!(status, Status::Failed | Status::TimedOut))
    }

    /// Why nothing more is begun, if so.
    fn reason_to_stop(&self) -> Option<&'static str> {
        if self.stopped() {
            Some("the run was interrupted")
        } else if self.failed() {
            Some("an object before it went wrong")
        } else {
            None
        }
    }

    fn end(&mut self, index: usize, status: Status, reason: Option<String>) {
        self.results.insert(index, (status, reason));
    }

    fn skip(&mut self, indexes: &[usize], reason: &str) {
        for index in indexes {
            if self.plan.changes[*index].action == Action::Keep {
                self.end(*index, Status::Unchanged, None);
            } else {
                self.end(*index, Status::Skipped, Some(reason.to_owned()));
            }
        }
    }

    fn skip_rest(&mut self, reason: &str) {
        let rest: Vec<usize> = (0..self.plan.changes.len()).filter(|index| !self.results.contains_key(index)).collect();
        self.skip(&rest, reason);
    }

    /// How a kind is served.
    async fn resource(&self, identity: &Identity) -> Result<Resource, ClusterError> {
        self.cluster.resource(identity).await
    }

    /// Tells what was tried again.
    fn tell_notices(&mut self) {
        for notice in self.cluster.take_notices() {
            (self.sink)(Event::Warning(notice));
        }
    }

    fn report(self) -> Report {
        let interrupted = *self.interrupt.borrow() > 0;
        let results: Vec<ObjectResult> = self
            .plan
            .changes
            .iter()
            .enumerate()
            .map(|(index, change)| {
                let (status, reason) = self.results.get(&index).cloned().unwrap_or_else(|| unsent(change));
                let namespace = change.identity.namespace.clone();
                ObjectResult { object: change.identity.to_string(), namespace, status, reason }
            })
            .collect();
        let bad = |result: &ObjectResult| matches!(result.status, Status::Failed | Status::TimedOut | Status::Skipped);
        let unfinished = self.record.as_ref().is_some_and(|stored| stored.record.state == State::Applying);
        let outcome = if interrupted {
            Outcome::Interrupted
        } else if self.conflict {
            Outcome::Conflict
        } else if results.iter().any(bad) || unfinished {
            Outcome::Partial
        } else if results.iter().all(|result| matches!(result.status, Status::Unchanged | Status::Kept)) {
            Outcome::Unchanged
        } else {
            Outcome::Done
        };
        Report { results, outcome, revision: self.record.map_or(0, |stored| stored.record.revision) }
    }
}

/// How an object ended that the run never came to.
fn unsent(change: &Change) -> (Status, Option<String>) {
    match change.action {
        Action::Keep => (Status::Unchanged, None),
        _ => (Status::Skipped, Some("the run ended before it".to_owned())),
    }
}

impl Change {
    /// The step in which it is sent: namespaces, definitions and classes come before every step.
    fn order(&self) -> usize {
        if self.layer <= 2 { 0 } else { self.step }
    }
}
