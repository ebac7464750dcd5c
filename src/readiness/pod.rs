//! Pods: what they wait for, container by container.

use serde_json::Value;

use super::{Around, Readiness, condition};

/// Reasons for which a container waits and that do not pass by themselves.
pub const STUCK: [&str; 10] = [
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImageInspectError",
    "ImagePullBackOff",
    "InvalidImageName",
    "RegistryUnavailable",
    "RunContainerError",
];

/// Whether a pod is ready to serve.
pub fn is_ready(pod: &Value) -> bool {
    condition(pod, "Ready").is_some_and(|(status, _, _)| status == "True")
        && pod.pointer("/metadata/deletionTimestamp").is_none()
}

/// How a pod of its own stands.
pub fn pod(pod: &Value, around: &Around<'_>) -> Readiness {
    match pod.pointer("/status/phase").and_then(Value::as_str) {
        Some("Succeeded") => Readiness::Ready(Some("it has run to its end".to_owned())),
        Some("Failed") => Readiness::Failed(
            trouble(pod, around).map_or_else(|| format!("{}: it has failed", name(pod)), |(words, _)| words),
        ),
        _ if is_ready(pod) => Readiness::Ready(None),
        _ => match trouble(pod, around) {
            Some((words, true)) => Readiness::Failed(words),
            Some((words, false)) => Readiness::Waiting(words),
            None => Readiness::Waiting(format!("{}: starting", name(pod))),
        },
    }
}

fn name(pod: &Value) -> &str {
    pod["metadata"]["name"].as_str().unwrap_or_default()
}

/// What a pod that is not ready waits for, and whether it does not mend by itself.
pub fn trouble(pod: &Value, around: &Around<'_>) -> Option<(String, bool)> {
    let name = name(pod);
    if is_ready(pod) {
        return None;
    }
    if pod.pointer("/metadata/deletionTimestamp").is_some() {
        return Some((format!("{name}: ending"), false));
    }
    if let Some(("False", reason, message)) = condition(pod, "PodScheduled") {
        let words = if message.is_empty() { reason } else { message };
        return Some((format!("{name}: Pending: {words}"), around.patience_is_over));
    }
    let statuses = ["initContainerStatuses", "containerStatuses"].into_iter();
    let statuses = statuses.flat_map(|key| pod["status"][key].as_array().into_iter().flatten());
    let mut waiting = None;
    for status in statuses {
        let container = status["name"].as_str().unwrap_or_default();
        if let Some(reason) = status.pointer("/state/waiting/reason").and_then(Value::as_str) {
            let message = status.pointer("/state/waiting/message").and_then(Value::as_str).unwrap_or_default();
            if STUCK.contains(&reason) {
                let exit = status.pointer("/lastState/terminated/exitCode").and_then(Value::as_i64);
                let exit = exit.map_or_else(String::new, |code| format!(", exit {code}"));
                let message =
                    if message.is_empty() { String::new() } else { format!(": {}", message.trim_end_matches('.')) };
                return Some((format!("{name}: {container}: {reason}{exit}{message}"), true));
            }
            let image = status["image"].as_str().filter(|image| !image.is_empty()).unwrap_or("its image");
            let words = if matches!(reason, "ContainerCreating" | "Pulling") {
                format!("pulling {image}")
            } else {
                reason.to_owned()
            };
            waiting.get_or_insert((format!("{name}: {words}"), false));
        } else if let Some(code) =
            status.pointer("/state/terminated/exitCode").and_then(Value::as_i64).filter(|code| *code != 0)
        {
            let reason = status.pointer("/state/terminated/reason").and_then(Value::as_str).unwrap_or("Error");
            waiting.get_or_insert((format!("{name}: {container}: {reason}, exit {code}"), false));
        } else if status["ready"] == false && status.pointer("/state/running").is_some() {
            waiting.get_or_insert((format!("{name}: {container} is not ready yet"), false));
        }
    }
    waiting.or_else(|| event(name, around).map(|words| (format!("{name}: {words}"), false)))
}

/// The last warning about an object.
pub fn event(name: &str, around: &Around<'_>) -> Option<String> {
    let about = around
        .events
        .iter()
        .rfind(|event| event.pointer("/involvedObject/name").and_then(Value::as_str) == Some(name))?;
    let text = |key: &str| about[key].as_str().unwrap_or_default();
    Some(format!("{}: {}", text("reason"), text("message").trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(status: &Value) -> Option<(String, bool)> {
        trouble(&json!({ "kind": "Pod", "metadata": { "name": "nginx-0" }, "status": status }), &Around::default())
    }

    #[test]
    fn a_pod_says_what_it_waits_for() {
        let rows = [
            (
                json!({ "containerStatuses": [{ "name": "nginx", "image": "nginx:1.27", "ready": false, "state": { "waiting": { "reason": "ContainerCreating" } } }] }),
                "nginx-0: pulling nginx:1.27",
                false,
            ),
            (
                json!({ "containerStatuses": [{ "name": "nginx", "ready": false, "state": { "waiting": { "reason": "ImagePullBackOff", "message": "nginx:1.277: not found" } } }] }),
                "nginx-0: nginx: ImagePullBackOff: nginx:1.277: not found",
                true,
            ),
            (
                json!({ "containerStatuses": [{ "name": "nginx", "ready": false, "state": { "waiting": { "reason": "CrashLoopBackOff" } }, "lastState": { "terminated": { "exitCode": 1 } } }] }),
                "nginx-0: nginx: CrashLoopBackOff, exit 1",
                true,
            ),
            (
                json!({ "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes: insufficient cpu" }] }),
                "nginx-0: Pending: 0/3 nodes: insufficient cpu",
                false,
            ),
            (
                json!({ "containerStatuses": [{ "name": "nginx", "ready": false, "state": { "running": {} } }] }),
                "nginx-0: nginx is not ready yet",
                false,
            ),
        ];
        for (status, words, terminal) in rows {
            assert_eq!(with(&status), Some((words.to_owned(), terminal)));
        }
        assert_eq!(with(&json!({ "conditions": [{ "type": "Ready", "status": "True" }] })), None);
    }
}
