use serde_json::{Value, json};

use super::*;
use crate::observed::StoredRecord;
use crate::release::{Entry, EntryState, Record};

/// nginx with two pods, the second as `second` says.
pub(crate) fn survey(second: Value) -> Survey {
    Survey {
        app: "nginx".into(),
        namespace: "default".into(),
        record: Some(record(release::State::Applied)),
        objects: vec![
            set(json!({"replicas": 2, "readyReplicas": 2, "updatedReplicas": 2})),
            json!({
                "apiVersion": "v1", "kind": "Service", "metadata": {"name": "nginx-headless"},
                "spec": {"clusterIP": "None", "type": "ClusterIP", "ports": [{"port": 80, "protocol": "TCP"}]},
            }),
            json!({
                "apiVersion": "v1", "kind": "Service", "metadata": {"name": "nginx-svc"},
                "spec": {"clusterIP": "10.0.0.7", "type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]},
            }),
            json!({
                "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "nginx-ingress"},
                "spec": {"rules": [{"host": "foo.bar.com"}, {"host": "foo.bar.com"}]},
                "status": {"loadBalancer": {"ingress": [{"ip": "101.37.224.146"}]}},
            }),
        ],
        pods: vec![pod(10, json!({"phase": "Running"})), pod(1, second), pod(0, ready())],
        claims: vec![claim(0, "Bound"), claim(1, "Bound"), claim(2, "Bound")],
        events: Vec::new(),
    }
}

fn record(state: release::State) -> StoredRecord {
    let identity = crate::object::Identity {
        group: "apps".into(),
        kind: "StatefulSet".into(),
        namespace: Some("default".into()),
        name: "nginx".into(),
    };
    StoredRecord {
        record: Record {
            version: Record::VERSION,
            app: "nginx".into(),
            namespace: "default".into(),
            cluster_uid: None,
            revision: 3,
            state,
            objects: vec![Entry { identity, uid: None, hash: None, state: EntryState::Applied }],
        },
        resource_version: "7".into(),
        kind: "Secret".into(),
    }
}

/// The StatefulSet with this in its status.
fn set(status: Value) -> Value {
    let mut set = json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {
            "name": "nginx", "namespace": "default", "generation": 4, "creationTimestamp": "2026-11-24T12:00:00Z",
            "labels": {"app": "nginx"}, "annotations": {"kubernetes.io/description": "A web server."},
        },
        "spec": {
            "replicas": 2, "serviceName": "nginx-headless", "updateStrategy": {"type": "RollingUpdate"},
            "template": {"spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}},
        },
        "status": {"observedGeneration": 4, "currentRevision": "nginx-a", "updateRevision": "nginx-a"},
    });
    for (key, value) in status.as_object().expect("a map") {
        set["status"][key] = value.clone();
    }
    set
}

fn pod(ordinal: u64, status: Value) -> Value {
    json!({
        "kind": "Pod",
        "metadata": {
            "name": format!("nginx-{ordinal}"), "namespace": "default",
            "labels": {"controller-revision-hash": "nginx-5d8f"},
            "ownerReferences": [{"kind": "StatefulSet", "name": "nginx", "controller": true}],
        },
        "spec": {
            "nodeName": "node-a", "containers": [{"name": "nginx"}],
            "volumes": [{"persistentVolumeClaim": {"claimName": format!("disk-ssd-nginx-{ordinal}")}}],
        },
        "status": status,
    })
}

fn claim(ordinal: u64, phase: &str) -> Value {
    json!({
        "kind": "PersistentVolumeClaim", "apiVersion": "v1",
        "metadata": {"name": format!("disk-ssd-nginx-{ordinal}")},
        "spec": {"storageClassName": "ssd", "resources": {"requests": {"storage": "20Gi"}}},
        "status": {"phase": phase},
    })
}

fn ready() -> Value {
    json!({
        "phase": "Running", "podIP": "10.1.0.4",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": [{"name": "nginx", "restartCount": 1}],
    })
}

fn waiting(state: Value) -> Value {
    json!({"phase": "Pending", "containerStatuses": [state]})
}

fn told(survey: &Survey) -> String {
    let report = report(survey);
    report.reason.map_or(report.state.to_string(), |reason| format!("{}: {reason}", report.state))
}

#[test]
fn the_state_names_its_reason() {
    let both = |status: Value| {
        let mut survey = survey(ready());
        survey.pods.remove(0);
        survey.objects[0] = set(status);
        survey
    };
    let all = json!({"replicas": 2, "readyReplicas": 2, "updatedReplicas": 2});
    let with = |extra: Value| {
        let mut status = all.clone();
        for (key, value) in extra.as_object().expect("a map") {
            status[key] = value.clone();
        }
        both(status)
    };
    let edited = |pointer: &str, value: Value, status: Value| {
        let mut survey = both(status);
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        survey.objects[0].pointer_mut(parent).expect("it is there")[key] = value;
        survey
    };
    let half = json!({"replicas": 2, "readyReplicas": 2, "updatedReplicas": 1, "updateRevision": "nginx-b"});
    let cases = [
        (both(all.clone()), "running"),
        (with(json!({"observedGeneration": 3})), "updating"),
        (with(json!({"updatedReplicas": 1, "updateRevision": "nginx-b"})), "updating"),
        (with(json!({"replicas": 1, "updatedReplicas": 1, "readyReplicas": 1})), "updating"),
        (with(json!({"readyReplicas": 1})), "not ready"),
        (with(json!({"readyReplicas": 1, "updateRevision": "nginx-b"})), "updating"),
        (edited("/spec/replicas", json!(0), json!({"replicas": 0})), "stopped"),
        (edited("/spec/replicas", json!(0), json!({"replicas": 1, "updatedReplicas": 1})), "updating"),
        (edited("/metadata/deletionTimestamp", json!("2026-11-24T12:00:00Z"), all.clone()), "deleting"),
        (
            edited(
                "/spec/updateStrategy",
                json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}),
                half.clone(),
            ),
            "running: 1 pod on the old revision",
        ),
        (edited("/spec/updateStrategy", json!({"type": "OnDelete"}), half), "running: 1 pod on the old revision"),
    ];
    for (survey, expected) in cases {
        assert_eq!(told(&survey), expected, "{}", survey.objects[0]);
    }
}

#[test]
fn abnormal_names_pod_reason_and_message() {
    let image = json!({"name": "nginx", "state": {"waiting":
        {"reason": "ImagePullBackOff", "message": "nginx:1.277 not found"}}});
    let crash = json!({"name": "nginx", "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
        "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "message": "no such file"}}});
    let fresh = json!({"name": "nginx", "state": {"waiting": {"reason": "ContainerCreating"}}});
    let unscheduled = json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
        "reason": "Unschedulable", "message": "0/3 nodes: insufficient cpu"}]});
    let evicted = json!({"phase": "Failed", "reason": "Evicted", "message": "low on memory"});
    let cases = [
        (waiting(image), "abnormal: nginx-1: ImagePullBackOff: nginx:1.277 not found"),
        (waiting(crash), "abnormal: nginx-1: CrashLoopBackOff, exit 1: no such file"),
        (waiting(fresh), "running"),
        (unscheduled, "abnormal: nginx-1: Pending: 0/3 nodes: insufficient cpu"),
        (evicted, "abnormal: nginx-1: Evicted: low on memory"),
    ];
    for (status, expected) in cases {
        assert_eq!(told(&survey(status)), expected);
    }
}

#[test]
fn a_claim_without_a_class_explains_the_pods_that_wait_for_it() {
    let mut survey = survey(json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
        "reason": "Unschedulable", "message": "unbound claims"}]}));
    survey.claims[1] = claim(1, "Pending");
    survey.events = vec![json!({
        "type": "Warning", "reason": "ProvisioningFailed", "message": "storageclass \"x\" not found", "count": 4,
        "involvedObject": {"kind": "PersistentVolumeClaim", "name": "disk-ssd-nginx-1"},
        "lastTimestamp": "2026-11-24T12:00:01Z",
    })];
    assert_eq!(told(&survey), "abnormal: claim disk-ssd-nginx-1: storageclass \"x\" not found");
    assert_eq!(
        report(&survey).warnings,
        [Warning {
            object: "PersistentVolumeClaim/disk-ssd-nginx-1".into(),
            reason: "ProvisioningFailed".into(),
            message: "storageclass \"x\" not found".into(),
            count: 4,
            time: Some("2026-11-24T12:00:01Z".into()),
        }]
    );
}

#[test]
fn a_deployment_is_judged_by_its_conditions_and_its_old_pods() {
    let told = |spec: Value, status: Value| {
        let mut web = json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "web", "namespace": "default", "generation": 1}, "spec": {"replicas": 2},
            "status": {"observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2},
        });
        for (part, extra) in [("spec", spec), ("status", status)] {
            for (key, value) in extra.as_object().expect("a map") {
                web[part][key] = value.clone();
            }
        }
        self::told(&Survey { objects: vec![web], ..Survey::default() })
    };
    let progressing = |reason: &str| json!([{"type": "Progressing", "status": "True", "reason": reason, "message": "web has timed out"}]);
    let cases = [
        (told(json!({}), json!({})), "running"),
        (told(json!({"paused": true}), json!({"updatedReplicas": 0})), "running: paused"),
        (told(json!({}), json!({"replicas": 3})), "updating"),
        (told(json!({}), json!({"readyReplicas": 1, "conditions": progressing("ReplicaSetUpdated")})), "updating"),
        (
            told(json!({}), json!({"readyReplicas": 1, "conditions": progressing("NewReplicaSetAvailable")})),
            "not ready",
        ),
        (
            told(json!({}), json!({"readyReplicas": 0, "conditions": progressing("ProgressDeadlineExceeded")})),
            "abnormal: web has timed out",
        ),
    ];
    for (told, expected) in cases {
        assert_eq!(told, expected);
    }
}

#[test]
fn what_the_record_names_and_the_cluster_lacks_is_told() {
    let mut survey = survey(ready());
    survey.objects.remove(0);
    assert_eq!(told(&survey), "abnormal: not on the cluster: StatefulSet/nginx");
    assert_eq!(report(&survey).missing, ["StatefulSet/nginx"]);
    survey.record = Some(record(release::State::Deleted));
    survey.objects[0]["metadata"]["deletionTimestamp"] = "2026-11-24T12:00:00Z".into();
    assert_eq!(told(&survey), "deleting");
    survey.objects = vec![claim(0, "Bound")];
    assert_eq!(told(&survey), "stopped: deleted; its claims are kept");
    survey.objects.clear();
    assert_eq!(told(&survey), "stopped: deleted; its claims are kept");
    assert_eq!(rows(&[survey], 0), []);
}

#[test]
fn pods_come_by_ordinal_with_their_dns_names_and_claims() {
    let pods = report(&survey(ready())).workloads.remove(0).pods;
    let names: Vec<&str> = pods.iter().map(|pod| pod.name.as_str()).collect();
    assert_eq!(names, ["nginx-0", "nginx-1", "nginx-10"]);
    assert_eq!(
        pods[1],
        Pod {
            name: "nginx-1".into(),
            ordinal: Some(1),
            phase: "Running".into(),
            ready: true,
            containers: 1,
            restarts: 1,
            node: Some("node-a".into()),
            address: Some("10.1.0.4".into()),
            claims: vec!["disk-ssd-nginx-1".into()],
            revision: Some("nginx-5d8f".into()),
            dns: Some("nginx-1.nginx-headless.default.svc".into()),
            trouble: None,
        }
    );
}

#[test]
fn a_row_has_kind_counts_image_and_age() {
    let noon = 1_795_521_600;
    assert_eq!(
        rows(&[survey(ready())], noon + 90),
        [Row {
            app: "nginx".into(),
            namespace: "default".into(),
            kind: Some("StatefulSet".into()),
            name: Some("nginx".into()),
            ready: 2,
            desired: 2,
            pods: 3,
            state: State::Running,
            reason: None,
            image: Some("nginx:1.27".into()),
            age: Some(90),
        }]
    );
}
