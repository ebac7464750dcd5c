//! What is written about the language is the language.

use std::fs;
use std::path::Path;

use rhumb::reference;
use rhumb::script::words;

use crate::support::rhumb::User;

#[test]
fn the_reference_is_as_recorded_and_names_every_word() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reference.md");
    let text = reference::markdown();
    if std::env::var_os("RHUMB_RECORD").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == text, "`RHUMB_RECORD=1 cargo test reference` records it");
    for word in words() {
        assert!(text.contains(&word.shape), "{}", word.shape);
    }
    assert_eq!(User::without_cluster().run(&["reference"]).stdout, text);
}

#[test]
fn a_name_is_looked_up_by_its_own_and_by_other_names() {
    let user = User::without_cluster();
    let look = |name: &str| user.run(&["reference", name]);
    let container = look("container");
    assert!(container.status.success());
    assert!(container.stdout.starts_with("container(name, image)\n"), "{}", container.stdout);
    assert!(look(".mount").stdout.contains("Container\n.mount("));
    assert!(look("workload").stdout.contains("\nWorkload: Made by "));
    let slip = look("contianer");
    assert_eq!(slip.status.code(), Some(1));
    assert!(slip.stderr.contains("`container`"), "{}", slip.stderr);
    let kind = look("network_policy").stderr;
    assert!(kind.contains("`object(#{ … })`"), "{kind}");
}

#[test]
fn what_many_types_have_is_told_once_with_their_names() {
    let user = User::without_cluster();
    for name in ["when", "via", "patch", "label"] {
        let told = user.run(&["reference", name]).stdout;
        assert_eq!(told.matches(&format!("\n.{name}(")).count(), 1, "{told}");
        assert!(told.contains(" types: ") && told.contains("Workload"), "{told}");
    }
    let mode = user.run(&["reference", "items"]).stdout;
    assert!(mode.starts_with("3 types: ConfigMap, ExistingObject, Secret\n.items(files)\n"), "{mode}");
}

#[test]
fn the_standard_library_and_the_project_file_are_looked_up_too() {
    let user = User::without_cluster();
    let look = |name: &str| user.run(&["reference", name]).stdout;
    let site = "\
std/web
web::site(name, image, host)

A web site: two pods of image, which serve port 80 of the container, reached at host.

The result is a workload: change it with its methods, or .change_container(name, …).

    import \"std/web\" as web;
    web::site(\"web\", \"nginx:1.27\", \"www.example.com\").replicas(3)

rhumb reference std/web tells about the whole module.
";
    for name in ["std/web::site", "web::site", "site", "web::site(name, image, host)"] {
        assert_eq!(look(name), site, "{name}");
    }
    let database = look("std/database");
    assert!(database.starts_with("std/database\n\nimport \"std/database\" as database;"), "{database}");
    assert!(database.contains("\ndatabase::postgresql(name, options)\n"), "{database}");
    for module in rhumb::script::library() {
        assert!(look("std").contains(&module.path()), "{}", module.name);
    }
    let file = look("rhumb.toml");
    assert!(file.contains("\n    [target.prod] ") && file.contains("\n- pod_security: "), "{file}");
    for name in ["project", "target", "[target.dev]", "limits", "params"] {
        assert_eq!(look(name), file, "{name}");
    }
    assert!(look("namespace").contains("\nrhumb.toml, [target.NAME]\n- namespace: text. "), "{}", look("namespace"));
    assert!(look("sequence").contains("\nSequence\n"), "{}", look("sequence"));
    assert!(user.run(&["reference", "targets"]).stderr.contains("did you mean `target`?"));
}

/// The blocks of the part about the language: what stands behind the three marks, and the text.
fn examples() -> Vec<(String, String)> {
    let text = reference::markdown();
    let language = text.split("\n## Functions\n").next().unwrap();
    let blocks = language.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n')).map(|(head, text)| (head.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_example_of_the_reference_is_checked_without_a_word_and_makes_what_stands_below_it() {
    let user = User::without_cluster();
    let mut last = String::new();
    for (head, text) in examples() {
        match head.split_once(' ') {
            None if head == "rhai" => {
                user.write("example.rhai", &text);
                let output = user.run(&["check", "example.rhai"]);
                assert!(output.stderr.starts_with("No errors, 0 warnings, "), "{text}\n{}", output.stderr);
                last = user.run(&["render", "example.rhai", "--list"]).stdout;
            }
            None if head == "text" => assert_eq!(last, text),
            Some(("rhai", file)) => {
                user.write("rhumb.toml", "");
                std::fs::create_dir_all(user.folder().join(file).parent().unwrap()).unwrap();
                user.write(file, &text);
            }
            _ => panic!("a block of {head}"),
        }
    }
    assert!(last.contains("Job/migrate-"), "the last example was run: {last}");
}

#[test]
fn editors_are_told_every_word() {
    let definitions = User::without_cluster().run(&["definitions"]).stdout;
    for word in words() {
        assert!(definitions.contains(&format!("fn {}(", word.name)), "{}", word.name);
    }
    assert!(definitions.contains("\nfn container(name: ?, image: ?) -> Container;\n"), "{definitions}");
    for module in rhumb::script::library() {
        let (_, told) = definitions.split_once(&format!("\nmodule {} {{\n", module.name)).expect("each module");
        for function in module.functions {
            assert!(told.contains(&format!("\n    fn {}(", function.name)), "{}", function.name);
        }
    }
}
