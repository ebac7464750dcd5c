//! The plan of nothing: what an app's record names, taken away on the same path.

use serde_json::Value;

use super::owner::{foreign, is_ours};
use super::{Action, Change, ClaimNote, Plan};
use crate::diagnostic::Diagnostic;
use crate::object::{Identity, layer, masked};
use crate::observed::Observed;

/// Takes away every object of the record that is marked as ours and that nobody else holds, the last applied first. Claims
/// are kept unless they are asked for; namespaces and definitions always are.
pub fn delete_plan(observed: &Observed, app: &str, take_claims: bool) -> Plan {
    let mut plan = Plan {
        app: app.to_owned(),
        namespace: observed.namespace.clone(),
        cluster: observed.cluster.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        left: Vec::new(),
        claims: Vec::new(),
        diagnostics: Vec::new(),
        record: observed.record.clone(),
        deleting: true,
    };
    for entry in observed.record.iter().flat_map(|stored| &stored.record.objects) {
        let Some(live) = observed.live.get(&entry.identity) else { continue };
        let identity = &entry.identity;
        let mut change = gone(identity, live);
        if let Some(owner) = foreign(live, app, &observed.namespace) {
            change.action = Action::Keep;
            change.notes.push(format!("kept: it belongs to {owner}"));
        } else if !is_ours(live, app, &observed.namespace) && !is_claim(identity) {
            change.action = Action::Keep;
            change.notes.push("kept: it no longer carries the marks of this app".to_owned());
        } else if live
            .pointer("/metadata/ownerReferences")
            .and_then(Value::as_array)
            .is_some_and(|owners| owners.iter().any(|owner| owner["controller"] == true))
        {
            change.action = Action::Keep;
            change.notes.push("kept: a controller holds it".to_owned());
        } else if identity.kind == "Namespace" || identity.kind == "CustomResourceDefinition" {
            change.action = Action::Keep;
            change.notes.push(format!("kept: a {} is never deleted by rhumb", identity.kind));
        } else if is_claim(identity) && !take_claims {
            change.action = Action::Keep;
            plan.claims.push(note(identity, "kept"));
        } else if is_claim(identity) {
            plan.claims.push(note(identity, "deleted"));
        }
        plan.changes.push(change);
    }
    for live in &observed.claims {
        let text = |key: &str| live["metadata"][key].as_str().unwrap_or_default().to_owned();
        let identity = Identity {
            group: String::new(),
            kind: "PersistentVolumeClaim".to_owned(),
            namespace: Some(text("namespace")),
            name: text("name"),
        };
        if plan.changes.iter().any(|change| change.identity == identity) {
            continue;
        }
        let mut change = gone(&identity, live);
        change.action = if take_claims { Action::Delete } else { Action::Keep };
        plan.claims.push(note(&identity, if take_claims { "deleted" } else { "kept" }));
        plan.changes.push(change);
    }
    // What was applied last goes first: a claim only when its pods are gone.
    plan.changes.sort_by_key(|change| std::cmp::Reverse((change.layer, change.identity.clone())));
    if plan.changes.iter().any(|change| change.uid.is_none()) {
        plan.diagnostics.push(Diagnostic::error(
            "bad-record",
            "The server gave an object without a uid, which cannot be deleted safely.",
        ));
    }
    plan
}

fn is_claim(identity: &Identity) -> bool {
    identity.group.is_empty() && identity.kind == "PersistentVolumeClaim"
}

fn note(identity: &Identity, what: &'static str) -> ClaimNote {
    ClaimNote { name: identity.name.clone(), namespace: identity.namespace.clone().unwrap_or_default(), what }
}

fn gone(identity: &Identity, live: &Value) -> Change {
    Change {
        api_version: live["apiVersion"].as_str().unwrap_or_default().to_owned(),
        action: Action::Delete,
        place: None,
        checked: true,
        fields: Vec::new(),
        notes: Vec::new(),
        writes: Vec::new(),
        uid: live["metadata"]["uid"].as_str().map(str::to_owned),
        layer: layer(&identity.group, &identity.kind),
        step: 0,
        shown: masked(live),
        desired: Value::Null,
        identity: identity.clone(),
    }
}
