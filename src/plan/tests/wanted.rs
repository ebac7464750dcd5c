//! What is wanted, filled in.

use super::*;

fn faults(rendered: &Rendered, observed: &Observed) -> Vec<String> {
    desired(rendered, observed).expect_err("faults").iter().map(said).collect()
}

#[test]
fn namespace_and_marks_are_filled_in_and_nothing_else_is_touched() {
    let labelled = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web", "labels": { "a": "b" } },
        "spec": { "selector": { "matchLabels": { "a": "b" } }, "template": { "metadata": { "labels": { "a": "b" } } } } });
    let rows = [
        config("a", &json!({ "k": "v" })),
        labelled,
        json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop" } }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "b", "namespace": "other" } }),
    ];
    let marks: Vec<(String, Value)> =
        marks("web", "shop").into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    let all = desired(&rendered(&rows), &observed()).expect("the objects are sound");
    for ((row, namespace), desired) in rows.iter().zip([Some("shop"), Some("shop"), None, Some("other")]).zip(&all) {
        let mut wanted = row.clone();
        let metadata = wanted["metadata"].as_object_mut().expect("a map");
        if let Some(namespace) = namespace {
            metadata.insert("namespace".to_owned(), namespace.into());
        }
        let labels = metadata.entry("labels").or_insert_with(|| json!({})).as_object_mut().expect("a map");
        labels.extend(marks.clone());
        assert_eq!(desired.body, wanted);
        assert_eq!(desired.node.to_value(), wanted);
        assert_eq!(desired.identity.namespace.as_deref(), namespace);
        assert!(desired.served);
    }
}

#[test]
fn a_binding_finds_the_account_in_its_own_namespace_or_in_that_of_the_app() {
    let binding = |kind: &str, metadata: Value, subjects: Value| {
        json!({ "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": metadata,
            "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view" }, "subjects": subjects })
    };
    let account = json!({ "kind": "ServiceAccount", "name": "web" });
    let user = json!({ "kind": "User", "name": "ann" });
    let elsewhere = json!({ "kind": "ServiceAccount", "name": "web", "namespace": "there" });
    let rows = [
        binding("RoleBinding", json!({ "name": "a", "namespace": "other" }), json!([account, user])),
        binding("ClusterRoleBinding", json!({ "name": "b" }), json!([account, elsewhere])),
    ];
    let all = desired(&rendered(&rows), &observed()).expect("the objects are sound");
    let subjects: Vec<&Value> = all.iter().map(|desired| &desired.body["subjects"]).collect();
    let in_namespace = |name: &str| json!({ "kind": "ServiceAccount", "name": "web", "namespace": name });
    assert_eq!(
        subjects,
        [&json!([in_namespace("other"), user]), &json!([in_namespace("shop"), in_namespace("there")])]
    );
}

#[test]
fn what_cannot_be_applied_is_told_all_at_once_at_its_place() {
    let thing = |api_version: &str, kind: &str, metadata: Value| json!({ "apiVersion": api_version, "kind": kind, "metadata": metadata });
    let name = || json!({ "name": "a" });
    let rows = [
        thing("v1", "ConfigMap", json!({ "generateName": "a-" })),
        thing("v1", "Namespace", json!({ "name": "a", "namespace": "b" })),
        thing("apps/v1", "Deploymnt", name()),
        thing("v1", "Deployment", name()),
        thing("apps/v2", "Deployment", name()),
        thing("example.com/v1", "Wholly", name()),
        thing("v1", "ConfigMap", json!({ "name": "a", "labels": { "rhumb.dev/app": "web" } })),
        thing("v1", "ConfigMap", json!({ "name": "a", "labels": { "applyset.kubernetes.io/part-of": "x" } })),
        thing("v1", "ConfigMap", json!({ "name": "a", "labels": ["x"] })),
        thing("v1", "Service", name()),
        thing("v1", "Service", json!({ "name": "a", "namespace": "shop" })),
    ];
    assert_eq!(
        faults(&rendered(&rows), &observed()),
        [
            "error[missing-name] line 1: An object of the kind ConfigMap has no name. | server-side apply needs \
             `metadata.name`; `generateName` does not work with it.",
            "error[namespace-of-cluster] line 2: Namespace/a belongs to the whole cluster and has no namespace: b. | take \
             `metadata.namespace` away.",
            "error[unknown-kind] line 3: The cluster does not know the kind Deploymnt of apps/v1. | did you mean \
             `Deployment`?",
            "error[unknown-kind] line 4: The cluster does not know the kind Deployment of v1. | did you mean `apps/v1`?",
            "error[unknown-kind] line 5: The cluster does not serve Deployment as apps/v2. | it serves: v1.",
            "error[unknown-kind] line 6: The cluster does not know the kind Wholly of example.com/v1. | install its custom \
             resource definition first, or add it to the app.",
            "error[mark-in-input] line 7: ConfigMap/a carries the label `rhumb.dev/app`, which rhumb sets. | take the label \
             away.",
            "error[mark-in-input] line 8: ConfigMap/a carries the label `applyset.kubernetes.io/part-of`, which rhumb \
             sets. | take the label away.",
            "error[field-type] line 9: `metadata.labels` of ConfigMap/a is no map. | write a map of text to text.",
            "error[same-name] line 11: Service/a stands there twice. | give one of the two another name.",
        ]
    );
    let mut refused = rendered(&[config("a", &json!({}))]);
    let origin = refused.objects[0].origin;
    refused.objects[0].intents.refused.push(Refused {
        words: "Generated secrets are not carried out yet.".to_owned(),
        help: "take them away.".to_owned(),
        origin,
    });
    assert_eq!(
        faults(&refused, &observed()),
        ["error[not-carried-out] line 1: Generated secrets are not carried out yet. | take them away."]
    );
}

#[test]
fn a_kind_of_a_definition_in_the_app_takes_its_scope_from_it_and_is_not_checked() {
    let definition = |scope: &str, version: &str| {
        json!({ "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "things.example.com" },
            "spec": { "group": "example.com", "scope": scope, "names": { "kind": "Thing", "plural": "things" },
                      "versions": [{ "name": version, "served": true, "storage": true }] } })
    };
    let thing = json!({ "apiVersion": "example.com/v1", "kind": "Thing", "metadata": { "name": "a" } });
    for (scope, namespace) in [("Namespaced", Some("shop")), ("Cluster", None)] {
        let all =
            desired(&rendered(&[definition(scope, "v1"), thing.clone()]), &observed()).expect("the objects are sound");
        assert_eq!(all[1].identity.namespace.as_deref(), namespace);
    }
    let plan = planned(&rendered(&[definition("Cluster", "v1"), thing.clone()]), observed(), taken);
    assert_eq!(
        told(&plan)["changes"][1],
        json!({ "do": "+ Thing/a", "notes": ["not checked by the server: its kind is made by this app"],
            "managers": ["rhumb"], "checked": false })
    );
    // A definition that does not serve the version is of no help.
    assert_eq!(faults(&rendered(&[definition("Cluster", "v2"), thing]), &observed()).len(), 1);
}
