//! From a plan to its end: show, ask, apply, wait, sum up. `apply` and `delete` share it.

use serde_json::{Value, json};

use super::failure::Failure;
use super::{Session, signals};
use crate::apply::{self, Event, ObjectResult, Options, Outcome, Report};
use crate::cluster::{Cluster, ClusterError};
use crate::diagnostic::{Diagnostic, Sources};
use crate::plan::{Action, Plan};
use crate::release::State;
use crate::status;
use crate::ui::{self, Answer, Exit, Progress};
use crate::workflow;

/// Carries a plan out. `before` are diagnostics from before the plan was made.
pub(super) async fn carry_out(
    session: &Session,
    cluster: &Cluster,
    plan: &Plan,
    before: &[Diagnostic],
    sources: &Sources,
) -> Result<Exit, Failure> {
    let ui = &session.ui;
    let diagnostics = all_diagnostics(plan, before);
    ui.diagnostics(&diagnostics, sources);
    let asks = !session.global.yes && !nothing(plan);
    if ui.is_text() {
        ui.data(&ui::plan_text(plan, ui.paint()));
    } else if asks && ui.can_ask() {
        // Stdout carries a document, and nobody says yes to what was not shown.
        ui.tell(&ui::plan_text(plan, ui.paint_status()));
    }
    let stopped = |exit: Exit, outcome: Value| {
        finish(session, plan, &diagnostics, &[], &outcome);
        Ok(exit)
    };
    if let Some(exit) = ui::exit_of(&diagnostics) {
        let conflict = exit == Exit::Conflict && !plan.conflicts.is_empty();
        return stopped(exit, if conflict { json!(Outcome::Conflict) } else { json!("refused") });
    }
    if nothing(plan) && !unfinished(plan) {
        return stopped(Exit::Done, json!(Outcome::Unchanged));
    }
    if asks {
        match ui::confirm(ui, &ui::question(plan)) {
            Answer::Yes => {}
            Answer::No => {
                ui.status("Nothing was changed.\n");
                return stopped(Exit::Error, json!("declined"));
            }
            Answer::NotAsked => {
                let needs = Diagnostic::error("needs-yes", "Nobody can be asked here; nothing was changed.")
                    .help("look at the plan, then run the command again with --yes.");
                ui.diagnostics(std::slice::from_ref(&needs), sources);
                finish(session, plan, &[diagnostics, vec![needs]].concat(), &[], &json!("refused"));
                return Ok(Exit::Error);
            }
        }
    }
    let report = run(session, cluster, plan).await?;
    finish(session, plan, &diagnostics, &report.results, &json!(report.outcome));
    if ui.is_text() {
        let after = after(cluster, plan, report.outcome).await;
        let text = ui::summary_text(plan, &report.results, report.outcome, after.as_ref(), ui.paint());
        ui.data(&format!("\n{text}"));
    }
    Ok(match report.outcome {
        Outcome::Unchanged | Outcome::Done => Exit::Done,
        Outcome::Conflict => Exit::Conflict,
        Outcome::Partial => Exit::Partial,
        Outcome::Interrupted => Exit::Interrupted,
    })
}

/// Carries the plan out with progress on stderr. From here on a signal stops the run in order.
async fn run(session: &Session, cluster: &Cluster, plan: &Plan) -> Result<Report, ClusterError> {
    let mut progress = Progress::new(&session.ui);
    let options = Options { timeout: session.global.timeout, wait: true };
    let mut sink = |event: Event| progress.take(&event);
    let report = apply::apply(plan, cluster, options, signals::watch(), &mut sink).await;
    progress.end();
    report
}

/// The app as it is now. What cannot be read is left out: the run itself is over.
async fn after(cluster: &Cluster, plan: &Plan, outcome: Outcome) -> Option<status::Report> {
    if plan.deleting || outcome == Outcome::Interrupted {
        return None;
    }
    let survey = workflow::survey(&plan.app, &plan.namespace, cluster).await.ok()??;
    Some(status::report(&survey))
}

/// Writes the document, where one is asked for.
fn finish(session: &Session, plan: &Plan, diagnostics: &[Diagnostic], results: &[ObjectResult], outcome: &Value) {
    if !session.ui.is_text() {
        session.ui.document(&ui::summary_document(plan, diagnostics, results, outcome));
    }
}

/// Diagnostics from before the plan and of the plan, each once.
pub(super) fn all_diagnostics(plan: &Plan, before: &[Diagnostic]) -> Vec<Diagnostic> {
    let later = plan.diagnostics.iter().filter(|diagnostic| !before.contains(diagnostic));
    before.iter().chain(later).cloned().collect()
}

/// Whether nothing on the cluster would change.
pub(super) fn nothing(plan: &Plan) -> bool {
    let kept = plan.changes.iter().all(|change| change.action == Action::Keep && change.writes.is_empty());
    kept && plan.claims.iter().all(|claim| claim.what != "deleted")
}

/// Whether the record still has to be brought to its end though no object changes: the last run was stopped, or all
/// objects of an app that is to be deleted are gone already.
fn unfinished(plan: &Plan) -> bool {
    let Some(stored) = &plan.record else { return false };
    match stored.record.state {
        State::Deleted => false,
        State::Applied => plan.deleting,
        State::Applying | State::Failed | State::Interrupted => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::{ClusterFacts, StoredRecord};
    use crate::release::Record;

    fn plan(state: Option<State>, deleting: bool) -> Plan {
        let record = |state| StoredRecord {
            record: Record {
                version: Record::VERSION,
                app: "web".into(),
                namespace: "default".into(),
                cluster_uid: None,
                revision: 1,
                state,
                objects: Vec::new(),
            },
            resource_version: "1".into(),
            kind: "Secret".into(),
        };
        Plan {
            app: "web".into(),
            namespace: "default".into(),
            cluster: ClusterFacts::default(),
            changes: Vec::new(),
            conflicts: Vec::new(),
            left: Vec::new(),
            claims: Vec::new(),
            diagnostics: Vec::new(),
            record: state.map(record),
            reads: std::collections::BTreeMap::new(),
            deleting,
        }
    }

    #[test]
    fn a_plan_without_changes_only_brings_an_open_record_to_its_end() {
        let cases = [
            (None, false, false),
            (Some(State::Applied), false, false),
            (Some(State::Applied), true, true),
            (Some(State::Applying), false, true),
            (Some(State::Failed), false, true),
            (Some(State::Interrupted), false, true),
            (Some(State::Deleted), true, false),
            (Some(State::Deleted), false, false),
        ];
        for (state, deleting, expected) in cases {
            let plan = plan(state, deleting);
            assert!(nothing(&plan));
            assert_eq!(unfinished(&plan), expected, "{state:?} {deleting}");
        }
    }

    #[test]
    fn a_diagnostic_of_the_script_is_told_once_though_the_plan_repeats_it() {
        let (script, other) = (Diagnostic::warning("argument", "One."), Diagnostic::warning("argument", "Two."));
        let mut plan = plan(None, false);
        plan.diagnostics = vec![script.clone(), other.clone()];
        assert_eq!(all_diagnostics(&plan, std::slice::from_ref(&script)), [script, other]);
    }
}
