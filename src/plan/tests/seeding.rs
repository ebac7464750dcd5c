//! Replicas and the autoscaler, in every state in which a run or a kill leaves them (`apply_facts` 1).

use super::*;
use crate::release::SEED_MANAGER;

/// Managers of replicas, each with its subresource.
type Owners<'a> = &'a [(&'a str, &'a str)];

/// What is written, or told.
type Lines<'a> = &'a [&'a str];

/// The script's Deployment: three replicas, and an autoscaler where it is `seeded`.
fn script(replicas: u32, seeded: bool) -> Rendered {
    let mut rendered = rendered(&[deployment(&json!({ "replicas": replicas }))]);
    rendered.objects[0].intents.seeded_replicas = seeded;
    rendered
}

/// The live Deployment, and who owns its replicas.
fn live(replicas: u32, owners: Owners<'_>) -> Value {
    let mut live = applied(&deployment(&json!({ "replicas": replicas })));
    let of_ours = live["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"].as_object_mut().expect("a map");
    of_ours.shift_remove("f:replicas");
    for (manager, subresource) in owners {
        if *manager == MANAGER {
            live["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:replicas"] = json!({});
            continue;
        }
        let operation = if *manager == SEED_MANAGER { "Apply" } else { "Update" };
        let mut entry = json!({ "manager": manager, "operation": operation, "apiVersion": "apps/v1", "fieldsV1": { "f:spec": { "f:replicas": {} } } });
        if !subresource.is_empty() {
            entry["subresource"] = (*subresource).into();
        }
        live["metadata"]["managedFields"].as_array_mut().expect("a list").push(entry);
    }
    live
}

/// A server that answers as it was seen to: replicas that nobody owns any more become 1.
fn server(live: &Value) -> impl Fn(&Value) -> DryRun + '_ {
    |body| {
        let mut answer = applied(body);
        let others: Vec<Value> = live["metadata"]["managedFields"].as_array().expect("a list")[1..].to_vec();
        let theirs = others.iter().any(|entry| entry.pointer("/fieldsV1/f:spec/f:replicas").is_some());
        if body.pointer("/spec/replicas").is_none() {
            answer["spec"]["replicas"] = if theirs { live["spec"]["replicas"].clone() } else { 1.into() };
        }
        answer["metadata"]["managedFields"].as_array_mut().expect("a list").extend(others);
        DryRun::Accepted(Box::new(answer), Vec::new())
    }
}

/// What is written: manager and replicas of each request, and whether it is whole.
fn written(plan: &Plan) -> Vec<String> {
    let writes = plan.changes[0].writes.iter().map(|write| {
        let replicas = write.body.pointer("/spec/replicas").map_or_else(|| "-".to_owned(), Value::to_string);
        let part = if write.body.pointer("/spec/template").is_some() { "whole" } else { "part" };
        format!("{} {replicas} {part}", write.manager)
    });
    writes.collect()
}

#[test]
fn with_an_autoscaler_replicas_are_written_once_and_then_left_alone() {
    let (hpa, kubectl) = (("kube-controller-manager", "scale"), ("kubectl", "scale"));
    let (rhumb, seed) = ((MANAGER, ""), (SEED_MANAGER, ""));
    let handed_over = "replicas: held by rhumb-seed until the autoscaler scales";
    // Replicas there, who owns them, what is written, what is told.
    let rows: [(Option<u32>, Owners<'_>, Lines<'_>, Lines<'_>); 10] = [
        (None, &[], &["rhumb 3 whole", "rhumb-seed 3 part", "rhumb - whole"], &[]),
        // Killed after the first request, also when the script's number is another one now.
        (Some(3), &[rhumb], &["rhumb-seed 3 part", "rhumb - whole"], &[handed_over]),
        (Some(2), &[rhumb], &["rhumb-seed 2 part", "rhumb - whole"], &[handed_over]),
        // Killed after the first and scaled.
        (Some(5), &[hpa], &[], &[]),
        // Killed after the second.
        (Some(3), &[rhumb, seed], &["rhumb - whole"], &[]),
        // Done.
        (Some(3), &[seed], &[], &[]),
        (Some(5), &[hpa], &[], &[]),
        (Some(4), &[kubectl], &[], &[]),
        (Some(4), &[], &[], &[]),
        // Held by us and by somebody else: let go.
        (Some(4), &[rhumb, hpa], &["rhumb - whole"], &[]),
    ];
    for (replicas, owners, writes, notes) in rows {
        let there = replicas.map(|replicas| live(replicas, owners));
        let observed = with(observed(), there.as_slice());
        let plan = match &there {
            Some(there) => planned(&script(3, true), observed, server(there)),
            None => planned(&script(3, true), observed, taken),
        };
        assert_eq!(written(&plan), writes, "{replicas:?} {owners:?}");
        assert_eq!(plan.changes[0].notes, notes, "{replicas:?} {owners:?}");
        assert_eq!(plan.changes[0].fields, [], "{replicas:?} {owners:?}");
        assert!(plan.conflicts.is_empty());
        if let Some(replicas) = replicas {
            assert!(writes.is_empty() || plan.changes[0].shown["spec"]["replicas"] == replicas);
        }
        for write in plan.changes[0].writes.iter().filter(|write| write.manager == SEED_MANAGER) {
            let body = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web", "namespace": "shop" },
                "spec": { "replicas": replicas.unwrap_or(3) } });
            assert_eq!(write.body, body);
        }
    }
}

#[test]
fn another_change_beside_a_scaled_number_leaves_the_number() {
    let mut script = script(3, true);
    let mut body = script.objects[0].value();
    body["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.28".into();
    script.objects[0].node = Node::from_value(&body, script.objects[0].origin);
    let there = live(5, &[("kube-controller-manager", "scale")]);
    let plan = planned(&script, with(observed(), std::slice::from_ref(&there)), server(&there));
    assert_eq!(written(&plan), ["rhumb - whole"]);
    let paths: Vec<String> = plan.changes[0].fields.iter().map(|field| field.path.to_string()).collect();
    assert_eq!(paths, ["spec.template.spec.containers[name=web].image"]);
}

#[test]
fn without_the_autoscaler_replicas_are_taken_back_from_our_second_manager() {
    let back = "replicas: taken back from rhumb-seed";
    let three: &[&str] = &["rhumb-seed 4 part", "rhumb 4 whole", "rhumb-seed - part"];
    // Replicas there, who owns them, what is written, the line about replicas.
    let rows: [(u32, Owners<'_>, Lines<'_>, Option<&str>); 4] = [
        (2, &[(SEED_MANAGER, "")], three, Some("2 → 4 script")),
        // Killed after the first request, after the second, and after the third.
        (4, &[(SEED_MANAGER, "")], three, None),
        (4, &[(MANAGER, ""), (SEED_MANAGER, "")], three, None),
        (4, &[(MANAGER, "")], &[], None),
    ];
    for (replicas, owners, writes, line) in rows {
        let there = live(replicas, owners);
        let plan = planned(&script(4, false), with(observed(), std::slice::from_ref(&there)), server(&there));
        assert_eq!(written(&plan), writes, "{replicas} {owners:?}");
        let lines: Vec<String> = plan.changes[0]
            .fields
            .iter()
            .map(|field| {
                format!("{} → {} script", field.old.clone().unwrap_or_default(), field.new.clone().unwrap_or_default())
            })
            .collect();
        assert_eq!(lines.first().map(String::as_str), line, "{replicas} {owners:?}");
        let notes: &[&str] = if writes.is_empty() { &[] } else { &[back] };
        assert_eq!(plan.changes[0].notes, notes, "{replicas} {owners:?}");
    }
}

#[test]
fn a_number_that_somebody_has_scaled_is_a_conflict_of_a_script_without_an_autoscaler() {
    let mut there = live(5, &[("kubectl", "scale")]);
    there["metadata"]["managedFields"][1]["time"] = "2026-01-02T03:04:05Z".into();
    let cause = |manager: &str, more: &str| crate::observed::Cause {
        reason: "FieldManagerConflict".to_owned(),
        field: ".spec.replicas".to_owned(),
        message: format!("conflict with \"{manager}\"{more}"),
    };
    let refused = |_: &Value| {
        DryRun::Refused(crate::observed::Refusal {
            code: 409,
            reason: "Conflict".to_owned(),
            message: "Apply failed with 1 conflict".to_owned(),
            causes: vec![cause("kubectl", " with subresource \"scale\" using apps/v1"), cause(SEED_MANAGER, "")],
        })
    };
    assert_eq!(
        told(&planned(&script(4, false), with(observed(), &[there]), refused)),
        json!({
            "changes": [{ "do": "~ Deployment/web" }],
            "conflicts": [{ "object": "Deployment/web", "field": "spec.replicas", "value": 4, "live": 5, "manager": "kubectl",
                "operation": "Update", "subresource": "scale", "time": "2026-01-02T03:04:05Z",
                "place": { "file": "web.rhai", "line": 1, "column": 1 } }],
            "diagnostics": ["error[conflict] line 1: What the script says of Deployment/web is held by another manager: \
                spec.replicas (kubectl). | say the live value in the script, or nothing; or take the fields from their manager \
                with `kubectl patch deployment web -n shop --type=json -p \
                '[{\"op\":\"test\",\"path\":\"/metadata/managedFields/1/manager\",\"value\":\"kubectl\"},\
                {\"op\":\"remove\",\"path\":\"/metadata/managedFields/1\"}]'`."],
        })
    );
}
