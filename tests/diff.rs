//! An honest diff: each single edit of nginx is one line, at the right field, for the right cause, from the right line of
//! the script; and none when it has been applied.

use serde_json::Value;

use crate::support::control_plane::available;
use crate::support::proxy::{Fault, Proxy};
use crate::support::rhumb::User;

/// The lines of a plan: `Kind/name path cause file:line`.
fn lines(plan: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for change in plan["changes"].as_array().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let object = format!("{}/{}", text(&change["kind"]), text(&change["name"]));
        let action = text(&change["action"]);
        if action == "create" || action == "delete" {
            lines.push(format!("{object} {action}"));
        }
        for field in change["fields"].as_array().into_iter().flatten().filter(|field| field["cause"] != "server") {
            lines.push(format!(
                "{object} {} {} line {}",
                text(&field["path"]),
                text(&field["cause"]),
                field["place"]["line"]
            ));
        }
    }
    lines
}

/// A single edit of `scripts/nginx.rhai`: what is replaced by what, and the lines that the plan then has.
struct Edit {
    what: &'static str,
    from: &'static str,
    to: &'static str,
    lines: &'static [&'static str],
}

const POD: &str = "spec.template.spec.";

fn edits() -> Vec<Edit> {
    let edit = |what, from, to, lines| Edit { what, from, to, lines };
    vec![
        edit(
            "another image",
            "nginx:1.27",
            "nginx:1.28",
            &["StatefulSet/nginx POD.containers[name=nginx].image script line 5"],
        ),
        edit(
            "a changed variable",
            "Asia/Shanghai",
            "Europe/Berlin",
            &["StatefulSet/nginx POD.containers[name=nginx].env[name=TZ].value script line 9"],
        ),
        edit(
            "a new variable",
            ".env(\"TZ\", \"Asia/Shanghai\")",
            ".env(\"TZ\", \"Asia/Shanghai\").env(\"LANG\", \"C\")",
            &["StatefulSet/nginx POD.containers[name=nginx].env[name=LANG] script line 9"],
        ),
        edit(
            "a variable taken away",
            ".env(\"TZ\", \"Asia/Shanghai\")",
            "",
            &["StatefulSet/nginx POD.containers[name=nginx].env removed line 15"],
        ),
        edit(
            "another period of a probe",
            ".period(5)",
            ".period(7)",
            &["StatefulSet/nginx POD.containers[name=nginx].readinessProbe.periodSeconds script line 11"],
        ),
        edit(
            "a period that goes back to the default",
            ".period(5)",
            "",
            &["StatefulSet/nginx POD.containers[name=nginx].readinessProbe.periodSeconds script line 11"],
        ),
        edit(
            "another path of a probe",
            "probe_http(\"/\"",
            "probe_http(\"/healthz\"",
            &["StatefulSet/nginx POD.containers[name=nginx].livenessProbe.httpGet.path script line 10"],
        ),
        edit(
            "more of the processor",
            "\"250m\", \"500m\"",
            "\"300m\", \"500m\"",
            &["StatefulSet/nginx POD.containers[name=nginx].resources.requests.cpu script line 7"],
        ),
        edit("the same amount in other words", "\"250m\", \"500m\"", "\"0.25\", \"500m\"", &[]),
        edit("the same memory in other words", "\"256Mi\", \"512Mi\"", "\"256Mi\", \"0.5Gi\"", &[]),
        edit(
            "a limit taken away",
            "\"256Mi\", \"512Mi\"",
            "\"256Mi\"",
            &["StatefulSet/nginx POD.containers[name=nginx].resources.limits.memory removed line 15"],
        ),
        edit(
            "another hook",
            "\"-s\", \"quit\"",
            "\"-s\", \"stop\"",
            &["StatefulSet/nginx POD.containers[name=nginx].lifecycle.preStop.exec.command[2] script line 12"],
        ),
        edit(
            "a hook taken away",
            "    .pre_stop(hook_exec([\"nginx\", \"-s\", \"quit\"]))\n",
            "",
            &["StatefulSet/nginx POD.containers[name=nginx].lifecycle removed line 14"],
        ),
        edit(
            "another path of the mount",
            "\"/tmp\"",
            "\"/data\"",
            &[
                "StatefulSet/nginx POD.containers[name=nginx].volumeMounts[mountPath=/data] script line 13",
                "StatefulSet/nginx POD.containers[name=nginx].volumeMounts[mountPath=/tmp] removed line 15",
            ],
        ),
        edit(
            "one pod less",
            "param(\"replicas\", 2",
            "param(\"replicas\", 1",
            &["StatefulSet/nginx spec.replicas script line 16"],
        ),
        edit(
            "another port of the service",
            ".port(80, \"http\")",
            ".port(8080, \"http\")",
            &[
                "Service/nginx-svc spec.ports[port=8080,protocol=TCP] script line 19",
                "Service/nginx-svc spec.ports[port=80,protocol=TCP] removed line 19",
            ],
        ),
        edit(
            "another type of the service",
            "service().port",
            "service().type(\"NodePort\").port",
            &["Service/nginx-svc spec.type script line 19"],
        ),
        edit(
            "a label of the service",
            "service().port",
            "service().label(\"tier\", \"web\").port",
            &["Service/nginx-svc metadata.labels.tier script line 19"],
        ),
        edit(
            "another host",
            "foo.bar.com",
            "www.bar.com",
            &["Ingress/nginx-ingress spec.rules[0].host script line 20"],
        ),
        edit(
            "an annotation of the ingress",
            "ingress(\"foo.bar.com\")",
            "ingress(\"foo.bar.com\").annotation(\"a/b\", \"c\")",
            &["Ingress/nginx-ingress metadata.annotations[a/b] script line 20"],
        ),
        edit(
            "another partition",
            "partition(0)",
            "partition(1)",
            &["StatefulSet/nginx spec.updateStrategy.rollingUpdate.partition script line 18"],
        ),
        edit(
            "a label of the pods",
            ".replicas(replicas)",
            ".replicas(replicas).pod_label(\"tier\", \"web\")",
            &["StatefulSet/nginx spec.template.metadata.labels.tier script line 16"],
        ),
        edit(
            "a description",
            ".replicas(replicas)",
            ".replicas(replicas).description(\"A web server.\")",
            &["StatefulSet/nginx metadata.annotations[kubernetes.io/description] script line 16"],
        ),
        edit(
            "time to end",
            ".replicas(replicas)",
            ".replicas(replicas).termination_grace_period(20)",
            &["StatefulSet/nginx POD.terminationGracePeriodSeconds script line 16"],
        ),
    ]
}

fn expected(edit: &Edit) -> Vec<String> {
    edit.lines.iter().map(|line| line.replace("POD.", POD)).collect()
}

#[test]
fn each_single_edit_of_nginx_is_one_line_at_its_place() {
    if !available() {
        return;
    }
    let user = User::new("edits");
    user.example("nginx.rhai");
    user.expect(0, &["apply", "nginx.rhai", "--yes"]);
    let script = std::fs::read_to_string(user.folder().join("nginx.rhai")).expect("the script");
    let mut faults = Vec::new();
    for edit in edits() {
        assert!(script.contains(edit.from), "{}", edit.what);
        user.write("nginx.rhai", &script.replacen(edit.from, edit.to, 1));
        let wanted = expected(&edit);
        let output = user.rhumb(&["diff", "nginx.rhai", "-o", "json"]);
        let plan: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
        let told = lines(&plan);
        let status = if wanted.is_empty() { 0 } else { 2 };
        if told != wanted || output.status.code() != Some(status) {
            faults.push(format!(
                "{}: status {:?}\n  told   {told:#?}\n  wanted {wanted:#?}\n{}",
                edit.what,
                output.status.code(),
                output.stderr
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    user.write("nginx.rhai", &script);
    user.expect(0, &["diff", "nginx.rhai"]);
}

#[test]
fn an_edit_that_was_applied_is_no_difference_any_more() {
    if !available() {
        return;
    }
    let user = User::new("applied");
    user.example("nginx.rhai");
    let script = std::fs::read_to_string(user.folder().join("nginx.rhai")).expect("the script");
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
    // All edits at once that do not contradict each other, then back.
    let all = script
        .replace("nginx:1.27", "nginx:1.28")
        .replace("    .env(\"TZ\", \"Asia/Shanghai\")\n", "    .env(\"LANG\", \"C\").env(\"A\", \"1\")\n")
        .replace(".period(5)", "")
        .replace("\"250m\", \"500m\"", "\"0.3\"")
        .replace(".port(80, \"http\")", ".port(8080, \"http\").type(\"NodePort\")")
        .replace("foo.bar.com", "www.bar.com");
    for text in [&all, &script] {
        user.write("nginx.rhai", text);
        user.expect(2, &["diff", "nginx.rhai", "--set", "replicas=1"]);
        user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
        let told = user.expect(0, &["diff", "nginx.rhai", "--set", "replicas=1"]);
        assert!(told.contains("Nothing would change"), "{told}");
    }
}

#[test]
fn what_others_add_is_not_ours_and_what_they_take_is_seen() {
    if !available() {
        return;
    }
    let user = User::new("edited");
    user.example("nginx.rhai");
    user.expect(0, &["apply", "nginx.rhai", "--yes", "--set", "replicas=1"]);
    // Theirs: a label, an annotation, a variable.
    user.kubectl(&["label", "statefulset/nginx", "team=web"]);
    user.kubectl(&["annotate", "service/nginx-svc", "note=hello"]);
    user.expect(0, &["diff", "nginx.rhai", "--set", "replicas=1"]);
    // Ours, set to another value by somebody: a conflict that names the field and who holds it.
    user.kubectl(&["scale", "statefulset/nginx", "--replicas=2"]);
    let plan = user.json(3, &["diff", "nginx.rhai", "--set", "replicas=1"]);
    assert_eq!(plan["conflicts"][0]["field"], "spec.replicas", "{plan:#}");
    assert_eq!(plan["conflicts"][0]["subresource"], "scale", "{plan:#}");
    user.kubectl(&["scale", "statefulset/nginx", "--replicas=1"]);
    // Ours, deleted by somebody: it is made again.
    user.kubectl(&["delete", "service", "nginx-svc"]);
    let plan = user.json(2, &["diff", "nginx.rhai", "--set", "replicas=1"]);
    assert!(lines(&plan).contains(&"Service/nginx-svc create".to_owned()), "{plan:#}");
}

#[test]
fn a_diff_only_reads_and_dry_runs() {
    if !available() {
        return;
    }
    let user = User::new("reads");
    user.example("nginx.rhai");
    let offset = user.cluster().audit_offset();
    user.expect(2, &["diff", "nginx.rhai"]);
    assert_eq!(user.writes_since(offset), Vec::<String>::new());
}

#[test]
fn secrets_are_masked_in_the_plan_and_a_change_shows_as_changed() {
    if !available() {
        return;
    }
    let user = User::new("masked");
    user.write(
        "db.rhai",
        "let db = secret(\"db\", #{ password: secret_param(\"password\"), url: \"postgres://\" + secret_param(\"password\") });\napp(\"db\").add(db)\n",
    );
    user.write("one.yaml", "password: correct-horse\n");
    user.write("two.yaml", "password: battery-staple\n");
    let secret = |text: &str| {
        ["correct-horse", "battery-staple", "Y29ycmVjdC1ob3JzZQ==", "YmF0dGVyeS1zdGFwbGU="]
            .iter()
            .any(|it| text.contains(it))
    };
    user.expect_err(1, &["diff", "db.rhai"]);
    let applied = user.rhumb(&["apply", "db.rhai", "--yes", "--secrets", "one.yaml"]);
    assert_eq!(applied.status.code(), Some(0), "{}{}", applied.stdout, applied.stderr);
    assert!(!secret(&applied.stdout) && !secret(&applied.stderr));
    user.expect(0, &["diff", "db.rhai", "--secrets", "one.yaml"]);
    let plan = user.json(2, &["diff", "db.rhai", "--secrets", "two.yaml"]);
    assert!(!secret(&plan.to_string()), "{plan:#}");
    assert_eq!(plan["changes"][0]["fields"][0]["new"], serde_json::json!({ "secret": "changed" }), "{plan:#}");
    let told = user.expect(2, &["diff", "db.rhai", "--secrets", "two.yaml"]);
    assert!(!secret(&told), "{told}");
    let record = user.get("secret/rhumb.db.inventory").expect("the record").to_string();
    assert!(!secret(&record));
}

#[test]
fn a_diff_of_an_unchanged_app_asks_little() {
    if !available() {
        return;
    }
    let user = User::new("requests");
    user.example("nginx.rhai");
    user.expect(0, &["apply", "nginx.rhai", "--yes"]);
    let proxy = Proxy::start(user.cluster(), |_| Fault::None);
    let behind = user.with_kubeconfig(proxy.kubeconfig(user.folder()));
    behind.example("nginx.rhai");
    behind.expect(0, &["diff", "nginx.rhai"]);
    let requests = proxy.requests();
    let lines: Vec<String> =
        requests.iter().map(|request| format!("{} {}?{}", request.method, request.path, request.query)).collect();
    let discovery = requests.iter().filter(|request| request.path == "/api" || request.path == "/apis").count();
    assert_eq!(discovery, 2, "{lines:#?}");
    assert!(requests.iter().all(|request| request.method == "GET"), "no dry-run is needed: {lines:#?}");
    // Discovery, the record, the cluster's uid, four objects, the claims.
    assert_eq!(requests.len(), 9, "{lines:#?}");
}
