//! Makes the embedded file of what an API server serves under `/openapi/v3`: the newest stable version of each kind, with the
//! types that it needs, and without words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::types::{Type, Types};
use crate::text::pack::pack;

/// Packs OpenAPI v3 documents. Lists, subresources and options are left out.
///
/// # Errors
/// What the compressor says.
pub fn record(documents: &[Value]) -> Result<Vec<u8>, String> {
    let mut all: BTreeMap<&str, &Value> = BTreeMap::new();
    for document in documents {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        all.extend(schemas.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)));
    }
    let mut types = Types::default();
    let mut wanted = BTreeSet::new();
    for (name, schema) in &all {
        let Some([gvk]) = schema["x-kubernetes-group-version-kind"].as_array().map(Vec::as_slice) else { continue };
        let text = |key: &str| gvk[key].as_str().unwrap_or_default();
        let stable = text("version").strip_prefix('v').is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()));
        if !stable || text("kind").ends_with("List") || schema.pointer("/properties/metadata").is_none() {
            continue;
        }
        let version = if text("group").is_empty() { text("version").to_owned() } else { format!("{}/{}", text("group"), text("version")) };
        types.kinds.insert(format!("{version}/{}", text("kind")), (*name).to_owned());
        wanted.insert(*name);
    }
    while let Some(name) = wanted.pop_first() {
        let Some(schema) = all.get(name).filter(|_| !types.types.contains_key(name)) else { continue };
        let stripped = strip(name, schema);
        let mut references = Vec::new();
        collect(&stripped, &mut references);
        wanted.extend(references.iter().filter_map(|name| all.get_key_value(name.as_str()).map(|(name, _)| *name)));
        types.types.insert(name.to_owned(), stripped);
    }
    let json = serde_json::to_vec(&types).map_err(|error| error.to_string())?;
    pack(&json)
}

/// A schema without words.
fn strip(name: &str, schema: &Value) -> Type {
    let text = |key: &str| schema[key].as_str().map(str::to_owned);
    let list = |key: &str| -> Vec<String> {
        schema[key].as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let reference = schema["$ref"].as_str().or_else(|| schema.pointer("/allOf/0/$ref").and_then(Value::as_str));
    let reference = reference.and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let quantity = name.ends_with("pkg.api.resource.Quantity");
    let properties = schema["properties"].as_object().into_iter().flatten();
    Type {
        kind: text("type"),
        format: if quantity { Some("quantity".to_owned()) } else { text("format") },
        properties: properties.map(|(name, schema)| (name.clone(), strip(name, schema))).collect(),
        required: list("required"),
        items: schema.get("items").map(|items| Box::new(strip("", items))),
        values: schema.get("additionalProperties").filter(|it| it.is_object()).map(|it| Box::new(strip("", it))),
        list: text("x-kubernetes-list-type"),
        keys: list("x-kubernetes-list-map-keys"),
        atomic: schema["x-kubernetes-map-type"] == "atomic",
        // An empty map or zero as a default only says of what type the field is.
        default: schema.get("default").filter(|it| !matches!(it, Value::Object(map) if map.is_empty()) && **it != 0 && **it != "").cloned(),
        choices: list("enum"),
        reference,
    }
}

fn collect(ty: &Type, out: &mut Vec<String>) {
    out.extend(ty.reference.clone());
    let inner = ty.properties.values().chain(ty.items.as_deref()).chain(ty.values.as_deref());
    inner.for_each(|ty| collect(ty, out));
}
