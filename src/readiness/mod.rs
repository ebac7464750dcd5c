//! Is it ready, and why not: pure rules over an object and what surrounds it.

mod other;
mod pod;
mod workload;

use serde_json::Value;

pub use pod::{STUCK, is_ready, trouble};

/// How an object stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It is as it should be; a note says what is special about it ("paused").
    Ready(Option<String>),
    /// It is on its way, and this is what it waits for: `nginx-0: pulling nginx:1.27`.
    Waiting(String),
    /// It will not mend by itself, and this is why.
    Failed(String),
}

/// What surrounds an object.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// Pods of the app.
    pub pods: &'a [Value],
    /// Warning events.
    pub events: &'a [Value],
    /// Whether states that may pass have lasted too long to wait for: no node fits, the quota is used up.
    pub patience_is_over: bool,
}

/// How a live object stands.
pub fn readiness(live: &Value, around: &Around<'_>) -> Readiness {
    if live.pointer("/metadata/deletionTimestamp").is_some() {
        return Readiness::Waiting("it is being deleted".to_owned());
    }
    match live["kind"].as_str().unwrap_or_default() {
        "Deployment" | "StatefulSet" | "DaemonSet" => workload::workload(live, around),
        "Pod" => pod::pod(live, around),
        "Job" => other::job(live, around),
        "PersistentVolumeClaim" => other::claim(live, around),
        "CustomResourceDefinition" => other::definition(live),
        "Namespace" => other::namespace(live),
        "Service" => other::service(live),
        _ => Readiness::Ready(None),
    }
}

/// The status of a condition, with its reason and message.
fn condition<'a>(live: &'a Value, kind: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let conditions = live.pointer("/status/conditions")?.as_array()?;
    let found = conditions.iter().find(|condition| condition["type"] == kind)?;
    let text = |key: &str| found[key].as_str().unwrap_or_default();
    Some((text("status"), text("reason"), text("message")))
}
