//! Names of jobs.

use std::sync::Arc;

use super::*;

fn job(image: &str) -> Workload {
    let mut workload = workload(WorkloadKind::Job, "migrate", 1);
    workload.containers = vec![Arc::new(container("work", image, 2))];
    workload
}

fn name(app: &App) -> String {
    rendered(app, &SHOW).objects[0].name.clone()
}

#[test]
fn a_job_has_another_name_when_what_it_does_changed() {
    let first = name(&app_of(job("work:1")));
    assert_eq!(first.len(), "migrate-".len() + 10, "{first}");
    assert_ne!(name(&app_of(job("work:2"))), first);
    let mut patched = job("work:1");
    patched.patch = vec![Node::from_value(&json!({ "spec": { "backoffLimit": 1 } }), at(3))];
    assert_ne!(name(&app_of(patched)), first);
}

#[test]
fn a_job_keeps_its_name_under_other_labels_in_another_app_and_when_it_is_suspended() {
    let first = name(&app_of(job("work:1")));
    let mut suspended = job("work:1");
    suspended.job.suspend = Some(true);
    suspended.labels = vec![("tier".to_owned(), "batch".to_owned())];
    let mut app = app_of(suspended);
    app.name = "other".to_owned();
    app.labels = vec![("team".to_owned(), "shop".to_owned())];
    assert_eq!(name(&app), first);
}

#[test]
fn a_fixed_name_stays_as_it_is() {
    let mut fixed = job("work:1");
    fixed.job.fixed_name = true;
    assert_eq!(name(&app_of(fixed)), "migrate");
}
