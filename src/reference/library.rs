//! The standard library in the reference: a section for each module, from the comments in it.

use std::fmt::Write as _;

use crate::script::{LibraryFunction, LibraryModule, library};

const HEAD: &str = "
## The standard library

Modules in the script language itself, built in. What a function gives can be changed like a part that was made by hand.
";

/// The section of the reference.
pub(super) fn markdown() -> String {
    library().iter().fold(HEAD.to_owned(), |out, found| out + &module(found))
}

/// What is called so: all modules (`std`), one (`std/web`, `web`), or a function (`site`, `web::site`, `std/web::site`).
pub(super) fn entries(name: &str) -> String {
    if matches!(name, "std" | "std/" | "stdlib") {
        let mut out = "\nThe standard library\n".to_owned();
        for found in library() {
            let _ = writeln!(out, "\n{}  {}", found.path(), found.doc.split("\n\n").next().unwrap_or_default().trim());
            for function in &found.functions {
                let _ = writeln!(out, "  {}::{}", found.name, function.shape());
            }
        }
        return out;
    }
    let (of, called) = name.rsplit_once("::").map_or((None, name), |(of, called)| (Some(of), called));
    let mut out = String::new();
    for found in library() {
        let is = |name: &str| name == found.name || name == found.path();
        if of.is_none() && is(name) {
            out.push_str(&module(&found));
        }
        for function in found.functions.iter().filter(|function| function.name == called && of.is_none_or(is)) {
            let (path, entry) = (found.path(), entry(&found, function));
            let _ = write!(out, "\n{path}{entry}\n`rhumb reference {path}` tells about the whole module.\n");
        }
    }
    out
}

/// Every name that can be looked up.
pub(super) fn names() -> Vec<String> {
    let of = |found: LibraryModule| {
        let functions = found.functions.iter().flat_map(|function| {
            let name = function.name;
            [name.to_owned(), format!("{}::{name}", found.name), format!("{}::{name}", found.path())]
        });
        functions.chain([found.path(), found.name.to_owned()]).collect::<Vec<_>>()
    };
    library().into_iter().flat_map(of).collect()
}

/// The modules as definitions, each under the name by which it is imported.
pub(super) fn definitions() -> String {
    let mut out = String::new();
    for found in library() {
        let _ = write!(out, "\n{}module {} {{\n", commented("", &found.doc), found.name);
        for function in &found.functions {
            let arguments: Vec<String> = function.arguments.iter().map(|argument| format!("{argument}: ?")).collect();
            let doc = commented("    ", &function.doc);
            let _ = write!(out, "\n{doc}    fn {}({}) -> ?;\n", function.name, arguments.join(", "));
        }
        out.push_str("}\n");
    }
    out
}

fn module(found: &LibraryModule) -> String {
    let path = found.path();
    let mut out = format!("\n### `{path}`\n\n`import \"{path}\" as {};` {}", found.name, found.doc);
    for function in &found.functions {
        out.push_str(&entry(found, function));
    }
    out
}

fn entry(found: &LibraryModule, function: &LibraryFunction) -> String {
    format!("\n#### `{}::{}`\n\n{}", found.name, function.shape(), function.doc)
}

/// Lines as a comment of documentation.
fn commented(indent: &str, text: &str) -> String {
    text.lines().map(|line| format!("{indent}/// {line}").trim_end().to_owned() + "\n").collect()
}
