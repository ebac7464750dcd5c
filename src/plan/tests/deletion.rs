//! The plan of nothing.

use super::*;

fn claim(name: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": { "name": name } })
}

/// A claim as the controller of a StatefulSet makes it: without our marks.
fn made_by_controller(name: &str) -> Value {
    let mut claim = claim(name);
    claim["metadata"]["namespace"] = "shop".into();
    claim["metadata"]["uid"] = format!("uid-{name}").into();
    claim
}

#[test]
fn what_was_applied_last_goes_first_and_data_stays_unless_it_is_asked_for() {
    let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop" } });
    let objects: Vec<Value> = [namespace, config("a", &json!({ "k": "v" })), claim("own"), deployment(&json!({}))]
        .iter()
        .map(applied)
        .collect();
    let mut observed = recorded(with(observed(), &objects), &objects);
    observed.claims = vec![made_by_controller("disk-db-0")];
    let wanted = |mark: char, what: &str| {
        json!({
            "changes": [
                { "do": "- Deployment/web" },
                { "do": format!("{mark} PersistentVolumeClaim/own") },
                { "do": format!("{mark} PersistentVolumeClaim/disk-db-0") },
                { "do": "- ConfigMap/a" },
                { "do": "= Namespace/shop", "notes": ["kept: a Namespace is never deleted by rhumb"] },
            ],
            "claims": [format!("{what} own"), format!("{what} disk-db-0")],
        })
    };
    let plan = delete_plan(&observed, "web", false);
    assert!(plan.deleting && plan.changes.iter().all(|change| change.writes.is_empty()));
    assert_eq!(told(&plan), wanted('=', "kept"));
    assert_eq!(told(&delete_plan(&observed, "web", true)), wanted('-', "deleted"));
}

#[test]
fn nothing_is_taken_away_without_every_proof_that_it_is_ours() {
    let live = |edit: &dyn Fn(&mut Value)| {
        let mut live = applied(&config("a", &json!({ "k": "v" })));
        edit(&mut live);
        live
    };
    let rows: Vec<(Value, &str)> = vec![
        (
            live(&|it| it["metadata"]["labels"]["rhumb.dev/app"] = "other".into()),
            "it belongs to the rhumb app `other` in the namespace `shop`",
        ),
        (live(&|it| it["metadata"]["labels"] = json!({ "kapp.k14s.io/app": "1" })), "it belongs to the kapp app `1`"),
        (live(&|it| it["metadata"]["labels"] = json!({})), "it no longer carries the marks of this app"),
        (live(&|it| it["metadata"]["uid"] = "another".into()), "it is another object than the one that was applied"),
        (live(&|it| it["metadata"]["managedFields"] = json!([])), "the manager `rhumb` holds nothing of it"),
        (
            live(&|it| it["metadata"]["ownerReferences"] = json!([{ "kind": "X", "controller": true }])),
            "a controller holds it",
        ),
        (
            live(&|it| it["metadata"]["annotations"] = json!({ "helm.sh/resource-policy": "keep" })),
            "its annotation `helm.sh/resource-policy` says so",
        ),
    ];
    let record = [applied(&config("a", &json!({ "k": "v" })))];
    for (live, reason) in rows {
        let observed = recorded(with(observed(), &[live]), &record);
        assert_eq!(
            told(&delete_plan(&observed, "web", true)),
            json!({ "changes": [{ "do": "= ConfigMap/a", "notes": [format!("kept: {reason}")] }] })
        );
    }
    // A killed run could not note the uid of what it made anew.
    let mut killed = recorded(with(observed(), &[live(&|it| it["metadata"]["uid"] = "anew".into())]), &record);
    killed.record.as_mut().expect("a record").record.state = State::Applying;
    assert_eq!(told(&delete_plan(&killed, "web", true)), json!({ "changes": [{ "do": "- ConfigMap/a" }] }));
    // What is gone already needs no line.
    assert_eq!(told(&delete_plan(&recorded(observed(), &record), "web", true)), json!({ "changes": [] }));
}

#[test]
fn claims_that_go_with_their_stateful_set_or_belong_to_others_are_told_so() {
    let (mut goes, mut theirs) = (made_by_controller("disk-db-0"), made_by_controller("disk-db-1"));
    goes["metadata"]["ownerReferences"] = json!([{ "kind": "StatefulSet", "name": "db" }]);
    theirs["metadata"]["annotations"] = json!({ "meta.helm.sh/release-name": "db" });
    let mut observed = recorded(observed(), &[]);
    observed.claims = vec![goes, theirs];
    assert_eq!(
        told(&delete_plan(&observed, "web", false)),
        json!({
            "changes": [
                { "do": "= PersistentVolumeClaim/disk-db-1", "notes": ["kept: it belongs to the Helm release `db`"] },
                { "do": "- PersistentVolumeClaim/disk-db-0", "notes": ["goes with its StatefulSet: `whenDeleted` is `Delete`"] },
            ],
            "claims": ["deleted disk-db-0", "kept disk-db-1"],
        })
    );
}
