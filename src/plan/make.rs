//! Puts everything together: the plan out of what is wanted, what is there, and what the server has answered.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ask::{is_settled, reason_not_asked, settled, writes};
use super::conflict::{self, conflicts, lookup};
use super::diff::{Context, diff};
use super::managed::{Leaves, leaves, ours, owners};
use super::owner::foreign;
use super::refusal::{diagnostic, missing_namespace};
use super::seed::{Seed, replicas, seed};
use super::{Action, Cause, Change, Desired, FieldChange, Plan, claims, left, restart};
use crate::diagnostic::Diagnostic;
use crate::object::{FieldPath, Identity, Rendered, masked};
use crate::observed::{DryRun, Observed};
use crate::release::MANAGER;

/// How many fields a note names.
const NAMED: usize = 3;

/// The plan.
pub fn plan(rendered: &Rendered, desired: &[Desired], observed: &Observed) -> Plan {
    let mut plan = Plan {
        app: rendered.app.clone(),
        namespace: observed.namespace.clone(),
        cluster: observed.cluster.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        left: left::left(rendered, desired, observed),
        claims: Vec::new(),
        diagnostics: rendered.warnings.clone(),
        record: observed.record.clone(),
        reads: rendered.reads.clone(),
        deleting: false,
    };
    plan.diagnostics.extend(of_the_whole(rendered, desired, observed));
    for one in desired {
        let mut change = change(one, rendered, observed, &mut plan);
        if matches!(change.action, Action::Create | Action::Change) {
            change.notes.extend(claims::lost(one));
            plan.claims.extend(claims::made(one, observed.live.get(&one.identity), observed));
        }
        plan.changes.push(change);
    }
    plan.diagnostics.extend(left::warnings(&plan.left, desired, observed, &rendered.sources));
    restart::notes(&mut plan.changes);
    plan.changes.sort_by_key(|change| (change.order(), change.layer));
    plan
}

impl Change {}

/// What is wrong with the app as a whole: namespaces that nobody makes, a record of another cluster.
fn of_the_whole(rendered: &Rendered, desired: &[Desired], observed: &Observed) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for namespace in &observed.missing_namespaces {
        let made = desired.iter().any(|it| it.identity.kind == "Namespace" && it.identity.name == *namespace);
        let member = desired.iter().find(|it| it.identity.namespace.as_ref() == Some(namespace));
        // The record of the app lies in its namespace, whatever else does.
        let needed = member.or_else(|| desired.first().filter(|_| *namespace == observed.namespace));
        if let (false, Some(needed)) = (made, needed) {
            out.push(missing_namespace(namespace, needed).at(rendered.sources.place(needed.origin)));
        }
    }
    let recorded = observed.record.as_ref().and_then(|stored| stored.record.cluster_uid.as_ref());
    if let (Some(recorded), Some(uid)) = (recorded, &observed.cluster.uid)
        && recorded != uid
    {
        out.push(
            Diagnostic::error("other-cluster", "The app's record was written on another cluster.")
                .help("check the context; a record that was copied from another cluster has to be deleted first."),
        );
    }
    out
}

fn change(desired: &Desired, rendered: &Rendered, observed: &Observed, plan: &mut Plan) -> Change {
    let sources = &rendered.sources;
    let live = observed.live.get(&desired.identity);
    let mut change = Change {
        identity: desired.identity.clone(),
        api_version: desired.api_version.clone(),
        action: if live.is_some() { Action::Keep } else { Action::Create },
        place: sources.place(desired.origin),
        checked: true,
        fields: Vec::new(),
        notes: Vec::new(),
        writes: Vec::new(),
        uid: live.and_then(|live| live["metadata"]["uid"].as_str().map(str::to_owned)),
        layer: desired.layer,
        step: desired.step,
        shown: masked(&desired.body),
        desired: desired.body.clone(),
    };
    if let Some(owner) = live.and_then(|live| foreign(live, &rendered.app, &observed.namespace)) {
        plan.diagnostics.push(
            Diagnostic::error("foreign-object", format!("{} belongs to {owner}.", desired.identity))
                .at(change.place.clone())
                .help(moved(&desired.identity)),
        );
        change.action = Action::Refuse;
        return change;
    }
    // An object that is going is not there to be compared with: it is made again when it is gone.
    let going = live.is_some_and(|live| live.pointer("/metadata/deletionTimestamp").is_some());
    if going {
        let words =
            format!("{} is being deleted: an apply waits until it is gone, and makes it again.", desired.identity);
        plan.diagnostics.push(
            Diagnostic::warning("terminating", words)
                .at(change.place.clone())
                .help("if it does not go, see its finalizers with `kubectl get -o yaml`."),
        );
        change.notes.push("it is being deleted: made again when it is gone".to_owned());
        change.action = Action::Create;
    }
    let there = live.filter(|_| !going);
    let answer = observed.dry_runs.get(&desired.identity);
    let unasked = |reason: &str, mut change: Change| {
        change.checked = false;
        change.notes.push(reason.to_owned());
        change.writes = writes(desired, there);
        change.action = if there.is_some() { Action::Change } else { Action::Create };
        change
    };
    if let Some(reason) = reason_not_asked(desired, observed) {
        return unasked(reason, change);
    }
    match answer {
        Some(DryRun::Accepted(answer, warnings)) => {
            change.notes.extend(warnings.iter().map(|warning| format!("the server warns: {warning}")));
            let answer = settled(desired, there, answer);
            change.shown = masked(&answer);
            match there {
                Some(there) => compare(&mut change, desired, there, &answer, rendered),
                None => change.writes = writes(desired, None),
            }
        }
        Some(DryRun::Refused(refusal)) => {
            let conflicts = conflicts(refusal, desired, there, sources);
            let told = conflict::told(&conflicts, &desired.identity, there);
            plan.diagnostics.push(told.unwrap_or_else(|| diagnostic(refusal, desired, there, sources)));
            plan.conflicts.extend(conflicts);
            change.action = if there.is_some() { Action::Change } else { Action::Create };
        }
        Some(DryRun::NotAsked(reason)) => change = unasked(reason, change),
        None if there.is_some_and(|live| is_settled(desired, live)) => {}
        None => change = unasked("not checked by the server", change),
    }
    change
}

/// How an object of somebody else may become ours. An app owns what it has made until it is deleted, also after its script
/// has lost it.
fn moved(identity: &Identity) -> String {
    // With these goes what is in them.
    if ["Namespace", "CustomResourceDefinition", "PersistentVolumeClaim"].contains(&identity.kind.as_str()) {
        return "give yours another name, or leave yours out and use theirs.".to_owned();
    }
    format!(
        "give yours another name; or take it out of the other, run `kubectl delete {}`, and apply yours.",
        identity.for_kubectl()
    )
}

/// Whether an object that is there changes, in which fields, and what else is to be known.
fn compare(change: &mut Change, desired: &Desired, live: &Value, answer: &Value, rendered: &Rendered) {
    let before = ours(live);
    let owned = before.map(|before| before.fields);
    let context = Context { node: &desired.node, origin: desired.origin, owned, sources: &rendered.sources };
    let fields = diff(live, answer, &context);
    let seed = seed(desired, Some(live));
    let owners = Owners {
        before: owned.map(leaves).unwrap_or_default(),
        after: ours(answer).map(|ours| leaves(ours.fields)).unwrap_or_default(),
    };
    // In another version only the server can tell whether something differs: by the generation that there would be.
    let other_version = live["apiVersion"] != answer["apiVersion"];
    let differs_there = other_version && live["metadata"]["generation"] != answer["metadata"]["generation"];
    let ours_differ = fields.iter().any(|field| field.cause != Cause::Server);
    if !ours_differ && !differs_there && !seed.writes() && owners.before.keys().eq(owners.after.keys()) {
        return;
    }
    if before.is_none() {
        change.notes.push("it is there already and becomes part of this app".to_owned());
    } else {
        change.notes.extend(owners.notes(live, &fields, seed));
    }
    change.notes.extend(seed.note().map(str::to_owned));
    if differs_there {
        let version = live["apiVersion"].as_str().unwrap_or_default();
        change.notes.push(format!("its fields are not shown: the cluster gives it as {version}"));
    }
    change.fields = fields;
    change.action = Action::Change;
    change.writes = writes(desired, Some(live));
}

/// What `rhumb` owns of an object, and what it would own.
struct Owners {
    before: Leaves,
    after: Leaves,
}

impl Owners {
    /// Words about fields that change their owner and not their value.
    fn notes(&self, live: &Value, fields: &[FieldChange], seed: Seed) -> Vec<String> {
        let told = |path: &FieldPath| fields.iter().any(|field| touches(&field.path, path));
        let seeded = |path: &FieldPath| seed != Seed::None && *path == replicas();
        let only = |some: &Leaves, others: &Leaves| -> Vec<FieldPath> {
            let only = some.iter().filter(|(name, _)| !others.contains_key(*name)).map(|(_, path)| path.clone());
            only.filter(|path| !told(path) && !seeded(path) && lookup(live, path).is_some()).collect()
        };
        let (dropped, gained) = (only(&self.before, &self.after), only(&self.after, &self.before));
        let mut notes = Vec::new();
        let holder = |path: &FieldPath| {
            owners(live, path).iter().map(|owner| owner.manager).find(|name| *name != MANAGER).map(str::to_owned)
        };
        let holders: BTreeSet<String> = dropped.iter().filter_map(holder).collect();
        for name in holders {
            let held: Vec<&FieldPath> = dropped.iter().filter(|path| holder(path).as_ref() == Some(&name)).collect();
            notes.push(format!("no longer in the script, but stays, as {name} holds it too: {}", named(&held)));
        }
        let free: Vec<&FieldPath> = dropped.iter().filter(|path| holder(path).is_none()).collect();
        if !free.is_empty() {
            notes.push(format!("no longer in the script, with the value that it has anyway: {}", named(&free)));
        }
        if !gained.is_empty() {
            notes.push(format!(
                "becomes ours with the value that it has: {}",
                named(&gained.iter().collect::<Vec<_>>())
            ));
        }
        notes
    }
}

/// The first few of these fields.
fn named(paths: &[&FieldPath]) -> String {
    let mut names: Vec<String> = paths.iter().take(NAMED).map(ToString::to_string).collect();
    if paths.len() > NAMED {
        names.push(format!("{} more", paths.len() - NAMED));
    }
    names.join(", ")
}

/// Whether one field lies in the other.
fn touches(one: &FieldPath, other: &FieldPath) -> bool {
    one.0.iter().zip(&other.0).all(|(one, other)| one == other)
}
