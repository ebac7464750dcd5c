//! Secrets. Values are in the clear until an object is taken: then they are written in base64 or hidden.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::build::patch;
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{Secret, Source};
use crate::object::{Intents, MASK, Node, NodeValue, Refused, Scalar, is_secret};
use crate::schema::Cursor;

/// Renders a Secret.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &Secret) {
    let said = &part.said;
    let mut node = Head {
        api_version: "v1",
        kind: "Secret",
        name: &part.name,
        named: said.made,
        said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    node.set("type", part.kind.as_deref().unwrap_or("Opaque"), said.of("type"));
    let (mut values, mut intents) = (Node::map(said.made), Intents::default());
    for (key, source) in &part.data {
        let at = said.find("data", key).unwrap_or(said.of("data"));
        let value = match source {
            Source::Given(value) => value.reveal(),
            Source::Literal(text) => {
                let place = stage.place(at);
                stage.tell(literal(&part.name, key).at(place));
                text
            }
            Source::Public(text) => text,
            Source::Missing(variable) => {
                missing(stage, part, key, variable);
                MASK
            }
            Source::Generated { name, length } => {
                intents.refused.push(generated(stage, name, *length, at));
                MASK
            }
        };
        values.set(key.clone(), value, at);
    }
    if !values.is_empty() {
        node.put("stringData", values);
    }
    patch(&mut node, &part.patch, Cursor::of("v1", "Secret"));
    stage.add(scope, node, intents);
}

/// A secret value that stands in the script.
pub(super) fn literal(name: &str, key: &str) -> Diagnostic {
    let message = format!("A secret value stands in the script, for everybody to read: `{key}` of `{name}`.");
    Diagnostic::warning("literal-secret", message)
        .help(format!("write `secret_param(\"{key}\")` and give the value with `--secrets FILE`."))
}

fn missing(stage: &mut Stage<'_>, part: &Secret, key: &str, variable: &str) {
    if !stage.options.show_secrets {
        return;
    }
    let at = part.said.find("data", key).unwrap_or(part.said.of("data"));
    let place = stage.place(at);
    stage.tell(
        Diagnostic::error("secret-missing", format!("No value was given for a secret: `{key}` of `{}`.", part.name))
            .help(format!("give it with `--secrets FILE`, or in the variable `{variable}`."))
            .at(place),
    );
}

/// A value that the first apply makes. What is sent has to be known, and nothing makes it yet.
fn generated(stage: &mut Stage<'_>, name: &str, length: i64, at: Origin) -> Refused {
    let place = stage.place(at);
    if *stage.generated.entry(name.to_owned()).or_insert(length) != length {
        let message = format!("A generated value has two lengths, but the same name is the same value: {name}.");
        let told = Diagnostic::error("same-name", message).help("give one of them another name.");
        stage.tell(told.at(place));
    }
    let refused = Refused {
        words: format!("Generated secret values cannot be carried out yet: {name}."),
        help: "give the value with `secret_param(\"NAME\")`, or look at the rest with `rhumb render`.".to_owned(),
        origin: at,
    };
    if stage.options.show_secrets {
        stage.tell(refused.told(stage.notes.sources));
    }
    refused
}

/// Writes every value of a Secret in base64 below `data` or, without `show`, hides it below `stringData`. `stringData`
/// itself is never sent: what it once held stays in the object for ever.
pub(super) fn conceal(node: &mut Node, show: bool) {
    let is_core = node.get("apiVersion").and_then(Node::as_str) == Some("v1");
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
    if !is_core || !is_secret("", kind) {
        return;
    }
    let NodeValue::Map(entries) = &mut node.value else {
        return;
    };
    let mut take = |field: &str| {
        let at = entries.iter().position(|(key, _)| key == field)?;
        Some(entries.remove(at).1)
    };
    let (data, clear) = (take("data"), take("stringData"));
    let Some(around) = data.as_ref().or(clear.as_ref()).map(|node| node.origin) else {
        return;
    };
    let mut values = Node::map(around);
    for (key, value) in data.iter().flat_map(Node::entries) {
        let at = value.origin;
        match value.as_str() {
            _ if !show => values.set(key.clone(), MASK, at),
            // A newline at the end, as `base64` prints it, is dropped by the API server.
            Some(text) => values.set(key.clone(), text.trim(), at),
            None => {
                values.put(key.clone(), value.clone());
                &mut values
            }
        };
    }
    for (key, value) in clear.iter().flat_map(Node::entries) {
        let at = value.origin;
        match &value.value {
            _ if !show => values.set(key.clone(), MASK, at),
            NodeValue::Leaf(Scalar::Text(text)) => values.set(key.clone(), STANDARD.encode(text), at),
            _ => {
                values.put(key.clone(), value.clone());
                &mut values
            }
        };
    }
    node.put(if show { "data" } else { "stringData" }, values);
}
