//! Live to what it would be, field by field, each with its cause and the line of the script.

use serde_json::{Value, json};

use super::clean::has_free_keys;
use super::managed::has;
use super::{Cause, FieldChange};
use crate::diagnostic::{Origin, Sources};
use crate::object::{FieldPath, MASK, Node, NodeValue, Step, is_secret};
use crate::schema::{Cursor, ListKind, element_key};
use crate::text::quantity;

/// What a diff looks at beside the two objects.
pub struct Context<'a> {
    /// What the script wants, with places.
    pub node: &'a Node,
    /// The call that made the object.
    pub origin: Origin,
    /// What the manager `rhumb` owned before.
    pub owned: Option<&'a Value>,
    /// The files.
    pub sources: &'a Sources,
}

/// Metadata that the server keeps for itself.
const SERVER_METADATA: [&str; 6] =
    ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];
/// Annotations that others keep there.
const NOISE: [&str; 2] = ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

/// Every field that differs. Objects in different versions are compared by their metadata alone.
pub fn diff(live: &Value, next: &Value, context: &Context<'_>) -> Vec<FieldChange> {
    let text = |key: &str| next[key].as_str().unwrap_or_default();
    let cursor = Cursor::of(text("apiVersion"), text("kind"));
    let mut walk = Walk { context, changes: Vec::new() };
    let comparable = live["apiVersion"] == next["apiVersion"];
    walk.values(&quiet(live, comparable), &quiet(next, comparable), cursor, Some(context.node), &FieldPath::default());
    let group = text("apiVersion").split_once('/').map_or("", |(group, _)| group);
    if is_secret(group, text("kind")) {
        walk.changes.iter_mut().for_each(mask);
    }
    walk.changes
}

/// The object without what is never compared.
fn quiet(object: &Value, whole: bool) -> Value {
    let mut copy = if whole { object.clone() } else { json!({ "metadata": object["metadata"] }) };
    let Value::Object(map) = &mut copy else { return copy };
    for key in ["apiVersion", "kind", "status"] {
        map.shift_remove(key);
    }
    if let Some(Value::Object(metadata)) = map.get_mut("metadata") {
        for key in SERVER_METADATA {
            metadata.shift_remove(key);
        }
        if let Some(Value::Object(annotations)) = metadata.get_mut("annotations") {
            for key in NOISE {
                annotations.shift_remove(key);
            }
            if annotations.is_empty() {
                metadata.shift_remove("annotations");
            }
        }
    }
    copy
}

/// Secret values are told as changed, not as what they were.
fn mask(change: &mut FieldChange) {
    if change.path.starts_with(&["data"]) || change.path.starts_with(&["stringData"]) {
        for value in [&mut change.old, &mut change.new].into_iter().flatten() {
            *value = MASK.into();
        }
    }
}

struct Walk<'a> {
    context: &'a Context<'a>,
    changes: Vec<FieldChange>,
}

impl Walk<'_> {
    fn values(&mut self, live: &Value, next: &Value, cursor: Cursor, node: Option<&Node>, path: &FieldPath) {
        if live == next || (cursor.is_quantity() && quantity::same(live, next)) {
            return;
        }
        match (live, next) {
            (Value::Object(old), Value::Object(new)) => {
                for (key, value) in new {
                    let (path, node) = (path.field(key), node.and_then(|node| node.get(key)));
                    let field = field(cursor, &path, key);
                    match old.get(key) {
                        Some(old) => self.values(old, value, field, node, &path),
                        // Each label, limit or key of data is a line of its own, also the first.
                        None if has_free_keys(field) => self.values(&json!({}), value, field, node, &path),
                        None => self.tell(None, Some(value), node, &path),
                    }
                }
                for (key, value) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
                    let path = path.field(key);
                    let field = field(cursor, &path, key);
                    if has_free_keys(field) {
                        self.values(value, &json!({}), field, None, &path);
                    } else {
                        self.tell(Some(value), None, None, &path);
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) => match cursor.list() {
                ListKind::Keys(keys) => self.items(old, new, keys, cursor.item(), node, path),
                ListKind::Set => self.members(old, new, node, path),
                ListKind::Atomic => self.places(old, new, cursor, node, path),
            },
            _ => self.tell(Some(live), Some(next), node, path),
        }
    }

    /// A list whose items have keys: what came, what went, what differs inside, and the order of what stayed.
    fn items(
        &mut self,
        old: &[Value],
        new: &[Value],
        keys: &[String],
        item: Cursor,
        node: Option<&Node>,
        path: &FieldPath,
    ) {
        let keyed = |value: &Value| element_key(value, keys, item);
        let nodes: Vec<(Vec<(String, Value)>, &Node)> =
            node.map_or(&[][..], Node::items).iter().map(|node| (keyed(&node.to_value()), node)).collect();
        let before: Vec<_> = old.iter().map(keyed).collect();
        let after: Vec<_> = new.iter().map(keyed).collect();
        for (value, key) in new.iter().zip(&after) {
            let node = nodes.iter().find(|(other, _)| other == key).map(|(_, node)| *node);
            let path = path.then(Step::Key(key.clone()));
            match before.iter().position(|other| other == key) {
                Some(at) => self.values(&old[at], value, item, node, &path),
                None => self.tell(None, Some(value), node, &path),
            }
        }
        for (value, key) in old.iter().zip(&before).filter(|(_, key)| !after.contains(key)) {
            self.tell(Some(value), None, None, &path.then(Step::Key(key.clone())));
        }
        let stayed = |list: &[Vec<(String, Value)>], other: &[Vec<(String, Value)>]| -> Vec<Value> {
            list.iter().filter(|key| other.contains(key)).map(|key| name_of(key, list)).collect()
        };
        let (before, after) = (stayed(&before, &after), stayed(&after, &before));
        if before != after {
            let cause = if node.is_some() { Cause::Script } else { Cause::Server };
            let origin = node.map_or(Origin::NONE, first_origin).or(self.context.origin);
            self.push(Some(before.into()), Some(after.into()), cause, origin, order(path));
        }
    }

    /// A list that is a set of values.
    fn members(&mut self, old: &[Value], new: &[Value], node: Option<&Node>, path: &FieldPath) {
        let nodes = node.map_or(&[][..], Node::items);
        let member = |value: &Value| path.then(Step::Key(vec![(String::new(), value.clone())]));
        for value in new.iter().filter(|value| !old.contains(value)) {
            let node = nodes.iter().find(|node| node.to_value() == *value);
            self.tell(None, Some(value), node, &member(value));
        }
        for value in old.iter().filter(|value| !new.contains(value)) {
            self.tell(Some(value), None, None, &member(value));
        }
    }

    /// A list that is owned as a whole. An item that came, went or changed is told alone; a list that is another one, or in
    /// another order, as a whole.
    fn places(&mut self, old: &[Value], new: &[Value], cursor: Cursor, node: Option<&Node>, path: &FieldPath) {
        let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let same_end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(old, new)| old == new);
        let end = same_end.count();
        let (gone, come) = (&old[start..old.len() - end], &new[start..new.len() - end]);
        let node_at = |index: usize| node.and_then(|node| node.items().get(index));
        let in_place = gone.len() == come.len() && come.iter().all(|item| item.is_object() && !gone.contains(item));
        if in_place || (gone.len() == 1 && come.len() == 1) {
            for (index, (old, new)) in (start..).zip(gone.iter().zip(come)) {
                self.values(old, new, cursor.item(), node_at(index), &path.then(Step::Index(index)));
            }
        } else if gone.is_empty() {
            for (index, new) in (start..).zip(come) {
                self.tell(None, Some(new), node_at(index), &path.then(Step::Index(index)));
            }
        } else if come.is_empty() {
            for (index, old) in (start..).zip(gone) {
                self.tell(Some(old), None, None, &path.then(Step::Index(index)));
            }
        } else {
            self.tell(Some(&old.into()), Some(&new.into()), node, path);
        }
    }

    /// One line: what the script adds is shown as it says it, without the defaults that the server fills in.
    fn tell(&mut self, old: Option<&Value>, new: Option<&Value>, node: Option<&Node>, path: &FieldPath) {
        // A new map of one entry is told as that entry: `securityContext.runAsUser`.
        if let (None, Some(Step::Field(_)), Some(NodeValue::Map(entries))) =
            (old, path.0.last(), node.map(|node| &node.value))
            && let [(key, inner)] = entries.as_slice()
            && let Some(value) = new.and_then(|new| new.get(key.as_ref()))
        {
            return self.tell(None, Some(value), Some(inner), &path.field(key));
        }
        if let (Some(node), Some(new)) = (node, new) {
            let shown = if old.is_none() { node.to_value() } else { new.clone() };
            let around = nearest(self.context.node, path).or(self.context.origin);
            // Lists and maps are there because of what is said in them: who made the object said nothing of them.
            let made = self.context.node.origin;
            let origin = if around == made { inside(node, made).unwrap_or(around) } else { around };
            self.push(old.cloned(), Some(shown), Cause::Script, origin, path.clone());
            return;
        }
        let owned = self.context.owned.is_some_and(|owned| has(owned, path));
        let cause = if owned && old.is_some() { Cause::Removed } else { Cause::Server };
        self.push(old.cloned(), new.cloned(), cause, self.context.origin, path.clone());
    }

    fn push(&mut self, old: Option<Value>, new: Option<Value>, cause: Cause, origin: Origin, path: FieldPath) {
        let place = if cause == Cause::Server { None } else { self.context.sources.place(origin) };
        let note = if cause == Cause::Script { self.context.sources.noted(origin) } else { None };
        self.changes.push(FieldChange { path, old, new, cause, place, note });
    }
}

/// The type of a field. Metadata is the same for every kind, also for one without a schema.
fn field<'a>(cursor: Cursor<'a>, path: &FieldPath, key: &str) -> Cursor<'a> {
    let field = cursor.field(key);
    let metadata = !field.is_known() && path.0.len() == 1 && key == "metadata";
    if metadata { Cursor::of("v1", "ConfigMap").field(key) } else { field }
}

/// `spec.template.spec.containers[name=web].env order`.
fn order(path: &FieldPath) -> FieldPath {
    let mut path = path.clone();
    if let Some(Step::Field(name)) = path.0.last_mut() {
        name.push_str(" order");
    }
    path
}

/// An item by its first key, or by all of them where the first is not enough (53/TCP and 53/UDP).
fn name_of(key: &[(String, Value)], all: &[Vec<(String, Value)>]) -> Value {
    let first = |key: &[(String, Value)]| key.first().map_or(Value::Null, |(_, value)| value.clone());
    if all.iter().filter(|other| first(other) == first(key)).count() <= 1 {
        return first(key);
    }
    let values: Vec<String> =
        key.iter().map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    values.join("/").into()
}

/// The place of a field, else that of the nearest one around it.
pub fn nearest(root: &Node, path: &FieldPath) -> Origin {
    let (mut node, mut origin) = (root, root.origin);
    for step in &path.0 {
        let next = match step {
            Step::Field(key) => node.get(key),
            Step::Index(index) => node.items().get(*index),
            Step::Key(keys) => node.items().iter().find(|item| is_item(item, keys)),
        };
        let Some(next) = next else { break };
        node = next;
        origin = node.origin.or(origin);
    }
    origin
}

/// Whether an item has these keys; one that is left to its default counts.
fn is_item(item: &Node, keys: &[(String, Value)]) -> bool {
    match keys {
        [] => false,
        [(name, value)] if name.is_empty() => item.to_value() == *value,
        [(first, _), ..] => {
            let has = |(key, value): &(String, Value)| item.get(key).is_none_or(|node| node.to_value() == *value);
            item.get(first).is_some() && keys.iter().all(has)
        }
    }
}

/// The first place in a node that is another one than that of who made the object.
fn inside(node: &Node, made: Origin) -> Option<Origin> {
    let own = Some(node.origin).filter(|origin| !origin.is_none() && *origin != made);
    own.or_else(|| match &node.value {
        NodeValue::Map(entries) => entries.iter().find_map(|(_, node)| inside(node, made)),
        NodeValue::List(items) => items.iter().find_map(|node| inside(node, made)),
        NodeValue::Leaf(_) => None,
    })
}

/// The place of a node, else the first one inside of it.
fn first_origin(node: &Node) -> Origin {
    if !node.origin.is_none() {
        return node.origin;
    }
    let inside = match &node.value {
        NodeValue::Map(entries) => entries.iter().map(|(_, node)| first_origin(node)).find(|origin| !origin.is_none()),
        NodeValue::List(items) => items.iter().map(first_origin).find(|origin| !origin.is_none()),
        NodeValue::Leaf(_) => None,
    };
    inside.unwrap_or(Origin::NONE)
}

#[cfg(test)]
mod tests;
