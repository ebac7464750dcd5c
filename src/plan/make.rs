//! Puts everything together: which dry-runs are needed, and the plan out of their answers.

use serde_json::Value;

use super::diff::{Context, diff};
use super::managed::{leaves, ours};
use super::owner::foreign;
use super::refusal::{conflicts, diagnostic, missing_namespace};
use super::unchanged::is_unchanged;
use super::{Action, Cause, Change, ClaimNote, Desired, Plan, seed};
use crate::diagnostic::Diagnostic;
use crate::object::{Identity, Rendered, masked};
use crate::observed::{DryRun, Observed};
use crate::release::EntryState;

/// A question to the server: what would come of this body?
#[derive(Clone, Debug)]
pub struct DryRunRequest {
    /// Which object.
    pub identity: Identity,
    /// `apps/v1`.
    pub api_version: String,
    /// The body to ask about.
    pub body: Value,
}

/// What the server has to be asked: everything but what surely is unchanged, and what it cannot answer yet.
pub fn dry_run_needed(desired: &[Desired], observed: &Observed) -> Vec<DryRunRequest> {
    let asked = desired.iter().filter(|desired| {
        let live = observed.live.get(&desired.identity);
        let answerable = reason_not_asked(desired, observed).is_none();
        let foreign = live.is_some_and(|live| foreign(live, &app_of(desired), &observed.namespace).is_some());
        answerable && !foreign && !live.is_some_and(|live| is_unchanged(&seed::asked(desired, Some(live)), live))
    });
    asked
        .map(|desired| DryRunRequest {
            identity: desired.identity.clone(),
            api_version: desired.api_version.clone(),
            body: seed::asked(desired, observed.live.get(&desired.identity)),
        })
        .collect()
}

fn app_of(desired: &Desired) -> String {
    desired.body["metadata"]["labels"][crate::release::APP_LABEL].as_str().unwrap_or_default().to_owned()
}

/// Why the server cannot be asked about an object: what it needs is made by the same app.
fn reason_not_asked(desired: &Desired, observed: &Observed) -> Option<&'static str> {
    let namespace = desired.identity.namespace.as_ref();
    if namespace.is_some_and(|namespace| observed.missing_namespaces.contains(namespace)) {
        return Some("not checked by the server: its namespace is made by this app");
    }
    let key = (desired.identity.group.clone(), desired.identity.kind.clone());
    (!observed.resources.contains_key(&key)).then_some("not checked by the server: its kind is made by this app")
}

/// The plan.
pub fn plan(rendered: &Rendered, desired: &[Desired], observed: &Observed) -> Plan {
    let mut plan = Plan {
        app: rendered.app.clone(),
        namespace: observed.namespace.clone(),
        cluster: observed.cluster.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        left: left(desired, observed),
        claims: claims(desired, observed),
        diagnostics: rendered.warnings.clone(),
        record: observed.record.clone(),
        deleting: false,
    };
    for namespace in &observed.missing_namespaces {
        let made = desired.iter().any(|it| it.identity.kind == "Namespace" && it.identity.name == *namespace);
        let wanted = desired.iter().find(|it| it.identity.namespace.as_ref() == Some(namespace));
        if !made {
            let place = wanted.and_then(|wanted| rendered.sources.place(wanted.origin));
            plan.diagnostics.push(missing_namespace(namespace).at(place));
        }
    }
    if observed.record.as_ref().is_some_and(|stored| {
        stored.record.cluster_uid.is_some()
            && observed.cluster.uid.is_some()
            && stored.record.cluster_uid != observed.cluster.uid
    }) {
        plan.diagnostics.push(
            Diagnostic::error("other-cluster", "The app's record was written on another cluster.")
                .help("check the context; a record that was copied from another cluster has to be deleted first"),
        );
    }
    for one in desired {
        let change = change(one, rendered, observed, &mut plan);
        plan.changes.push(change);
    }
    plan.changes.sort_by_key(|change| (change.order(), change.layer));
    plan
}

fn change(desired: &Desired, rendered: &Rendered, observed: &Observed, plan: &mut Plan) -> Change {
    let sources = &rendered.sources;
    let live = observed.live.get(&desired.identity);
    let not_asked = reason_not_asked(desired, observed);
    let mut change = Change {
        identity: desired.identity.clone(),
        api_version: desired.api_version.clone(),
        action: if live.is_some() { Action::Keep } else { Action::Create },
        place: sources.place(desired.origin),
        checked: not_asked.is_none(),
        fields: Vec::new(),
        notes: Vec::new(),
        writes: Vec::new(),
        uid: live.and_then(|live| live["metadata"]["uid"].as_str().map(str::to_owned)),
        layer: desired.layer,
        step: desired.step,
        shown: masked(&desired.body),
        desired: desired.body.clone(),
    };
    if let Some(live) = live {
        if let Some(owner) = foreign(live, &rendered.app, &observed.namespace) {
            plan.diagnostics.push(
                Diagnostic::error("foreign-object", format!("{} belongs to {owner}.", desired.identity))
                    .at(change.place.clone())
                    .help("give yours another name, or take it out of the other first"),
            );
            return change;
        }
        if live.pointer("/metadata/deletionTimestamp").is_some() {
            change.notes.push("it is being deleted: an apply waits until it is gone, then makes it again".to_owned());
        }
    }
    match (observed.dry_runs.get(&desired.identity), not_asked) {
        (_, Some(reason)) => {
            change.notes.push(reason.to_owned());
            change.writes = seed::writes(desired, live);
        }
        (Some(DryRun::Accepted(answer, warnings)), None) => {
            change.notes.extend(warnings.iter().map(|warning| format!("the server warns: {warning}")));
            accepted(&mut change, desired, live, answer, rendered);
        }
        (Some(DryRun::Refused(refusal)), None) => {
            let conflicts = conflicts(refusal, desired, live, sources);
            if conflicts.is_empty() {
                plan.diagnostics.push(diagnostic(refusal, desired, sources));
            }
            change.action = if live.is_some() { Action::Change } else { Action::Create };
            plan.conflicts.extend(conflicts);
        }
        (Some(DryRun::NotAsked(reason)), None) => {
            change.checked = false;
            change.notes.push(reason.clone());
            change.writes = seed::writes(desired, live);
            change.action = if live.is_some() { Action::Change } else { Action::Create };
        }
        (None, None) => {}
    }
    change
}

fn accepted(change: &mut Change, desired: &Desired, live: Option<&Value>, answer: &Value, rendered: &Rendered) {
    let answer = seed::settled(desired, live, answer.clone());
    change.shown = masked(&answer);
    let Some(live) = live else {
        change.writes = seed::writes(desired, None);
        return;
    };
    let context =
        Context { node: &desired.node, origin: desired.origin, owned: ours(live), sources: &rendered.sources };
    change.fields = diff(live, &answer, &context);
    let ours_differ = change.fields.iter().any(|field| field.cause != Cause::Server);
    let set = |object: &Value| ours(object).map(leaves).unwrap_or_default();
    let handover = !matches!(seed::seed(desired, Some(live)), seed::Seed::None | seed::Seed::Leave);
    let owns_more = set(live) != set(&answer);
    // An apply to what is being deleted would be lost: it is made again when it is gone.
    let terminating = live.pointer("/metadata/deletionTimestamp").is_some();
    if !ours_differ && !owns_more && !handover && !terminating {
        change.fields.clear();
        return;
    }
    if !ours_differ && !terminating {
        let words = if handover {
            "replicas are handed over, the number stays"
        } else {
            "fields that have these values already become part of this app"
        };
        change.notes.push(words.to_owned());
    }
    change.action = Action::Change;
    change.writes = seed::writes(desired, Some(live));
}

/// Objects of the record that the script no longer has and that are still there.
fn left(desired: &[Desired], observed: &Observed) -> Vec<Identity> {
    let recorded = observed.record.iter().flat_map(|stored| &stored.record.objects);
    let gone = recorded
        .filter(|entry| entry.state != EntryState::Kept && !desired.iter().any(|it| it.identity == entry.identity));
    gone.filter(|entry| observed.live.contains_key(&entry.identity)).map(|entry| entry.identity.clone()).collect()
}

/// Claims that controllers will make for the pods of StatefulSets.
fn claims(desired: &[Desired], observed: &Observed) -> Vec<ClaimNote> {
    let mut notes = Vec::new();
    for set in desired.iter().filter(|it| it.identity.kind == "StatefulSet") {
        let spec = &set.body["spec"];
        let first = spec["ordinals"]["start"].as_i64().unwrap_or(0);
        let namespace = set.identity.namespace.clone().unwrap_or_default();
        for ordinal in first..first + spec["replicas"].as_i64().unwrap_or(1) {
            for template in spec["volumeClaimTemplates"].as_array().into_iter().flatten() {
                let template = template["metadata"]["name"].as_str().unwrap_or_default();
                let name = format!("{template}-{}-{ordinal}", set.identity.name);
                if !observed.claims.iter().any(|claim| claim["metadata"]["name"] == name.as_str()) {
                    notes.push(ClaimNote { name, namespace: namespace.clone(), what: "made" });
                }
            }
        }
    }
    notes
}
