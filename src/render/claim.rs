//! Claims: as templates of a StatefulSet and as objects that the app owns.

use super::build::{pairs, patch, put_filled, set_some};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::model::VolumeClaim;
use crate::object::{Intents, Node};
use crate::schema::Cursor;

/// The name of a claim that a workload or an app owns.
pub(super) fn name(owner: &str, part: &VolumeClaim) -> String {
    format!("{owner}-{}", part.name)
}

/// An item of `volumeClaimTemplates`, with the fields that the API server would add inside of it: the list is one value.
pub(super) fn template(part: &VolumeClaim) -> Node {
    let said = &part.said;
    let mut metadata = Node::map(said.made);
    metadata.set("name", part.name.as_str(), said.made);
    let labels = pairs(&part.labels, said.made, |key| said.of_key("label", key));
    put_filled(&mut metadata, "labels", labels);
    let annotations = pairs(&part.annotations, said.made, |key| said.of_key("annotation", key));
    put_filled(&mut metadata, "annotations", annotations);
    let mut node = Node::map(said.made);
    node.put("metadata", metadata);
    node.put("spec", spec(part));
    patch(&mut node, &part.patch, Cursor::of("v1", "PersistentVolumeClaim"));
    node
}

/// Renders a claim as an object of the workload around it, or of the app. It is never deleted unless asked for.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, part: &VolumeClaim) {
    let mut node = Head {
        api_version: "v1",
        kind: "PersistentVolumeClaim",
        name: &name(scope.name(), part),
        named: part.said.made,
        said: &part.said,
        labels: &part.labels,
        annotations: &part.annotations,
    }
    .node(scope);
    node.put("spec", spec(part));
    patch(&mut node, &part.patch, Cursor::of("v1", "PersistentVolumeClaim"));
    let intents = Intents { keep: true, ..Intents::default() };
    stage.add(scope, node, intents);
}

fn spec(part: &VolumeClaim) -> Node {
    let said = &part.said;
    let access_mode = match part.access_mode.as_str() {
        "" => "ReadWriteOnce",
        said => said,
    };
    let at = said.of("access_mode");
    let mut spec = Node::map(said.made);
    spec.put("accessModes", Node::list(vec![Node::leaf(access_mode, at)], at));
    set_some(&mut spec, "storageClassName", part.class.as_deref(), || said.of("class"));
    let volume_mode = part.volume_mode.as_deref().unwrap_or("Filesystem");
    spec.set("volumeMode", volume_mode, said.of("volume_mode"));
    spec.child("resources", said.made).child("requests", said.made).set("storage", part.size.as_str(), said.made);
    spec
}
