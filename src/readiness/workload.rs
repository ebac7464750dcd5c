//! Deployments, StatefulSets and DaemonSets. The reply to an apply shows the old status: nothing counts before the observed
//! generation has caught up.

use serde_json::Value;

use super::pod::{event, is_ready, trouble};
use super::{Around, Readiness, condition};

/// How a workload stands.
pub fn workload(live: &Value, around: &Around<'_>) -> Readiness {
    let name = live["metadata"]["name"].as_str().unwrap_or_default();
    let generation = live["metadata"]["generation"].as_i64().unwrap_or(0);
    if live.pointer("/status/observedGeneration").and_then(Value::as_i64).unwrap_or(0) < generation {
        return Readiness::Waiting("its controller has not seen it yet".to_owned());
    }
    let verdict = match live["kind"].as_str().unwrap_or_default() {
        "Deployment" => deployment(live),
        "StatefulSet" => stateful_set(live),
        _ => daemon_set(live),
    };
    let Readiness::Waiting(words) = verdict else { return verdict };
    because(live, name, words, around)
}

/// Why it is not ready: the pod that is in trouble, else the last warning, else the count.
fn because(live: &Value, name: &str, words: String, around: &Around<'_>) -> Readiness {
    let mut waiting = None;
    for pod in around.pods.iter().filter(|pod| belongs(pod, live) && !is_ready(pod)) {
        match trouble(pod, around) {
            // A pod of an older revision that is broken does not count against the new one, but it may stand in its way.
            Some((words, true)) => return Readiness::Failed(words),
            Some((words, false)) => {
                waiting.get_or_insert(words);
            }
            None => {}
        }
    }
    if let Some(("True", reason, message)) = condition(live, "ReplicaFailure") {
        let words = format!("{name}: {reason}: {message}");
        return if around.patience_is_over { Readiness::Failed(words) } else { Readiness::Waiting(words) };
    }
    let warned = if around.pods.iter().any(|pod| belongs(pod, live)) { None } else { event(name, around) };
    if let (Some(warning), true) = (&warned, around.patience_is_over) {
        return Readiness::Failed(format!("{name}: {warning}"));
    }
    Readiness::Waiting(waiting.or(warned.map(|warning| format!("{name}: {warning}"))).unwrap_or(words))
}

/// Whether a pod is of a workload: its labels fit the selector.
pub(super) fn belongs(pod: &Value, live: &Value) -> bool {
    let Some(labels) = live.pointer("/spec/selector/matchLabels").and_then(Value::as_object) else { return false };
    pod["metadata"]["namespace"] == live["metadata"]["namespace"]
        && !labels.is_empty()
        && labels.iter().all(|(key, value)| pod["metadata"]["labels"][key] == *value)
}

fn count(live: &Value, field: &str) -> i64 {
    live["status"][field].as_i64().unwrap_or(0)
}

fn deployment(live: &Value) -> Readiness {
    if live.pointer("/spec/paused") == Some(&true.into()) {
        return Readiness::Ready(Some("it is paused: nothing rolls".to_owned()));
    }
    if let Some(("False", "ProgressDeadlineExceeded", message)) = condition(live, "Progressing") {
        return Readiness::Failed(message.to_owned());
    }
    let wanted = live.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1);
    let (all, updated, available) =
        (count(live, "replicas"), count(live, "updatedReplicas"), count(live, "availableReplicas"));
    if updated == wanted && all == wanted && available == wanted {
        return Readiness::Ready(None);
    }
    if updated < wanted {
        return Readiness::Waiting(format!("updating {updated}/{wanted}"));
    }
    Readiness::Waiting(if all > wanted {
        format!("{} old pods are ending", all - wanted)
    } else {
        format!("running {available}/{wanted}")
    })
}

fn stateful_set(live: &Value) -> Readiness {
    let spec = &live["spec"];
    let wanted = spec["replicas"].as_i64().unwrap_or(1);
    let (all, updated, available) =
        (count(live, "replicas"), count(live, "updatedReplicas"), count(live, "availableReplicas"));
    let ready = count(live, "readyReplicas");
    let same_revision = live["status"]["currentRevision"] == live["status"]["updateRevision"];
    if all > wanted {
        return Readiness::Waiting(format!("{} pods too many, which are ending", all - wanted));
    }
    let partition = spec.pointer("/updateStrategy/rollingUpdate/partition").and_then(Value::as_i64).unwrap_or(0);
    let on_delete = spec.pointer("/updateStrategy/type") == Some(&"OnDelete".into());
    let to_update = if on_delete { 0 } else { (wanted - partition).max(0) };
    if updated < to_update && !same_revision {
        return Readiness::Waiting(format!("updating {updated}/{to_update}"));
    }
    if all < wanted || ready < wanted || available < wanted {
        return Readiness::Waiting(format!("running {}/{wanted}", ready.min(available)));
    }
    if same_revision {
        return Readiness::Ready(None);
    }
    let old = wanted - updated;
    if on_delete || partition > 0 {
        return Readiness::Ready((old > 0).then(|| format!("{old} pods on the old revision")));
    }
    Readiness::Waiting(format!("updating {updated}/{wanted}"))
}

fn daemon_set(live: &Value) -> Readiness {
    let wanted = count(live, "desiredNumberScheduled");
    if wanted == 0 {
        return Readiness::Ready(Some("no node fits".to_owned()));
    }
    let on_delete = live.pointer("/spec/updateStrategy/type") == Some(&"OnDelete".into());
    let (updated, available) = (count(live, "updatedNumberScheduled"), count(live, "numberAvailable"));
    if available < wanted {
        return Readiness::Waiting(format!("running {available}/{wanted}"));
    }
    if updated < wanted && !on_delete {
        return Readiness::Waiting(format!("updating {updated}/{wanted}"));
    }
    Readiness::Ready((updated < wanted).then(|| format!("{} pods on the old revision", wanted - updated)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(generation: i64, spec: &Value, status: &Value) -> Readiness {
        let live = json!({ "kind": "StatefulSet", "metadata": { "name": "web", "generation": generation }, "spec": spec, "status": status });
        workload(&live, &Around::default())
    }

    #[test]
    fn a_stateful_set_is_ready_by_the_rows_that_were_observed() {
        let status = |seen: i64, all: i64, updated: i64, ready: i64, revisions: [&str; 2]| {
            json!({ "observedGeneration": seen, "replicas": all, "updatedReplicas": updated, "readyReplicas": ready, "availableReplicas": ready,
                "currentRevision": revisions[0], "updateRevision": revisions[1] })
        };
        let spec = |replicas: i64| json!({ "replicas": replicas });
        let wait = |words: &str| Readiness::Waiting(words.to_owned());
        assert_eq!(set(3, &spec(3), &status(2, 3, 3, 3, ["A", "A"])), wait("its controller has not seen it yet"));
        assert_eq!(set(1, &spec(2), &status(1, 1, 1, 0, ["A", "A"])), wait("running 0/2"));
        assert_eq!(set(2, &spec(3), &status(2, 3, 3, 3, ["A", "A"])), Readiness::Ready(None));
        assert_eq!(set(3, &spec(3), &status(3, 3, 1, 2, ["A", "B"])), wait("updating 1/3"));
        assert_eq!(set(3, &spec(3), &status(3, 3, 3, 2, ["A", "B"])), wait("running 2/3"));
        assert_eq!(set(3, &spec(3), &status(3, 3, 3, 3, ["B", "B"])), Readiness::Ready(None));
        assert_eq!(set(4, &spec(1), &status(4, 2, 2, 2, ["B", "B"])), wait("1 pods too many, which are ending"));
        let parted = json!({ "replicas": 3, "updateStrategy": { "rollingUpdate": { "partition": 2 } } });
        assert_eq!(
            set(6, &parted, &status(6, 3, 1, 3, ["B", "C"])),
            Readiness::Ready(Some("2 pods on the old revision".to_owned()))
        );
        let on_delete = json!({ "replicas": 3, "updateStrategy": { "type": "OnDelete" } });
        assert_eq!(
            set(6, &on_delete, &status(6, 3, 0, 3, ["B", "C"])),
            Readiness::Ready(Some("3 pods on the old revision".to_owned()))
        );
    }

    #[test]
    fn a_deployment_is_ready_by_the_rows_that_were_observed() {
        let ready = |generation: i64, seen: i64, counts: [i64; 3], conditions: Value| {
            let live = json!({ "kind": "Deployment", "metadata": { "name": "web", "generation": generation }, "spec": { "replicas": 2 },
                "status": { "observedGeneration": seen, "replicas": counts[0], "updatedReplicas": counts[1], "availableReplicas": counts[2], "conditions": conditions } });
            workload(&live, &Around::default())
        };
        let wait = |words: &str| Readiness::Waiting(words.to_owned());
        assert_eq!(ready(2, 1, [2, 2, 2], json!([])), wait("its controller has not seen it yet"));
        assert_eq!(ready(1, 1, [0, 0, 0], json!([])), wait("updating 0/2"));
        assert_eq!(ready(2, 2, [3, 1, 3], json!([])), wait("updating 1/2"));
        assert_eq!(ready(2, 2, [3, 2, 3], json!([])), wait("1 old pods are ending"));
        assert_eq!(ready(2, 2, [2, 2, 1], json!([])), wait("running 1/2"));
        assert_eq!(ready(2, 2, [2, 2, 2], json!([])), Readiness::Ready(None));
        let late = json!([{ "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "ReplicaSet \"web-1\" has timed out progressing." }]);
        assert_eq!(
            ready(1, 1, [1, 1, 0], late),
            Readiness::Failed("ReplicaSet \"web-1\" has timed out progressing.".to_owned())
        );
        let quota = json!([{ "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "exceeded quota" }]);
        assert_eq!(ready(1, 1, [0, 0, 0], quota), wait("web: FailedCreate: exceeded quota"));
    }
}
