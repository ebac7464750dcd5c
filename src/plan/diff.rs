//! Live to what it would be, field by field, each with its cause and the line of the script.

use serde_json::Value;

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

/// Every field that differs.
pub fn diff(live: &Value, next: &Value, context: &Context<'_>) -> Vec<FieldChange> {
    let text = |key: &str| next[key].as_str().unwrap_or_default();
    let cursor = Cursor::of(text("apiVersion"), text("kind"));
    let mut walk = Walk { context, changes: Vec::new() };
    walk.values(&quiet(live), &quiet(next), cursor, Some(context.node), &FieldPath::default());
    let group = text("apiVersion").split_once('/').map_or("", |(group, _)| group);
    if is_secret(group, text("kind")) {
        walk.changes.iter_mut().for_each(mask);
    }
    walk.changes
}

/// The object without what is never compared.
fn quiet(object: &Value) -> Value {
    let mut copy = object.clone();
    if let Value::Object(map) = &mut copy {
        map.remove("status");
        if let Some(Value::Object(metadata)) = map.get_mut("metadata") {
            SERVER_METADATA.iter().for_each(|key| {
                metadata.remove(*key);
            });
            if let Some(Value::Object(annotations)) = metadata.get_mut("annotations") {
                NOISE.iter().for_each(|key| {
                    annotations.remove(*key);
                });
                if annotations.is_empty() {
                    metadata.remove("annotations");
                }
            }
        }
    }
    copy
}

/// Secret values are told as changed, not as what they were.
fn mask(change: &mut FieldChange) {
    if change.path.starts_with(&["data"]) || change.path.starts_with(&["stringData"]) {
        for value in [&mut change.old, &mut change.new] {
            if value.is_some() {
                *value = Some(MASK.into());
            }
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
                    match old.get(key) {
                        Some(old) => self.values(old, value, cursor.field(key), node, &path),
                        None => self.tell(None, Some(value), node, &path),
                    }
                }
                for (key, value) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
                    self.tell(Some(value), None, None, &path.field(key));
                }
            }
            (Value::Array(old), Value::Array(new)) => match cursor.list() {
                ListKind::Keys(keys) => self.items(old, new, keys, cursor.item(), node, path),
                // Items of a value that is owned as a whole are compared by place, where nothing came or went.
                _ if old.len() == new.len() => {
                    for (index, (old, new)) in old.iter().zip(new).enumerate() {
                        let node = node.and_then(|node| node.items().get(index));
                        self.values(old, new, cursor.item(), node, &path.then(Step::Index(index)));
                    }
                }
                _ => self.tell(Some(live), Some(next), node, path),
            },
            _ => self.tell(Some(live), Some(next), node, path),
        }
    }

    fn items(
        &mut self,
        old: &[Value],
        new: &[Value],
        keys: &[String],
        item: Cursor,
        node: Option<&Node>,
        path: &FieldPath,
    ) {
        let key_of = |value: &Value| element_key(value, keys, item);
        let nodes = node.map_or(&[][..], Node::items);
        for value in new {
            let key = key_of(value);
            let node = nodes.iter().find(|node| key_of(&node.to_value()) == key);
            let path = path.then(Step::Key(key.clone()));
            match old.iter().find(|other| key_of(other) == key) {
                Some(other) => self.values(other, value, item, node, &path),
                None => self.tell(None, Some(value), node, &path),
            }
        }
        for value in old.iter().filter(|value| !new.iter().any(|other| key_of(other) == key_of(value))) {
            self.tell(Some(value), None, None, &path.then(Step::Key(key_of(value))));
        }
        let order = |list: &[Value], other: &[Value]| -> Vec<Value> {
            let common = list.iter().map(key_of).filter(|key| other.iter().any(|value| key_of(value) == *key));
            common.map(|key| key.first().map_or(Value::Null, |(_, value)| value.clone())).collect()
        };
        let (before, after) = (order(old, new), order(new, old));
        if before != after {
            let path = path.field("order");
            self.push(Some(before.into()), Some(after.into()), Cause::Script, self.origin(node), path);
        }
    }

    fn origin(&self, node: Option<&Node>) -> Origin {
        node.map_or(Origin::NONE, first_origin).or(self.context.origin)
    }

    /// One line: what the script wants is shown as it says it, without the defaults that the server adds.
    fn tell(&mut self, old: Option<&Value>, new: Option<&Value>, node: Option<&Node>, path: &FieldPath) {
        let owned = self.context.owned.is_some_and(|owned| has(owned, path));
        // A new map of one entry is told as that entry: `metadata.annotations[a/b]`.
        if let (None, Some(NodeValue::Map(entries))) = (old, node.map(|node| &node.value))
            && let [(key, inner)] = entries.as_slice()
        {
            return self.tell(None, new.and_then(|new| new.get(key)), Some(inner), &path.field(key));
        }
        match (node, new) {
            (Some(node), Some(new)) => {
                let shown = if old.is_none() { node.to_value() } else { new.clone() };
                let origin = nearest(self.context.node, path).or(self.context.origin);
                self.push(old.cloned(), Some(shown), Cause::Script, origin, path.clone());
            }
            (_, new) => {
                let cause = if owned { Cause::Removed } else { Cause::Server };
                self.push(old.cloned(), new.cloned(), cause, self.context.origin, path.clone());
            }
        }
    }

    fn push(&mut self, old: Option<Value>, new: Option<Value>, cause: Cause, origin: Origin, path: FieldPath) {
        let place = if cause == Cause::Server { None } else { self.context.sources.place(origin) };
        let note = if cause == Cause::Script { self.context.sources.noted(origin).map(str::to_owned) } else { None };
        self.changes.push(FieldChange { path, old, new, cause, place, note });
    }
}

/// The place of a field, else that of the nearest one around it.
pub fn nearest(root: &Node, path: &FieldPath) -> Origin {
    let (mut node, mut origin) = (root, root.origin);
    for step in &path.0 {
        let next = match step {
            Step::Field(key) => node.get(key),
            Step::Index(index) => node.items().get(*index),
            Step::Key(keys) => node.items().iter().find(|item| {
                keys.iter().all(|(key, value)| item.get(key).is_none_or(|node| node.to_value() == *value))
                    && item.get(&keys[0].0).is_some()
            }),
        };
        let Some(next) = next else { break };
        node = next;
        origin = node.origin.or(origin);
    }
    origin
}

/// The place of a node, else the first one inside of it.
fn first_origin(node: &Node) -> Origin {
    if !node.origin.is_none() {
        return node.origin;
    }
    let inner: Vec<&Node> = match &node.value {
        NodeValue::Map(entries) => entries.iter().map(|(_, node)| node).collect(),
        NodeValue::List(items) => items.iter().collect(),
        NodeValue::Leaf(_) => Vec::new(),
    };
    inner.into_iter().map(first_origin).find(|origin| !origin.is_none()).unwrap_or(Origin::NONE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(live: &Value, next: &Value, wanted: &Value, owned: &Value) -> Vec<String> {
        let node = Node::from_value(wanted, Origin::NONE);
        let sources = Sources::default();
        let context = Context { node: &node, origin: Origin::NONE, owned: Some(owned), sources: &sources };
        let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        let line = |change: &FieldChange| {
            format!("{} {} {} {:?}", change.path, show(&change.old), show(&change.new), change.cause)
        };
        diff(live, next, &context).iter().map(line).collect()
    }

    fn deployment(spec: Value) -> Value {
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "template": { "spec": spec } } })
    }

    #[test]
    fn a_change_is_one_line_with_its_cause() {
        let pod = "spec.template.spec";
        let live = deployment(
            json!({ "containers": [{ "name": "a", "image": "x", "env": [{ "name": "A", "value": "1" }, { "name": "B" }] }] }),
        );
        let owned = json!({ "f:spec": { "f:template": { "f:spec": { "f:containers": { "k:{\"name\":\"a\"}": { "f:image": {}, "f:env": { "k:{\"name\":\"B\"}": {} } } } } } } });
        let next = deployment(
            json!({ "containers": [{ "name": "a", "image": "y", "env": [{ "name": "A", "value": "1" }], "tty": true, "resources": {} }] }),
        );
        let wanted = deployment(
            json!({ "containers": [{ "name": "a", "image": "y", "env": [{ "name": "A", "value": "1" }], "tty": true }] }),
        );
        assert_eq!(
            lines(&live, &next, &wanted, &owned),
            [
                format!("{pod}.containers[name=a].image \"x\" \"y\" Script"),
                format!("{pod}.containers[name=a].env[name=B] {{\"name\":\"B\"}} - Removed"),
                format!("{pod}.containers[name=a].tty - true Script"),
                format!("{pod}.containers[name=a].resources - {{}} Server"),
            ]
        );
    }

    #[test]
    fn another_order_is_one_line() {
        let env = |names: [&str; 2]| {
            deployment(json!({ "containers": [{ "name": "a", "env": [{ "name": names[0] }, { "name": names[1] }] }] }))
        };
        let (live, next) = (env(["A", "B"]), env(["B", "A"]));
        assert_eq!(
            lines(&live, &next, &next, &json!({})),
            ["spec.template.spec.containers[name=a].env.order [\"A\",\"B\"] [\"B\",\"A\"] Script"]
        );
    }

    #[test]
    fn values_of_secrets_are_never_told() {
        let secret =
            |value: &str| json!({ "apiVersion": "v1", "kind": "Secret", "data": { "k": value }, "type": "Opaque" });
        assert_eq!(
            lines(&secret("b25l"), &secret("dHdv"), &secret("dHdv"), &json!({})),
            ["data.k \"(secret)\" \"(secret)\" Script"]
        );
    }
}
