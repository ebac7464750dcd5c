//! A project: `rhumb.toml`, targets, and the jail around its files.

use crate::support::control_plane::available;
use crate::support::rhumb::User;

const APP: &str = "let n = param(\"replicas\", 1);\nlet size = param(\"db.size\", \"1Gi\");\n\
                   deployment(\"web\").replicas(n).label(\"size\", size).container(container(\"web\", \"nginx:1.27\"))\n";

const PROJECT: &str = "namespace = \"shop\"\n[params]\nreplicas = 2\ndb.size = \"2Gi\"\nother = 1\n\
                       [target.prod]\ncontext = \"ack\"\nnamespace = \"live\"\nvalues = [\"values/prod.yaml\"]\n";

/// A user with a project whose script lies in a folder of it.
fn user() -> User {
    let user = User::without_cluster();
    for folder in ["apps", "values"] {
        std::fs::create_dir(user.folder().join(folder)).unwrap();
    }
    user.write("apps/web.rhai", APP);
    user.write("rhumb.toml", PROJECT);
    user.write("values/prod.yaml", "replicas: 3\nunused: 1\n");
    user
}

/// What is rendered for namespace, replicas and the label.
fn rendered(user: &User, arguments: &[&str]) -> String {
    let mut all = vec!["render", "apps/web.rhai", "-o", "json"];
    all.extend(arguments);
    let output = user.run(&all);
    assert_eq!(output.status.code(), Some(0), "{all:?}\n{}", output.stderr);
    let list: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let object = &list["items"][0];
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let metadata = &object["metadata"];
    format!(
        "{} {} {}",
        text(&metadata["namespace"]),
        text(&object["spec"]["replicas"]),
        text(&metadata["labels"]["size"])
    )
}

#[test]
fn the_command_wins_over_the_target_and_the_target_over_the_project() {
    let user = user();
    user.write("mine.yaml", "replicas: 4\n");
    assert_eq!(rendered(&user, &[]), "shop 2 2Gi");
    assert_eq!(rendered(&user, &["--target", "prod"]), "live 3 2Gi");
    assert_eq!(rendered(&user, &["--target", "prod", "--values", "mine.yaml"]), "live 4 2Gi");
    assert_eq!(
        rendered(&user, &["--target", "prod", "--values", "mine.yaml", "--set", "replicas=5", "-n", "own"]),
        "own 5 2Gi"
    );
}

#[test]
fn a_value_of_the_project_need_not_be_asked_for_but_one_of_the_command_has_to_be() {
    let user = user();
    let output = user.run(&["check", "apps/web.rhai", "--set", "other=2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        output.stderr.contains("No parameter of the script is called `other`, given by --set."),
        "{}",
        output.stderr
    );
}

#[test]
fn a_value_of_the_project_that_is_nearly_a_parameter_without_a_value_is_a_warning() {
    let user = user();
    user.write("rhumb.toml", &PROJECT.replace("db.size = \"2Gi\"\n", ""));
    user.write("values/prod.yaml", "unused: 1\ndb:\n  szie: 3Gi\n");
    let told = |arguments: &[&str]| {
        let output = user.run(&[&["check", "apps/web.rhai"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", output.stderr);
        output.stderr
    };
    let slip = "warning[unknown-param]: No parameter of the script is called `db.szie`, given by values/prod.yaml:3, and \
                nothing gives `db.size`.\n  help: did you mean `db.size`?\n";
    assert!(told(&["--target", "prod"]).contains(slip), "{}", told(&["--target", "prod"]));
    assert!(!told(&["--target", "prod", "--set", "db.size=4Gi"]).contains("unknown-param"));
    assert!(!told(&[]).contains("unknown-param"));
}

#[test]
fn an_app_is_found_by_its_name_where_apply_puts_it() {
    if !available() {
        return;
    }
    let user = User::new("place");
    user.write("rhumb.toml", &format!("namespace = \"{}\"\n", user.namespace()));
    user.write("app.rhai", "app(\"web\").add(config_map(\"web\", #{ a: \"1\" }))\n");
    let run = |arguments: &[&str]| {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}", output.stderr);
        output.stdout
    };
    run(&["apply", "app.rhai", "--yes"]);
    let place = format!("web in namespace {}", user.namespace());
    assert!(run(&["status", "web"]).starts_with(&place), "{}", run(&["status", "web"]));
    assert!(run(&["list"]).contains("web"), "{}", run(&["list"]));
    let elsewhere = user.run(&["status", "web", "-n", "default"]);
    assert_eq!(elsewhere.status.code(), Some(1), "the command wins: {}", elsewhere.stdout);
    run(&["delete", "web", "--yes"]);
    assert!(!run(&["list"]).contains("web"), "{}", run(&["list"]));
}

#[test]
fn a_project_is_found_above_the_script_wherever_the_command_runs() {
    let user = user();
    let output = user.command(&["render", "web.rhai"]).current_dir(user.folder().join("apps")).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("namespace: shop"));
    let output = user.command(&["check", "web.rhai", "--target", "x"]).current_dir(user.folder().join("apps")).output();
    let told = String::from_utf8(output.unwrap().stderr).unwrap();
    assert_eq!(told, "error[unknown-target]: The project has no such target: x.\n  help: there are: prod.\n");
}

#[test]
fn a_script_and_a_project_that_say_two_namespaces_are_told() {
    let user = user();
    user.write(
        "apps/web.rhai",
        "deployment(\"web\").namespace(\"mine\").container(container(\"web\", \"nginx:1.27\"))",
    );
    let cases: [(&[&str], &str); 3] = [
        (&[], "but rhumb.toml says: shop."),
        (&["--target", "prod"], "but the target `prod` says: live."),
        (&["-n", "x"], "but the command says: x."),
    ];
    for (arguments, words) in cases {
        let mut all = vec!["check", "apps/web.rhai"];
        all.extend(arguments);
        let output = user.run(&all);
        assert_eq!(output.status.code(), Some(1), "{all:?}");
        assert!(output.stderr.contains(words), "{all:?}\n{}", output.stderr);
    }
}

#[test]
fn a_target_pins_the_cluster() {
    let user = user();
    let output = user.run(&["diff", "apps/web.rhai", "--target", "prod", "--context", "other"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.contains("The target `prod` is on ack, but the command says: other."), "{}", output.stderr);
}

#[test]
fn an_app_is_looked_for_by_its_name_where_the_target_says() {
    let user = user();
    for command in [&["status", "web"][..], &["delete", "web", "--yes"], &["list"]] {
        let told = |more: &[&'static str]| {
            let output = user.run(&[command, more].concat());
            assert_eq!(output.status.code(), Some(1), "{command:?} {more:?}");
            output.stderr
        };
        let unknown = told(&["--target", "x"]);
        assert_eq!(unknown, "error[unknown-target]: The project has no such target: x.\n  help: there are: prod.\n");
        let other = told(&["--target", "prod", "--context", "other"]);
        assert!(other.contains("The target `prod` is on ack, but the command says: other."), "{other}");
        let context = told(&["--target", "prod"]);
        assert!(context.contains("no-kubeconfig") || context.contains("unknown-context"), "{context}");
    }
}

#[test]
fn a_script_in_place_of_a_name_is_told_the_name() {
    let user = user();
    user.write("apps/web.rhai", "app(\"shop\").add(config_map(\"a\", #{ a: \"1\" }))");
    for command in ["status", "delete"] {
        let output = user.run(&[command, "apps/web.rhai"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            output.stderr,
            format!(
                "error[unknown-app]: This is a file, and an app is known by its name: apps/web.rhai.\n  help: `rhumb \
                 {command} shop`; `rhumb list` shows those that there are.\n"
            )
        );
    }
}

#[test]
fn what_is_wrong_with_the_project_is_drawn() {
    let user = user();
    user.write("rhumb.toml", "namespce = \"shop\"\n");
    let output = user.run(&["check", "apps/web.rhai"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        output.stderr,
        "error[unknown-key]: There is no key `namespce` here.\n   ╭─[rhumb.toml:1:1]\n 1 │ namespce = \"shop\"\n   \
         · ────────\n   ╰────\n  help: did you mean `namespace`?\n"
    );
}

#[test]
fn the_budgets_of_the_project_hold() {
    let user = user();
    user.write("rhumb.toml", "[limits]\noperations = 1000\n");
    user.write("apps/web.rhai", "let n = 0;\nfor i in 0..10000 { n += i; }\ndeployment(\"web\")");
    let output = user.run(&["check", "apps/web.rhai"]);
    assert!(output.stderr.contains("The script did more than 1000 operations."), "{}", output.stderr);
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_a_project_is_read_by_path_or_by_link() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("x.rhai"), "fn f() { 1 }\n").unwrap();
    std::fs::write(outside.path().join("x.yaml"), "kind: A\n").unwrap();
    let user = user();
    symlink(outside.path().join("x.rhai"), user.folder().join("link.rhai")).unwrap();
    symlink(outside.path().join("x.yaml"), user.folder().join("link.yaml")).unwrap();
    symlink(outside.path(), user.folder().join("folder")).unwrap();
    symlink("values/prod.yaml", user.folder().join("inside.yaml")).unwrap();
    let absolute = outside.path().join("x").display().to_string();
    let up = format!("../{}/x", outside.path().file_name().unwrap().to_string_lossy());
    for path in ["link", "folder/x", "values/../folder/x", &absolute, &up] {
        let scripts = [
            format!("import \"{path}\" as x; x::f()"),
            format!("read_text(\"{path}.yaml\")"),
            format!("objects(\"{path}.yaml\")"),
        ];
        for script in scripts {
            user.write("apps/web.rhai", &script);
            let output = user.run(&["check", "apps/web.rhai"]);
            assert_eq!(output.status.code(), Some(1), "{script}");
            assert!(output.stderr.starts_with("error[outside-project]: "), "{script}\n{}", output.stderr);
        }
    }
    user.write("apps/web.rhai", "app(read_yaml(\"inside.yaml\").replicas.to_string())");
    let told = user.run(&["check", "apps/web.rhai"]).stderr;
    assert!(!told.contains("outside-project"), "{told}");
}

#[test]
fn files_that_are_bombs_end_in_a_typed_error() {
    let user = user();
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", ")));
    }
    user.write("bomb.yaml", &bomb);
    user.write("deep.yaml", &"[".repeat(100_000));
    user.write("wide.yaml", &format!("[{}0]", "0,".repeat(1 << 20)));
    std::fs::File::create(user.folder().join("huge.yaml")).unwrap().set_len(100 << 20).unwrap();
    std::fs::write(user.folder().join("bytes.yaml"), [0xff, 0xfe, 0x00]).unwrap();
    for file in ["bomb", "deep", "wide", "huge", "bytes", "apps", "none"] {
        for call in ["read_text", "read_yaml", "objects"] {
            if call == "read_text" && ["bomb", "deep", "wide"].contains(&file) {
                continue;
            }
            let path = if file == "apps" { "apps".to_owned() } else { format!("{file}.yaml") };
            user.write("apps/web.rhai", &format!("{call}(\"{path}\")"));
            let output = user.run(&["check", "apps/web.rhai"]);
            assert_eq!(output.status.code(), Some(1), "{call} {file}");
            assert!(output.stderr.starts_with("error[unreadable-file]: "), "{call} {file}\n{}", output.stderr);
        }
    }
}

#[test]
fn a_diff_names_the_users_line_before_that_of_the_standard_library_and_the_parameter() {
    if !available() {
        return;
    }
    let user = User::new("library");
    user.write(
        "app.rhai",
        "import \"std/web\" as web;\n\nlet site =\n    web::site(\"web\", param(\"image\", \"nginx:1.27\"), \
         \"web.example.com\");\napp(\"web\").add(site)\n",
    );
    user.expect(0, &["apply", "app.rhai", "--yes"]);
    let plan = user.json(2, &["diff", "app.rhai", "--set", "image=nginx:1.28"]);
    let fields: Vec<_> =
        plan["changes"].as_array().unwrap().iter().flat_map(|c| c["fields"].as_array().unwrap()).collect();
    assert_eq!(
        fields,
        [&serde_json::json!({
            "path": "spec.template.spec.containers[name=web].image",
            "old": "nginx:1.27",
            "new": "nginx:1.28",
            "cause": "script",
            "place": { "file": "app.rhai", "line": 4, "column": 10 },
            "note": "in std/web:22, image from --set",
        })]
    );
    let text = user.expect(2, &["diff", "app.rhai", "--set", "image=nginx:1.28"]);
    assert!(text.contains("app.rhai:4  (in std/web:22, image from --set)"), "{text}");
    // A function of the library that is called in a closure, over what another one made.
    user.write(
        "app.rhai",
        "import \"std/spread\" as spread;\nimport \"std/web\" as web;\n\nlet site = web::site(\"web\", \"nginx:1.27\", \
         \"web.example.com\")\n    .via(|w| spread::over_zones(w));\napp(\"web\").add(site)\n",
    );
    let plan = user.json(2, &["diff", "app.rhai"]);
    let fields: Vec<String> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|change| change["fields"].as_array().unwrap())
        .map(|field| format!("{} {} {}", field["path"], field["place"]["line"], field["note"]))
        .collect();
    assert_eq!(fields, [r#""spec.template.spec.topologySpreadConstraints" 5 "in std/spread:11""#]);
}
