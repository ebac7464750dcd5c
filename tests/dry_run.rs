//! What is recorded is what Kubernetes takes: every object of every golden case and of every example of the standard library,
//! sent to a real API server as a strict server-side apply that changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rhumb::project::Files;
use rhumb::text::yaml;
use serde_json::{Value, json};

use crate::determinism::each;
use crate::documentation::library_examples;
use crate::golden::{outcome, outcome_of};
use crate::support::control_plane::{ControlPlane, available, control_plane};

/// Definitions of the kinds in golden cases that Kubernetes itself does not have.
const DEFINITIONS: &str = include_str!("golden/definitions.yaml");

/// A recorded case and its objects.
struct Case {
    name: String,
    objects: Vec<Value>,
}

/// Whether a file holds what a script renders: beside a script of its name, of a project, or in `golden/scripts`.
fn is_record(path: &Path) -> bool {
    let of_project = path.ends_with("expected.yaml") && path.with_file_name("main.rhai").is_file();
    let of_example = path.parent().is_some_and(|folder| folder.ends_with("golden/scripts"));
    path.extension().is_some_and(|ending| ending == "yaml")
        && (of_project || of_example || path.with_extension("rhai").is_file())
}

/// What the doubtful scripts render, of which only the warnings are recorded. Those for another Kubernetes than that of the
/// tests are left out.
fn doubtful(folder: &Path, found: &mut Vec<Case>) {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "rhai")) {
        if fs::read_to_string(&path).unwrap().starts_with("// kubernetes: ") {
            continue;
        }
        let name = path.display().to_string();
        let (ending, text) = outcome(&path, &name);
        assert_eq!(ending, "yaml", "{name}: {text}");
        found.push(Case { name, objects: yaml::documents(&text).unwrap() });
    }
}

/// What the examples of the standard library render.
fn library(found: &mut Vec<Case>) {
    for (name, text) in library_examples() {
        let (ending, text) = outcome_of(text, &name, Files::default());
        assert_eq!(ending, "yaml", "{name}: {text}");
        found.push(Case { name, objects: yaml::documents(&text).unwrap() });
    }
}

/// Every record of rendered objects below a folder.
fn cases(folder: &Path, found: &mut Vec<Case>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            cases(&path, found);
        } else if is_record(&path) {
            let text = fs::read_to_string(&path).unwrap();
            let objects = yaml::documents(&text).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
            found.push(Case { name: path.display().to_string(), objects });
        }
    }
}

/// The namespaces that objects lie in, by their own words.
fn namespaces(objects: &[Value]) -> BTreeSet<&str> {
    let own = objects.iter().filter_map(|object| object["metadata"]["namespace"].as_str());
    let made = objects.iter().filter(|object| object["kind"] == "Namespace");
    own.chain(made.filter_map(|object| object["metadata"]["name"].as_str())).collect()
}

/// Kinds that a case or the fixture defines: their objects are known only once the definition is on the server.
fn define(cluster: &ControlPlane, cases: &[Case]) {
    let of_cases = cases.iter().flat_map(|case| &case.objects);
    let of_cases = of_cases.filter(|object| object["kind"] == "CustomResourceDefinition").cloned();
    let mut definitions = yaml::documents(DEFINITIONS).unwrap();
    definitions.extend(of_cases);
    let names: BTreeSet<String> = definitions
        .iter()
        .filter_map(|definition| Some(format!("crd/{}", definition["metadata"]["name"].as_str()?)))
        .collect();
    cluster.apply("default", &json!({ "apiVersion": "v1", "kind": "List", "items": definitions }).to_string());
    let mut wait = vec!["wait", "--for=condition=Established", "--timeout=30s"];
    wait.extend(names.iter().map(String::as_str));
    cluster.kubectl_ok(&wait);
}

#[test]
fn every_object_of_every_golden_case_passes_a_strict_dry_run() {
    let mut all = Vec::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    cases(&golden, &mut all);
    doubtful(&golden.join("warnings"), &mut all);
    library(&mut all);
    assert!(all.len() >= 10 && all.iter().all(|case| !case.objects.is_empty()), "{}", all.len());
    if !available() {
        return;
    }
    let cluster = control_plane();
    define(cluster, &all);
    let named: BTreeSet<&str> = all.iter().flat_map(|case| namespaces(&case.objects)).collect();
    let missing = named.into_iter().filter(|name| !matches!(*name, "default" | "kube-system" | "kube-public"));
    let missing: Vec<Value> =
        missing.map(|name| json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } })).collect();
    cluster.apply("default", &json!({ "apiVersion": "v1", "kind": "List", "items": missing }).to_string());
    let faults = each(&all, |case| {
        let list = json!({ "apiVersion": "v1", "kind": "List", "items": case.objects }).to_string();
        let output = cluster.kubectl_with(
            &["apply", "--server-side", "--dry-run=server", "--validate=strict", "--field-manager=rhumb", "-f", "-"],
            &list,
        );
        let taken = output.stdout.lines().filter(|line| line.contains("serverside-applied")).count();
        let clean = output.status.success() && taken == case.objects.len();
        (!clean).then(|| {
            format!("{}: {taken} of {} taken\n{}{}", case.name, case.objects.len(), output.stdout, output.stderr)
        })
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
