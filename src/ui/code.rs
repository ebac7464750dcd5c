//! A code of the catalogue, explained.

use serde_json::{Value, json};

use super::explain::wrapped;
use super::table::columns;
use super::{Paint, escape};
use crate::diagnostic::{Allowable, CATALOGUE, Example, Explanation};

/// The explanation as text of at most `width` columns; examples stay as they are.
pub fn text(explanation: &Explanation, paint: Paint, width: usize) -> String {
    let width = width.clamp(40, 120);
    let Explanation { entry, words, to_do, wrong, right, .. } = explanation;
    let mut out = format!("{}\n{}", paint.bold(entry.code), wrapped(entry.meaning, "  ", width));
    for paragraph in words {
        out.push_str(&format!("\n{}", wrapped(&joined(paragraph), "  ", width)));
    }
    out.push_str(&format!("\n{}\n{}", paint.bold("what to do"), wrapped(&joined(to_do), "  ", width)));
    let what = match entry.allow {
        Allowable::No => None,
        Allowable::Warnings => Some("its warnings"),
        Allowable::Errors => Some("it"),
    };
    if let Some(what) = what {
        let words = format!("`allow(\"{}\");` at the top of a script turns {what} off there.", entry.code);
        out.push_str(&wrapped(&words, "  ", width));
    }
    for (name, shown) in [("wrong", wrong), ("right", right)] {
        out.push_str(&format!("\n{}\n{}", paint.bold(name), example(shown, paint)));
    }
    out
}

/// The same as one document.
pub fn document(explanation: &Explanation) -> Value {
    let Explanation { entry, words, to_do, wrong, right, .. } = explanation;
    json!({
        "code": entry.code,
        "meaning": entry.meaning,
        "words": words.iter().map(|paragraph| joined(paragraph)).collect::<Vec<_>>(),
        "toDo": joined(to_do),
        "allow": entry.allow,
        "wrong": wrong,
        "right": right,
        "diagnostics": [],
    })
}

/// Every code with its meaning.
pub fn list_text() -> String {
    let rows: Vec<Vec<String>> =
        CATALOGUE.iter().map(|entry| vec![entry.code.to_owned(), entry.meaning.to_owned()]).collect();
    columns(&rows).concat()
}

/// The same as one document.
pub fn list_document() -> Value {
    json!({ "codes": CATALOGUE, "diagnostics": [] })
}

/// A paragraph of a file as one line, to be wrapped anew.
fn joined(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A script alone stands there as it is; else each file has its name above it, and typed lines come last.
fn example(example: &Example, paint: Paint) -> String {
    let indented = |text: &str, by: &str| -> String {
        text.lines().map(|line| format!("{by}{}", escape::line(line)).trim_end().to_owned() + "\n").collect()
    };
    if let Some(script) = example.script() {
        return indented(script, "  ");
    }
    let mut out = String::new();
    for file in &example.files {
        out.push_str(&format!("  {}\n{}", paint.dim(file.name), indented(&file.text, "    ")));
    }
    for command in &example.commands {
        out.push_str(&indented(&format!("$ {command}"), "  "));
    }
    out
}
