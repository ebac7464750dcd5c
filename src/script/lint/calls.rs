//! The walk at a call: its place and arguments go into the book, its name and count are looked up in the vocabulary.

use rhai::{Expr, FnCallExpr, Position};

use super::Walk;
use super::tree::{closure_name, keys, literal};
use crate::script::book::Site;
use crate::script::declared::Declared;
use crate::script::fault::Fault;
use crate::script::types::Ty;

/// The receiver of a call.
#[derive(Clone, Copy)]
pub enum Receiver {
    /// A function call.
    None,
    /// A method of something that is not known.
    Unknown,
    /// A method of a part of this type.
    Part(&'static str),
}

impl Walk<'_> {
    /// The parameter that an expression is: a variable bound to one, or the call itself.
    pub(super) fn param_of(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Variable(variable, _, _) => {
                self.scopes.iter().rev().find_map(|scope| scope.get(variable.1.as_str()))?.param.clone()
            }
            Expr::FnCall(call, _) if Declared::KINDS.contains(&call.name.as_str()) => literal(call.args.first()?),
            _ => None,
        }
    }

    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position, receiver: Receiver) -> Option<&'static str> {
        let mut site = Site {
            args: call.args.iter().map(Expr::start_position).collect(),
            param: call.args.iter().find_map(|argument| self.param_of(argument)),
            ..Site::default()
        };
        for (index, argument) in call.args.iter().enumerate() {
            keys(&index.to_string(), argument, &mut site.keys);
        }
        self.book.sites.insert(position, site);
        if let Receiver::Part(ty) = receiver {
            self.closure_types(call, ty);
        }
        for argument in &call.args {
            self.expression(argument);
        }
        if call.is_operator_call() {
            return None;
        }
        if !call.namespace.is_empty() {
            self.imported_call(call, position);
            return None;
        }
        let name = call.name.as_str();
        match receiver {
            Receiver::Part(ty) => self.method(ty, name, call.args.len(), position),
            Receiver::None => self.function(call, position),
            Receiver::Unknown => {
                let vocabulary = &self.book.vocabulary;
                let known = vocabulary.type_with(name).is_some()
                    || vocabulary.builtin.contains(name)
                    || self.own.contains_key(name)
                    || self.fields.contains(name)
                    || name == "call";
                if !known {
                    let fault = vocabulary.unknown_anywhere(name, self.book.arguments(position));
                    self.fault(fault, position);
                }
                self.own_method(name, call.args.len(), position);
                None
            }
        }
    }

    fn method(&mut self, ty: &'static str, name: &str, count: usize, position: Position) -> Option<&'static str> {
        let vocabulary = &self.book.vocabulary;
        if let Some(sig) = vocabulary.method(ty, name) {
            let least = if sig.is_keyed() { 1 } else { sig.min() };
            if !(least..=sig.max()).contains(&count) {
                let fault = vocabulary.wrong_count(sig, count, self.book.arguments(position));
                self.fault(fault, position);
            }
            return Some(ty);
        }
        if self.own.contains_key(name) {
            self.own_method(name, count, position);
        } else {
            let fault = vocabulary.unknown_method(ty, name, self.book.arguments(position));
            self.fault(fault, position);
        }
        None
    }

    /// A function of the script called as a method: what stands before the dot is its `this`, no argument.
    fn own_method(&mut self, name: &str, count: usize, position: Position) {
        let Some(all) = self.own.get(name).filter(|all| all.iter().all(|params| params.len() != count)) else {
            return;
        };
        let vocabulary = &self.book.vocabulary;
        if self.fields.contains(name) || vocabulary.type_with(name).is_some() || vocabulary.builtin.contains(name) {
            return;
        }
        let shape = format!("{name}({})", all[0].join(", "));
        let fault = if all.iter().any(|params| params.len() == count + 1) {
            Fault::new("unknown-method", format!("`{name}` is a function of the script, not a method."))
                .help(format!("what it works on is its first argument: `{shape}`"))
        } else {
            Fault::new("argument-count", wrong(name, all, count)).help(format!("write `{shape}`"))
        };
        self.fault(fault, position);
    }

    fn function(&mut self, call: &FnCallExpr, position: Position) -> Option<&'static str> {
        let (name, count) = (call.name.as_str(), call.args.len());
        if name == "allow" {
            self.misplaced_allow(position);
        }
        if let Some(all) = self.own.get(name) {
            let vocabulary = &self.book.vocabulary;
            let other = vocabulary.takes(name, count) || vocabulary.builtin.contains(&format!("{name}/{count}"));
            let fits = other || self.is_variable(name) || call.capture_parent_scope;
            if !fits && all.iter().all(|params| params.len() != count) {
                let fault = Fault::new("argument-count", wrong(name, all, count));
                let fault = fault.help(format!("write `{name}({})`", all[0].join(", ")));
                self.fault(fault, position);
            }
            return None;
        }
        if Declared::KINDS.contains(&name) {
            self.declare(call, position);
        }
        let vocabulary = &self.book.vocabulary;
        let sig = vocabulary.maker(name).map(|(sig, _)| sig).or_else(|| vocabulary.function(name));
        if let Some(sig) = sig {
            let ty = vocabulary.maker(name).map(|(_, ty)| ty);
            if !vocabulary.takes(name, count) {
                let fault = vocabulary.wrong_count(sig, count, self.book.arguments(position));
                self.fault(fault, position);
            }
            return ty;
        }
        let callable = vocabulary.builtin.contains(name) || self.is_variable(name);
        if !callable
            && !matches!(
                name,
                "Fn" | "call" | "curry" | "type_of" | "is_shared" | "print" | "debug" | "is_def_var" | "is_def_fn"
            )
        {
            let fault = self.book.vocabulary.unknown_function(name, self.book.arguments(position));
            self.fault(fault, position);
        }
        None
    }

    fn is_variable(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains_key(name))
    }

    /// The parameter of a closure that a method calls is of a known type.
    fn closure_types(&mut self, call: &FnCallExpr, ty: &'static str) {
        let Some(sig) = self.book.vocabulary.method(ty, call.name.as_str()) else {
            return;
        };
        for (argument, expected) in call.args.iter().zip(sig.args) {
            // `?` is a part of any type.
            if let (Ty::Change(of), Some(name)) = (expected.ty, closure_name(argument))
                && of != "?"
            {
                self.closures.insert(name, if of.is_empty() { ty } else { of });
            }
        }
    }
}

/// A function of the script with a wrong number of arguments.
fn wrong(name: &str, all: &[Vec<String>], count: usize) -> String {
    let counts: Vec<String> = all
        .iter()
        .map(|params| match params.len() {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            more => format!("{more} arguments"),
        })
        .collect();
    format!("`{name}` takes {}, not {count}.", counts.join(" or "))
}
