//! Workloads: how many pods there are, of which revision, and what state that makes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Pod, State, condition, group, items, number, pod, storage, text};
use crate::observed::Survey;
use crate::release;

/// A workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workload {
    /// `StatefulSet`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Why, or what is special about it.
    pub reason: Option<String>,
    /// Pods that are ready.
    pub ready: i64,
    /// Pods of the newest revision.
    pub updated: i64,
    /// Pods that there should be.
    pub desired: i64,
    /// `RollingUpdate`.
    pub strategy: Option<String>,
    /// Ordinals below it keep the old revision.
    pub partition: Option<i64>,
    /// Images of its containers, in order.
    pub images: Vec<String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// When it was made, as the server says it.
    pub created: Option<String>,
    /// Its pods.
    pub pods: Vec<Pod>,
}

/// Whether an object is a workload of Kubernetes' own.
pub(super) fn is_workload(object: &Value) -> bool {
    matches!(
        (group(object), object["kind"].as_str().unwrap_or("")),
        ("apps", "StatefulSet" | "Deployment" | "DaemonSet") | ("batch", "Job" | "CronJob")
    )
}

/// The workloads of an app, in the order in which they were found.
pub(super) fn all(survey: &Survey) -> Vec<Workload> {
    survey.objects.iter().filter(|object| is_workload(object)).map(|object| read(object, survey)).collect()
}

fn read(object: &Value, survey: &Survey) -> Workload {
    let pods = pod::of(object, survey);
    let numbers = Numbers::read(object);
    let (state, reason) = judge(object, &numbers, &pods, survey);
    let template = if object["kind"] == "CronJob" { "/spec/jobTemplate/spec/template" } else { "/spec/template" };
    let strategy = text(object, "/spec/updateStrategy/type").or_else(|| text(object, "/spec/strategy/type"));
    Workload {
        kind: text(object, "/kind").unwrap_or_default(),
        name: text(object, "/metadata/name").unwrap_or_default(),
        state,
        reason,
        ready: numbers.ready,
        updated: numbers.updated,
        desired: numbers.desired,
        strategy,
        partition: number(object, "/spec/updateStrategy/rollingUpdate/partition").filter(|partition| *partition > 0),
        images: items(object, &format!("{template}/spec/containers"))
            .iter()
            .filter_map(|container| text(container, "/image"))
            .collect(),
        labels: labels(object),
        created: text(object, "/metadata/creationTimestamp"),
        pods,
    }
}

fn labels(object: &Value) -> BTreeMap<String, String> {
    let labels = object["metadata"]["labels"].as_object();
    let labels = labels.into_iter().flatten();
    labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The counts of a workload's status, under one name for each kind.
struct Numbers {
    desired: i64,
    total: i64,
    ready: i64,
    updated: i64,
}

impl Numbers {
    fn read(object: &Value) -> Self {
        let of = |path: &str| number(object, path).unwrap_or_default();
        match object["kind"].as_str().unwrap_or("") {
            "DaemonSet" => Self {
                desired: of("/status/desiredNumberScheduled"),
                total: of("/status/currentNumberScheduled"),
                ready: of("/status/numberReady"),
                updated: of("/status/updatedNumberScheduled"),
            },
            "Job" => Self {
                desired: number(object, "/spec/completions").unwrap_or(1),
                total: of("/status/active"),
                ready: of("/status/succeeded"),
                updated: of("/status/succeeded"),
            },
            "CronJob" => Self {
                desired: 0,
                total: i64::try_from(items(object, "/status/active").len()).unwrap_or(i64::MAX),
                ready: 0,
                updated: 0,
            },
            _ => Self {
                desired: number(object, "/spec/replicas").unwrap_or(1),
                total: of("/status/replicas"),
                ready: of("/status/readyReplicas"),
                updated: of("/status/updatedReplicas"),
            },
        }
    }
}

fn judge(object: &Value, numbers: &Numbers, pods: &[Pod], survey: &Survey) -> (State, Option<String>) {
    if object["metadata"]["deletionTimestamp"].is_string() {
        return (State::Deleting, None);
    }
    match object["kind"].as_str().unwrap_or("") {
        "Job" => return job(object, pods),
        "CronJob" if object["spec"]["suspend"] == true => return (State::Stopped, Some("suspended".to_owned())),
        "CronJob" => return (State::Running, text(object, "/spec/schedule")),
        _ => {}
    }
    // The trouble of a claim explains that of the pods that wait for it.
    let trouble = claim_trouble(pods, survey).or_else(|| pod_trouble(pods)).or_else(|| own_trouble(object));
    if let Some(trouble) = trouble {
        return (State::Abnormal, Some(trouble));
    }
    let observed = number(object, "/status/observedGeneration") >= number(object, "/metadata/generation");
    if numbers.desired == 0 && numbers.total == 0 && observed {
        return (State::Stopped, None);
    }
    let by_hand = object["spec"]["updateStrategy"]["type"] == "OnDelete" || object["spec"]["paused"] == true;
    let partition = number(object, "/spec/updateStrategy/rollingUpdate/partition").unwrap_or_default();
    let wanted = if by_hand { 0 } else { (numbers.desired - partition).max(0) };
    // A Deployment's pods of old revisions come on top of the new ones.
    let surplus = !by_hand && object["kind"] == "Deployment" && numbers.total > numbers.updated;
    if !observed || numbers.updated < wanted || numbers.total != numbers.desired || surplus {
        return (State::Updating, None);
    }
    if numbers.ready < numbers.desired {
        let applying = survey.record.as_ref().is_some_and(|stored| stored.record.state == release::State::Applying);
        let rolling = !by_hand && partition == 0 && unfinished(object);
        return (if applying || rolling { State::Updating } else { State::NotReady }, waiting(pods));
    }
    (State::Running, note(object, numbers))
}

/// Whether the controller says that a rollout has not ended.
fn unfinished(object: &Value) -> bool {
    let status = &object["status"];
    match object["kind"].as_str().unwrap_or("") {
        "StatefulSet" => status["currentRevision"] != status["updateRevision"],
        "Deployment" => condition(object, "Progressing")
            .is_some_and(|progressing| progressing["reason"] != "NewReplicaSetAvailable"),
        _ => false,
    }
}

fn note(object: &Value, numbers: &Numbers) -> Option<String> {
    let old = numbers.total - numbers.updated;
    if object["spec"]["paused"] == true {
        return Some("paused".to_owned());
    }
    match old {
        ..=0 => None,
        1 => Some("1 pod on the old revision".to_owned()),
        old => Some(format!("{old} pods on the old revision")),
    }
}

/// Which pods are not ready yet.
fn waiting(pods: &[Pod]) -> Option<String> {
    let pods: Vec<&str> = pods.iter().filter(|pod| !pod.ready).map(|pod| pod.name.as_str()).collect();
    (!pods.is_empty()).then(|| format!("not ready: {}", pods.join(", ")))
}

fn claim_trouble(pods: &[Pod], survey: &Survey) -> Option<String> {
    let claims = pods.iter().filter(|pod| !pod.ready).flat_map(|pod| &pod.claims);
    claims.filter_map(|name| survey.claims.iter().find(|claim| claim["metadata"]["name"] == name.as_str())).find_map(
        |claim| {
            let claim = storage::claim(claim, survey);
            Some(format!("claim {}: {}", claim.name, claim.trouble?))
        },
    )
}

fn pod_trouble(pods: &[Pod]) -> Option<String> {
    pods.iter().find_map(|pod| Some(format!("{}: {}", pod.name, pod.trouble.as_ref()?.words(pod.containers > 1))))
}

/// What the controller says of its own failure.
fn own_trouble(object: &Value) -> Option<String> {
    let failing = condition(object, "ReplicaFailure").filter(|condition| condition["status"] == "True");
    let late = condition(object, "Progressing").filter(|condition| condition["reason"] == "ProgressDeadlineExceeded");
    failing.or(late).and_then(|condition| text(condition, "/message"))
}

fn job(object: &Value, pods: &[Pod]) -> (State, Option<String>) {
    let is = |kind: &str| condition(object, kind).filter(|condition| condition["status"] == "True");
    if let Some(failed) = is("Failed") {
        return (State::Abnormal, text(failed, "/message").or_else(|| text(failed, "/reason")));
    }
    if is("Complete").is_some() {
        return (State::Stopped, Some("complete".to_owned()));
    }
    if object["spec"]["suspend"] == true {
        return (State::Stopped, Some("suspended".to_owned()));
    }
    pod_trouble(pods).map_or((State::Running, None), |trouble| (State::Abnormal, Some(trouble)))
}
