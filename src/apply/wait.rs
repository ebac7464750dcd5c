//! Waits until objects are ready, says why they are not, and gives up where it does not mend.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::send::words;
use super::{Event, Run, Status};
use crate::object::Identity;
use crate::observed::Survey;
use crate::plan::Change;
use crate::readiness::{Around, Readiness, is_ready, readiness};

/// The first pause between two looks.
const SHORTEST: Duration = Duration::from_millis(250);
/// The longest pause between two looks.
const LONGEST: Duration = Duration::from_secs(2);
/// How long something that may pass is waited for without any progress: no node fits, the quota is used up.
const PATIENCE: Duration = Duration::from_secs(20);
/// Kinds that are not ready as soon as they are there.
const SLOW: [&str; 8] = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "Pod",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "Namespace",
];

/// What is known of an object that is waited for.
struct Waited {
    words: String,
    since: Instant,
}

impl Run<'_, '_> {
    /// Waits until the chosen changes are ready.
    pub(super) async fn wait_for(&mut self, chosen: impl Fn(&Change) -> bool) {
        let begun = Instant::now();
        let plan = self.plan;
        let mut pending: BTreeMap<usize, Waited> = BTreeMap::new();
        for (index, change) in plan.changes.iter().enumerate().filter(|(_, change)| chosen(change)) {
            let broken = self
                .results
                .get(&index)
                .is_some_and(|(status, _)| matches!(status, Status::Failed | Status::Skipped | Status::TimedOut));
            if !broken && SLOW.contains(&change.identity.kind.as_str()) {
                pending.insert(index, Waited { words: String::new(), since: begun });
            }
        }
        let (total, mut ready) = (pending.len(), 0);
        let mut pause = SHORTEST;
        while !pending.is_empty() && !self.stopped() {
            let looked = self.look(&mut pending, begun).await;
            self.tell_notices();
            if let Err(reason) = looked {
                self.give_up(&pending, Status::Failed, &reason);
                return;
            }
            if pending.is_empty() || self.failed() {
                break;
            }
            if total - pending.len() != ready {
                ready = total - pending.len();
                (self.sink)(Event::Progress { ready, total });
            }
            if self.started.elapsed() > self.options.timeout {
                self.give_up(&pending, Status::TimedOut, "");
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                Ok(()) = self.interrupt.changed() => {}
            }
            pause = (pause * 5 / 4).min(LONGEST);
        }
    }

    fn give_up(&mut self, pending: &BTreeMap<usize, Waited>, status: Status, reason: &str) {
        for (index, waited) in pending {
            let identity = self.plan.changes[*index].identity.clone();
            let words = if reason.is_empty() { waited.words.clone() } else { reason.to_owned() };
            (self.sink)(Event::Failed { identity, reason: words.clone() });
            self.end(*index, status.clone(), Some(words));
        }
    }

    /// Looks once at everything that is pending, and takes out what is ready or beyond hope.
    async fn look(&mut self, pending: &mut BTreeMap<usize, Waited>, begun: Instant) -> Result<(), String> {
        let mut live: BTreeMap<usize, Value> = BTreeMap::new();
        for index in pending.keys() {
            let change = &self.plan.changes[*index];
            let resource = self.resource(&change.identity).await.map_err(|error| words(&error))?;
            let found = self
                .cluster
                .get(&change.identity, &change.api_version, &resource)
                .await
                .map_err(|error| words(&error))?;
            live.insert(*index, found.unwrap_or(Value::Null));
        }
        let survey = if live.values().any(|object| object.pointer("/spec/template").is_some()) {
            self.cluster.around(&self.workloads(), &self.plan.namespace).await.map_err(|error| words(&error))?
        } else {
            Survey::default()
        };
        let events = self.pods.changes(&survey.pods, &self.old_pods, begun);
        events.into_iter().for_each(|event| (self.sink)(event));
        for (index, object) in live {
            let identity = self.plan.changes[index].identity.clone();
            let Some(waited) = pending.get(&index) else { continue };
            let verdict = self.verdict(&object, &survey, waited.since.elapsed() > PATIENCE);
            let seconds = begun.elapsed().as_secs_f64();
            match verdict {
                Readiness::Ready(note) => {
                    pending.remove(&index);
                    if self.told.insert(index) {
                        (self.sink)(Event::Ready { identity, note, seconds });
                    }
                }
                Readiness::Failed(reason) => {
                    pending.remove(&index);
                    self.end(index, Status::Failed, Some(reason.clone()));
                    (self.sink)(Event::Failed { identity, reason });
                }
                Readiness::Waiting(words) => self.waiting(pending, index, identity, words),
            }
        }
        Ok(())
    }

    /// Everything of the plan that runs pods and is there by now.
    fn workloads(&self) -> Vec<Value> {
        let there = self
            .plan
            .changes
            .iter()
            .enumerate()
            .filter(|(index, change)| change.uid.is_some() || self.sent.contains_key(index));
        there
            .map(|(_, change)| change.desired.clone())
            .filter(|desired| desired.pointer("/spec/template").is_some())
            .collect()
    }

    fn waiting(&mut self, pending: &mut BTreeMap<usize, Waited>, index: usize, identity: Identity, words: String) {
        let Some(waited) = pending.get_mut(&index).filter(|waited| waited.words != words) else { return };
        *waited = Waited { words: words.clone(), since: Instant::now() };
        (self.sink)(Event::Waiting { identity, reason: words });
    }

    /// How an object stands. A pod that was broken before this run is not its fault, unless nothing else happens.
    fn verdict(&self, object: &Value, survey: &Survey, patience_is_over: bool) -> Readiness {
        if object.is_null() {
            return Readiness::Waiting("it is not there yet".to_owned());
        }
        let new = |pod: &&Value| {
            patience_is_over || !pod["metadata"]["uid"].as_str().is_some_and(|uid| self.old_pods.contains(uid))
        };
        let pods: Vec<Value> = survey.pods.iter().filter(new).cloned().collect();
        readiness(object, &Around { pods: &pods, events: &survey.events, patience_is_over })
    }
}

/// Pods as they were last seen.
#[derive(Default)]
pub(super) struct Pods {
    seen: Option<BTreeMap<String, (String, bool)>>,
}

impl Pods {
    /// What has become ready or gone since the last look, in the order of names; what goes, the last first.
    fn changes(&mut self, pods: &[Value], old: &BTreeSet<String>, begun: Instant) -> Vec<Event> {
        let text = |pod: &Value, key: &str| pod["metadata"][key].as_str().unwrap_or_default().to_owned();
        let now: BTreeMap<String, (String, bool)> =
            pods.iter().map(|pod| (text(pod, "uid"), (text(pod, "name"), is_ready(pod)))).collect();
        let seconds = begun.elapsed().as_secs_f64();
        let event = |name: &str, what: &'static str| Event::Pod { name: name.to_owned(), what, seconds };
        let mut events = Vec::new();
        if let Some(seen) = &self.seen {
            let gone = seen.iter().filter(|(uid, _)| !now.contains_key(*uid));
            let mut gone: Vec<&str> = gone.map(|(_, (name, _))| name.as_str()).collect();
            gone.sort_unstable_by(|a, b| b.cmp(a));
            events.extend(gone.into_iter().map(|name| event(name, "gone")));
        }
        let was_ready = |uid: &String| match &self.seen {
            Some(seen) => seen.get(uid).is_some_and(|(_, ready)| *ready),
            None => old.contains(uid),
        };
        let mut ready: Vec<&str> = now
            .iter()
            .filter(|(uid, (_, ready))| *ready && !was_ready(uid))
            .map(|(_, (name, _))| name.as_str())
            .collect();
        ready.sort_unstable();
        events.extend(ready.into_iter().map(|name| event(name, "ready")));
        self.seen = Some(now);
        events
    }
}
