//! Scripts and what comes of them: `NAME.yaml` is what is rendered (warnings in front, as comments), `NAME.error` what is
//! told, `NAME.warning` the warnings alone. A first line such as `// kubernetes: 1.30, pod security: restricted` says what
//! rules are checked against. `RHUMB_RECORD=1 cargo test golden` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rhumb::diagnostic::draw;
use rhumb::project::{Files, PodSecurity, Settings, Version};
use rhumb::script::{Inputs, ParamInputs};
use rhumb::text::yaml;
use rhumb::workflow::{Evaluate, Secrets, evaluate};

/// Values for the secret parameters of the golden scripts.
pub const SECRETS: &str = "db_password: hunter2\npassword: hunter2\nadmin_password: hunter2\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the first line of a script says about the project.
fn settings(text: &str) -> Settings {
    let mut settings = Settings::default();
    let line = text.lines().next().and_then(|line| line.strip_prefix("// ")).unwrap_or_default();
    for (key, value) in line.split(", ").filter_map(|part| part.split_once(": ")) {
        match (key, value) {
            ("kubernetes", version) => settings.kubernetes = Version::parse(version).expect("a version"),
            ("pod security", "baseline") => settings.pod_security = Some(PodSecurity::Baseline),
            ("pod security", "restricted") => settings.pod_security = Some(PodSecurity::Restricted),
            _ => {}
        }
    }
    settings
}

/// What comes of a script: the ending of the record, and its text. `name` is the file as messages have it.
pub fn outcome(file: &Path, name: &str) -> (&'static str, String) {
    let files = Files::of(file.parent().unwrap(), Path::new("")).unwrap();
    outcome_of(fs::read_to_string(file).unwrap(), name, files)
}

/// What comes of the text of a script, with the files that it can read.
pub fn outcome_of(text: String, name: &str, files: Files) -> (&'static str, String) {
    let secrets = vec![("secrets.yaml".to_owned(), SECRETS.to_owned())];
    let params = ParamInputs { secrets, ..ParamInputs::default() };
    let settings = settings(&text);
    let inputs = Inputs { file: name.to_owned(), text, params, files };
    let options = Evaluate { secrets: Secrets::Shown, settings, ..Evaluate::default() };
    match evaluate(inputs, options) {
        Ok(rendered) => {
            let mut out = String::new();
            for warning in &rendered.warnings {
                for line in draw(warning, &rendered.sources, false, 110).lines() {
                    writeln!(out, "# {line}").unwrap();
                }
            }
            let objects: Vec<_> = rendered.objects.iter().map(|object| object.value()).collect();
            out.push_str(&yaml::write_all(&objects));
            ("yaml", out)
        }
        Err(failure) => {
            let drawn = failure.diagnostics.iter().map(|diagnostic| draw(diagnostic, &failure.sources, false, 110));
            ("error", drawn.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Compares every script of a folder with its record in another, or records it.
fn compare(scripts: &Path, records: &Path, wanted: &str) {
    let record = std::env::var_os("RHUMB_RECORD").is_some();
    let mut names: Vec<String> = fs::read_dir(scripts)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok()?.strip_suffix(".rhai").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no scripts in {}", scripts.display());
    let mut faults = Vec::new();
    for name in &names {
        let (mut ending, mut text) = outcome(&scripts.join(format!("{name}.rhai")), &format!("{name}.rhai"));
        if (ending, wanted) == ("yaml", "warning") {
            ending = wanted;
            text = text
                .lines()
                .map_while(|line| line.strip_prefix('#'))
                .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n")
                .collect();
        }
        if ending != wanted {
            faults.push(format!("{name}: .{ending} instead of .{wanted}:\n{text}"));
            continue;
        }
        let path = records.join(format!("{name}.{ending}"));
        if record {
            fs::create_dir_all(records).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap_or_default();
        if recorded != text {
            faults.push(format!("{name}: differs from {}:\n{text}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_example_renders_as_recorded() {
    compare(&root().join("scripts"), &root().join("tests/golden/scripts"), "yaml");
}

#[test]
fn everything_that_can_be_said_renders_as_recorded() {
    compare(&root().join("tests/golden/language"), &root().join("tests/golden/language"), "yaml");
}

#[test]
fn every_wrong_script_is_told_as_recorded() {
    compare(&root().join("tests/golden/errors"), &root().join("tests/golden/errors"), "error");
}

#[test]
fn what_the_standard_library_makes_renders_as_recorded() {
    compare(&root().join("tests/golden/library"), &root().join("tests/golden/library"), "yaml");
}

#[test]
fn what_others_have_published_can_be_said_without_a_patch() {
    let folder = root().join("tests/golden/ported");
    compare(&folder, &folder, "yaml");
    let mut scripts = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "rhai") {
            let text = fs::read_to_string(&path).unwrap();
            for word in ["patch", "objects(", "object("] {
                assert!(!text.contains(word), "{} uses {word}", path.display());
            }
            scripts += 1;
        }
    }
    assert!(scripts >= 10, "{scripts}");
}

#[test]
fn no_example_needs_a_patch() {
    for entry in fs::read_dir(root().join("scripts")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "rhai") {
            assert!(!fs::read_to_string(&path).unwrap().contains("patch("), "{}", path.display());
        }
    }
}

#[test]
fn every_row_of_the_requirements_gives_what_is_recorded() {
    let folder = root().join("tests/golden/requirements");
    for (inner, wanted) in [("", "yaml"), ("doubtful", "yaml"), ("wrong", "error")] {
        compare(&folder.join(inner), &folder.join(inner), wanted);
    }
}

/// What the program says of a project: `main.rhai` is rendered in its folder, and what goes to stderr stands in front.
fn of_project(folder: &Path) -> (&'static str, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_rhumb"))
        .args(["render", "main.rhai"])
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let told = text(run.stderr);
    if run.status.success() {
        let comments: String = told.lines().map(|line| format!("# {line}\n")).collect();
        return ("yaml", comments + &text(run.stdout));
    }
    ("error", told)
}

#[test]
fn every_project_gives_what_is_recorded() {
    let record = std::env::var_os("RHUMB_RECORD").is_some();
    let folders = root().join("tests/golden/projects");
    let mut names: Vec<_> = fs::read_dir(folders).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() > 10);
    let mut faults = Vec::new();
    for folder in names {
        let (ending, text) = of_project(&folder);
        let path = folder.join(format!("expected.{ending}"));
        if record {
            let other = if ending == "yaml" { "error" } else { "yaml" };
            let _ = fs::remove_file(folder.join(format!("expected.{other}")));
            fs::write(&path, &text).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != text {
            faults.push(format!("differs from {}:\n{text}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_doubtful_script_is_told_as_recorded() {
    compare(&root().join("tests/golden/warnings"), &root().join("tests/golden/warnings"), "warning");
}

#[test]
fn the_same_script_renders_the_same_bytes_again() {
    let file = root().join("scripts/web.rhai");
    assert_eq!(outcome(&file, "web.rhai"), outcome(&file, "web.rhai"));
}

#[test]
fn every_word_of_the_language_is_shown_by_a_recorded_script() {
    let mut said = String::new();
    let golden =
        ["language", "errors", "warnings", "projects", "ported"].map(|folder| format!("tests/golden/{folder}"));
    for folder in golden.iter().map(String::as_str).chain(["scripts"]) {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rhai") {
                said.push_str(&fs::read_to_string(path).unwrap());
            } else if path.join("main.rhai").exists() {
                said.push_str(&fs::read_to_string(path.join("main.rhai")).unwrap());
            }
        }
    }
    let words = rhumb::script::words();
    assert!(words.len() > 150, "{}", words.len());
    let missing: Vec<String> = words
        .iter()
        .filter(|word| {
            let call = if word.receiver.is_some() { format!(".{}(", word.name) } else { format!("{}(", word.name) };
            let key = format!("{}:", word.name);
            !said.contains(&call) && !said.contains(&key)
        })
        .map(|word| format!("{} {}", word.receiver.unwrap_or("function"), word.name))
        .collect();
    assert!(missing.is_empty(), "without a recorded script: {missing:?}");
}
