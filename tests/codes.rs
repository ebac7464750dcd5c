//! `rhumb explain CODE`: every code has its words, a wrong example that is told it, and a right one that is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use rhumb::diagnostic::{CATALOGUE, Example, Explanation, explained_codes, explanation};
use rhumb::script::Limits;
use serde_json::{Value, json};

use crate::support::control_plane::{Output, available, control_plane, run};
use crate::support::rhumb::User;

/// Codes whose examples cannot be run; their sections say why.
const NOT_RUN: &[&str] = &["busy", "internal", "interrupted", "no-runtime", "other-cluster", "timed-out"];

/// The longest that a line of an example may take.
const LIMIT: Duration = Duration::from_secs(180);

/// How many examples run at once.
const AT_ONCE: usize = 4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/explained")
}

fn all() -> Vec<Explanation> {
    CATALOGUE.iter().filter_map(|row| explanation(row.code)).collect()
}

#[test]
fn every_code_has_words_and_a_wrong_and_a_right_example() {
    let mut faults = Vec::new();
    for row in CATALOGUE {
        let Some(found) = explanation(row.code) else {
            faults.push(format!("{} has no section in src/diagnostic/explained", row.code));
            continue;
        };
        for (what, missing) in [
            ("words", found.words.is_empty()),
            ("a paragraph that begins with `To do: `", found.to_do.is_empty()),
            ("a wrong example", found.wrong.commands.is_empty()),
            ("a right example", found.right.commands.is_empty()),
            ("examples that differ", found.wrong == found.right),
        ] {
            if missing {
                faults.push(format!("{} has no {what}", row.code));
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (code, area) in explained_codes() {
        if CATALOGUE.iter().all(|row| row.code != code) {
            faults.push(format!("{area}.md explains {code}, which is no code"));
        }
        if !seen.insert(code) {
            faults.push(format!("{area}.md explains {code} again"));
        }
    }
    let not_run: Vec<&str> =
        all().iter().filter(|found| found.not_run.is_some()).map(|found| found.entry.code).collect();
    assert_eq!(not_run, NOT_RUN, "codes whose examples are not run");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_explanation_of_budgets_says_the_defaults() {
    let words = explanation("budget").expect("it is explained").words.join(" ").replace('\n', " ");
    let (memory, time) = (Limits::MEMORY >> 20, Limits::TIME.as_secs_f64());
    for said in [
        format!("{} operations", Limits::OPERATIONS),
        format!("{} calls", Limits::DEPTH),
        format!("{memory} MiB of memory"),
        format!("for {time} s"),
    ] {
        assert!(words.contains(&said), "{said}: {words}");
    }
}

#[test]
fn every_file_of_explanations_is_read_and_every_block_is_understood() {
    let areas: BTreeSet<String> = explained_codes().map(|(_, area)| format!("{area}.md")).collect();
    let mut files = BTreeSet::new();
    let mut faults = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut open = false;
        for (index, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            if line.chars().count() > 120 {
                faults.push(format!("{name}:{} is longer than 120 columns", index + 1));
            }
            let Some(head) = line.strip_prefix("```") else { continue };
            open = !open;
            let words: Vec<&str> = head.split_whitespace().collect();
            let known = match words.as_slice() {
                [] => !open,
                ["rhai", "wrong" | "right" | "both"] | ["sh", "wrong" | "right" | "both"] => open,
                ["sh", _, more] => open && *more == "cluster",
                [_, "wrong" | "right" | "both", _] => open,
                _ => false,
            };
            if !known {
                faults.push(format!("{name}:{}: {line}", index + 1));
            }
        }
        files.insert(name);
    }
    assert_eq!(files, areas);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_wrong_example_is_told_its_code_and_every_right_one_ends_well() {
    run_all(false);
}

#[test]
fn every_example_that_needs_a_cluster_does_so_too() {
    if available() {
        run_all(true);
    }
}

/// Runs all examples that need a cluster, or all others.
fn run_all(cluster: bool) {
    let explanations = all();
    let examples: Vec<(&str, &Example, bool)> = explanations
        .iter()
        .filter(|found| found.not_run.is_none())
        .flat_map(|found| [(found.entry.code, &found.wrong, true), (found.entry.code, &found.right, false)])
        .filter(|(_, example, _)| example.cluster == cluster)
        .collect();
    assert!(examples.len() > 20, "{} examples", examples.len());
    let faults: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = examples
            .chunks(examples.len().div_ceil(AT_ONCE))
            .map(|chunk| {
                scope.spawn(|| {
                    let faults = chunk.iter().filter_map(|(code, example, wrong)| fault(code, example, *wrong).err());
                    faults.collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends")).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Runs an example in a folder of its own; why it does not hold what it promises.
fn fault(code: &str, example: &Example, wrong: bool) -> Result<(), String> {
    let which = format!("the {} example of {code}", if wrong { "wrong" } else { "right" });
    let user = if example.cluster { User::new(code) } else { User::without_cluster() };
    for file in &example.files {
        let path = user.folder().join(file.name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).unwrap();
        fs::write(path, &file.text).unwrap();
    }
    if example.cluster {
        fs::create_dir(user.folder().join(".kube")).unwrap();
        user.write(".kube/config", &kubeconfig(user.namespace()));
    }
    let (last, before) = example.commands.split_last().expect("an example has a line");
    for line in before {
        let output = typed(&user, line, example.cluster);
        if !output.status.success() {
            return Err(format!("{which}: {line}\n{}{}", output.stdout, output.stderr));
        }
    }
    let output = typed(&user, last, example.cluster);
    let told = codes(&output);
    let wanted: BTreeSet<String> = wrong.then(|| code.to_owned()).into_iter().collect();
    // A diff that finds changes ends with 2.
    let well = output.status.success() || (output.status.code() == Some(2) && last.contains("rhumb diff"));
    if told == wanted && (wrong || well) {
        return Ok(());
    }
    Err(format!("{which}: {last} ({}) is told {told:?}\n{}{}", output.status, output.stdout, output.stderr))
}

/// A line as it is typed into a shell, with rhumb at hand, and kubectl where there is a cluster.
fn typed(user: &User, line: &str, cluster: bool) -> Output {
    let mut path = Path::new(env!("CARGO_BIN_EXE_rhumb")).parent().expect("the binary lies in a folder").to_owned();
    path.as_mut_os_string().push(":/usr/bin:/bin");
    if cluster {
        path.as_mut_os_string().push(":");
        path.as_mut_os_string().push(control_plane().assets());
    }
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(user.folder()).env_clear();
    command.env("HOME", user.folder()).env("PATH", path);
    run(&mut command, "", LIMIT).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// The contexts `test`, who may do everything, and `editor`, who may do what is granted to them, in a namespace.
fn kubeconfig(namespace: &str) -> String {
    let cluster = control_plane();
    let user = |name: &str| json!({ "name": name, "user": { "token": cluster.token(name) } });
    let context = |name: &str, user: &str| json!({ "name": name, "context": { "cluster": "test", "user": user, "namespace": namespace } });
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [{ "name": "test", "cluster": { "server": cluster.server(), "certificate-authority": cluster.ca() } }],
        "contexts": [context("test", "admin"), context("editor", "editor")],
        "users": [user("admin"), user("editor")],
    })
    .to_string()
}

/// The codes that were told, drawn or as a document.
fn codes(output: &Output) -> BTreeSet<String> {
    let drawn = output.stderr.lines().filter_map(|line| {
        let head = ["error[", "warning[", "note["].iter().find_map(|word| line.strip_prefix(word))?;
        head.split_once("]: ").map(|(code, _)| code.to_owned())
    });
    let document: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
    let listed = document["diagnostics"].as_array().into_iter().flatten();
    drawn.chain(listed.filter_map(|told| told["code"].as_str().map(str::to_owned))).collect()
}

#[test]
fn a_code_is_explained_with_what_to_do_and_both_examples() {
    let user = User::without_cluster();
    let wanted = "\
port-clash
  Two containers of a pod open the same port.

  All containers of a pod share one network, so only the first one gets the port: the second fails
  with \"address already in use\" and is started again and again.

what to do
  Let one of them listen at another port. Where the two are never open at once, allow it.
  `allow(\"port-clash\");` at the top of a script turns it off there.

wrong
  let web = container(\"web\", \"nginx:1.27\").port(\"http\", 80);
  let docs = container(\"docs\", \"nginx:1.27\").port(\"docs\", 80);
  deployment(\"web\").container(web).container(docs)

right
  let web = container(\"web\", \"nginx:1.27\").port(\"http\", 80);
  let docs = container(\"docs\", \"docs:1.0\").port(\"docs\", 8080);
  deployment(\"web\").container(web).container(docs)
";
    for what in ["port-clash", "error[port-clash]", "error[port-clash]:"] {
        let output = user.run(&["explain", what]);
        assert_eq!((output.status.code(), output.stdout.as_str()), (Some(0), wanted), "{what}");
    }
}

#[test]
fn an_example_with_files_shows_them_and_what_is_typed() {
    let output = User::without_cluster().run(&["explain", "values-file"]);
    let (_, wrong) = output.stdout.split_once("\nwrong\n").expect("it has a wrong example");
    assert_eq!(
        wrong,
        "  app.rhai\n    let size = param(\"db.size\", \"10Gi\");\n    let db = container(\"db\", \
         \"postgres:17\").mount(\"/data\", volume_claim(\"data\", size));\n    \
         stateful_set(\"db\").replicas(1).container(db)\n  values.yaml\n    - db.size=20Gi\n  $ rhumb check app.rhai \
         --values values.yaml\n\nright\n  app.rhai\n    let size = param(\"db.size\", \"10Gi\");\n    let db = \
         container(\"db\", \"postgres:17\").mount(\"/data\", volume_claim(\"data\", size));\n    \
         stateful_set(\"db\").replicas(1).container(db)\n  values.yaml\n    db:\n      size: 20Gi\n  $ rhumb check \
         app.rhai --values values.yaml\n"
    );
}

#[test]
fn a_code_is_a_document_too() {
    let output = User::without_cluster().run(&["explain", "unused-allow", "-o", "json"]);
    let document: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let example =
        |text: &str| json!({ "files": [{ "name": "app.rhai", "text": text }], "commands": ["rhumb check app.rhai"] });
    assert_eq!(
        document,
        json!({
            "code": "unused-allow",
            "meaning": "An `allow` turns nothing off.",
            "words": ["The file turns off a code that is told nowhere in it. The reason for the line is gone, and it would \
                       hide the next finding of that kind."],
            "toDo": "Take the line away.",
            "allow": "no",
            "wrong": example("allow(\"no-tag\");\ndeployment(\"web\").container(container(\"web\", \"nginx:1.27\"))\n"),
            "right": example("deployment(\"web\").container(container(\"web\", \"nginx:1.27\"))\n"),
            "diagnostics": [],
        })
    );
}

#[test]
fn all_codes_are_listed_with_their_meaning() {
    let user = User::without_cluster();
    let output = user.run(&["explain", "--codes"]);
    assert_eq!(output.stdout.lines().count(), CATALOGUE.len());
    for (line, row) in output.stdout.lines().zip(CATALOGUE) {
        assert_eq!(line.split_once(' ').map(|(code, rest)| (code, rest.trim())), Some((row.code, row.meaning)));
    }
    let document: Value = serde_json::from_str(&user.run(&["explain", "--codes", "-o", "json"]).stdout).expect("JSON");
    assert_eq!(
        document["codes"][0],
        json!({
            "code": "affinity-on-headless",
            "meaning": "A service without an address is to keep clients at one pod.",
            "allow": "warnings",
        })
    );
    assert_eq!(document["codes"].as_array().map(Vec::len), Some(CATALOGUE.len()));
}

#[test]
fn a_slip_in_a_code_is_told_with_what_is_near_and_a_kind_of_that_name_comes_first() {
    let user = User::without_cluster();
    let output = user.run(&["explain", "port-clsh"]);
    assert_eq!(
        (output.status.code(), output.stderr.as_str()),
        (
            Some(1),
            "error[unknown-kind]: There is no such kind or code: port-clsh.\n  help: did you mean `port-clash`?\n"
        )
    );
    // No kind of Kubernetes has the name of a code, so that each code can be asked for.
    for row in CATALOGUE {
        let output = rhumb::schema::Types::embedded().explain(row.code);
        assert!(output.is_err(), "{} is a kind, too", row.code);
    }
}
