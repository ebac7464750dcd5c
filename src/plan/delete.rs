//! The plan of nothing: what an app's record names, taken away on the same path.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use super::managed::ours;
use super::owner::{asks_to_stay, foreign, has_controller, is_ours};
use super::{Action, Change, ClaimNote, Plan};
use crate::diagnostic::Diagnostic;
use crate::object::{Identity, layer, masked};
use crate::observed::Observed;
use crate::release::{MANAGER, State};

/// Takes away every object of the record that all proofs say is ours: the marks, the manager, the uid, no other owner, no
/// controller. The last applied goes first. Claims and volumes are kept unless they are asked for; namespaces and
/// definitions always are.
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
        reads: BTreeMap::new(),
        deleting: true,
    };
    for entry in observed.record.iter().flat_map(|stored| &stored.record.objects) {
        let Some(live) = observed.live.get(&entry.identity) else { continue };
        let mut change = gone(&entry.identity, live);
        let claim = is_claim(&entry.identity);
        // A run that was killed may have made objects anew whose uids it could not note any more.
        let noted = observed.record.as_ref().is_none_or(|stored| stored.record.state != State::Applying);
        let another = noted && entry.uid.is_some() && entry.uid != change.uid;
        if let Some(reason) = reason_to_stay(&entry.identity, live, app, &observed.namespace, another) {
            change.action = Action::Keep;
            change.notes.push(format!("kept: {reason}"));
        } else if (claim || is_volume(&entry.identity)) && !take_claims {
            change.action = Action::Keep;
        }
        if claim {
            plan.claims.push(note(&change));
        }
        plan.changes.push(change);
    }
    for live in &observed.claims {
        let change = claim_of_controller(live, app, &observed.namespace, take_claims);
        if plan.changes.iter().any(|other| other.identity == change.identity) {
            continue;
        }
        plan.claims.push(note(&change));
        plan.changes.push(change);
    }
    // What was applied last goes first: a claim only when its pods are gone.
    plan.changes.sort_by_key(|change| Reverse((change.layer, change.identity.clone())));
    if plan.changes.iter().any(|change| change.uid.is_none() && change.action == Action::Delete) {
        plan.diagnostics.push(
            Diagnostic::error("bad-record", "The server gave an object without a uid, which cannot be deleted safely.")
                .help("look at the objects of the app with `kubectl`."),
        );
    }
    plan
}

/// Why an object of the record is not taken away. `another`: its uid is not the one that was noted.
fn reason_to_stay(identity: &Identity, live: &Value, app: &str, namespace: &str, another: bool) -> Option<String> {
    if let Some(owner) = foreign(live, app, namespace) {
        return Some(format!("it belongs to {owner}"));
    }
    if another {
        return Some("it is another object than the one that was applied".to_owned());
    }
    // A claim that a controller has made carries neither our marks nor our manager.
    if !is_claim(identity) && !is_ours(live, app, namespace) {
        return Some("it no longer carries the marks of this app".to_owned());
    }
    if !is_claim(identity) && ours(live).is_none() {
        return Some(format!("the manager `{MANAGER}` holds nothing of it"));
    }
    if has_controller(live) {
        return Some("a controller holds it".to_owned());
    }
    if let Some(key) = asks_to_stay(live) {
        return Some(format!("its annotation `{key}` says so"));
    }
    let never = matches!(
        (identity.group.as_str(), identity.kind.as_str()),
        ("", "Namespace") | ("apiextensions.k8s.io", "CustomResourceDefinition")
    );
    never.then(|| format!("a {} is never deleted by rhumb", identity.kind))
}

/// A claim that the controller of a StatefulSet has made.
fn claim_of_controller(live: &Value, app: &str, namespace: &str, take: bool) -> Change {
    let text = |key: &str| live["metadata"][key].as_str().unwrap_or_default().to_owned();
    let identity = Identity {
        group: String::new(),
        kind: "PersistentVolumeClaim".to_owned(),
        namespace: Some(text("namespace")),
        name: text("name"),
    };
    let mut change = gone(&identity, live);
    let owners = live.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    if let Some(owner) = foreign(live, app, namespace) {
        change.action = Action::Keep;
        change.notes.push(format!("kept: it belongs to {owner}"));
    } else if owners.is_some_and(|owners| owners.iter().any(|owner| owner["kind"] == "StatefulSet")) {
        change.notes.push("goes with its StatefulSet: `whenDeleted` is `Delete`".to_owned());
    } else if !take {
        change.action = Action::Keep;
    }
    change
}

fn is_claim(identity: &Identity) -> bool {
    identity.group.is_empty() && identity.kind == "PersistentVolumeClaim"
}

fn is_volume(identity: &Identity) -> bool {
    identity.group.is_empty() && identity.kind == "PersistentVolume"
}

fn note(change: &Change) -> ClaimNote {
    ClaimNote {
        name: change.identity.name.clone(),
        namespace: change.identity.namespace.clone().unwrap_or_default(),
        what: if change.action == Action::Delete { "deleted" } else { "kept" },
    }
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
