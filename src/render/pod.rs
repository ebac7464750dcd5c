//! The pod template.

use super::build::{pairs, patch, put_filled, set_some};
use super::container;
use super::scope::Scope;
use super::stage::Stage;
use super::volume::Volumes;
use super::workload::{selector, selector_labels};
use crate::model::{EnvValue, Toleration, Volume, Workload};
use crate::object::Node;
use crate::schema::Cursor;

/// Renders the Secrets that the containers of a workload use.
pub(super) fn secrets<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, workload: &'a Workload) {
    for container in workload.all_containers() {
        for (_, value) in &container.env {
            if let EnvValue::Secret { secret, .. } = value {
                stage.uses_secret(scope, secret);
            }
        }
        for mount in &container.mounts {
            if let Volume::Secret(secret) = &mount.volume {
                stage.uses_secret(scope, secret);
            }
        }
    }
}

/// `spec.template`; `cursor` stands at `spec`.
pub(super) fn template(
    stage: &mut Stage<'_>,
    scope: &Scope<'_>,
    workload: &Workload,
    volumes: &Volumes<'_>,
    cursor: Cursor,
) -> Node {
    let said = &workload.said;
    let mut labels = selector_labels(scope, workload);
    for (key, value) in &workload.pod_labels {
        labels.set(key, value.as_str(), said.of_key("pod_label", key));
    }
    let mut metadata = Node::map(said.made);
    metadata.put("labels", labels);
    put_filled(
        &mut metadata,
        "annotations",
        pairs(&workload.pod_annotations, said.made, |key| said.of_key("pod_annotation", key)),
    );
    let mut template = Node::map(said.made);
    template.put("metadata", metadata);
    let cursor = cursor.field("template").field("spec");
    let mut spec = spec(stage, scope, workload, volumes, cursor);
    patch(&mut spec, &workload.pod.patch, cursor);
    template.put("spec", spec);
    template
}

fn spec(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload, volumes: &Volumes<'_>, cursor: Cursor) -> Node {
    let said = &workload.said;
    let pod = &workload.pod;
    let mut spec = Node::map(said.made);
    set_some(&mut spec, "serviceAccountName", pod.service_account.as_deref(), said.of("service_account"));
    set_some(&mut spec, "automountServiceAccountToken", pod.automount_token, said.of("automount_token"));
    put_filled(&mut spec, "imagePullSecrets", pull_secrets(workload));
    set_some(&mut spec, "priorityClassName", pod.priority_class.as_deref(), said.of("priority_class"));
    set_some(
        &mut spec,
        "terminationGracePeriodSeconds",
        pod.termination_grace_period,
        said.of("termination_grace_period"),
    );
    put_filled(&mut spec, "securityContext", security_context(workload));
    put_filled(&mut spec, "nodeSelector", node_selector(stage, workload));
    put_filled(&mut spec, "affinity", affinity(stage, scope, workload));
    let tolerations = pod.tolerations.iter().map(|part| toleration(part)).collect();
    put_filled(&mut spec, "tolerations", Node::list(tolerations, said.made));

    let init: Vec<Node> = workload
        .init_containers
        .iter()
        .map(|(part, sidecar)| {
            let cursor = cursor.field("initContainers").item();
            container::render(part, volumes, *sidecar, cursor)
        })
        .collect();
    put_filled(&mut spec, "initContainers", Node::list(init, said.made));
    let containers = workload
        .containers
        .iter()
        .map(|part| container::render(part, volumes, false, cursor.field("containers").item()))
        .collect();
    spec.put("containers", Node::list(containers, said.made));
    put_filled(&mut spec, "volumes", volumes.node(cursor.field("volumes").item()));
    spec
}

fn pull_secrets(workload: &Workload) -> Node {
    let said = &workload.said;
    let items = workload.pod.image_pull_secrets.iter().map(|name| {
        let at = said.find("image_pull_secret", name).unwrap_or(said.of("image_pull_secret"));
        let mut item = Node::map(at);
        item.set("name", name.as_str(), at);
        item
    });
    Node::list(items.collect(), said.made)
}

fn security_context(workload: &Workload) -> Node {
    let said = &workload.said;
    let pod = &workload.pod;
    let mut node = Node::map(said.made);
    set_some(&mut node, "runAsUser", pod.run_as_user, said.of("run_as_user"));
    set_some(&mut node, "runAsGroup", pod.run_as_group, said.of("run_as_group"));
    set_some(&mut node, "runAsNonRoot", pod.run_as_non_root, said.of("run_as_non_root"));
    set_some(&mut node, "fsGroup", pod.fs_group, said.of("fs_group"));
    node
}

fn node_selector(stage: &mut Stage<'_>, workload: &Workload) -> Node {
    let mut node = Node::map(workload.said.made);
    for (key, value) in &workload.pod.node_selector {
        let at = workload.said.of_key("node_selector", key);
        node.set(stage.node_label(key, at), value.as_str(), at);
    }
    node
}

/// Anti-affinity to the pods of the workload itself.
fn affinity(stage: &mut Stage<'_>, scope: &Scope<'_>, workload: &Workload) -> Node {
    let made = workload.said.made;
    let mut required = Vec::new();
    let mut preferred = Vec::new();
    for apart in &workload.pod.apart {
        let mut term = Node::map(apart.origin);
        term.put("labelSelector", selector(scope, workload));
        let topology = stage.node_label(&apart.topology, apart.origin);
        term.set("topologyKey", topology, apart.origin);
        match apart.weight {
            None => required.push(term),
            Some(weight) => {
                let mut weighted = Node::map(apart.origin);
                weighted.set("weight", weight, apart.origin);
                weighted.put("podAffinityTerm", term);
                preferred.push(weighted);
            }
        }
    }
    let mut terms = Node::map(made);
    put_filled(&mut terms, "requiredDuringSchedulingIgnoredDuringExecution", Node::list(required, made));
    put_filled(&mut terms, "preferredDuringSchedulingIgnoredDuringExecution", Node::list(preferred, made));
    let mut node = Node::map(made);
    put_filled(&mut node, "podAntiAffinity", terms);
    node
}

fn toleration(part: &Toleration) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    set_some(&mut node, "key", part.key.as_deref(), said.made);
    let operator = if part.value.is_some() { "Equal" } else { "Exists" };
    node.set("operator", operator, said.of("value"));
    set_some(&mut node, "value", part.value.as_deref(), said.of("value"));
    set_some(&mut node, "effect", part.effect.as_deref(), said.of("effect"));
    set_some(&mut node, "tolerationSeconds", part.seconds, said.of("seconds"));
    node
}
