use std::rc::Rc;

use serde_json::{Value, json};

use super::*;
use crate::model::*;
use crate::object::Node;
use crate::render::samples::*;
use crate::render::{Options, render};

/// What is found in an app, each as `severity[code] line: message`, with the lines of other places behind it.
fn found(app: &App) -> Vec<String> {
    let rendered = render(app, sources(), &Options::default()).unwrap_or_else(|(told, _)| panic!("{told:#?}"));
    check(Some(app), &rendered).iter().map(shown).collect()
}

fn shown(told: &Diagnostic) -> String {
    let line = told.place.as_ref().map_or(0, |place| place.line);
    let others = told.related.iter().map(|other| format!(" ({} {})", other.message, other.place.line));
    let head = format!("{}[{}] {line}: {}", told.severity.word(), told.code, told.message);
    others.fold(head, |text, other| text + &other)
}

/// What is found after the only workload of an app is changed.
fn changed(mut app: App, change: impl FnOnce(&mut Workload)) -> Vec<String> {
    let Some(Part::Workload(workload)) = app.parts.first_mut() else { panic!("the app begins with something else") };
    change(Rc::make_mut(workload));
    found(&app)
}

/// What is found after the first container of the only workload is changed.
fn contained(app: App, change: impl FnOnce(&mut Container)) -> Vec<String> {
    changed(app, |workload| change(Rc::make_mut(&mut workload.containers[0])))
}

fn small(kind: WorkloadKind) -> App {
    let mut web = workload(kind, "web", 10);
    web.said.say("replicas", "", at(12));
    web.replicas = Some(1);
    let mut only = container("web", "web:1", 11);
    only.ports = vec![port("http", 80, 13)];
    web.containers = vec![only.into()];
    app_of(web)
}

fn patch(value: Value) -> Vec<Node> {
    vec![Node::from_value(&value, at(99))]
}

const NONE: [&str; 0] = [];

#[test]
fn the_sample_apps_are_free_of_errors() {
    assert_eq!(found(&nginx()), NONE);
    assert_eq!(found(&wordpress(Source::Missing)), NONE);
    assert_eq!(found(&zookeeper()), NONE);
}

#[test]
fn a_probe_names_a_port_of_its_own_container() {
    let wrong = contained(nginx(), |web| {
        web.liveness = Some(probe(http("/", named("htpp")), 11));
        web.startup = Some(probe(Check::Grpc { port: named("grpc"), service: None }, 12));
    });
    assert_eq!(
        wrong,
        [
            "error[port-unknown] 11: The container `nginx` has no port of this name: htpp.",
            "error[port-unknown] 12: The container `nginx` has no port of this name: grpc.",
        ]
    );
}

#[test]
fn the_help_of_an_unknown_port_names_those_there_are() {
    let app = nginx();
    let mut rendered = render(&app, sources(), &Options::default()).unwrap();
    let help = |rendered: &Rendered| check(Some(&app), rendered)[0].help.clone().unwrap();
    let set = rendered.objects.iter_mut().find(|object| object.kind == "StatefulSet").unwrap();
    let pod = set.node.get_mut("spec").unwrap().get_mut("template").unwrap().get_mut("spec").unwrap();
    let container = Node::from_value(
        &json!({
            "name": "nginx", "image": "nginx:1", "ports": [{ "name": "http", "containerPort": 80 }],
            "livenessProbe": { "httpGet": { "port": "htpp" } },
        }),
        at(6),
    );
    pod.put("containers", Node::list(vec![container], at(6)));
    assert_eq!(help(&rendered), "did you mean `http`?");
}

#[test]
fn services_and_ingresses_lead_to_ports_that_are_there() {
    let with = |target: Port, ingress: Port| {
        changed(small(WorkloadKind::Deployment), |web| {
            web.services = vec![
                Service {
                    said: made(20),
                    ports: vec![service_port(Port::Number(80), Target::To(target), 21)],
                    ..Service::default()
                }
                .into(),
            ];
            web.ingresses = vec![
                Ingress {
                    said: made(30),
                    host: "a.b".to_owned(),
                    paths: vec![IngressPath {
                        path: "/".to_owned(),
                        service: None,
                        port: Some(ingress),
                        origin: at(31),
                    }],
                    ..Ingress::default()
                }
                .into(),
            ];
        })
    };
    assert_eq!(with(named("http"), Port::Number(80)), NONE);
    assert_eq!(with(Port::Number(8080), Port::Number(80)), NONE);
    assert_eq!(
        with(named("web"), Port::Number(80)),
        ["error[port-unknown] 21: No container behind the service `web-svc` has a port of this name: web."]
    );
    assert_eq!(
        with(named("http"), Port::Number(8080)),
        ["error[port-unknown] 31: The service `web-svc` has no such port: 8080."]
    );
    let by_name = changed(small(WorkloadKind::Deployment), |web| {
        web.services = vec![
            Service { said: made(20), ports: vec![service_port(named("web"), Target::Same, 21)], ..Service::default() }
                .into(),
        ];
    });
    assert_eq!(
        by_name,
        ["error[port-unknown] 21: No container behind the service `web-svc` has a port of this name: web."]
    );
}

#[test]
fn containers_that_run_beside_each_other_open_different_ports_and_have_different_names() {
    let found = changed(small(WorkloadKind::Deployment), |web| {
        let mut second = container("web", "web:1", 20);
        second.ports = vec![port("other", 80, 21)];
        let mut before = container("before", "web:1", 22);
        before.ports = vec![port("http", 80, 23)];
        web.containers.push(second.into());
        web.init_containers = vec![(before.into(), false)];
    });
    assert_eq!(
        found,
        [
            "error[container-names] 20: Two containers of a pod have the same name: web. (the other one 11)",
            "error[port-clash] 21: Two containers of a pod open the same port: 80/TCP. (the other one 13)",
        ]
    );
}

#[test]
fn an_init_container_has_no_probes_but_a_sidecar_may() {
    let with = |sidecar| {
        changed(small(WorkloadKind::Deployment), |web| {
            let mut other = container("other", "other:1", 20);
            other.ports = vec![port("side", 90, 21)];
            other.readiness = Some(probe(http("/", named("side")), 22));
            web.init_containers = vec![(other.into(), sidecar)];
        })
    };
    assert_eq!(with(true), NONE);
    assert_eq!(
        with(false),
        ["error[init-container-probes] 22: An init container cannot have a readiness probe: other."]
    );
}

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
fn a_port_has_a_short_name_with_a_letter() {
    let with = |name: &str| contained(small(WorkloadKind::Deployment), |web| web.ports = vec![port(name, 80, 13)]);
    assert_eq!(with("http-2"), NONE);
    assert_eq!(with("80"), ["error[name-form] 13: This is not the name of a port: 80."]);
    assert_eq!(with("a--b"), ["error[name-form] 13: This is not the name of a port: a--b."]);
    assert_eq!(
        with("sixteen-letters-"),
        ["error[name-too-long] 13: The name of a port has at most 15 characters, and this one has 16: \
             sixteen-letters-."]
    );
}

#[test]
fn a_percentage_needs_a_request_or_a_limit_of_every_container_that_runs() {
    let with = |request: &str, limit: &str, amount: Amount| {
        changed(small(WorkloadKind::Deployment), |web| {
            let only = Rc::make_mut(&mut web.containers[0]);
            only.resources.cpu = amounts(request, limit);
            web.init_containers = vec![(container("before", "x:1", 15).into(), false)];
            web.hpa = Some(
                Hpa {
                    said: made(20),
                    min: 1,
                    max: 3,
                    metrics: vec![Metric { resource: "cpu", amount, origin: at(21) }],
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
            Rc::make_mut(&mut web.containers[0]).resources.cpu = amounts("1", "");
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
            let data_mut = Rc::make_mut(&mut data);
            data_mut.for_all_pods = true;
            data_mut.access_mode = mode.to_owned();
            let only = Rc::make_mut(&mut web.containers[0]);
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
        ["error[claim-shared] 20: One node at a time can mount this claim, but StatefulSet/web shares it \
             among 3 pods: web-data. (the pods 12)"]
    );
    assert_eq!(
        with(WorkloadKind::DaemonSet, None, false, once),
        ["error[claim-shared] 20: One node at a time can mount this claim, but DaemonSet/web shares it \
             among a pod on every node: web-data. (the pods 10)"]
    );
}

#[test]
fn replicas_of_pods_with_data_are_said() {
    let with = |replicas| {
        let mut app = nginx();
        let Some(Part::Workload(set)) = app.parts.first_mut() else { panic!("the app begins with something else") };
        let set = Rc::make_mut(set);
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
fn an_image_has_a_tag_or_a_digest() {
    let with = |image: &str| contained(small(WorkloadKind::Deployment), |web| web.image = image.to_owned());
    assert_eq!(with("registry:5000/a/b:1"), NONE);
    assert_eq!(with("a@sha256:00"), NONE);
    assert_eq!(
        with("registry:5000/a/b"),
        ["warning[no-tag] 11: The image has no tag, so it is whatever is latest when a pod starts: \
             registry:5000/a/b."]
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
fn liveness_takes_one_success_and_a_terminal_takes_input() {
    let found = contained(small(WorkloadKind::Deployment), |web| {
        let mut twice = Probe::new(http("/", named("http")));
        twice.said = made(20);
        twice.success_threshold = 2;
        web.liveness = Some(twice.clone().into());
        web.readiness = Some(twice.into());
        web.said.say("tty", "", at(22));
        web.tty = Some(true);
    });
    assert_eq!(
        found,
        [
            "error[probe-success] 20: The success threshold of the liveness probe of `web` must be 1, not: 2.",
            "warning[tty-without-stdin] 22: A terminal without standard input cannot be typed into: web.",
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

#[test]
fn checks_look_at_patches_and_at_the_labels_of_the_pods() {
    let found = changed(small(WorkloadKind::Deployment), |web| {
        web.pod_labels = vec![("app.kubernetes.io/name".to_owned(), "other".to_owned())];
        web.said.say("pod_label", "app.kubernetes.io/name", at(20));
        Rc::make_mut(&mut web.containers[0]).patch = patch(json!({ "image": "web" }));
    });
    assert_eq!(
        found,
        [
            "error[selector-mismatch] 20: The selector of Deployment/web does not fit its pods in this label: \
             app.kubernetes.io/name. (the selector 10)",
            "warning[no-tag] 99: The image has no tag, so it is whatever is latest when a pod starts: web.",
        ]
    );
}

#[test]
fn a_manifest_without_an_app_is_checked_as_well() {
    let app = small(WorkloadKind::Deployment);
    let rendered = render(&app, sources(), &Options::default()).unwrap();
    assert_eq!(check(None, &rendered), []);
}
