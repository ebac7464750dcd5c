//! Whether server-side apply would be a no-op, decided without asking: the same set of owned fields, and the same values by
//! the list of harmless differences (`apply_facts` 2). In doubt the answer is no, and the server is asked.

use serde_json::Value;

use super::managed::{leaves, ours, would_own};
use crate::schema::{Cursor, ListKind, element_key};
use crate::text::quantity;

/// Fields that the server adds inside of values that are owned as a whole.
const ADDED_INSIDE: [&str; 7] = ["apiVersion", "kind", "status", "volumeMode", "protocol", "divisor", "apiGroup"];

/// Whether applying `body` would change nothing of `live`, surely.
pub fn is_unchanged(body: &Value, live: &Value) -> bool {
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    let cursor = Cursor::of(text("apiVersion"), text("kind"));
    let (Some(ours), Some(wanted)) = (ours(live), would_own(body, cursor)) else { return false };
    live.pointer("/metadata/deletionTimestamp").is_none() && leaves(ours) == wanted && same(body, live, cursor, false)
}

/// Whether everything that is wanted is there. `inside`: in a value that is owned as a whole, where nothing else may be.
fn same(wanted: &Value, live: &Value, cursor: Cursor, inside: bool) -> bool {
    if cursor.is_quantity() {
        return quantity::same(wanted, live);
    }
    match (wanted, live) {
        (Value::Object(wanted), Value::Object(live)) => {
            let whole = inside || cursor.is_atomic();
            let more = |(key, value): (&String, &Value)| whole && !wanted.contains_key(key) && !harmless(key, value);
            !live.iter().any(more)
                && wanted.iter().all(|(key, value)| match live.get(key) {
                    Some(live) => same(value, live, cursor.field(key), whole),
                    None => is_dropped(value),
                })
        }
        (Value::Array(wanted), Value::Array(live)) => match cursor.list() {
            ListKind::Keys(keys) if !inside => same_items(wanted, live, keys, cursor.item()),
            ListKind::Set if !inside => wanted.iter().all(|item| live.contains(item)),
            _ => wanted.len() == live.len() && wanted.iter().zip(live).all(|(a, b)| same(a, b, cursor.item(), true)),
        },
        (wanted, live) => wanted == live,
    }
}

/// Items by key, in the same order among themselves: order is content.
fn same_items(wanted: &[Value], live: &[Value], keys: &[String], item: Cursor) -> bool {
    let mut last = None;
    wanted.iter().all(|one| {
        let key = element_key(one, keys, item);
        let Some(at) = live.iter().position(|other| element_key(other, keys, item) == key) else { return false };
        let in_order = last.is_none_or(|last| last < at);
        last = Some(at);
        in_order && same(one, &live[at], item, false)
    })
}

fn harmless(key: &str, _value: &Value) -> bool {
    ADDED_INSIDE.contains(&key)
}

/// Whether the server leaves a value out where it is of no meaning.
fn is_dropped(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || *value == 0 || *value == ""
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn live() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": { "name": "x", "uid": "u", "managedFields": [{ "manager": "rhumb", "operation": "Apply", "fieldsV1": {
                "f:spec": { "f:replicas": {}, "f:paused": {}, "f:template": { "f:spec": { "f:containers": {
                    "k:{\"name\":\"a\"}": { ".": {}, "f:name": {}, "f:image": {}, "f:env": {
                        "k:{\"name\":\"A\"}": { ".": {}, "f:name": {}, "f:value": {} },
                        "k:{\"name\":\"B\"}": { ".": {}, "f:name": {}, "f:valueFrom": { "f:fieldRef": {} } } },
                        "f:resources": { "f:limits": { "f:cpu": {} } } } } } } } } }] },
            "spec": { "replicas": 2, "revisionHistoryLimit": 10, "template": { "spec": { "restartPolicy": "Always", "containers": [
                { "name": "sidecar", "image": "injected" },
                { "name": "a", "image": "x", "terminationMessagePath": "/dev/termination-log", "resources": { "limits": { "cpu": "1" } },
                  "env": [{ "name": "A", "value": "1" }, { "name": "B", "valueFrom": { "fieldRef": { "apiVersion": "v1", "fieldPath": "metadata.name" } } }] } ] } } },
            "status": { "replicas": 2 },
        })
    }

    fn body() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x" },
            "spec": { "replicas": 2, "paused": false, "template": { "spec": { "containers": [
                { "name": "a", "image": "x", "resources": { "limits": { "cpu": "1000m" } },
                  "env": [{ "name": "A", "value": "1" }, { "name": "B", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }] } ] } } },
        })
    }

    #[test]
    fn defaults_other_peoples_fields_and_other_words_for_an_amount_are_no_change() {
        assert!(is_unchanged(&body(), &live()));
    }

    #[test]
    fn a_value_an_order_a_field_more_or_less_is_a_change() {
        let edit = |pointer: &str, value: Value| {
            let mut body = body();
            *body.pointer_mut(pointer).expect("a field of the body") = value;
            body
        };
        let container = "/spec/template/spec/containers/0";
        let swapped =
            json!([body().pointer(&format!("{container}/env/1")), body().pointer(&format!("{container}/env/0"))]);
        let rows = [
            edit("/spec/replicas", json!(3)),
            edit(&format!("{container}/image"), json!("y")),
            edit(&format!("{container}/env"), swapped),
            edit(&format!("{container}/env/1/valueFrom/fieldRef/fieldPath"), json!("metadata.uid")),
            edit(&format!("{container}/env"), json!([{ "name": "A", "value": "1" }])),
            edit(&format!("{container}/resources/limits"), json!({ "cpu": "1", "memory": "1Gi" })),
            edit("/metadata", json!({ "name": "x", "labels": { "a": "b" } })),
        ];
        for body in rows {
            assert!(!is_unchanged(&body, &live()), "{body:#}");
        }
        let mut not_ours = live();
        not_ours["metadata"]["managedFields"][0]["manager"] = "kubectl".into();
        assert!(!is_unchanged(&body(), &not_ours));
    }
}
