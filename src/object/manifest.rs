//! Objects of manifests: YAML or JSON, each value with its place in the file.

use super::{Node, NodeValue, is_secret};
use crate::diagnostic::{Origin, Sources};
use crate::text::located::{Located, LocatedValue, documents};
use crate::text::yaml::YamlError;

/// Why a manifest gives no objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// It is no YAML.
    Unreadable(YamlError),
    /// Objects lack what every object has: for each the line, from 1, the place, and the field.
    Incomplete(Vec<(u64, Origin, &'static str)>),
}

/// The objects of a file in its order; a `List` is those in it. `name` is the file as the user named it. The file is added
/// to the sources; where their line space is full, the objects have no places. One with secrets is never drawn.
///
/// # Errors
/// It is no YAML, or holds what is no object.
pub fn manifest(name: &str, text: &str, sources: &mut Sources) -> Result<Vec<Node>, ManifestError> {
    let documents = documents(text).map_err(|error| {
        // Nobody knows what a file holds that cannot be read.
        sources.add_data(name, text, text.contains("Secret"));
        ManifestError::Unreadable(error.plain())
    })?;
    let mut found = Vec::new();
    for document in documents {
        each(document, &mut found);
    }
    let first = sources.add_data(name, text, found.iter().any(holds_secrets));
    let nodes: Vec<(u64, Node)> = found.iter().map(|object| (object.line, node(object, first))).collect();
    let lacking = nodes.iter().filter_map(|(line, node)| Some((*line, node.origin, lacks(node)?)));
    let lacking: Vec<_> = lacking.collect();
    if !lacking.is_empty() {
        return Err(ManifestError::Incomplete(lacking));
    }
    Ok(nodes.into_iter().map(|(_, node)| node).collect())
}

/// What an object has to say, for where a field of it is missing.
pub const LACKING: &str = "an object says `apiVersion`, `kind` and `metadata.name`";

/// The first field that every object has and this one lacks.
fn lacks(node: &Node) -> Option<&'static str> {
    let is = |keys: &[&str]| node.at(keys).and_then(Node::as_str).is_some_and(|text| !text.is_empty());
    let fields: [(&'static str, &[&str]); 3] =
        [("apiVersion", &["apiVersion"]), ("kind", &["kind"]), ("metadata.name", &["metadata", "name"])];
    fields.into_iter().find(|(_, keys)| !is(keys)).map(|(field, _)| field)
}

fn holds_secrets(object: &Located) -> bool {
    let text = |key| object.get(key).and_then(Located::as_str).unwrap_or_default();
    let group = text("apiVersion").split_once('/').map_or("", |(group, _)| group);
    is_secret(group, text("kind"))
}

/// The objects of a document.
fn each(document: Located, out: &mut Vec<Located>) {
    let is_list = document.get("kind").and_then(Located::as_str).is_some_and(|kind| kind.ends_with("List"));
    match document.value {
        LocatedValue::Map(entries) if is_list && entries.iter().any(|(key, _)| key == "items") => {
            for (key, items) in entries {
                if let ("items", LocatedValue::List(items)) = (key.as_str(), items.value) {
                    items.into_iter().for_each(|item| each(item, out));
                }
            }
        }
        value => out.push(Located { value, ..document }),
    }
}

fn node(from: &Located, first: Option<u16>) -> Node {
    let place = |first: u16| {
        let line = u16::try_from(from.line).ok().filter(|line| *line > 0)?.checked_add(first)?;
        Some(Origin { line, column: u16::try_from(from.column).unwrap_or(u16::MAX) })
    };
    let origin = first.and_then(place).unwrap_or(Origin::NONE);
    match &from.value {
        LocatedValue::Leaf(leaf) => Node::leaf(leaf.clone(), origin),
        LocatedValue::List(items) => Node::list(items.iter().map(|item| node(item, first)).collect(), origin),
        LocatedValue::Map(entries) => {
            let entries = entries.iter().map(|(key, item)| (key.clone().into(), node(item, first))).collect();
            Node { value: NodeValue::Map(entries), origin }
        }
    }
}
