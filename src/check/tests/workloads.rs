//! What check says of workloadss.

use super::*;

#[test]
fn names_are_as_long_as_what_is_made_of_them_allows() {
    let named = |kind, length: usize| {
        let name = "a".repeat(length);
        let mut web = workload(kind, &name, 10);
        web.replicas = Some(1);
        web.containers = vec![container("web", "web:1", 11).into()];
        let codes = found(&app_of(web));
        codes.iter().map(|line| line[..line.find(':').unwrap()].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(WorkloadKind::StatefulSet, 52), NONE);
    assert_eq!(named(WorkloadKind::StatefulSet, 53), ["error[name-too-long] 10"]);
    assert_eq!(named(WorkloadKind::Deployment, 63), NONE);
    let long_service = changed(small(WorkloadKind::Deployment), |web| {
        web.services = vec![Service { said: made(20), name: Some("s".repeat(64)), ..Service::default() }.into()];
    });
    assert_eq!(long_service.len(), 1);
    assert!(long_service[0].starts_with("error[name-too-long] 20: The name of a service has at most 63"));
}

#[test]
fn a_percentage_needs_a_request_or_a_limit_of_every_container_that_runs() {
    let with = |request: &str, limit: &str, amount: Amount| {
        changed(small(WorkloadKind::Deployment), |web| {
            let only = Arc::make_mut(&mut web.containers[0]);
            only.resources.cpu = amounts(request, limit);
            web.init_containers = vec![(container("before", "x:1", 15).into(), false)];
            web.hpa = Some(
                Hpa {
                    said: made(20),
                    min: 1,
                    max: 3,
                    metrics: vec![Metric::new(Measure::Resource("cpu"), amount, at(21))],
                    ..Hpa::default()
                }
                .into(),
            );
        })
    };
    assert_eq!(with("1", "", Amount::Percent(50)), NONE);
    assert_eq!(with("", "1", Amount::Percent(50)), NONE);
    assert_eq!(with("", "", Amount::Average("500m".to_owned())), NONE);
    assert_eq!(
        with("", "", Amount::Percent(50)),
        ["error[hpa-without-request] 21: A container requests no cpu, so there is nothing to take a \
             percentage of: web. (the container 11)"]
    );
}

#[test]
fn an_autoscaler_has_bounds_in_order() {
    let with = |min, max| {
        changed(small(WorkloadKind::Deployment), |web| {
            Arc::make_mut(&mut web.containers[0]).resources.cpu = amounts("1", "");
            web.hpa = Some(Hpa { said: made(20), min, max, ..Hpa::default() }.into());
        })
    };
    assert_eq!(with(1, 1), NONE);
    assert_eq!(with(0, 3), ["error[hpa-bounds] 20: An autoscaler keeps at least one pod, not: 0."]);
    assert_eq!(with(5, 3), ["error[hpa-bounds] 20: The autoscaler has more pods at least than at most: 5 and 3."]);
}

#[test]
fn a_claim_for_one_node_is_not_shared_among_pods_and_slows_a_rolling_update() {
    let with = |kind, replicas, recreate: bool, mode: &str| {
        changed(small(kind), |web| {
            let mut data = claim("data", "1Gi", 20);
            let data_mut = Arc::make_mut(&mut data);
            data_mut.for_all_pods = true;
            data_mut.access_mode = mode.to_owned();
            let only = Arc::make_mut(&mut web.containers[0]);
            only.mounts = vec![mount("/data", Volume::Claim(data), 21)];
            web.replicas = replicas;
            if recreate {
                web.update = Some(
                    Update {
                        said: made(25),
                        strategy: Strategy::Recreate,
                        partition: None,
                        max_unavailable: None,
                        max_surge: None,
                        patch: Vec::new(),
                    }
                    .into(),
                );
            }
        })
    };
    let once = "ReadWriteOnce";
    assert_eq!(with(WorkloadKind::Deployment, Some(1), true, once), NONE);
    assert_eq!(with(WorkloadKind::Deployment, Some(3), false, "ReadWriteMany"), NONE);
    assert_eq!(with(WorkloadKind::StatefulSet, Some(1), false, once), NONE);
    assert_eq!(
        with(WorkloadKind::Deployment, Some(1), false, once),
        ["warning[claim-rolling] 20: In an update, the new pod may wait for ever for the old one to let go of \
             the claim: web-data. (the workload 10)"]
    );
    assert_eq!(
        with(WorkloadKind::StatefulSet, Some(3), false, once),
        ["error[claim-shared] 20: One node at a time can mount the claim `web-data`, but it is shared by \
             3 pods: StatefulSet/web. (the pods 12)"]
    );
    assert_eq!(
        with(WorkloadKind::DaemonSet, None, false, once),
        ["error[claim-shared] 20: One node at a time can mount the claim `web-data`, but it is shared by \
             a pod on every node: DaemonSet/web. (the pods 10)"]
    );
}

#[test]
fn replicas_of_pods_with_data_are_said() {
    let with = |replicas| {
        let mut app = nginx();
        let Some(Part::Workload(set)) = app.parts.get_mut(0) else { panic!("the app begins with something else") };
        let set = Arc::make_mut(set);
        set.said.unsay("replicas", "");
        set.replicas = replicas;
        found(&app)
    };
    assert_eq!(with(Some(2)), NONE);
    assert_eq!(
        with(None),
        ["warning[replicas-by-default] 17: Nothing says how many pods with data are run, so it is the \
             default: 2."]
    );
}

#[test]
fn a_stateful_set_has_no_surge_and_a_partition_within_its_replicas() {
    let with = |partition, surge: Option<Value>| {
        changed(zookeeper(), |set| {
            set.update = Some(
                Update {
                    said: made(25),
                    strategy: Strategy::Rolling,
                    partition: Some(partition),
                    max_unavailable: None,
                    max_surge: surge,
                    patch: Vec::new(),
                }
                .into(),
            );
        })
    };
    assert_eq!(with(2, None), NONE);
    assert_eq!(
        with(3, Some(1.into())),
        [
            "warning[partition-above-replicas] 25: The partition holds every pod back, so none is updated: 3 of 3.",
            "error[surge-on-statefulset] 25: A StatefulSet never runs more pods than its replicas: zk.",
        ]
    );
}

#[test]
fn a_disruption_budget_has_one_bound() {
    let with = |min: Option<Value>, max: Option<Value>| {
        changed(small(WorkloadKind::Deployment), |web| {
            web.disruption_budget = Some(
                DisruptionBudget { said: made(20), min_available: min, max_unavailable: max, patch: Vec::new() }.into(),
            );
        })
    };
    assert_eq!(with(Some(1.into()), None), NONE);
    assert_eq!(
        with(Some(1.into()), Some("50%".into())),
        ["error[budget-bounds] 20: A disruption budget says one bound, not both: web."]
    );
    assert_eq!(with(None, None), ["error[budget-bounds] 20: A disruption budget without a bound has no effect: web."]);
}
