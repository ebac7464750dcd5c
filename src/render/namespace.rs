//! Namespaces that the app makes.

use super::build::patch;
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::model::Namespace;
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
