//! What render says of whole objects.

use super::*;

#[test]
fn raw_objects_lie_in_the_app_and_lose_what_would_change_on_every_apply() {
    let app = App {
        said: made(1),
        name: "shop".to_owned(),
        namespace: Some("prod".to_owned()),
        labels: vec![("team".to_owned(), "a".to_owned())],
        parts: vec![
            raw(
                json!({
                    "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                    "metadata": { "name": "deny", "creationTimestamp": null, "labels": { "team": "b" } },
                    "spec": { "podSelector": {}, "ingress": [], "policyTypes": ["Ingress"] },
                }),
                2,
            ),
            raw(
                json!({
                    "apiVersion": "example.com/v1", "kind": "Thing", "metadata": { "name": "thing" },
                    "spec": { "list": [], "nothing": null },
                }),
                3,
            ),
            raw(json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "prod" } }), 4),
            raw(
                json!({
                    "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" },
                    "stringData": { "a": "x" }, "data": { "b": "eQ==\n" },
                }),
                5,
            ),
        ]
        .into(),
        ..App::default()
    };
    let rendered = rendered(&app, &SHOW);
    let meta = |name: &str, namespaced: bool| {
        let mut value = json!({ "name": name, "labels": { "team": "a" } });
        if namespaced {
            value["namespace"] = "prod".into();
        }
        value
    };
    let mut policy = meta("deny", true);
    policy["labels"]["team"] = "b".into();
    assert_eq!(
        objects(&rendered),
        [
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": meta("prod", false) }),
            json!({
                "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": policy,
                "spec": { "podSelector": {}, "policyTypes": ["Ingress"] },
            }),
            json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": meta("s", true),
                "data": { "b": "eQ==", "a": "eA==" },
            }),
            json!({
                "apiVersion": "example.com/v1", "kind": "Thing", "metadata": meta("thing", false),
                "spec": { "list": [], "nothing": null },
            }),
        ]
    );
    let kept = rendered.objects.iter().filter(|object| object.intents.keep);
    assert_eq!(kept.map(|object| object.kind.as_str()).collect::<Vec<_>>(), ["Namespace"]);
    let codes: Vec<_> = rendered.warnings.iter().map(|told| told.code).collect();
    assert_eq!(codes, ["literal-secret", "literal-secret"]);
}

#[test]
fn raw_objects_without_a_head_are_told() {
    let mut app = small();
    app.parts.push(raw(json!({ "kind": "ConfigMap", "metadata": { "name": "x" } }), 30));
    app.parts.push(raw(json!({ "apiVersion": "v1", "kind": "ConfigMap" }), 31));
    assert_eq!(
        told(&app, &SHOW),
        [
            "error[object-incomplete] 30: An object needs both `apiVersion` and `kind`, as text.",
            "error[object-incomplete] 31: An object needs a name below `metadata`, as text.",
        ]
    );
}
