//! The rows of `list`.

use k8s_openapi::jiff::Timestamp;
use serde::Serialize;

use super::{Report, State, report};
use crate::observed::Survey;
use crate::release;

/// One workload of an app, or an app that has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The app.
    pub app: String,
    /// Its namespace.
    pub namespace: String,
    /// Kind of the workload.
    pub kind: Option<String>,
    /// Name of the workload.
    pub name: Option<String>,
    /// Pods that are ready.
    pub ready: i64,
    /// Pods that there should be.
    pub desired: i64,
    /// Pods that there are.
    pub pods: usize,
    /// How it stands.
    pub state: State,
    /// Why.
    pub reason: Option<String>,
    /// Image of its first container.
    pub image: Option<String>,
    /// Seconds since it was made.
    pub age: Option<i64>,
}

/// A row for each workload, by namespace, app and name. Deleted apps, of which only claims are left, are hidden. `now`
/// is in seconds since 1970.
pub fn rows(surveys: &[Survey], now: i64) -> Vec<Row> {
    let deleted = |survey: &&Survey| {
        let record = survey.record.as_ref();
        let only_claims = survey.objects.iter().all(|object| object["kind"] == "PersistentVolumeClaim");
        record.is_some_and(|stored| stored.record.state == release::State::Deleted) && only_claims
    };
    let mut rows: Vec<Row> =
        surveys.iter().filter(|survey| !deleted(survey)).flat_map(|survey| of(report(survey), now)).collect();
    rows.sort_by(|a, b| (&a.namespace, &a.app, &a.name).cmp(&(&b.namespace, &b.app, &b.name)));
    rows
}

fn of(report: Report, now: i64) -> Vec<Row> {
    let empty = Row {
        app: report.app,
        namespace: report.namespace,
        kind: None,
        name: None,
        ready: 0,
        desired: 0,
        pods: 0,
        state: report.state,
        reason: report.reason,
        image: None,
        age: None,
    };
    if report.workloads.is_empty() {
        return vec![empty];
    }
    let workloads = report.workloads.into_iter();
    workloads
        .map(|workload| Row {
            kind: Some(workload.kind),
            name: Some(workload.name),
            ready: workload.ready,
            desired: workload.desired,
            pods: workload.pods.len(),
            state: workload.state,
            reason: workload.reason,
            image: workload.images.into_iter().next(),
            age: workload.created.and_then(|created| age(&created, now)),
            ..empty.clone()
        })
        .collect()
}

/// Seconds since a time of the server; never negative, as clocks differ.
fn age(created: &str, now: i64) -> Option<i64> {
    let created: Timestamp = created.parse().ok()?;
    Some((now - created.as_second()).max(0))
}
