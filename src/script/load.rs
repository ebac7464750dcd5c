//! A script and everything that it imports: compiled, and looked through before anything runs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use rhai::{AST, Engine, FnAccess};

use super::declared::Declared;
use super::engine::Limits;
use super::fault::{Fault, Spot};
use super::lint::{self, Import};
use super::modules::{self, DEEPEST, Exports, MOST};
use super::session::Session;
use super::{explain, internal, raw_text};
use crate::diagnostic::{Diagnostic, Severity, Sources};

/// Compiles files one after the other and collects what is wrong with all of them.
pub struct Loader<'a> {
    engine: &'a Engine,
    session: &'a Session,
    /// The files whose imports are being followed, outermost first.
    open: Vec<String>,
    /// Everything that is wrong.
    pub faults: Vec<Diagnostic>,
    /// Parameters that the files ask for.
    pub params: Vec<Declared>,
}

impl<'a> Loader<'a> {
    /// A loader without files.
    pub fn new(engine: &'a Engine, session: &'a Session) -> Self {
        Self { engine, session, open: Vec::new(), faults: Vec::new(), params: Vec::new() }
    }

    /// Compiles a file, those that it imports, and looks for what is wrong in them. `name` is the file as messages have
    /// it; nothing comes back where it cannot be compiled.
    pub fn file(&mut self, name: &str, text: &str) -> Option<AST> {
        let is_module = !self.open.is_empty();
        let plain = super::plain(text);
        let text = plain.as_deref().unwrap_or(text);
        // Columns are 16 bits wide: behind them, calls could not be told apart.
        if text.lines().any(|line| line.len() > Limits::MAX_LINE && line.chars().count() > Limits::MAX_LINE) {
            let words = format!("A line of the script has more than {} characters: {name}.", Limits::MAX_LINE);
            self.faults.push(Diagnostic::error("budget", words).help("break the line"));
            return None;
        }
        let session = self.session;
        let book = &session.book;
        let added = Some(text.len()).filter(|length| *length <= Limits::MAX_SOURCE);
        let is_library = self.open.last().is_some_and(|path| modules::is_library(path));
        let add =
            |sources: &mut Sources| if is_library { sources.add_library(name, text) } else { sources.add(name, text) };
        let Some(first) = added.and_then(|_| add(&mut book.borrow_mut().sources)) else {
            self.faults.push(too_long(name));
            return None;
        };
        book.borrow_mut().sources.join(raw_text::uncounted(text));
        // All files lie in one line space, so that a place alone tells the file: Rhai names the wrong one for closures.
        let moved = format!("{}{text}", "\n".repeat(first));
        let parsed = catch_unwind(AssertUnwindSafe(|| self.engine.compile(&moved)));
        drop(moved);
        let ast = match parsed {
            Ok(Ok(ast)) => ast,
            Ok(Err(error)) => {
                self.faults.push(explain::explain(&error.into(), &book.borrow()));
                return None;
            }
            Err(_) => {
                self.faults.push(internal());
                return None;
            }
        };
        let imports = self.imports(&ast);
        let findings = lint::lint(&ast, &mut book.borrow_mut(), imports, is_module);
        for (fault, at, severity) in findings.found {
            match severity {
                Severity::Error => self.faults.push(book.borrow().diagnostic(&fault, at, severity)),
                _ => session.warnings.borrow_mut().push((fault, at)),
            }
        }
        self.params.extend(findings.params);
        Some(ast)
    }

    /// What the imports of a file give, by the name that it gives them.
    fn imports(&mut self, ast: &AST) -> BTreeMap<String, Rc<Exports>> {
        let mut found = BTreeMap::new();
        for import in lint::imports(ast) {
            let at = import.at;
            match self.import(&import, &found) {
                Ok(exports) => {
                    found.insert(import.alias, exports);
                }
                Err(Some(fault)) => {
                    self.faults.push(self.session.book.borrow().diagnostic(&fault, at, Severity::Error));
                }
                Err(None) => {}
            }
        }
        found
    }

    fn import(&mut self, import: &Import, found: &BTreeMap<String, Rc<Exports>>) -> Result<Rc<Exports>, Option<Fault>> {
        let at_path = |fault: Fault| fault.at(Spot::At(import.path_at));
        let Some(path) = &import.path else {
            let fault = Fault::new("import-form", "The path of an import must be a literal text.");
            return Err(Some(at_path(
                fault.help("write it in double quotes, so that it can be found without running the script"),
            )));
        };
        if import.alias.is_empty() {
            let name = path.rsplit('/').next().unwrap_or(path);
            let fault = Fault::new("import-form", "An import needs a name.");
            return Err(Some(fault.help(format!("write `import \"{path}\" as {name};`"))));
        }
        if found.contains_key(&import.alias) {
            let fault = Fault::new("import-form", format!("Two imports have the name `{}`.", import.alias));
            return Err(Some(fault.help("give one of them another name").at(Spot::At(import.alias_at))));
        }
        let path = modules::normal(path).map_err(|fault| Some(at_path(fault)))?;
        if let Some(first) = self.open.iter().position(|open| *open == path) {
            let mut way: Vec<&str> = self.open[first..].iter().map(String::as_str).collect();
            way.push(&path);
            let fault = Fault::new("import-cycle", format!("The imports go in a circle: {}.", way.join(" → ")));
            return Err(Some(at_path(fault.help("move what both need into a third file"))));
        }
        if let Some(exports) = self.session.modules.borrow().exports(&path) {
            return Ok(exports);
        }
        if self.session.failed.borrow().contains(&path) {
            return Err(None);
        }
        let (name, text) = modules::text(&path, &self.session.files, Limits::MAX_SOURCE as u64)
            .map_err(|fault| Some(at_path(fault)))?;
        if self.open.len() > DEEPEST || self.session.book.borrow().sources.files().len() > MOST {
            let fault = Fault::new("budget", format!("There are too many imports: {path}."));
            let help = format!("a script imports at most {MOST} files, {DEEPEST} deep");
            return Err(Some(at_path(fault.help(help))));
        }
        self.session.has_read(&name, text.as_bytes());
        self.open.push(path.clone());
        let ast = self.file(&name, &text);
        self.open.pop();
        let Some(ast) = ast else {
            self.session.failed.borrow_mut().insert(path);
            return Err(None);
        };
        let exports = Rc::new(exports(&path, &ast));
        self.session.modules.borrow_mut().add(&path, ast, exports.clone());
        Ok(exports)
    }
}

fn exports(path: &str, ast: &AST) -> Exports {
    let mut exports = Exports { path: path.to_owned(), ..Exports::default() };
    for function in ast.iter_fn_def().filter(|function| !function.name.starts_with("anon$")) {
        let name = function.name.to_string();
        if function.access == FnAccess::Private {
            exports.private.insert(name);
        } else {
            let arguments: Vec<String> = function.params.iter().map(ToString::to_string).collect();
            exports.functions.entry(name).or_default().insert(arguments.len(), arguments);
        }
    }
    exports.constants = lint::exported(ast);
    exports
}

fn too_long(name: &str) -> Diagnostic {
    Diagnostic::error("budget", format!("The script is too long: {name}.")).help(format!(
        "a script and what it imports have at most {} lines, and a file at most {} MiB",
        Sources::MAX_LINES,
        Limits::MAX_SOURCE >> 20
    ))
}
