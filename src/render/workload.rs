//! Workloads of every kind, and everything that belongs to one.

use super::build::{patch, put_filled, set_some};
use super::label::DESCRIPTION;
use super::metadata::Head;
use super::notes::Notes;
use super::scope::Scope;
use super::stage::{Edge, Stage};
use super::volume::Volumes;
use super::{autoscaler, budget, job, misplaced, normal, pod, service, update, volume};
use crate::diagnostic::{Origin, Sources};
use crate::model::{Strategy, Workload, WorkloadKind};
use crate::object::{Intents, Node, Refused};
use crate::schema::Cursor;

/// A workload as far as it needs nothing but itself and the apps around it.
pub(super) struct Made<'a> {
    node: Node,
    volumes: Volumes<'a>,
    notes: Notes<'a>,
}

/// Makes the object of a workload: many are made at once.
pub(super) fn make<'a>(around: &Scope<'a>, workload: &'a Workload, sources: &'a Sources) -> Made<'a> {
    let mut notes = Notes::new(sources);
    let scope = &around.belonging_to(workload);
    misplaced::tell(&mut notes, workload);
    let volumes = volume::collect(&mut notes, scope, workload);
    if let Some(fault) = job::without_schedule(workload) {
        let place = notes.place(workload.said.made);
        notes.tell(fault.at(place));
    }
    let cursor = Cursor::of(workload.kind.api_version(), workload.kind.kind());
    let spec = spec(&mut notes, scope, workload, &volumes, cursor.field("spec"));
    let mut node = head(scope, workload);
    node.put("spec", spec);
    patch(&mut node, &workload.patch, cursor);
    job::name(&mut node, workload);
    normal::normalise(&mut node);
    Made { node, volumes, notes }
}

/// Renders a workload with its services, ingresses, claims, Secrets, autoscaler and disruption budget.
pub(super) fn render<'a>(stage: &mut Stage<'a>, around: &Scope<'a>, workload: &'a Workload, made: Made<'a>) {
    let Made { node, volumes, notes } = made;
    stage.notes.take(notes);
    let scope = &around.belonging_to(workload);
    pod::used(stage, scope, workload);
    volumes.add_claims(stage, scope);
    service::governing(stage, scope, workload);
    for part in &workload.services {
        service::render(stage, scope, workload, part);
    }
    if let Some(part) = &workload.disruption_budget {
        budget::render(stage, scope, workload, part);
    }
    stage.add_normal(scope, node, intents(workload));
    if let Some(part) = &workload.hpa {
        autoscaler::render(stage, scope, workload, part);
    }
    for part in &workload.ingresses {
        stage.edge(scope, Edge::Ingress(part));
    }
    for part in &workload.routes {
        stage.edge(scope, Edge::Route(part));
    }
}

fn head(scope: &Scope<'_>, workload: &Workload) -> Node {
    let said = &workload.said;
    let mut node = Head {
        api_version: workload.kind.api_version(),
        kind: workload.kind.kind(),
        name: &workload.name,
        named: said.made,
        said,
        labels: &workload.labels,
        annotations: &workload.annotations,
    }
    .node(scope);
    describe(&mut node, workload);
    node
}

/// `spec`; `cursor` stands at it.
fn spec(notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &Workload, volumes: &Volumes<'_>, cursor: Cursor) -> Node {
    let said = &workload.said;
    let mut spec = Node::map(said.made);
    match workload.kind {
        WorkloadKind::Job => {
            job::put(&mut spec, workload);
            spec.put("template", pod::template(notes, scope, workload, volumes, cursor));
            return spec;
        }
        WorkloadKind::CronJob => {
            job::put_cron(&mut spec, workload);
            let cursor = cursor.field("jobTemplate").field("spec");
            let inner = spec.child("jobTemplate", said.made).child("spec", said.made);
            job::put(inner, workload);
            inner.put("template", pod::template(notes, scope, workload, volumes, cursor));
            return spec;
        }
        _ => {}
    }
    set_some(&mut spec, "replicas", replicas(workload), || replicas_at(workload));
    if let Some((name, at)) = service::governing_name(workload) {
        spec.set("serviceName", name, at);
    }
    stateful(&mut spec, workload);
    set_some(&mut spec, "minReadySeconds", workload.min_ready, || said.of("min_ready"));
    set_some(&mut spec, "revisionHistoryLimit", workload.revision_history, || said.of("revision_history"));
    set_some(&mut spec, "progressDeadlineSeconds", workload.progress_deadline, || said.of("progress_deadline"));
    update::put(&mut spec, workload, cursor);
    spec.put("selector", selector(scope, workload));
    spec.put("template", pod::template(notes, scope, workload, volumes, cursor));
    put_filled(&mut spec, "volumeClaimTemplates", volumes.templates());
    spec
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
                labels.set(key.clone(), value.as_str(), at);
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
    if !workload.kind.has_replicas() {
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

fn intents(workload: &Workload) -> Intents {
    let update = workload.update.as_ref();
    let recreate = update
        .filter(|update| workload.kind == WorkloadKind::StatefulSet && update.strategy == Strategy::Recreate)
        .map(|update| Refused {
            words: format!("`recreate()` on a StatefulSet cannot be carried out yet: {}.", workload.name),
            help: "use `rolling_update()`, or `on_delete()` and delete the pods when it suits.".to_owned(),
            origin: update.said.made,
        });
    let conflicts = workload.on_conflict.iter().map(|conflict| Refused {
        words: format!("`on_conflict` cannot be carried out yet: it is said for {}.", conflict.field),
        help: "take it away; `rhumb explain conflict` says how a conflict is ended.".to_owned(),
        origin: conflict.origin,
    });
    let refused = recreate.into_iter().chain(conflicts).collect();
    Intents { keep: false, seeded_replicas: workload.hpa.is_some(), refused }
}
