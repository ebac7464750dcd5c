//! Holds the code to the table in `src/README.md`, and to what no compiler checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rhumb::diagnostic::{Allowable, CATALOGUE, entry};

/// Files that may be longer than [`LONGEST`] lines, each with its reason.
const LONG: &[(&str, &str)] = &[];

/// How many lines a file may have.
const LONGEST: usize = 400;

/// A row of the table.
#[derive(Debug)]
struct Row {
    module: String,
    may_import: BTreeSet<String>,
}

/// A file of ours: where it is, and its code without comments and unit tests.
struct Source {
    path: String,
    module: String,
    whole: String,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of the table, from top to bottom.
fn table() -> Vec<Row> {
    let text = fs::read_to_string(root().join("src/README.md")).expect("src/README.md can be read");
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (module, imports) = (cells[0].trim_matches('`').to_owned(), cells[cells.len() - 1]);
        let may_import = match imports {
            "nothing of ours" => BTreeSet::new(),
            "all above" => rows.iter().map(|row| row.module.clone()).collect(),
            list => list.split(',').map(|module| module.trim().to_owned()).collect(),
        };
        rows.push(Row { module, may_import });
    }
    rows
}

/// Every Rust file under a folder of the crate.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the crate can be read") {
            let path = entry.expect("an entry of a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The files of the crate, but for those that hold only unit tests.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    files("src")
        .iter()
        // Unit tests in files of their own may look at what the module they test stands beside.
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .filter(|path| !path.iter().any(|folder| folder == "tests" || folder == "samples"))
        .map(|path| {
            let inside = path.strip_prefix(&src).expect("a file under src");
            let first = inside.iter().next().expect("a file has a name").to_string_lossy();
            let whole = fs::read_to_string(path).expect("a source can be read");
            Source {
                path: Path::new("src").join(inside).display().to_string(),
                module: first.trim_end_matches(".rs").to_owned(),
                code: code(&whole),
                whole,
            }
        })
        .collect()
}

/// The lines before the unit tests, without comments.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end].lines();
    lines.map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names behind `crate::`, in groups too.
fn imported(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (at, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        modules.insert(word(&group[at..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            modules.insert(word(rest));
        }
    }
    modules
}

/// Whether a text names a word, not only as a part of a longer one.
fn names(code: &str, word: &str) -> bool {
    let joined = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let ends = word.ends_with(':') || !code[at + word.len()..].starts_with(joined);
        ends && !code[..at].ends_with(joined)
    })
}

#[test]
fn every_module_stands_in_the_table_and_every_row_is_a_module() {
    let rows: BTreeSet<String> = table().into_iter().map(|row| row.module).collect();
    let modules: BTreeSet<String> =
        sources().into_iter().map(|source| source.module).filter(|module| module != "lib").collect();
    assert_eq!(rows, modules);
}

#[test]
fn no_row_names_a_module_below_it() {
    let mut above = BTreeSet::new();
    for row in table() {
        let below: Vec<&String> = row.may_import.difference(&above).collect();
        assert!(below.is_empty(), "{} may not import {below:?}", row.module);
        above.insert(row.module);
    }
}

#[test]
fn no_module_imports_what_its_row_does_not_name() {
    let rows: BTreeMap<String, BTreeSet<String>> =
        table().into_iter().map(|row| (row.module, row.may_import)).collect();
    let mut faults = Vec::new();
    for source in sources() {
        let Some(may_import) = rows.get(&source.module) else {
            continue;
        };
        for module in imported(&source.code) {
            if rows.contains_key(&module) && module != source.module && !may_import.contains(&module) {
                faults.push(format!("{} imports {module}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_stands_before_cluster_is_synchronous_and_knows_no_client() {
    let rows: Vec<String> = table().into_iter().map(|row| row.module).collect();
    let cluster = rows.iter().position(|module| module == "cluster").expect("there is a row for cluster");
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| rows[..cluster].contains(&source.module)) {
        for word in ["kube::", "tokio::"] {
            if names(&source.code, word) {
                faults.push(format!("{} names {word}", source.path));
            }
        }
        // As keywords: as text they may stand in messages.
        for word in ["async ", ".await"] {
            if source.code.contains(word) {
                faults.push(format!("{} says {word}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_types_of_rhai_are_named_in_script_alone_and_the_client_in_cluster_alone() {
    let mut faults = Vec::new();
    for source in sources() {
        for (word, module) in [("rhai::", "script"), ("kube::", "cluster"), ("indicatif::", "ui"), ("clap::", "cli")] {
            // The choices of an option are clap's values where they are defined.
            let choice = word == "clap::" && !source.code.replace("clap::ValueEnum", "").contains(word);
            if source.module != module && names(&source.code, word) && !choice {
                faults.push(format!("{} names {word}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_file_is_longer_than_it_should_be() {
    let mut long = BTreeSet::new();
    for path in [files("src"), files("tests")].concat() {
        let lines = fs::read_to_string(&path).expect("a source can be read").lines().count();
        let path = path.strip_prefix(root()).expect("a file of the crate").display().to_string();
        if lines > LONGEST {
            long.insert(path);
        }
    }
    let listed: BTreeSet<String> = LONG.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(long, listed, "files of more than {LONGEST} lines, and those that are listed");
}

/// The codes that a text gives to diagnostics.
fn codes(code: &str) -> BTreeSet<String> {
    let makers = ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note(", "Fault::new(", "code: "];
    let mut codes = BTreeSet::new();
    for maker in makers {
        for (at, _) in code.match_indices(maker) {
            let argument = code[at + maker.len()..].trim_start();
            if let Some(literal) = argument.strip_prefix('"') {
                codes.insert(literal.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_that_is_used_stands_in_the_catalogue() {
    let mut faults = Vec::new();
    for source in sources() {
        for code in codes(&source.code) {
            if entry(&code).is_none() {
                faults.push(format!("{} uses {code}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_warning_about_a_script_can_be_allowed() {
    let mut faults = Vec::new();
    for source in sources() {
        let path = &source.path;
        if !["src/check/", "src/render/", "src/script/"].iter().any(|folder| path.contains(folder)) {
            continue;
        }
        let calls = source.code.split("Diagnostic::warning(").skip(1);
        let codes = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
        for code in codes {
            if entry(code).is_some_and(|entry| entry.allow == Allowable::No) {
                faults.push(format!("{path}: {code} needs `.warning()` in the catalogue"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_catalogue_is_sorted_says_what_each_code_means_and_has_no_code_that_nobody_uses() {
    let codes: Vec<&str> = CATALOGUE.iter().map(|row| row.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    let sources = sources();
    let mut faults = Vec::new();
    for row in CATALOGUE {
        if !row.meaning.ends_with('.') {
            faults.push(format!("the meaning of {} ends without a full stop", row.code));
        }
        let literal = format!("\"{}\"", row.code);
        let elsewhere = sources.iter().filter(|source| !source.path.ends_with("catalogue.rs"));
        if !elsewhere.into_iter().any(|source| source.code.contains(&literal)) {
            faults.push(format!("nobody uses {}", row.code));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> =
        sources().into_iter().filter(|source| !source.whole.starts_with("//!")).map(|source| source.path).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_search_for_imports_sees_groups_and_paths() {
    let code = "use crate::plan::Plan;\nuse crate::{object::{Node, Object}, text};\nlet x = crate::ui::Exit::Done;";
    let expected: BTreeSet<String> = ["object", "plan", "text", "ui"].map(str::to_owned).into();
    assert_eq!(imported(code), expected);
    assert!(names("async fn x()", "async") && !names("is_async(x)", "async") && !names("no_kube::x", "kube::"));
}
