//! OpenAPI v3 documents, as an API server serves them, to types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::types::{Type, Types};
use super::words::Words;

/// Reads documents. Lists, subresources and options are left out.
pub fn read(documents: &[Value]) -> Types {
    let mut schemas: BTreeMap<&str, &Value> = BTreeMap::new();
    for document in documents {
        let found = document.pointer("/components/schemas").and_then(Value::as_object);
        schemas.extend(found.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)));
    }
    let kinds = kinds(&schemas);
    let reached = reached(&schemas, kinds.values().copied());
    let numbers: BTreeMap<&str, usize> = reached.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let mut reader = Reader { numbers: &numbers, types: vec![Type::default(); reached.len()], words: Vec::new() };
    reader.words.resize(reached.len(), Words::default());
    for (name, number) in &numbers {
        reader.put(*number, name.rsplit('.').next().unwrap_or(name), name, schemas[name]);
    }
    let kinds = kinds.into_iter().filter_map(|(kind, name)| Some((kind, *numbers.get(name)?))).collect();
    Types::of(kinds, reader.types, reader.words)
}

/// The kinds that can be applied, each with the name of its schema.
fn kinds<'a>(schemas: &BTreeMap<&'a str, &Value>) -> BTreeMap<String, &'a str> {
    let mut kinds = BTreeMap::new();
    for (name, schema) in schemas {
        let Some([gvk]) = schema["x-kubernetes-group-version-kind"].as_array().map(Vec::as_slice) else { continue };
        let text = |key: &str| gvk[key].as_str().unwrap_or_default();
        if text("kind").ends_with("List") || schema.pointer("/properties/metadata").is_none() {
            continue;
        }
        let version = if text("group").is_empty() {
            text("version").to_owned()
        } else {
            format!("{}/{}", text("group"), text("version"))
        };
        kinds.insert(format!("{version}/{}", text("kind")), *name);
    }
    kinds
}

/// The schemas that these need, themselves included.
fn reached<'a>(schemas: &BTreeMap<&'a str, &'a Value>, from: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut wanted: Vec<&str> = from.collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        let Some((name, schema)) = schemas.get_key_value(name) else { continue };
        if reached.insert(*name) {
            references(schema, &mut wanted);
        }
    }
    reached
}

fn references<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            out.extend(map.get("$ref").and_then(Value::as_str).map(last));
            map.values().for_each(|value| references(value, out));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, out)),
        _ => {}
    }
}

/// The name at the end of a reference.
fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

struct Reader<'a> {
    numbers: &'a BTreeMap<&'a str, usize>,
    types: Vec<Type>,
    words: Vec<Words>,
}

impl Reader<'_> {
    /// Fills in a type that has a number.
    fn put(&mut self, number: usize, short: &str, full: &str, schema: &Value) {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let mut fields = BTreeMap::new();
        let mut words = Words { about: about(schema), fields: BTreeMap::new() };
        for (name, schema) in properties {
            fields.insert(name.clone(), self.field(&format!("{short}.{name}"), schema));
            let about = about(schema);
            if !about.is_empty() {
                words.fields.insert(name.clone(), about);
            }
        }
        let mut ty = self.leaf(short, schema);
        ty.properties = fields;
        ty.name = Some(short.to_owned());
        if full.ends_with("pkg.api.resource.Quantity") {
            ty.format = Some("quantity".to_owned());
        }
        self.types[number] = ty;
        self.words[number] = words;
    }

    /// A field: one with fields of its own becomes a type with a number.
    fn field(&mut self, path: &str, schema: &Value) -> Type {
        if schema["properties"].as_object().is_none_or(serde_json::Map::is_empty) {
            return self.leaf(path, schema);
        }
        let number = self.types.len();
        self.types.push(Type::default());
        self.words.push(Words::default());
        self.put(number, path, path, schema);
        let default = self.types[number].default.clone();
        Type { reference: Some(number), default, ..Type::default() }
    }

    /// A schema without words and without fields.
    fn leaf(&mut self, path: &str, schema: &Value) -> Type {
        let text = |key: &str| schema[key].as_str().map(str::to_owned);
        let list = |key: &str| -> Vec<String> {
            schema[key].as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        };
        let flag = |key: &str| schema[key] == true;
        let reference = schema["$ref"].as_str().or_else(|| schema.pointer("/allOf/0/$ref").and_then(Value::as_str));
        let reference = reference.and_then(|path| self.numbers.get(last(path)).copied());
        let int_or_string = flag("x-kubernetes-int-or-string");
        let bound = |key: &str, by: i64| {
            let exclusive = schema[if key == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" }] == true;
            schema[key].as_i64().map(|bound| if exclusive { bound + by } else { bound })
        };
        Type {
            kind: if int_or_string { None } else { text("type") },
            format: if int_or_string { Some("int-or-string".to_owned()) } else { text("format") },
            required: list("required"),
            items: schema.get("items").map(|items| Box::new(self.field(path, items))),
            values: schema
                .get("additionalProperties")
                .filter(|values| values.is_object())
                .map(|values| Box::new(self.field(path, values))),
            list: text("x-kubernetes-list-type"),
            keys: list("x-kubernetes-list-map-keys"),
            atomic: schema["x-kubernetes-map-type"] == "atomic",
            open: flag("x-kubernetes-preserve-unknown-fields") || flag("x-kubernetes-embedded-resource"),
            // An empty map, text or zero as a default only says of what type the field is.
            default: schema
                .get("default")
                .filter(|it| !matches!(it, Value::Object(map) if map.is_empty()) && **it != 0 && **it != "")
                .cloned(),
            choices: list("enum"),
            least: bound("minimum", 1),
            most: bound("maximum", -1),
            reference,
            ..Type::default()
        }
    }
}

/// The words about a schema, without those about its choices, which stand beside them.
fn about(schema: &Value) -> String {
    let words = schema["description"].as_str().unwrap_or_default();
    let end = words.find("\n\nPossible enum values:").filter(|_| schema["enum"].is_array()).unwrap_or(words.len());
    words[..end].trim().to_owned()
}
