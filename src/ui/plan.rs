//! The plan: what would change, where the script says so, and who else holds a field.

mod json;
mod value;

#[cfg(test)]
mod tests;

use super::escape::line;
use super::{Paint, table};
use crate::object::Identity;
use crate::plan::{Action, Cause, Change, ClaimNote, Conflict, FieldChange, Plan};
use crate::text::yaml;

pub use json::document;

/// The widest cell that others are lined up with.
const CELL: usize = 64;

/// The plan for people: header, changes, conflicts, claims, summary.
pub fn text(plan: &Plan, paint: Paint) -> String {
    let mut blocks = vec![header(plan, paint)];
    let changes = changes(plan, paint);
    if !changes.is_empty() {
        blocks.push(changes);
    }
    blocks.extend(conflicts(&plan.conflicts, paint));
    let after = [left(plan), claims(&plan.claims)].concat();
    if !after.is_empty() {
        blocks.push(after.concat());
    }
    blocks.push(format!("{}\n", summary(plan)));
    blocks.join("\n")
}

/// The cluster in a few words: its context, else its server.
pub(super) fn cluster(plan: &Plan) -> String {
    line(plan.cluster.context.as_deref().unwrap_or(&plan.cluster.server))
}

fn header(plan: &Plan, paint: Paint) -> String {
    let head = if plan.deleting { "delete app" } else { "app" };
    let (app, namespace) = (paint.bold(&line(&plan.app)), line(&plan.namespace));
    let arrow = if plan.deleting { "from" } else { "→" };
    format!("{head} {app} {arrow} namespace {namespace} on {}\n", cluster(plan))
}

fn changes(plan: &Plan, paint: Paint) -> String {
    let heads: Vec<Vec<String>> = plan.changes.iter().map(|change| head(plan, change)).collect();
    let heads = table::rows(&heads, "", CELL);
    let mut text = String::new();
    for (head, change) in heads.iter().zip(&plan.changes) {
        text.push_str(&format!("{}\n", paint.action(change.action, head)));
        text.push_str(&fields(change, paint));
        for note in &change.notes {
            text.push_str(&format!("    {}\n", line(note)));
        }
        if paint.verbose && change.action == Action::Create {
            for body in yaml::write(&change.shown).lines() {
                text.push_str(&paint.dim(&format!("    {}", line(body))));
                text.push('\n');
            }
        }
    }
    text
}

/// `+ StatefulSet/nginx`, the place, and what is special about it.
fn head(plan: &Plan, change: &Change) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(place) = &change.place {
        words.push(format!("{}:{}", line(&place.file), place.line));
    }
    let unchecked = !change.checked && matches!(change.action, Action::Create | Action::Change | Action::Replace);
    if unchecked {
        words.push(format!("{}, not checked by the server", verb(change.action)));
    }
    vec![format!("{} {}", change.action.mark(), name(&change.identity, &plan.namespace)), words.join("  ")]
}

/// `Service/nginx-svc`, with the namespace where it is another than the app's.
pub(super) fn name(identity: &Identity, namespace: &str) -> String {
    match &identity.namespace {
        Some(other) if other != namespace => format!("{} in {}", line(&identity.to_string()), line(other)),
        _ => line(&identity.to_string()),
    }
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Change => "change",
        Action::Replace => "replace",
        Action::Delete => "delete",
        Action::Keep => "keep",
        Action::Refuse => "refuse",
    }
}

/// One line for each field. What only the server makes is dimmed, and left out of an object that stays.
fn fields(change: &Change, paint: Paint) -> String {
    let kept = change.action == Action::Keep && !paint.verbose;
    let shown: Vec<&FieldChange> =
        change.fields.iter().filter(|field| !(kept && field.cause == Cause::Server)).collect();
    let cells: Vec<Vec<String>> = shown.iter().map(|field| cells(change, field, paint)).collect();
    let mut text = String::new();
    for (row, field) in table::rows(&cells, "    ", CELL).iter().zip(shown) {
        let row = if field.cause == Cause::Server { paint.dim(row) } else { row.clone() };
        text.push_str(&format!("{row}\n"));
    }
    text
}

fn cells(change: &Change, field: &FieldChange, paint: Paint) -> Vec<String> {
    let mark = match (&field.old, &field.new) {
        (None, _) => '+',
        (_, None) => '-',
        _ => '~',
    };
    let mut why = Vec::new();
    if let Some(place) = &field.place {
        why.push(format!("{}:{}", line(&place.file), place.line));
    }
    match field.cause {
        Cause::Script => {}
        Cause::Removed => why.push("no longer in the script".to_owned()),
        Cause::Server => why.push("by the server".to_owned()),
    }
    if let Some(note) = &field.note {
        why.push(format!("({})", line(note)));
    }
    let values = value::pair(change, field, paint.verbose);
    vec![format!("{mark} {}", line(&field.path.to_string())), values, why.join("  ")]
}

fn conflicts(conflicts: &[Conflict], paint: Paint) -> Option<String> {
    if conflicts.is_empty() {
        return None;
    }
    let heads = ["object", "field", "value", "live", "manager"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = conflicts
        .iter()
        .map(|conflict| {
            vec![
                line(&conflict.object),
                line(&conflict.field),
                value::one(conflict.value.as_ref(), paint.verbose),
                value::one(conflict.live.as_ref(), paint.verbose),
                holder(conflict),
            ]
        })
        .collect();
    let rows = table::rows(&[vec![heads], rows].concat(), "    ", CELL);
    let mut text = format!(
        "{}\n",
        paint.red(&format!("{}: another manager holds what the script wants.", count(conflicts.len(), "conflict")))
    );
    for row in rows {
        text.push_str(&format!("{row}\n"));
    }
    Some(text)
}

/// `kubectl (Update of scale, 2026-11-24T12:00:00Z)`.
fn holder(conflict: &Conflict) -> String {
    let of = conflict.subresource.as_ref().map_or(String::new(), |part| format!(" of {part}"));
    let at = conflict.time.as_ref().map_or(String::new(), |time| format!(", {time}"));
    line(&format!("{} ({}{of}{at})", conflict.manager, conflict.operation))
}

fn left(plan: &Plan) -> Vec<String> {
    let words = "no longer in the script; it stays until the app is deleted";
    let mut lines: Vec<String> =
        plan.left.iter().map(|identity| format!("left: {}, {words}.\n", name(identity, &plan.namespace))).collect();
    // With a claim goes its data, so that none is offered where something else is there.
    let claim = |identity: &&Identity| identity.kind == "PersistentVolumeClaim";
    if let Some(first) = plan.left.iter().find(|identity| !claim(identity)).or(plan.left.first()) {
        let one = if plan.left.len() == 1 { "it" } else { "one" };
        let data = if claim(&first) { ", with its data" } else { "" };
        lines.push(format!("  to delete {one} now{data}: kubectl delete {}\n", line(&first.for_kubectl())));
    }
    lines
}

/// What becomes of claims, in a sentence for each fate.
fn claims(claims: &[ClaimNote]) -> Vec<String> {
    let sentence = |what: &str, one: &str, many: &str| {
        let names: Vec<String> =
            claims.iter().filter(|claim| claim.what == what).map(|claim| line(&claim.name)).collect();
        let words = if names.len() == 1 { one } else { many };
        (!names.is_empty()).then(|| format!("{} {words}: {}.\n", count(names.len(), "claim"), names.join(", ")))
    };
    let made = "will be made by the controller";
    let kept = |verb: &str| format!("{verb} kept with the data");
    let gone = |verb: &str| format!("{verb} deleted with the data");
    [
        sentence("made", made, made),
        sentence("kept", &kept("is"), &kept("are")),
        sentence("deleted", &gone("is"), &gone("are")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `1 conflict`, `2 conflicts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// How many objects meet a fate.
pub(super) fn counted(plan: &Plan, action: Action) -> usize {
    plan.changes.iter().filter(|change| change.action == action).count()
}

fn summary(plan: &Plan) -> String {
    let of = |action, words: &str| {
        let number = counted(plan, action);
        (number > 0).then(|| format!("{number} {words}"))
    };
    let mut parts: Vec<String> = [
        of(Action::Create, "to create"),
        of(Action::Change, "to change"),
        of(Action::Replace, "to replace"),
        of(Action::Delete, "to delete"),
        of(Action::Refuse, "refused"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !plan.conflicts.is_empty() {
        parts.push(count(plan.conflicts.len(), "conflict"));
    }
    if parts.is_empty() {
        return "Nothing would change.".to_owned();
    }
    parts.extend(of(Action::Keep, if plan.deleting { "kept" } else { "unchanged" }));
    let unchecked = plan.changes.iter().filter(|change| !change.checked && change.action == Action::Create).count();
    if unchecked > 0 {
        parts.push(format!("{unchecked} unchecked"));
    }
    format!("{}.", parts.join(", "))
}

/// The question before a plan is carried out.
pub fn question(plan: &Plan) -> String {
    let changes = plan.changes.iter().filter(|change| change.action != Action::Keep).count();
    let place = format!("in namespace {} on {}", line(&plan.namespace), cluster(plan));
    if plan.deleting {
        return format!("Delete {} {place}?", count(changes, "object"));
    }
    format!("Carry out {} {place}?", count(changes, "change"))
}
