//! Nothing changes in silence: every single edit of rich objects, one after the other, makes the server be asked.

use super::*;
use crate::plan::unchanged::is_unchanged;

fn rich() -> Vec<Value> {
    vec![
        json!({ "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "db", "annotations": { "a/b": "c", "d": "e" } }, "spec": {
            "replicas": 3, "serviceName": "db", "podManagementPolicy": "Parallel", "selector": { "matchLabels": { "a": "b", "c": "d" } },
            "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "partition": 1 } },
            "template": { "metadata": { "labels": { "a": "b", "c": "d" } }, "spec": {
                "hostNetwork": true, "terminationGracePeriodSeconds": 20, "nodeSelector": { "disk": "ssd" },
                "imagePullSecrets": [{ "name": "one" }, { "name": "two" }],
                "tolerations": [{ "key": "a", "operator": "Exists" }, { "key": "b", "effect": "NoSchedule" }],
                "topologySpreadConstraints": [{ "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule" }],
                "securityContext": { "runAsUser": 1000 },
                "volumes": [{ "name": "tmp", "emptyDir": {} }, { "name": "conf", "configMap": { "name": "c", "items": [{ "key": "k", "path": "p" }] } }],
                "initContainers": [{ "name": "init", "image": "busybox", "command": ["sh", "-c", "true"] }],
                "containers": [{ "name": "a", "image": "x", "args": ["-a", "-b"],
                    "env": [{ "name": "A", "value": "1" }, { "name": "B", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } },
                            { "name": "C", "valueFrom": { "secretKeyRef": { "name": "s", "key": "k", "optional": false } } }],
                    "envFrom": [{ "configMapRef": { "name": "c" } }],
                    "ports": [{ "containerPort": 80, "name": "http" }, { "containerPort": 53, "protocol": "UDP" }],
                    "resources": { "requests": { "cpu": "250m" }, "limits": { "cpu": "1", "memory": "1Gi" } },
                    "readinessProbe": { "httpGet": { "path": "/", "port": "http" }, "periodSeconds": 5 },
                    "lifecycle": { "preStop": { "exec": { "command": ["sh", "-c", "sleep 1"] } } },
                    "volumeMounts": [{ "mountPath": "/tmp", "name": "tmp" }, { "mountPath": "/etc/c", "name": "conf", "readOnly": true }] }] } },
            "volumeClaimTemplates": [{ "metadata": { "name": "disk" }, "spec": { "accessModes": ["ReadWriteOnce"], "volumeMode": "Block",
                "resources": { "requests": { "storage": "20Gi" } } } }] } }),
        json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "s", "finalizers": ["a/b", "c/d"] }, "spec": {
            "type": "LoadBalancer", "selector": { "a": "b" }, "loadBalancerSourceRanges": ["10.0.0.0/8", "172.16.0.0/12"],
            "ports": [{ "port": 80, "targetPort": "http", "name": "web" }, { "port": 53, "protocol": "UDP", "name": "dns", "nodePort": 30053 }] } }),
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": "i" }, "spec": { "ingressClassName": "nginx",
            "tls": [{ "hosts": ["a", "b"], "secretName": "t" }],
            "rules": [{ "host": "a", "http": { "paths": [{ "path": "/", "pathType": "Prefix", "backend": { "service": { "name": "s", "port": { "number": 80 } } } }] } },
                      { "host": "b", "http": { "paths": [{ "path": "/", "pathType": "Prefix", "backend": { "service": { "name": "s", "port": { "number": 80 } } } }] } }] } }),
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "n" }, "spec": { "podSelector": {},
            "policyTypes": ["Ingress", "Egress"], "ingress": [{ "from": [{ "podSelector": { "matchLabels": { "a": "b" } } }], "ports": [{ "port": 80, "protocol": "UDP" }] }] } }),
        json!({ "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": { "name": "h" }, "spec": { "minReplicas": 2, "maxReplicas": 6,
            "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
            "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } } }] } }),
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "type": "Opaque", "data": { "a": "eA==", "b": "eQ==" } }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "c" }, "immutable": true, "data": { "a": "", "b": "y" } }),
        json!({ "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": "c" }, "spec": { "schedule": "* * * * *", "suspend": false,
            "jobTemplate": { "spec": { "backoffLimit": 0, "template": { "spec": { "restartPolicy": "Never", "containers": [{ "name": "a", "image": "x" }] } } } } } }),
        json!({ "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": { "name": "r" },
            "subjects": [{ "kind": "ServiceAccount", "name": "a", "namespace": "shop" }, { "kind": "User", "name": "u", "apiGroup": "rbac.authorization.k8s.io" }],
            "roleRef": { "kind": "Role", "name": "r", "apiGroup": "rbac.authorization.k8s.io" } }),
    ]
}

/// Defaults whose name in the script changes nothing: with the same value they may go.
const DEFAULTS: [&str; 2] = ["\"rbac.authorization.k8s.io\"", "\"TCP\""];

/// Values that mean nothing, which the server may leave out of what it stores.
const ZEROS: [&str; 2] = ["without .spec.suspend", "without .spec.jobTemplate.spec.backoffLimit"];

/// Every object with a single edit, with words about it.
fn edits(value: &Value, path: &str) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = format!("{path}.{key}");
                let name = [".apiVersion", ".kind", ".metadata.name", ".metadata.namespace"].contains(&path.as_str());
                if !name && !DEFAULTS.contains(&inner.to_string().as_str()) {
                    let mut without = map.clone();
                    without.shift_remove(key);
                    out.push((format!("without {path}"), without.into()));
                }
                for (words, edited) in if name { Vec::new() } else { edits(inner, &path) } {
                    let mut map = map.clone();
                    map.insert(key.clone(), edited);
                    out.push((words, map.into()));
                }
            }
            let mut more = map.clone();
            more.insert("more".to_owned(), "x".into());
            out.push((format!("more in {path}"), more.into()));
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(index);
                out.push((format!("without {path}[{index}]"), without.into()));
                for (words, edited) in edits(inner, &format!("{path}[{index}]")) {
                    let mut items = items.clone();
                    items[index] = edited;
                    out.push((words, items.into()));
                }
            }
            if items.len() > 1 {
                let reversed: Vec<Value> = items.iter().rev().cloned().collect();
                out.push((format!("reversed {path}"), reversed.into()));
            }
            let twice: Vec<Value> = items.iter().chain(items.first()).cloned().collect();
            out.push((format!("twice {path}[0]"), twice.into()));
        }
        Value::String(text) => {
            out.push((format!("other text {path}"), format!("{text}x").into()));
            if !text.is_empty() {
                out.push((format!("no text {path}"), "".into()));
            }
        }
        Value::Number(number) => out.push((format!("other number {path}"), (number.as_i64().unwrap_or(0) + 1).into())),
        Value::Bool(yes) => out.push((format!("other truth {path}"), (!yes).into())),
        Value::Null => {}
    }
    out
}

#[test]
fn every_single_edit_makes_the_server_be_asked() {
    let mut count = 0;
    for object in rich() {
        let live = applied(&object);
        // What is sent, and no server has touched.
        let mut body = live.clone();
        body["metadata"]
            .as_object_mut()
            .expect("a map")
            .retain(|key, _| !["uid", "generation", "managedFields"].contains(&key.as_str()));
        assert!(is_unchanged(&body, &live), "{}", object["kind"]);
        for (words, edited) in edits(&body, "") {
            assert!(!is_unchanged(&edited, &live), "{} {words}", object["kind"]);
            count += 1;
        }
        // What somebody did to the live object in a field that is ours.
        for (words, edited) in edits(&body, "") {
            let mut theirs = edited;
            for key in ["uid", "generation", "managedFields"] {
                theirs["metadata"][key] = live["metadata"][key].clone();
            }
            // Something more is theirs where the whole is not ours; a zero of ours that is not there was left out.
            let harmless = words.starts_with("more in") || ZEROS.contains(&words.as_str());
            if !harmless && is_unchanged(&body, &theirs) {
                panic!("{} {words} on the cluster", object["kind"]);
            }
            count += 1;
        }
    }
    assert!(count > 800, "only {count} edits");
}
