//! Whole plans, from what is rendered and what a server would say.

mod changes;
mod deletion;
mod left;
mod refusals;
mod seeding;
mod silence;
mod wanted;

use serde_json::{Map, Value, json};

use super::*;
use crate::diagnostic::{Origin, Sources};
use crate::object::{Intents, Node, Object, Refused, Rendered};
use crate::observed::{DryRun, Observed, Resource};
use crate::release::{Entry, EntryState, MANAGER, Record, State, marks};
use crate::schema::{Cursor, ListKind, element_key};

/// An object of the script; the `index`-th is said in that line of `web.rhai`.
fn object(index: usize, value: &Value) -> Object {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let origin = Origin { line: u16::try_from(index + 1).expect("few objects"), column: 1 };
    Object {
        api_version: text(&value["apiVersion"]).unwrap_or_default(),
        kind: text(&value["kind"]).unwrap_or_default(),
        namespace: text(&value["metadata"]["namespace"]),
        name: text(&value["metadata"]["name"]).unwrap_or_default(),
        node: Node::from_value(value, origin),
        origin,
        intents: Intents::default(),
        step: 0,
    }
}

/// The app `web`, one object a line.
fn rendered(objects: &[Value]) -> Rendered {
    let mut sources = Sources::default();
    sources.add("web.rhai", &"x\n".repeat(20));
    let objects = objects.iter().enumerate().map(|(index, value)| object(index, value)).collect();
    Rendered { app: "web".to_owned(), objects, sources, ..Rendered::default() }
}

/// A cluster with nothing in its namespace `shop`.
fn observed() -> Observed {
    let kinds = [
        ("", "v1", "Namespace", false),
        ("", "v1", "ConfigMap", true),
        ("", "v1", "Secret", true),
        ("", "v1", "Service", true),
        ("", "v1", "PersistentVolumeClaim", true),
        ("apps", "v1", "Deployment", true),
        ("apps", "v1", "StatefulSet", true),
        ("rbac.authorization.k8s.io", "v1", "RoleBinding", true),
        ("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", false),
        ("apiextensions.k8s.io", "v1", "CustomResourceDefinition", false),
    ];
    let mut observed = Observed { namespace: "shop".to_owned(), ..Observed::default() };
    observed.cluster.server = "https://cluster".to_owned();
    observed.cluster.uid = Some("c".to_owned());
    for (group, version, kind, namespaced) in kinds {
        let resource = Resource {
            group: group.to_owned(),
            versions: vec![version.to_owned()],
            kind: kind.to_owned(),
            plural: format!("{}s", kind.to_lowercase()),
            namespaced,
        };
        observed.resources.insert((group.to_owned(), kind.to_owned()), resource);
    }
    observed
}

fn identity(object: &Value) -> Identity {
    let group = object["apiVersion"].as_str().and_then(|it| it.split_once('/')).map_or("", |(group, _)| group);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Identity {
        group: group.to_owned(),
        kind: text(&object["kind"]).unwrap_or_default(),
        namespace: text(&object["metadata"]["namespace"]),
        name: text(&object["metadata"]["name"]).unwrap_or_default(),
    }
}

/// An object as it is when it was applied by `manager`: in its namespace, with our marks, a uid and managed fields.
fn applied_by(manager: &str, body: &Value) -> Value {
    let mut live = body.clone();
    if live["kind"] != "Namespace" && live["kind"] != "CustomResourceDefinition" {
        live["metadata"]["namespace"] = "shop".into();
    }
    for (key, value) in marks("web", "shop") {
        live["metadata"]["labels"][key] = value.into();
    }
    let entry = entry(manager, "Apply", &live);
    live["metadata"]["uid"] = format!("uid-{}", live["metadata"]["name"].as_str().unwrap_or_default()).into();
    live["metadata"]["generation"] = 1.into();
    live["metadata"]["managedFields"] = json!([entry]);
    live
}

fn applied(body: &Value) -> Value {
    applied_by(MANAGER, body)
}

/// An entry of `managedFields` for these fields.
fn entry(manager: &str, operation: &str, fields: &Value) -> Value {
    let text = |key: &str| fields[key].as_str().unwrap_or_default();
    let cursor = Cursor::of(text("apiVersion"), text("kind"));
    let mut set = set(fields, cursor);
    let map = set.as_object_mut().expect("an object");
    for key in ["f:apiVersion", "f:kind"] {
        map.shift_remove(key);
    }
    if let Some(Value::Object(metadata)) = map.get_mut("f:metadata") {
        for key in ["f:name", "f:namespace"] {
            metadata.shift_remove(key);
        }
    }
    json!({ "manager": manager, "operation": operation, "apiVersion": text("apiVersion"), "time": "2026-01-02T03:04:05Z",
        "fieldsType": "FieldsV1", "fieldsV1": set })
}

/// fieldsV1 of a body, as the server writes it.
fn set(value: &Value, cursor: Cursor) -> Value {
    match (value, cursor.list()) {
        (Value::Object(map), _) if !cursor.is_atomic() => {
            map.iter().map(|(key, value)| (format!("f:{key}"), set(value, cursor.field(key)))).collect()
        }
        (Value::Array(items), ListKind::Keys(keys)) => {
            let items = items.iter().map(|item| {
                let key: Map<String, Value> = element_key(item, keys, cursor.item()).into_iter().collect();
                let mut inner = set(item, cursor.item());
                inner["."] = json!({});
                (format!("k:{}", Value::Object(key)), inner)
            });
            items.collect()
        }
        (Value::Array(items), ListKind::Set) => items.iter().map(|item| (format!("v:{item}"), json!({}))).collect(),
        _ => json!({}),
    }
}

/// Puts live objects into what was observed.
fn with(mut observed: Observed, live: &[Value]) -> Observed {
    for object in live {
        observed.live.insert(identity(object), object.clone());
    }
    observed
}

/// The record of the app with these objects.
fn recorded(mut observed: Observed, objects: &[Value]) -> Observed {
    let entry = |object: &Value| Entry {
        identity: identity(object),
        uid: object["metadata"]["uid"].as_str().map(str::to_owned),
        hash: None,
        state: EntryState::Applied,
    };
    let record = Record {
        version: Record::VERSION,
        app: "web".to_owned(),
        namespace: "shop".to_owned(),
        cluster_uid: Some("c".to_owned()),
        revision: 1,
        state: State::Applied,
        objects: objects.iter().map(entry).collect(),
    };
    observed.record = Some(StoredRecord { record, resource_version: "1".to_owned(), kind: "Secret".to_owned() });
    observed
}

/// The plan with the answers that `server` gives to what it is asked.
fn planned(rendered: &Rendered, mut observed: Observed, server: impl Fn(&Value) -> DryRun) -> Plan {
    let desired = desired(rendered, &observed).expect("the objects are sound");
    for request in dry_run_needed(&desired, &observed) {
        observed.dry_runs.insert(request.identity, server(&request.body));
    }
    plan(rendered, &desired, &observed)
}

/// A server that takes everything as it is.
fn taken(body: &Value) -> DryRun {
    DryRun::Accepted(Box::new(applied(body)), Vec::new())
}

/// A server that must not be asked.
fn not_asked(body: &Value) -> DryRun {
    panic!("the server is asked about {body}")
}

/// What a plan tells, without what is the same in all of these tests.
fn told(plan: &Plan) -> Value {
    let field = |field: &FieldChange| {
        let line = field.place.as_ref().map_or(0, |place| place.line);
        json!([field.path.to_string(), field.old, field.new, field.cause, line])
    };
    let change = |change: &Change| {
        let mut out = json!({ "do": format!("{} {}", change.action.mark(), change.identity) });
        for (key, value) in [
            ("fields", change.fields.iter().map(field).collect::<Vec<Value>>()),
            ("notes", change.notes.iter().map(|note| json!(note)).collect()),
            ("managers", change.writes.iter().map(|write| json!(write.manager)).collect()),
        ] {
            if !value.is_empty() {
                out[key] = value.into();
            }
        }
        if !change.checked {
            out["checked"] = false.into();
        }
        out
    };
    let mut out = json!({ "changes": plan.changes.iter().map(change).collect::<Vec<_>>() });
    let rest = [
        ("conflicts", json!(plan.conflicts)),
        ("left", plan.left.iter().map(ToString::to_string).collect()),
        ("claims", plan.claims.iter().map(|claim| format!("{} {}", claim.what, claim.name)).collect()),
        ("diagnostics", plan.diagnostics.iter().map(said).collect()),
    ];
    for (key, value) in rest {
        if value.as_array().is_some_and(|list| !list.is_empty()) {
            out[key] = value;
        }
    }
    out
}

/// `error[code] line 1: message | help`.
fn said(diagnostic: &Diagnostic) -> String {
    let line = diagnostic.place.as_ref().map_or(0, |place| place.line);
    let help = diagnostic.help.as_deref().unwrap_or_default();
    format!("{}[{}] line {line}: {} | {help}", diagnostic.severity.word(), diagnostic.code, diagnostic.message)
}

fn config(name: &str, data: &Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": data })
}

fn deployment(spec: &Value) -> Value {
    let mut spec = spec.clone();
    spec["selector"] = json!({ "matchLabels": { "a": "b" } });
    spec["template"] = json!({ "metadata": { "labels": { "a": "b" } }, "spec": { "containers": [{ "name": "web", "image": "nginx:1.27" }] } });
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" }, "spec": spec })
}
