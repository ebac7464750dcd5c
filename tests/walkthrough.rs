//! The walk through a new application, from the first look to "still there".

use crate::support::control_plane::available;
use crate::support::rhumb::User;

/// Names of the pods of the app that exist, in order.
fn pods(user: &User) -> Vec<String> {
    let names = user.kubectl(&["get", "pods", "-l", "app.kubernetes.io/name=nginx", "-o", "name"]);
    names.lines().map(|line| line.trim_start_matches("pod/").to_owned()).collect()
}

/// Names of the pods that a controller has made or deleted since an offset of the audit log, in order.
fn pods_by(user: &User, offset: u64, verb: &str) -> Vec<String> {
    let entries = user.cluster().audit_since(offset, user.namespace());
    let by_controller = entries.iter().filter(|entry| entry.user != "admin" && entry.resource == "pods");
    let of_verb = by_controller.filter(|entry| entry.verb == verb && entry.subresource.is_empty() && entry.code < 300);
    of_verb.map(|entry| entry.name.clone()).collect()
}

#[test]
fn the_walk_through_from_a_script_to_still_there() {
    if !available() {
        return;
    }
    let user = User::new("walk");
    let cluster = user.cluster();
    user.example("nginx.rhai");
    user.expect(0, &["check", "nginx.rhai"]);

    // Look: four objects, each with its line, and the claims that the controller will make.
    let plan = user.expect(2, &["diff", "nginx.rhai"]);
    for line in ["+ Service/nginx-headless", "+ Service/nginx-svc", "+ StatefulSet/nginx", "+ Ingress/nginx-ingress"] {
        assert!(plan.contains(line), "{line} is missing in\n{plan}");
    }
    assert!(plan.contains("nginx.rhai:15"), "{plan}");
    assert!(plan.contains("2 claims will be made by the controller"), "{plan}");
    assert!(user.get("statefulset/nginx").is_none(), "a diff writes nothing");

    // Create: pods come up in order.
    let offset = cluster.audit_offset();
    let applied = user.rhumb(&["apply", "nginx.rhai", "--yes"]);
    assert_eq!(applied.status.code(), Some(0), "{}\n{}", applied.stdout, applied.stderr);
    assert_eq!(pods(&user), ["nginx-0", "nginx-1"]);
    assert!(applied.stderr.contains("nginx-0 ready"), "{}", applied.stderr);
    assert!(applied.stdout.contains("revision 1"), "{}", applied.stdout);
    assert!(applied.stdout.contains("see: rhumb status nginx"), "{}", applied.stdout);
    let made = user.cluster().audit_since(offset, user.namespace());
    let pod_creates = made.iter().filter(|entry| entry.resource == "pods" && entry.verb == "create");
    assert_eq!(pod_creates.filter(|entry| entry.subresource.is_empty()).count(), 2);

    // Nothing would change, and nothing is written when it is applied again.
    let again = user.expect(0, &["diff", "nginx.rhai"]);
    assert!(again.contains("Nothing would change"), "{again}");
    let offset = cluster.audit_offset();
    user.expect(0, &["apply", "nginx.rhai", "--yes"]);
    assert_eq!(user.writes_since(offset), Vec::<String>::new());

    // Details.
    let status = user.json(0, &["status", "nginx"]);
    assert_eq!(status["state"], "running", "{status:#}");
    assert_eq!(status["revision"], 1);
    let list = user.expect(0, &["list"]);
    assert!(list.contains("nginx") && list.contains("2/2"), "{list}");

    // Scale out, then in: the highest goes first, and each only when the one above it is gone.
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=3"]);
    assert_eq!(pods(&user), ["nginx-0", "nginx-1", "nginx-2"]);
    let offset = cluster.audit_offset();
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
    assert_eq!(pods(&user), ["nginx-0"]);
    let mut gone = pods_by(&user, offset, "delete");
    gone.dedup();
    let order: Vec<&str> = gone.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let (first, second) = (order.iter().position(|n| *n == "nginx-2"), order.iter().position(|n| *n == "nginx-1"));
    assert!(first < second && first.is_some(), "{order:?}");
    let claims =
        user.kubectl(&["get", "pvc", "-o", "jsonpath={range .items[*]}{.metadata.name}={.status.phase} {end}"]);
    assert_eq!(claims.trim(), "disk-ssd-nginx-0=Bound disk-ssd-nginx-1=Bound disk-ssd-nginx-2=Bound");
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=2"]);
    assert_eq!(pods(&user), ["nginx-0", "nginx-1"]);

    // Write a file, delete the pod: it comes back under a new uid with the same claim.
    for pod in ["nginx-0", "nginx-1"] {
        let folder = cluster.claim_folder(user.namespace(), &format!("disk-ssd-{pod}"));
        cluster.exec_in(user.namespace(), pod, &folder);
    }
    user.kubectl(&["exec", "nginx-1", "--", "touch", "statefulset"]);
    let uid = |user: &User| user.get("pod/nginx-1").map(|pod| pod["metadata"]["uid"].clone());
    let before = uid(&user);
    user.kubectl(&["delete", "pod", "nginx-1"]);
    cluster.eventually("nginx-1 is back and ready", || {
        let pod = user.get("pod/nginx-1").ok_or("not there")?;
        let ready = pod["status"]["conditions"].as_array().into_iter().flatten();
        let ready = ready.into_iter().any(|it| it["type"] == "Ready" && it["status"] == "True");
        if ready && Some(&pod["metadata"]["uid"]) != before.as_ref() { Ok(()) } else { Err("not ready".to_owned()) }
    });
    assert_eq!(user.kubectl(&["exec", "nginx-1", "--", "ls"]), "statefulset\n");
    assert_eq!(user.kubectl(&["exec", "nginx-0", "--", "ls"]), "");

    // Delete: claims stay and are named, and go with `--claims`.
    let deleted = user.expect(0, &["delete", "nginx", "--yes"]);
    assert!(deleted.contains("disk-ssd-nginx-0"), "{deleted}");
    assert!(user.get("statefulset/nginx").is_none());
    assert!(user.get("pvc/disk-ssd-nginx-2").is_some());
    let hidden = user.expect(0, &["list"]);
    assert!(!hidden.contains("nginx"), "{hidden}");
    user.expect(0, &["delete", "nginx", "--yes", "--claims"]);
    cluster.eventually("the claims are gone", || match user.get("pvc/disk-ssd-nginx-0") {
        None => Ok(()),
        Some(_) => Err("still there".to_owned()),
    });
    assert!(user.get("secret/rhumb.nginx.inventory").is_none(), "the record goes with the last claim");
}

#[test]
fn a_deleted_app_is_taken_up_again_with_its_claims() {
    if !available() {
        return;
    }
    let user = User::new("again");
    user.example("nginx.rhai");
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
    let claim = |user: &User| user.get("pvc/disk-ssd-nginx-0").map(|claim| claim["metadata"]["uid"].clone());
    let before = claim(&user);
    assert!(before.is_some());
    user.expect(0, &["delete", "nginx", "--yes"]);
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
    assert_eq!(claim(&user), before);
    user.expect(0, &["delete", "nginx", "--yes", "--claims"]);
}
