//! Faults of statements and chains: results that go nowhere, closures that use what is being changed.

use rhai::{Expr, FnCallExpr, Position};

use super::Walk;
use super::tree::{last_method, shared, tail};
use crate::script::builtin::VALUES;
use crate::script::fault::Fault;
use crate::script::table::Sig;
use crate::script::types::a;

impl Walk<'_> {
    /// A script function with the name and argument count of one of ours: Rhai would let it replace that silently.
    pub(super) fn reserved(&mut self, name: &str, count: usize, at: Position) {
        if name.starts_with("anon$") {
            return;
        }
        let vocabulary = &self.book.vocabulary;
        // `fn f(x)` hides the function of one argument and the method of none.
        let method = vocabulary.types().find_map(|(ty, sigs)| {
            let hides = |sig: &&&Sig| sig.name == name && (sig.min()..=sig.max()).any(|n| n == count || n + 1 == count);
            sigs.iter().find(hides).map(|_| format!("the method of {}", a(ty)))
        });
        let hidden = method.or_else(|| vocabulary.takes(name, count).then(|| "the function".to_owned()));
        let builtin = vocabulary.builtin.contains(&(name.to_owned() + "/" + &count.to_string()));
        if let Some(what) = hidden.or_else(|| builtin.then(|| "the built-in function".to_owned())) {
            self.fault(
                Fault::new("reserved-name", format!("`fn {name}` would replace {what} of that name."))
                    .help("choose another name"),
                at,
            );
        }
    }

    /// A value that goes nowhere, with the mend.
    fn dropped(&mut self, ty: &str, position: Position, root: Option<(&str, Position)>) {
        let help = match root {
            Some((name, start)) => {
                let call = self.written(start).map_or_else(|| format!("{name}.…"), str::to_owned);
                format!("write `{name} = {call};`")
            }
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
        if let Expr::FnCall(call, position) = expression {
            return self.dropped_call(call, *position, ty);
        }
        if let Some(name) = last_method(expression)
            && VALUES.contains(&name)
            && !self.own.contains_key(name)
            && !self.fields.contains(name)
        {
            let fault = Fault::new("result-unused", format!("`{name}` gives a new value, which goes nowhere here."));
            let help = match (root, self.written(expression.start_position())) {
                (Some(root), Some(call)) => format!("write `{root} = {call};`"),
                _ => "give the new value a name with `let`".to_owned(),
            };
            return self.fault(fault.help(help), position);
        }
        let ty = ty.or_else(|| {
            // With an unknown receiver the method's name tells.
            let Expr::Dot(..) = expression else {
                return None;
            };
            let name = last_method(expression)?;
            if self.book.vocabulary.builtin.contains(name) || self.own.contains_key(name) {
                return None;
            }
            let types = self.book.vocabulary.types();
            let mut with = types.filter(|(_, sigs)| sigs.iter().any(|sig| sig.name == name)).map(|(ty, _)| ty);
            match (with.next(), with.next()) {
                (Some(_), Some(_)) => Some("part"),
                (one, _) => one,
            }
        });
        if let Some(ty) = ty {
            self.dropped(ty, position, root.as_deref().map(|root| (root, expression.start_position())));
        }
    }

    /// A call whose value goes nowhere: of a constructor, of a function that gives a value, of one of the script's own
    /// that gives a part, or of an operator.
    pub(super) fn dropped_call(&mut self, call: &FnCallExpr, position: Position, ty: Option<&'static str>) {
        let name = call.name.as_str();
        if !call.namespace.is_empty() {
            return;
        }
        if let Some(ty) = ty.or_else(|| self.results.get(name).copied()) {
            return self.dropped(ty, position, None);
        }
        let operator = call.is_operator_call();
        let function = self.book.vocabulary.function(name).is_some() && !matches!(name, "fail" | "allow");
        if self.own.contains_key(name) || !(operator || function) {
            return;
        }
        let help = match name {
            "==" => "`=` sets a variable, `==` compares",
            _ => "give it a name with `let`, or take it away",
        };
        self.fault(Fault::new("result-unused", format!("The value of `{name}` goes nowhere.")).help(help), position);
    }

    /// A `switch` over a secret value, which Rhai would silently send to its default.
    pub(super) fn secret_switch(&mut self, value: &Expr) {
        let Some(name) = self.param_of(value) else {
            return;
        };
        if self.params.iter().any(|declared| declared.secret && declared.name == name) {
            let fault = Fault::new("secret-use", "A secret value cannot be compared.");
            let help = "a secret value can only be joined to text and given to `secret(…)`";
            self.fault(fault.help(help), value.start_position());
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
                    let captured = match argument {
                        Expr::Variable(variable, _, _) => self.known(variable.1.as_str()).map(|known| &known.captures),
                        _ => None,
                    };
                    let captures = |names: &[String]| names.iter().any(|captured| captured == name);
                    if captured.is_some_and(|names| captures(names)) || captures(&shared(argument)) {
                        let help = format!("use the closure's own parameter, or copy first: `let before = {name};`");
                        let fault = Fault::new(
                            "captures-itself",
                            format!("The closure uses `{name}`, which this call is about to change."),
                        );
                        self.fault(fault.help(help), argument.start_position());
                    }
                }
            }
            _ => {}
        }
    }
}
