//! The end of `apply` and `delete`.

use serde_json::{Value, json};

use super::escape::line;
use super::{Paint, plan, status, table};
use crate::apply::{ObjectResult, Outcome, Status};
use crate::diagnostic::Diagnostic;
use crate::plan::Plan;
use crate::status::{Report, State};

/// What came of a plan, for people. `after` is the app as it is now, where it could be looked at.
pub fn text(plan: &Plan, results: &[ObjectResult], outcome: Outcome, after: Option<&Report>, paint: Paint) -> String {
    let mut blocks = vec![header(plan, outcome, results, after, paint)];
    blocks.push(objects(plan, results, after));
    if let Some(after) = after.filter(|_| !plan.deleting) {
        blocks.push(status::claims(&after.claims));
        blocks.push(hosts(after));
    }
    if plan.deleting {
        blocks.push(kept(plan));
    } else {
        blocks.push(format!("see: rhumb status {}{}\n", line(&plan.app), namespace(plan)));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
}

/// What came of a plan, as one document.
pub fn document(plan: &Plan, before: &[Diagnostic], results: &[ObjectResult], outcome: &Value) -> Value {
    let mut plan = plan::document(plan, before);
    let diagnostics = plan.as_object_mut().and_then(|plan| plan.remove("diagnostics"));
    json!({ "plan": plan, "results": results, "outcome": outcome, "diagnostics": diagnostics })
}

/// The words for an outcome.
fn words(outcome: Outcome, deleting: bool, results: &[ObjectResult]) -> &'static str {
    let unsent = |result: &ObjectResult| matches!(result.status, Status::Failed | Status::Skipped);
    match outcome {
        Outcome::Unchanged => "unchanged",
        Outcome::Done if deleting => "deleted",
        Outcome::Done => "applied",
        Outcome::Conflict => "stopped by a conflict",
        Outcome::Partial if deleting => "partly deleted",
        Outcome::Partial if results.iter().any(unsent) => "partly applied",
        Outcome::Partial => "applied, but not ready in time",
        Outcome::Interrupted => "interrupted",
    }
}

fn header(plan: &Plan, outcome: Outcome, results: &[ObjectResult], after: Option<&Report>, paint: Paint) -> String {
    let revision = after.and_then(|after| after.revision).filter(|_| !plan.deleting);
    let revision = revision.map_or(String::new(), |revision| format!(", revision {revision}"));
    let state = after.filter(|after| !plan.deleting && after.state != State::Running);
    let state =
        state.map_or(String::new(), |after| format!(", {}", status::state(after.state, after.reason.as_deref())));
    let words = words(outcome, plan.deleting, results);
    let words = match outcome {
        Outcome::Done | Outcome::Unchanged => paint.green(words),
        _ => paint.red(words),
    };
    format!(
        "{} {words}: namespace {} on {}{revision}{state}\n",
        paint.bold(&line(&plan.app)),
        line(&plan.namespace),
        plan::cluster(plan)
    )
}

/// A line for each object: how it ended, and how it is reached.
fn objects(plan: &Plan, results: &[ObjectResult], after: Option<&Report>) -> String {
    let cells: Vec<Vec<String>> = results
        .iter()
        .map(|result| {
            let mut name = line(&result.object);
            if let Some(namespace) = result.namespace.as_deref().filter(|namespace| *namespace != plan.namespace) {
                name.push_str(&format!(" in {}", line(namespace)));
            }
            let reason = result.reason.as_deref().map(line).or_else(|| reached(&result.object, after));
            vec![name, ended(&result.status).to_owned(), reason.unwrap_or_default()]
        })
        .collect();
    table::rows(&cells, "  ", 64).iter().map(|row| format!("{row}\n")).collect()
}

fn ended(status: &Status) -> &'static str {
    match status {
        Status::Unchanged => "unchanged",
        Status::Created => "created",
        Status::Changed => "changed",
        Status::Deleted => "deleted",
        Status::Kept => "kept",
        Status::Skipped => "skipped",
        Status::Failed => "failed",
        Status::TimedOut => "not ready in time",
    }
}

/// Type, address and ports of a service; ready pods of a workload.
fn reached(object: &str, after: Option<&Report>) -> Option<String> {
    let (kind, name) = object.split_once('/')?;
    let after = after?;
    if kind == "Service" {
        return after.services.iter().find(|service| service.name == name).map(status::service);
    }
    let workload = after.workloads.iter().find(|workload| workload.kind == kind && workload.name == name)?;
    let state = status::word(kind, workload.state, workload.reason.as_deref());
    match (kind, workload.reason.as_deref()) {
        // It has no pods of its own, and a job only at times.
        ("CronJob", Some(reason)) => Some(format!("{state}, {}", line(reason))),
        _ => Some(format!("{state} {}/{}", workload.ready, workload.desired)),
    }
}

/// Lines as a hosts file has them, for each ingress.
fn hosts(after: &Report) -> String {
    let mut text = String::new();
    for ingress in &after.ingresses {
        let hosts = line(&ingress.hosts.join(" "));
        match ingress.addresses.first() {
            Some(address) => text.push_str(&format!("{}   {hosts}\n", line(address))),
            None => text.push_str(&format!("no address yet   {hosts}\n")),
        }
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn kept(plan: &Plan) -> String {
    let kept: Vec<String> =
        plan.claims.iter().filter(|claim| claim.what == "kept").map(|claim| line(&claim.name)).collect();
    if kept.is_empty() { String::new() } else { format!("kept: {}\n", kept.join(", ")) }
}

/// `-n` where the reader would otherwise look in another namespace.
fn namespace(plan: &Plan) -> String {
    format!(" -n {}", line(&plan.namespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::ClusterFacts;
    use crate::plan::ClaimNote;
    use crate::status::{report, tests::survey};

    fn plan(deleting: bool) -> Plan {
        Plan {
            app: "nginx".into(),
            namespace: "default".into(),
            cluster: ClusterFacts { context: Some("ack-hz".into()), ..ClusterFacts::default() },
            changes: Vec::new(),
            conflicts: Vec::new(),
            left: Vec::new(),
            claims: vec![ClaimNote { name: "disk-ssd-nginx-0".into(), namespace: "default".into(), what: "kept" }],
            diagnostics: Vec::new(),
            record: None,
            reads: std::collections::BTreeMap::new(),
            deleting,
        }
    }

    fn result(object: &str, status: Status, reason: Option<&str>) -> ObjectResult {
        let reason = reason.map(str::to_owned);
        ObjectResult { object: object.into(), namespace: Some("default".into()), status, reason }
    }

    #[test]
    fn the_end_of_an_apply_names_cluster_revision_objects_claims_and_address() {
        let mut survey = survey(json!({"phase": "Running"}));
        survey.claims.truncate(2);
        let results = [
            result("Service/nginx-svc", Status::Created, None),
            result("StatefulSet/nginx", Status::Created, None),
            result("Ingress/nginx-ingress", Status::Unchanged, None),
        ];
        let expected = "\
nginx applied: namespace default on ack-hz, revision 3

  Service/nginx-svc      created    NodePort 10.0.0.7  80:30080/TCP
  StatefulSet/nginx      created    running 2/2
  Ingress/nginx-ingress  unchanged

  claim             phase  size  class  pod
  disk-ssd-nginx-0  Bound  20Gi  ssd    nginx-0
  disk-ssd-nginx-1  Bound  20Gi  ssd    nginx-1

101.37.224.146   foo.bar.com

see: rhumb status nginx -n default
";
        let after = report(&survey);
        assert_eq!(text(&plan(false), &results, Outcome::Done, Some(&after), Paint::default()), expected);
    }

    #[test]
    fn a_run_that_failed_says_what_became_of_each_object() {
        let results = [
            result("StatefulSet/nginx", Status::TimedOut, Some("nginx-0: pulling nginx:1.27")),
            result("Ingress/nginx-ingress", Status::Skipped, None),
        ];
        let expected = "\
nginx partly applied: namespace default on ack-hz

  StatefulSet/nginx      not ready in time  nginx-0: pulling nginx:1.27
  Ingress/nginx-ingress  skipped

see: rhumb status nginx -n default
";
        assert_eq!(text(&plan(false), &results, Outcome::Partial, None, Paint::default()), expected);
    }

    #[test]
    fn a_run_in_which_everything_was_sent_is_not_called_partly_applied() {
        let results = [
            result("Service/nginx-svc", Status::Unchanged, None),
            result("StatefulSet/nginx", Status::TimedOut, Some("nginx-0: pulling nginx:1.27")),
        ];
        let text = text(&plan(false), &results, Outcome::Partial, None, Paint::default());
        assert!(text.starts_with("nginx applied, but not ready in time: namespace default on ack-hz\n"), "{text}");
    }

    #[test]
    fn the_end_of_a_deletion_names_the_claims_that_are_kept() {
        let results = [result("StatefulSet/nginx", Status::Deleted, None)];
        let expected = "\
nginx deleted: namespace default on ack-hz

  StatefulSet/nginx  deleted

kept: disk-ssd-nginx-0
";
        assert_eq!(text(&plan(true), &results, Outcome::Done, None, Paint::default()), expected);
    }

    #[test]
    fn json_has_plan_results_outcome_and_diagnostics() {
        let results = [result("StatefulSet/nginx", Status::TimedOut, Some("why"))];
        let document = document(&plan(false), &[], &results, &json!(Outcome::Partial));
        let keys: Vec<&String> = document.as_object().expect("a map").keys().collect();
        assert_eq!(keys, ["plan", "results", "outcome", "diagnostics"]);
        let object =
            json!({"object": "StatefulSet/nginx", "namespace": "default", "status": "timed-out", "reason": "why"});
        assert_eq!(document["results"], json!([object]));
        assert_eq!(document["outcome"], "partial");
    }
}
