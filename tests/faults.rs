//! What goes wrong between rhumb and a cluster: each with a clear error and exit code, and nothing lost.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::control_plane::{available, control_plane, poll};
use crate::support::proxy::{Fault, Proxy, RequestInfo};
use crate::support::rhumb::User;

const SCRIPT: &str = r#"let web = container("web", "nginx:1.27").port("http", 80);

deployment("web").replicas(1).container(web).service(service())
"#;

fn user(hint: &str) -> User {
    let user = User::new(hint);
    user.write("web.rhai", SCRIPT);
    user
}

#[test]
fn no_kubeconfig_says_where_one_is_looked_for() {
    let user = User::without_cluster();
    user.write("web.rhai", SCRIPT);
    let told = user.expect_err(1, &["diff", "web.rhai"]);
    assert!(told.contains("[no-kubeconfig]") && told.contains("--kubeconfig"), "{told}");
}

#[test]
fn an_unknown_context_names_those_that_there_are() {
    if !available() {
        return;
    }
    let told = user("context").expect_err(1, &["diff", "web.rhai", "--context", "tset"]);
    assert!(told.contains("[unknown-context]") && told.contains("`test`"), "{told}");
}

#[test]
fn a_refused_connection_is_unreachable_at_once() {
    let user = User::without_cluster();
    user.write("web.rhai", SCRIPT);
    // Nothing listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
    user.write("config", &format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: t\nclusters: [{{name: t, cluster: {{server: \"http://127.0.0.1:{port}\"}}}}]\n\
         users: [{{name: t, user: {{}}}}]\ncontexts: [{{name: t, context: {{cluster: t, user: t}}}}]\n"
    ));
    let told = user.expect_err(5, &["diff", "web.rhai", "--kubeconfig", "config"]);
    assert!(told.contains("[unreachable]") && told.contains(&port.to_string()), "{told}");
}

#[test]
fn an_expired_token_is_unauthorized() {
    if !available() {
        return;
    }
    let user = user("token");
    let config = std::fs::read_to_string(control_plane().kubeconfig()).expect("the kubeconfig");
    let expired = config.replace(control_plane().admin_token(), "expired");
    user.write("config", &expired);
    let told = user.expect_err(5, &["diff", "web.rhai", "--kubeconfig", "config"]);
    assert!(told.contains("[unauthorized]"), "{told}");
}

#[test]
fn a_forbidden_verb_is_told_with_the_servers_words() {
    if !available() {
        return;
    }
    let admin = user("forbidden");
    let cluster = admin.cluster();
    let stranger = admin.with_kubeconfig(cluster.kubeconfig_for("stranger", admin.folder()));
    stranger.write("web.rhai", SCRIPT);
    let told = stranger.expect_err(5, &["diff", "web.rhai"]);
    assert!(told.contains("[forbidden]") && told.contains("cannot"), "{told}");
    let told = stranger.expect_err(5, &["apply", "web.rhai", "--yes"]);
    assert!(told.contains("[forbidden]"), "{told}");
}

#[test]
fn a_user_who_may_only_read_sees_that_nothing_could_be_checked() {
    if !available() {
        return;
    }
    let admin = user("viewer");
    let cluster = admin.cluster();
    cluster.grant(admin.namespace(), "viewer", "view");
    let viewer = admin.with_kubeconfig(cluster.kubeconfig_for("viewer", admin.folder()));
    viewer.write("web.rhai", SCRIPT);
    let told = viewer.expect_err(5, &["apply", "web.rhai", "--yes"]);
    assert!(told.contains("[forbidden]"), "{told}");
    assert!(admin.get("deployment/web").is_none());
}

#[test]
fn a_namespace_that_does_not_exist_names_both_mends() {
    if !available() {
        return;
    }
    let user = user("missing");
    let output = user.run(&["diff", "web.rhai", "-n", "not-there"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", output.stdout, output.stderr);
    let told = output.stdout + &output.stderr;
    assert!(told.contains("[missing-namespace]"), "{told}");
    assert!(told.contains("add `namespace(NAME)`") && told.contains("`kubectl create namespace not-there`"), "{told}");
}

#[test]
fn an_unknown_kind_is_told_at_its_line() {
    if !available() {
        return;
    }
    let user = user("kind");
    user.write(
        "thing.rhai",
        "let thing = object(#{ apiVersion: \"example.com/v1\", kind: \"Thing\", metadata: #{ name: \"a\" } });\napp(\"thing\").add(thing)\n",
    );
    let output = user.rhumb(&["diff", "thing.rhai"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", output.stdout, output.stderr);
    let told = output.stdout + &output.stderr;
    assert!(told.contains("[unknown-kind]") && told.contains("thing.rhai:1"), "{told}");
}

#[test]
fn an_object_of_somebody_else_is_left_alone() {
    if !available() {
        return;
    }
    let user = user("foreign");
    let marks = [
        ("annotations", "meta.helm.sh/release-name", "shop", "Helm"),
        ("labels", "kapp.k14s.io/app", "1700000000", "kapp"),
        ("annotations", "argocd.argoproj.io/tracking-id", "shop:apps/Deployment:x/web", "Argo CD"),
        ("labels", "kustomize.toolkit.fluxcd.io/name", "shop", "Flux"),
        ("labels", "rhumb.dev/app", "other", "other"),
    ];
    for (field, key, value, owner) in marks {
        let marked = serde_json::json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": "web-svc", field: { key: value } },
            "spec": { "ports": [{ "port": 1234 }] },
        });
        user.cluster().apply(user.namespace(), &marked.to_string());
        let output = user.rhumb(&["diff", "web.rhai"]);
        let told = output.stdout + &output.stderr;
        assert_eq!(output.status.code(), Some(3), "{owner}: {told}");
        assert!(told.contains("[foreign-object]") && told.contains(owner), "{owner}: {told}");
        let output = user.rhumb(&["apply", "web.rhai", "--yes"]);
        assert_eq!(output.status.code(), Some(3), "{owner}: {}{}", output.stdout, output.stderr);
        assert!(user.get("deployment/web").is_none(), "{owner}: nothing is sent");
        user.kubectl(&["delete", "service", "web-svc"]);
    }
}

#[test]
fn a_field_of_another_manager_is_a_conflict_by_name() {
    if !available() {
        return;
    }
    let user = user("conflict");
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.kubectl(&["set", "image", "deployment/web", "web=nginx:1.28", "--field-manager=kubectl-edit"]);
    let plan = user.json(3, &["diff", "web.rhai"]);
    let conflicts = plan["conflicts"].as_array().cloned().unwrap_or_default();
    assert_eq!(conflicts.len(), 1, "{plan:#}");
    assert_eq!(conflicts[0]["object"], "Deployment/web");
    assert_eq!(conflicts[0]["manager"], "kubectl-edit");
    assert_eq!(conflicts[0]["value"], "nginx:1.27");
    let output = user.rhumb(&["apply", "web.rhai", "--yes"]);
    assert_eq!(output.status.code(), Some(3), "{}{}", output.stdout, output.stderr);
    let image = user.get("deployment/web").expect("it is there");
    assert_eq!(
        image.pointer("/spec/template/spec/containers/0/image"),
        Some(&"nginx:1.28".into()),
        "nothing is forced"
    );
}

#[test]
fn of_two_runs_at_once_one_ends_and_one_stops_before_any_object() {
    if !available() {
        return;
    }
    let user = user("two-runs");
    let start = || {
        let arguments = ["apply", "web.rhai", "--yes", "-n", user.namespace()];
        user.command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    };
    let runs: Vec<_> = (0..2).map(|_| start()).collect();
    let mut codes = Vec::new();
    for run in runs {
        let output = run.wait_with_output().expect("it ends");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code();
        assert!(code == Some(0) || told.contains("[busy]"), "{code:?}: {told}");
        codes.push(code);
    }
    assert!(codes.contains(&Some(0)), "{codes:?}");
    user.expect(0, &["diff", "web.rhai"]);
}

/// A user who goes through a proxy with faults.
fn through(user: &User, faults: impl Fn(&RequestInfo) -> Fault + Send + Sync + 'static) -> (User, Proxy) {
    let proxy = Proxy::start(control_plane(), faults);
    let behind = user.with_kubeconfig(proxy.kubeconfig(user.folder()));
    behind.write("web.rhai", SCRIPT);
    (behind, proxy)
}

#[test]
fn what_passes_by_itself_is_tried_again() {
    if !available() {
        return;
    }
    let user = user("retry");
    let statuses = [(429, "TooManyRequests"), (503, "ServiceUnavailable"), (504, "Timeout")];
    for (code, reason) in statuses {
        let seen = Arc::new(AtomicUsize::new(0));
        let count = seen.clone();
        let (behind, _proxy) = through(&user, move |request| {
            let first = request.mutating() && count.fetch_add(1, Ordering::SeqCst) == 1;
            if first { Fault::status(code, reason, "try again") } else { Fault::None }
        });
        behind.expect(0, &["apply", "web.rhai", "--yes"]);
        assert!(seen.load(Ordering::SeqCst) > 1, "{code} was answered");
        user.expect(0, &["delete", "web", "--yes"]);
    }
}

#[test]
fn a_lost_answer_is_asked_again_and_changes_nothing_twice() {
    if !available() {
        return;
    }
    let user = user("lost");
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    let (behind, _proxy) = through(&user, move |request| {
        if request.method == "PATCH" && !request.query.contains("dryRun") && count.fetch_add(1, Ordering::SeqCst) == 1 {
            Fault::Lose
        } else {
            Fault::None
        }
    });
    behind.expect(0, &["apply", "web.rhai", "--yes"]);
    user.expect(0, &["diff", "web.rhai"]);
}

#[test]
fn a_server_that_stops_in_the_middle_leaves_a_record_to_go_on_from() {
    if !available() {
        return;
    }
    let user = user("stops");
    let (behind, proxy) = through(&user, |request| {
        let object = request.method == "PATCH"
            && !request.query.contains("dryRun")
            && !request.path.contains("rhumb.web.inventory");
        if object { Fault::StopAfter } else { Fault::None }
    });
    let output = behind.rhumb(&["apply", "web.rhai", "--yes", "--timeout", "20s"]);
    assert!(matches!(output.status.code(), Some(4 | 5)), "{:?}\n{}\n{}", output.status, output.stdout, output.stderr);
    assert!(
        output.stderr.contains("[unreachable]") || output.stdout.contains("unreachable"),
        "{}\n{}",
        output.stdout,
        output.stderr
    );
    drop(proxy);
    assert!(user.get("secret/rhumb.web.inventory").is_some(), "the intent was recorded first");
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.expect(0, &["diff", "web.rhai"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_the_middle_says_what_was_sent_and_ends_130() {
    if !available() {
        return;
    }
    let user = user("interrupt");
    user.write("web.rhai", &SCRIPT.replace("nginx:1.27", "nginx:never-ready"));
    let arguments = ["apply", "web.rhai", "--yes", "-n", user.namespace()];
    let run = user
        .command(&arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    user.cluster().eventually("the deployment is sent", || {
        user.get("deployment/web").map(|_| ()).ok_or_else(|| "not yet".to_owned())
    });
    signal(run.id(), "INT");
    let output = run.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("Deployment/web"), "{told}");
    user.write("web.rhai", SCRIPT);
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.expect(0, &["diff", "web.rhai"]);
}

#[cfg(unix)]
fn signal(pid: u32, name: &str) {
    let status = std::process::Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status();
    assert!(status.is_ok_and(|status| status.success()), "kill -{name} {pid}");
}

#[cfg(unix)]
#[test]
fn killed_at_any_request_the_next_run_comes_to_the_same_end() {
    if !available() {
        return;
    }
    // How many requests write in a whole run.
    let user = user("killed");
    let writing = |request: &RequestInfo| request.mutating() && !request.query.contains("dryRun");
    let whole = {
        let (behind, proxy) = through(&user, |_| Fault::None);
        behind.expect(0, &["apply", "web.rhai", "--yes"]);
        proxy.requests().iter().filter(|request| writing(request)).count()
    };
    user.expect(0, &["delete", "web", "--yes"]);
    assert!(whole >= 3, "{whole}");
    for at in 0..whole {
        let seen = Arc::new(AtomicUsize::new(0));
        let count = seen.clone();
        let (behind, proxy) = through(&user, move |request| {
            // The request that is to be the last is held back until the run is dead.
            let last = writing(request) && count.fetch_add(1, Ordering::SeqCst) == at;
            if last { Fault::Delay(Duration::from_secs(30)) } else { Fault::None }
        });
        let arguments = ["apply", "web.rhai", "--yes", "-n", user.namespace()];
        let mut run = behind
            .command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let reached = poll(Duration::from_secs(60), || {
            if seen.load(Ordering::SeqCst) > at { Ok(()) } else { Err("not yet".to_owned()) }
        });
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
        assert!(reached.is_ok(), "request {at} was never made");
        drop(proxy);
        user.expect(0, &["apply", "web.rhai", "--yes"]);
        user.expect(0, &["diff", "web.rhai"]);
        let status = user.json(0, &["status", "web"]);
        assert_eq!(status["state"], "running", "killed at {at}: {status:#}");
        user.expect(0, &["delete", "web", "--yes"]);
        assert!(user.get("deployment/web").is_none(), "killed at {at}");
    }
}
