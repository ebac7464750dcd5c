//! `allow("code");` at the top of a file.

use rhai::{Expr, FnCallExpr, Position, Stmt};

use super::Walk;
use super::tree::literal;
use crate::diagnostic::{Allow, Allowable, CATALOGUE, entry, suggestion};
use crate::script::fault::{Fault, Spot};

impl Walk<'_> {
    /// Takes the `allow` lines at the top of a file; only imports may stand between them.
    pub(super) fn allows(&mut self, statements: &[Stmt]) {
        for statement in statements {
            let (call, position) = match statement {
                Stmt::FnCall(call, position) => (call, *position),
                Stmt::Expr(expression) => match &**expression {
                    Expr::FnCall(call, position) => (call, *position),
                    _ => return,
                },
                Stmt::Import(..) | Stmt::Noop(_) => continue,
                _ => return,
            };
            if call.name.as_str() != "allow" {
                return;
            }
            self.at_top.insert(position);
            self.allow(call, position);
        }
    }

    fn allow(&mut self, call: &FnCallExpr, position: Position) {
        let Some(argument) = call.args.first() else {
            return;
        };
        let at = argument.start_position();
        let Some(code) = literal(argument) else {
            let fault = Fault::new("bad-allow", "The code in `allow` must be a literal text.");
            self.fault(fault.help("write `allow(\"no-tag\");`").at(Spot::At(at)), position);
            return;
        };
        let codes = || CATALOGUE.iter().filter(|entry| entry.allow != Allowable::No).map(|entry| entry.code);
        match entry(&code) {
            Some(entry) if entry.allow != Allowable::No => {
                if let Some(place) = self.book.place(at) {
                    self.book.allows.push(Allow { code: entry.code, place });
                }
            }
            Some(_) => {
                let text = format!("`{code}` cannot be allowed: what is told so cannot work.");
                let help =
                    "mend what it tells: only warnings, and errors that Kubernetes itself would accept, are allowed";
                self.fault(Fault::new("bad-allow", text).help(help).at(Spot::At(at)), position);
            }
            None => {
                let help = suggestion(&code, &codes().collect::<Vec<_>>(), "these can be allowed");
                let fault = Fault::new("bad-allow", format!("There is no code `{code}`."));
                self.fault(fault.help(help).at(Spot::At(at)), position);
            }
        }
    }

    /// An `allow` further down, which would hold for what stands above it as well.
    pub(super) fn misplaced_allow(&mut self, position: Position) {
        if !self.at_top.contains(&position) {
            let fault = Fault::new("bad-allow", "`allow` stands at the top of a file and holds for all of it.");
            self.fault(fault.help("move the line to the top of the file"), position);
        }
    }
}
