//! The walk at a call: its place and arguments go into the book, its name and count are looked up in the vocabulary.

use rhai::{Expr, FnCallExpr, Position};

use super::Walk;
use super::imports::wrong_count;
use super::tree::{closure_name, keys, literal};
use crate::script::book::Site;
use crate::script::fault::{Fault, Spot};
use crate::script::params::Declared;
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
                    let fault = vocabulary.unknown_anywhere(name);
                    self.fault(fault, position);
                }
                None
            }
        }
    }

    fn method(&mut self, ty: &'static str, name: &str, count: usize, position: Position) -> Option<&'static str> {
        let vocabulary = &self.book.vocabulary;
        if let Some(sig) = vocabulary.method(ty, name) {
            let least = if sig.is_keyed() { 1 } else { sig.min() };
            if !(least..=sig.max()).contains(&count) {
                let fault = vocabulary.wrong_count(sig, count);
                self.fault(fault, position);
            }
            return Some(ty);
        }
        if !self.own.contains_key(name) {
            let fault = vocabulary.unknown_method(ty, name);
            self.fault(fault, position);
        }
        None
    }

    fn function(&mut self, call: &FnCallExpr, position: Position) -> Option<&'static str> {
        let (name, count) = (call.name.as_str(), call.args.len());
        if let Some(counts) = self.own.get(name) {
            let vocabulary = &self.book.vocabulary;
            let other = vocabulary.takes(name, count) || vocabulary.builtin.contains(&format!("{name}/{count}"));
            if !counts.contains(&count) && !other && !call.capture_parent_scope {
                let fault = wrong_count(name, counts, count);
                self.fault(fault, position);
            }
            return None;
        }
        if Declared::KINDS.contains(&name) {
            match call.args.first().and_then(literal) {
                Some(param) => self.params.push(Declared { name: param, secret: name == "secret_param" }),
                None if !call.args.is_empty() => {
                    let at = call.args[0].start_position();
                    let fault = Fault::new("param-literal", format!("The name in `{name}` must be a literal text."));
                    self.fault(
                        fault
                            .help("write the name in double quotes, so that it can be found without running the script")
                            .at(Spot::At(at)),
                        position,
                    );
                }
                None => {}
            }
        }
        let vocabulary = &self.book.vocabulary;
        let sig = vocabulary.maker(name).map(|(sig, _)| sig).or_else(|| vocabulary.function(name));
        if let Some(sig) = sig {
            let ty = vocabulary.maker(name).map(|(_, ty)| ty);
            if !vocabulary.takes(name, count) {
                let fault = vocabulary.wrong_count(sig, count);
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
            let fault = self.book.vocabulary.unknown_function(name);
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
