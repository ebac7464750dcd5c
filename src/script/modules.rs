//! What a script can import: other files of the project, and the standard library.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rhai::{
    AST, Dynamic, Engine, EvalAltResult, FuncRegistration, Module, ModuleResolver, NativeCallContext, Position,
    RhaiFunc, Scope, Shared,
};

use super::fault::{Fail, Fault};
use super::library::{self, STD};
use super::part::origin;
use super::register::Native;
use super::session::Session;
use crate::project::{Files, RefusalKind};

/// The most files that one evaluation compiles.
pub const MOST: usize = 64;
/// How deep imports may lie within each other.
pub const DEEPEST: usize = 16;

/// What a file gives to those that import it.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// The path in its one form: `lib/db`.
    pub path: String,
    /// Its functions, each with the names of its arguments by their number.
    pub functions: BTreeMap<String, BTreeMap<usize, Vec<String>>>,
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

/// Whether a path means a module of the standard library.
pub fn is_library(path: &str) -> bool {
    path.starts_with(STD)
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
        return library::text(name).map(|text| (path.to_owned(), text.to_owned()));
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

/// A module of the standard library of which each function notes the call that led into it while it runs.
fn watched(module: Module, exports: &Exports, session: &Rc<Session>) -> Module {
    let mut outer = Module::new();
    for (name, value) in module.iter_var() {
        outer.set_var(name, value.clone());
    }
    let inner: Shared<Module> = module.into();
    for (name, count) in
        exports.functions.iter().flat_map(|(name, forms)| forms.keys().map(move |count| (name, *count)))
    {
        let (session, inner, called) = (session.clone(), inner.clone(), name.clone());
        let func: Native = Rc::new(move |context, values| {
            let Some(context) = context else { return Ok(Dynamic::UNIT) };
            // The first value may be the caller's own variable.
            let mut values: Vec<Dynamic> = values.iter().map(|value| Dynamic::clone(value).flatten()).collect();
            let mut values: Vec<&mut Dynamic> = values.iter_mut().collect();
            let at = context.call_position();
            let mut global = context.global_runtime_state().clone();
            global.lib.push(inner.clone());
            let into = NativeCallContext::new_with_all_fields(context.engine(), &called, None, &global, at);
            let from_user = !session.book.borrow().sources.is_library(origin(at));
            if from_user {
                session.ways.borrow_mut().push(at);
            }
            let result = into.call_fn_raw(&called, false, false, &mut values);
            if from_user {
                session.ways.borrow_mut().pop();
            }
            result
        });
        let func = RhaiFunc::Pure { func, has_context: true, is_pure: true, is_volatile: true };
        FuncRegistration::new(name).set_into_module_raw(&mut outer, vec![TypeId::of::<Dynamic>(); count], func);
    }
    outer.build_index();
    outer
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
        let Some((ast, exports)) = modules.borrow().compiled.get(&path).cloned() else {
            return Err(Fault::new("unknown-module", format!("There is no module: {path}.")).fail(at));
        };
        let module = Module::eval_ast_as_new(Scope::new(), &ast, engine)
            .map_err(|error| Fail::from(EvalAltResult::ErrorInModule(path.clone(), error, at)))?;
        let module: Shared<Module> = if is_library(&path) { watched(module, &exports, &self.0) } else { module }.into();
        modules.borrow_mut().evaluated.insert(path, module.clone());
        Ok(module)
    }
}
