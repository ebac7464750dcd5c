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
}

#[test]
fn editors_are_told_every_word() {
    let definitions = User::without_cluster().run(&["definitions"]).stdout;
    for word in words() {
        assert!(definitions.contains(&format!("fn {}(", word.name)), "{}", word.name);
    }
    assert!(definitions.contains("\nfn container(name: ?, image: ?) -> Container;\n"), "{definitions}");
}
