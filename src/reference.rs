//! The reference of the language and the definitions for editors, from the tables that make the language.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::script::{Limits, Word, words};

const HEAD: &str = "# The script language

Every function and method, made from the tables that make the language: `rhumb reference` writes this page, `rhumb
reference NAME` one entry. An argument with `?` may be left out. A last map is options: its keys are methods of what is
made, `probe_http(\"/\", 80, #{ period: 5 })` equals `probe_http(\"/\", 80).period(5)`. Methods return a new value and
leave the old one as it was.
";

const COMMON: &str = "`.when(condition, |x| x.…)` and `.patch(#{ … })` stand on every type that has them below; all \
                      types with a name have the property `name`.";

/// The whole reference, as Markdown.
pub fn markdown() -> String {
    let words = words();
    let mut out = format!("{HEAD}\n{COMMON}\n\n## Functions\n");
    for word in words.iter().filter(|word| word.receiver.is_none()) {
        out.push_str(&entry(word));
    }
    for ty in types(&words) {
        let _ = write!(out, "\n## {ty}\n\n{}\n", made_by(&words, ty));
        for word in words.iter().filter(|word| word.receiver == Some(ty)) {
            out.push_str(&entry(word));
        }
    }
    out.push_str(&budgets());
    out
}

/// What is called so: functions, methods of every type, or the methods of a type. Nothing where nothing is.
pub fn entries(name: &str) -> Option<String> {
    let words = words();
    let mut out = String::new();
    for word in words.iter().filter(|word| word.name == name || word.other_names.contains(&name)) {
        if let Some(ty) = word.receiver {
            let _ = write!(out, "\n{ty}");
        }
        out.push_str(&entry(word));
    }
    if let Some(ty) = types(&words).into_iter().find(|ty| ty.eq_ignore_ascii_case(name)) {
        let _ = write!(out, "\n{ty}: {}\n", made_by(&words, ty));
        for word in words.iter().filter(|word| word.receiver == Some(ty)) {
            let _ = writeln!(out, "  .{}  {}", word.shape, word.doc);
        }
    }
    (!out.is_empty()).then(|| out.replace("\n### ", "\n").replace('`', "").trim_start().to_owned())
}

/// Every name that can be looked up.
pub fn names() -> Vec<&'static str> {
    let words = words();
    let names: BTreeSet<&str> = words.iter().map(|word| word.name).chain(types(&words)).collect();
    names.into_iter().collect()
}

/// The functions and methods as a `.d.rhai` file, which language servers of Rhai read.
pub fn definitions() -> String {
    let mut out = "// The functions of rhumb, for editors. Made by `rhumb definitions`.\nmodule static;\n".to_owned();
    for word in words() {
        let receiver = word.receiver.map(|ty| format!("self: {ty}"));
        let arguments = word.arguments.iter().map(|argument| format!("{}: ?", argument.name));
        let arguments: Vec<String> = receiver.into_iter().chain(arguments).collect();
        let result = word.receiver.or(word.makes).unwrap_or("?");
        let _ = write!(out, "\n/// {}\n", word.doc);
        for argument in &word.arguments {
            let left_out = if argument.optional { " (may be left out)" } else { "" };
            let _ = writeln!(out, "/// - `{}`: {}{left_out}", argument.name, argument.may_be);
        }
        let _ = writeln!(out, "fn {}({}) -> {result};", word.name, arguments.join(", "));
    }
    out
}

fn types(words: &[Word]) -> BTreeSet<&'static str> {
    words.iter().filter_map(|word| word.receiver.or(word.makes)).collect()
}

/// How a type is made, in a sentence.
fn made_by(words: &[Word], ty: &str) -> String {
    let makers: Vec<String> =
        words.iter().filter(|word| word.makes == Some(ty)).map(|word| format!("`{}`", word.shape)).collect();
    if makers.is_empty() { "Options of a call.".to_owned() } else { format!("Made by {}.", makers.join(", ")) }
}

fn entry(word: &Word) -> String {
    let dot = if word.receiver.is_some() { "." } else { "" };
    let mut out = format!("\n### `{dot}{}`\n\n{}", word.shape, word.doc);
    if !word.adds_up.is_empty() {
        let _ = write!(out, " {}", word.adds_up);
    }
    if let Some(ty) = word.makes {
        let _ = write!(out, " Makes: {ty}.");
    }
    out.push('\n');
    if !word.arguments.is_empty() {
        out.push('\n');
    }
    for argument in &word.arguments {
        let left_out = if argument.optional { ", may be left out" } else { "" };
        let _ = writeln!(out, "- `{}`: {}{left_out}", argument.name, argument.may_be);
    }
    if !word.other_names.is_empty() {
        let _ = write!(out, "\nElsewhere called: {}.\n", word.other_names.join(", "));
    }
    out
}

/// The budgets and their defaults.
fn budgets() -> String {
    format!(
        "\n## Budgets\n\nA script that goes over one of these ends with an error of the code `budget`. The first four are \
         set in `rhumb.toml`, under `[limits]`.\n\n\
         | budget | default |\n|---|---|\n\
         | `operations` | {} |\n\
         | `depth`: calls within calls | {} |\n\
         | `memory` that the evaluation adds | {} MiB |\n\
         | `time` that the processor works on it | {} s |\n\
         | a file | {} MiB |\n",
        Limits::OPERATIONS,
        Limits::DEPTH,
        Limits::MEMORY >> 20,
        Limits::TIME.as_secs_f64(),
        Limits::MAX_SOURCE >> 20,
    )
}
