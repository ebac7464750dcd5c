//! Rows that many types share, and the forms of names.

use std::marker::PhantomData;

use crate::diagnostic::suggestion;
use crate::model::{ConfigMap, EphemeralClaim, HttpRoute, Ingress, Namespace, Secret, Service, VolumeClaim, Workload};
use crate::object::Node;
use crate::script::args::Args;
use crate::script::fault::{Fault, Spot};
use crate::script::part::call_back;
use crate::script::table::{Act, Kind, Row, arg, opt, row, whole};
use crate::script::types::Ty;
use crate::text::names;

/// Rows of every type.
pub struct Common<T>(PhantomData<T>);

impl<T: Kind> Common<T> {
    /// `when` and `via`.
    pub const ROWS: &'static [Row<T>] = &[
        whole(
            "when",
            &[arg("condition", Ty::Bool), arg("change", Ty::Change(""))],
            "Applies the closure when the condition is true.",
            |part, args| {
                if args.flag(0) { call_back(args, 1, part) } else { Ok(part) }
            },
        ),
        whole(
            "via",
            &[arg("change", Ty::Change(""))],
            "Applies the closure: the way to call functions of modules in a chain.",
            |part, args| call_back(args, 0, part),
        ),
    ];
}

/// The row `without`, for types with something that can be taken away.
pub struct Without<T>(PhantomData<T>);

impl<T: Kind> Without<T> {
    /// `without`.
    pub const ROWS: &'static [Row<T>] = &[row(
        "without",
        &[arg("method", Ty::Text), opt("key", Ty::Text)],
        "Takes away what a method said: `.without(\"env\", \"TZ\")`, `.without(\"liveness\")`.",
        without,
    )
    .never()];
}

fn without<T: Kind>(part: &mut T, args: &Args) -> Result<(), Fault> {
    let (method, key) = (args.text(0), args.optional_text(1));
    let known: Vec<&str> = T::rows().filter(|row| can_go(row)).map(|row| row.sig.name).collect();
    let Some(row) = T::rows().find(|row| row.sig.name == method && can_go(row)) else {
        let text = format!("`without` takes nothing away that `{method}` says.");
        return Err(args.refuse(0, "no-such-part", text).help(suggestion(&method, &known, "it takes away")));
    };
    let key = match key {
        None if row.sig.has_keys() => {
            let fault = args.refuse(0, "argument-count", format!("Which `{method}` is meant? There may be several."));
            return Err(fault.help(format!("write `.without({method:?}, \"…\")`")));
        }
        Some(_) if !row.sig.has_keys() => {
            let fault = args.refuse(1, "argument-count", format!("`{method}` is there once and has no key."));
            return Err(fault.help(format!("write `.without({method:?})`")));
        }
        key => key.unwrap_or_default(),
    };
    let was_there = match row.act {
        Act::Text(field) => field(part).take().is_some(),
        Act::OptionalInt(field) => field(part).take().is_some(),
        Act::Flag(field) => field(part).take().is_some(),
        _ => row.take.is_some_and(|take| take(part, &key)),
    };
    if !was_there {
        let what = if key.is_empty() { format!("`{method}`") } else { format!("`{method}` of {key:?}") };
        let index = usize::from(args.has(1));
        let there: Vec<String> = said_keys(part, row.sig.name);
        let there: Vec<&str> = there.iter().map(String::as_str).collect();
        let fault = args.refuse(index, "no-such-part", format!("There is no {what} to take away."));
        return Err(if there.is_empty() { fault } else { fault.help(suggestion(&key, &there, "there are")) });
    }
    part.said_mut().unsay(row.sig.name, &key);
    Ok(())
}

fn can_go<T>(row: &Row<T>) -> bool {
    row.take.is_some() || matches!(row.act, Act::Text(_) | Act::OptionalInt(_) | Act::Flag(_))
}

/// The keys under which a method was said.
fn said_keys<T: Kind>(part: &T, method: &str) -> Vec<String> {
    let calls = part.said().calls().filter(|(name, key, _)| *name == method && !key.is_empty());
    calls.map(|(_, key, _)| key.to_owned()).collect()
}

/// Types whose rendered form can be patched.
pub trait Patched {
    /// The patches so far.
    fn patches(&mut self) -> &mut Vec<Node>;
}

/// The row `patch`.
pub struct Patches<T>(PhantomData<T>);

impl<T: Kind + Patched> Patches<T> {
    /// `patch`.
    pub const ROWS: &'static [Row<T>] = &[row(
        "patch",
        &[arg("fields", Ty::Map)],
        "Merges camelCase fields of Kubernetes into what is rendered; lists by their Kubernetes keys.",
        |part: &mut T, args| {
            let node = args.node(0)?;
            part.patches().push(node);
            Ok(())
        },
    )
    .each()];
}

/// Implements [`Patched`] for structs with a field `patch`.
macro_rules! patched {
    ($($part:ty),+ $(,)?) => { $(
        impl Patched for $part {
            fn patches(&mut self) -> &mut Vec<Node> { &mut self.patch }
        }
    )+ };
}
patched!(
    crate::model::Container,
    crate::model::Hook,
    crate::model::Probe,
    crate::model::EmptyDir,
    crate::model::HostPath,
    crate::model::ImageVolume,
    crate::model::Nfs,
    crate::model::Csi,
    crate::model::Projected,
    crate::model::Downward,
    crate::model::Hpa,
    crate::model::Metric,
    crate::model::Update,
    crate::model::DisruptionBudget,
    crate::model::RawObject,
    crate::model::ServiceAccount,
    Workload,
    Service,
    Ingress,
    HttpRoute,
    VolumeClaim,
    EphemeralClaim,
    ConfigMap,
    Secret,
    Namespace,
);

/// Types with labels and annotations of their own.
pub trait Labelled {
    /// Labels.
    fn labels(&mut self) -> &mut Vec<(String, String)>;
    /// Annotations.
    fn annotations(&mut self) -> &mut Vec<(String, String)>;
}

macro_rules! labelled {
    ($($part:ty),+ $(,)?) => { $(
        impl Labelled for $part {
            fn labels(&mut self) -> &mut Vec<(String, String)> { &mut self.labels }
            fn annotations(&mut self) -> &mut Vec<(String, String)> { &mut self.annotations }
        }
    )+ };
}
labelled!(
    Workload,
    Service,
    Ingress,
    HttpRoute,
    VolumeClaim,
    EphemeralClaim,
    ConfigMap,
    Secret,
    Namespace,
    crate::model::App,
    crate::model::ServiceAccount
);

/// The rows `label` and `annotation`.
pub struct Labels<T>(PhantomData<T>);

impl<T: Kind + Labelled> Labels<T> {
    /// `label`, `annotation`.
    pub const ROWS: &'static [Row<T>] = &[
        row(
            "label",
            &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
            "Sets one label, or several from a map.",
            |part: &mut T, args| {
                let (key, value) = label(args)?;
                set_key(part.labels(), key, value);
                Ok(())
            },
        )
        .keyed()
        .takes_away(|part, key| take_key(part.labels(), key)),
        row(
            "annotation",
            &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
            "Sets one annotation, or several from a map.",
            |part: &mut T, args| {
                let key = args.text(0);
                form(args, 0, names::annotation_key(&key))?;
                set_key(part.annotations(), key, args.text(1));
                Ok(())
            },
        )
        .keyed()
        .takes_away(|part, key| take_key(part.annotations(), key)),
    ];
}

/// Key and value of a label, in their forms.
pub fn label(args: &Args) -> Result<(String, String), Fault> {
    let (key, value) = (args.text(0), args.text(1));
    form(args, 0, names::label_key(&key))?;
    form(args, 1, names::label_value(&value))?;
    Ok((key, value))
}

/// Sets the value of a key, in its place where it is there.
pub fn set_key<V>(list: &mut Vec<(String, V)>, key: String, value: V) {
    match list.iter_mut().find(|(name, _)| *name == key) {
        Some(entry) => entry.1 = value,
        None => push(list, (key, value)),
    }
}

/// Puts a value at the end of a list, with room for one more: most lists of a part are that short, and the usual room for
/// four would be most of its memory.
pub fn push<V>(list: &mut Vec<V>, value: V) {
    if list.is_empty() {
        list.reserve_exact(2);
    }
    list.push(value);
}

/// Takes what fits off a list; whether there was any.
pub fn take<V>(list: &mut Vec<V>, fits: impl Fn(&V) -> bool) -> bool {
    let before = list.len();
    list.retain(|entry| !fits(entry));
    list.len() < before
}

/// Takes a key off a list; whether it was there.
pub fn take_key<V>(list: &mut Vec<(String, V)>, key: &str) -> bool {
    take(list, |(name, _)| name == key)
}

/// Labels of a map, in their forms.
pub fn label_pairs(args: &Args, index: usize) -> Result<Vec<(String, String)>, Fault> {
    let labels = pairs(args, index)?;
    for (key, value) in &labels {
        names::label_key(key)
            .and_then(|()| names::label_value(value))
            .map_err(|reason| Fault::new("name-form", reason).at(args.spot_in(index, key)))?;
    }
    Ok(labels)
}

/// Text pairs of a map, for data.
pub fn pairs(args: &Args, index: usize) -> Result<Vec<(String, String)>, Fault> {
    args.map(index)
        .iter()
        .map(|(key, value)| {
            if Ty::Scalar.takes(value) {
                return Ok((key.to_string(), crate::script::types::text(value).unwrap_or_else(|| value.to_string())));
            }
            let text = format!("The value of `{key}` must be text, not {}.", crate::script::types::named(value));
            Err(Fault::new("argument", text).at(args.spot_in(index, key)))
        })
        .collect()
}

/// A name whose form was refused.
pub fn form(args: &Args, index: usize, checked: Result<(), String>) -> Result<(), Fault> {
    checked.map_err(|reason| args.refuse(index, "name-form", reason))
}

/// The name of an object: a DNS label of at most `max` characters.
pub fn object_name(args: &Args, index: usize, max: usize) -> Result<String, Fault> {
    let name = args.text(index);
    form(args, index, names::dns_label(&name, max))?;
    Ok(name)
}

/// A port 1..65535.
pub fn port_number(args: &Args, index: usize) -> u16 {
    u16::try_from(args.int(index)).unwrap_or_default()
}

/// The name of an object, or of a part that has one.
pub fn name_of<T: Kind>(args: &Args, index: usize) -> Option<String> {
    if let Some(part) = args.part::<T>(index) {
        return part.name().map(str::to_owned);
    }
    Some(args.text(index))
}

/// The place of a key of a map argument.
pub fn key_origin(args: &Args, index: usize, key: &str) -> crate::diagnostic::Origin {
    let spot = args.spot_in(index, key);
    let position = args.session.book.borrow().position(args.position, &spot);
    args.session.origin(position)
}

/// A fault of a key of an option map.
pub fn at_key(fault: Fault, args: &Args, index: usize, key: &str) -> Fault {
    let spot: Spot = args.spot_in(index, key);
    fault.at(spot)
}

#[cfg(test)]
mod tests {
    use super::set_key;

    #[test]
    fn a_key_that_is_there_keeps_its_place() {
        let mut list = vec![("a".to_owned(), 1), ("b".to_owned(), 2)];
        set_key(&mut list, "a".to_owned(), 3);
        assert_eq!(list, [("a".to_owned(), 3), ("b".to_owned(), 2)]);
    }
}
