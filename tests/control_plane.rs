//! That the control plane of the tests does what the other tests take for granted.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::support::control_plane::{ControlPlane, available, control_plane, run};
use crate::support::proxy::{Fault, Proxy};

const STATEFUL_SET: &str = r"
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: nginx:1.27
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
";

/// Waits until a field of an object has a value. `what` is as in `pod/web-0`.
fn wait_for(cluster: &ControlPlane, namespace: &str, what: &str, pointer: &str, want: &str) {
    cluster.eventually(&format!("{what} {pointer} is {want}"), || {
        let object = cluster.get(namespace, what).ok_or("not there")?;
        match object.pointer(pointer) {
            Some(value) if value.to_string().trim_matches('"') == want => Ok(()),
            other => Err(format!("it is {other:?}")),
        }
    });
}

fn pod(name: &str, image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n\
         spec: {{containers: [{{name: main, image: {image}}}]}}\n---\n"
    )
}

#[test]
fn stateful_set_runs_with_a_claim_for_each_pod() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let namespace = cluster.namespace("stateful_set");
    let offset = cluster.audit_offset();
    cluster.apply(&namespace, STATEFUL_SET);
    wait_for(cluster, &namespace, "statefulset/web", "/status/readyReplicas", "2");

    let folders = ["data-web-0", "data-web-1"].map(|claim| cluster.claim_folder(&namespace, claim));
    cluster.exec_in(&namespace, "web-0", &folders[0]);
    cluster.exec_in(&namespace, "web-1", &folders[1]);
    let exec = |pod: &str, command: &[&str]| {
        let arguments = [&["exec", "-n", &namespace, pod, "--"], command].concat();
        cluster.kubectl(&arguments)
    };
    assert!(exec("web-1", &["touch", "statefulset"]).status.success());
    assert_eq!(exec("web-1", &["ls"]).stdout, "statefulset\n");
    assert_eq!(exec("web-0", &["ls"]).stdout, "");
    assert!(folders[1].join("statefulset").is_file());
    assert_eq!(exec("web-0", &["sh", "-c", "exit 3"]).status.code(), Some(3));
    let cat = ["exec", "-i", "-n", &namespace, "web-0", "--", "cat"];
    assert_eq!(cluster.kubectl_with(&cat, "a line\n").stdout, "a line\n");

    // The data outlives the pod.
    let uid = |object: serde_json::Value| object["metadata"]["uid"].to_string();
    let before = cluster.get(&namespace, "pod/web-1").map(uid);
    cluster.kubectl_ok(&["delete", "pod", "web-1", "-n", &namespace]);
    cluster.eventually("web-1 is back", || {
        let object = cluster.get(&namespace, "pod/web-1").ok_or("not there")?;
        let running = object["status"]["phase"] == "Running";
        let other = Some(uid(object)) != before;
        (running && other).then_some(()).ok_or_else(|| "not yet".to_owned())
    });
    assert_eq!(exec("web-1", &["ls"]).stdout, "statefulset\n");

    let requests = cluster.audit_since(offset, &namespace);
    let created: Vec<_> = requests
        .iter()
        .filter(|it| it.mutating() && it.user == "admin" && it.resource == "statefulsets")
        .map(|it| (it.verb.as_str(), it.name.as_str(), it.code))
        .collect();
    // kubectl makes the object, as it is not there.
    assert_eq!(created, [("create", "web", 201)]);
    let agent = cluster.audit_since(offset, "kubectl/v1");
    assert!(agent.iter().any(|it| it.subresource == "exec"), "{agent:?}");
}

#[test]
fn images_tell_how_a_pod_fails() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let namespace = cluster.namespace("images");
    let pods = [
        pod("missing", "shop/does-not-exist:1"),
        pod("crash", "shop/crash-loop:1"),
        pod("unready", "shop/never-ready:1"),
    ];
    cluster.apply(&namespace, &pods.concat());
    cluster.set_logs(&namespace, "crash", "one\n", "no\nmore\n");

    let state = "/status/containerStatuses/0/state/waiting";
    let reason = format!("{state}/reason");
    wait_for(cluster, &namespace, "pod/missing", &reason, "ImagePullBackOff");
    let missing = cluster.get(&namespace, "pod/missing").expect("it is there");
    let message = &missing.pointer(state).expect("it waits")["message"];
    assert_eq!(message, "Back-off pulling image \"shop/does-not-exist:1\": not found");
    assert_eq!(missing["status"]["phase"], "Pending");

    wait_for(cluster, &namespace, "pod/crash", &reason, "CrashLoopBackOff");
    let exit = "/status/containerStatuses/0/lastState/terminated/exitCode";
    wait_for(cluster, &namespace, "pod/crash", exit, "1");
    let logs = |extra: &[&str]| {
        let arguments = ["logs", "-n", &namespace, "crash"];
        cluster.kubectl(&[&arguments, extra].concat()).stdout
    };
    cluster.eventually("the logs are there", || match logs(&[]) {
        text if text == "one\n" => Ok(()),
        text => Err(text),
    });
    assert_eq!(logs(&["--previous", "--tail=1"]), "more\n");

    wait_for(cluster, &namespace, "pod/unready", "/status/phase", "Running");
    let unready = cluster.get(&namespace, "pod/unready").expect("it is there");
    assert_eq!(unready["status"]["containerStatuses"][0]["ready"], false);
}

#[test]
fn users_may_do_what_they_were_granted() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let namespace = cluster.namespace("users");
    let folder = tempfile::tempdir().expect("a folder");
    let config = cluster.kubeconfig_for("viewer", folder.path());
    let config = format!("--kubeconfig={}", config.display());
    let pods = ["get", "pods", "-n", &namespace, &config];
    let denied = cluster.kubectl(&pods);
    assert!(denied.stderr.contains("(Forbidden)"), "{denied:?}");
    assert!(denied.stderr.contains("\"viewer\""), "{denied:?}");
    cluster.grant(&namespace, "viewer", "view");
    cluster.eventually("the grant holds", || {
        let output = cluster.kubectl(&pods);
        output.status.success().then_some(()).ok_or(output.stderr)
    });
}

#[test]
fn job_completes_and_a_claim_waits_for_its_pod() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let namespace = cluster.namespace("job");
    let claim = "
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: late}
spec:
  storageClassName: local-wait
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: busybox}]
      volumes: [{name: late, persistentVolumeClaim: {claimName: late}}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: broken}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: crash-loop}]
";
    cluster.apply(&namespace, claim);
    wait_for(cluster, &namespace, "job/once", "/status/succeeded", "1");
    wait_for(cluster, &namespace, "job/broken", "/status/failed", "1");
    assert!(cluster.claim_folder(&namespace, "late").is_dir());
}

#[test]
fn proxy_breaks_the_requests_it_was_told_to() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let namespace = cluster.namespace("proxy");
    let folder = tempfile::tempdir().expect("a folder");
    // kubectl tries a request that failed again for as long as it likes, so each is broken whole.
    let ask = |fault: Fault, arguments: &[&str]| {
        let uses = Arc::new(AtomicBool::new(false));
        let used = Arc::clone(&uses);
        let proxy = Proxy::start(cluster, move |request| {
            if request.path.ends_with("/configmaps") {
                used.store(true, Ordering::SeqCst);
                return fault.clone();
            }
            Fault::None
        });
        let config = proxy.kubeconfig(folder.path());
        let mut command = Command::new(cluster.assets().join("kubectl"));
        command
            .arg(format!("--kubeconfig={}", config.display()))
            .env("HOME", folder.path())
            .args(["-n", &namespace])
            .args(arguments);
        let output = run(&mut command, "", Duration::from_secs(60)).expect("kubectl ends");
        assert!(uses.load(Ordering::SeqCst), "{:?}", proxy.requests());
        (output, proxy.requests())
    };
    let create = |name: &'static str| ["create", "configmap", name];
    let there = |name: &str| cluster.get(&namespace, &format!("configmap/{name}")).is_some();

    let (output, requests) = ask(Fault::None, &create("a"));
    assert!(output.status.success() && there("a"), "{output:?}");
    let writes = requests.iter().filter(|it| it.mutating());
    assert_eq!(writes.count(), 1, "{requests:?}");

    let (output, _) = ask(Fault::Delay(Duration::from_millis(50)), &create("b"));
    assert!(output.status.success() && there("b"), "{output:?}");

    let (output, _) = ask(Fault::Reset, &create("c"));
    assert!(output.stderr.contains("reset by peer"), "{output:?}");
    assert!(!there("c"));

    let (output, _) = ask(Fault::Lose, &create("d"));
    assert!(!output.status.success() && there("d"), "{output:?}");

    let (output, _) = ask(Fault::Truncate, &create("e"));
    assert!(!output.status.success() && there("e"), "{output:?}");

    let conflict = Fault::status(409, "Conflict", "somebody else was faster");
    let (output, _) = ask(conflict, &create("f"));
    assert!(output.stderr.contains("somebody else was faster"), "{output:?}");
    assert!(!there("f"));

    let (output, requests) = ask(Fault::StopAfter, &create("g"));
    assert!(output.status.success() && there("g"), "{output:?}");
    assert!(requests.last().is_some_and(|it| it.method == "POST"), "{requests:?}");

    // The proxy passes on who asks. kubectl keeps its token to itself when nothing is encrypted.
    let proxy = Proxy::start(cluster, |_| Fault::None);
    let token = cluster.token("stranger");
    let path = format!("/api/v1/namespaces/{namespace}/configmaps");
    let mut stream = TcpStream::connect(proxy.address()).expect("the proxy listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers and closes");
    assert!(answer.contains("403 Forbidden"), "{answer}");
    assert!(answer.contains("User \\\"stranger\\\" cannot list"), "{answer}");
}
