//! What is wrong before anything runs, in branches not taken too. It walks Rhai's syntax tree, as else only `direct` does:
//! it fills the book with the places of calls, follows the types of the tables through chains, variables and closures, and
//! finds unknown names, wrong counts and dropped results.

mod allows;
mod assign;
mod calls;
mod declared;
mod faults;
mod hidden;
mod imports;
mod literals;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use rhai::{AST, ASTFlags, Expr, Position, Stmt, StmtBlock};

use super::book::Book;
use super::declared::Declared;
use super::fault::Fault;
use super::modules::Exports;
use crate::diagnostic::Severity;
use calls::Receiver;
use hidden::Hidden;
pub use imports::{Import, exported, imports};
use tree::{bodies, closure_name, gives, name_position, shared};
pub use tree::{ends_with_let, last_statement};

/// A finding: the fault, the call it is about, how bad it is.
pub type Found = (Fault, Position, Severity);

/// What the walk of one file gave.
#[derive(Default)]
pub struct Findings {
    /// Faults in the order of the file.
    pub found: Vec<Found>,
    /// Parameters that the script asks for, in branches not taken too.
    pub params: Vec<Declared>,
}

/// Walks a file. `imports` are its imports by name; a module is a file that another one imports: it has no result.
pub fn lint(ast: &AST, book: &mut Book, imports: BTreeMap<String, Rc<Exports>>, is_module: bool) -> Findings {
    let mut functions: Vec<_> = ast.iter_fn_def().collect();
    functions.sort_by_key(|function| function.body.start_position());
    let mut own: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for function in &functions {
        let params = function.params.iter().map(ToString::to_string).collect();
        own.entry(function.name.to_string()).or_default().push(params);
        if function.name.starts_with("anon$") {
            book.closures.insert(function.name.to_string(), function.params.len());
        }
    }
    let first_chain = book.chains;
    let bodies = bodies(ast);
    let mut walk = Walk {
        book,
        own,
        results: HashMap::new(),
        at_top: BTreeSet::new(),
        scopes: Vec::new(),
        closures: HashMap::new(),
        fields: BTreeSet::new(),
        hidden: Hidden::default(),
        chains: first_chain,
        aliases: imports::imports(ast).into_iter().map(|import| import.alias).collect(),
        imports,
        globals: imports::globals(ast),
        found: Vec::new(),
        errors: 0,
        params: Vec::new(),
    };
    for function in &functions {
        let at = name_position(function.name.as_str(), function.body.start_position(), walk.book);
        walk.reserved(function.name.as_str(), function.params.len(), at);
    }
    for function in &bodies {
        if let Some(ty) = gives(&function.body, &walk) {
            walk.results.insert(function.name.clone(), ty);
        }
    }
    walk.allows(ast.statements());
    let top: Vec<&Stmt> = ast.statements().iter().collect();
    walk.block(&top, !is_module);
    for function in bodies {
        walk.enter(&function.name);
        let last = function.params.last().cloned();
        let ty = walk.closures.get(&function.name).copied();
        walk.scopes = vec![
            function
                .params
                .iter()
                .map(|name| {
                    let ty = if Some(name) == last.as_ref() { ty } else { None };
                    (name.clone(), Known { ty, ..Known::default() })
                })
                .collect(),
        ];
        walk.block(&function.body.iter().collect::<Vec<_>>(), true);
    }
    walk.book.chains = walk.chains;
    let mut findings = Findings { found: walk.found, params: walk.params };
    findings.found.sort_by_key(|(_, position, _)| *position);
    findings
}

/// What is known of a variable.
#[derive(Clone, Default)]
struct Known {
    ty: Option<&'static str>,
    param: Option<String>,
    at: Option<Position>,
    read: bool,
    constant: bool,
    /// Variables that the closure in it has captured.
    captures: Vec<String>,
}

struct Walk<'a> {
    book: &'a mut Book,
    /// Functions of the file: the parameters of each of a name.
    own: BTreeMap<String, Vec<Vec<String>>>,
    /// What those functions give, where their last statement tells.
    results: HashMap<String, &'static str>,
    /// Places of the `allow` lines at the top.
    at_top: BTreeSet<Position>,
    /// What the imports of the file give, by name.
    imports: BTreeMap<String, Rc<Exports>>,
    /// The names of all its imports, of those that failed too.
    aliases: BTreeSet<String>,
    /// The constants that functions of the file use.
    globals: BTreeSet<String>,
    scopes: Vec<HashMap<String, Known>>,
    /// Types of the parameter of closures, by the closure's name.
    closures: HashMap<String, &'static str>,
    /// Keys of maps that hold something callable: `o.hello(1)` may be a call of it.
    fields: BTreeSet<String>,
    hidden: Hidden,
    chains: u32,
    found: Vec<Found>,
    errors: usize,
    params: Vec<Declared>,
}

/// After so many errors the rest of a file is not looked at: nobody reads that many.
const MOST_ERRORS: usize = 100;

impl Walk<'_> {
    fn fault(&mut self, fault: Fault, at: Position) {
        self.errors += 1;
        self.found.push((fault, at, Severity::Error));
    }

    fn block(&mut self, statements: &[&Stmt], used: bool) {
        self.scopes.push(HashMap::new());
        let last = statements.iter().rposition(|statement| !matches!(statement, Stmt::Noop(_)));
        for (index, statement) in statements.iter().enumerate() {
            self.statement(statement, used && Some(index) == last);
        }
        // A script that ends with `let` is told so, and that is enough.
        if let (true, Some(Stmt::Var(variable, _, _))) = (used, last.map(|last| statements[last])) {
            self.read(variable.0.name.as_str());
        }
        let scope: BTreeMap<String, Known> = self.scopes.pop().unwrap_or_default().into_iter().collect();
        for (name, known) in scope {
            if let (Some(ty), Some(at), false) = (known.ty, known.at, known.read || name.starts_with('_')) {
                let fault = Fault::new("unused-part", format!("The {ty} `{name}` is never used."))
                    .help("add it to a workload or an app, end the script with it, or take it away");
                self.found.push((fault, at, Severity::Warning));
            }
        }
    }

    fn body(&mut self, body: &StmtBlock, used: bool) {
        self.block(&body.statements().iter().collect::<Vec<_>>(), used);
    }

    fn statement(&mut self, statement: &Stmt, used: bool) {
        if self.errors >= MOST_ERRORS {
            return;
        }
        match statement {
            Stmt::Var(variable, flags, _) => {
                let (ty, param) = (self.expression(&variable.1), self.param_of(&variable.1));
                self.in_place(&variable.1);
                let known = Known {
                    ty,
                    param,
                    at: Some(variable.0.pos),
                    read: flags.contains(ASTFlags::EXPORTED) || self.globals.contains(variable.0.name.as_str()),
                    constant: flags.contains(ASTFlags::CONSTANT),
                    captures: shared(&variable.1),
                };
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(variable.0.name.to_string(), known);
                }
            }
            Stmt::Expr(expression) => {
                let ty = self.expression(expression);
                if !used {
                    self.dropped_expression(expression, ty);
                }
            }
            Stmt::FnCall(call, position) => {
                let ty = self.call(call, *position, Receiver::None);
                if !used {
                    self.dropped_call(call, *position, ty);
                }
            }
            Stmt::If(flow, _) => {
                self.expression(&flow.expr);
                self.body(&flow.body, used);
                self.body(&flow.branch, used);
            }
            Stmt::While(flow, _) | Stmt::Do(flow, _, _) => {
                self.expression(&flow.expr);
                self.body(&flow.body, false);
            }
            Stmt::For(parts, _) => {
                self.expression(&parts.2.expr);
                self.body(&parts.2.body, false);
            }
            Stmt::Switch(parts, _) => {
                self.expression(&parts.0);
                self.secret_switch(&parts.0);
                for arm in &parts.1.expressions {
                    self.expression(&arm.lhs);
                    match &arm.rhs {
                        Expr::Stmt(body) => self.body(body, used),
                        other => {
                            let ty = self.expression(other);
                            if !used {
                                self.dropped_expression(other, ty);
                            }
                        }
                    }
                }
            }
            Stmt::TryCatch(flow, position) => {
                self.fault(
                    Fault::new("not-in-language", "`try` is not in the language: an error ends the script.")
                        .help("check the value before it is used"),
                    *position,
                );
                self.body(&flow.body, used);
            }
            Stmt::Block(body) => self.body(body, used),
            Stmt::Assignment(parts) => self.assignment(&parts.1.lhs, &parts.1.rhs),
            Stmt::Return(Some(value), _, _) | Stmt::BreakLoop(Some(value), _, _) => {
                self.expression(value);
            }
            Stmt::Export(parts, _) => self.read(parts.0.name.as_str()),
            Stmt::Share(names) => {
                for name in names.iter() {
                    self.read(name.0.name.as_str());
                }
            }
            _ => {}
        }
    }

    /// What is known of a variable.
    fn known(&self, name: &str) -> Option<&Known> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    fn read(&mut self, name: &str) {
        if let Some(known) = self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(name)) {
            known.read = true;
        }
    }

    /// The type of an expression, where the tables give it.
    fn expression(&mut self, expression: &Expr) -> Option<&'static str> {
        self.made(expression);
        match expression {
            Expr::IntegerConstant(..) | Expr::FloatConstant(..) | Expr::StringConstant(..) => {
                self.literal(expression);
                None
            }
            Expr::FnCall(call, position) => self.call(call, *position, Receiver::None),
            Expr::Dot(..) => self.chain(expression),
            Expr::Variable(variable, _, position) if !variable.2.is_empty() => {
                self.imported_constant(&variable.2, variable.1.as_str(), *position);
                None
            }
            Expr::Variable(variable, _, position) => {
                self.seen(variable.1.as_str(), *position);
                self.scopes.iter().rev().find_map(|scope| scope.get(variable.1.as_str()))?.ty
            }
            Expr::Index(parts, _, _) => {
                self.expression(&parts.lhs);
                self.expression(&parts.rhs);
                None
            }
            Expr::Map(entries, _) => {
                for (key, value) in &entries.0 {
                    if !value.is_constant() || closure_name(value).is_some() {
                        self.fields.insert(key.name.to_string());
                    }
                    self.expression(value);
                }
                None
            }
            Expr::Array(items, _) | Expr::InterpolatedString(items, _) => {
                items.iter().for_each(|item| {
                    self.expression(item);
                });
                None
            }
            Expr::And(items, _) | Expr::Or(items, _) | Expr::Coalesce(items, _) => {
                items.iter().for_each(|item| {
                    self.expression(item);
                });
                None
            }
            Expr::Stmt(body) => {
                self.body(body, true);
                None
            }
            _ => None,
        }
    }

    fn chain(&mut self, expression: &Expr) -> Option<&'static str> {
        let Expr::Dot(parts, _, _) = expression else {
            return None;
        };
        self.chains += 1;
        let chain = self.chains;
        let mut ty = self.expression(&parts.lhs);
        if let Expr::FnCall(_, position) = &parts.lhs
            && let Some(site) = self.book.sites.get_mut(position)
        {
            site.chain = chain;
        }
        if let Expr::Variable(variable, _, _) = &parts.lhs {
            self.captures(&parts.rhs, variable.1.as_str());
        }
        let mut rest = &parts.rhs;
        loop {
            let Expr::Dot(next, _, _) = rest else {
                return self.link(rest, ty, chain);
            };
            ty = self.link(&next.lhs, ty, chain);
            rest = &next.rhs;
        }
    }

    fn link(&mut self, expression: &Expr, ty: Option<&'static str>, chain: u32) -> Option<&'static str> {
        match expression {
            Expr::MethodCall(call, position) => {
                let ty = self.call(call, *position, ty.map_or(Receiver::Unknown, Receiver::Part));
                if let Some(site) = self.book.sites.get_mut(position) {
                    site.chain = chain;
                }
                ty
            }
            Expr::Index(parts, _, _) => {
                self.link(&parts.lhs, ty, chain);
                self.expression(&parts.rhs);
                None
            }
            Expr::Property(property, position) => {
                if let Some(ty) = ty {
                    self.property(ty, property.2.as_str(), *position);
                }
                None
            }
            _ => None,
        }
    }
}
