//! Whether server-side apply would be a no-op, decided without asking: the same set of owned fields, and the same values
//! but for what is known to differ harmlessly. In doubt the answer is no, and the server is asked: a change that is not
//! seen is the worst that a plan can do.

use serde_json::{Value, json};

use super::clean::has_free_keys;
use super::managed::{leaves, ours, would_own};
use crate::schema::{Cursor, ListKind, element_key};
use crate::text::quantity;

/// Whether applying `body` would change nothing of `live`, surely.
pub fn is_unchanged(body: &Value, live: &Value) -> bool {
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    let cursor = Cursor::of(text("apiVersion"), text("kind"));
    let (Some(ours), Some(wanted)) = (ours(live), would_own(body, cursor)) else { return false };
    live.pointer("/metadata/deletionTimestamp").is_none()
        && ours.api_version == text("apiVersion")
        && leaves(ours.fields).keys().eq(wanted.keys())
        && same(body, live, cursor, &[])
}

/// Whether everything that is wanted is there, in the words of the server. `inside` are the names of the fields around.
pub fn same(wanted: &Value, live: &Value, cursor: Cursor, inside: &[&str]) -> bool {
    Same { inside: inside.to_vec() }.values(wanted, live, cursor, false)
}

struct Same<'a> {
    /// Names of the fields around, without the items of lists.
    inside: Vec<&'a str>,
}

impl<'a> Same<'a> {
    /// `whole`: in a value that is owned as a whole, where nothing may be added.
    fn values(&mut self, wanted: &'a Value, live: &Value, cursor: Cursor, whole: bool) -> bool {
        if cursor.is_quantity() {
            return wanted == live || quantity::same(wanted, live);
        }
        match (wanted, live) {
            (Value::Object(wanted), Value::Object(live)) => {
                let whole = whole || cursor.is_atomic();
                let added = |(key, value): (&String, &Value)| !wanted.contains_key(key) && !self.is_default(key, value);
                if whole && live.iter().any(added) {
                    return false;
                }
                wanted.iter().all(|(key, value)| match live.get(key) {
                    Some(live) => {
                        self.inside.push(key);
                        let same = self.values(value, live, cursor.field(key), whole);
                        self.inside.pop();
                        same
                    }
                    // Of a whole it cannot be told whether it was sent before, and free keys are never left out.
                    None => !whole && !has_free_keys(cursor) && is_dropped(value),
                })
            }
            (Value::Array(wanted), Value::Array(live)) => match cursor.list() {
                ListKind::Keys(keys) if !whole => {
                    self.items(wanted, live, |item| element_key(item, keys, cursor.item()), cursor.item())
                }
                ListKind::Set if !whole => self.items(wanted, live, Value::clone, cursor.item()),
                _ => {
                    let pairs = wanted.iter().zip(live);
                    wanted.len() == live.len()
                        && pairs.into_iter().all(|(wanted, live)| self.values(wanted, live, cursor.item(), true))
                }
            },
            (wanted, live) => wanted == live,
        }
    }

    /// Items by key, in the same order among themselves: order is content. Items of others may stand between.
    fn items<K: PartialEq>(
        &mut self,
        wanted: &'a [Value],
        live: &[Value],
        key: impl Fn(&Value) -> K,
        item: Cursor,
    ) -> bool {
        let live: Vec<(K, &Value)> = live.iter().map(|value| (key(value), value)).collect();
        let mut next = 0;
        wanted.iter().all(|one| {
            let key = key(one);
            let mut found = live.iter().enumerate().filter(|(_, (other, _))| *other == key);
            let (Some((at, (_, value))), None) = (found.next(), found.next()) else { return false };
            let in_order = at >= next;
            next = at + 1;
            in_order && self.values(one, value, item, false)
        })
    }

    /// Whether it is a default that the server adds inside of a value that is owned as a whole.
    fn is_default(&self, key: &str, value: &Value) -> bool {
        let rbac = || json!("rbac.authorization.k8s.io");
        match (self.inside.as_slice(), key) {
            ([.., "fieldRef"], "apiVersion") => *value == "v1",
            ([.., "resourceFieldRef"], "divisor") => *value == "0",
            ([.., "volumeClaimTemplates"], "apiVersion") => *value == "v1",
            ([.., "volumeClaimTemplates"], "kind") => *value == "PersistentVolumeClaim",
            ([.., "volumeClaimTemplates"], "status") => *value == json!({ "phase": "Pending" }),
            ([.., "volumeClaimTemplates", "spec"], "volumeMode") => *value == "Filesystem",
            (["spec", "ingress" | "egress", "ports"], "protocol") => *value == "TCP",
            (["subjects"] | ["roleRef"], "apiGroup") => *value == rbac(),
            _ => false,
        }
    }
}

/// Whether the server leaves out a value that means nothing.
fn is_dropped(value: &Value) -> bool {
    *value == false || *value == 0 || *value == ""
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Deployment as a server gives it back: defaults, a sidecar of somebody else, amounts in its own words.
    fn live() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": { "name": "x", "uid": "u", "managedFields": [{ "manager": "rhumb", "operation": "Apply", "apiVersion": "apps/v1",
              "fieldsV1": {
                "f:spec": { "f:replicas": {}, "f:paused": {}, "f:template": { "f:spec": { "f:tolerations": {}, "f:containers": {
                    "k:{\"name\":\"a\"}": { ".": {}, "f:name": {}, "f:image": {}, "f:env": {
                        "k:{\"name\":\"A\"}": { ".": {}, "f:name": {}, "f:value": {} },
                        "k:{\"name\":\"B\"}": { ".": {}, "f:name": {}, "f:valueFrom": { "f:fieldRef": {} } } },
                        "f:ports": { "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {}, "f:name": {} } },
                        "f:resources": { "f:limits": { "f:cpu": {} } } } } } } } } }] },
            "spec": { "replicas": 2, "revisionHistoryLimit": 10, "template": { "spec": { "restartPolicy": "Always",
                "tolerations": [{ "key": "a", "operator": "Exists" }],
                "containers": [
                { "name": "sidecar", "image": "injected" },
                { "name": "a", "image": "x", "terminationMessagePath": "/dev/termination-log", "resources": { "limits": { "cpu": "1" } },
                  "ports": [{ "containerPort": 80, "name": "http", "protocol": "TCP" }],
                  "env": [{ "name": "THEIRS", "value": "x" }, { "name": "A", "value": "1" },
                          { "name": "B", "valueFrom": { "fieldRef": { "apiVersion": "v1", "fieldPath": "metadata.name" } } }] } ] } } },
            "status": { "replicas": 2 },
        })
    }

    fn body() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x" },
            "spec": { "replicas": 2, "paused": false, "template": { "spec": {
                "tolerations": [{ "key": "a", "operator": "Exists" }], "containers": [
                { "name": "a", "image": "x", "resources": { "limits": { "cpu": "1000m" } },
                  "ports": [{ "containerPort": 80, "name": "http" }],
                  "env": [{ "name": "A", "value": "1" }, { "name": "B", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }] } ] } } },
        })
    }

    fn edit(object: Value, pointer: &str, value: Value) -> Value {
        let mut object = object;
        *object.pointer_mut(pointer).expect("a field of the object") = value;
        object
    }

    #[test]
    fn defaults_items_of_others_and_other_words_for_an_amount_are_no_change() {
        assert!(is_unchanged(&body(), &live()));
    }

    #[test]
    fn a_value_an_order_a_field_more_or_less_is_a_change() {
        let container = "/spec/template/spec/containers/0";
        let swapped =
            json!([body().pointer(&format!("{container}/env/1")), body().pointer(&format!("{container}/env/0"))]);
        let rows = [
            ("/apiVersion", json!("apps/v1beta1")),
            ("/spec/replicas", json!(3)),
            ("/spec/paused", json!(true)),
            ("/spec/template/spec/tolerations", json!([{ "key": "a", "operator": "Exists", "effect": "NoSchedule" }])),
            ("/spec/template/spec/tolerations", json!([{ "key": "a" }])),
            ("/spec/template/spec/tolerations/0/operator", json!("Equal")),
            (&format!("{container}/image"), json!("y")),
            (&format!("{container}/ports/0/containerPort"), json!(81)),
            (&format!("{container}/ports/0"), json!({ "containerPort": 80, "protocol": "UDP", "name": "http" })),
            (&format!("{container}/env"), swapped),
            (&format!("{container}/env/1/valueFrom/fieldRef/fieldPath"), json!("metadata.uid")),
            (&format!("{container}/env"), json!([{ "name": "A", "value": "1" }])),
            (&format!("{container}/env/0"), json!({ "name": "A", "valueFrom": {} })),
            (&format!("{container}/resources/limits"), json!({ "cpu": "1", "memory": "1Gi" })),
            (&format!("{container}/resources/limits/cpu"), json!("1001m")),
            ("/metadata", json!({ "name": "x", "labels": { "a": "b" } })),
        ];
        for (pointer, value) in rows {
            assert!(!is_unchanged(&edit(body(), pointer, value.clone()), &live()), "{pointer} {value}");
        }
    }

    #[test]
    fn what_somebody_did_to_the_live_object_is_a_change() {
        let entry = "/metadata/managedFields/0";
        let container = "/spec/template/spec/containers/1";
        let rows = [
            (format!("{entry}/manager"), json!("kubectl")),
            (format!("{entry}/operation"), json!("Update")),
            (format!("{entry}/apiVersion"), json!("apps/v1beta1")),
            // Set to another value and back: the value is right, but not ours.
            (format!("{entry}/fieldsV1/f:spec/f:replicas"), json!(null)),
            (format!("{container}/image"), json!("y")),
            (format!("{container}/env/2/valueFrom/fieldRef/apiVersion"), json!("v2")),
            (format!("{container}/env/0/name"), json!("A")),
            ("/spec/template/spec/tolerations/0".to_owned(), json!({ "key": "a", "operator": "Exists", "kind": "x" })),
        ];
        for (pointer, value) in rows {
            let mut live = edit(live(), &pointer, value.clone());
            if pointer.ends_with("f:replicas") {
                let spec = live.pointer_mut(&format!("{entry}/fieldsV1/f:spec")).and_then(Value::as_object_mut);
                spec.expect("the set").remove("f:replicas");
            }
            assert!(!is_unchanged(&body(), &live), "{pointer} {value}");
        }
        let mut going = live();
        going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        assert!(!is_unchanged(&body(), &going));
    }

    #[test]
    fn inside_of_a_whole_only_the_known_defaults_are_no_change() {
        let of = |api_version: &str, kind: &str, field: &str, value: &Value| {
            let set = json!({ format!("f:{field}"): {} });
            let set = if field == "subjects" { set } else { json!({ "f:spec": set }) };
            let mut object = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": "x", "managedFields": [
                { "manager": "rhumb", "operation": "Apply", "apiVersion": api_version, "fieldsV1": set }] } });
            let place = if field == "subjects" { &mut object[field] } else { &mut object["spec"][field] };
            *place = value.clone();
            object
        };
        let template = |mode: Option<&str>, extra: &Value| {
            let mut template = json!({ "metadata": { "name": "d" }, "spec": { "accessModes": ["ReadWriteOnce"] } });
            if let Some(mode) = mode {
                template["spec"]["volumeMode"] = mode.into();
            }
            template.as_object_mut().expect("a map").extend(extra.as_object().expect("a map").clone());
            json!([template])
        };
        let stored = json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": { "phase": "Pending" } });
        let (none, port) = (json!({}), |protocol: Option<&str>| {
            let mut port = json!({ "port": 80 });
            if let Some(protocol) = protocol {
                port["protocol"] = protocol.into();
            }
            json!([{ "ports": [port] }])
        });
        let subject = |group: Option<&str>| {
            let mut subject = json!({ "kind": "User", "name": "u" });
            if let Some(group) = group {
                subject["apiGroup"] = group.into();
            }
            json!([subject])
        };
        let (set, policy, binding) = ("StatefulSet", "NetworkPolicy", "RoleBinding");
        let (apps, net, rbac) = ("apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1");
        let rows = [
            (apps, set, "volumeClaimTemplates", template(None, &none), template(Some("Filesystem"), &stored), true),
            (apps, set, "volumeClaimTemplates", template(None, &none), template(Some("Block"), &stored), false),
            (
                apps,
                set,
                "volumeClaimTemplates",
                template(Some("Block"), &none),
                template(Some("Filesystem"), &stored),
                false,
            ),
            (net, policy, "ingress", port(None), port(Some("TCP")), true),
            (net, policy, "ingress", port(None), port(Some("UDP")), false),
            (rbac, binding, "subjects", subject(None), subject(Some("rbac.authorization.k8s.io")), true),
            (rbac, binding, "subjects", subject(None), subject(Some("other")), false),
        ];
        for (api_version, kind, field, wanted, live, unchanged) in rows {
            let body = {
                let mut body = of(api_version, kind, field, &wanted);
                body["metadata"] = json!({ "name": "x" });
                body
            };
            assert_eq!(is_unchanged(&body, &of(api_version, kind, field, &live)), unchanged, "{wanted} {live}");
        }
    }
}
