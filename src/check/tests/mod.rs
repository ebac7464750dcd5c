//! Small apps and what is found in them.

mod containers;
mod ports;
mod silence;
mod workloads;

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::model::*;
use crate::object::Node;
use crate::project::Settings;
use crate::render::samples::*;
use crate::render::{Options, render};

/// What is found in an app, each as `severity[code] line: message`, with the lines of other places behind it.
fn found(app: &App) -> Vec<String> {
    let rendered = render(app, sources(), &Options::default()).unwrap_or_else(|(told, _)| panic!("{told:#?}"));
    check(Some(app), &rendered, Settings::default()).iter().map(shown).collect()
}

fn shown(told: &Diagnostic) -> String {
    let line = told.place.as_ref().map_or(0, |place| place.line);
    let others = told.related.iter().map(|other| format!(" ({} {})", other.message, other.place.line));
    let head = format!("{}[{}] {line}: {}", told.severity.word(), told.code, told.message);
    others.fold(head, |text, other| text + &other)
}

/// What is found after the only workload of an app is changed.
fn changed(mut app: App, change: impl FnOnce(&mut Workload)) -> Vec<String> {
    let Some(Part::Workload(workload)) = app.parts.get_mut(0) else { panic!("the app begins with something else") };
    change(Arc::make_mut(workload));
    found(&app)
}

/// What is found after the first container of the only workload is changed.
fn contained(app: App, change: impl FnOnce(&mut Container)) -> Vec<String> {
    changed(app, |workload| change(Arc::make_mut(&mut workload.containers[0])))
}

fn small(kind: WorkloadKind) -> App {
    let mut web = workload(kind, "web", 10);
    web.said.say("replicas", "", at(12));
    web.replicas = Some(1);
    let mut only = container("web", "web:1", 11);
    only.ports = vec![port("http", 80, 13)];
    web.containers = vec![only.into()];
    app_of(web)
}

fn patch(value: Value) -> Vec<Node> {
    vec![Node::from_value(&value, at(99))]
}

const NONE: [&str; 0] = [];

#[test]
fn the_sample_apps_are_free_of_errors() {
    assert_eq!(found(&nginx()), NONE);
    assert_eq!(found(&wordpress(Source::Missing("RHUMB_SECRET_PASSWORD".into()))), NONE);
    assert_eq!(found(&zookeeper()), NONE);
}

#[test]
fn checks_look_at_patches_and_at_the_labels_of_the_pods() {
    let found = changed(small(WorkloadKind::Deployment), |web| {
        web.pod_labels = vec![("app.kubernetes.io/name".to_owned(), "other".to_owned())];
        web.said.say("pod_label", "app.kubernetes.io/name", at(20));
        Arc::make_mut(&mut web.containers[0]).patch = patch(json!({ "image": "web" }));
    });
    assert_eq!(
        found,
        [
            "error[selector-mismatch] 20: The selector of Deployment/web does not fit its pods in this label: \
             app.kubernetes.io/name. (the selector 10)",
            "warning[no-tag] 99: The image has no tag, so it is whatever is latest when a pod starts: web.",
        ]
    );
}

#[test]
fn a_manifest_without_an_app_is_checked_as_well() {
    let app = small(WorkloadKind::Deployment);
    let rendered = render(&app, sources(), &Options::default()).unwrap();
    assert_eq!(check(None, &rendered, Settings::default()), []);
}
