//! What the server refuses, in its own words as they were seen (`apply_facts` 3).

use super::*;
use crate::observed::{Cause, Refusal};

fn refusal(code: u16, message: &str, causes: &[(&str, &str, &str)]) -> Refusal {
    let cause = |(reason, field, message): &(&str, &str, &str)| Cause {
        reason: (*reason).to_owned(),
        field: (*field).to_owned(),
        message: (*message).to_owned(),
    };
    Refusal { code, reason: String::new(), message: message.to_owned(), causes: causes.iter().map(cause).collect() }
}

/// `code line` and the message of the one diagnostic that a refusal becomes.
fn told_of(body: &Value, live: Option<&Value>, refusal: &Refusal) -> String {
    let observed = with(observed(), &live.map(applied).into_iter().collect::<Vec<_>>());
    let plan = planned(&rendered(std::slice::from_ref(body)), observed, |_| DryRun::Refused(refusal.clone()));
    assert_eq!(plan.diagnostics.len(), 1);
    assert!(plan.changes[0].writes.is_empty() && plan.diagnostics[0].help.is_some());
    format!("{}: {}", plan.diagnostics[0].code, plan.diagnostics[0].message)
}

#[test]
fn each_refusal_has_its_code_and_the_servers_words() {
    let (new, old) = (deployment(&json!({ "replicas": 2 })), deployment(&json!({ "replicas": 1 })));
    let selector = "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {}: field is immutable";
    let rows = [
        (
            Some(&old),
            refusal(422, selector, &[("FieldValueInvalid", "spec.selector", "Invalid value: {}: field is immutable")]),
            "immutable-field: A field of Deployment/web cannot be changed once it is made: Deployment.apps \"web\" is invalid: \
             spec.selector: Invalid value: {}: field is immutable.",
        ),
        // What is not there yet has nothing that could not be changed.
        (
            None,
            refusal(422, "the field is immutable", &[("FieldValueInvalid", "spec", "field is immutable")]),
            "refused-by-server: The server refuses Deployment/web: the field is immutable.",
        ),
        (
            Some(&old),
            refusal(422, "spec.ports[0].nodePort: Invalid value: 30081: provided port is already allocated", &[]),
            "refused-by-server: The server refuses Deployment/web: spec.ports[0].nodePort: Invalid value: 30081: provided port \
             is already allocated.",
        ),
        (
            Some(&old),
            refusal(422, "persistentvolumeclaims \"a\": field can not be less than status.capacity", &[]),
            "immutable-field: A field of Deployment/web cannot be changed once it is made: persistentvolumeclaims \"a\": field \
             can not be less than status.capacity.",
        ),
        (
            Some(&old),
            refusal(
                403,
                "persistentvolumeclaims \"a\" is forbidden: only dynamically provisioned pvc can be resized",
                &[],
            ),
            "refused-by-server: The server refuses Deployment/web: persistentvolumeclaims \"a\" is forbidden: only dynamically \
             provisioned pvc can be resized.",
        ),
        (
            None,
            refusal(403, "configmaps \"qq\" is forbidden: exceeded quota: q, requested: count/configmaps=1", &[]),
            "quota-exceeded: The quota does not allow Deployment/web: configmaps \"qq\" is forbidden: exceeded quota: q, \
             requested: count/configmaps=1.",
        ),
        (
            None,
            refusal(
                403,
                "deployments.apps \"web\" is forbidden: User \"viewer\" cannot patch resource \"deployments\"",
                &[],
            ),
            "forbidden: The server does not allow Deployment/web: deployments.apps \"web\" is forbidden: User \"viewer\" cannot \
             patch resource \"deployments\".",
        ),
        (
            None,
            refusal(
                403,
                "unable to create new content in namespace shop because it is being terminated",
                &[("NamespaceTerminating", "metadata.namespace", "namespace shop is being terminated")],
            ),
            "terminating: Deployment/web cannot be made: unable to create new content in namespace shop because it is being \
             terminated.",
        ),
        (
            None,
            refusal(404, "namespaces \"shop\" not found", &[]),
            "missing-namespace: The namespace does not exist: shop.",
        ),
        (
            Some(&old),
            refusal(
                409,
                "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified",
                &[],
            ),
            "refused-by-server: Deployment/web was changed at the same time: Operation cannot be fulfilled on deployments.apps \
             \"web\": the object has been modified.",
        ),
        (
            None,
            refusal(
                500,
                "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema",
                &[],
            ),
            "unknown-field: The server does not know a field of Deployment/web: failed to create typed patch object (shop/web; \
             apps/v1, Kind=Deployment): .spec.foo: field not declared in schema.",
        ),
        (
            None,
            refusal(500, "Internal error occurred: failed calling webhook \"x\": connection refused", &[]),
            "refused-by-server: An admission webhook does not answer for Deployment/web: Internal error occurred: failed \
             calling webhook \"x\": connection refused.",
        ),
    ];
    for (live, refusal, wanted) in rows {
        assert_eq!(told_of(&new, live, &refusal), wanted);
    }
}

#[test]
fn a_refusal_stands_at_the_field_that_it_names() {
    let mut app = rendered(&[deployment(&json!({ "replicas": 2 }))]);
    let at = |line: u16| Origin { line, column: 2 };
    let image =
        app.objects[0].node.get_mut("spec").and_then(|it| it.get_mut("template")).and_then(|it| it.get_mut("spec"));
    let containers = image.and_then(|it| it.get_mut("containers")).expect("containers");
    if let crate::object::NodeValue::List(items) = &mut containers.value {
        items[0].set("image", "no such image", at(7)).set("tty", "yes", at(8));
    }
    let rows = [
        (
            refusal(
                422,
                "invalid",
                &[("FieldValueRequired", "spec.template.spec.containers[0].image", "Required value")],
            ),
            7,
        ),
        (refusal(422, "invalid", &[("FieldValueTooLong", "[]", "Too long")]), 1),
        (
            refusal(
                500,
                "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): \
                 .spec.template.spec.containers[name=\"web\"].tty: expected boolean, got string",
                &[],
            ),
            8,
        ),
        (
            refusal(
                500,
                "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): errors:\n  \
                 .spec.template.spec.containers[name=\"web\"].tty: expected boolean\n  .spec.foo: field not declared in schema",
                &[],
            ),
            8,
        ),
        (refusal(500, "failed to convert new object: quantities must match", &[]), 1),
    ];
    for (refusal, line) in rows {
        let plan = planned(&app, observed(), |_| DryRun::Refused(refusal.clone()));
        let place = plan.diagnostics[0].place.as_ref().map(|place| place.line);
        assert_eq!(place, Some(line), "{}", refusal.message);
    }
}

#[test]
fn a_stateful_set_says_which_field_it_cannot_change() {
    let set = |size: &str, service: &str| {
        json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "db" }, "spec": {
            "replicas": 3, "serviceName": service, "volumeClaimTemplates": [{ "metadata": { "name": "disk" },
            "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": size } } } }] } })
    };
    let mut live = set("20Gi", "db");
    live["spec"]["replicas"] = 2.into();
    live["spec"]["podManagementPolicy"] = "OrderedReady".into();
    let template = &mut live["spec"]["volumeClaimTemplates"][0];
    template["apiVersion"] = "v1".into();
    template["kind"] = "PersistentVolumeClaim".into();
    template["status"] = json!({ "phase": "Pending" });
    template["spec"]["volumeMode"] = "Filesystem".into();
    let words = "StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas' \
                 and 'minReadySeconds' are forbidden";
    let refused = refusal(
        422,
        words,
        &[("FieldValueForbidden", "spec", "Forbidden: updates to statefulset spec for fields other than")],
    );
    let head = "immutable-field: A field of StatefulSet/db cannot be changed once it is made: ";
    let storage = "spec.volumeClaimTemplates[0].spec.resources.requests.storage 20Gi → 30Gi";
    assert_eq!(told_of(&set("30Gi", "db"), Some(&live), &refused), format!("{head}{storage}."));
    assert_eq!(
        told_of(&set("30Gi", "other"), Some(&live), &refused),
        format!("{head}spec.serviceName db → other, {storage}.")
    );
    assert_eq!(
        told_of(&set("20Gi", "db"), Some(&live), &refused),
        format!("{head}one that the script no longer says.")
    );
}

#[test]
fn every_conflict_names_its_holder_and_both_values() {
    let body = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a", "labels": { "app.kubernetes.io/name": "x" } },
        "data": { "b.c": "1" } });
    let mut live = applied_by("kubectl-edit", &body);
    live["data"]["b.c"] = "2".into();
    live["metadata"]["labels"]["app.kubernetes.io/name"] = "y".into();
    live["metadata"]["managedFields"][0]["operation"] = "Update".into();
    let refused = refusal(
        409,
        "Apply failed with 2 conflicts",
        &[
            ("FieldManagerConflict", ".data.b.c", "conflict with \"kubectl-edit\" using v1"),
            ("FieldManagerConflict", ".metadata.labels.app.kubernetes.io/name", "conflict with \"someone\""),
        ],
    );
    let plan = planned(&rendered(&[body]), with(observed(), &[live]), |_| DryRun::Refused(refused.clone()));
    let place = json!({ "file": "web.rhai", "line": 1, "column": 1 });
    assert_eq!(
        told(&plan),
        json!({
            "changes": [{ "do": "~ ConfigMap/a" }],
            "conflicts": [
                { "object": "ConfigMap/a", "field": "data[b.c]", "value": "1", "live": "2", "manager": "kubectl-edit",
                  "operation": "Update", "time": "2026-01-02T03:04:05Z", "place": place },
                { "object": "ConfigMap/a", "field": "metadata.labels[app.kubernetes.io/name]", "value": "x", "live": "y",
                  "manager": "someone", "operation": "Apply", "place": place },
            ],
            "diagnostics": ["error[conflict] line 1: What the script says of ConfigMap/a is held by another manager: data[b.c] \
                (kubectl-edit), metadata.labels[app.kubernetes.io/name] (someone). | say the live value in the script, or \
                nothing; or run `kubectl delete configmap a -n shop` and apply again."],
        })
    );
}

#[test]
fn a_conflict_of_a_field_that_cannot_change_says_so() {
    let body = deployment(&json!({}));
    let refused = refusal(
        409,
        "",
        &[("FieldManagerConflict", ".spec.selector", "conflict with \"kubectl-create\" using apps/v1")],
    );
    let live = applied_by("kubectl-create", &body);
    let plan = planned(&rendered(&[body]), with(observed(), &[live]), |_| DryRun::Refused(refused.clone()));
    assert_eq!(
        told(&plan)["diagnostics"],
        json!([
            "error[conflict] line 1: What the script says of Deployment/web is held by another manager: spec.selector \
                (kubectl-create). | spec.selector cannot change once the object is made: give yours another name, or run \
                `kubectl delete deployment web -n shop` and apply again."
        ])
    );
}

#[test]
fn a_refused_secret_tells_nothing_of_its_values() {
    let secret = |text: &str| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "stringData": { "k": text } });
    let stored =
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "data": { "k": "b2xkLXZhbHVl" } });
    let words = "admission webhook \"x\" denied the request: weak: battery-staple (YmF0dGVyeS1zdGFwbGU=)";
    assert_eq!(
        told_of(&secret("battery-staple"), Some(&stored), &refusal(400, words, &[])),
        "refused-by-server: The server refuses Secret/s: admission webhook \"x\" denied the request: weak: (secret) ((secret))."
    );
    let refused = refusal(409, "", &[("FieldManagerConflict", ".data.k", "conflict with \"vault\"")]);
    let observed = with(observed(), &[applied(&stored)]);
    let plan = planned(&rendered(&[secret("battery-staple")]), observed, |_| DryRun::Refused(refused.clone()));
    assert_eq!(
        (&plan.conflicts[0].value, &plan.conflicts[0].live),
        (&Some("(secret)".into()), &Some("(secret)".into()))
    );
}
