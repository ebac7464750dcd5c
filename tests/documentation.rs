//! Every example of the README and of the standard library runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rhumb::project::{Cloud, EXAMPLE, Files, KEYS, LogBackend, PodSecurity, Project, Version};
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
    assert_eq!(blocks(&text, "toml"), [EXAMPLE], "it is the example of the reference");
    fs::write(folder.path().join("rhumb.toml"), EXAMPLE).unwrap();
    let project = Project::find(Some(&folder.path().join("app.rhai"))).unwrap_or_else(|(told, _)| panic!("{told:#?}"));
    let Project { settings, namespace, params, limits, targets, .. } = project;
    let (defaults, target) = (Limits::default(), &targets["prod"]);
    assert_eq!((settings.kubernetes, settings.cloud), (Version::EMBEDDED, Some(Cloud::Aws)));
    assert_eq!((settings.pod_security, settings.logs), (Some(PodSecurity::Baseline), LogBackend::None));
    assert_eq!((namespace.as_deref(), params["replicas"].as_i64()), (Some("shop"), Some(2)));
    assert_eq!((limits.operations, limits.memory), (Some(defaults.operations), Some(Limits::MEMORY)));
    // Builds for debugging have more time than what is documented.
    assert_eq!(limits.time, Some(Duration::from_secs(1)));
    assert!(text.contains(&format!("{} s if nothing is said", Limits::TIME.as_secs_f64())));
    assert_eq!(limits.depth, Some(defaults.depth));
    assert_eq!((target.context.as_str(), target.namespace.as_deref()), ("prod", Some("shop-live")));
    assert_eq!(target.values, ["values/prod.yaml"]);
    let mut said: Vec<(String, String)> = Vec::new();
    let mut table = String::new();
    for line in EXAMPLE.lines() {
        if let Some(head) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            table = head.replace("prod", "NAME");
            said.push((String::new(), table.split('.').next().unwrap().to_owned()));
        } else if let Some((key, _)) = line.split_once(" = ") {
            said.push((table.clone(), if table == "params" { "NAME" } else { key }.to_owned()));
        }
    }
    let mut known: Vec<_> = KEYS.iter().map(|key| (key.table.to_owned(), key.name.to_owned())).collect();
    said.sort();
    known.sort();
    assert_eq!(said, known);
}

/// A function of the standard library that scripts can call.
struct Function {
    /// `std/web`.
    module: String,
    /// `site(name, image, host)`.
    shape: String,
    /// The scripts of its documentation.
    examples: Vec<String>,
}

/// Every public function of the standard library, with what stands above it.
fn library() -> Vec<Function> {
    let mut functions = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(root().join("stdlib")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rhai")) {
        let module = format!("std/{}", path.file_stem().unwrap().to_str().unwrap());
        let mut words = String::new();
        for line in fs::read_to_string(path).unwrap().lines() {
            if let Some(word) = line.strip_prefix("///") {
                words.push_str(&format!("{}\n", word.strip_prefix(' ').unwrap_or(word)));
            } else if let Some(shape) = line.strip_prefix("fn ") {
                let shape = shape.trim_end_matches([' ', '{']).to_owned();
                functions.push(Function { module: module.clone(), shape, examples: blocks(&words, "rhai") });
                words.clear();
            } else {
                words.clear();
            }
        }
    }
    functions
}

/// The examples of the standard library: where each comes from, and its text.
pub fn library_examples() -> Vec<(String, String)> {
    let readme = fs::read_to_string(root().join("stdlib/README.md")).unwrap();
    let named = |function: Function| {
        let name = format!("{} {}", function.module, function.shape);
        function.examples.into_iter().map(move |text| (name.clone(), text))
    };
    let of_readme = blocks(&readme, "rhai").into_iter().map(|text| ("stdlib/README.md".to_owned(), text));
    library().into_iter().flat_map(named).chain(of_readme).collect()
}

#[test]
fn every_function_of_the_standard_library_has_an_example_that_calls_it() {
    let library = library();
    assert!(library.len() > 20, "{}", library.len());
    for Function { module, shape, examples } in library {
        let name = shape.split('(').next().unwrap();
        let imports = format!("import \"{module}\" as ");
        let called = examples.iter().any(|text| text.contains(&imports) && text.contains(&format!("::{name}(")));
        assert!(called, "{module} {shape} has no example of its own");
    }
}

#[test]
fn every_example_of_the_standard_library_can_be_evaluated_without_a_word() {
    for (name, text) in library_examples() {
        let inputs = Inputs { file: "example.rhai".to_owned(), text: text.clone(), ..Inputs::default() };
        match evaluate(inputs, Evaluate::default()) {
            Ok(rendered) => assert!(rendered.warnings.is_empty(), "{name}\n{text}\n{:#?}", rendered.warnings),
            Err(failure) => panic!("{name}\n{text}\n{:#?}", failure.diagnostics),
        }
    }
}

#[test]
fn the_reference_tells_every_function_of_the_standard_library_with_its_example() {
    let text = rhumb::reference::markdown();
    for Function { module, shape, examples } in library() {
        let name = module.strip_prefix("std/").unwrap();
        let (_, told) = text.split_once(&format!("\n#### `{name}::{shape}`\n\n")).unwrap_or_else(|| panic!("{shape}"));
        let told = told.split("\n#").next().unwrap();
        assert_eq!(blocks(told, "rhai"), examples, "{module} {shape}");
    }
}

#[test]
fn the_readme_of_the_standard_library_names_every_function() {
    let text = fs::read_to_string(root().join("stdlib/README.md")).unwrap();
    for Function { module, shape, .. } in library() {
        let mut rows = text.lines().filter(|line| line.starts_with(&format!("| `{module}` |")));
        assert!(rows.any(|row| row.contains(&format!("`{shape}`"))), "{module} {shape} is not in stdlib/README.md");
    }
    let shapes =
        text.lines().filter(|line| line.starts_with("| `std/")).flat_map(|line| line.split('`').skip(3).step_by(2));
    let known: Vec<String> = library().into_iter().map(|function| function.shape).collect();
    for shape in shapes.filter(|shape| shape.contains('(')) {
        assert!(known.iter().any(|known| known == shape), "{shape} of stdlib/README.md is no function");
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
        "completion",
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

#[test]
fn the_error_of_the_readme_is_told_as_it_is_shown() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = blocks(&text, "").into_iter().find(|block| block.starts_with("error[")).expect("an error is shown");
    let folder = tempfile::tempdir().unwrap();
    let script = shown.lines().find_map(|line| line.strip_prefix(" 1 │ ")).expect("a line of the script");
    fs::write(folder.path().join("web.rhai"), script).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_rhumb"))
        .args(["check", "web.rhai"])
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(run.stderr).unwrap(), shown);
}

#[test]
fn the_lines_of_the_readme_that_install_completion_write_it_where_they_say() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let home = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_rhumb"));
    let mut shells = 0;
    for line in text.lines().filter_map(|line| line.split_once("`rhumb completion ").map(|(_, rest)| rest)) {
        let Some((rest, _)) = line.split_once('`').filter(|(rest, _)| rest.contains('>')) else { continue };
        let (shell, path) = rest.split_once('>').unwrap();
        let path = path.trim_start_matches('>').trim();
        let file = home.path().join(path.trim_start_matches("~/").trim_start_matches('$'));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let run = Command::new("sh")
            .args(["-c", &format!("rhumb completion {rest}")])
            .env_clear()
            .env("HOME", home.path())
            .env("PROFILE", &file)
            .env("PATH", format!("{}:/usr/bin:/bin", binary.parent().unwrap().display()))
            .output()
            .unwrap();
        assert!(run.status.success(), "{rest}: {}", String::from_utf8_lossy(&run.stderr));
        let written = fs::read(&file).unwrap_or_else(|error| panic!("{rest}: {error}"));
        let printed = Command::new(binary).args(["completion", shell.trim()]).output().unwrap().stdout;
        assert!(!printed.is_empty() && written == printed, "{rest}");
        shells += 1;
    }
    assert_eq!(shells, 5);
}
