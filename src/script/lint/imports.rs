//! Imports and what is used of them.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTFlags, ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::Walk;
use super::tree::literal;
use crate::diagnostic::suggestion;
use crate::script::fault::Fault;
use crate::script::modules::{Exports, is_library};
use crate::script::parsing::unknown_module;

/// An `import` as it is written.
pub struct Import {
    /// The path; nothing where it is no literal text.
    pub path: Option<String>,
    /// Where the path stands.
    pub path_at: Position,
    /// The name it is given; empty for none.
    pub alias: String,
    /// Where the name stands.
    pub alias_at: Position,
    /// Where the import stands.
    pub at: Position,
}

/// Every import of a file, those in functions too, in the order of the file.
pub fn imports(ast: &AST) -> Vec<Import> {
    let mut found = Vec::new();
    ast.walk(&mut |nodes| {
        if let Some(ASTNode::Stmt(Stmt::Import(parts, at))) = nodes.last() {
            let (path, alias) = (&parts.0, &parts.1);
            found.push(Import {
                path: literal(path),
                path_at: path.start_position(),
                alias: alias.name.to_string(),
                alias_at: alias.pos,
                at: *at,
            });
        }
        true
    });
    found.sort_by_key(|import| import.at);
    found.dedup_by_key(|import| import.at);
    found
}

/// The variables that a file gives to those that import it.
pub fn exported(ast: &AST) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for statement in ast.statements() {
        match statement {
            Stmt::Var(variable, flags, _) if flags.contains(ASTFlags::EXPORTED) => {
                found.insert(variable.0.name.to_string());
            }
            Stmt::Export(parts, _) => {
                let (name, alias) = (&parts.0.name, &parts.1.name);
                found.insert(if alias.is_empty() { name.to_string() } else { alias.to_string() });
            }
            _ => {}
        }
    }
    found
}

/// The constants that functions of a file use as `global::NAME`.
pub fn globals(ast: &AST) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    ast.walk(&mut |nodes| {
        if let Some(ASTNode::Expr(Expr::Variable(variable, _, _))) = nodes.last()
            && variable.2.path.first().is_some_and(|first| first.name.as_str() == "global")
        {
            found.insert(variable.1.to_string());
        }
        true
    });
    found
}

impl Walk<'_> {
    /// A call of a function of an imported file.
    pub(super) fn imported_call(&mut self, call: &FnCallExpr, position: Position) {
        let [alias] = call.namespace.path.as_slice() else {
            return;
        };
        let Some(exports) = self.imports.get(alias.name.as_str()).cloned() else {
            // In closures Rhai itself asks no sooner than the call.
            if !self.aliases.contains(alias.name.as_str()) {
                let fault = unknown_module(alias.name.as_str(), alias.pos, self.book);
                self.fault(fault, alias.pos);
            }
            return;
        };
        let (name, count) = (call.name.as_str(), call.args.len());
        match exports.functions.get(name) {
            Some(forms) if forms.contains_key(&count) => {}
            Some(forms) => {
                let fault = wrong_count(&format!("{}::{name}", alias.name), &exports.path, forms, count);
                self.fault(fault, position);
            }
            None => {
                let fault = unknown("function", "unknown-function", alias.name.as_str(), name, &exports);
                self.fault(fault, position);
            }
        }
    }

    /// A constant of an imported file.
    pub(super) fn imported_constant(&mut self, namespace: &rhai::Namespace, name: &str, position: Position) {
        let [alias] = namespace.path.as_slice() else {
            return;
        };
        if let Some(exports) = self.imports.get(alias.name.as_str()).cloned()
            && !exports.constants.contains(name)
        {
            let fault = unknown("constant", "unknown-variable", alias.name.as_str(), name, &exports);
            self.fault(fault, position);
        }
    }
}

/// The words for a wrong number of arguments of a function of a module.
fn wrong_count(name: &str, path: &str, forms: &BTreeMap<usize, Vec<String>>, count: usize) -> Fault {
    let counts: Vec<String> = forms.keys().map(ToString::to_string).collect();
    let noun = if forms.len() == 1 && forms.contains_key(&1) { "argument" } else { "arguments" };
    let text = format!("`{name}` takes {} {noun}, not {count}.", counts.join(" or "));
    let shapes: Vec<String> = forms.values().map(|arguments| format!("`{name}({})`", arguments.join(", "))).collect();
    let more = if is_library(path) {
        let short = name.rsplit("::").next().unwrap_or(name);
        format!("; `rhumb reference {path}::{short}` tells what they mean")
    } else {
        String::new()
    };
    Fault::new("argument-count", text).help(format!("write {}{more}", shapes.join(" or ")))
}

fn unknown(what: &str, code: &'static str, alias: &str, name: &str, exports: &Exports) -> Fault {
    let fault = Fault::new(code, format!("The module {} has no {what} `{name}`.", exports.path));
    if exports.private.contains(name) {
        return fault.help("it is `private` there");
    }
    if what == "function" && exports.constants.contains(name) {
        return fault.help(format!("it is a constant: `{alias}::{name}`"));
    }
    if what == "constant" && exports.functions.contains_key(name) {
        return fault.help(format!("it is a function: `{alias}::{name}(…)`"));
    }
    let names: Vec<&str> = match what {
        "function" => exports.functions.keys().map(String::as_str).collect(),
        _ => exports.constants.iter().map(String::as_str).collect(),
    };
    let help = suggestion(name, &names, "it has");
    if help.is_empty() && what == "constant" {
        return fault.help("a file gives a constant with `export const NAME = …;`");
    }
    fault.help(help)
}
