//! What a script can import: other files of the project, and the standard library.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::fault::{Fail, Fault};
use super::session::Session;
use crate::diagnostic::suggestion;
use crate::project::{Files, RefusalKind};

/// The standard library: name and text of each module.
const STDLIB: &[(&str, &str)] = &[("web", include_str!("../../stdlib/web.rhai"))];

/// What the paths of the standard library begin with.
const STD: &str = "std/";

/// The most files that one evaluation compiles.
pub const MOST: usize = 64;
/// How deep imports may lie within each other.
pub const DEEPEST: usize = 16;

/// What a file gives to those that import it.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// The path in its one form: `lib/db`.
    pub path: String,
    /// Its functions, each with the numbers of arguments it is defined for.
    pub functions: BTreeMap<String, BTreeSet<usize>>,
    /// Its functions that it keeps to itself.
    pub private: BTreeSet<String>,
    /// Its constants.
    pub constants: BTreeSet<String>,
}

/// The compiled files of one evaluation by path.
#[derive(Default)]
pub struct Modules {
    compiled: BTreeMap<String, (Rc<AST>, Rc<Exports>)>,
    evaluated: BTreeMap<String, Shared<Module>>,
}

impl Modules {
    /// Remembers a file.
    pub fn add(&mut self, path: &str, ast: AST, exports: Rc<Exports>) {
        self.compiled.insert(path.to_owned(), (Rc::new(ast), exports));
    }

    /// What a file exports, where it was compiled.
    pub fn exports(&self, path: &str) -> Option<Rc<Exports>> {
        self.compiled.get(path).map(|(_, exports)| exports.clone())
    }
}

/// A path in its one form.
///
/// # Errors
/// It leads out of the project.
pub fn normal(path: &str) -> Result<String, Fault> {
    if path.starts_with(STD) {
        return Ok(path.to_owned());
    }
    Files::normal(path).map_err(|refusal| Fault::new(refusal.kind.code(), refusal.message).help(refusal.help))
}

/// The name of a file as messages have it, and its text.
///
/// # Errors
/// There is no such module, or it cannot be read.
pub fn text(path: &str, files: &Files, largest: u64) -> Result<(String, String), Fault> {
    if let Some(name) = path.strip_prefix(STD) {
        let found = STDLIB.iter().find(|(known, _)| *known == name);
        return found.map(|(_, text)| (path.to_owned(), (*text).to_owned())).ok_or_else(|| {
            let names: Vec<String> = STDLIB.iter().map(|(name, _)| format!("{STD}{name}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Fault::new("unknown-module", format!("There is no module in the standard library: {path}."))
                .help(suggestion(path, &names, "there are"))
        });
    }
    let file = format!("{path}.rhai");
    let text = files.text(&file, largest).map_err(|refusal| match refusal.kind {
        RefusalKind::Missing if path.ends_with(".rhai") => {
            let short = path.trim_end_matches(".rhai");
            Fault::new("unknown-module", refusal.message).help(format!("leave out the ending: `import \"{short}\"`"))
        }
        RefusalKind::Missing => Fault::new("unknown-module", refusal.message).help(refusal.help.replace(".rhai`", "`")),
        other => Fault::new(other.code(), refusal.message).help(refusal.help),
    })?;
    Ok((files.name(&file), text))
}

/// Gives Rhai the modules that were compiled before; each is evaluated once.
pub struct Resolver(pub Rc<Session>);

impl ModuleResolver for Resolver {
    fn resolve(&self, engine: &Engine, _: Option<&str>, path: &str, at: Position) -> Result<Shared<Module>, Fail> {
        let path = normal(path).map_err(|fault| fault.fail(at))?;
        let modules: &RefCell<Modules> = &self.0.modules;
        if let Some(module) = modules.borrow().evaluated.get(&path) {
            return Ok(module.clone());
        }
        let Some(ast) = modules.borrow().compiled.get(&path).map(|(ast, _)| ast.clone()) else {
            return Err(Fault::new("unknown-module", format!("There is no module: {path}.")).fail(at));
        };
        let module = Module::eval_ast_as_new(Scope::new(), &ast, engine)
            .map_err(|error| Fail::from(EvalAltResult::ErrorInModule(path.clone(), error, at)))?;
        let module: Shared<Module> = module.into();
        modules.borrow_mut().evaluated.insert(path, module.clone());
        Ok(module)
    }
}
