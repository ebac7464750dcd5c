//! Every example of the README runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rhumb::script::{Inputs, ParamInputs};
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
    for script in scripts {
        // A piece of a script has no app at its end; everything in it has to be right all the same.
        let whole = if script.contains("deployment(") {
            script.clone()
        } else {
            script.replace("let ", "let _") + "deployment(\"x\").container(container(\"x\", \"nginx:1.27\"))"
        };
        let sets = if script.contains("required_param") { vec!["host=a".to_owned()] } else { Vec::new() };
        let params = ParamInputs { sets, ..ParamInputs::default() };
        let inputs = Inputs { file: "README.md".to_owned(), text: whole, params, ..Inputs::default() };
        if let Err(failure) = evaluate(inputs, Evaluate::default()) {
            panic!("{script}\n{:#?}", failure.diagnostics);
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
fn the_commands_of_the_first_script_run_from_a_clone() {
    for command in ["check", "render"] {
        let output = Command::new(env!("CARGO_BIN_EXE_rhumb"))
            .args([command, "scripts/first.rhai"])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for named in ["src/README.md", "LICENSE", "CHANGELOG.md", "scripts/nginx.rhai"] {
        assert!(Path::new(&root()).join(named).exists(), "{named}");
    }
}
