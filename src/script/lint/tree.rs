//! Small questions about Rhai's syntax tree.

use std::collections::BTreeMap;

use rhai::{AST, ASTNode, Expr, FnPtr, Position, Stmt};

use crate::script::args::VALUE;
use crate::script::book::Book;
use crate::script::part::origin;

/// A function of a script.
pub struct Body {
    /// Its name; closures are called `anon$…`.
    pub name: String,
    /// Its parameters; captured variables come first.
    pub params: Vec<String>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// The functions of a file with their statements. Rhai 1.27 does not give the type of a body out: the walk over the tree
/// does, and each statement belongs to the innermost function around it.
pub fn bodies(ast: &AST) -> Vec<Body> {
    let mut functions: Vec<(Position, Position, Body)> = ast
        .iter_fn_def()
        .map(|function| {
            let params = function.params.iter().map(ToString::to_string).collect();
            let body = Body { name: function.name.to_string(), params, body: Vec::new() };
            (function.body.start_position(), function.body.end_position(), body)
        })
        .collect();
    functions.sort_by_key(|function| function.0);
    let mut top_level = ast.statements().len();
    ast.walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            if top_level > 0 {
                top_level -= 1;
                return true;
            }
            let at = statement.position();
            let around = functions
                .iter_mut()
                .rev()
                .find(|(start, end, _)| *start == at || (!end.is_none() && *start <= at && at <= *end));
            if let Some((_, _, function)) = around {
                function.body.push((*statement).clone());
            }
        }
        true
    });
    functions.into_iter().map(|(_, _, body)| body).collect()
}

/// Where the name of a function stands, which the tree does not say: it is searched backwards from the body.
pub fn name_position(name: &str, body: Position, book: &Book) -> Position {
    let (Some(place), Some(line)) = (book.place(body), body.line()) else {
        return body;
    };
    let wanted = format!("fn {name}");
    for back in 0..8_u16 {
        let Some(content) = book.sources.line(&place.file, place.line.saturating_sub(u32::from(back))) else {
            break;
        };
        if let Some(byte) = content.find(&wanted) {
            let column = content[..byte].chars().count() + 4;
            let line = u16::try_from(line).unwrap_or(u16::MAX).saturating_sub(back);
            return Position::new(line, u16::try_from(column).unwrap_or(u16::MAX));
        }
    }
    body
}

/// The places of map keys and list items in an argument.
pub fn keys(path: &str, expression: &Expr, out: &mut BTreeMap<String, Position>) {
    match expression {
        Expr::Map(entries, _) => {
            for (key, value) in &entries.0 {
                let path = format!("{path}.{}", key.name);
                out.insert(path.clone(), key.pos);
                out.insert(format!("{path}{VALUE}"), value.start_position());
                keys(&path, value, out);
            }
        }
        Expr::Array(items, _) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                out.insert(path.clone(), item.start_position());
                keys(&path, item, out);
            }
        }
        _ => {}
    }
}

/// The variable a chain starts from, and the place of its last call.
pub fn tail(expression: &Expr) -> (Option<String>, Position) {
    let Expr::Dot(parts, _, _) = expression else {
        return (None, expression.start_position());
    };
    let root = if let Expr::Variable(variable, _, _) = &parts.lhs { Some(variable.1.to_string()) } else { None };
    (root, last(&parts.rhs).position())
}

/// The variable that a target of an assignment is part of.
pub fn root(mut target: &Expr) -> Option<(String, Position)> {
    loop {
        match target {
            Expr::Dot(parts, _, _) | Expr::Index(parts, _, _) => target = &parts.lhs,
            Expr::Variable(variable, _, position) => return Some((variable.1.to_string(), *position)),
            _ => return None,
        }
    }
}

/// The name of the last method of a chain.
pub fn last_method(expression: &Expr) -> Option<&str> {
    let Expr::Dot(parts, _, _) = expression else {
        return None;
    };
    match last(&parts.rhs) {
        Expr::MethodCall(call, _) => Some(call.name.as_str()),
        _ => None,
    }
}

fn last(mut expression: &Expr) -> &Expr {
    while let Expr::Dot(parts, _, _) = expression {
        expression = &parts.rhs;
    }
    expression
}

/// The variables that a closure captures.
pub fn shared(expression: &Expr) -> Vec<String> {
    let Expr::Stmt(body) = expression else {
        return Vec::new();
    };
    let names = body.statements().iter().filter_map(|statement| match statement {
        Stmt::Share(names) => Some(names.iter().map(|name| name.0.name.to_string())),
        _ => None,
    });
    names.flatten().collect()
}

/// The type of the part that a function gives, where its last statement is a constructor or a chain of our methods.
pub fn gives(body: &[Stmt], walk: &super::Walk<'_>) -> Option<&'static str> {
    let maker = |name: &str| walk.book.vocabulary.maker(name).map(|(_, ty)| ty);
    let last = body.iter().rfind(|statement| !matches!(statement, Stmt::Noop(_)))?;
    match last {
        Stmt::FnCall(call, _) => maker(call.name.as_str()),
        Stmt::Expr(expression) => match &**expression {
            Expr::FnCall(call, _) => maker(call.name.as_str()),
            chain => {
                let name = last_method(chain)?;
                let other = walk.own.contains_key(name) || walk.book.vocabulary.builtin.contains(name);
                if other { None } else { walk.book.vocabulary.type_with(name) }
            }
        },
        _ => None,
    }
}

/// The name of the function that a closure is.
pub fn closure_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::DynamicConstant(value, _) => value.read_lock::<FnPtr>().map(|closure| closure.fn_name().to_string()),
        Expr::Stmt(body) => body.statements().iter().find_map(|statement| match statement {
            Stmt::Expr(expression) => closure_name(expression),
            Stmt::FnCall(call, _) => closure_name(call.args.first()?),
            _ => None,
        }),
        Expr::FnCall(call, _) if call.name.as_str() == "curry" => closure_name(call.args.first()?),
        _ => None,
    }
}

/// The text of a literal.
pub fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringConstant(text, _) => Some(text.to_string()),
        _ => None,
    }
}

/// The name of the variable that a script ends with an assignment to.
pub fn ends_with_let(ast: &AST) -> Option<(String, Position)> {
    let last = ast.statements().iter().rfind(|statement| !matches!(statement, Stmt::Noop(_)))?;
    match last {
        Stmt::Var(variable, _, position) => Some((variable.0.name.to_string(), *position)),
        _ => None,
    }
}

/// Where the last statement begins.
pub fn last_statement(ast: &AST) -> Option<Position> {
    let last = ast.statements().iter().rfind(|statement| !matches!(statement, Stmt::Noop(_)))?;
    let position = last.position();
    (!origin(position).is_none()).then_some(position)
}
