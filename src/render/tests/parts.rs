//! What render says of partss.

use super::*;

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
        names(&rendered(&wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into())), &Options::default())),
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
fn a_part_in_the_sequence_has_to_be_added() {
    let mut app = wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into()));
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
            parts: vec![b.clone(), a.clone()].into(),
            sequence: vec![a, b],
            ..App::default()
        }
        .into(),
    );
    let outer = App {
        said: made(50),
        name: "outer".to_owned(),
        parts: vec![last.clone(), inner.clone()].into(),
        sequence: vec![inner, last],
        ..App::default()
    };
    assert_eq!(names(&rendered(&outer, &SHOW)), ["0 Deployment/a", "1 Deployment/b", "2 Deployment/last"]);
}

#[test]
fn a_namespace_from_outside_is_that_of_the_script_or_an_error() {
    let outside = |name| Options { namespace: Some(name), ..SHOW };
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
