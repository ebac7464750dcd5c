//! What render says of services.

use super::*;

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
fn a_service_or_ingress_of_a_workload_may_be_added_to_the_app_as_well() {
    let mut app = nginx();
    let set = workload_of(&mut app).clone();
    let before = names(&rendered(&app, &SHOW));
    app.parts.push(Part::Service(set.services[0].clone()));
    app.parts.push(Part::Ingress(set.ingresses[0].clone()));
    assert_eq!(names(&rendered(&app, &SHOW)), before);
}

#[test]
fn a_port_name_that_two_containers_use_means_the_first_of_them() {
    let mut app = small();
    container_of(&mut app).ports = vec![port("http", 8080, 12)];
    let web = workload_of(&mut app);
    let mut second = container("second", "x:1", 13);
    second.ports = vec![port("http", 8081, 14)];
    web.containers.push(second.into());
    web.services = vec![Service { said: made(20), ..Service::default() }.into()];
    let service = object(&rendered(&app, &SHOW), "Service/web-svc").value();
    assert_eq!(
        service["spec"]["ports"],
        json!([
            { "name": "http", "port": 8080, "targetPort": "http", "protocol": "TCP" },
            { "name": "tcp-8081", "port": 8081, "targetPort": 8081, "protocol": "TCP" },
        ])
    );
}

#[test]
fn a_private_load_balancer_is_asked_for_in_the_words_of_the_cloud() {
    let with = |cloud| {
        let mut app = small();
        let part = Service { said: made(20), internal: true, ..Service::default() };
        workload_of(&mut app).services =
            vec![Service { ports: vec![service_port(Port::Number(80), Target::Same, 21)], ..part }.into()];
        let settings = Settings { cloud: Some(cloud), ..Settings::DEFAULT };
        let value = object(&rendered(&app, &Options { settings, ..SHOW }), "Service/web-svc").value();
        assert_eq!(value["spec"]["type"], "LoadBalancer");
        value["metadata"]["annotations"].clone()
    };
    let prefix = "service.beta.kubernetes.io/";
    assert_eq!(with(Cloud::Alibaba), json!({ format!("{prefix}alibaba-cloud-loadbalancer-address-type"): "intranet" }));
    assert_eq!(
        with(Cloud::Aws),
        json!({
            format!("{prefix}aws-load-balancer-scheme"): "internal",
            format!("{prefix}aws-load-balancer-internal"): "true",
        })
    );
    assert_eq!(with(Cloud::Azure), json!({ format!("{prefix}azure-load-balancer-internal"): "true" }));
    assert_eq!(with(Cloud::Google), json!({ "networking.gke.io/load-balancer-type": "Internal" }));
}
