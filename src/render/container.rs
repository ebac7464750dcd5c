//! Containers.

use super::build::{patch, put_filled, set_some, texts};
use super::config_map;
use super::probe::{self, Role};
use super::security;
use super::volume::Volumes;
use crate::diagnostic::Origin;
use crate::model::{Container, ContainerPort, EnvSource, EnvValue, Keyed, Mount, Request};
use crate::object::{Key, Node};
use crate::schema::Cursor;

/// A container; a sidecar is an init container that keeps running. `restricted` is where the workload said that it is,
/// `cursor` stands at the container.
pub(super) fn render(
    part: &Container,
    volumes: &Volumes<'_>,
    restricted: Option<Origin>,
    sidecar: bool,
    cursor: Cursor,
) -> Node {
    let said = &part.said;
    let made = said.made;
    let mut node = Node::map(made);
    node.set("name", part.name.as_str(), said.of("rename"));
    node.set("image", part.image.as_str(), said.of("image"));
    set_some(&mut node, "imagePullPolicy", part.image_pull_policy.as_deref(), || {
        said.find("image_pull_policy", "").unwrap_or_else(|| said.of("always_pull"))
    });
    if sidecar {
        node.set("restartPolicy", "Always", made);
    }
    for (key, value) in [("command", &part.command), ("args", &part.args)] {
        if let Some(value) = value {
            let at = said.find(key, "").unwrap_or_else(|| said.of("shell"));
            put_filled(&mut node, key, texts(value, at));
        }
    }
    set_some(&mut node, "workingDir", part.working_dir.as_deref(), || said.of("working_dir"));
    let ports = part.ports.iter().map(port).collect();
    put_filled(&mut node, "ports", Node::list(ports, made));
    let variables = part.env.iter().map(|(name, value)| variable(name, value, said.of_key("env", name)));
    put_filled(&mut node, "env", Node::list(variables.collect(), made));
    let sources = part.env_from.iter().map(variables_of);
    put_filled(&mut node, "envFrom", Node::list(sources.collect(), made));
    put_filled(&mut node, "resources", resources(part));
    probes(&mut node, part, cursor);
    put_filled(&mut node, "lifecycle", lifecycle(part, cursor.field("lifecycle")));
    let mounts = part.mounts.iter().map(|mount| volume_mount(mount, volumes));
    put_filled(&mut node, "volumeMounts", Node::list(mounts.collect(), made));
    let devices = part.devices.iter().map(|device| {
        let mut node = Node::map(device.origin);
        node.set("name", volumes.name(&device.volume), device.origin);
        node.set("devicePath", device.path.as_str(), device.origin);
        node
    });
    put_filled(&mut node, "volumeDevices", Node::list(devices.collect(), made));
    put_filled(&mut node, "securityContext", security::of_container(part, restricted));
    // `false` is what the API server leaves out.
    for (key, value) in [("stdin", part.stdin), ("tty", part.tty)] {
        if value == Some(true) {
            node.set(key, true, said.of(key));
        }
    }
    patch(&mut node, &part.patch, cursor);
    node
}

fn port(part: &ContainerPort) -> Node {
    let mut node = Node::map(part.origin);
    set_some(&mut node, "name", part.name.as_deref(), || part.origin);
    node.set("containerPort", part.number, part.origin);
    node.set("protocol", part.protocol.as_str(), part.origin);
    set_some(&mut node, "hostPort", part.host, || part.origin);
    node
}

fn variable(name: &str, value: &EnvValue, at: Origin) -> Node {
    let mut node = Node::map(at);
    node.set("name", name, at);
    let (field, reference) = match value {
        // An empty value is the same as none to the API server, and as a field it conflicts with an equal one.
        EnvValue::Text(text) if text.is_empty() => return node,
        EnvValue::Text(text) => {
            node.set("value", text.as_str(), at);
            return node;
        }
        EnvValue::Secret { secret, key, optional } => ("secretKeyRef", key_of(&secret.name, key, *optional, at)),
        EnvValue::ExistingSecret { name, key, optional } => ("secretKeyRef", key_of(name, key, *optional, at)),
        EnvValue::ConfigMap { config, key, optional } => {
            ("configMapKeyRef", key_of(&config_map::name(config), key, *optional, at))
        }
        EnvValue::ExistingConfigMap { name, key, optional } => ("configMapKeyRef", key_of(name, key, *optional, at)),
        EnvValue::Field(path) => {
            let mut field = Node::map(at);
            field.set("fieldPath", path.as_str(), at);
            ("fieldRef", field)
        }
        EnvValue::Resource { resource, divisor } => {
            let mut node = Node::map(at);
            node.set("resource", resource.as_str(), at);
            set_some(&mut node, "divisor", divisor.as_deref(), || at);
            ("resourceFieldRef", node)
        }
    };
    node.child("valueFrom", at).put(field, reference);
    node
}

/// All keys of an object as variables.
fn variables_of(source: &EnvSource) -> Node {
    let at = source.origin;
    let (field, name) = match &source.object {
        Keyed::ConfigMap(part) => ("configMapRef", config_map::name(part)),
        Keyed::Secret(part) => ("secretRef", part.name.clone()),
        Keyed::Existing(part) if part.secret => ("secretRef", part.name.clone()),
        Keyed::Existing(part) => ("configMapRef", part.name.clone()),
    };
    let usage = source.object.usage();
    let said = source.object.said();
    let mut node = Node::map(at);
    set_some(&mut node, "prefix", usage.prefix.as_deref(), || said.of("prefix"));
    let object = node.child(field, at);
    object.set("name", name, at);
    if usage.optional {
        object.set("optional", true, said.of("optional"));
    }
    node
}

fn key_of(name: &str, key: &str, optional: bool, at: Origin) -> Node {
    let mut node = Node::map(at);
    node.set("name", name, at);
    node.set("key", key, at);
    if optional {
        node.set("optional", true, at);
    }
    node
}

fn resources(part: &Container) -> Node {
    let said = &part.said;
    let mut requests = Node::map(said.made);
    let mut limits = Node::map(said.made);
    let mut both = |name: Key, amounts: &Request, at: &dyn Fn() -> Origin, limit_at: &dyn Fn() -> Origin| {
        set_some(&mut requests, name.clone(), amounts.request.as_deref(), at);
        set_some(&mut limits, name, amounts.limit.as_deref(), limit_at);
    };
    let resources = &part.resources;
    for (name, amounts, method, limit_method) in [
        ("cpu", &resources.cpu, "cpu", "cpu_limit"),
        ("memory", &resources.memory, "memory", "memory_limit"),
        ("ephemeral-storage", &resources.ephemeral_storage, "ephemeral_storage", "ephemeral_storage_limit"),
    ] {
        let at = || said.of(method);
        both(name.into(), amounts, &at, &|| said.find(limit_method, "").unwrap_or_else(at));
    }
    for (name, amount) in &resources.other {
        let at = said.of_key("resource", name);
        let amounts = Request { request: Some(amount.clone()), limit: Some(amount.clone()) };
        both(name.clone().into(), &amounts, &|| at, &|| at);
    }
    let mut node = Node::map(said.made);
    put_filled(&mut node, "requests", requests);
    put_filled(&mut node, "limits", limits);
    node
}

fn probes(node: &mut Node, part: &Container, cursor: Cursor) {
    for (field, said, role) in [
        ("livenessProbe", &part.liveness, Role::Liveness),
        ("readinessProbe", &part.readiness, Role::Readiness),
        ("startupProbe", &part.startup, Role::Startup),
    ] {
        if let Some(said) = said {
            node.put(field, probe::render(said, role, &part.ports, cursor.field(field)));
        }
    }
}

fn lifecycle(part: &Container, cursor: Cursor) -> Node {
    let mut node = Node::map(part.said.made);
    for (field, hook) in [("postStart", &part.post_start), ("preStop", &part.pre_stop)] {
        if let Some(hook) = hook {
            node.put(field, probe::hook(hook, cursor.field(field)));
        }
    }
    node
}

fn volume_mount(mount: &Mount, volumes: &Volumes<'_>) -> Node {
    let at = mount.origin;
    let mut node = Node::map(at);
    node.set("name", volumes.name(&mount.volume), at);
    node.set("mountPath", mount.path.as_str(), at);
    if mount.read_only {
        node.set("readOnly", true, at);
    }
    set_some(&mut node, "subPath", mount.sub_path.as_deref(), || at);
    set_some(&mut node, "subPathExpr", mount.sub_path_expr.as_deref(), || at);
    node
}
