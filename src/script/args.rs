//! The arguments of one call, checked against its signature before anything is done with them.

use std::sync::Arc;

use rhai::{Array, Dynamic, EvalAltResult, FnPtr, Map, NativeCallContext, Position};
use smallvec::SmallVec;

use super::convert;
use super::fault::{Fault, Spot};
use super::mends::mend;
use super::part::Part;
use super::say::say_map;
use super::session::Session;
use super::table::{Kind, Sig};
use super::types::{self, named, shown};
use super::weight;
use super::written::items;
use crate::diagnostic::Origin;
use crate::model::Port;
use crate::object::Node;
use crate::text::duration;

/// The values of a call: nearly all have so few that they need no memory of their own.
pub type Values = SmallVec<[Dynamic; 3]>;

/// The arguments of one call.
pub struct Args<'a> {
    /// The call, to call back into the script.
    pub context: &'a NativeCallContext<'a>,
    /// What this evaluation knows.
    pub session: &'a Session,
    /// Place of the call's name.
    pub position: Position,
    /// The values.
    pub values: Values,
    /// Where the values stand, when they come from an option map.
    pub base: Option<Base>,
}

/// Behind the path of a key: the place of its value.
pub const VALUE: &str = "=";

/// Where the values of a call stand that a key of an option map stands for.
#[derive(Clone, Debug)]
pub struct Base {
    /// The key: `1.env`.
    pub path: String,
    /// The values from this index on are items of a list under the key.
    pub list_from: Option<usize>,
    /// The values from this index on stand under the key; one before is the key itself.
    pub value_from: usize,
}

impl Base {
    /// A key whose value is the only value.
    pub fn key(path: String) -> Self {
        Self { path, list_from: None, value_from: 0 }
    }

    /// A key that is the first value, with the others under it.
    pub fn entry(path: String, list: bool) -> Self {
        Self { path, list_from: list.then_some(1), value_from: 1 }
    }

    /// A key with a list of values.
    pub fn list(path: String) -> Self {
        Self { path, list_from: Some(0), value_from: 0 }
    }

    fn of(&self, index: usize) -> String {
        match self.list_from {
            Some(first) if index >= first => format!("{}[{}]", self.path, index - first),
            _ => self.path.clone(),
        }
    }
}

impl Args<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether there is an argument at this index.
    pub fn has(&self, index: usize) -> bool {
        index < self.values.len()
    }

    /// Checks number and types.
    pub fn check(&self, sig: &Sig) -> Result<(), Fault> {
        if self.len() < sig.min() || self.len() > sig.max() {
            let book = self.session.book.borrow();
            let fault = match &self.base {
                None => book.vocabulary.wrong_count(sig, self.len(), book.arguments(self.position)),
                Some(base) => {
                    let value = book.value_of(self.position, &base.path);
                    book.vocabulary.wrong_count_of_key(sig, self.len(), value)
                }
            };
            return Err(fault.at(self.spot_of_call()));
        }
        for (index, (value, arg)) in self.values.iter().zip(sig.args).enumerate() {
            weight::check(value).map_err(|fault| fault.at(self.spot(index)))?;
            if !arg.ty.takes(value) {
                let text =
                    format!("`{}` of `{}` must be {}, not {}.", arg.name, sig.name, arg.ty.words(), shown(value));
                let is_key = self.base.is_some();
                let mend = || mend(&self.session.book.borrow().vocabulary, sig, index, value, is_key);
                return Err(Fault::new("argument", text)
                    .help(self.swapped(sig).unwrap_or_else(mend))
                    .at(self.spot(index)));
            }
        }
        Ok(())
    }

    /// The call with its two arguments in the other order, where that is right.
    fn swapped(&self, sig: &Sig) -> Option<String> {
        let (true, [one, two], [first, second, ..]) = (self.base.is_none(), self.values.as_slice(), sig.args) else {
            return None;
        };
        let book = self.session.book.borrow();
        match book.arguments(self.position).map(items)?.as_slice() {
            [one_text, two_text] if first.ty.takes(two) && second.ty.takes(one) => {
                Some(format!("it is the other way round: write `{}({two_text}, {one_text})`", sig.name))
            }
            _ => None,
        }
    }

    /// The place of an argument as a spot.
    pub fn spot(&self, index: usize) -> Spot {
        match &self.base {
            // The mark of the value instead of its key (`lint::tree::keys`).
            Some(base) if base.list_from.is_none() && index >= base.value_from => Spot::Path(base.of(index) + VALUE),
            Some(base) => Spot::Path(base.of(index)),
            None => Spot::Arg(index),
        }
    }

    /// The place of a key or item within an argument.
    pub fn spot_in(&self, index: usize, path: &str) -> Spot {
        Spot::Path(format!("{}.{path}", self.path(index)))
    }

    /// The place of an item of a list argument.
    pub fn spot_item(&self, index: usize, item: usize) -> Spot {
        Spot::Path(format!("{}[{item}]", self.path(index)))
    }

    fn spot_of_call(&self) -> Spot {
        self.base.as_ref().map_or(Spot::Call, |base| Spot::Path(base.path.clone()))
    }

    fn path(&self, index: usize) -> String {
        self.base.as_ref().map_or_else(|| index.to_string(), |base| base.of(index))
    }

    /// Where this was said: the key of the option map, else the call.
    pub fn origin(&self) -> Origin {
        let position = match &self.base {
            Some(base) => self.session.book.borrow().position(self.position, &Spot::Path(base.path.clone())),
            None => self.position,
        };
        self.session.origin(position)
    }

    /// An integer, whose type was checked.
    pub fn int(&self, index: usize) -> i64 {
        self.values[index].as_int().unwrap_or_default()
    }

    /// A boolean; true where it was left out.
    pub fn flag(&self, index: usize) -> bool {
        self.values.get(index).is_none_or(|value| value.as_bool().unwrap_or_default())
    }

    /// Text; numbers and booleans become text.
    pub fn text(&self, index: usize) -> String {
        types::text(&self.values[index]).unwrap_or_else(|| self.values[index].to_string())
    }

    /// Text that may have been left out.
    pub fn optional_text(&self, index: usize) -> Option<String> {
        self.has(index).then(|| self.text(index))
    }

    /// Seconds of a number or a text, whose form was checked.
    pub fn seconds(&self, index: usize) -> i64 {
        let value = &self.values[index];
        value.as_int().unwrap_or_else(|_| duration::seconds(&self.text(index)).unwrap_or_default())
    }

    /// A port by number or name.
    pub fn port(&self, index: usize) -> Port {
        match self.values[index].as_int() {
            Ok(number) => Port::Number(u16::try_from(number).unwrap_or_default()),
            Err(_) => Port::Name(self.text(index)),
        }
    }

    /// A list.
    pub fn list(&self, index: usize) -> Array {
        self.values[index].clone().into_array().unwrap_or_default()
    }

    /// A list of text, whose items were checked.
    pub fn texts(&self, index: usize) -> Vec<String> {
        self.list(index).iter().map(|item| types::text(item).unwrap_or_default()).collect()
    }

    /// A map.
    pub fn map(&self, index: usize) -> Map {
        self.values[index].clone().try_cast::<Map>().unwrap_or_default()
    }

    /// A closure, whose type was checked.
    pub fn closure(&self, index: usize) -> FnPtr {
        self.values[index].clone().cast::<FnPtr>()
    }

    /// A part, where the argument is one of this type.
    pub fn part<T: Kind>(&self, index: usize) -> Option<Arc<T>> {
        self.values.get(index)?.read_lock::<Part<T>>().map(|part| part.0.clone())
    }

    /// The argument as data, with the origins of its keys.
    pub fn node(&self, index: usize) -> Result<Node, Fault> {
        convert::node(self, &self.values[index], &self.path(index), self.position)
    }

    /// Number or text as JSON, for numbers that may be a percent.
    pub fn number_or_percent(&self, index: usize) -> Result<serde_json::Value, Fault> {
        let value = &self.values[index];
        let Some(text) = types::text(value) else {
            return Ok(self.int(index).into());
        };
        match text.strip_suffix('%').and_then(|number| number.parse::<u16>().ok()) {
            Some(number) if number <= 100 => Ok(text.into()),
            _ => Err(Fault::new("argument", format!("A percent is \"0%\" to \"100%\", not {text:?}."))
                .help("write a number of pods, or a percent such as \"25%\"")
                .at(self.spot(index))),
        }
    }

    /// The options of a call, in the argument at this index where it was given.
    pub fn options<T: Kind + Default>(&self, index: usize) -> Result<T, Fault> {
        if !self.has(index) {
            return Ok(T::default());
        }
        let part = Part(Arc::new(T::default()));
        let said = say_map(part, self.map(index), self, &self.path(index)).map_err(|fail| unwrap(&fail))?;
        Ok((*said.0).clone())
    }

    /// A refusal of an argument.
    pub fn refuse(&self, index: usize, code: &'static str, text: impl Into<String>) -> Fault {
        Fault::new(code, text).at(self.spot(index))
    }

    /// The type of an argument in words.
    pub fn named(&self, index: usize) -> String {
        named(&self.values[index])
    }
}

/// The fault inside of a failure of our own.
pub fn unwrap(fail: &EvalAltResult) -> Fault {
    match fail {
        EvalAltResult::ErrorRuntime(value, _) if value.is::<Fault>() => value.clone_cast::<Fault>(),
        _ => Fault::new("script", "The options could not be read."),
    }
}
