//! The autoscaler, in `autoscaling/v2`.

use super::build::{patch, put_filled, set_some};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::Origin;
use crate::model::{Amount, Hpa, Metric, Scaling, Workload};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const API_VERSION: &str = "autoscaling/v2";
const KIND: &str = "HorizontalPodAutoscaler";

/// The share of the processor request that Kubernetes aims at where no metric is said, in percent.
const DEFAULT_CPU: i64 = 80;

/// Renders the autoscaler of a workload.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &Hpa) {
    let said = &part.said;
    let at = said.made;
    let mut node = Head {
        api_version: API_VERSION,
        kind: KIND,
        name: &workload.name,
        named: at,
        said,
        labels: &[],
        annotations: &[],
    }
    .node(scope);
    let spec = node.child("spec", at);
    let target = spec.child("scaleTargetRef", at);
    target.set("apiVersion", "apps/v1", at);
    target.set("kind", workload.kind.kind(), at);
    target.set("name", workload.name.as_str(), at);
    spec.set("minReplicas", part.min, at);
    spec.set("maxReplicas", part.max, at);
    spec.put("metrics", metrics(part));
    let mut behavior = Node::map(at);
    for (field, scaling) in [("scaleUp", &part.scale_up), ("scaleDown", &part.scale_down)] {
        if let Some(scaling) = scaling {
            put_filled(&mut behavior, field, direction(scaling));
        }
    }
    put_filled(spec, "behavior", behavior);
    patch(&mut node, &part.patch, Cursor::of(API_VERSION, KIND));
    stage.add(scope, node, Intents::default());
}

fn metrics(part: &Hpa) -> Node {
    let at = part.said.made;
    if part.metrics.is_empty() {
        let default = metric("cpu", &Amount::Percent(DEFAULT_CPU), at);
        return Node::list(vec![default], at);
    }
    let one = |said: &Metric| metric(said.resource, &said.amount, said.origin);
    Node::list(part.metrics.iter().map(one).collect(), at)
}

fn metric(resource: &str, amount: &Amount, at: Origin) -> Node {
    let mut target = Node::map(at);
    match amount {
        Amount::Percent(percent) => {
            target.set("type", "Utilization", at);
            target.set("averageUtilization", *percent, at);
        }
        Amount::Average(quantity) => {
            target.set("type", "AverageValue", at);
            target.set("averageValue", quantity.as_str(), at);
        }
    }
    let mut node = Node::map(at);
    node.set("type", "Resource", at);
    let source = node.child("resource", at);
    source.set("name", resource, at);
    source.put("target", target);
    node
}

fn direction(part: &Scaling) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    set_some(&mut node, "stabilizationWindowSeconds", part.stabilization, said.of("stabilization"));
    set_some(&mut node, "selectPolicy", part.select.as_deref(), said.of("select"));
    let policies = part.policies.iter().map(|policy| {
        let at = match policy.kind {
            "Percent" => said.of("percent"),
            _ => said.of("pods"),
        };
        let mut node = Node::map(at);
        node.set("type", policy.kind, at);
        node.set("value", policy.value, at);
        node.set("periodSeconds", policy.period, at);
        node
    });
    put_filled(&mut node, "policies", Node::list(policies.collect(), said.made));
    node
}
