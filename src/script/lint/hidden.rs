//! Variables that a closure does not see: Rhai takes the name of a function above the closure for that function, and
//! captures no variable of that name.

use std::collections::{BTreeSet, HashMap};

use rhai::{Expr, Position};

use super::Walk;
use super::tree::closure_name;
use crate::script::fault::Fault;

/// Which variables closures do not see.
#[derive(Default)]
pub struct Hidden {
    by_closure: HashMap<String, BTreeSet<String>>,
    here: BTreeSet<String>,
}

impl Walk<'_> {
    /// Notes where a closure is made which variables around it have the names of functions.
    pub(super) fn made(&mut self, expression: &Expr) {
        let Some(closure) = closure_name(expression) else { return };
        let is_near = |name: &&String| self.known(name).is_some() || self.hidden.here.contains(*name);
        let near: BTreeSet<String> = self.own.keys().filter(is_near).cloned().collect();
        if !near.is_empty() {
            self.hidden.by_closure.insert(closure, near);
        }
    }

    /// Begins with the body of a function or closure.
    pub(super) fn enter(&mut self, name: &str) {
        self.hidden.here = self.hidden.by_closure.remove(name).unwrap_or_default();
    }

    /// A variable that is read: within a closure it may mean a function instead. What is captured is a parameter.
    pub(super) fn seen(&mut self, name: &str, at: Position) {
        if self.known(name).is_none() && self.hidden.here.contains(name) {
            let words = format!("Within the closure `{name}` is the function of that name, not the variable.");
            self.fault(Fault::new("hidden-variable", words).help("give the variable another name"), at);
        }
        self.read(name);
    }
}
