//! ConfigMaps, which are named by their content.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::build::{patch, put_filled};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::model::{ConfigMap, ConfigValue};
use crate::object::{Intents, Node};
use crate::schema::Cursor;
use crate::text::digest::digest;

/// The longest name that is made of a plain name and a digest.
const LONGEST: usize = 63;
/// How many digits of the digest are in a name.
const DIGITS: usize = 10;

/// The name of the object: the plain name, else that with the first digits of the digest of its content. The base is
/// cut, never the digest.
pub(super) fn name(part: &ConfigMap) -> String {
    if part.fixed_name {
        return part.name.clone();
    }
    let mut content = content(part);
    patch(&mut content, &part.patch, cursor());
    let fields = ["data", "binaryData"].into_iter();
    let fields = fields.filter_map(|field| Some((field.to_owned(), content.get(field)?.to_value())));
    let digest = digest(&Value::Object(fields.collect::<Map<_, _>>()));
    let base: String = part.name.chars().take(LONGEST - DIGITS - 1).collect();
    format!("{}-{}", base.trim_end_matches(['-', '.']), &digest[..DIGITS])
}

/// Renders a ConfigMap. One that is named by its content never changes, and is told so.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &ConfigMap) {
    let name = name(part);
    let said = &part.said;
    let mut node = Head {
        api_version: "v1",
        kind: "ConfigMap",
        name: &name,
        named: said.made,
        said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    if !part.fixed_name {
        node.set("immutable", true, said.made);
    }
    for (field, value) in content(part).entries() {
        node.put(field.clone(), value.clone());
    }
    patch(&mut node, &part.patch, cursor());
    stage.add(scope, node, Intents::default());
}

fn content(part: &ConfigMap) -> Node {
    let said = &part.said;
    let (mut data, mut bytes) = (Node::map(said.made), Node::map(said.made));
    for (key, value) in &part.data {
        let at = said.of_key("data", key);
        match value {
            ConfigValue::Text(text) => data.set(key.clone(), text.as_str(), at),
            ConfigValue::Bytes(value) => bytes.set(key.clone(), STANDARD.encode(value), at),
        };
    }
    let mut content = Node::map(said.made);
    put_filled(&mut content, "data", data);
    put_filled(&mut content, "binaryData", bytes);
    content
}

fn cursor() -> Cursor<'static> {
    Cursor::of("v1", "ConfigMap")
}
