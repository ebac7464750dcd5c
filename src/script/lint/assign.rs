//! Values that go into variables, and properties: of parts there are none but `name`.

use rhai::{Expr, Position};

use super::Walk;
use super::tree::{last_method, root, tail};
use crate::script::builtin::IN_PLACE;
use crate::script::fault::Fault;
use crate::script::parsing::constant_changed;
use crate::script::say::capital;
use crate::script::types::a;

impl Walk<'_> {
    pub(super) fn assignment(&mut self, target: &Expr, value: &Expr) {
        // Rhai 1.27 panics on a change inside of a constant map.
        if let Some((name, at)) = root(target)
            && self.scopes.iter().rev().find_map(|scope| scope.get(&name)).is_some_and(|known| known.constant)
        {
            self.fault(constant_changed(&name), at);
        }
        let ty = self.expression(value);
        self.in_place(value);
        match target {
            Expr::ThisPtr(position) => self.fault(
                Fault::new("this-assigned", "`this` cannot be changed: a method returns a new value.")
                    .help("return the new value: `this.replicas(3)`"),
                *position,
            ),
            Expr::Variable(variable, _, _) => {
                let name = variable.1.as_str();
                if let Some(known) = self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(name))
                    && known.ty != ty
                {
                    known.ty = None;
                }
            }
            Expr::Dot(parts, _, position) => {
                let receiver = self.expression(&parts.lhs);
                if let (Some(ty), Expr::Property(property, at)) = (receiver, &parts.rhs) {
                    let (name, at) = (property.2.as_str(), if at.is_none() { *position } else { *at });
                    let root = if let Expr::Variable(v, _, _) = &parts.lhs { v.1.as_str() } else { "x" };
                    let text = format!("{} is not changed by `=`.", capital(&a(ty)));
                    let given = self.written(value.start_position()).unwrap_or("…");
                    let help = if self.book.vocabulary.method(ty, name).is_some() {
                        format!("write `{root} = {root}.{name}({given});`")
                    } else {
                        self.book.vocabulary.unknown_method(ty, name, Some(&format!("({given})"))).help
                    };
                    self.fault(Fault::new("property-assigned", text).help(help), at);
                }
            }
            other => {
                self.expression(other);
            }
        }
    }

    /// A property that is read: parts have none but `name`.
    pub(super) fn property(&mut self, ty: &'static str, name: &str, position: Position) {
        if name == "name" {
            return;
        }
        let vocabulary = &self.book.vocabulary;
        let help = if vocabulary.method(ty, name).is_some() {
            format!("what was said is not read back: keep the value in a variable; it is said with `.{name}(…)`")
        } else {
            format!("parts have the property `name` alone. {}", vocabulary.unknown_method(ty, name, None).help)
        };
        let text = format!("{} has no property `{name}`.", capital(&a(ty)));
        self.fault(Fault::new("no-property", text).help(help), position);
    }

    /// A value taken from a function that changes a list in place and gives nothing.
    pub(super) fn in_place(&mut self, value: &Expr) {
        let Some(name) = last_method(value).filter(|name| IN_PLACE.contains(name)) else {
            return;
        };
        if self.own.contains_key(name) || self.fields.contains(name) || self.book.vocabulary.type_with(name).is_some() {
            return;
        }
        let text = format!("`{name}` changes the list or map in place and gives nothing.");
        let help = format!("write it as a line of its own: `list.{name}(…);`");
        self.fault(Fault::new("no-value", text).help(help), tail(value).1);
    }
}
