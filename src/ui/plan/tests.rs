use serde_json::{Value, json};

use super::*;
use crate::diagnostic::{Diagnostic, Place};
use crate::object::{FieldPath, MASK, Step};
use crate::observed::ClusterFacts;

fn place(line: u32) -> Option<Place> {
    Some(Place { file: "nginx.rhai".into(), line, column: 6 })
}

fn change(action: Action, kind: &str, name: &str, line: u32) -> Change {
    Change {
        identity: Identity {
            group: if kind == "StatefulSet" { "apps" } else { "" }.into(),
            kind: kind.into(),
            namespace: Some("default".into()),
            name: name.into(),
        },
        api_version: if kind == "StatefulSet" { "apps/v1" } else { "v1" }.into(),
        action,
        place: place(line),
        checked: true,
        fields: Vec::new(),
        notes: Vec::new(),
        writes: Vec::new(),
        uid: None,
        layer: 4,
        step: 0,
        shown: json!({"kind": kind}),
        desired: json!({"kind": kind}),
    }
}

fn field(path: FieldPath, old: Option<Value>, new: Option<Value>, cause: Cause, line: u32) -> FieldChange {
    FieldChange { path, old, new, cause, place: if line > 0 { place(line) } else { None }, note: None }
}

fn plan(changes: Vec<Change>) -> Plan {
    Plan {
        app: "nginx".into(),
        namespace: "default".into(),
        cluster: ClusterFacts {
            context: Some("ack-hz".into()),
            server: "https://10.0.0.1:6443".into(),
            uid: Some("u".into()),
            version: "v1.36.3".into(),
        },
        changes,
        conflicts: Vec::new(),
        left: Vec::new(),
        claims: Vec::new(),
        diagnostics: Vec::new(),
        record: None,
        reads: std::collections::BTreeMap::new(),
        deleting: false,
    }
}

fn edited() -> Plan {
    let spec = FieldPath::default().field("spec");
    let container = spec
        .field("template")
        .field("spec")
        .field("containers")
        .then(Step::Key(vec![("name".to_owned(), json!("nginx"))]));
    let mut set = change(Action::Change, "StatefulSet", "nginx", 15);
    set.fields = vec![
        FieldChange {
            note: Some("replicas from --set".into()),
            ..field(spec.field("replicas"), Some(json!(2)), Some(json!(3)), Cause::Script, 16)
        },
        field(container.field("image"), Some(json!("nginx:1.27")), Some(json!("nginx:1.28")), Cause::Script, 5),
        field(container.field("workingDir"), Some(json!("/srv")), None, Cause::Removed, 5),
        field(container.field("imagePullPolicy"), None, Some(json!("IfNotPresent")), Cause::Server, 0),
    ];
    let mut secret = change(Action::Change, "Secret", "login", 3);
    let data = FieldPath::default().field("data");
    secret.fields = vec![
        field(data.field("password"), Some(json!(MASK)), Some(json!(MASK)), Cause::Script, 3),
        field(data.field("user"), None, Some(json!(MASK)), Cause::Script, 3),
    ];
    let mut ingress = change(Action::Create, "Ingress", "nginx-ingress", 20);
    ingress.checked = false;
    ingress.notes = vec!["The class has no default.".into()];
    plan(vec![secret, change(Action::Keep, "Service", "nginx-svc", 18), set, ingress])
}

#[test]
fn a_first_plan_lists_what_is_made_and_the_claims_of_the_controller() {
    let mut plan = plan(vec![
        change(Action::Create, "Service", "nginx-headless", 15),
        change(Action::Create, "Service", "nginx-svc", 19),
        change(Action::Create, "StatefulSet", "nginx", 15),
    ]);
    plan.claims = ["disk-ssd-nginx-0", "disk-ssd-nginx-1"]
        .map(|name| ClaimNote { name: name.into(), namespace: "default".into(), what: "made" })
        .to_vec();
    let expected = "\
app nginx → namespace default on ack-hz

+ Service/nginx-headless  nginx.rhai:15
+ Service/nginx-svc       nginx.rhai:19
+ StatefulSet/nginx       nginx.rhai:15

2 claims will be made by the controller: disk-ssd-nginx-0, disk-ssd-nginx-1.

3 to create.
";
    assert_eq!(text(&plan, Paint::default()), expected);
    assert_eq!(question(&plan), "Carry out 3 changes in namespace default on ack-hz?");
}

#[test]
fn each_changed_field_shows_old_and_new_its_line_and_its_cause_and_no_secret() {
    let expected = "\
app nginx → namespace default on ack-hz

~ Secret/login           nginx.rhai:3
    ~ data.password  (secret, changed)  nginx.rhai:3
    + data.user      (secret)           nginx.rhai:3
= Service/nginx-svc      nginx.rhai:18
~ StatefulSet/nginx      nginx.rhai:15
    ~ spec.replicas                                              2 → 3                    nginx.rhai:16  (replicas from --set)
    ~ spec.template.spec.containers[name=nginx].image            nginx:1.27 → nginx:1.28  nginx.rhai:5
    - spec.template.spec.containers[name=nginx].workingDir       /srv                     nginx.rhai:5  no longer in the script
    + spec.template.spec.containers[name=nginx].imagePullPolicy  IfNotPresent             by the server
+ Ingress/nginx-ingress  nginx.rhai:20  create, not checked by the server
    The class has no default.

1 to create, 2 to change, 1 unchanged, 1 unchecked.
";
    assert_eq!(text(&edited(), Paint::default()), expected);
}

#[test]
fn conflicts_name_object_field_both_values_and_the_manager() {
    let mut plan = plan(vec![change(Action::Change, "StatefulSet", "nginx", 15)]);
    plan.conflicts = vec![Conflict {
        object: "StatefulSet/nginx".into(),
        field: "spec.replicas".into(),
        value: Some(json!(3)),
        live: Some(json!(5)),
        manager: "kubectl".into(),
        operation: "Update".into(),
        subresource: Some("scale".into()),
        time: Some("2026-11-24T12:00:00Z".into()),
        place: place(16),
    }];
    plan.left = vec![change(Action::Keep, "Service", "old", 1).identity];
    let expected = "\
app nginx → namespace default on ack-hz

~ StatefulSet/nginx  nginx.rhai:15

1 conflict: another manager holds what the script wants.
    object             field          value  live  manager
    StatefulSet/nginx  spec.replicas  3      5     kubectl (Update of scale, 2026-11-24T12:00:00Z)

left: Service/old, no longer in the script; it stays until the app is deleted.
  to delete it now: kubectl delete service old -n default

1 to change, 1 conflict.
";
    assert_eq!(text(&plan, Paint::default()), expected);
}

#[test]
fn a_plan_that_changes_nothing_says_so() {
    let expected = "\
app nginx → namespace default on ack-hz

= Service/nginx-svc  nginx.rhai:19

Nothing would change.
";
    assert_eq!(text(&plan(vec![change(Action::Keep, "Service", "nginx-svc", 19)]), Paint::default()), expected);
}

#[test]
fn a_deletion_names_what_goes_and_what_stays() {
    let mut gone = change(Action::Delete, "StatefulSet", "nginx", 0);
    gone.place = None;
    let mut plan = plan(vec![gone]);
    plan.deleting = true;
    plan.claims = vec![ClaimNote { name: "disk-ssd-nginx-0".into(), namespace: "default".into(), what: "kept" }];
    let expected = "\
delete app nginx from namespace default on ack-hz

- StatefulSet/nginx

1 claim is kept with the data: disk-ssd-nginx-0.

1 to delete.
";
    assert_eq!(text(&plan, Paint::default()), expected);
    assert_eq!(question(&plan), "Delete 1 object in namespace default on ack-hz?");
}

#[test]
fn hostile_names_do_not_reach_the_terminal() {
    let mut plan = plan(vec![change(Action::Create, "Service", "a\nb", 1)]);
    plan.changes[0].notes = vec!["one\ntwo".into()];
    let text = text(&plan, Paint::default());
    assert!(text.contains("+ Service/a\\nb") && text.contains("    one\\ntwo\n"), "{text}");
}

#[test]
fn json_has_the_shape_of_version_1_and_no_secret() {
    let mut plan = edited();
    plan.changes.truncate(3);
    plan.changes.remove(1);
    plan.changes[1].fields.truncate(1);
    let warning = Diagnostic::warning("untagged-image", "The image has no tag.");
    plan.diagnostics = vec![warning.clone()];
    plan.reads.insert("lib/web.rhai".into(), "ab12".into());
    let place = |line: u32| json!({"file": "nginx.rhai", "line": line, "column": 6});
    let hidden = json!({"secret": "changed"});
    let expected = json!({
        "version": 1,
        "app": "nginx",
        "namespace": "default",
        "cluster": {"context": "ack-hz", "server": "https://10.0.0.1:6443", "uid": "u"},
        "changes": [
            {"action": "change", "apiVersion": "v1", "kind": "Secret", "namespace": "default", "name": "login",
             "place": place(3), "checked": true, "fields": [
                {"path": "data.password", "old": hidden, "new": hidden, "cause": "script", "place": place(3)},
                {"path": "data.user", "new": hidden, "cause": "script", "place": place(3)},
             ], "notes": []},
            {"action": "change", "apiVersion": "apps/v1", "kind": "StatefulSet", "namespace": "default",
             "name": "nginx", "place": place(15), "checked": true, "fields": [
                {"path": "spec.replicas", "old": 2, "new": 3, "cause": "script", "place": place(16),
                 "note": "replicas from --set"},
             ], "notes": []},
        ],
        "conflicts": [],
        "left": [],
        "claims": [],
        "reads": [{"file": "lib/web.rhai", "digest": "ab12"}],
        "diagnostics": [{"code": "untagged-image", "severity": "warning", "message": "The image has no tag."}],
        "summary": {"create": 0, "change": 2, "replace": 0, "delete": 0, "keep": 0, "refuse": 0, "conflicts": 0},
    });
    assert_eq!(document(&plan, &[warning]), expected);
}
