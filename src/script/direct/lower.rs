//! Finds the constructors and chains of a file. Rhai does not give the type of a function's body out, so that those stay as
//! they are; what is said in loops at the top of a script is most of what takes time.

use std::collections::BTreeSet;
use std::rc::Rc;

use rhai::{AST, ASTFlags, BinaryExpr, CustomExpr, Dynamic, Expr, FnCallExpr, Position, Stmt, StmtBlock};

use super::{Chain, Direct, KEY, Link, Root};
use crate::script::vocabulary::Vocabulary;

/// The file with its constructors and chains of methods in their direct form, which is a copy: where the file itself takes a
/// quarter of all memory already, it stays as it is.
pub fn lower(ast: &AST, direct: &Direct, vocabulary: &Vocabulary) -> Option<AST> {
    if direct.meter.is_beyond(4) {
        return None;
    }
    let own = ast.iter_fn_def().map(|function| function.name.to_string()).collect();
    let walk = Walk { direct, own, vocabulary };
    let mut statements = ast.statements().to_vec();
    for statement in &mut statements {
        walk.statement(statement);
    }
    Some(AST::new(statements, ast.shared_lib().clone()))
}

struct Walk<'a> {
    direct: &'a Direct,
    /// Functions of the file: one of the same name as ours would be called in its place.
    own: BTreeSet<String>,
    /// Rhai's own functions are called before ours, too.
    vocabulary: &'a Vocabulary,
}

impl Walk<'_> {
    fn block(&self, block: &mut StmtBlock) -> bool {
        block.statements_mut().iter_mut().fold(false, |copied, statement| copied | self.statement(statement))
    }

    /// Lowers what is in a statement. Says whether it holds a copy of a chain now.
    fn statement(&self, statement: &mut Stmt) -> bool {
        match statement {
            Stmt::Var(variable, _, _) => self.expression(&mut variable.1),
            Stmt::Assignment(assignment) => self.expression(&mut assignment.1.rhs),
            Stmt::Expr(expression) => self.expression(expression),
            Stmt::FnCall(call, _) => self.all(&mut call.args),
            Stmt::Block(block) => self.block(block),
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, _, _) => {
                self.expression(&mut flow.expr) | self.block(&mut flow.body) | self.block(&mut flow.branch)
            }
            Stmt::For(parts, _) => self.expression(&mut parts.2.expr) | self.block(&mut parts.2.body),
            Stmt::Return(Some(expression), _, _) | Stmt::BreakLoop(Some(expression), _, _) => {
                self.expression(expression)
            }
            _ => false,
        }
    }

    fn all(&self, expressions: &mut [Expr]) -> bool {
        expressions.iter_mut().fold(false, |copied, expression| copied | self.expression(expression))
    }

    /// Lowers an expression, what is in it first.
    fn expression(&self, expression: &mut Expr) -> bool {
        let copied = self.inside(expression);
        let chain = match &*expression {
            Expr::FnCall(call, at) => self.made(call, *at, &[]),
            Expr::Dot(parts, ASTFlags::NONE, _) => calls(&parts.rhs).and_then(|calls| match &parts.lhs {
                Expr::FnCall(call, at) => self.made(call, *at, &calls),
                // A copy within a copy within a copy would take all memory: the outer ones stay as they are.
                Expr::Variable(variable, _, _) if variable.2.is_empty() && !copied => self.of_variable(&calls),
                _ => None,
            }),
            _ => None,
        };
        let Some((root, links)) = chain else { return copied };
        let written = matches!(root, Root::Variable(_)).then(|| expression.clone());
        let copied = copied || written.is_some();
        let mut inputs = taken_apart(std::mem::take(expression));
        inputs.extend(written);
        *expression = node(root, links, inputs);
        copied
    }

    fn inside(&self, expression: &mut Expr) -> bool {
        match expression {
            Expr::FnCall(call, _) | Expr::MethodCall(call, _) => self.all(&mut call.args),
            Expr::Dot(parts, _, _) => {
                // A constructor is lowered with its links, so only its arguments are here.
                let of_root = match &mut parts.lhs {
                    Expr::FnCall(call, _) => self.all(&mut call.args),
                    root => self.expression(root),
                };
                let mut rest = &mut parts.rhs;
                let mut of_links = false;
                while let Expr::Dot(parts, _, _) = rest {
                    of_links |= self.inside(&mut parts.lhs);
                    rest = &mut parts.rhs;
                }
                of_root | of_links | self.inside(rest)
            }
            // What is on its right may begin with the index and go on with links of the chain.
            Expr::Index(parts, _, _) => self.expression(&mut parts.lhs),
            Expr::Array(items, _) | Expr::InterpolatedString(items, _) => self.all(items),
            Expr::Map(entries, _) => {
                entries.0.iter_mut().fold(false, |copied, (_, value)| copied | self.expression(value))
            }
            Expr::Stmt(block) => self.block(block),
            Expr::And(sides, _) | Expr::Or(sides, _) | Expr::Coalesce(sides, _) => self.all(sides),
            _ => false,
        }
    }

    /// A constructor with the links behind it.
    fn made(&self, call: &FnCallExpr, at: Position, calls: &[Call<'_>]) -> Option<(Root, Vec<Link>)> {
        if !self.is_plain(call) {
            return None;
        }
        let maker = self.direct.maker(&call.name, call.args.len())?;
        let links = self.links(calls)?;
        let methods = self.direct.methods(maker.ty, &links)?;
        let root = Root::Made { link: link(&(call, at)), maker: maker.native.clone(), methods };
        Some((root, links))
    }

    /// A variable with the links behind it.
    fn of_variable(&self, calls: &[Call<'_>]) -> Option<(Root, Vec<Link>)> {
        let links = self.links(calls)?;
        let types = self.direct.receivers(&links);
        (!types.is_empty()).then_some((Root::Variable(types), links))
    }

    fn links(&self, calls: &[Call<'_>]) -> Option<Vec<Link>> {
        calls.iter().all(|(call, _)| self.is_plain(call)).then(|| calls.iter().map(link).collect())
    }

    /// Whether nothing but a function of the tables can be meant.
    fn is_plain(&self, call: &FnCallExpr) -> bool {
        let name = call.name.as_str();
        call.namespace.is_empty()
            && !call.capture_parent_scope
            && call.op_token.is_none()
            && !self.own.contains(name)
            && !self.vocabulary.builtin.contains(name)
    }
}

/// A call, and where its name stands.
type Call<'a> = (&'a FnCallExpr, Position);

/// The calls of a chain, where it has nothing else.
fn calls(mut rest: &Expr) -> Option<Vec<Call<'_>>> {
    let mut calls = Vec::new();
    loop {
        match rest {
            Expr::MethodCall(call, at) => {
                calls.push((&**call, *at));
                return Some(calls);
            }
            Expr::Dot(parts, ASTFlags::NONE, _) => {
                let Expr::MethodCall(call, at) = &parts.lhs else { return None };
                calls.push((&**call, *at));
                rest = &parts.rhs;
            }
            _ => return None,
        }
    }
}

/// The arguments of the links of a chain, then those of its root, or the variable that is its root.
fn taken_apart(expression: Expr) -> Vec<Expr> {
    let mut inputs = Vec::new();
    let mut root = expression;
    if let Expr::Dot(parts, _, _) = root {
        let BinaryExpr { lhs, mut rhs } = *parts;
        root = lhs;
        while let Expr::Dot(parts, _, _) = rhs {
            inputs.extend(arguments(parts.lhs));
            rhs = parts.rhs;
        }
        inputs.extend(arguments(rhs));
    }
    inputs.extend(arguments(root));
    inputs
}

fn arguments(expression: Expr) -> Vec<Expr> {
    match expression {
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => call.args.into_iter().collect(),
        variable => vec![variable],
    }
}

/// The value of a literal that holds nothing else.
fn literal(expression: &Expr) -> Option<Dynamic> {
    match expression {
        Expr::StringConstant(..) | Expr::IntegerConstant(..) | Expr::BoolConstant(..) => {
            expression.get_literal_value(None)
        }
        _ => None,
    }
}

fn link((call, at): &Call<'_>) -> Link {
    Link { name: call.name.to_string(), arguments: call.args.len(), at: *at }
}

fn node(root: Root, links: Vec<Link>, inputs: Vec<Expr>) -> Expr {
    let at = match (&root, links.last()) {
        (Root::Made { link, .. }, _) | (Root::Variable(_), Some(link)) => link.at,
        (Root::Variable(_), None) => Position::NONE,
    };
    let chain = Chain { root, links, literals: inputs.iter().map(literal).collect() };
    let custom = CustomExpr {
        inputs: inputs.into_iter().collect(),
        tokens: [KEY.into()].into_iter().collect(),
        state: Dynamic::from(Rc::new(chain)),
        scope_may_be_changed: false,
        self_terminated: false,
    };
    Expr::Custom(Box::new(custom), at)
}
