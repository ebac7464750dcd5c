//! What a diff tells, line by line.

use serde_json::json;

use super::*;

/// `path old new cause` of each line.
fn lines(live: &Value, next: &Value, wanted: &Value, owned: &Value) -> Vec<String> {
    let node = Node::from_value(wanted, Origin::NONE);
    let sources = Sources::default();
    let context = Context { node: &node, origin: Origin::NONE, owned: Some(owned), sources: &sources };
    let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
    let line = |change: &FieldChange| {
        format!("{} {} {} {:?}", change.path, show(&change.old), show(&change.new), change.cause)
    };
    diff(live, next, &context).iter().map(line).collect()
}

fn deployment(spec: Value) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "template": { "spec": spec } } })
}

/// A container as the server gives it back, with a part of it changed.
fn container(edits: &Value) -> Value {
    let mut container = json!({
        "name": "a", "image": "x", "imagePullPolicy": "IfNotPresent",
        "env": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }],
        "ports": [{ "containerPort": 80, "name": "http", "protocol": "TCP" }],
        "args": ["-a", "-b"],
        "readinessProbe": { "httpGet": { "path": "/", "port": "http", "scheme": "HTTP" }, "periodSeconds": 5, "timeoutSeconds": 1 },
        "resources": { "requests": { "cpu": "250m" } },
    });
    for (key, value) in edits.as_object().expect("a map") {
        match value {
            Value::Null => container.as_object_mut().expect("a map").shift_remove(key),
            value => container.as_object_mut().expect("a map").insert(key.clone(), value.clone()),
        };
    }
    deployment(json!({ "restartPolicy": "Always", "containers": [container] }))
}

fn owned() -> Value {
    let env = |name: &str| (format!("k:{{\"name\":\"{name}\"}}"), json!({ ".": {}, "f:name": {}, "f:value": {} }));
    let env: serde_json::Map<String, Value> = [env("A"), env("B")].into_iter().collect();
    json!({ "f:spec": { "f:template": { "f:spec": { "f:containers": { "k:{\"name\":\"a\"}": {
        ".": {}, "f:name": {}, "f:image": {}, "f:args": {}, "f:env": env,
        "f:ports": { "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {}, "f:name": {} } },
        "f:readinessProbe": { "f:httpGet": { "f:path": {}, "f:port": {} }, "f:periodSeconds": {} },
        "f:resources": { "f:requests": { "f:cpu": {} } } } } } } } })
}

#[test]
fn a_single_edit_is_a_single_line_with_its_cause() {
    let here = "spec.template.spec.containers[name=a].";
    let (a, b) = (json!({ "name": "A", "value": "1" }), json!({ "name": "B", "value": "2" }));
    let probe = |period: u32, path: &str| json!({ "httpGet": { "path": path, "port": "http", "scheme": "HTTP" }, "periodSeconds": period, "timeoutSeconds": 1 });
    // What the server would answer, what of it the script says, and the lines.
    let rows: Vec<(Value, Value, &str)> = vec![
        (json!({ "image": "y" }), json!({ "image": "y" }), r#"image "x" "y" Script"#),
        (
            json!({ "env": [{ "name": "A", "value": "9" }, b] }),
            json!({ "env": [{ "name": "A", "value": "9" }, b] }),
            r#"env[name=A].value "1" "9" Script"#,
        ),
        (
            json!({ "env": [a, { "name": "C", "valueFrom": { "fieldRef": { "apiVersion": "v1", "fieldPath": "x" } } }, b] }),
            json!({ "env": [a, { "name": "C", "valueFrom": { "fieldRef": { "fieldPath": "x" } } }, b] }),
            r#"env[name=C] - {"name":"C","valueFrom":{"fieldRef":{"fieldPath":"x"}}} Script"#,
        ),
        (json!({ "env": [a] }), json!({ "env": [a] }), r#"env[name=B] {"name":"B","value":"2"} - Removed"#),
        (json!({ "env": [b, a] }), json!({ "env": [b, a] }), r#"env order ["A","B"] ["B","A"] Script"#),
        (json!({ "env": null }), json!({}), r#"env [{"name":"A","value":"1"},{"name":"B","value":"2"}] - Removed"#),
        (
            json!({ "ports": [{ "containerPort": 80, "name": "web", "protocol": "TCP" }] }),
            json!({ "ports": [{ "containerPort": 80, "name": "web" }] }),
            r#"ports[containerPort=80,protocol=TCP].name "http" "web" Script"#,
        ),
        (json!({ "args": ["-a", "-c"] }), json!({ "args": ["-a", "-c"] }), r#"args[1] "-b" "-c" Script"#),
        (json!({ "args": ["-a", "-x", "-b"] }), json!({ "args": ["-a", "-x", "-b"] }), r#"args[1] - "-x" Script"#),
        (json!({ "args": ["-b"] }), json!({ "args": ["-b"] }), r#"args[0] "-a" - Removed"#),
        (json!({ "args": ["-b", "-a"] }), json!({ "args": ["-b", "-a"] }), r#"args ["-a","-b"] ["-b","-a"] Script"#),
        (
            json!({ "readinessProbe": probe(7, "/") }),
            json!({ "readinessProbe": { "periodSeconds": 7 } }),
            "readinessProbe.periodSeconds 5 7 Script",
        ),
        (
            json!({ "readinessProbe": probe(10, "/") }),
            json!({ "readinessProbe": {} }),
            "readinessProbe.periodSeconds 5 10 Removed",
        ),
        (
            json!({ "readinessProbe": probe(5, "/up") }),
            json!({ "readinessProbe": { "httpGet": { "path": "/up" } } }),
            r#"readinessProbe.httpGet.path "/" "/up" Script"#,
        ),
        (
            json!({ "resources": { "requests": { "cpu": "300m" } } }),
            json!({ "resources": { "requests": { "cpu": "0.3" } } }),
            r#"resources.requests.cpu "250m" "300m" Script"#,
        ),
        (
            json!({ "resources": { "requests": { "cpu": "250m" }, "limits": { "cpu": "1" } } }),
            json!({ "resources": { "limits": { "cpu": 1 } } }),
            r#"resources.limits.cpu - 1 Script"#,
        ),
        (json!({ "resources": { "requests": { "cpu": "0.25" } } }), json!({}), ""),
        (json!({ "tty": true }), json!({ "tty": true }), "tty - true Script"),
        (json!({ "imagePullPolicy": "Always" }), json!({}), r#"imagePullPolicy "IfNotPresent" "Always" Server"#),
    ];
    for (answer, said, line) in rows {
        let mut wanted = json!({ "name": "a" });
        wanted.as_object_mut().expect("a map").extend(said.as_object().expect("a map").clone());
        let wanted = deployment(json!({ "containers": [wanted] }));
        let told = lines(&container(&json!({})), &container(&answer), &wanted, &owned());
        let expected: Vec<String> = if line.is_empty() { Vec::new() } else { vec![format!("{here}{line}")] };
        assert_eq!(told, expected, "{answer}");
    }
}

#[test]
fn labels_and_annotations_are_lines_of_their_own_also_the_first() {
    for (api_version, kind) in [("v1", "Service"), ("example.com/v1", "Thing")] {
        let object = |metadata: Value| json!({ "apiVersion": api_version, "kind": kind, "metadata": metadata });
        let live = object(json!({ "name": "a", "uid": "u", "labels": { "old": "1" }, "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": "{}" } }));
        let next = object(json!({ "name": "a", "uid": "v", "annotations": { "a/b": "c", "d": "e" } }));
        let set = json!({ "f:metadata": { "f:labels": { "f:old": {} } } });
        assert_eq!(
            lines(&live, &next, &next, &set),
            [
                "metadata.annotations[a/b] - \"c\" Script",
                "metadata.annotations.d - \"e\" Script",
                "metadata.labels.old \"1\" - Removed"
            ]
        );
    }
}

#[test]
fn items_of_a_list_that_is_one_value_are_told_by_their_place() {
    let rule = |host: &str, path: &str| json!({ "host": host, "http": { "paths": [{ "path": path, "pathType": "Prefix", "backend": { "service": { "name": "s" } } }] } });
    let ingress = |rules: &[Value]| json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": { "rules": rules } });
    let (one, two, three) = (rule("one", "/"), rule("two", "/"), rule("three", "/"));
    let set = json!({ "f:spec": { "f:rules": {} } });
    let whole = |rules: &[&Value]| json!(rules).to_string();
    let rows = [
        (vec![&one, &two], vec![&one, &three], r#"spec.rules[1].host "two" "three" Script"#.to_owned()),
        (vec![&one], vec![&one, &two], format!("spec.rules[1] - {two} Script")),
        (vec![&one, &two], vec![&two], format!("spec.rules[0] {one} - Removed")),
        (
            vec![&one, &two],
            vec![&two, &one],
            format!("spec.rules {} {} Script", whole(&[&one, &two]), whole(&[&two, &one])),
        ),
    ];
    for (before, after, line) in rows {
        let list = |rules: Vec<&Value>| ingress(&rules.into_iter().cloned().collect::<Vec<_>>());
        let (live, next) = (list(before), list(after));
        assert_eq!(lines(&live, &next, &next, &set), [line]);
    }
}

#[test]
fn ports_that_share_their_number_are_told_apart_in_another_order() {
    let service = |protocols: [&str; 2]| {
        let ports = protocols.map(|protocol| json!({ "port": 53, "protocol": protocol }));
        json!({ "apiVersion": "v1", "kind": "Service", "spec": { "ports": ports } })
    };
    let (live, next) = (service(["TCP", "UDP"]), service(["UDP", "TCP"]));
    assert_eq!(
        lines(&live, &next, &next, &json!({})),
        ["spec.ports order [\"53/TCP\",\"53/UDP\"] [\"53/UDP\",\"53/TCP\"] Script"]
    );
}

#[test]
fn a_map_that_the_server_takes_with_its_last_owned_field_is_removed_by_the_script() {
    let live =
        deployment(json!({ "containers": [], "securityContext": { "runAsUser": 1, "fsGroupChangePolicy": "Always" } }));
    let next = deployment(json!({ "containers": [] }));
    let set = json!({ "f:spec": { "f:template": { "f:spec": { "f:securityContext": { "f:runAsUser": {} } } } } });
    assert_eq!(
        lines(&live, &next, &next, &set),
        ["spec.template.spec.securityContext {\"runAsUser\":1,\"fsGroupChangePolicy\":\"Always\"} - Removed"]
    );
    assert_eq!(
        lines(&live, &next, &next, &json!({})),
        ["spec.template.spec.securityContext {\"runAsUser\":1,\"fsGroupChangePolicy\":\"Always\"} - Server"]
    );
}

#[test]
fn values_of_secrets_are_never_told() {
    let secret = |data: Value| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "labels": { "a": "b" } }, "data": data });
    let (one, two) = (secret(json!({ "k": "b25l", "gone": "eA==" })), secret(json!({ "k": "dHdv", "new": "eQ==" })));
    let set = json!({ "f:data": { "f:k": {}, "f:gone": {} } });
    assert_eq!(
        lines(&one, &two, &two, &set),
        [
            "data.k \"(secret)\" \"(secret)\" Script",
            "data.new - \"(secret)\" Script",
            "data.gone \"(secret)\" - Removed"
        ]
    );
    let mut none = secret(Value::Null);
    none.as_object_mut().expect("a map").shift_remove("data");
    assert_eq!(lines(&none, &one, &one, &set), ["data.k - \"(secret)\" Script", "data.gone - \"(secret)\" Script"]);
}

#[test]
fn objects_in_different_versions_are_compared_by_their_metadata() {
    let hpa = |version: &str, label: &str, spec: Value| json!({ "apiVersion": version, "kind": "HorizontalPodAutoscaler", "metadata": { "labels": { "a": label } }, "spec": spec });
    let live = hpa("autoscaling/v2", "1", json!({ "metrics": [] }));
    let next = hpa("autoscaling/v1", "2", json!({ "targetCPUUtilizationPercentage": 80 }));
    assert_eq!(lines(&live, &next, &next, &json!({})), ["metadata.labels.a \"1\" \"2\" Script"]);
}

#[test]
fn a_line_has_the_place_of_the_nearest_thing_that_the_script_said() {
    let mut sources = Sources::default();
    sources.add("a.rhai", "1\n2\n3\n4\n");
    let at = |line: u16| Origin { line, column: 1 };
    sources.note(at(3), "replicas from --set");
    let mut node = Node::map(at(1));
    node.child("spec", Origin::NONE).set("replicas", 3_i64, at(3));
    node.child("metadata", Origin::NONE).child("labels", Origin::NONE).set("rhumb.dev/app", "a", Origin::NONE);
    let context = Context { node: &node, origin: at(1), owned: None, sources: &sources };
    let live = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {}, "spec": { "replicas": 2 } });
    let mut next = live.clone();
    next["spec"]["replicas"] = 3.into();
    next["metadata"]["labels"]["rhumb.dev/app"] = "a".into();
    let told: Vec<(String, Option<u32>, Option<String>)> = diff(&live, &next, &context)
        .into_iter()
        .map(|change| (change.path.to_string(), change.place.map(|place| place.line), change.note))
        .collect();
    assert_eq!(
        told,
        [
            ("metadata.labels[rhumb.dev/app]".to_owned(), Some(1), None),
            ("spec.replicas".to_owned(), Some(3), Some("replicas from --set".to_owned()))
        ]
    );
}

#[test]
fn a_list_that_is_new_has_the_place_of_what_is_said_in_it() {
    let mut sources = Sources::default();
    sources.add("a.rhai", "1\n2\n3\n4\n");
    let at = |line: u16| Origin { line, column: 1 };
    let mut toleration = Node::map(at(3));
    toleration.set("key", "spot", at(3));
    let mut node = Node::map(at(1));
    let spec = node.child("spec", at(1)).child("template", at(1)).child("spec", at(1));
    spec.put("tolerations", Node::list(vec![toleration], at(1)));
    spec.set("hostNetwork", true, at(1));
    let context = Context { node: &node, origin: at(1), owned: None, sources: &sources };
    let live = deployment(json!({ "containers": [] }));
    let next = deployment(json!({ "containers": [], "tolerations": [{ "key": "spot" }], "hostNetwork": true }));
    let told: Vec<(String, Option<u32>)> = diff(&live, &next, &context)
        .into_iter()
        .map(|change| (change.path.to_string(), change.place.map(|place| place.line)))
        .collect();
    assert_eq!(
        told,
        [
            ("spec.template.spec.tolerations".to_owned(), Some(3)),
            ("spec.template.spec.hostNetwork".to_owned(), Some(1))
        ]
    );
}
