//! The state of an app in words, as data.

mod list;
mod network;
mod pod;
mod storage;
mod workload;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::observed::Survey;
use crate::release;

pub use list::{Row, rows};
pub use network::{Autoscaler, Ingress, Service};
pub use pod::{Pod, Trouble};
pub use storage::Claim;
pub use workload::Workload;

/// How an app or a workload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All pods are ready, observed, and of the revision they should be.
    Running,
    /// No pod is wanted and none is there.
    Stopped,
    /// The rollout is done, and not all pods are ready.
    NotReady,
    /// A rollout is on its way.
    Updating,
    /// It is being deleted.
    Deleting,
    /// It will not mend by itself.
    Abnormal,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::NotReady => "not ready",
            Self::Updating => "updating",
            Self::Deleting => "deleting",
            Self::Abnormal => "abnormal",
        })
    }
}

/// A warning of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// `Pod/nginx-0`.
    pub object: String,
    /// `FailedScheduling`.
    pub reason: String,
    /// The cluster's words.
    pub message: String,
    /// How often it came.
    pub count: i64,
    /// When it came last, as the server says it.
    pub time: Option<String>,
}

/// Everything `status` tells of an app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The app.
    pub app: String,
    /// Its namespace.
    pub namespace: String,
    /// The worst state of its workloads.
    pub state: State,
    /// Why, or what is special about it.
    pub reason: Option<String>,
    /// Counts the runs that changed something.
    pub revision: Option<u64>,
    /// How the last run ended.
    pub last_run: Option<release::State>,
    /// What the server did not take in the last run.
    pub refused: Vec<String>,
    /// `.description`.
    pub description: Option<String>,
    /// Its workloads.
    pub workloads: Vec<Workload>,
    /// Its services.
    pub services: Vec<Service>,
    /// Its ingresses.
    pub ingresses: Vec<Ingress>,
    /// Its autoscalers.
    pub autoscalers: Vec<Autoscaler>,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// Its other objects.
    pub others: Vec<String>,
    /// What the record names and the cluster does not have.
    pub missing: Vec<String>,
    /// The last warnings, the newest first.
    pub warnings: Vec<Warning>,
}

/// How many warnings are told.
const WARNINGS: usize = 5;

/// The report on an app.
pub fn report(survey: &Survey) -> Report {
    let of = |kind: &'static str| survey.objects.iter().filter(move |object| object["kind"] == kind);
    let claims: Vec<Claim> = survey.claims.iter().map(|claim| storage::claim(claim, survey)).collect();
    let workloads = workload::all(survey);
    let missing = missing(survey);
    let (state, reason) = state(survey, &workloads, &missing);
    Report {
        app: survey.app.clone(),
        namespace: survey.namespace.clone(),
        state,
        reason,
        revision: survey.record.as_ref().map(|stored| stored.record.revision),
        last_run: survey.record.as_ref().map(|stored| stored.record.state),
        refused: refused(survey),
        description: survey.objects.iter().find_map(description),
        workloads,
        services: of("Service").map(network::service).collect(),
        ingresses: of("Ingress").map(network::ingress).collect(),
        autoscalers: of("HorizontalPodAutoscaler").map(network::autoscaler).collect(),
        claims,
        others: survey.objects.iter().filter(|object| is_other(object)).map(name).collect(),
        missing,
        warnings: warnings(&survey.events),
    }
}

fn state(survey: &Survey, workloads: &[Workload], missing: &[String]) -> (State, Option<String>) {
    let record = survey.record.as_ref().map(|stored| stored.record.state);
    if record == Some(release::State::Deleted) {
        // What is not going is kept.
        let going = |object: &Value| object.pointer("/metadata/deletionTimestamp").is_some();
        return if survey.objects.iter().any(going) {
            (State::Deleting, None)
        } else {
            (State::Stopped, Some("deleted; its claims are kept".to_owned()))
        };
    }
    let worst = workloads.iter().max_by_key(|workload| workload.state);
    let state = worst.map_or(State::Running, |workload| workload.state);
    if !missing.is_empty() && state != State::Abnormal {
        return (State::Abnormal, Some(format!("not on the cluster: {}", missing.join(", "))));
    }
    // A workload that was stopped on purpose does not stop the app that has others.
    let running = workloads.iter().find(|workload| workload.state == State::Running);
    match (worst, running) {
        (Some(worst), Some(running)) if worst.state == State::Stopped => (State::Running, running.reason.clone()),
        (Some(worst), _) => (worst.state, worst.reason.clone()),
        (None, _) => (state, None),
    }
}

/// What the record says is there and is not.
fn missing(survey: &Survey) -> Vec<String> {
    let Some(stored) = &survey.record else {
        return Vec::new();
    };
    let there = |entry: &release::Entry| {
        survey.objects.iter().chain(&survey.claims).any(|object| {
            object["kind"] == entry.identity.kind.as_str()
                && object["metadata"]["name"] == entry.identity.name.as_str()
                && object["metadata"]["namespace"].as_str() == entry.identity.namespace.as_deref()
                && group(object) == entry.identity.group
        })
    };
    let entries = stored.record.objects.iter();
    entries
        .filter(|entry| entry.state == release::EntryState::Applied && !there(entry))
        .map(|entry| entry.identity.to_string())
        .collect()
}

/// What the server did not take in the last run.
fn refused(survey: &Survey) -> Vec<String> {
    let entries = survey.record.iter().flat_map(|stored| &stored.record.objects);
    entries.filter(|entry| entry.state == release::EntryState::Failed).map(|entry| entry.identity.to_string()).collect()
}

fn is_other(object: &Value) -> bool {
    let shown = ["Service", "Ingress", "HorizontalPodAutoscaler", "PersistentVolumeClaim"];
    let kind = object["kind"].as_str().unwrap_or("");
    !shown.contains(&kind) && !workload::is_workload(object)
}

fn description(object: &Value) -> Option<String> {
    text(object, "/metadata/annotations/kubernetes.io~1description")
}

/// The newest warnings, one for each object and reason.
fn warnings(events: &[Value]) -> Vec<Warning> {
    let mut newest: BTreeMap<(String, String), Warning> = BTreeMap::new();
    for event in events.iter().filter(|event| event["type"] == "Warning") {
        let about = &event["involvedObject"];
        let warning = Warning {
            object: format!("{}/{}", about["kind"].as_str().unwrap_or("?"), about["name"].as_str().unwrap_or("?")),
            reason: text(event, "/reason").unwrap_or_default(),
            message: text(event, "/message").unwrap_or_default(),
            count: number(event, "/count").or_else(|| number(event, "/series/count")).unwrap_or(1),
            time: ["/lastTimestamp", "/series/lastObservedTime", "/eventTime", "/metadata/creationTimestamp"]
                .iter()
                .find_map(|path| text(event, path)),
        };
        let key = (warning.object.clone(), warning.reason.clone());
        if newest.get(&key).is_none_or(|known| known.time <= warning.time) {
            newest.insert(key, warning);
        }
    }
    let mut warnings: Vec<Warning> = newest.into_values().collect();
    warnings.sort_by(|a, b| b.time.cmp(&a.time));
    warnings.truncate(WARNINGS);
    warnings
}

/// `StatefulSet/nginx`.
fn name(object: &Value) -> String {
    format!("{}/{}", object["kind"].as_str().unwrap_or("?"), object["metadata"]["name"].as_str().unwrap_or("?"))
}

/// API group of an object; empty for the core group.
fn group(object: &Value) -> &str {
    object["apiVersion"].as_str().and_then(|version| version.split_once('/')).map_or("", |(group, _)| group)
}

/// Text that is not empty.
fn text(object: &Value, pointer: &str) -> Option<String> {
    object.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(object: &Value, pointer: &str) -> Option<i64> {
    object.pointer(pointer).and_then(Value::as_i64)
}

/// The items of a list; none where there is no list.
fn items<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The condition of a type.
fn condition<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    items(object, "/status/conditions").iter().find(|condition| condition["type"] == kind)
}
