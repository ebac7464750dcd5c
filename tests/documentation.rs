//! Every example of the README and of the standard library runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rhumb::project::{Cloud, Files, LogBackend, PodSecurity, Project, Version};
use rhumb::script::{Inputs, Limits, ParamInputs};
use rhumb::workflow::{Evaluate, evaluate};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of a language in a text.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut inside: Option<String> = None;
    for line in text.lines() {
        match (&mut inside, line.strip_prefix("```")) {
            (None, Some(opened)) => inside = (opened == language).then(String::new).or(Some("\0".to_owned())),
            (Some(block), Some(_)) => {
                if !block.starts_with('\0') {
                    blocks.push(block.clone());
                }
                inside = None;
            }
            (Some(block), None) => block.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn every_script_of_the_readme_can_be_evaluated() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let scripts = blocks(&text, "rhai");
    assert!(scripts.len() >= 2);
    assert_eq!(
        scripts[0],
        fs::read_to_string(root().join("scripts/first.rhai")).unwrap(),
        "the first script is the one in scripts/"
    );
    // What the examples read.
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("files/note.txt", "Hello.\n".to_owned()),
        ("vendor/operator.yaml", OPERATOR.to_owned()),
        (
            "lib/settings.rhai",
            scripts.iter().find(|script| script.starts_with("// lib/settings.rhai")).unwrap().clone(),
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for script in scripts.into_iter().filter(|script| !script.starts_with("// lib/")) {
        // A piece of a script has no app at its end; everything in it has to be right all the same.
        let whole = if script.contains("deployment(") || script.contains("app(") {
            script.clone()
        } else {
            script.replace("let ", "let _") + "deployment(\"x\").container(container(\"x\", \"nginx:1.27\"))"
        };
        let sets = if script.contains("required_param") { vec!["host=a".to_owned()] } else { Vec::new() };
        let params = ParamInputs { sets, ..ParamInputs::default() };
        let inputs = Inputs { file: "README.md".to_owned(), text: whole, params, files: files(folder.path()) };
        if let Err(failure) = evaluate(inputs, Evaluate::default()) {
            panic!("{script}\n{:#?}", failure.diagnostics);
        }
    }
}

/// The files of a folder.
fn files(folder: &Path) -> Files {
    Files::of(folder, Path::new("")).unwrap()
}

/// A manifest of somebody else.
const OPERATOR: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: operator\n---\napiVersion: v1\nkind: \
                        ServiceAccount\nmetadata:\n  name: operator\n";

#[test]
fn the_rhumb_toml_of_the_readme_is_read_and_has_every_key() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rhumb.toml"), blocks(&text, "toml").concat()).unwrap();
    let project = Project::find(Some(&folder.path().join("app.rhai"))).unwrap_or_else(|(told, _)| panic!("{told:#?}"));
    let Project { settings, namespace, params, limits, targets, .. } = project;
    let (defaults, target) = (Limits::default(), &targets["prod"]);
    assert_eq!((settings.kubernetes, settings.cloud), (Version::EMBEDDED, Some(Cloud::Aws)));
    assert_eq!((settings.pod_security, settings.logs), (Some(PodSecurity::Baseline), LogBackend::None));
    assert_eq!((namespace.as_deref(), params["replicas"].as_i64()), (Some("shop"), Some(2)));
    assert_eq!((limits.operations, limits.memory), (Some(defaults.operations), Some(Limits::MEMORY)));
    // Builds for debugging have more time than what is documented.
    assert_eq!(limits.time, Some(Duration::from_secs(Limits::SECONDS)));
    assert_eq!(limits.depth, Some(defaults.depth));
    assert_eq!((target.context.as_str(), target.namespace.as_deref()), ("prod", Some("shop-live")));
    assert_eq!(target.values, ["values/prod.yaml"]);
}

#[test]
fn every_example_of_the_standard_library_can_be_evaluated() {
    for entry in fs::read_dir(root().join("stdlib")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "rhai") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let words: String = text
            .lines()
            .filter_map(|line| line.strip_prefix("///"))
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let public = text.lines().filter(|line| line.starts_with("fn ")).count();
        let examples = blocks(&words, "rhai");
        assert_eq!(examples.len(), public, "{}: every function has an example", path.display());
        for text in examples {
            let inputs = Inputs { file: "example.rhai".to_owned(), text: text.clone(), ..Inputs::default() };
            if let Err(failure) = evaluate(inputs, Evaluate::default()) {
                panic!("{}\n{text}\n{:#?}", path.display(), failure.diagnostics);
            }
        }
    }
}

#[test]
fn every_command_and_option_of_the_readme_is_in_the_help() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rhumb")).args(arguments).arg("--help").output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let commands = [
        "check",
        "explain",
        "render",
        "params",
        "diff",
        "apply",
        "delete",
        "list",
        "status",
        "reference",
        "definitions",
    ];
    let all: String = commands.iter().map(|command| help(&[command])).collect();
    for command in commands {
        assert!(
            text.contains(&format!("`rhumb {command} ")) || text.contains(&format!("`rhumb {command}`")),
            "{command} is not in the README"
        );
    }
    let options = text.match_indices("`--").map(|(at, _)| &text[at + 1..]);
    for option in
        options.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default())
    {
        assert!(all.contains(option), "{option} of the README is no option");
    }
}

#[test]
fn what_the_readme_speaks_of_is_there() {
    for named in
        ["src/README.md", "scripts/README.md", "stdlib/README.md", "LICENSE", "CHANGELOG.md", "scripts/nginx.rhai"]
    {
        assert!(Path::new(&root()).join(named).exists(), "{named}");
    }
}
