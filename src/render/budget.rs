//! The disruption budget, in `policy/v1`.

use super::build::{patch, set_some};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use super::workload::selector;
use crate::model::{DisruptionBudget, Workload};
use crate::object::Intents;
use crate::schema::Cursor;

const API_VERSION: &str = "policy/v1";
const KIND: &str = "PodDisruptionBudget";

/// Renders the disruption budget of a workload.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &DisruptionBudget) {
    let said = &part.said;
    let mut node = Head {
        api_version: API_VERSION,
        kind: KIND,
        name: &workload.name,
        named: said.made,
        said,
        labels: &[],
        annotations: &[],
    }
    .node(scope);
    let spec = node.child("spec", said.made);
    set_some(spec, "minAvailable", part.min_available.clone(), || said.of("min_available"));
    set_some(spec, "maxUnavailable", part.max_unavailable.clone(), || said.of("max_unavailable"));
    spec.put("selector", selector(scope, workload));
    patch(&mut node, &part.patch, Cursor::of(API_VERSION, KIND));
    stage.add(scope, node, Intents::default());
}
