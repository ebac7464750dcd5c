//! StatefulSet, Deployment and DaemonSet, and everything that belongs to one.

use super::build::{patch, put_filled, set_some};
use super::label::DESCRIPTION;
use super::metadata::Head;
use super::scope::Scope;
use super::stage::Stage;
use super::{autoscaler, budget, pod, service, volume};
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{Strategy, Update, Workload, WorkloadKind};
use crate::object::{Intents, Node};
use crate::schema::Cursor;

const API_VERSION: &str = "apps/v1";

/// Renders a workload with its services, ingresses, claims, Secrets, autoscaler and disruption budget.
pub(super) fn render<'a>(stage: &mut Stage<'a>, around: &Scope<'a>, workload: &'a Workload) {
    misplaced(stage, workload);
    let scope = &around.belonging_to(workload);
    let volumes = volume::collect(stage, scope, workload);
    pod::secrets(stage, scope, workload);
    volumes.add_claims(stage, scope);
    let governing = service::governing(stage, scope, workload);
    for part in &workload.services {
        service::render(stage, scope, workload, part);
    }
    if let Some(part) = &workload.disruption_budget {
        budget::render(stage, scope, workload, part);
    }

    let said = &workload.said;
    let kind = workload.kind.kind();
    let cursor = Cursor::of(API_VERSION, kind);
    let mut node = Head {
        api_version: API_VERSION,
        kind,
        name: &workload.name,
        named: said.made,
        said,
        labels: &workload.labels,
        annotations: &workload.annotations,
    }
    .node(scope);
    describe(&mut node, workload);
    let spec = node.child("spec", said.made);
    set_some(spec, "replicas", replicas(workload), replicas_at(workload));
    if let Some((name, at)) = governing {
        spec.set("serviceName", name, at);
    }
    stateful(spec, workload);
    set_some(spec, "minReadySeconds", workload.min_ready, said.of("min_ready"));
    set_some(spec, "revisionHistoryLimit", workload.revision_history, said.of("revision_history"));
    set_some(spec, "progressDeadlineSeconds", workload.progress_deadline, said.of("progress_deadline"));
    update(spec, workload, cursor.field("spec"));
    spec.put("selector", selector(scope, workload));
    let template = pod::template(stage, scope, workload, &volumes, cursor.field("spec"));
    spec.put("template", template);
    put_filled(spec, "volumeClaimTemplates", volumes.templates());
    patch(&mut node, &workload.patch, cursor);
    stage.add(scope, node, intents(workload));

    if let Some(part) = &workload.hpa {
        autoscaler::render(stage, scope, workload, part);
    }
    for part in &workload.ingresses {
        stage.ingress(scope, part);
    }
}

/// The labels that choose the pods, below `matchLabels`.
pub(super) fn selector(scope: &Scope<'_>, workload: &Workload) -> Node {
    let at = workload.said.of("selector");
    let mut selector = Node::map(at);
    selector.put("matchLabels", selector_labels(scope, workload));
    selector
}

/// The labels that choose the pods.
pub(super) fn selector_labels(scope: &Scope<'_>, workload: &Workload) -> Node {
    let at = workload.said.of("selector");
    let mut labels = Node::map(at);
    match &workload.selector {
        Some(said) => {
            for (key, value) in said {
                labels.set(key, value.as_str(), at);
            }
        }
        None => {
            labels.set(super::label::NAME, workload.name.as_str(), at);
            labels.set(super::label::INSTANCE, scope.instance(), at);
        }
    }
    labels
}

fn describe(node: &mut Node, workload: &Workload) {
    if let Some(text) = &workload.description {
        let at = workload.said.of("description");
        let metadata = node.child("metadata", workload.said.made);
        metadata.child("annotations", workload.said.made).set(DESCRIPTION, text.as_str(), at);
    }
}

/// The number of pods that is written. With an autoscaler it is where it starts, so a default keeps to its bounds.
fn replicas(workload: &Workload) -> Option<i64> {
    if workload.kind == WorkloadKind::DaemonSet {
        return None;
    }
    workload.replicas.or_else(|| {
        let default = Workload::DEFAULT_REPLICAS;
        Some(match &workload.hpa {
            Some(hpa) => default.min(hpa.max).max(hpa.min),
            None => default,
        })
    })
}

fn replicas_at(workload: &Workload) -> Origin {
    match &workload.hpa {
        Some(hpa) if workload.replicas.is_none() => hpa.said.made,
        _ => workload.said.of("replicas"),
    }
}

fn stateful(spec: &mut Node, workload: &Workload) {
    if workload.kind != WorkloadKind::StatefulSet {
        return;
    }
    let said = &workload.said;
    let management = workload.pod_management.as_deref();
    spec.set("podManagementPolicy", management.unwrap_or("OrderedReady"), said.of("pod_management"));
    if let Some((deleted, scaled)) = &workload.claim_retention {
        let at = said.of("claim_retention");
        let mut policy = Node::map(at);
        policy.set("whenDeleted", deleted.as_str(), at);
        policy.set("whenScaled", scaled.as_str(), at);
        spec.put("persistentVolumeClaimRetentionPolicy", policy);
    }
    if let Some(start) = workload.ordinals_start {
        let at = said.of("ordinals_start");
        spec.child("ordinals", at).set("start", start, at);
    }
}

/// How pods are replaced. The parameters of a rolling update are always written for StatefulSet and Deployment: the API
/// server refuses a later change of the type while it holds parameters that nobody owns.
fn update(spec: &mut Node, workload: &Workload, cursor: Cursor) {
    let said = workload.update.as_deref();
    let made = workload.said.made;
    let at = said.map_or(made, |update| update.said.made);
    let field = match workload.kind {
        WorkloadKind::Deployment => "strategy",
        _ => "updateStrategy",
    };
    let mut node = Node::map(at);
    match (workload.kind, said.map(|update| update.strategy)) {
        (WorkloadKind::DaemonSet, None) => return,
        (_, None | Some(Strategy::Rolling)) => {
            node.set("type", "RollingUpdate", at);
            put_filled(&mut node, "rollingUpdate", rolling(workload.kind, said, made));
        }
        (WorkloadKind::Deployment, Some(Strategy::Recreate)) => {
            node.set("type", "Recreate", at);
        }
        // A StatefulSet has no `Recreate`: its pods are deleted by the runner, and the controller must not interfere.
        (_, Some(Strategy::OnDelete | Strategy::Recreate)) => {
            node.set("type", "OnDelete", at);
        }
    }
    if let Some(update) = said {
        patch(&mut node, &update.patch, cursor.field(field));
    }
    spec.put(field, node);
}

fn rolling(kind: WorkloadKind, said: Option<&Update>, made: Origin) -> Node {
    let around = said.map_or(made, |update| update.said.made);
    let at = |method| said.map_or(made, |update| update.said.of(method));
    let default = |share: &str| (kind == WorkloadKind::Deployment).then(|| share.into());
    let mut node = Node::map(around);
    if kind == WorkloadKind::StatefulSet {
        let partition = said.and_then(|update| update.partition).unwrap_or(0);
        node.set("partition", partition, at("partition"));
    }
    let unavailable = said.and_then(|update| update.max_unavailable.clone());
    let surge = said.and_then(|update| update.max_surge.clone());
    set_some(&mut node, "maxUnavailable", unavailable.or_else(|| default("25%")), at("max_unavailable"));
    set_some(&mut node, "maxSurge", surge.or_else(|| default("25%")), at("max_surge"));
    node
}

fn intents(workload: &Workload) -> Intents {
    let recreate = workload.update.as_ref().is_some_and(|update| update.strategy == Strategy::Recreate);
    Intents {
        keep: false,
        seeded_replicas: workload.hpa.is_some(),
        refused: (recreate && workload.kind == WorkloadKind::StatefulSet).then(|| {
            "recreate() on a StatefulSet cannot be carried out: use rolling_update() or on_delete()".to_owned()
        }),
    }
}

/// Tells what was said of a workload whose kind has no such thing: it would be dropped without a word.
fn misplaced(stage: &mut Stage<'_>, workload: &Workload) {
    use WorkloadKind::{DaemonSet, Deployment, StatefulSet};
    let kind = workload.kind;
    let said = &workload.said;
    let stateful = kind == StatefulSet;
    let mut found: Vec<(&str, Origin)> = [
        ("replicas", kind != DaemonSet, workload.replicas.is_some()),
        ("hpa", kind != DaemonSet, workload.hpa.is_some()),
        ("governing_service", stateful, workload.governing_service.is_some()),
        ("pod_management", stateful, workload.pod_management.is_some()),
        ("claim_retention", stateful, workload.claim_retention.is_some()),
        ("ordinals_start", stateful, workload.ordinals_start.is_some()),
        ("progress_deadline", kind == Deployment, workload.progress_deadline.is_some()),
    ]
    .into_iter()
    .filter(|(_, fits, is_said)| *is_said && !fits)
    .map(|(method, _, _)| (method, said.of(method)))
    .collect();
    if let Some(update) = &workload.update {
        if update.partition.is_some() && !stateful {
            found.push(("partition", update.said.of("partition")));
        }
        match (kind, update.strategy) {
            (Deployment, Strategy::OnDelete) => found.push(("on_delete", update.said.made)),
            (DaemonSet, Strategy::Recreate) => found.push(("recreate", update.said.made)),
            _ => {}
        }
    }
    for (method, at) in found {
        let place = stage.place(at);
        stage.tell(
            Diagnostic::error("not-for-kind", format!("A {} has no `{method}`.", kind.kind()))
                .help(format!("leave it out, or use another kind than {}.", kind.kind()))
                .at(place)
                .and("the workload", stage.place(said.made)),
        );
    }
}
