//! What check says of portss.

use super::*;

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
    let help = |rendered: &Rendered| check(Some(&app), rendered, Settings::default())[0].help.clone().unwrap();
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
    assert_eq!(with(Port::Number(80), Port::Number(80)), NONE);
    assert_eq!(
        with(Port::Number(8080), Port::Number(80)),
        ["warning[target-port] 21: No container behind the service `web-svc` says that it opens this port: 8080/TCP."]
    );
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
