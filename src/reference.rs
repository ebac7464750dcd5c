//! The reference of the language and the definitions for editors, from the tables that make the language.

mod library;
mod project;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::script::{Limits, Word, words};

const HEAD: &str = "# The script language

What a script is, then every function and method, the standard library, and the file of a project, made from the tables
that make the language: `rhumb reference` writes this page, `rhumb reference NAME` one entry.

";

const WORDS: &str = "## Functions

An argument with `?` may be left out. A last map is options: its keys are methods of what is made, `probe_http(\"/\", 80,
#{ period: 5 })` equals `probe_http(\"/\", 80).period(5)`.
";

const DEFINITIONS: &str = "// The functions of rhumb, for editors. Made by `rhumb definitions`.
// A module of the standard library stands at the end under its usual name; a script imports it by its path:
// `import \"std/web\" as web;`.
module static;
";

/// What a script is, with examples.
const LANGUAGE: &str = include_str!("reference/language.md");

/// A method of so many types is told once.
const SHARED: usize = 10;

/// The whole reference, as Markdown.
pub fn markdown() -> String {
    let words = words();
    let mut out = format!("{HEAD}{LANGUAGE}{WORDS}");
    for word in words.iter().filter(|word| word.receiver.is_none()) {
        out.push_str(&entry(word));
    }
    let mut shared = alike(&words);
    shared.retain(|(_, types)| types.len() >= SHARED);
    out.push_str("\n## Methods of many types\n");
    for (told, types) in &shared {
        let _ = write!(out, "{told}\nOf: {}.\n", types.join(", "));
    }
    for ty in types(&words) {
        let _ = write!(out, "\n## {ty}\n\n{}", made_by(&words, ty));
        let of_type = || words.iter().filter(|word| word.receiver == Some(ty));
        let is_shared = |word: &&Word| shared.iter().any(|(told, _)| *told == entry(word));
        let names: Vec<String> = of_type().filter(is_shared).map(|word| format!("`.{}`", word.shape)).collect();
        if !names.is_empty() {
            let _ = write!(out, " It has {} too, as many types do.", listed(&names));
        }
        out.push('\n');
        for word in of_type().filter(|word| !is_shared(word)) {
            out.push_str(&entry(word));
        }
    }
    out + &library::markdown() + &project::markdown() + &budgets()
}

/// What is called so: functions, methods, a type, a chapter about the language, a module of the standard library or a
/// function of one, `rhumb.toml` or a key of it. Nothing where nothing is.
pub fn entries(name: &str) -> Option<String> {
    let words = words();
    let mut out = String::new();
    let called: Vec<Word> =
        words.iter().filter(|word| word.name == name || word.other_names.contains(&name)).cloned().collect();
    for (told, types) in alike(&called) {
        match types.as_slice() {
            [] => {}
            [ty] => _ = write!(out, "\n{ty}"),
            several => _ = write!(out, "\n{} types: {}", several.len(), several.join(", ")),
        }
        out.push_str(&told);
    }
    if let Some(ty) = types(&words).into_iter().find(|ty| ty.eq_ignore_ascii_case(name)) {
        let _ = write!(out, "\n{ty}: {}\n", made_by(&words, ty));
        for word in words.iter().filter(|word| word.receiver == Some(ty)) {
            let _ = writeln!(out, "  .{}  {}", word.shape, word.doc);
        }
    }
    for (_, text) in chapters().filter(|(head, _)| head.eq_ignore_ascii_case(name)) {
        let _ = write!(out, "\n{}\n", text.trim_end());
    }
    out.push_str(&library::entries(name));
    out.push_str(&project::entries(name));
    (!out.is_empty()).then(|| plain(&out))
}

/// Every name that can be looked up.
pub fn names() -> Vec<String> {
    let words = words();
    let of_words = words.iter().map(|word| word.name).chain(types(&words)).map(str::to_owned);
    let chapters = chapters().map(|(head, _)| head.to_lowercase());
    let names: BTreeSet<String> = of_words.chain(chapters).chain(library::names()).chain(project::names()).collect();
    names.into_iter().collect()
}

/// The chapters about the language, each with its head.
fn chapters() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGE
        .split("\n### ")
        .map(|text| text.trim_start_matches("## "))
        .map(|text| (text.lines().next().unwrap_or_default().trim_start_matches("The "), text))
}

/// Markdown for a terminal: without its marks, and with what is to be typed indented.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else {
            let bare = line.trim_start_matches('#');
            let line = if bare.len() < line.len() { bare.trim_start() } else { line };
            out.push_str(&line.replace('`', ""));
            out.push('\n');
        }
    }
    out.trim_start().to_owned()
}

/// What is told of words in the same way, with the types that it is told of.
fn alike(words: &[Word]) -> Vec<(String, Vec<&'static str>)> {
    let mut alike: Vec<(String, Vec<&'static str>)> = Vec::new();
    for word in words {
        let told = entry(word);
        match alike.iter_mut().find(|(known, _)| *known == told) {
            Some((_, types)) => types.extend(word.receiver),
            None => alike.push((told, word.receiver.into_iter().collect())),
        }
    }
    alike
}

/// The functions and methods as a `.d.rhai` file, which language servers of Rhai read.
pub fn definitions() -> String {
    let mut out = DEFINITIONS.to_owned();
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
    out + &library::definitions()
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [more @ .., last] => format!("{} and {last}", more.join(", ")),
    }
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
