//! Values of Rhai as data. Only data passes: a part, closure or secret value in its place is an error there.

use rhai::{Dynamic, Position};
use serde_json::Value;

use super::args::Args;
use super::fault::{Fault, Spot};
use super::mends::NOTHING;
use super::part::type_name;
use super::types::{named, text};
use crate::object::{Key, Node, NodeValue};

/// A value as JSON with the places of its keys; `path` is where it stands in the call.
pub fn node(args: &Args, value: &Dynamic, path: &str, call: Position) -> Result<Node, Fault> {
    let position = args.session.book.borrow().position(call, &Spot::Path(path.to_owned()));
    let at = args.session.origin(position);
    if let Ok(list) = value.as_array_ref() {
        let items = list.iter().enumerate();
        let items: Result<Vec<Node>, Fault> =
            items.map(|(index, item)| node(args, item, &format!("{path}[{index}]"), call)).collect();
        return Ok(Node::list(items?, at));
    }
    if let Ok(map) = value.as_map_ref() {
        let entries = map.iter();
        let entries: Result<Vec<(Key, Node)>, Fault> = entries
            .map(|(key, item)| Ok((key.to_string().into(), node(args, item, &format!("{path}.{key}"), call)?)))
            .collect();
        return Ok(Node { value: NodeValue::Map(entries?), origin: at });
    }
    scalar(value).map(|value| Node::leaf(value, at)).map_err(|fault| fault.at(Spot::Path(path.to_owned())))
}

/// A value as JSON without places.
pub fn value(value: &Dynamic) -> Result<Value, Fault> {
    if let Ok(list) = value.as_array_ref() {
        return list.iter().map(self::value).collect();
    }
    if let Ok(map) = value.as_map_ref() {
        return map.iter().map(|(key, item)| Ok((key.to_string(), self::value(item)?))).collect();
    }
    scalar(value)
}

fn scalar(value: &Dynamic) -> Result<Value, Fault> {
    if let Some(text) = text(value) {
        return Ok(text.into());
    }
    match value.type_name() {
        "bool" => Ok(value.as_bool().unwrap_or_default().into()),
        "i64" => Ok(value.as_int().unwrap_or_default().into()),
        "f64" => {
            let float = value.as_float().unwrap_or(f64::NAN);
            serde_json::Number::from_f64(float)
                .map(Value::Number)
                .ok_or_else(|| Fault::new("no-value", format!("A value cannot be {float}.")))
        }
        "()" => Err(Fault::new("no-value", "There is no value here.").help(NOTHING)),
        _ if type_name(value) == Some("secret value") => {
            Err(Fault::new("secret-use", "A secret value has no place here: it has no text form.")
                .help("a secret value can only be joined to text and given to `secret(…)`"))
        }
        _ => Err(Fault::new("no-value", format!("A value cannot be {}.", named(value)))
            .help("values are text, numbers, true, false, lists and maps")),
    }
}

/// JSON as a value of Rhai.
pub fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => match number.as_i64() {
            Some(int) => int.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
        Value::String(text) => text.clone().into(),
        Value::Array(items) => items.iter().map(dynamic).collect::<rhai::Array>().into(),
        Value::Object(map) => {
            let map: rhai::Map = map.iter().map(|(key, value)| (key.as_str().into(), dynamic(value))).collect();
            map.into()
        }
    }
}
