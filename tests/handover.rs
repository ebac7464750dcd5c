//! Replicas and the autoscaler: written once, then left alone, and never 1 by accident.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::support::control_plane::available;
use crate::support::proxy::{Fault, Proxy, RequestInfo};
use crate::support::rhumb::User;

const SCRIPT: &str = r#"let web = container("web", "nginx:1.27").cpu("100m").port("http", 80);

deployment("web").replicas(3).container(web).hpa(hpa(2, 6).cpu(80))
"#;

fn replicas(user: &User) -> Option<Value> {
    user.get("deployment/web").map(|deployment| deployment["spec"]["replicas"].clone())
}

fn owners(user: &User) -> Vec<String> {
    let text = user.kubectl(&["get", "deployment", "web", "-o", "json", "--show-managed-fields"]);
    let deployment: Value = serde_json::from_str(&text).expect("JSON");
    let entries = deployment["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    let of_replicas = entries.iter().filter(|entry| entry.pointer("/fieldsV1/f:spec/f:replicas").is_some());
    of_replicas.map(|entry| entry["manager"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn replicas_are_seeded_once_and_belong_to_the_autoscaler_then() {
    if !available() {
        return;
    }
    let user = User::new("seed");
    user.write("web.rhai", SCRIPT);
    let offset = user.cluster().audit_offset();
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(replicas(&user), Some(3.into()));
    assert_eq!(owners(&user), ["rhumb-seed"]);
    let deployments: Vec<String> =
        user.writes_since(offset).into_iter().filter(|uri| uri.contains("/deployments/web")).collect();
    assert_eq!(deployments.len(), 3, "{deployments:?}");
    // The second run writes nothing.
    let offset = user.cluster().audit_offset();
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(user.writes_since(offset), Vec::<String>::new());
    // A scale as an autoscaler makes it takes over without a conflict, and stays.
    user.kubectl(&["scale", "deployment/web", "--replicas=5"]);
    user.expect(0, &["diff", "web.rhai"]);
    user.write("web.rhai", &SCRIPT.replace("nginx:1.27", "nginx:1.28"));
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(replicas(&user), Some(5.into()));
}

#[test]
fn killed_after_each_of_the_three_requests_replicas_are_never_one() {
    if !available() {
        return;
    }
    let cases = (0..3).flat_map(|after| [(after, false), (after, true)]);
    std::thread::scope(|scope| {
        for (after, scaled) in cases {
            scope.spawn(move || killed_after(after, scaled));
        }
    });
}

/// The server stops after the request of this number; then, perhaps, somebody scales; then it is applied again, twice.
fn killed_after(after: usize, scaled: bool) {
    let user = User::new("seed-kill");
    let path = format!("/apis/apps/v1/namespaces/{}/deployments/web", user.namespace());
    let seen = AtomicUsize::new(0);
    let proxy = Proxy::start(user.cluster(), move |request: &RequestInfo| {
        let ours = request.mutating() && request.path == path;
        if ours && seen.fetch_add(1, Ordering::SeqCst) == after { Fault::StopAfter } else { Fault::None }
    });
    let behind = user.with_kubeconfig(proxy.kubeconfig(user.folder()));
    behind.write("web.rhai", SCRIPT);
    user.write("web.rhai", SCRIPT);
    let output = behind.rhumb(&["apply", "web.rhai", "--yes", "--timeout", "5s"]);
    assert_ne!(output.status.code(), Some(0), "the server has stopped");
    drop(proxy);
    assert_eq!(replicas(&user), Some(3.into()), "after request {after}");
    if scaled {
        user.kubectl(&["scale", "deployment/web", "--replicas=5"]);
    }
    let wanted = if scaled { 5 } else { 3 };
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(replicas(&user), Some(wanted.into()), "after request {after}, scaled {scaled}");
    let offset = user.cluster().audit_offset();
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(user.writes_since(offset), Vec::<String>::new(), "after request {after}, scaled {scaled}");
}

#[test]
fn without_the_autoscaler_the_script_takes_replicas_back() {
    if !available() {
        return;
    }
    let user = User::new("take-back");
    user.write("web.rhai", SCRIPT);
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.write("web.rhai", &SCRIPT.replace(".hpa(hpa(2, 6).cpu(80))", "").replace("replicas(3)", "replicas(4)"));
    user.kubectl(&["delete", "hpa", "web"]);
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(replicas(&user), Some(4.into()));
    assert_eq!(owners(&user), ["rhumb"]);
    user.expect(0, &["diff", "web.rhai"]);
}
