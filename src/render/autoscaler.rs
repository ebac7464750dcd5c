//! The autoscaler, in `autoscaling/v2`.

use super::build::{pairs, patch, put_filled, set_some};
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::model::{Amount, Hpa, Measure, Metric, Scaling, Workload};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const API_VERSION: &str = "autoscaling/v2";
const KIND: &str = "HorizontalPodAutoscaler";

/// The share of the processor request that Kubernetes aims at where no metric is said, in percent.
const DEFAULT_CPU: i64 = 80;

/// Renders the autoscaler of a workload.
pub(super) fn render(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, part: &Hpa) {
    doubt(stage, workload, part);
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
    let cursor = Cursor::of(API_VERSION, KIND);
    spec.put("metrics", metrics(part, cursor.field("spec").field("metrics").item()));
    let mut behavior = Node::map(at);
    for (field, scaling) in [("scaleUp", &part.scale_up), ("scaleDown", &part.scale_down)] {
        if let Some(scaling) = scaling {
            put_filled(&mut behavior, field, direction(scaling));
        }
    }
    put_filled(spec, "behavior", behavior);
    patch(&mut node, &part.patch, cursor);
    stage.add(scope, node, Intents::default());
}

fn metrics(part: &Hpa, cursor: Cursor) -> Node {
    let at = part.said.made;
    if part.metrics.is_empty() {
        let default = Metric::new(Measure::Resource("cpu"), Amount::Percent(DEFAULT_CPU), at);
        return Node::list(vec![metric(&default, cursor)], at);
    }
    Node::list(part.metrics.iter().map(|said| metric(said, cursor)).collect(), at)
}

/// One metric; `cursor` stands at the item.
fn metric(part: &Metric, cursor: Cursor) -> Node {
    let at = part.said.made;
    let mut source = Node::map(at);
    let (kind, field) = match &part.measure {
        Measure::Resource(resource) => {
            source.set("name", *resource, at);
            ("Resource", "resource")
        }
        Measure::Container { resource, container } => {
            source.set("name", *resource, at).set("container", container.as_str(), at);
            ("ContainerResource", "containerResource")
        }
        Measure::Pods(name) => {
            source.put("metric", identifier(part, name));
            ("Pods", "pods")
        }
        Measure::External(name) => {
            source.put("metric", identifier(part, name));
            ("External", "external")
        }
        Measure::Object { metric, api_version, kind, name } => {
            let object = source.child("describedObject", at);
            object.set("apiVersion", api_version.as_str(), at);
            object.set("kind", kind.as_str(), at).set("name", name.as_str(), at);
            source.put("metric", identifier(part, metric));
            ("Object", "object")
        }
    };
    source.put("target", target(part));
    let mut node = Node::map(at);
    node.set("type", kind, at);
    node.put(field, source);
    patch(&mut node, &part.patch, cursor);
    node
}

/// The name of a metric, and which of its series count.
fn identifier(part: &Metric, name: &str) -> Node {
    let mut node = Node::map(part.said.made);
    node.set("name", name, part.said.made);
    if !part.select.is_empty() {
        let at = part.said.of("select");
        node.child("selector", at).put("matchLabels", pairs(&part.select, at, |_| at));
    }
    node
}

fn target(part: &Metric) -> Node {
    let at = part.said.made;
    let mut node = Node::map(at);
    match &part.amount {
        Amount::Percent(percent) => node.set("type", "Utilization", at).set("averageUtilization", *percent, at),
        Amount::Average(quantity) => {
            node.set("type", "AverageValue", part.said.of("average")).set("averageValue", quantity.as_str(), at)
        }
        Amount::Value(quantity) => node.set("type", "Value", at).set("value", quantity.as_str(), at),
    };
    node
}

/// What is said of the pods that are scaled, and does not fit them.
fn doubt(stage: &mut Stage<'_>, workload: &Workload, part: &Hpa) {
    for metric in &part.metrics {
        if let Measure::Container { container, .. } = &metric.measure
            && !workload.running_containers().any(|known| known.name == *container)
        {
            let names: Vec<&str> = workload.running_containers().map(|known| known.name.as_str()).collect();
            let place = stage.place(metric.said.made);
            stage.tell(
                Diagnostic::error(
                    "no-such-part",
                    format!("No container of `{}` is called: {container}.", workload.name),
                )
                .help(suggestion(container, &names, "it has"))
                .at(place),
            );
        }
    }
}

fn direction(part: &Scaling) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    set_some(&mut node, "stabilizationWindowSeconds", part.stabilization, || said.of("stabilization"));
    set_some(&mut node, "selectPolicy", part.select.as_deref(), || said.of("select"));
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
