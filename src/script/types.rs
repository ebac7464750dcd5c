//! What an argument may be.

use rhai::Dynamic;

use super::part::type_name;
use super::table::Sig;
use crate::text::{duration, quantity};

/// The type of an argument.
#[derive(Clone, Copy)]
pub enum Ty {
    /// An integer within bounds, both included.
    Int(i64, i64),
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// Text, a number or a boolean, taken as text.
    Scalar,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of text.
    Texts,
    /// A list of anything.
    List,
    /// A map.
    Map,
    /// Seconds as a number, or text such as `"10m"`; at least so many.
    Seconds(i64),
    /// A Kubernetes quantity as text.
    Quantity,
    /// Port number 1..65535, or the name of a port.
    Port,
    /// A part of this type.
    A(&'static str),
    /// Options of a call: the keys are these rows.
    Options(fn() -> Vec<&'static Sig>),
    /// A closure that is given a part of this type (empty: the part it is called on) and returns it changed.
    Change(&'static str),
    /// Any of these.
    Any(&'static [Ty]),
}

impl std::fmt::Debug for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words())
    }
}

/// An integer from 0.
pub const COUNT: Ty = Ty::Int(0, i32::MAX as i64);
/// A number of pods or a percent of them.
pub const NUMBER_OR_PERCENT: Ty = Ty::Any(&[COUNT, Ty::Text]);

impl Ty {
    /// Whether a value is of the type.
    pub fn takes(&self, value: &Dynamic) -> bool {
        match self {
            Self::Int(min, max) => value.as_int().is_ok_and(|int| (*min..=*max).contains(&int)),
            Self::Text => value.is_string(),
            Self::Bool => value.is_bool(),
            Self::Scalar => value.is_string() || value.is_int() || value.is_bool() || value.is_float(),
            Self::OneOf(choices) => {
                value.read_lock::<rhai::ImmutableString>().is_some_and(|text| choices.contains(&text.as_str()))
            }
            Self::Texts => value.as_array_ref().is_ok_and(|list| list.iter().all(Dynamic::is_string)),
            Self::List => value.is_array(),
            Self::Map | Self::Options(_) => value.is_map(),
            Self::Seconds(min) => match value.as_int() {
                Ok(seconds) => seconds >= *min,
                Err(_) => text(value).is_some_and(|text| duration::seconds(&text).is_ok_and(|seconds| seconds >= *min)),
            },
            Self::Quantity => {
                value.read_lock::<rhai::ImmutableString>().is_some_and(|text| quantity::parse(&text).is_ok())
            }
            Self::Port => value.is_string() || Self::Int(1, 65535).takes(value),
            Self::A(name) => type_name(value) == Some(name),
            Self::Change(_) => value.is_fnptr(),
            Self::Any(types) => types.iter().any(|ty| ty.takes(value)),
        }
    }

    /// Whether it may be a part of this type.
    pub fn is_part(&self, name: &str) -> bool {
        match self {
            Self::A(part) => *part == name,
            Self::Any(types) => types.iter().any(|ty| ty.is_part(name)),
            _ => false,
        }
    }

    /// Whether it may be a list.
    pub fn is_list(&self) -> bool {
        match self {
            Self::Texts | Self::List => true,
            Self::Any(types) => types.iter().any(Self::is_list),
            _ => false,
        }
    }

    /// What it may be, in words that follow "must be".
    pub fn words(&self) -> String {
        match self {
            Self::Int(0, max) if *max >= i32::MAX.into() => "an integer from 0".to_owned(),
            Self::Int(min, max) if *max >= i32::MAX.into() => format!("an integer from {min}"),
            Self::Int(min, max) => format!("an integer {min}..{max}"),
            Self::Text => "text".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Scalar => "text, a number, true or false".to_owned(),
            Self::OneOf(choices) => format!("\"{}\"", choices.join("\" or \"")),
            Self::Texts => "a list of text".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Map => "a map".to_owned(),
            Self::Seconds(0) => "seconds, as a number or as text such as \"10m\"".to_owned(),
            Self::Seconds(min) => {
                format!("seconds from {min}, as a number or as text such as \"10m\"")
            }
            Self::Quantity => "a quantity as text, such as \"250m\" or \"512Mi\"".to_owned(),
            Self::Port => "a port 1..65535 or the name of one".to_owned(),
            Self::A(name) => a(name),
            Self::Options(sigs) => {
                let keys: Vec<&str> = sigs().iter().map(|sig| sig.name).collect();
                format!("options `#{{ {} }}`", keys.join(", "))
            }
            Self::Change(_) => "a closure such as `|x| x.…`".to_owned(),
            Self::Any(types) => {
                // Options are a way to write, not a type that somebody looks for.
                let types = types.iter().filter(|ty| !matches!(ty, Self::Options(_)));
                let words: Vec<String> = types.map(Self::words).collect();
                words.join(" or ")
            }
        }
    }
}

/// Text of a value, where it is text.
pub fn text(value: &Dynamic) -> Option<String> {
    value.read_lock::<rhai::ImmutableString>().map(|text| text.as_str().to_owned())
}

/// A noun with its article.
pub fn a(noun: &str) -> String {
    let article = if noun.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// A value in words, for "not …": numbers and texts as they are, all else by its type.
pub fn shown(value: &Dynamic) -> String {
    if let Some(text) = text(value) {
        let short: String = text.chars().take(60).collect();
        let more = if text.chars().count() > 60 { "…" } else { "" };
        return format!("{:?}", format!("{short}{more}"));
    }
    match value.type_name() {
        "i64" | "f64" | "bool" => value.to_string(),
        _ => named(value),
    }
}

/// The type of a value in words.
pub fn named(value: &Dynamic) -> String {
    match value.type_name() {
        "i64" => "an integer".to_owned(),
        "f64" => "a float".to_owned(),
        "bool" => "a boolean".to_owned(),
        "char" => "a character (text takes double quotes)".to_owned(),
        "string" => "text".to_owned(),
        "()" => "nothing".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        "Fn" => "a closure".to_owned(),
        "blob" => "bytes".to_owned(),
        other => match type_name(value) {
            Some(name) => a(name),
            None if other.contains("Range") => "a range".to_owned(),
            None => "a value of another type".to_owned(),
        },
    }
}
