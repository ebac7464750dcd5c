//! Pods, and what is wrong with them.

use serde::Serialize;
use serde_json::Value;

use super::{condition, items, number, text};
use crate::observed::Survey;
use crate::readiness::STUCK;

/// What keeps a pod from running and will not pass by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// The container, where it is one.
    pub container: Option<String>,
    /// `ImagePullBackOff`.
    pub reason: String,
    /// The cluster's words.
    pub message: Option<String>,
}

impl Trouble {
    /// `ImagePullBackOff: nginx:1.277 not found`, with the container where the pod has several.
    pub fn words(&self, several: bool) -> String {
        let mut words = String::new();
        if let (Some(container), true) = (&self.container, several) {
            words.push_str(&format!("container {container}: "));
        }
        words.push_str(&self.reason);
        if let Some(message) = &self.message {
            words.push_str(&format!(": {message}"));
        }
        words
    }
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pod {
    /// Its name.
    pub name: String,
    /// Its ordinal, in a StatefulSet.
    pub ordinal: Option<u64>,
    /// `Running`; `Terminating` where it is being deleted.
    pub phase: String,
    /// Whether it serves.
    pub ready: bool,
    /// How many containers it has, without init containers.
    pub containers: usize,
    /// Restarts of all its containers.
    pub restarts: i64,
    /// The node it is on.
    pub node: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The claims it uses.
    pub claims: Vec<String>,
    /// Hash of the revision it was made from.
    pub revision: Option<String>,
    /// Its name in the cluster's DNS, in a StatefulSet with a governing service.
    pub dns: Option<String>,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
}

/// The pods of a workload, by ordinal, else by name.
pub(super) fn of(workload: &Value, survey: &Survey) -> Vec<Pod> {
    let mut pods: Vec<Pod> =
        survey.pods.iter().filter(|pod| belongs(pod, workload)).map(|pod| read(pod, workload)).collect();
    pods.sort_by(|a, b| (a.ordinal, &a.name).cmp(&(b.ordinal, &b.name)));
    pods
}

/// Whether the pod was made for the workload: by its controller, or through a ReplicaSet or Job of it.
fn belongs(pod: &Value, workload: &Value) -> bool {
    let same_namespace = pod["metadata"]["namespace"] == workload["metadata"]["namespace"];
    let name = workload["metadata"]["name"].as_str().unwrap_or("");
    let owner = items(pod, "/metadata/ownerReferences").iter().find(|owner| owner["controller"] == true);
    let Some(owner) = owner else { return false };
    let (kind, owner) = (owner["kind"].as_str().unwrap_or(""), owner["name"].as_str().unwrap_or(""));
    // Both controllers name what they make `<name>-<suffix>` with a suffix without a dash.
    let through = || owner.rsplit_once('-').is_some_and(|(base, _)| base == name);
    same_namespace
        && match (workload["kind"].as_str().unwrap_or(""), kind) {
            ("Deployment", "ReplicaSet") | ("CronJob", "Job") => through(),
            (of, kind) => of == kind && owner == name,
        }
}

fn read(pod: &Value, workload: &Value) -> Pod {
    let name = text(pod, "/metadata/name").unwrap_or_default();
    let stateful = workload["kind"] == "StatefulSet";
    let ordinal = name.rsplit_once('-').and_then(|(_, ordinal)| ordinal.parse().ok()).filter(|_| stateful);
    let namespace = text(pod, "/metadata/namespace").unwrap_or_default();
    let service = text(workload, "/spec/serviceName").filter(|_| stateful);
    let going = pod["metadata"]["deletionTimestamp"].is_string();
    let phase = if going { Some("Terminating".to_owned()) } else { text(pod, "/status/phase") };
    Pod {
        ordinal,
        phase: phase.unwrap_or_else(|| "Pending".to_owned()),
        ready: condition(pod, "Ready").is_some_and(|condition| condition["status"] == "True"),
        containers: items(pod, "/spec/containers").len(),
        restarts: items(pod, "/status/containerStatuses").iter().filter_map(|c| number(c, "/restartCount")).sum(),
        node: text(pod, "/spec/nodeName"),
        address: text(pod, "/status/podIP"),
        claims: items(pod, "/spec/volumes")
            .iter()
            .filter_map(|volume| text(volume, "/persistentVolumeClaim/claimName"))
            .collect(),
        revision: text(pod, "/metadata/labels/controller-revision-hash")
            .or_else(|| text(pod, "/metadata/labels/pod-template-hash")),
        dns: service.map(|service| format!("{name}.{service}.{namespace}.svc")),
        trouble: trouble(pod),
        name,
    }
}

fn trouble(pod: &Value) -> Option<Trouble> {
    if pod["metadata"]["deletionTimestamp"].is_string() {
        return None;
    }
    let containers = ["/status/initContainerStatuses", "/status/containerStatuses"];
    let mut containers = containers.iter().flat_map(|path| items(pod, path));
    if let Some(trouble) = containers.find_map(stuck) {
        return Some(trouble);
    }
    if pod["status"]["phase"] == "Failed" {
        let reason = text(pod, "/status/reason").unwrap_or_else(|| "Failed".to_owned());
        return Some(Trouble { container: None, reason, message: text(pod, "/status/message") });
    }
    let scheduled = condition(pod, "PodScheduled")?;
    (scheduled["status"] == "False" && scheduled["reason"] == "Unschedulable").then(|| Trouble {
        container: None,
        reason: "Pending".to_owned(),
        message: text(scheduled, "/message"),
    })
}

fn stuck(container: &Value) -> Option<Trouble> {
    let reason = text(container, "/state/waiting/reason").filter(|reason| STUCK.contains(&reason.as_str()))?;
    let name = text(container, "/name");
    let last = &container["lastState"]["terminated"];
    if let (true, Some(code)) = (reason == "CrashLoopBackOff", number(last, "/exitCode")) {
        let reason = format!("{reason}, exit {code}");
        let message = text(last, "/message").or_else(|| text(last, "/reason").filter(|reason| reason != "Error"));
        return Some(Trouble { container: name, reason, message });
    }
    Some(Trouble { container: name, reason, message: text(container, "/state/waiting/message") })
}
