//! Small apps and what is rendered of them.

mod config;
mod ingress;
mod job;
mod logs;
mod parts;
mod raw;
mod secret;
mod service;
mod volume;
mod workload;

use serde_json::{Value, json};

use super::samples::*;
use super::*;
use crate::model::*;
use crate::object::{Node, Object};
use crate::project::Cloud;

const SHOW: Options<'_> =
    Options { namespace: None, namespace_from: "", show_secrets: true, settings: Settings::DEFAULT };

fn rendered(app: &App, options: &Options<'_>) -> Rendered {
    render(app, sources(), options).unwrap_or_else(|(told, _)| panic!("{told:#?}"))
}

/// What was told, each as `severity[code] line: message`, with the lines of other places behind it.
fn told(app: &App, options: &Options<'_>) -> Vec<String> {
    let told = match render(app, sources(), options) {
        Ok(rendered) => rendered.warnings,
        Err((told, _)) => told,
    };
    told.iter()
        .map(|told| {
            let line = told.place.as_ref().map_or(0, |place| place.line);
            let others: Vec<String> =
                told.related.iter().map(|other| format!(" ({} {})", other.message, other.place.line)).collect();
            format!("{}[{}] {line}: {}{}", told.severity.word(), told.code, told.message, others.concat())
        })
        .collect()
}

/// JSON text in which the order of keys counts.
fn text(values: &[Value]) -> String {
    serde_json::to_string_pretty(values).unwrap()
}

fn objects(rendered: &Rendered) -> Vec<Value> {
    rendered.objects.iter().map(Object::value).collect()
}

fn names(rendered: &Rendered) -> Vec<String> {
    let name = |object: &Object| format!("{} {}", object.step, object.identity());
    rendered.objects.iter().map(name).collect()
}

/// The object of this kind and name.
fn object(rendered: &Rendered, name: &str) -> Object {
    let found = rendered.objects.iter().find(|object| object.identity().to_string() == name);
    found.unwrap_or_else(|| panic!("{:?}", names(rendered))).clone()
}

fn line(node: &Node, keys: &[&str]) -> u16 {
    node.at(keys).map_or(0, |node| node.origin.line)
}

#[test]
fn the_sample_apps_render_as_recorded() {
    let password = Source::Given(SecretValue::new("hunter2"));
    for (app, recorded) in [
        (nginx(), include_str!("../samples/nginx.yaml")),
        (web(), include_str!("../samples/web.yaml")),
        (wordpress(password), include_str!("../samples/wordpress.yaml")),
        (zookeeper(), include_str!("../samples/zookeeper.yaml")),
    ] {
        let recorded: Vec<Value> =
            recorded.split("\n---\n").map(|document| serde_yaml::from_str(document).unwrap()).collect();
        let rendered = rendered(&app, &SHOW);
        same_lines(&text(&objects(&rendered)), &text(&recorded));
    }
}

/// Fails at the first line that differs, with the lines before it.
fn same_lines(now: &str, recorded: &str) {
    for (number, (now_line, line)) in now.lines().zip(recorded.lines()).enumerate() {
        let before: Vec<&str> = now.lines().take(number).collect();
        let tail = &before[before.len().saturating_sub(12)..];
        assert_eq!(now_line, line, "after:\n{}", tail.join("\n"));
    }
    assert_eq!(now.lines().count(), recorded.lines().count());
}

/// The first app's only workload, to be changed.
fn workload_of(app: &mut App) -> &mut Workload {
    let Some(Part::Workload(workload)) = app.parts.get_mut(0) else { panic!("the app begins with something else") };
    std::sync::Arc::make_mut(workload)
}

fn container_of(app: &mut App) -> &mut Container {
    std::sync::Arc::make_mut(&mut workload_of(app).containers[0])
}

fn patch(value: Value) -> Vec<Node> {
    vec![Node::from_value(&value, at(99))]
}

/// A Deployment with one container.
fn small() -> App {
    let mut web = workload(WorkloadKind::Deployment, "web", 10);
    web.containers = vec![container("web", "web:1", 11).into()];
    app_of(web)
}

fn empty_dir(line: u16) -> EmptyDir {
    EmptyDir { said: made(line), ..EmptyDir::default() }
}

fn raw(value: Value, line: u16) -> Part {
    Part::Object(
        RawObject { said: made(line), node: Node::from_value(&value, at(line)), keep: false, patch: Vec::new() }.into(),
    )
}
