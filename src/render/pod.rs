//! The pod template.

use super::build::{pairs, patch, put_filled, set_some, texts};
use super::notes::Notes;
use super::scope::Scope;
use super::stage::Stage;
use super::volume::Volumes;
use super::workload::selector_labels;
use super::{container, placement, security, uses};
use crate::model::Workload;
use crate::object::Node;
use crate::schema::Cursor;

/// Renders the ConfigMaps, Secrets and the account that the pods of a workload use.
pub(super) fn used<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, workload: &'a Workload) {
    let pod = &workload.pod;
    if let Some(account) = pod.service_account.as_ref().and_then(|account| account.part.as_ref()) {
        stage.uses_account(scope, account);
    }
    for secret in pod.image_pull_secrets.iter().filter_map(|secret| secret.part.as_ref()) {
        stage.uses_secret(scope, secret);
    }
    uses::render(stage, scope, workload);
}

/// `spec.template`; `cursor` stands at `spec`.
pub(super) fn template(
    notes: &mut Notes<'_>,
    scope: &Scope<'_>,
    workload: &Workload,
    volumes: &Volumes<'_>,
    cursor: Cursor,
) -> Node {
    let said = &workload.said;
    let mut labels = selector_labels(scope, workload);
    for (key, value) in &workload.pod_labels {
        labels.set(key.clone(), value.as_str(), said.of_key("pod_label", key));
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
    let mut spec = spec(notes, scope, workload, volumes, cursor);
    patch(&mut spec, &workload.pod.patch, cursor);
    template.put("spec", spec);
    template
}

fn spec(notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &Workload, volumes: &Volumes<'_>, cursor: Cursor) -> Node {
    let said = &workload.said;
    let pod = &workload.pod;
    let mut spec = Node::map(said.made);
    if workload.kind.is_job() || pod.restart_policy.is_some() {
        let policy = pod.restart_policy.as_deref().unwrap_or("OnFailure");
        spec.set("restartPolicy", policy, said.of("restart_policy"));
    }
    let account = pod.service_account.as_ref().map(|account| account.name.as_str());
    set_some(&mut spec, "serviceAccountName", account, || said.of("service_account"));
    set_some(&mut spec, "automountServiceAccountToken", pod.automount_token, || said.of("automount_token"));
    set_some(&mut spec, "enableServiceLinks", pod.enable_service_links, || said.of("enable_service_links"));
    put_filled(&mut spec, "imagePullSecrets", pull_secrets(workload));
    set_some(&mut spec, "priorityClassName", pod.priority_class.as_deref(), || said.of("priority_class"));
    set_some(&mut spec, "runtimeClassName", pod.runtime_class.as_deref(), || said.of("runtime_class"));
    set_some(&mut spec, "terminationGracePeriodSeconds", pod.termination_grace_period, || {
        said.of("termination_grace_period")
    });
    put_filled(&mut spec, "securityContext", security::of_pod(workload));
    placement::put(&mut spec, notes, scope, workload);
    names(&mut spec, workload);
    node_parts(&mut spec, workload);

    let restricted = (pod.restricted == Some(true)).then(|| said.of("restricted"));
    let init: Vec<Node> = workload
        .init_containers
        .iter()
        .map(|(part, sidecar)| {
            let cursor = cursor.field("initContainers").item();
            container::render(part, volumes, restricted, *sidecar, cursor)
        })
        .collect();
    put_filled(&mut spec, "initContainers", Node::list(init, said.made));
    let containers = workload
        .containers
        .iter()
        .map(|part| container::render(part, volumes, restricted, false, cursor.field("containers").item()))
        .collect();
    spec.put("containers", Node::list(containers, said.made));
    put_filled(&mut spec, "volumes", volumes.node(cursor.field("volumes").item()));
    spec
}

fn pull_secrets(workload: &Workload) -> Node {
    let said = &workload.said;
    let items = workload.pod.image_pull_secrets.iter().map(|secret| {
        let at = said.of_key("image_pull_secret", &secret.name);
        let mut item = Node::map(at);
        item.set("name", secret.name.as_str(), at);
        item
    });
    Node::list(items.collect(), said.made)
}

/// How names are looked up.
fn names(spec: &mut Node, workload: &Workload) {
    let said = &workload.said;
    let pod = &workload.pod;
    set_some(spec, "dnsPolicy", pod.dns_policy.as_deref(), || said.of("dns_policy"));
    if let Some(dns) = &pod.dns {
        let at = said.of("dns");
        let mut node = Node::map(at);
        put_filled(&mut node, "nameservers", texts(&dns.nameservers, at));
        put_filled(&mut node, "searches", texts(&dns.searches, at));
        let options = dns.options.iter().map(|(name, value)| {
            let mut option = Node::map(at);
            option.set("name", name.as_str(), at);
            set_some(&mut option, "value", value.as_deref(), || at);
            option
        });
        put_filled(&mut node, "options", Node::list(options.collect(), at));
        spec.put("dnsConfig", node);
    }
    let aliases = pod.host_aliases.iter().map(|(ip, names)| {
        let at = said.of_key("host_alias", ip);
        let mut alias = Node::map(at);
        alias.set("ip", ip.as_str(), at);
        alias.put("hostnames", texts(names, at));
        alias
    });
    put_filled(spec, "hostAliases", Node::list(aliases.collect(), said.made));
}

/// What pods share with their node and each other. `false` is what the API server leaves out.
fn node_parts(spec: &mut Node, workload: &Workload) {
    let pod = &workload.pod;
    for (field, value, method) in [
        ("hostNetwork", pod.host_network, "host_network"),
        ("hostPID", pod.host_pid, "host_pid"),
        ("shareProcessNamespace", pod.share_process_namespace, "share_process_namespace"),
    ] {
        if value == Some(true) {
            spec.set(field, true, workload.said.of(method));
        }
    }
}
