//! A manifest in place of a script: the same commands, with places in its lines.

use rhumb::text::digest;

use crate::support::control_plane::available;
use crate::support::rhumb::User;

const WEB: &str = "\
# A web server.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      mode: fast
";

const RENDERED: &str = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: default
data:
  mode: fast
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: default
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
";

/// A user with a file.
fn user(name: &str, text: &str) -> User {
    let user = User::without_cluster();
    user.write(name, text);
    user
}

/// What is told of a manifest that cannot be rendered.
fn told(name: &str, text: &str) -> String {
    let output = user(name, text).run(&["check", name]);
    assert_eq!(output.status.code(), Some(1), "{}{}", output.stdout, output.stderr);
    output.stderr
}

#[test]
fn a_manifest_is_rendered_in_the_order_of_an_apply_with_lists_flattened() {
    let user = user("web.yaml", WEB);
    assert_eq!(user.expect(0, &["render", "web.yaml"]), RENDERED);
    assert_eq!(user.expect_err(0, &["check", "web.yaml"]), "No errors, 0 warnings, 2 objects: web.yaml\n");
    assert_eq!(user.expect(0, &["render", "web.yaml", "configmap/settings"]), RENDERED.split("---\n").next().unwrap());
}

#[test]
fn an_error_of_a_manifest_is_drawn_at_its_line() {
    assert_eq!(
        told("web.yaml", &WEB.replace("image:", "imgae:")),
        "error[unknown-field]: There is no field `spec.template.spec.containers[name=web].imgae`.\n    \
         ╭─[web.yaml:17:11]\n 16 │         - name: web\n 17 │           imgae: nginx:1.27\n    ·           ─────\n 18 │ \
         ---\n    ╰────\n  help: did you mean `image`?\n"
    );
}

#[test]
fn json_is_read_with_tabs_too() {
    let text = "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": { \"name\": \"a\", \"namespace\": \
                \"shop\" },\n\t\"data\": { \"a\": 1 }\n}\n";
    assert_eq!(
        told("a.json", text),
        "error[field-type]: `data.a` must be text, not a number.\n   ╭─[a.json:5:12]\n 4 │     \"metadata\": { \"name\": \
         \"a\", \"namespace\": \"shop\" },\n 5 │     \"data\": { \"a\": 1 }\n   ·               ───\n 6 │ }\n   ╰────\n  help: \
         write it in quotes: \"1\"\n"
    );
    let user = user("a.json", &text.replace("1 }", "\"1\" }"));
    let rendered = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\ndata:\n  a: \"1\"\n";
    assert_eq!(user.run(&["render", "a.json"]).stdout, rendered);
}

#[test]
fn a_folder_is_its_manifests_by_name_without_hidden_files_and_other_endings() {
    let user = User::without_cluster();
    std::fs::create_dir_all(user.folder().join("shop/nested.yaml")).unwrap();
    let object = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n");
    for name in ["b.yaml", "a.yml", "c.json", ".hidden.yaml", "notes.txt", "d.yaml.bak"] {
        let stem = name.trim_start_matches('.').split('.').next().unwrap();
        user.write(&format!("shop/{name}"), &object(stem).replace("kind: ConfigMap", "kind: ConfigMap # data"));
    }
    user.write("shop/c.json", "{ \"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": { \"name\": \"c\" } }");
    user.write("shop/empty.yaml", "# nothing yet\n");
    assert_eq!(user.expect(0, &["render", "shop", "--list"]), "ConfigMap/a\nConfigMap/b\nConfigMap/c\n");
    // Inside of the folder it has the same name, and the project is that around it.
    user.write("rhumb.toml", "namespace = \"live\"\n");
    let inside =
        user.command(&["render", ".", "configmap/a"]).current_dir(user.folder().join("shop")).output().unwrap();
    assert_eq!(
        String::from_utf8(inside.stdout).unwrap(),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: live\n"
    );
}

#[test]
fn what_holds_no_objects_is_told() {
    let help = "  help: write objects with `apiVersion`, `kind` and `metadata.name`, in files .yaml, .yml or .json\n";
    for (name, text) in [("web.yaml", ""), ("web.yaml", "# nothing\n---\n")] {
        assert_eq!(
            told(name, text),
            format!("error[object-incomplete]: The manifest holds no objects: web.yaml.\n{help}")
        );
    }
    let user = User::without_cluster();
    std::fs::create_dir(user.folder().join("shop")).unwrap();
    assert_eq!(
        user.expect_err(1, &["check", "shop"]),
        format!("error[object-incomplete]: The manifest holds no objects: shop.\n{help}")
    );
}

#[test]
fn broken_yaml_is_told_at_its_line_and_with_the_faults_of_other_files() {
    let user = User::without_cluster();
    std::fs::create_dir(user.folder().join("shop")).unwrap();
    user.write("shop/a.yaml", "a: 1\nb: [1, 2\nc: 3\n");
    user.write("shop/b.yaml", "kind: ConfigMap\n");
    assert_eq!(
        user.expect_err(1, &["check", "shop"]),
        "error[unreadable-file]: The file cannot be read as YAML: shop/a.yaml: illegal placement of ':' indicator at line \
         3, column 2.\n   ╭─[shop/a.yaml:3:2]\n 2 │ b: [1, 2\n 3 │ c: 3\n   ·  ─\n   ╰────\n\nerror[missing-field]: The \
         object at shop/b.yaml:1 has no `apiVersion`.\n   ╭─[shop/b.yaml:1:1]\n 1 │ kind: ConfigMap\n   · ────\n   \
         ╰────\n  help: an object says `apiVersion`, `kind` and `metadata.name`\n"
    );
}

#[test]
fn lines_of_a_file_with_a_secret_are_never_drawn() {
    let broken = "apiVersion: v1\nkind: Secret\nstringData: { password: hunter2, x: [ }\n";
    assert_eq!(
        told("a.yaml", broken),
        "error[unreadable-file]: The file cannot be read as YAML: a.yaml: mismatched bracket '[' closed by '}' at line 3, \
         column 37.\n  at a.yaml:3:37\n"
    );
    let wrong = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringDate: { password: hunter2 }\n";
    let expected = "error[unknown-field]: There is no field `stringDate`.\n  at a.yaml:4:1\n  help: did you mean \
                    `stringData`?\n";
    assert_eq!(told("a.yaml", wrong), expected);
    let user = user("a.yaml", wrong);
    user.write("a.rhai", "app(\"a\").add(objects(\"a.yaml\"))");
    assert_eq!(user.run(&["check", "a.rhai"]).stderr, expected);
}

#[test]
fn two_objects_of_one_name_are_told_unless_they_are_the_same() {
    let one = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: one\n";
    let two = one.replace("one", "two");
    assert_eq!(
        told("a.yaml", &format!("{one}---\n{two}")),
        "error[same-name]: Two objects of this app have the same kind and name: ConfigMap/a.\n   ╭─[a.yaml:1:1]\n 1 │ \
         apiVersion: v1\n   · ─────┬────\n   ·      ╰── the other one\n 2 │ kind: ConfigMap\n   ╰────\n   \
         ╭─[a.yaml:8:1]\n 7 │ ---\n 8 │ apiVersion: v1\n   · ──────────\n 9 │ kind: ConfigMap\n   ╰────\n  help: give one \
         of them another name.\n"
    );
    let same = user("a.yaml", &format!("{one}---\n{one}"));
    assert_eq!(same.expect(0, &["render", "a.yaml", "--list"]), "ConfigMap/a\n");
}

#[test]
fn a_manifest_takes_no_values_and_lists_no_parameters() {
    let user = user("web.yaml", WEB);
    user.write("values.yaml", "a: 1\n");
    let expected = "error[no-params]: A manifest has no parameters: web.yaml.\n  help: write a script: \
                    `app(\"NAME\").add(objects(\"web.yaml\"))`\n";
    let cases: [&[&str]; 5] = [
        &["check", "web.yaml", "--set", "a=1"],
        &["render", "web.yaml", "--values", "values.yaml"],
        &["diff", "web.yaml", "--set-file", "a=values.yaml"],
        &["apply", "web.yaml", "--secrets", "values.yaml"],
        &["params", "web.yaml"],
    ];
    for arguments in cases {
        let output = user.run(arguments);
        assert_eq!((output.status.code(), output.stderr.as_str()), (Some(1), expected), "{arguments:?}");
    }
}

#[test]
fn the_namespace_of_all_objects_is_that_of_the_app_and_no_other_can_be_given() {
    let shop = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n";
    let node = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: a\nrules: []\n";
    let user = user("a.yaml", &format!("{shop}{node}"));
    assert_eq!(
        user.expect_err(1, &["check", "a.yaml"]),
        "error[namespace-clash]: The script says the namespace `shop`, but the command says: default.\n   \
         ╭─[a.yaml:5:3]\n 4 │   name: a\n 5 │   namespace: shop\n   ·   ─────────\n 6 │ ---\n   ╰────\n  help: leave the \
         namespace out at one of the two places.\n"
    );
    // Objects that lie in several namespaces stay where they are.
    user.write("a.yaml", &format!("{shop}---\n{}", shop.replace("shop", "live")));
    assert_eq!(user.expect(0, &["render", "a.yaml", "--list"]), "ConfigMap/a\nConfigMap/a\n");
}

#[test]
fn the_values_of_a_secret_are_masked_unless_they_are_asked_for() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: hunter2\n";
    let user = user("a.yaml", text);
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: default\n";
    assert_eq!(user.expect(0, &["render", "a.yaml"]), format!("{head}stringData:\n  password: (secret)\n"));
    assert_eq!(
        user.expect(0, &["render", "a.yaml", "--show-secrets"]),
        format!("{head}data:\n  password: aHVudGVyMg==\n")
    );
}

#[test]
fn a_manifest_is_applied_and_does_not_differ_afterwards() {
    if !available() {
        return;
    }
    let user = User::new("manifest");
    user.write("web.yaml", WEB);
    let plan = user.json(2, &["diff", "web.yaml"]);
    let changes = plan["changes"].as_array().unwrap();
    let lines: Vec<String> = changes
        .iter()
        .map(|change| format!("{} {} {}", change["action"], change["name"], change["place"]["line"]))
        .collect();
    assert_eq!(lines, ["\"create\" \"settings\" 22", "\"create\" \"web\" 2"]);
    assert_eq!(plan["app"], "web");
    assert_eq!(plan["reads"], serde_json::json!([{ "file": "web.yaml", "digest": digest::of_bytes(WEB.as_bytes()) }]));
    user.expect(0, &["apply", "web.yaml", "--yes"]);
    let labels = user.get("deployment/web").unwrap()["metadata"]["labels"].clone();
    assert_eq!(labels["rhumb.dev/app"], "web");
    assert_eq!(user.json(0, &["diff", "web.yaml"])["summary"]["keep"], 2);
    user.write("web.yaml", &WEB.replace("nginx:1.27", "nginx:1.28"));
    let plan = user.json(2, &["diff", "web.yaml"]);
    let field = &plan["changes"][1]["fields"][0];
    assert_eq!(
        (&field["path"], &field["place"]["file"], &field["place"]["line"]),
        (&"spec.template.spec.containers[name=web].image".into(), &"web.yaml".into(), &17.into())
    );
}

#[test]
fn a_plan_names_every_file_that_the_script_imported_and_read() {
    if !available() {
        return;
    }
    let user = User::new("reads");
    let (module, data) = ("fn mode() { \"fast\" }\n", "{\"a\": \"1\"}");
    user.write("lib.rhai", module);
    user.write("data.json", data);
    user.write(
        "app.rhai",
        "import \"lib\" as lib;\nlet data = read_json(\"data.json\");\napp(\"web\").add(config_map(\"a\", #{ mode: \
         lib::mode(), a: data.a }))",
    );
    let digest = |text: &str| digest::of_bytes(text.as_bytes());
    assert_eq!(
        user.json(2, &["diff", "app.rhai"])["reads"],
        serde_json::json!([
            { "file": "data.json", "digest": digest(data) },
            { "file": "lib.rhai", "digest": digest(module) },
        ])
    );
}
