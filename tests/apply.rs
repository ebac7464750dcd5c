//! What an apply does beside the walk-through: the examples, waiting with reasons, namespaces and definitions of its own,
//! sequences, and the documents for machines.

use std::process::Stdio;

use serde_json::Value;

use crate::determinism::each;
use crate::support::control_plane::available;
use crate::support::rhumb::User;

fn script(image: &str) -> String {
    format!(
        "let web = container(\"web\", \"{image}\").port(\"http\", 80);\ndeployment(\"web\").replicas(1).container(web).service(service())\n"
    )
}

/// The results of a document: `Kind/name status`.
fn results(document: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let results = document["results"].as_array().into_iter().flatten();
    results.map(|result| format!("{} {}", text(&result["object"]), text(&result["status"]))).collect()
}

/// An example, its app, and what has to be said for it here; `NAMESPACE` stands for that of the test.
struct Example {
    file: &'static str,
    app: &'static str,
    options: &'static [&'static str],
}

impl Example {
    const fn new(file: &'static str, app: &'static str) -> Self {
        Self { file, app, options: &[] }
    }

    const fn with(self, options: &'static [&'static str]) -> Self {
        Self { options, ..self }
    }
}

const SECRETS: &[&str] = &["--secrets", "secrets.yaml"];

/// The namespace of the test then holds pods to the same level.
const RESTRICTED: &[&str] = &["--pod-security", "restricted"];

/// Every script in `scripts/`.
const EXAMPLES: &[Example] = &[
    Example::new("first.rhai", "first"),
    Example::new("nginx.rhai", "nginx"),
    Example::new("web.rhai", "web"),
    Example::new("wordpress.rhai", "wordpress").with(SECRETS),
    // The members keep away from each other, and the test cluster has one node.
    Example::new("zookeeper.rhai", "zk").with(&["--set", "replicas=1"]),
    Example::new("mysql.rhai", "mysql"),
    Example::new("redis-cluster.rhai", "redis-cluster"),
    Example::new("kafka.rhai", "kafka"),
    Example::new("shop.rhai", "shop").with(RESTRICTED),
    Example::new("log-agent.rhai", "fluent-bit").with(&["--set", "namespace=NAMESPACE"]),
    Example::new("backup.rhai", "backup").with(&["--secrets", "secrets.yaml", "--pod-security", "restricted"]),
    Example::new("miniflux.rhai", "miniflux").with(SECRETS),
    Example::new("operator.rhai", "operator"),
];

/// The group of the kind that the example of an operator defines. A kind belongs to the whole cluster, so each test has one.
const GROUP: &str = "stable.example.com";

/// What of an app is still there, in its namespace or of the whole cluster. Definitions are kept, as namespaces are.
fn left_of(user: &User, app: &str) -> String {
    let namespaced = user.kubectl(&[
        "get",
        "deployments,statefulsets,daemonsets,jobs,cronjobs,pods,services,ingresses,horizontalpodautoscalers,\
         poddisruptionbudgets,persistentvolumeclaims,secrets,roles,rolebindings",
        "-o=name",
    ]);
    let mark = format!("-l=rhumb.dev/app={app},rhumb.dev/app-namespace={}", user.namespace());
    namespaced
        + &user.kubectl(&["get", "configmaps,serviceaccounts,clusterroles,clusterrolebindings", &mark, "-o=name"])
}

#[test]
fn every_example_is_applied_and_is_no_difference_afterwards() {
    if !available() {
        return;
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let scripts = std::fs::read_dir(folder).expect("the examples").filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "rhai"))
    });
    assert_eq!(scripts.count(), EXAMPLES.len(), "an example is missing here");
    each(EXAMPLES, |Example { file, app, options }| {
        let user = User::new(app);
        user.example(file);
        user.write("secrets.yaml", "db_password: hunter2\nadmin_password: hunter2\n");
        let group = format!("{}.example.com", user.namespace());
        for name in [file, "crds/website.yaml"] {
            user.write(name, &user.read(name).replace(GROUP, &group));
        }
        if options.contains(&"restricted") {
            let level = "pod-security.kubernetes.io/enforce=restricted";
            user.cluster().kubectl_ok(&["label", "namespace", user.namespace(), level]);
        }
        let options: Vec<String> = options.iter().map(|word| word.replace("NAMESPACE", user.namespace())).collect();
        let with = |command: &[&'static str]| -> Vec<&str> {
            command.iter().copied().chain([*file]).chain(options.iter().map(String::as_str)).collect()
        };
        user.expect(2, &with(&["diff"]));
        user.expect(0, &with(&["apply", "--yes"]));
        let offset = user.cluster().audit_offset();
        user.expect(0, &with(&["diff"]));
        user.expect(0, &with(&["apply", "--yes"]));
        assert_eq!(user.writes_since(offset), Vec::<String>::new(), "{file}");
        // What lies in no namespace is told from that of other tests by its name.
        let of_cluster = user.cluster().audit_since(offset, "rhumb/").into_iter().filter(|entry| {
            let own = entry.name == *app || entry.name.ends_with(&group);
            entry.namespace.is_empty() && entry.mutating() && own
        });
        assert_eq!(of_cluster.map(|entry| entry.uri).collect::<Vec<_>>(), Vec::<String>::new(), "{file}");
        assert_eq!(user.json(0, &["status", app])["state"], "running", "{file}");
        user.expect(0, &["delete", app, "--yes", "--claims"]);
        user.cluster().eventually(&format!("nothing of {file} is left"), || match left_of(&user, app) {
            left if left.is_empty() => Ok(()),
            left => Err(left),
        });
        if *app == "operator" {
            user.cluster().kubectl_ok(&["delete", "crd", &format!("websites.{group}")]);
        }
    });
}

#[test]
fn the_example_of_a_migration_runs_it_again_for_another_version_before_the_pods_are_replaced() {
    if !available() {
        return;
    }
    let user = User::new("migration");
    user.example("miniflux.rhai");
    user.write("secrets.yaml", "db_password: hunter2\nadmin_password: hunter2\n");
    let apply = |more: &[&'static str]| user.json(0, &[&["apply", "miniflux.rhai", "--yes"], SECRETS, more].concat());
    apply(&[]);
    let document = apply(&["--set", "version=2.2.13"]);
    let changed: Vec<String> = results(&document).into_iter().filter(|result| !result.ends_with("unchanged")).collect();
    let [migration, reader] = changed.as_slice() else { panic!("{changed:?}") };
    assert!(migration.starts_with("Job/miniflux-migrate-") && migration.ends_with(" created"), "{migration}");
    assert_eq!(reader, "Deployment/miniflux changed");
    let job = migration.split_whitespace().next().unwrap_or_default().to_lowercase();
    let finished = user.get(&job).map(|job| job["status"]["completionTime"].clone()).unwrap_or_default();
    let replaced = user.kubectl(&[
        "get",
        "replicasets",
        "--sort-by=.metadata.creationTimestamp",
        "-o=jsonpath={.items[*].metadata.creationTimestamp}",
    ]);
    let replaced = replaced.split(' ').next_back().unwrap_or_default();
    assert!(finished.as_str().is_some_and(|finished| finished <= replaced), "{finished} {replaced}");
    user.expect(0, &["delete", "miniflux", "--yes", "--claims"]);
}

#[test]
fn states_that_do_not_mend_fail_at_once_with_the_reason() {
    if !available() {
        return;
    }
    let user = User::new("broken");
    for (image, reason) in
        [("nginx:does-not-exist", "ImagePullBackOff"), ("nginx:crash-loop", "CrashLoopBackOff, exit 1")]
    {
        user.write("web.rhai", &script(image));
        let document = user.json(4, &["apply", "web.rhai", "--yes"]);
        let failed = document["results"].as_array().into_iter().flatten().find(|result| result["status"] == "failed");
        let told = failed.map(|result| result["reason"].as_str().unwrap_or_default().to_owned()).unwrap_or_default();
        assert!(told.contains(reason) && told.contains("web"), "{document:#}");
        assert_eq!(user.json(0, &["status", "web"])["state"], "abnormal");
    }
    // Mended, the pods that were broken before do not count.
    user.write("web.rhai", &script("nginx:1.27"));
    user.expect(0, &["apply", "web.rhai", "--yes"]);
}

#[test]
fn what_is_not_ready_in_time_is_told_with_what_it_waits_for() {
    if !available() {
        return;
    }
    let user = User::new("late");
    user.write("web.rhai", &script("nginx:never-ready"));
    let document = user.json(4, &["apply", "web.rhai", "--yes", "--timeout", "3s"]);
    assert_eq!(results(&document), ["Service/web-svc created", "Deployment/web timed-out"]);
    let told = document["results"][1]["reason"].as_str().unwrap_or_default();
    assert!(told.contains("web is not ready yet"), "{told}");
    assert_eq!(document["outcome"], "partial");
}

#[test]
fn a_namespace_of_the_app_is_made_first_and_kept_at_the_end() {
    if !available() {
        return;
    }
    let user = User::new("space");
    let space = format!("{}-own", user.namespace());
    user.write(
        "shop.rhai",
        &format!(
            "let web = deployment(\"web\").replicas(1).container(container(\"web\", \"nginx:1.27\"));\n\
             app(\"shop\").namespace(\"{space}\").add([namespace(\"{space}\"), web])\n"
        ),
    );
    let plan = user.run(&["diff", "shop.rhai", "-o", "json"]);
    assert_eq!(plan.status.code(), Some(2), "{}{}", plan.stdout, plan.stderr);
    let plan: Value = serde_json::from_str(&plan.stdout).expect("JSON");
    let checked: Vec<&Value> =
        plan["changes"].as_array().into_iter().flatten().map(|change| &change["checked"]).collect();
    assert_eq!(checked, [&Value::Bool(true), &Value::Bool(false)], "{plan:#}");
    let applied = user.run(&["apply", "shop.rhai", "--yes"]);
    assert_eq!(applied.status.code(), Some(0), "{}{}", applied.stdout, applied.stderr);
    assert_eq!(user.run(&["diff", "shop.rhai"]).status.code(), Some(0));
    let deleted = user.run(&["delete", "shop", "--yes", "-n", &space]);
    assert_eq!(deleted.status.code(), Some(0), "{}{}", deleted.stdout, deleted.stderr);
    assert!(user.cluster().get(&space, &format!("namespace/{space}")).is_some(), "namespaces are kept");
    assert!(user.cluster().get(&space, "deployment/web").is_none());
}

#[test]
fn a_definition_and_its_object_are_applied_in_one_go() {
    if !available() {
        return;
    }
    let user = User::new("crd");
    let group = format!("{}.example.com", user.namespace());
    user.write(
        "thing.rhai",
        &format!(
            r#"let definition = object(#{{
    apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: #{{ name: "things.{group}" }},
    spec: #{{ group: "{group}", scope: "Namespaced", names: #{{ plural: "things", singular: "thing", kind: "Thing" }},
        versions: [#{{ name: "v1", served: true, storage: true, schema: #{{ openAPIV3Schema: #{{ type: "object",
            properties: #{{ spec: #{{ type: "object", properties: #{{ size: #{{ type: "integer" }} }} }} }} }} }} }}] }},
}});
let thing = object(#{{ apiVersion: "{group}/v1", kind: "Thing", metadata: #{{ name: "one" }}, spec: #{{ size: 1 }} }});
app("things").add([definition, thing])
"#
        ),
    );
    user.expect(2, &["diff", "thing.rhai"]);
    user.expect(0, &["apply", "thing.rhai", "--yes"]);
    let offset = user.cluster().audit_offset();
    user.expect(0, &["diff", "thing.rhai"]);
    user.expect(0, &["apply", "thing.rhai", "--yes"]);
    assert_eq!(user.writes_since(offset), Vec::<String>::new());
    user.expect(0, &["delete", "things", "--yes"]);
    user.cluster().kubectl_ok(&["delete", "crd", &format!("things.{group}")]);
}

#[test]
fn a_sequence_waits_until_the_part_before_is_ready() {
    if !available() {
        return;
    }
    let user = User::new("sequence");
    let two = |first: &str| {
        format!(
            "let a = deployment(\"a\").replicas(1).container(container(\"a\", \"{first}\"));\n\
             let b = deployment(\"b\").replicas(1).container(container(\"b\", \"nginx:1.27\"));\n\
             app(\"two\").add([b, a]).sequence([a, b])\n"
        )
    };
    user.write("two.rhai", &two("nginx:never-ready"));
    let document = user.json(4, &["apply", "two.rhai", "--yes", "--timeout", "3s"]);
    assert_eq!(results(&document), ["Deployment/a timed-out", "Deployment/b skipped"]);
    assert!(user.get("deployment/b").is_none());
    user.write("two.rhai", &two("nginx:1.27"));
    user.expect(0, &["apply", "two.rhai", "--yes"]);
    assert!(user.get("deployment/b").is_some());
}

#[test]
fn what_is_no_longer_in_the_script_is_left_named_and_goes_with_the_app() {
    if !available() {
        return;
    }
    let user = User::new("left");
    user.write("web.rhai", &script("nginx:1.27"));
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    user.write("web.rhai", &script("nginx:1.27").replace(".service(service())", ""));
    let told = user.expect(0, &["diff", "web.rhai"]);
    assert!(told.contains("left: Service/web-svc"), "{told}");
    user.write("web.rhai", &script("nginx:1.28").replace(".service(service())", ""));
    user.expect(0, &["apply", "web.rhai", "--yes"]);
    assert!(user.get("service/web-svc").is_some());
    user.expect(0, &["delete", "web", "--yes"]);
    assert!(user.get("service/web-svc").is_none());
}

#[test]
fn every_command_gives_one_document_for_machines() {
    if !available() {
        return;
    }
    let user = User::new("json");
    user.write("web.rhai", &script("nginx:1.27"));
    let keys = |document: &Value| -> Vec<String> {
        let mut keys: Vec<String> = document.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&user.json(0, &["check", "web.rhai"])), ["diagnostics"]);
    let list = user.json(0, &["render", "web.rhai"]);
    assert_eq!((&list["kind"], list["items"].as_array().map(Vec::len)), (&"List".into(), Some(2)));
    let plan = user.json(2, &["diff", "web.rhai"]);
    assert_eq!(
        keys(&plan),
        [
            "app",
            "changes",
            "claims",
            "cluster",
            "conflicts",
            "diagnostics",
            "left",
            "namespace",
            "reads",
            "summary",
            "version"
        ]
    );
    let applied = user.json(0, &["apply", "web.rhai", "--yes"]);
    assert_eq!(keys(&applied), ["diagnostics", "outcome", "plan", "results"]);
    assert_eq!(results(&applied), ["Service/web-svc created", "Deployment/web created"]);
    assert_eq!(applied["outcome"], "done");
    assert_eq!(user.json(0, &["list"])["apps"][0]["app"], "web");
    assert_eq!(user.json(0, &["status", "web"])["workloads"][0]["ready"], 1);
    let gone = user.json(0, &["delete", "web", "--yes"]);
    assert_eq!(results(&gone), ["Deployment/web deleted", "Service/web-svc deleted"]);
    let missing = user.json(1, &["status", "web"]);
    assert_eq!(missing["diagnostics"][0]["code"], "unknown-app", "{missing:#}");
}

#[test]
fn an_object_that_is_being_deleted_is_made_again_when_it_is_gone() {
    if !available() {
        return;
    }
    let user = User::new("terminating");
    user.write(
        "settings.rhai",
        "let settings = object(#{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{ name: \"settings\" }, data: #{ a: \"1\" } });\n\
         app(\"settings\").add(settings)\n",
    );
    user.expect(0, &["apply", "settings.rhai", "--yes"]);
    let uid = |user: &User| user.get("configmap/settings").map(|map| map["metadata"]["uid"].clone());
    let before = uid(&user);
    let finalizers = |list: &str| format!("{{\"metadata\":{{\"finalizers\":{list}}}}}");
    user.kubectl(&["patch", "configmap", "settings", "--type=merge", "-p", &finalizers("[\"example.com/hold\"]")]);
    user.kubectl(&["delete", "configmap", "settings", "--wait=false"]);
    let told = user.expect(2, &["diff", "settings.rhai"]);
    assert!(told.contains("being deleted"), "{told}");
    let offset = user.cluster().audit_offset();
    let arguments = ["apply", "settings.rhai", "--yes", "-n", user.namespace()];
    let mut run = user.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    user.cluster().eventually("it is applied in vain", || {
        let sent = user.writes_since(offset).iter().any(|request| request.contains("/configmaps/settings"));
        if sent { Ok(()) } else { Err("not yet".to_owned()) }
    });
    user.kubectl(&["patch", "configmap", "settings", "--type=merge", "-p", &finalizers("null")]);
    assert!(run.wait().is_ok_and(|status| status.success()));
    let after = uid(&user);
    assert!(after.is_some() && after != before);
    user.expect(0, &["diff", "settings.rhai"]);
}

#[test]
fn an_object_that_is_to_be_kept_outlives_its_app() {
    if !available() {
        return;
    }
    let user = User::new("keep");
    user.write(
        "settings.rhai",
        "let map = |name| #{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{ name: name } };\n\
         app(\"settings\").add([object(map.call(\"kept\")).keep(), object(map.call(\"gone\"))])\n",
    );
    user.expect(0, &["apply", "settings.rhai", "--yes"]);
    user.expect(0, &["diff", "settings.rhai"]);
    let told = user.expect(0, &["delete", "settings", "--yes"]);
    assert!(told.contains("kept"), "{told}");
    assert!(user.get("configmap/kept").is_some());
    assert!(user.get("configmap/gone").is_none());
}
