//! What was given for a parameter, in the type that the script asks for.

use serde_json::{Map, Value};

use super::declared::kind;
use super::params::{Given, Params};
use super::types::a;
use crate::text::yaml;

/// A value, and where it came from.
pub type Found = (Value, String);

impl Params {
    /// The given value of a parameter as the wanted type. Of a map the entries are given one by one: each wins over the
    /// one of the default, whose type it takes.
    ///
    /// # Errors
    /// The words about a value of another type.
    pub fn typed(&self, name: &str, wanted: &str, default: Option<&Value>) -> Result<Option<Found>, String> {
        let entries = self.entries(name);
        if let Some((inner, _, from)) = entries.first().filter(|_| wanted != "map") {
            let text = format!("The parameter `{name}` is {}, but {from} gives a map: `{name}.{inner}`.", a(wanted));
            return Err(text);
        }
        let exact: Option<Found> = match self.exact(name) {
            Some((given, from)) => Some((one(name, given, wanted, from)?, from.clone())),
            None => None,
        };
        if wanted != "map" || (exact.is_none() && entries.is_empty()) {
            return Ok(exact);
        }
        let (given, mut from) = exact.unwrap_or((Value::Object(Map::new()), String::new()));
        let mut map = default.and_then(Value::as_object).cloned().unwrap_or_default();
        for (key, value) in given.as_object().into_iter().flatten() {
            map.insert(key.clone(), value.clone());
        }
        for (inner, given, source) in entries {
            let before = inner.split('.').try_fold(default, |value, key| value.map(|value| value.get(key)));
            let wanted = before.flatten().map(kind);
            let value = match (given, wanted) {
                (Given::Text(text), None) => yaml::parse(text).ok().filter(|value| !value.is_null()),
                (Given::Value(value), None) => Some(value.clone()),
                (given, Some(wanted)) => Some(one(&format!("{name}.{inner}"), given, wanted, source)?),
            };
            let text = || Value::String(if let Given::Text(text) = given { text.clone() } else { String::new() });
            nest(&mut map, inner, value.unwrap_or_else(text));
            from.clone_from(source);
        }
        Ok(Some((Value::Object(map), from)))
    }
}

fn one(name: &str, given: &Given, wanted: &str, from: &str) -> Result<Value, String> {
    let found = match given {
        Given::Text(text) => read(text, wanted),
        Given::Value(value) if kind(value) == wanted => Some(value.clone()),
        Given::Value(Value::Number(number)) if wanted == "float" => number.as_f64().map(Value::from),
        Given::Value(_) => None,
    };
    found.ok_or_else(|| {
        let shown = match given {
            Given::Text(text) => format!("{text:?}"),
            Given::Value(value) => value.to_string(),
        };
        let short: String = shown.chars().take(80).collect();
        format!("The parameter `{name}` is {}, but {from} gives {short}.", a(wanted))
    })
}

/// The text of `--set` as a type; lists and maps are YAML.
fn read(text: &str, wanted: &str) -> Option<Value> {
    match wanted {
        "string" => Some(text.into()),
        "int" => text.trim().parse::<i64>().ok().map(Value::from),
        "float" => text.trim().parse::<f64>().ok().filter(|float| float.is_finite()).map(Value::from),
        "bool" => text.trim().parse::<bool>().ok().map(Value::from),
        _ => yaml::parse(text).ok().filter(|value| kind(value) == wanted),
    }
}

/// Puts a value under a dotted name.
pub fn nest(map: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            map.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = map.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                nest(inner, rest, value);
            }
        }
    }
}
