//! The standard library: modules in the language itself, and what the comments in them say.

use crate::diagnostic::suggestion;

use super::fault::Fault;

/// What the paths of the standard library begin with.
pub const STD: &str = "std/";

/// Name and text of each module.
const MODULES: &[(&str, &str)] = &[
    ("alibaba", include_str!("../../stdlib/alibaba.rhai")),
    ("database", include_str!("../../stdlib/database.rhai")),
    ("options", include_str!("../../stdlib/options.rhai")),
    ("security", include_str!("../../stdlib/security.rhai")),
    ("spread", include_str!("../../stdlib/spread.rhai")),
    ("web", include_str!("../../stdlib/web.rhai")),
];

/// A module of the standard library, for references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryModule {
    /// The last part of its path, which is what it is called by when it is imported: `web`.
    pub name: &'static str,
    /// What it is about, as Markdown.
    pub doc: String,
    /// What scripts can call, in the order of the file.
    pub functions: Vec<LibraryFunction>,
}

/// A function of a [`LibraryModule`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryFunction {
    /// Its name.
    pub name: &'static str,
    /// The names of its arguments.
    pub arguments: Vec<&'static str>,
    /// What it does, with an example, as Markdown.
    pub doc: String,
}

impl LibraryModule {
    /// What an import names: `std/web`.
    pub fn path(&self) -> String {
        format!("{STD}{}", self.name)
    }
}

impl LibraryFunction {
    /// As it is written: `site(name, image, host)`.
    pub fn shape(&self) -> String {
        format!("{}({})", self.name, self.arguments.join(", "))
    }
}

/// Every module of the standard library.
pub fn library() -> Vec<LibraryModule> {
    MODULES.iter().map(|(name, text)| read(name, text)).collect()
}

/// The text of the module of a name, without `std/`.
///
/// # Errors
/// There is no such module.
pub fn text(name: &str) -> Result<&'static str, Fault> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).ok_or_else(|| {
        let names: Vec<String> = MODULES.iter().map(|(name, _)| format!("{STD}{name}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let path = format!("{STD}{name}");
        let near = suggestion(&path, &names, "there are");
        Fault::new("unknown-module", format!("There is no module in the standard library: {path}."))
            .help(format!("{near} `rhumb reference std` tells what each has."))
    })
}

/// A function begins a line with `fn`; what stands above it in `///` is said about it, and `//!` is said of the file.
fn read(name: &'static str, text: &'static str) -> LibraryModule {
    let mut module = LibraryModule { name, doc: String::new(), functions: Vec::new() };
    let mut doc = String::new();
    let said = |line: &str| format!("{}\n", line.strip_prefix(' ').unwrap_or(line));
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("//!") {
            module.doc.push_str(&said(line));
        } else if let Some(line) = line.strip_prefix("///") {
            doc.push_str(&said(line));
        } else if let Some((name, arguments)) = line.strip_prefix("fn ").and_then(|line| line.split_once('(')) {
            let arguments = arguments.split(')').next().unwrap_or_default();
            let arguments = arguments.split(", ").filter(|argument| !argument.is_empty()).collect();
            module.functions.push(LibraryFunction { name, arguments, doc: std::mem::take(&mut doc) });
        } else {
            doc.clear();
        }
    }
    module
}
