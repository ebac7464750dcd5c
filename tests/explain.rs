//! `rhumb explain`, as somebody asks it without a cluster.

use serde_json::Value;

use crate::support::rhumb::User;

#[test]
fn a_field_is_explained_with_its_type_its_words_and_its_fields() {
    let user = User::without_cluster();
    let told = user.run(&["explain", "sts.spec.updatestrategy"]);
    assert_eq!(told.status.code(), Some(0), "{}", told.stderr);
    assert!(told.stdout.starts_with("StatefulSet.spec.updateStrategy  apps/v1\n"), "{}", told.stdout);
    assert!(told.stdout.lines().all(|line| line.chars().count() <= 100), "{}", told.stdout);
    let json = user.run(&["explain", "Pod.spec.containers[name=web].ports.protocol", "-o", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["path"], "Pod.spec.containers.ports.protocol");
    assert_eq!(json["apiVersion"], "v1");
    assert_eq!(json["default"], "TCP");
    assert_eq!(json["choices"], serde_json::json!(["SCTP", "TCP", "UDP"]));
    assert_eq!(json["diagnostics"], serde_json::json!([]));
}

#[test]
fn what_does_not_exist_is_told_with_what_is_near() {
    let user = User::without_cluster();
    let rows = [
        (
            "Statfulset",
            "error[unknown-kind]: There is no such kind or code: Statfulset.\n  help: did you mean `StatefulSet`?\n",
        ),
        (
            "Boat",
            "error[unknown-kind]: There is no such kind or code: Boat.\n  help: --cluster asks the \
             cluster, which knows custom resources too; --codes lists the codes of messages.\n",
        ),
        (
            "container",
            "error[unknown-kind]: There is no such kind or code: container.\n  help: it is told in the reference of the \
             language: `rhumb reference container`.\n",
        ),
        (
            "rhumb.toml",
            "error[unknown-kind]: There is no such kind or code: rhumb.\n  help: it is told in the reference of the \
             language: `rhumb reference rhumb.toml`.\n",
        ),
        (
            "targets",
            "error[unknown-kind]: There is no such kind or code: targets.\n  help: did you mean `rhumb reference target`?\n",
        ),
        (
            "deployments.spec.replica",
            "error[unknown-field]: Deployment.spec has no such field: replica.\n  help: did you mean `replicas`?\n",
        ),
    ];
    for (what, wanted) in rows {
        let output = user.run(&["explain", what]);
        assert_eq!((output.status.code(), output.stderr.as_str()), (Some(1), wanted), "{what}");
    }
}
