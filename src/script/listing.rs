//! The parameters of a script as data: for a table, and as a JSON Schema for editors of values files.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::declared::{Asked, Declared, shown};
use super::params::Params;
use super::session::Session;
use super::{Failure, Inputs, Limits, compile, engine, plain};
use crate::diagnostic::Sources;

/// A parameter, and what was given for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// As the script asks for it.
    pub declared: Declared,
    /// The given value, never of a secret.
    pub value: Option<String>,
    /// Where the value came from, of a secret too.
    pub from: Option<String>,
}

/// Every parameter of a script by its first mention, in branches not taken and functions too, without running it. To be
/// called on a thread with a stack of [`super::STACK`] bytes.
///
/// # Errors
/// What is wrong with the script before it runs, and values for parameters that it does not have.
pub fn list_params(inputs: &Inputs, limits: &Limits) -> Result<Vec<Listed>, Box<Failure>> {
    let plain = plain(&inputs.text).map(|text| Inputs { text, ..inputs.clone() });
    let inputs = plain.as_ref().unwrap_or(inputs);
    let fail = |diagnostics, sources| Box::new(Failure { diagnostics, sources, printed: String::new() });
    let params = Params::read(&inputs.params).map_err(|diagnostics| fail(diagnostics, Sources::default()))?;
    let session = Rc::new(Session::new(params, inputs.files.clone()));
    let (engine, _) = engine::engine(&session, limits);
    if let Err(diagnostics) = compile(inputs, &engine, &session) {
        return Err(fail(diagnostics, std::mem::take(&mut session.book.borrow_mut().sources)));
    }
    let mut listed: Vec<Listed> = Vec::new();
    for declared in session.declared.borrow().iter() {
        if !listed.iter().any(|other| other.declared.name == declared.name) {
            listed.push(one(declared.clone(), &session.params));
        }
    }
    Ok(listed)
}

fn one(declared: Declared, params: &Params) -> Listed {
    let name = &declared.name;
    if declared.secret {
        let from = params.secret_origin(name);
        return Listed { declared, value: None, from };
    }
    let ty = declared.ty.clone().unwrap_or_default();
    let (value, from) = match params.typed(name, &ty, declared.default.as_ref()) {
        Ok(Some((value, from))) => (Some(shown(&value)), Some(from)),
        // What does not fit is told when the script runs; here it is shown as it came.
        _ => {
            let raw = params.exact(name).map(|(given, _)| given.shown());
            (raw, params.origin(name).map(str::to_owned))
        }
    };
    Listed { declared, value, from }
}

/// The JSON Schema (draft 2020-12) of a values file. Secrets are not part of it: they come from files of their own.
pub fn schema(listed: &[Listed]) -> Value {
    let mut root = object();
    for Listed { declared, .. } in listed.iter().filter(|listed| !listed.declared.secret) {
        let names: Vec<&str> = declared.name.split('.').collect();
        put(&mut root, &names, declared);
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.extend(root);
    schema.into()
}

/// Puts a parameter below its dotted name.
fn put(map: &mut Map<String, Value>, names: &[&str], declared: &Declared) {
    let Some((first, rest)) = names.split_first() else {
        map.extend(property(declared));
        return;
    };
    if declared.asked == Asked::Required {
        let required = map.entry("required").or_insert_with(|| json!([]));
        if let Some(list) = required.as_array_mut().filter(|list| !list.iter().any(|item| item == first)) {
            list.push((*first).into());
        }
    }
    let properties = map.entry("properties").or_insert_with(|| json!({}));
    let fresh = || if rest.is_empty() { json!({}) } else { object().into() };
    let inner = properties.as_object_mut().map(|properties| properties.entry(*first).or_insert_with(fresh));
    if let Some(inner) = inner.and_then(Value::as_object_mut) {
        put(inner, rest, declared);
    }
}

fn object() -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("type".to_owned(), "object".into());
    map.insert("properties".to_owned(), json!({}));
    map.insert("additionalProperties".to_owned(), false.into());
    map
}

fn property(declared: &Declared) -> Map<String, Value> {
    let bounds = &declared.bounds;
    let ty = match declared.ty.as_deref() {
        Some("int") => "integer",
        Some("float") => "number",
        Some("bool") => "boolean",
        Some("list") => "array",
        Some("map") => "object",
        Some(_) => "string",
        None => "",
    };
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), value);
        }
    };
    put("type", (!ty.is_empty()).then(|| ty.into()));
    put("description", bounds.help.clone().map(Value::from));
    put("default", declared.default.clone());
    let (least, most) = match ty {
        "string" => ("minLength", "maxLength"),
        "array" => ("minItems", "maxItems"),
        _ => ("minimum", "maximum"),
    };
    put(least, bounds.min.map(whole));
    put(most, bounds.max.map(whole));
    let mut item = Map::new();
    let inner = if ty == "array" { &mut item } else { &mut map };
    if let Some(choices) = &bounds.choices {
        inner.insert("enum".to_owned(), choices.clone().into());
    }
    if let Some(pattern) = &bounds.pattern {
        inner.insert("pattern".to_owned(), format!("^(?:{pattern})$").into());
    }
    if !item.is_empty() {
        map.insert("items".to_owned(), item.into());
    }
    map
}

/// A bound as an integer where it is one.
fn whole(bound: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "only where nothing is lost")]
    let int = bound as i64;
    #[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "only where nothing is lost")]
    let same = int as f64 == bound;
    if same { int.into() } else { bound.into() }
}
