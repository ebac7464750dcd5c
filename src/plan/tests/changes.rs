//! What is made, changed and kept.

use super::*;

#[test]
fn what_is_not_there_is_made_after_the_server_has_checked_it() {
    let objects = [config("a", &json!({ "k": "v" })), deployment(&json!({ "replicas": 2 }))];
    let mut asked = rendered(&objects);
    asked.objects.reverse();
    let answer = |body: &Value| DryRun::Accepted(Box::new(applied(body)), vec!["old field".to_owned()]);
    assert_eq!(
        told(&planned(&asked, observed(), answer)),
        json!({ "changes": [
            { "do": "+ ConfigMap/a", "notes": ["the server warns: old field"], "managers": ["rhumb"] },
            { "do": "+ Deployment/web", "notes": ["the server warns: old field"], "managers": ["rhumb"] },
        ] })
    );
}

#[test]
fn what_is_surely_the_same_is_kept_without_asking() {
    let objects = [config("a", &json!({ "k": "v" })), deployment(&json!({ "replicas": 2 }))];
    let mut live = objects.each_ref().map(applied);
    live[1]["spec"]["revisionHistoryLimit"] = 10.into();
    live[1]["metadata"]["annotations"] = json!({ "deployment.kubernetes.io/revision": "3" });
    live[1]["status"] = json!({ "replicas": 2 });
    assert_eq!(
        told(&planned(&rendered(&objects), with(observed(), &live), not_asked)),
        json!({ "changes": [{ "do": "= ConfigMap/a" }, { "do": "= Deployment/web" }] })
    );
}

#[test]
fn a_plan_that_was_not_asked_for_never_says_that_nothing_changes() {
    let before = rendered(&[config("a", &json!({ "k": "v" }))]);
    let observed = with(observed(), &[applied(&config("a", &json!({ "k": "other" })))]);
    let all = desired(&before, &observed).expect("the objects are sound");
    assert_eq!(
        told(&plan(&before, &all, &observed)),
        json!({ "changes": [{ "do": "~ ConfigMap/a", "notes": ["not checked by the server"], "managers": ["rhumb"], "checked": false }] })
    );
}

#[test]
fn each_field_is_told_with_its_cause_and_what_only_the_server_does_is_no_change() {
    let live = applied(&config("a", &json!({ "changed": "1", "gone": "x", "same": "s" })));
    let body = config("a", &json!({ "changed": "2", "same": "s", "new": "n" }));
    let webhook = |body: &Value| {
        let mut answer = applied(body);
        answer["metadata"]["annotations"] = json!({ "webhook": "was here" });
        DryRun::Accepted(Box::new(answer), Vec::new())
    };
    let observed = with(observed(), &[live]);
    assert_eq!(
        told(&planned(&rendered(&[body]), observed.clone(), webhook)),
        json!({ "changes": [{ "do": "~ ConfigMap/a", "managers": ["rhumb"], "fields": [
            ["metadata.annotations.webhook", null, "was here", "server", 0],
            ["data.changed", "1", "2", "script", 1],
            ["data.new", null, "n", "script", 1],
            ["data.gone", "x", null, "removed", 1],
        ] }] })
    );
    // A label that is not ours any more makes the server be asked, and a webhook alone changes nothing.
    let same = config("a", &json!({ "changed": "1", "gone": "x", "same": "s" }));
    let mut taken_over = observed;
    let key = identity(&applied(&same));
    let live = taken_over.live.get_mut(&key).expect("put there");
    live["metadata"]["managedFields"][0]["fieldsV1"]["f:data"].as_object_mut().expect("a map").shift_remove("f:same");
    let without = |body: &Value| {
        let mut answer = applied(body);
        answer["metadata"]["annotations"] = json!({ "webhook": "was here" });
        answer["metadata"]["managedFields"][0]["fieldsV1"]["f:data"]
            .as_object_mut()
            .expect("a map")
            .shift_remove("f:same");
        DryRun::Accepted(Box::new(answer), Vec::new())
    };
    assert_eq!(
        told(&planned(&rendered(&[same]), taken_over, without)),
        json!({ "changes": [{ "do": "= ConfigMap/a" }] })
    );
}

#[test]
fn fields_that_only_change_their_owner_are_told() {
    let body = config("a", &json!({ "k": "v" }));
    let mut set_back = applied(&body);
    set_back["metadata"]["managedFields"][0]["fieldsV1"]["f:data"] = json!({ "f:other": {} });
    assert_eq!(
        told(&planned(&rendered(std::slice::from_ref(&body)), with(observed(), &[set_back]), taken)),
        json!({ "changes": [{ "do": "~ ConfigMap/a", "managers": ["rhumb"], "notes": ["becomes ours with the value that it has: data.k"] }] })
    );
    // Dropped by the script, and held by somebody else as well: it stays, and nobody else would say so.
    let mut held = applied(&config("a", &json!({ "k": "v", "b": "w" })));
    let theirs = entry("kubectl-client-side-apply", "Update", &config("a", &json!({ "b": "w" })));
    held["metadata"]["managedFields"].as_array_mut().expect("a list").push(theirs);
    let stays = |body: &Value| {
        let mut answer = applied(body);
        answer["data"]["b"] = "w".into();
        DryRun::Accepted(Box::new(answer), Vec::new())
    };
    assert_eq!(
        told(&planned(&rendered(std::slice::from_ref(&body)), with(observed(), &[held]), stays)),
        json!({ "changes": [{ "do": "~ ConfigMap/a", "managers": ["rhumb"],
            "notes": ["no longer in the script, but stays, as kubectl-client-side-apply holds it too: data.b"] }] })
    );
    // Made by somebody without a mark of any tool.
    let mut unmarked = applied_by("kubectl-create", &body);
    unmarked["metadata"].as_object_mut().expect("a map").shift_remove("labels");
    let plan = planned(&rendered(&[body]), with(observed(), &[unmarked]), taken);
    assert_eq!(plan.changes[0].notes, ["it is there already and becomes part of this app"]);
    let paths: Vec<(String, Cause)> =
        plan.changes[0].fields.iter().map(|field| (field.path.to_string(), field.cause)).collect();
    assert_eq!(
        paths,
        [
            ("metadata.labels[rhumb.dev/app]".to_owned(), Cause::Script),
            ("metadata.labels[rhumb.dev/app-namespace]".to_owned(), Cause::Script),
            ("metadata.labels[applyset.kubernetes.io/part-of]".to_owned(), Cause::Script),
        ]
    );
}

#[test]
fn values_of_a_secret_stand_nowhere_but_in_what_is_sent() {
    let secret = |text: &str| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "stringData": { "k": text } });
    let stored = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "data": { "k": "Y29ycmVjdC1ob3JzZQ==" } });
    let plan = planned(&rendered(&[secret("battery-staple")]), with(observed(), &[applied(&stored)]), taken);
    assert_eq!(
        told(&plan),
        json!({ "changes": [{ "do": "~ Secret/s", "managers": ["rhumb"], "fields": [["data.k", "(secret)", "(secret)", "script", 1]] }] })
    );
    assert_eq!(plan.changes[0].writes[0].body["data"]["k"], "YmF0dGVyeS1zdGFwbGU=");
    let all = desired(&rendered(&[secret("battery-staple")]), &observed()).expect("the objects are sound");
    let everything = format!("{plan:?} {all:?} {:?}", dry_run_needed(&all, &observed()));
    for value in ["battery-staple", "correct-horse", "YmF0dGVyeS1zdGFwbGU=", "Y29ycmVjdC1ob3JzZQ=="] {
        assert!(!everything.contains(value), "{value}");
    }
    // The same text is no change, and nobody is asked.
    let same = planned(&rendered(&[secret("correct-horse")]), with(observed(), &[applied(&stored)]), not_asked);
    assert_eq!(told(&same), json!({ "changes": [{ "do": "= Secret/s" }] }));
}

#[test]
fn objects_of_a_namespace_that_the_app_makes_are_made_unchecked_after_it() {
    let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop" } });
    let mut missing = observed();
    missing.missing_namespaces.insert("shop".to_owned());
    let only_namespace = |body: &Value| if body["kind"] == "Namespace" { taken(body) } else { not_asked(body) };
    assert_eq!(
        told(&planned(
            &rendered(&[config("a", &json!({ "k": "v" })), namespace.clone()]),
            missing.clone(),
            only_namespace
        )),
        json!({ "changes": [
            { "do": "+ Namespace/shop", "managers": ["rhumb"] },
            { "do": "+ ConfigMap/a", "managers": ["rhumb"], "checked": false,
              "notes": ["not checked by the server: its namespace is not there yet"] },
        ] })
    );
    let help = "run `kubectl create namespace shop`; or add `namespace(NAME)` to the app, with NAME out of a parameter that \
                each target gives.";
    let fault = |line: u8| {
        json!([format!("error[missing-namespace] line {line}: The namespace does not exist: shop. | {help}")])
    };
    let plan = planned(&rendered(&[config("a", &json!({ "k": "v" }))]), missing.clone(), not_asked);
    assert_eq!(told(&plan)["diagnostics"], fault(1));
    // The record needs the app's namespace even where no object does.
    let other = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "other" } });
    assert_eq!(told(&planned(&rendered(&[other]), missing, taken))["diagnostics"], fault(1));
}

#[test]
fn an_object_that_is_going_is_made_again_when_it_is_gone() {
    let body = config("a", &json!({ "k": "v" }));
    let mut going = applied(&body);
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
    let plan = planned(&rendered(&[body]), with(observed(), &[going]), taken);
    assert_eq!(plan.changes[0].uid.as_deref(), Some("uid-a"));
    assert_eq!(
        told(&plan),
        json!({
            "changes": [{ "do": "+ ConfigMap/a", "notes": ["it is being deleted: made again when it is gone"], "managers": ["rhumb"] }],
            "diagnostics": ["warning[terminating] line 1: ConfigMap/a is being deleted: an apply waits until it is gone, and \
                             makes it again. | if it does not go, see its finalizers with `kubectl get -o yaml`."],
        })
    );
}

#[test]
fn an_object_of_somebody_else_is_left_alone_and_not_asked_about() {
    let body = config("a", &json!({ "k": "v" }));
    let mut theirs = applied_by("helm", &body);
    theirs["metadata"]["labels"] = json!({ "app.kubernetes.io/managed-by": "Helm" });
    assert_eq!(
        told(&planned(&rendered(&[body]), with(observed(), &[theirs]), not_asked)),
        json!({
            "changes": [{ "do": "! ConfigMap/a" }],
            "diagnostics": ["error[foreign-object] line 1: ConfigMap/a belongs to Helm. | give yours another name; or take \
                             it out of the other, run `kubectl delete configmap a -n shop`, and apply yours."],
        })
    );
}

#[test]
fn objects_of_the_record_that_are_no_longer_wanted_are_told_while_they_are_ours() {
    let (kept, left, moved, gone) = (
        config("kept", &json!({ "k": "v" })),
        config("left", &json!({})),
        config("moved", &json!({})),
        config("gone", &json!({})),
    );
    let mut moved_away = applied(&moved);
    moved_away["metadata"]["labels"]["rhumb.dev/app"] = "other".into();
    let live = [applied(&kept), applied(&left), moved_away];
    let observed = recorded(with(observed(), &live), &[live.to_vec(), vec![applied(&gone)]].concat());
    assert_eq!(
        told(&planned(&rendered(&[kept]), observed, not_asked)),
        json!({ "changes": [{ "do": "= ConfigMap/kept" }], "left": ["ConfigMap/left"] })
    );
}

#[test]
fn a_record_of_another_cluster_stops_the_plan() {
    let mut observed = recorded(observed(), &[]);
    observed.cluster.uid = Some("other".to_owned());
    let plan = planned(&rendered(&[config("a", &json!({ "k": "v" }))]), observed, taken);
    assert_eq!(plan.diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), ["other-cluster"]);
}

#[test]
fn changes_come_by_step_and_layer_and_in_the_order_of_the_script() {
    let service = |name: &str| json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": name } });
    let mut all = rendered(&[
        deployment(&json!({})),
        service("second"),
        service("b"),
        service("a"),
        json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "late" } }),
    ]);
    all.objects[1].step = 1;
    all.objects[4].step = 1;
    let plan = planned(&all, observed(), taken);
    let order: Vec<String> = plan.changes.iter().map(|change| change.identity.to_string()).collect();
    assert_eq!(order, ["Namespace/late", "Service/b", "Service/a", "Deployment/web", "Service/second"]);
}

#[test]
fn claims_are_told_for_the_pods_that_come() {
    let set = |replicas: u32| {
        json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "db" }, "spec": { "replicas": replicas,
            "volumeClaimTemplates": [{ "metadata": { "name": "disk" }, "spec": { "accessModes": ["ReadWriteOnce"] } }] } })
    };
    let claim = |name: &str, namespace: &str| json!({ "metadata": { "name": name, "namespace": namespace } });
    let claims = |observed: Observed, replicas: u32| {
        told(&planned(&rendered(&[set(replicas)]), observed, taken))["claims"].clone()
    };
    assert_eq!(claims(observed(), 2), json!(["made disk-db-0", "made disk-db-1"]));
    let mut there = observed();
    there.claims = vec![claim("disk-db-0", "shop"), claim("disk-db-1", "other")];
    assert_eq!(claims(there, 2), json!(["made disk-db-1"]));
    let two = || with(observed(), &[applied(&set(2))]);
    assert_eq!(claims(two(), 4), json!(["made disk-db-2", "made disk-db-3"]));
    assert_eq!(claims(two(), 2), Value::Null);
    assert_eq!(claims(two(), 1), Value::Null);
}

#[test]
fn another_strategy_is_switched_in_two_steps_where_the_old_settings_are_nobodys() {
    let defaults = json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": "25%" } });
    let old = deployment(&json!({ "replicas": 2 }));
    let mut live = applied(&old);
    live["spec"]["strategy"] = defaults.clone();
    live["spec"]["template"]["spec"]["restartPolicy"] = "Always".into();
    let mut new = deployment(&json!({ "replicas": 2, "strategy": { "type": "Recreate" } }));
    new["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.28".into();
    // The second step alone would be refused, so the server is asked about what stands between the two.
    let server = |body: &Value| {
        assert_eq!(body["spec"]["strategy"], json!({ "type": "RollingUpdate", "rollingUpdate": {} }));
        let mut answer = applied(body);
        answer["spec"]["strategy"] = defaults.clone();
        answer["spec"]["template"]["spec"]["restartPolicy"] = "Always".into();
        DryRun::Accepted(Box::new(answer), Vec::new())
    };
    let plan = planned(&rendered(std::slice::from_ref(&new)), with(observed(), std::slice::from_ref(&live)), server);
    assert_eq!(
        told(&plan),
        json!({ "changes": [{ "do": "~ Deployment/web", "managers": ["rhumb", "rhumb"], "fields": [
            ["spec.strategy.type", "RollingUpdate", "Recreate", "script", 1],
            ["spec.strategy.rollingUpdate", { "maxSurge": "25%", "maxUnavailable": "25%" }, null, "server", 0],
            ["spec.template.spec.containers[name=web].image", "nginx:1.27", "nginx:1.28", "script", 1],
        ] }] })
    );
    // The first step changes nothing but owners: the old image, and no defaults.
    let mut first = applied(&old);
    let metadata = first["metadata"].as_object_mut().expect("a map");
    metadata.retain(|key, _| ["name", "namespace", "labels"].contains(&key.as_str()));
    first["spec"]["strategy"] = json!({ "type": "RollingUpdate", "rollingUpdate": {} });
    assert_eq!(plan.changes[0].writes[0].body, first);
    assert_eq!(plan.changes[0].writes[1].body, plan.changes[0].desired);
    // Where they are ours the server lets them go by itself.
    let mut ours = deployment(&json!({ "replicas": 2, "strategy": { "type": "RollingUpdate", "rollingUpdate": {} } }));
    ours = applied(&ours);
    let plan = planned(&rendered(&[new]), with(observed(), &[ours]), taken);
    assert_eq!(plan.changes[0].writes.len(), 1);
}

#[test]
fn a_stateful_set_keeps_its_partition_while_its_strategy_is_switched() {
    let set = |strategy: Value| json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "db" }, "spec": { "replicas": 1, "updateStrategy": strategy } });
    let mut live = applied(&set(json!({ "type": "RollingUpdate" })));
    live["spec"]["updateStrategy"]["rollingUpdate"] = json!({ "partition": 2 });
    let plan = planned(&rendered(&[set(json!({ "type": "OnDelete" }))]), with(observed(), &[live]), taken);
    let strategies: Vec<&Value> =
        plan.changes[0].writes.iter().map(|write| &write.body["spec"]["updateStrategy"]).collect();
    assert_eq!(
        strategies,
        [&json!({ "type": "RollingUpdate", "rollingUpdate": { "partition": 2 } }), &json!({ "type": "OnDelete" })]
    );
}

#[test]
fn claims_that_go_with_their_pods_are_told_as_data_loss() {
    let set = |replicas: i64| {
        json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "db" }, "spec": {
            "replicas": replicas,
            "persistentVolumeClaimRetentionPolicy": { "whenDeleted": "Retain", "whenScaled": "Delete" },
        } })
    };
    let accepted = |body: &Value| DryRun::Accepted(Box::new(applied(body)), Vec::new());
    let there = with(observed(), &[applied(&set(3))]);
    assert_eq!(
        told(&planned(&rendered(&[set(2)]), there.clone(), accepted)),
        json!({ "changes": [{
            "do": "~ StatefulSet/db",
            "notes": ["data loss: claims go when it is scaled in, as `whenScaled` is `Delete`"],
            "managers": ["rhumb"],
            "fields": [["spec.replicas", 3, 2, "script", 1]],
        }] })
    );
    assert_eq!(
        told(&planned(&rendered(&[set(3)]), there, not_asked)),
        json!({ "changes": [{ "do": "= StatefulSet/db" }] })
    );
}
