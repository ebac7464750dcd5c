//! Values of the language: shared until changed.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Dynamic, Position};

use super::args::Args;
use super::explain::uncallable;
use super::fault::{Fail, Fault, Spot};
use super::table::Kind;
use super::types::named;
use crate::diagnostic::Origin;

/// A part of an app in a script. A copy costs nothing; a change of a part that is used elsewhere copies it first.
pub struct Part<T>(pub Arc<T>);

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Part<T> {
    /// The value, to be changed.
    pub fn change(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

thread_local! {
    /// Names of the registered types. Values of Rhai do not leave their thread, and neither do their types.
    static NAMES: RefCell<BTreeMap<TypeId, &'static str>> = RefCell::default();
}

/// Gives a type its name in messages.
pub fn name_type<T: 'static>(name: &'static str) {
    NAMES.with_borrow_mut(|names| names.insert(TypeId::of::<T>(), name));
}

/// The name of a part's type; nothing for plain values.
pub fn type_name(value: &Dynamic) -> Option<&'static str> {
    let id = value.type_id();
    NAMES.with_borrow(|names| names.get(&id).copied())
}

/// The place of a Rhai position.
pub fn origin(position: Position) -> Origin {
    let (line, column) = (position.line().unwrap_or(0), position.position().unwrap_or(0));
    Origin { line: u16::try_from(line).unwrap_or(u16::MAX), column: u16::try_from(column).unwrap_or(u16::MAX) }
}

/// The Rhai position of a place.
pub fn position(origin: Origin) -> Position {
    if origin.is_none() { Position::NONE } else { Position::new(origin.line, origin.column) }
}

/// Calls the closure that is argument `index` with a part, and takes the part that it returns.
pub fn call_back<T: Kind>(args: &Args, index: usize, part: Part<T>) -> Result<Part<T>, Fail> {
    let closure = args.closure(index);
    let answer = closure.call_raw(args.context, None, [Dynamic::from(part)]).map_err(|error| match *error {
        rhai::EvalAltResult::ErrorFunctionNotFound(ref name, _) if name.starts_with("anon$") => {
            let (name, types) = name.split_once(" (").unwrap_or((name, ""));
            let given = types.trim_end_matches(')').split(", ").filter(|ty| !ty.is_empty()).count();
            uncallable(name, given, &args.session.book.borrow()).at(Spot::Arg(index)).fail(args.position)
        }
        _ => error,
    })?;
    let answer = answer.flatten();
    let got = named(&answer);
    answer.try_cast::<Part<T>>().ok_or_else(|| {
        Fault::new(
            "closure-result",
            format!("The closure must return the {} it was given, but it returned {got}.", T::NAME),
        )
        .help("end it with the changed value, without `;` after it and without an `if` that has no `else`")
        .at(Spot::Arg(index))
        .fail(args.position)
    })
}
