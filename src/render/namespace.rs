//! Namespaces: those that the app makes, and the one in which it lies.

use super::Options;
use super::build::patch;
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{App, Namespace, Part, Workload};
use crate::object::Intents;
use crate::schema::Cursor;

/// Renders a namespace. It is never deleted: other things may have moved in.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &Namespace) {
    let mut node = Head {
        api_version: "v1",
        kind: "Namespace",
        name: &part.name,
        named: part.said.made,
        said: &part.said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .cluster_node(scope);
    patch(&mut node, &part.patch, Cursor::of("v1", "Namespace"));
    let intents = Intents { keep: true, ..Intents::default() };
    stage.add(scope, node, intents);
}

/// The namespace of an app: its own, else that from outside, else the one in which all of its workloads lie.
pub(super) fn of_app(app: &App, options: &Options<'_>) -> Option<String> {
    let said = app.namespace.as_deref().or(options.namespace);
    said.map(str::to_owned).or_else(|| {
        let mut names = workloads(app).map(|workload| &workload.namespace);
        let first = names.next()?;
        names.all(|name| name == first).then(|| first.clone())?
    })
}

/// A script that says another namespace than the one from outside would be applied where nobody looks for it.
pub(super) fn clash(stage: &mut Stage<'_>, app: &App) {
    let Some(wanted) = stage.options.namespace else {
        return;
    };
    let from = Some(stage.options.namespace_from).filter(|from| !from.is_empty()).unwrap_or("the command");
    let said: Vec<(&str, Origin)> = match &app.namespace {
        Some(name) => vec![(name, app.said.of("namespace"))],
        None => workloads(app)
            .filter_map(|workload| Some((workload.namespace.as_deref()?, workload.said.of("namespace"))))
            .collect(),
    };
    for (name, at) in said.into_iter().filter(|(name, _)| *name != wanted) {
        let place = stage.place(at);
        stage.tell(
            Diagnostic::error(
                "namespace-clash",
                format!("The script says the namespace `{name}`, but {from} says: {wanted}."),
            )
            .help("leave the namespace out at one of the two places.")
            .at(place),
        );
    }
}

fn workloads(app: &App) -> impl Iterator<Item = &Workload> {
    app.parts.iter().filter_map(|part| match part {
        Part::Workload(workload) => Some(workload.as_ref()),
        _ => None,
    })
}
