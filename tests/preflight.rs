//! `rhumb check --cluster`: what a cluster lacks for an app, before anything is applied; and what the cluster's own types
//! say of custom resources.

use crate::support::control_plane::available;
use crate::support::proxy::{Fault, Proxy};
use crate::support::rhumb::User;

/// The records of whole outputs.
fn compare(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/preflight").join(name);
    if std::env::var_os("RHUMB_RECORD").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(&path, text).expect("it can be written");
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(recorded, text, "{name}");
}

/// What a command says on stderr, without the name of the test's namespace.
fn told(user: &User, status: i32, arguments: &[&str]) -> String {
    user.expect_err(status, arguments).replace(user.namespace(), "NAMESPACE")
}

const NEEDY: &str = r#"let web = container("web", "nginx:1.27")
    .port("http", 80)
    .cpu("100m", "200m")
    .env("TOKEN", from_secret("tokens", "api"))
    .env("MODE", from_config_map("settings", "mod"))
    .env("LEVEL", from_config_map("other", "level").optional())
    .mount("/data", volume_claim("data", "1Gi").class("fast"))
    .mount("/shared", existing_claim("shared"))
    .mount("/gone", existing_claim("gone"));

stateful_set("web")
    .container(web)
    .node_selector("disk", "ssd")
    .service_account("robot")
    .image_pull_secret("registry")
    .priority_class("important")
    .service(service().port(80, "http"))
    .ingress(ingress("foo.bar.com").class("nginx").tls("certificate"))
    .hpa(hpa(2, 4).cpu(80))
"#;

const CLAIM: &str = r#"{ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": { "name": "shared" }, "spec": {
    "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } } }"#;

#[test]
fn everything_that_a_cluster_lacks_is_told_at_once_and_at_its_line() {
    if !available() {
        return;
    }
    let user = User::new("lacks");
    user.write("web.rhai", NEEDY);
    user.kubectl(&["create", "configmap", "settings", "--from-literal=mode=fast"]);
    user.cluster().apply(user.namespace(), CLAIM);
    let offset = user.cluster().audit_offset();
    compare("lacks.txt", &told(&user, 1, &["check", "web.rhai", "--cluster"]));
    assert_eq!(user.writes_since(offset), Vec::<String>::new());
}

#[test]
fn what_may_not_be_read_is_told_as_that_and_not_as_missing() {
    if !available() {
        return;
    }
    let user = User::new("hidden");
    user.cluster().grant(user.namespace(), "viewer", "view");
    let folder = user.folder().to_owned();
    let viewer = user.with_kubeconfig(user.cluster().kubeconfig_for("viewer", &folder));
    viewer.write("web.rhai", NEEDY);
    compare("hidden.txt", &told(&viewer, 1, &["check", "web.rhai", "--cluster"]));
}

#[test]
fn a_missing_namespace_is_told_and_nothing_is_concluded_from_it() {
    if !available() {
        return;
    }
    let user = User::new("nowhere");
    user.example("nginx.rhai");
    let output = user.run(&["check", "nginx.rhai", "--cluster", "-n", "there-is-none"]);
    assert_eq!(output.status.code(), Some(1), "{}", output.stderr);
    compare("nowhere.txt", &output.stderr);
}

#[test]
fn an_app_that_fits_passes_with_what_is_doubtful() {
    if !available() {
        return;
    }
    let user = User::new("fits");
    user.example("nginx.rhai");
    compare("fits.txt", &told(&user, 0, &["check", "nginx.rhai", "--cluster"]));
    let document = user.json(0, &["check", "nginx.rhai", "--cluster"]);
    let codes: Vec<&str> =
        document["diagnostics"].as_array().expect("a list").iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes, ["missing-class"]);
}

const DEFINITION: &str = r#"
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: boats.preflight.example.com }
spec:
  group: preflight.example.com
  names: { kind: Boat, plural: boats, singular: boat, shortNames: [bt] }
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        description: A Boat sails.
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            required: [masts]
            properties:
              masts: { type: integer, minimum: 1, maximum: 5, description: How many masts it has. }
              rig: { type: string, enum: [sloop, ketch], default: sloop, description: How it is rigged. More words. }
              crew: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: { type: object,
                required: [name], properties: { name: { type: string }, age: { type: integer, format: int32 } } } }
"#;

const BOAT: &str = r#"let boat = object(#{
    apiVersion: "preflight.example.com/v1",
    kind: "Boat",
    metadata: #{ name: "anna" },
    spec: #{
        masts: 9,
        rigg: "sloop",
        crew: [#{ name: "a", age: "old" }],
    },
});
app("boats").add(boat)
"#;

#[test]
fn custom_resources_are_checked_and_explained_by_the_types_of_the_cluster() {
    if !available() {
        return;
    }
    let user = User::new("boats");
    user.cluster().apply(user.namespace(), DEFINITION);
    user.cluster().eventually("the types of the definition are served", || {
        let output = user.rhumb(&["explain", "boat.spec", "--cluster"]);
        if output.status.success() { Ok(()) } else { Err(output.stderr) }
    });
    user.write("boats.rhai", BOAT);
    user.expect(0, &["check", "boats.rhai"]);
    compare("boats.txt", &told(&user, 1, &["check", "boats.rhai", "--cluster"]));
    // A diff says it in the same words, in place of the server's.
    compare("boats-diff.txt", &told(&user, 1, &["diff", "boats.rhai"]));
    compare("boat-explained.txt", &user.expect(0, &["explain", "boat.spec", "--cluster"]));
    compare("boat-not-explained.txt", &user.expect_err(1, &["explain", "boats.spec.mast", "--cluster"]));

    let good = BOAT.replace("rigg:", "rig:").replace("masts: 9", "masts: 2").replace("\"old\"", "30");
    user.write("boats.rhai", &good);
    user.expect(0, &["apply", "boats.rhai", "--yes"]);
    let proxy = Proxy::start(user.cluster(), |_| Fault::None);
    let behind = user.with_kubeconfig(proxy.kubeconfig(user.folder()));
    behind.write("boats.rhai", &good);
    behind.expect(0, &["diff", "boats.rhai"]);
    let asked: Vec<String> = proxy.requests().iter().map(|request| request.path.clone()).collect();
    assert!(!asked.iter().any(|path| path.starts_with("/openapi") || path == "/version"), "{asked:#?}");
    user.cluster().kubectl_ok(&["delete", "crd", "boats.preflight.example.com"]);
}
