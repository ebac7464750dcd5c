//! What render says of ingresses.

use super::*;

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
