//! Who the processes of pods are and what they may do.

use super::build::{put_filled, set_some};
use crate::diagnostic::Origin;
use crate::model::{Container, Said, Workload};
use crate::object::Node;

/// `securityContext` of the pod.
pub(super) fn of_pod(workload: &Workload) -> Node {
    let said = &workload.said;
    let pod = &workload.pod;
    let restricted = pod.restricted == Some(true);
    let mut node = Node::map(said.made);
    set_some(&mut node, "runAsUser", pod.run_as_user, || said.of("run_as_user"));
    set_some(&mut node, "runAsGroup", pod.run_as_group, || said.of("run_as_group"));
    let at = |method| said.find(method, "").unwrap_or(said.of("restricted"));
    set_some(&mut node, "runAsNonRoot", pod.run_as_non_root.or(restricted.then_some(true)), || at("run_as_non_root"));
    set_some(&mut node, "fsGroup", pod.fs_group, || said.of("fs_group"));
    set_some(&mut node, "fsGroupChangePolicy", pod.fs_group_change_policy.as_deref(), || {
        said.of("fs_group_change_policy")
    });
    if let Some(groups) = &pod.supplemental_groups {
        let at = said.of("supplemental_groups");
        let groups = groups.iter().map(|group| Node::leaf(*group, at));
        put_filled(&mut node, "supplementalGroups", Node::list(groups.collect(), at));
    }
    let at = at("seccomp");
    if let Some(seccomp) = &pod.seccomp {
        let profile = node.child("seccompProfile", at);
        profile.set("type", seccomp.kind.as_str(), at);
        set_some(profile, "localhostProfile", seccomp.profile.as_deref(), || at);
    } else if restricted {
        node.child("seccompProfile", at).set("type", "RuntimeDefault", at);
    }
    let sysctls = pod.sysctls.iter().map(|(name, value)| {
        let at = said.of_key("sysctl", name);
        let mut item = Node::map(at);
        item.set("name", name.as_str(), at);
        item.set("value", value.as_str(), at);
        item
    });
    put_filled(&mut node, "sysctls", Node::list(sysctls.collect(), said.made));
    node
}

/// `securityContext` of a container. `restricted` is where the workload said so, and fills in what the container leaves
/// open.
pub(super) fn of_container(part: &Container, restricted: Option<Origin>) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    set_some(&mut node, "privileged", part.privileged, || said.of("privileged"));
    set_some(&mut node, "runAsUser", part.run_as_user, || said.of("run_as_user"));
    set_some(&mut node, "runAsGroup", part.run_as_group, || said.of("run_as_group"));
    set_some(&mut node, "runAsNonRoot", part.run_as_non_root, || said.of("run_as_non_root"));
    set_some(&mut node, "readOnlyRootFilesystem", part.read_only_root, || said.of("read_only_root"));
    let method = "allow_privilege_escalation";
    set_some(
        &mut node,
        "allowPrivilegeEscalation",
        part.allow_privilege_escalation.or(restricted.map(|_| false)),
        || said.find(method, "").or(restricted).unwrap_or(said.made),
    );
    let mut capabilities = Node::map(restricted.unwrap_or(said.made));
    put_filled(&mut capabilities, "add", names(&part.capabilities.add, said, "add_capability"));
    let mut drop = part.capabilities.drop.clone();
    if restricted.is_some() && !drop.iter().any(|name| name == "ALL") {
        drop.insert(0, "ALL".to_owned());
    }
    let mut drop = names(&drop, said, "drop_capability");
    if let (Some(at), crate::object::NodeValue::List(items)) = (restricted, &mut drop.value)
        && said.find("drop_capability", "ALL").is_none()
    {
        items[0].origin = at;
    }
    put_filled(&mut capabilities, "drop", drop);
    put_filled(&mut node, "capabilities", capabilities);
    node
}

fn names(names: &[String], said: &Said, method: &'static str) -> Node {
    let items = names.iter().map(|name| Node::leaf(name.as_str(), said.of_key(method, name)));
    Node::list(items.collect(), said.made)
}
