//! What an apply leaves as it was and should not be forgotten.

use super::*;

#[test]
fn what_is_left_and_works_against_the_script_is_a_warning() {
    let set = json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "web" }, "spec": {
        "template": { "metadata": { "labels": { "a": "b" } } } } });
    let scaler = |name: &str, of: &str| {
        json!({ "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": { "name": name },
                "spec": { "scaleTargetRef": { "kind": of, "name": "web" } } })
    };
    let budget = |name: &str, label: &str| {
        json!({ "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": name },
                "spec": { "selector": { "matchLabels": { "a": label } } } })
    };
    let live = [
        applied(&set),
        applied(&deployment(&json!({}))),
        applied(&scaler("up", "StatefulSet")),
        applied(&scaler("gone", "Deployment")),
        applied(&budget("few", "b")),
        applied(&budget("others", "c")),
    ];
    let plan = planned(&rendered(&[set]), recorded(with(observed(), &live), &live), taken);
    let warning =
        |words: &str, what: &str| format!("warning[left-over] line 1: {words}. | run `kubectl delete {what} -n shop`.");
    assert_eq!(
        told(&plan)["diagnostics"],
        json!([
            warning(
                "Deployment/web is no longer in the script and runs on beside StatefulSet/web: services send to the pods of \
                 both",
                "deployment web"
            ),
            warning(
                "HorizontalPodAutoscaler/up is no longer in the script and goes on scaling StatefulSet/web",
                "horizontalpodautoscaler up"
            ),
            warning(
                "PodDisruptionBudget/few is no longer in the script and goes on keeping nodes from being drained of the pods \
                 of StatefulSet/web",
                "poddisruptionbudget few"
            ),
        ])
    );
}

#[test]
fn a_changed_secret_names_the_workloads_that_read_it_when_they_start() {
    let secret = |text: &str| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "stringData": { "k": text } });
    let stored = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "data": { "k": "b2xk" } });
    let reader = |container: Value| {
        let mut reader = deployment(&json!({}));
        reader["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.27".into();
        for (key, value) in container.as_object().expect("a map") {
            reader["spec"]["template"]["spec"]["containers"][0][key] = value.clone();
        }
        reader
    };
    let notes = |container: Value, there: bool| {
        let reader = reader(container);
        let live = if there { vec![applied(&stored), applied(&reader)] } else { vec![applied(&stored)] };
        let plan = planned(&rendered(&[secret("new"), reader]), with(observed(), &live), taken);
        plan.changes[0].notes.clone()
    };
    let told =
        ["pods of Deployment/web read it in variables and keep the old value until they are started again: kubectl \
                 rollout restart deployment web -n shop"];
    let one = json!({ "env": [{ "name": "K", "valueFrom": { "secretKeyRef": { "name": "s", "key": "k" } } }] });
    assert_eq!(notes(one.clone(), true), told);
    assert_eq!(notes(json!({ "envFrom": [{ "secretRef": { "name": "s" } }] }), true), told);
    assert!(notes(one, false).is_empty(), "its pods are not made yet");
    assert!(notes(json!({ "envFrom": [{ "secretRef": { "name": "other" } }] }), true).is_empty());
}
