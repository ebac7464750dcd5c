use serde_json::{Value, json};

use super::samples::*;
use super::*;
use crate::model::*;
use crate::object::{Node, Object};

const SHOW: Options<'_> = Options { namespace: None, show_secrets: true };

fn rendered(app: &App, options: &Options<'_>) -> Rendered {
    render(app, sources(), options).unwrap_or_else(|(told, _)| panic!("{told:#?}"))
}

/// What was told, each as `severity[code] line: message`, with the lines of other places behind it.
fn told(app: &App, options: &Options<'_>) -> Vec<String> {
    let told = match render(app, sources(), options) {
        Ok(rendered) => rendered.warnings,
        Err((told, _)) => told,
    };
    told.iter()
        .map(|told| {
            let line = told.place.as_ref().map_or(0, |place| place.line);
            let others: Vec<String> =
                told.related.iter().map(|other| format!(" ({} {})", other.message, other.place.line)).collect();
            format!("{}[{}] {line}: {}{}", told.severity.word(), told.code, told.message, others.concat())
        })
        .collect()
}

/// JSON text in which the order of keys counts.
fn text(values: &[Value]) -> String {
    serde_json::to_string_pretty(values).unwrap()
}

fn objects(rendered: &Rendered) -> Vec<Value> {
    rendered.objects.iter().map(Object::value).collect()
}

fn names(rendered: &Rendered) -> Vec<String> {
    let name = |object: &Object| format!("{} {}", object.step, object.identity());
    rendered.objects.iter().map(name).collect()
}

/// The object of this kind and name.
fn object(rendered: &Rendered, name: &str) -> Object {
    let found = rendered.objects.iter().find(|object| object.identity().to_string() == name);
    found.unwrap_or_else(|| panic!("{:?}", names(rendered))).clone()
}

fn line(node: &Node, keys: &[&str]) -> u16 {
    node.at(keys).map_or(0, |node| node.origin.line)
}

#[test]
fn the_sample_apps_render_as_recorded() {
    let password = Source::Given(SecretValue::new("hunter2"));
    for (app, recorded) in [
        (nginx(), include_str!("samples/nginx.yaml")),
        (web(), include_str!("samples/web.yaml")),
        (wordpress(password), include_str!("samples/wordpress.yaml")),
        (zookeeper(), include_str!("samples/zookeeper.yaml")),
    ] {
        let recorded: Vec<Value> =
            recorded.split("\n---\n").map(|document| serde_yaml::from_str(document).unwrap()).collect();
        let rendered = rendered(&app, &SHOW);
        pretty(&text(&objects(&rendered)), &text(&recorded));
    }
}

/// Fails at the first line that differs, with the lines before it.
fn pretty(now: &str, recorded: &str) {
    for (number, (now_line, line)) in now.lines().zip(recorded.lines()).enumerate() {
        let before: Vec<&str> = now.lines().take(number).collect();
        let tail = &before[before.len().saturating_sub(12)..];
        assert_eq!(now_line, line, "after:\n{}", tail.join("\n"));
    }
    assert_eq!(now.lines().count(), recorded.lines().count());
}

/// The first app's only workload, to be changed.
fn workload_of(app: &mut App) -> &mut Workload {
    let Some(Part::Workload(workload)) = app.parts.first_mut() else { panic!("the app begins with something else") };
    std::rc::Rc::make_mut(workload)
}

fn container_of(app: &mut App) -> &mut Container {
    std::rc::Rc::make_mut(&mut workload_of(app).containers[0])
}

fn patch(value: Value) -> Vec<Node> {
    vec![Node::from_value(&value, at(99))]
}

/// A Deployment with one container.
fn small() -> App {
    let mut web = workload(WorkloadKind::Deployment, "web", 10);
    web.containers = vec![container("web", "web:1", 11).into()];
    app_of(web)
}

fn empty_dir(line: u16) -> EmptyDir {
    EmptyDir { said: made(line), ..EmptyDir::default() }
}

#[test]
fn each_node_has_the_place_of_the_call_that_said_it_and_a_default_that_of_its_maker() {
    let rendered = rendered(&nginx(), &SHOW);
    let set = object(&rendered, "StatefulSet/nginx").node;
    let pod = set.at(&["spec", "template", "spec"]).unwrap();
    let web = &pod.get("containers").unwrap().items()[0];
    let service = object(&rendered, "Service/nginx-svc").node;
    let headless = object(&rendered, "Service/nginx-headless").node;
    let ingress = object(&rendered, "Ingress/nginx-ingress").node;
    let found = [
        ("said replicas", line(&set, &["spec", "replicas"]), 18),
        ("default pod management", line(&set, &["spec", "podManagementPolicy"]), 17),
        ("said partition", line(&set, &["spec", "updateStrategy", "rollingUpdate", "partition"]), 21),
        ("image of the constructor", line(web, &["image"]), 6),
        ("request", line(web, &["resources", "requests", "memory"]), 9),
        ("variable", web.get("env").unwrap().items()[0].origin.line, 10),
        ("default of a probe", line(web, &["livenessProbe", "initialDelaySeconds"]), 11),
        ("said in a probe", line(web, &["readinessProbe", "periodSeconds"]), 13),
        ("default beside it", line(web, &["readinessProbe", "timeoutSeconds"]), 12),
        ("hook", line(web, &["lifecycle", "preStop", "exec", "command"]), 14),
        ("mount", web.get("volumeMounts").unwrap().items()[0].origin.line, 15),
        ("service", line(&service, &["spec", "type"]), 22),
        ("service made by default", line(&headless, &["spec", "clusterIP"]), 17),
        ("ingress", line(&ingress, &["spec", "rules"]), 23),
    ];
    for (what, found, wanted) in found {
        assert_eq!(found, wanted, "{what}");
    }
}

#[test]
fn objects_come_by_layer_then_sequence_then_mention_and_parts_bring_what_they_use() {
    assert_eq!(
        names(&rendered(&wordpress(Source::Missing), &Options::default())),
        [
            "0 Namespace/blog",
            "0 Service/mysql-headless",
            "0 Service/mysql-svc",
            "0 Secret/db",
            "1 PersistentVolumeClaim/wordpress-files",
            "0 StatefulSet/mysql",
            "1 Deployment/wordpress",
        ]
    );
}

#[test]
fn a_secret_that_is_used_is_part_of_the_app_also_when_it_was_not_added() {
    let mut app = wordpress(Source::Missing);
    app.parts.retain(|part| !matches!(part, Part::Secret(_)));
    let rendered = rendered(&app, &Options::default());
    let secrets = names(&rendered).into_iter().filter(|name| name.contains("Secret"));
    assert_eq!(secrets.collect::<Vec<_>>(), ["0 Secret/db"]);
}

#[test]
fn a_part_in_the_sequence_has_to_be_added() {
    let mut app = wordpress(Source::Missing);
    app.parts.remove(1);
    assert_eq!(
        told(&app, &Options::default()),
        ["error[not-added] 25: The sequence names a part that was not added to the app. (the part 20)"]
    );
}

#[test]
fn an_app_in_a_sequence_has_its_own_sequence_within_its_step() {
    let part = |name: &str, line| {
        let mut workload = workload(WorkloadKind::Deployment, name, line);
        workload.containers = vec![container(name, "x:1", line + 1).into()];
        Part::Workload(workload.into())
    };
    let (a, b, last) = (part("a", 10), part("b", 20), part("last", 30));
    let inner = Part::App(
        App {
            said: made(40),
            name: "inner".to_owned(),
            parts: vec![b.clone(), a.clone()],
            sequence: vec![a, b],
            ..App::default()
        }
        .into(),
    );
    let outer = App {
        said: made(50),
        name: "outer".to_owned(),
        parts: vec![last.clone(), inner.clone()],
        sequence: vec![inner, last],
        ..App::default()
    };
    assert_eq!(names(&rendered(&outer, &SHOW)), ["0 Deployment/a", "1 Deployment/b", "2 Deployment/last"]);
}

#[test]
fn secret_values_are_hidden_unless_they_are_to_be_shown_and_then_all_must_be_known() {
    let given = wordpress(Source::Given(SecretValue::new("hunter2")));
    let data = |app: &App, options: &Options<'_>| {
        let mut value = object(&rendered(app, options), "Secret/db").value();
        let map = value.as_object_mut().unwrap();
        map.retain(|key, _| key.ends_with("ata") && key != "metadata");
        value
    };
    let hidden = json!({ "stringData": { "password": "(secret)" } });
    assert_eq!(data(&given, &Options::default()), hidden);
    assert_eq!(data(&wordpress(Source::Missing), &Options::default()), hidden);
    assert_eq!(data(&given, &SHOW), json!({ "data": { "password": "aHVudGVyMg==" } }));
    assert_eq!(
        told(&wordpress(Source::Missing), &SHOW),
        ["error[secret-missing] 3: No value was given for a secret: `password` of `db`."]
    );
    assert_eq!(
        told(&wordpress(Source::Literal("hunter2".to_owned())), &SHOW),
        ["warning[literal-secret] 3: A secret value stands in the script, for everybody to read: \
             `password` of `db`."]
    );
}

#[test]
fn a_namespace_from_outside_is_that_of_the_script_or_an_error() {
    let outside = |name| Options { namespace: Some(name), show_secrets: true };
    let spaces = |app: &App, options: &Options<'_>| {
        let rendered = rendered(app, options);
        let mut all: Vec<_> = rendered.objects.iter().map(|object| object.namespace.clone()).collect();
        all.dedup();
        (rendered.namespace, all)
    };
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(spaces(&nginx(), &SHOW), (None, vec![None]));
    assert_eq!(spaces(&nginx(), &outside("dev")), (some("dev"), vec![some("dev")]));
    assert_eq!(spaces(&web(), &SHOW), (some("shop"), vec![some("shop")]));
    assert_eq!(spaces(&web(), &outside("shop")), (some("shop"), vec![some("shop")]));
    let blog = wordpress(Source::Given(SecretValue::new("x")));
    assert_eq!(spaces(&blog, &SHOW), (some("blog"), vec![None, some("blog")]));
    assert_eq!(
        told(&web(), &outside("dev"))[0],
        "error[namespace-clash] 20: The script says the namespace `shop`, but the command says: dev."
    );
    assert_eq!(
        told(&blog, &outside("dev")),
        ["error[namespace-clash] 25: The script says the namespace `blog`, but the command says: dev."]
    );
}

#[test]
fn labels_of_the_script_never_reach_the_selector() {
    let mut app = small();
    app.labels = vec![("team".to_owned(), "a".to_owned()), ("tier".to_owned(), "app".to_owned())];
    let web = workload_of(&mut app);
    web.labels = vec![("tier".to_owned(), "front".to_owned())];
    web.pod_labels = vec![("color".to_owned(), "blue".to_owned())];
    let value = object(&rendered(&app, &SHOW), "Deployment/web").value();
    let own = json!({ "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" });
    let with = |more: Value| {
        let mut all = own.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    assert_eq!(value["metadata"]["labels"], with(json!({ "team": "a", "tier": "front" })));
    assert_eq!(value["spec"]["selector"]["matchLabels"], own);
    assert_eq!(value["spec"]["template"]["metadata"]["labels"], with(json!({ "color": "blue" })));

    workload_of(&mut app).selector = Some(vec![("app".to_owned(), "web".to_owned())]);
    let value = object(&rendered(&app, &SHOW), "Deployment/web").value();
    assert_eq!(value["spec"]["selector"]["matchLabels"], json!({ "app": "web" }));
    assert_eq!(value["spec"]["template"]["metadata"]["labels"], json!({ "app": "web", "color": "blue" }));
}

#[test]
fn a_constructor_call_is_one_volume_and_unnamed_ones_are_named_by_their_first_path() {
    let mut app = small();
    let shared = Volume::EmptyDir(empty_dir(20).into());
    let other = Volume::EmptyDir(empty_dir(21).into());
    let named =
        Volume::ExistingClaim(ExistingClaim { said: made(22), name: "tmp-x".to_owned(), volume_name: None }.into());
    let config = Volume::Existing(
        Items {
            said: made(23),
            name: "my.conf".to_owned(),
            items: vec![("a".to_owned(), "b".to_owned())],
            mode: Some(0o640),
            ..Items::default()
        }
        .into(),
    );
    container_of(&mut app).mounts = vec![
        mount("/tmp/X", shared.clone(), 20),
        mount("/tmp_x", other, 21),
        mount("/", Volume::EmptyDir(empty_dir(24).into()), 24),
    ];
    let mut second = container("second", "x:1", 30);
    second.mounts = vec![mount("/b", shared, 31), mount("/c", named, 32), mount("/d", config, 33)];
    workload_of(&mut app).containers.push(second.into());
    let value = object(&rendered(&app, &SHOW), "Deployment/web").value();
    let pod = &value["spec"]["template"]["spec"];
    let mounted = |at: usize| {
        let mounts = pod["containers"][at]["volumeMounts"].as_array().unwrap();
        let of = |mount: &Value| format!("{} {}", mount["name"], mount["mountPath"]).replace('"', "");
        mounts.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(mounted(0), ["tmp-x-2 /tmp/X", "tmp-x-3 /tmp_x", "root /"]);
    assert_eq!(mounted(1), ["tmp-x-2 /b", "tmp-x /c", "my-conf /d"]);
    assert_eq!(
        pod["volumes"],
        json!([
            { "name": "tmp-x-2", "emptyDir": {} },
            { "name": "tmp-x-3", "emptyDir": {} },
            { "name": "root", "emptyDir": {} },
            { "name": "tmp-x", "persistentVolumeClaim": { "claimName": "tmp-x" } },
            {
                "name": "my-conf",
                "configMap": { "name": "my.conf", "items": [{ "key": "a", "path": "b" }], "defaultMode": 416 },
            },
        ])
    );
}

#[test]
fn two_contents_under_one_name_or_of_one_call_clash() {
    let both = |one: Volume, two: Volume| {
        let mut app = small();
        container_of(&mut app).mounts = vec![mount("/a", one, 20), mount("/b", two, 21)];
        told(&app, &SHOW)
    };
    let none: [&str; 0] = [];
    let size = |line| EmptyDir { size_limit: Some("1Gi".to_owned()), ..empty_dir(line) };
    assert_eq!(both(Volume::Claim(claim("data", "1Gi", 20)), Volume::Claim(claim("data", "1Gi", 21))), none);
    assert_eq!(
        both(Volume::Claim(claim("data", "1Gi", 20)), Volume::Claim(claim("data", "2Gi", 21))),
        ["error[volume-clash] 21: Two volumes of a pod have the same name but differ: data. (the other one 20)"]
    );
    assert_eq!(
        both(Volume::EmptyDir(empty_dir(20).into()), Volume::EmptyDir(size(20).into())),
        ["error[volume-clash] 21: One volume is mounted twice with different contents. (the other one 20)"]
    );
}

#[test]
fn a_claim_is_a_template_or_owned_by_its_workload_or_by_the_app() {
    let with = |kind, for_all_pods, added: bool| {
        let mut part = claim("data", "1Gi", 20);
        std::rc::Rc::make_mut(&mut part).for_all_pods = for_all_pods;
        let mut web = workload(kind, "web", 10);
        let mut only = container("web", "web:1", 11);
        only.mounts = vec![mount("/data", Volume::Claim(part.clone()), 21)];
        web.containers = vec![only.into()];
        let mut app = app_of(web);
        app.name = "shop".to_owned();
        if added {
            app.parts.push(Part::Claim(part));
        }
        let rendered = rendered(&app, &SHOW);
        let set = object(&rendered, &format!("{}/web", kind.kind())).value();
        let templates = set["spec"]["volumeClaimTemplates"].as_array().map_or(0, Vec::len);
        let claim = &set["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"];
        let kept = rendered.objects.iter().filter(|object| object.intents.keep);
        let kept: Vec<String> = kept.map(|object| object.name.clone()).collect();
        (templates, claim.as_str().map(str::to_owned), kept.join(" "))
    };
    let some = |name: &str| Some(name.to_owned());
    let owned = || (0, some("web-data"), "web-data".to_owned());
    let shared = || (0, some("shop-data"), "shop-data".to_owned());
    assert_eq!(with(WorkloadKind::StatefulSet, false, false), (1, None, String::new()));
    assert_eq!(with(WorkloadKind::StatefulSet, true, false), owned());
    assert_eq!(with(WorkloadKind::Deployment, false, false), owned());
    assert_eq!(with(WorkloadKind::DaemonSet, false, false), owned());
    assert_eq!(with(WorkloadKind::StatefulSet, false, true), shared());
    assert_eq!(with(WorkloadKind::Deployment, false, true), shared());
}

#[test]
fn service_ports_take_what_they_do_not_say_from_the_container_ports() {
    let mut app = small();
    container_of(&mut app).ports =
        vec![port("http", 8080, 12), ContainerPort { name: None, protocol: "UDP".to_owned(), ..port("", 53, 13) }];
    let with = |part: Service| {
        let mut app = app.clone();
        workload_of(&mut app).services = vec![part.into()];
        let services = objects(&rendered(&app, &SHOW));
        let service = services.into_iter().find(|value| value["kind"] == "Service").unwrap();
        let of = |port: &Value| {
            let name = port["name"].as_str().unwrap_or("-");
            format!("{name} {} {} {}", port["port"], port["targetPort"], port["protocol"]).replace('"', "")
        };
        let ports = service["spec"]["ports"].as_array().cloned().unwrap_or_default();
        ports.iter().map(of).collect::<Vec<_>>()
    };
    let part = |ports: Vec<ServicePort>| Service { said: made(20), ports, ..Service::default() };
    let number = Port::Number;
    assert_eq!(with(part(vec![])), ["http 8080 http TCP", "udp-53 53 53 UDP"]);
    assert_eq!(with(part(vec![service_port(named("http"), Target::Same, 21)])), ["http 8080 http TCP"]);
    assert_eq!(with(part(vec![service_port(number(8080), Target::Same, 21)])), ["http 8080 8080 TCP"]);
    assert_eq!(with(part(vec![service_port(number(53), Target::Same, 21)])), ["- 53 53 UDP"]);
    assert_eq!(with(part(vec![service_port(number(99), Target::Same, 21)])), ["- 99 99 TCP"]);
    assert_eq!(
        with(part(vec![
            service_port(number(80), Target::To(named("http")), 21),
            service_port(number(81), Target::To(number(8080)), 22),
        ])),
        ["http 80 http TCP", "tcp-81 81 8080 TCP"]
    );
}

#[test]
fn a_service_without_ports_or_pods_or_name_is_told() {
    let standalone = |part: Service| {
        let mut app = small();
        app.parts.push(Part::Service(part.into()));
        told(&app, &SHOW)
    };
    let part = Service { said: made(30), ..Service::default() };
    let mut app = small();
    workload_of(&mut app).services = vec![part.clone().into()];
    assert_eq!(
        told(&app, &SHOW),
        ["error[service-incomplete] 30: The service has no port, and no container behind it has one: web-svc."]
    );
    assert_eq!(
        standalone(part.clone()),
        ["error[service-incomplete] 30: A service that belongs to no workload needs a name."]
    );
    let part = Service { name: Some("db".to_owned()), ..part };
    assert_eq!(
        standalone(part.clone()),
        ["error[service-incomplete] 30: A service that belongs to no workload does not say which pods it \
             leads to."]
    );
    let outside = Service { external_name: Some("db.example.com".to_owned()), ..part };
    assert_eq!(standalone(outside), Vec::<String>::new());
}

#[test]
fn a_stateful_set_has_a_governing_service_also_without_ports_and_takes_one_that_is_named() {
    let mut set = workload(WorkloadKind::StatefulSet, "db", 10);
    set.containers = vec![container("db", "db:1", 11).into()];
    let app = app_of(set.clone());
    let headless = object(&rendered(&app, &SHOW), "Service/db-headless").value();
    assert_eq!(headless["spec"]["ports"], Value::Null);
    assert_eq!(headless["spec"]["clusterIP"], "None");
    set.governing_service = Some(NamedPart { part: None, name: "peers".to_owned() });
    let rendered = rendered(&app_of(set), &SHOW);
    assert_eq!(names(&rendered), ["0 StatefulSet/db"]);
    assert_eq!(rendered.objects[0].value()["spec"]["serviceName"], "peers");
}

#[test]
fn an_ingress_leads_to_the_one_port_of_the_one_service_or_says_which() {
    let service = |name: Option<&str>, ports: Vec<ServicePort>, line| Service {
        said: made(line),
        name: name.map(str::to_owned),
        ports,
        ..Service::default()
    };
    let port80 = |line| service_port(Port::Number(80), Target::Same, line);
    let path =
        |service: Option<Rule>, port: Option<Port>| IngressPath { path: "/".to_owned(), service, port, origin: at(41) };
    let with = |services: Vec<Service>, paths: Vec<IngressPath>| {
        let mut app = small();
        let web = workload_of(&mut app);
        web.services = services.into_iter().map(Into::into).collect();
        web.ingresses = vec![Ingress { said: made(40), host: "a.b".to_owned(), paths, ..Ingress::default() }.into()];
        let told = told(&app, &SHOW);
        if told.is_empty() {
            let value = object(&rendered(&app, &SHOW), "Ingress/web-ingress").value();
            let backend = &value["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"];
            return vec![backend.to_string()];
        }
        told
    };
    assert_eq!(with(vec![service(None, vec![port80(31)], 30)], vec![]), [r#"{"name":"web-svc","port":{"number":80}}"#]);
    assert_eq!(
        with(vec![], vec![]),
        ["error[ingress-incomplete] 40: The ingress leads to no service, as the workload has none: web."]
    );
    let two = || {
        vec![
            service(Some("a"), vec![port80(31)], 30),
            service(Some("b"), vec![port80(33), service_port(Port::Number(81), Target::Same, 34)], 32),
        ]
    };
    assert_eq!(
        with(two(), vec![]),
        ["error[ingress-ambiguous] 40: The workload has several services, and the ingress does not say \
             which one: a, b."]
    );
    let b = || Some(Rule::Service(two()[1].clone().into()));
    assert_eq!(
        with(two(), vec![path(b(), None)]),
        ["error[ingress-ambiguous] 41: The service `b` has several ports, and the ingress does not say \
             which one: tcp-80, tcp-81."]
    );
    assert_eq!(with(two(), vec![path(b(), Some(Port::Number(81)))]), [r#"{"name":"b","port":{"number":81}}"#]);
    assert_eq!(
        with(two(), vec![path(Some(Rule::Name("a".to_owned())), None)]),
        [r#"{"name":"a","port":{"number":80}}"#]
    );
    assert_eq!(
        with(two(), vec![path(Some(Rule::Name("other".to_owned())), None)]),
        ["error[ingress-ambiguous] 41: The service is not part of this app, so its port has to be said: \
             other."]
    );
    let unsaid = Rule::Service(service(Some("c"), vec![port80(36)], 35).into());
    assert_eq!(with(vec![], vec![path(Some(unsaid), None)]), [r#"{"name":"c","port":{"number":80}}"#]);
}

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
        (spec[field].to_string(), object.intents.refused.is_some())
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

#[test]
fn patches_are_merged_over_what_their_part_renders() {
    let mut app = small();
    container_of(&mut app).patch = patch(json!({ "imagePullPolicy": "Always" }));
    let web = workload_of(&mut app);
    web.pod.patch = patch(json!({ "hostNetwork": true }));
    let rendered = rendered(&app, &SHOW);
    let web = object(&rendered, "Deployment/web").node;
    let pod = web.at(&["spec", "template", "spec"]).unwrap();
    assert_eq!(line(pod, &["hostNetwork"]), 99);
    let container = &pod.get("containers").unwrap().items()[0];
    assert_eq!(container.get("imagePullPolicy").and_then(Node::as_str), Some("Always"));
}

fn raw(value: Value, line: u16) -> Part {
    Part::Object(
        RawObject { said: made(line), node: Node::from_value(&value, at(line)), keep: false, patch: Vec::new() }.into(),
    )
}

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
        ],
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

#[test]
fn equal_objects_count_once_and_others_of_the_same_name_are_an_error() {
    let config = |value: &str, line| {
        let node = json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "c" }, "data": { "a": value },
        });
        raw(node, line)
    };
    let mut app = small();
    app.parts.extend([config("1", 30), config("1", 31)]);
    assert_eq!(names(&rendered(&app, &SHOW)), ["0 ConfigMap/c", "0 Deployment/web"]);
    app.parts.push(config("2", 32));
    assert_eq!(
        told(&app, &SHOW),
        ["error[same-name] 32: Two objects of this app have the same kind and name: ConfigMap/c. (the other one 30)"]
    );
}

#[test]
fn a_node_label_that_kubernetes_has_given_up_is_replaced_with_a_warning() {
    assert_eq!(
        told(&web(), &SHOW),
        ["warning[deprecated-label] 20: Kubernetes has given up the node label `beta.kubernetes.io/os`; \
             rendered as `kubernetes.io/os`."]
    );
}
