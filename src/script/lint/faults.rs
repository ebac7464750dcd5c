//! Faults of statements and chains: results that go nowhere, closures that use what is being changed.

use rhai::{Expr, Position, Stmt};

use super::Walk;
use super::tree::{last_method, tail};
use crate::script::fault::Fault;

impl Walk<'_> {
    /// A value that goes nowhere, with the mend.
    pub(super) fn dropped(&mut self, ty: &str, position: Position, root: Option<&str>) {
        let help = match root {
            Some(name) => format!("write `{name} = {name}.…`"),
            None => "give it a name with `let`, or put it at the end".to_owned(),
        };
        self.fault(
            Fault::new(
                "result-unused",
                format!("This {ty} goes nowhere: a method returns a new value and leaves the old one as it was."),
            )
            .help(help),
            position,
        );
    }

    pub(super) fn dropped_expression(&mut self, expression: &Expr, ty: Option<&'static str>) {
        let (root, position) = tail(expression);
        let ty = ty.or_else(|| {
            // With an unknown receiver the method's name tells.
            let Expr::Dot(..) = expression else {
                return None;
            };
            let name = last_method(expression)?;
            if self.book.vocabulary.builtin.contains(name) || self.own.contains_key(name) {
                return None;
            }
            self.book.vocabulary.type_with(name)
        });
        if let Some(ty) = ty {
            self.dropped(ty, position, root.as_deref());
        }
    }

    /// A closure that captures the variable its chain starts from, which Rhai calls a data race.
    pub(super) fn captures(&mut self, expression: &Expr, name: &str) {
        match expression {
            Expr::Dot(parts, _, _) => {
                self.captures(&parts.lhs, name);
                self.captures(&parts.rhs, name);
            }
            Expr::MethodCall(call, _) => {
                for argument in &call.args {
                    if let Expr::Stmt(body) = argument
                        && body.statements().iter().any(|statement| {
                            matches!(statement, Stmt::Share(names) if names.iter().any(|shared| shared.0.name.as_str() == name))
                        })
                    {
                        let help = format!("use the closure's own parameter, or copy first: `let before = {name};`");
                        let fault = Fault::new("captures-itself", format!("The closure uses `{name}`, which this call is about to change."));
                        self.fault(fault.help(help), argument.start_position());
                    }
                }
            }
            _ => {}
        }
    }
}
