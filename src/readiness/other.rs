//! Everything that is no workload of pods that stay.

use serde_json::Value;

use super::pod::{event, trouble};
use super::workload::belongs;
use super::{Around, Readiness, condition};

/// A Job is done when it is complete.
pub fn job(live: &Value, around: &Around<'_>) -> Readiness {
    let name = live["metadata"]["name"].as_str().unwrap_or_default();
    if let Some(("True", reason, message)) = condition(live, "Failed") {
        return Readiness::Failed(format!("{name}: {reason}: {message}"));
    }
    if condition(live, "Complete").is_some_and(|(status, _, _)| status == "True") {
        return Readiness::Ready(None);
    }
    if live.pointer("/spec/suspend") == Some(&true.into()) {
        return Readiness::Ready(Some("it is suspended".to_owned()));
    }
    let mut pods = around.pods.iter().filter(|pod| belongs(pod, live));
    match pods.find_map(|pod| trouble(pod, around)) {
        Some((words, true)) => Readiness::Failed(words),
        Some((words, false)) => Readiness::Waiting(words),
        None => Readiness::Waiting(format!("{name}: running")),
    }
}

/// A claim is bound, or waits for its pod, which is no fault of its own.
pub fn claim(live: &Value, around: &Around<'_>) -> Readiness {
    let name = live["metadata"]["name"].as_str().unwrap_or_default();
    match live.pointer("/status/phase").and_then(Value::as_str) {
        Some("Bound") => Readiness::Ready(None),
        Some("Lost") => Readiness::Failed(format!("claim {name}: its volume is lost")),
        _ => match event(name, around) {
            Some(words) if around.patience_is_over => Readiness::Failed(format!("claim {name}: {words}")),
            Some(words) => Readiness::Waiting(format!("claim {name}: {words}")),
            // A class that waits for its consumer binds when the pod is there; the pod is waited for on its own.
            None => Readiness::Ready(Some("not bound yet".to_owned())),
        },
    }
}

/// A definition serves its kind.
pub fn definition(live: &Value) -> Readiness {
    let name = live["metadata"]["name"].as_str().unwrap_or_default();
    if let Some(("False", reason, message)) = condition(live, "NamesAccepted") {
        return Readiness::Failed(format!("{name}: {reason}: {message}"));
    }
    let established = condition(live, "Established").is_some_and(|(status, _, _)| status == "True");
    if established { Readiness::Ready(None) } else { Readiness::Waiting(format!("{name}: not established yet")) }
}

/// A namespace takes objects.
pub fn namespace(live: &Value) -> Readiness {
    let phase = live.pointer("/status/phase").and_then(Value::as_str).unwrap_or_default();
    if phase == "Active" { Readiness::Ready(None) } else { Readiness::Waiting(format!("it is {phase}")) }
}

/// A service is there at once; the address of a load balancer may come later.
pub fn service(live: &Value) -> Readiness {
    let balancer = live.pointer("/spec/type") == Some(&"LoadBalancer".into());
    let address =
        live.pointer("/status/loadBalancer/ingress").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    Readiness::Ready((balancer && !address).then(|| "no address yet".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::readiness::readiness;

    #[test]
    fn each_kind_has_its_own_rule() {
        let rows = [
            (
                json!({ "kind": "Job", "metadata": { "name": "a" }, "status": { "active": 1 } }),
                Readiness::Waiting("a: running".to_owned()),
            ),
            (
                json!({ "kind": "Job", "status": { "conditions": [{ "type": "Complete", "status": "True" }] } }),
                Readiness::Ready(None),
            ),
            (
                json!({ "kind": "PersistentVolumeClaim", "status": { "phase": "Pending" } }),
                Readiness::Ready(Some("not bound yet".to_owned())),
            ),
            (json!({ "kind": "Namespace", "status": { "phase": "Active" } }), Readiness::Ready(None)),
            (
                json!({ "kind": "Service", "spec": { "type": "LoadBalancer" }, "status": { "loadBalancer": {} } }),
                Readiness::Ready(Some("no address yet".to_owned())),
            ),
            (json!({ "kind": "ConfigMap" }), Readiness::Ready(None)),
            (
                json!({ "kind": "ConfigMap", "metadata": { "deletionTimestamp": "x" } }),
                Readiness::Waiting("it is being deleted".to_owned()),
            ),
        ];
        for (live, wanted) in rows {
            assert_eq!(readiness(&live, &Around::default()), wanted, "{live}");
        }
    }
}
