//! The plan as JSON, version 1.

use serde_json::{Map, Value, json};

use super::{counted, value};
use crate::diagnostic::Diagnostic;
use crate::plan::{Action, Change, Conflict, FieldChange, Plan};

/// The plan as one document. `before` are diagnostics from before the plan was made.
pub fn document(plan: &Plan, before: &[Diagnostic]) -> Value {
    let later = plan.diagnostics.iter().filter(|diagnostic| !before.contains(diagnostic));
    let diagnostics: Vec<&Diagnostic> = before.iter().chain(later).collect();
    json!({
        "version": 1,
        "app": plan.app,
        "namespace": plan.namespace,
        "cluster": plan.cluster,
        "changes": plan.changes.iter().map(change).collect::<Vec<_>>(),
        "conflicts": plan.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "left": plan.left,
        "claims": plan.claims,
        "reads": plan.reads.iter().map(|(file, digest)| json!({ "file": file, "digest": digest })).collect::<Vec<_>>(),
        "diagnostics": diagnostics,
        "summary": {
            "create": counted(plan, Action::Create),
            "change": counted(plan, Action::Change),
            "replace": counted(plan, Action::Replace),
            "delete": counted(plan, Action::Delete),
            "keep": counted(plan, Action::Keep),
            "refuse": counted(plan, Action::Refuse),
            "conflicts": plan.conflicts.len(),
        },
    })
}

fn change(change: &Change) -> Value {
    json!({
        "action": change.action,
        "apiVersion": change.api_version,
        "kind": change.identity.kind,
        "namespace": change.identity.namespace,
        "name": change.identity.name,
        "place": change.place,
        "checked": change.checked,
        "fields": change.fields.iter().map(|field| self::field(change, field)).collect::<Vec<_>>(),
        "notes": change.notes,
    })
}

/// A field; `old` and `new` are absent where there is no value, so that an explicit null stays one.
fn field(change: &Change, field: &FieldChange) -> Value {
    let mut map = Map::new();
    map.insert("path".into(), json!(field.path.to_string()));
    let hidden = value::hidden(change, field);
    for (key, value) in [("old", &field.old), ("new", &field.new)] {
        if let Some(value) = value {
            map.insert(key.into(), if hidden { json!({ "secret": "changed" }) } else { value.clone() });
        }
    }
    map.insert("cause".into(), json!(field.cause));
    map.insert("place".into(), json!(field.place));
    if let Some(note) = &field.note {
        map.insert("note".into(), json!(note));
    }
    Value::Object(map)
}

fn conflict(conflict: &Conflict) -> Value {
    json!(conflict)
}
