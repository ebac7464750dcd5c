//! What render says of workloads.

use super::*;

#[test]
fn an_autoscaler_seeds_replicas_within_its_bounds_and_aims_at_the_processor_by_default() {
    let with = |min, max, said| {
        let mut app = small();
        let web = workload_of(&mut app);
        web.replicas = said;
        web.hpa = Some(Hpa { said: made(20), min, max, ..Hpa::default() }.into());
        rendered(&app, &SHOW)
    };
    let replicas = |rendered: &Rendered| {
        let object = object(rendered, "Deployment/web");
        (object.value()["spec"]["replicas"].as_i64().unwrap(), object.intents.seeded_replicas)
    };
    assert_eq!(replicas(&with(1, 5, None)), (2, true));
    assert_eq!(replicas(&with(3, 5, None)), (3, true));
    assert_eq!(replicas(&with(1, 1, None)), (1, true));
    assert_eq!(replicas(&with(1, 5, Some(4))), (4, true));
    assert_eq!(
        object(&with(1, 5, None), "HorizontalPodAutoscaler/web").value()["spec"]["metrics"],
        json!([{
            "type": "Resource",
            "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } },
        }])
    );
}

#[test]
fn update_strategies_are_written_out_for_each_kind() {
    let with = |kind, said: Option<Update>| {
        let mut web = workload(kind, "web", 10);
        web.containers = vec![container("web", "web:1", 11).into()];
        web.update = said.map(Into::into);
        let rendered = rendered(&app_of(web), &SHOW);
        let object = object(&rendered, &format!("{}/web", kind.kind()));
        let spec = &object.value()["spec"];
        let field = if kind == WorkloadKind::Deployment { "strategy" } else { "updateStrategy" };
        (spec[field].to_string(), !object.intents.refused.is_empty())
    };
    let update = |strategy| Update {
        said: made(20),
        strategy,
        partition: None,
        max_unavailable: None,
        max_surge: None,
        patch: Vec::new(),
    };
    let surge = Update { max_surge: Some(1.into()), ..update(Strategy::Rolling) };
    let deployment = WorkloadKind::Deployment;
    let set = WorkloadKind::StatefulSet;
    let daemon = WorkloadKind::DaemonSet;
    for (kind, said, wanted, refused) in [
        (
            deployment,
            None,
            r#"{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}"#,
            false,
        ),
        (
            deployment,
            Some(surge.clone()),
            r#"{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":1}}"#,
            false,
        ),
        (deployment, Some(update(Strategy::Recreate)), r#"{"type":"Recreate"}"#, false),
        (set, None, r#"{"type":"RollingUpdate","rollingUpdate":{"partition":0}}"#, false),
        (set, Some(update(Strategy::OnDelete)), r#"{"type":"OnDelete"}"#, false),
        (set, Some(update(Strategy::Recreate)), r#"{"type":"OnDelete"}"#, true),
        (daemon, None, "null", false),
        (daemon, Some(surge), r#"{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}"#, false),
        (daemon, Some(update(Strategy::OnDelete)), r#"{"type":"OnDelete"}"#, false),
    ] {
        assert_eq!(with(kind, said), (wanted.to_owned(), refused), "{kind:?}");
    }
}

#[test]
fn what_a_kind_does_not_have_is_told_instead_of_dropped() {
    let mut daemon = workload(WorkloadKind::DaemonSet, "agent", 10);
    daemon.said.say("replicas", "", at(12));
    daemon.replicas = Some(2);
    daemon.progress_deadline = Some(60);
    daemon.containers = vec![container("agent", "agent:1", 11).into()];
    assert_eq!(
        told(&app_of(daemon), &SHOW),
        [
            "error[not-for-kind] 12: A DaemonSet has no `replicas`. (the workload 10)",
            "error[not-for-kind] 10: A DaemonSet has no `progress_deadline`. (the workload 10)",
        ]
    );
}
