//! What check does not say: what is right is passed over in silence.

use super::*;
use crate::object::{Intents, Object};
use crate::project::{PodSecurity, Version};

/// Objects as a manifest has them.
fn objects(values: &[Value]) -> Rendered {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let object = |value: &Value| Object {
        api_version: text(&value["apiVersion"]),
        kind: text(&value["kind"]),
        namespace: value["metadata"]["namespace"].as_str().map(str::to_owned),
        name: text(&value["metadata"]["name"]),
        node: Node::from_value(value, at(1)),
        origin: at(1),
        intents: Intents::default(),
        step: 0,
    };
    Rendered { objects: values.iter().map(object).collect(), sources: sources(), ..Rendered::default() }
}

fn told(values: &[Value], settings: Settings) -> Vec<String> {
    check(None, &objects(values), settings).iter().map(shown).collect()
}

/// A Deployment whose pods have these labels and this `spec` beside their container.
fn deployment(name: &str, labels: &Value, container: &Value, pod: &Value) -> Value {
    let mut only = json!({ "name": "web", "image": "web:1" });
    let mut spec = json!({});
    for (into, from) in [(&mut only, container), (&mut spec, pod)] {
        into.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    }
    spec["containers"] = json!([only]);
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": name },
        "spec": { "selector": { "matchLabels": labels }, "template": { "metadata": { "labels": labels }, "spec": spec } },
    })
}

fn service(name: &str, spec: &Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": name }, "spec": spec })
}

#[test]
fn pods_made_elsewhere_are_not_missed() {
    let labels = json!({ "app": "web" });
    let near = json!({ "affinity": { "podAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": [
        { "topologyKey": "zone", "labelSelector": { "matchLabels": { "app": "database" } } },
        { "topologyKey": "zone", "namespaces": ["other"], "labelSelector": { "matchLabels": { "app": "wbe" } } },
    ] } } });
    let found = told(
        &[
            deployment("web", &labels, &json!({}), &near),
            service("database", &json!({ "selector": { "app": "database" }, "ports": [{ "port": 80 }] })),
            service("outside", &json!({ "ports": [{ "port": 80 }] })),
        ],
        Settings::default(),
    );
    assert_eq!(found, NONE);
}

#[test]
fn containers_may_open_ports_that_they_do_not_say() {
    let labels = json!({ "app": "web" });
    let service = service("web", &json!({ "selector": labels, "ports": [{ "port": 80, "targetPort": 8080 }] }));
    let silent = deployment("web", &labels, &json!({}), &json!({}));
    assert_eq!(told(&[silent, service.clone()], Settings::default()), NONE);
    let open = deployment("web", &labels, &json!({ "ports": [{ "containerPort": 8080 }] }), &json!({}));
    assert_eq!(told(&[open, service.clone()], Settings::default()), NONE);
    let other = deployment("web", &labels, &json!({ "ports": [{ "containerPort": 9090 }] }), &json!({}));
    assert_eq!(told(&[other, service], Settings::default()).len(), 1);
}

#[test]
fn two_protocols_may_share_a_number_and_two_addresses_a_port_of_the_node() {
    let ports = json!({ "ports": [
        { "name": "dns", "containerPort": 53 },
        { "name": "dns-udp", "containerPort": 53, "protocol": "UDP" },
        { "containerPort": 1, "hostPort": 80, "hostIP": "10.0.0.1" },
        { "containerPort": 2, "hostPort": 80, "hostIP": "10.0.0.2" },
    ] });
    assert_eq!(told(&[deployment("web", &json!({ "app": "web" }), &ports, &json!({}))], Settings::default()), NONE);
}

#[test]
fn rules_about_nodes_that_one_node_fits_are_fine() {
    let pod = |terms: Value| {
        let affinity = json!({ "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": terms,
        } } });
        let pod = json!({ "nodeSelector": { "disk": "ssd" }, "affinity": affinity });
        told(&[deployment("web", &json!({ "app": "web" }), &json!({}), &pod)], Settings::default())
    };
    let never = json!({ "matchExpressions": [{ "key": "disk", "operator": "DoesNotExist" }] });
    let fine = json!({ "matchExpressions": [
        { "key": "disk", "operator": "In", "values": ["ssd", "hdd"] },
        { "key": "disk", "operator": "NotIn", "values": ["hdd"] },
        { "key": "cores", "operator": "Gt", "values": ["8"] },
    ] });
    assert_eq!(pod(json!([fine])), NONE);
    assert_eq!(pod(json!([never, fine])), NONE, "one of them is enough");
    assert_eq!(pod(json!([never])).len(), 1);
}

#[test]
fn annotations_take_keys_in_capitals_and_any_text() {
    let mut web = deployment("web", &json!({ "app": "web" }), &json!({}), &json!({}));
    web["metadata"]["annotations"] = json!({ "Example.com/Note": "a b\tc", "plain": "" });
    web["metadata"]["labels"] = json!({ "app.kubernetes.io/version": "", "A_b.c": "1.0_x" });
    assert_eq!(told(&[web], Settings::default()), NONE);
}

#[test]
fn rules_by_version_ask_for_the_version() {
    let of = |minor| Settings { kubernetes: Version { major: 1, minor }, ..Settings::default() };
    let env =
        json!({ "env": [{ "name": "2nd", "value": "x" }], "lifecycle": { "preStop": { "sleep": { "seconds": 5 } } } });
    let web = deployment("web", &json!({ "app": "web" }), &env, &json!({}));
    let numbered = service("2048", &json!({ "ports": [{ "port": 80 }] }));
    let count = |minor| told(&[web.clone(), numbered.clone()], of(minor)).len();
    assert_eq!((count(29), count(30), count(32), count(35), count(36)), (3, 2, 1, 1, 0));
}

#[test]
fn a_hardened_pod_keeps_to_the_level_restricted() {
    let restricted = Settings { pod_security: Some(PodSecurity::Restricted), ..Settings::default() };
    let baseline = Settings { pod_security: Some(PodSecurity::Baseline), ..Settings::default() };
    let container = json!({
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"], "add": ["NET_BIND_SERVICE"] },
        },
        "volumeMounts": [{ "name": "data", "mountPath": "/data" }],
    });
    let pod = json!({
        "securityContext": {
            "runAsNonRoot": true,
            "seccompProfile": { "type": "RuntimeDefault" },
            "seLinuxOptions": { "type": "container_engine_t", "level": "s0:c1" },
            "sysctls": [{ "name": "net.ipv4.tcp_rmem", "value": "1" }],
        },
        "volumes": [{ "name": "data", "image": { "reference": "data:1" } }],
    });
    let labels = json!({ "app": "web" });
    assert_eq!(told(&[deployment("web", &labels, &container, &pod)], restricted), NONE);
    let bare = deployment("web", &labels, &json!({}), &json!({}));
    assert_eq!(told(std::slice::from_ref(&bare), baseline), NONE);
    assert_eq!(told(std::slice::from_ref(&bare), Settings::default()), NONE);
    assert_eq!(told(&[bare], restricted).len(), 4);
}

#[test]
fn pods_with_users_of_their_own_may_run_as_root_in_the_level_restricted() {
    let of = |minor| Settings {
        kubernetes: Version { major: 1, minor },
        pod_security: Some(PodSecurity::Restricted),
        ..Settings::default()
    };
    let container =
        json!({ "securityContext": { "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] } } });
    let pod = json!({ "hostUsers": false, "securityContext": { "seccompProfile": { "type": "Localhost", "localhostProfile": "x" }, "runAsUser": 0 } });
    let web = deployment("web", &json!({ "app": "web" }), &container, &pod);
    assert_eq!(told(std::slice::from_ref(&web), of(36)), NONE);
    assert_eq!(told(&[web], of(34)).len(), 2);
}

#[test]
fn one_pod_may_be_away_and_a_partition_may_begin_elsewhere() {
    let set = |spec: Value| {
        let mut set = deployment("web", &json!({ "app": "web" }), &json!({}), &json!({}));
        set["kind"] = json!("StatefulSet");
        set["spec"]["serviceName"] = json!("web");
        set["spec"].as_object_mut().unwrap().extend(spec.as_object().unwrap().clone());
        told(&[set], Settings::default())
    };
    let rolling = |partition: i64| json!({ "rollingUpdate": { "partition": partition, "maxUnavailable": 1 } });
    assert_eq!(set(json!({ "replicas": 3, "updateStrategy": rolling(2) })), NONE);
    assert_eq!(set(json!({ "replicas": 3, "ordinals": { "start": 5 }, "updateStrategy": rolling(7) })), NONE);
    assert_eq!(set(json!({ "replicas": 3, "ordinals": { "start": 5 }, "updateStrategy": rolling(8) })).len(), 1);
}
