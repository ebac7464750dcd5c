//! Containers.

use std::sync::Arc;

use super::seldom::seldom;
use super::volume::{Secret, Volume};
use super::{ConfigMap, EnvSource, Probe, Said, Seldom, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// A port by number or by the name that a container gave it.
#[derive(Clone, Debug, PartialEq)]
pub enum Port {
    /// 1..65535.
    Number(u16),
    /// Name of a port of the container.
    Name(String),
}

/// A port that a container opens.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerPort {
    /// Name; unnamed ports have none.
    pub name: Option<String>,
    /// 1..65535.
    pub number: u16,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// Port of the node.
    pub host: Option<u16>,
    /// Where it was said.
    pub origin: Origin,
}

/// Request and limit of one resource, as quantities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// What is reserved.
    pub request: Option<String>,
    /// What is not exceeded.
    pub limit: Option<String>,
}

/// What a container may use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resources {
    /// Processor time in cores or millicores.
    pub cpu: Request,
    /// Memory in bytes with a suffix.
    pub memory: Request,
    /// Scratch space in bytes with a suffix.
    pub ephemeral_storage: Request,
    /// Any other resource by name: request and limit alike.
    pub other: Vec<(String, String)>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvValue {
    /// Text; numbers and booleans have become text.
    Text(String),
    /// A key of a Secret: by the part of the app.
    Secret {
        /// The Secret.
        secret: Arc<Secret>,
        /// Its key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A key of a Secret made elsewhere.
    ExistingSecret {
        /// Name of the Secret.
        name: String,
        /// Its key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A key of a ConfigMap: by the part of the app.
    ConfigMap {
        /// The ConfigMap.
        config: Arc<ConfigMap>,
        /// Its key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A key of a ConfigMap made elsewhere.
    ExistingConfigMap {
        /// Name of the ConfigMap.
        name: String,
        /// Its key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A field of the pod: `metadata.name`.
    Field(String),
    /// What a container may use: `limits.memory`.
    Resource {
        /// Name of the resource.
        resource: String,
        /// The unit in which it is told.
        divisor: Option<String>,
    },
}

impl EnvValue {
    /// The field with the ordinal of a StatefulSet's pod.
    pub const ORDINAL: &str = "metadata.labels['apps.kubernetes.io/pod-index']";
}

/// A source of a variable as a value of the script, before a container takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvFrom {
    /// Where it was said.
    pub said: Said,
    /// The source.
    pub value: EnvValue,
}

/// What a hook does.
#[derive(Clone, Debug, PartialEq)]
pub enum HookAction {
    /// Runs a command.
    Exec(Vec<String>),
    /// GET of a path.
    Http {
        /// Path.
        path: String,
        /// Port.
        port: Port,
    },
    /// Waits, in seconds.
    Sleep(i64),
}

/// A hook of a container's life.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// Where it was said.
    pub said: Said,
    /// What it does.
    pub action: HookAction,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A volume at a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    /// Absolute path in the container.
    pub path: String,
    /// What is mounted.
    pub volume: Volume,
    /// Refuses writes.
    pub read_only: bool,
    /// A folder or file of the volume instead of its root.
    pub sub_path: Option<String>,
    /// The same with variables in it.
    pub sub_path_expr: Option<String>,
    /// Where it was said.
    pub origin: Origin,
}

/// A claim as a bare device.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Absolute path in the container.
    pub path: String,
    /// The claim.
    pub volume: Volume,
    /// Where it was said.
    pub origin: Origin,
}

/// Output that is collected.
#[derive(Clone, Debug, PartialEq)]
pub struct LogSource {
    /// Where it is kept.
    pub store: String,
    /// `stdout`, `stdout-only`, `stderr-only`, or an absolute path with wildcards.
    pub path: String,
}

/// Capabilities of the kernel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capabilities {
    /// Added.
    pub add: Vec<String>,
    /// Dropped.
    pub drop: Vec<String>,
}

/// A container of a pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Where it was said.
    pub said: Said,
    /// Name: a DNS label.
    pub name: String,
    /// Full image reference.
    pub image: String,
    /// `Always`, `IfNotPresent`, `Never`; unset unless said.
    pub image_pull_policy: Option<String>,
    /// Replaces the entry point.
    pub command: Option<Vec<String>>,
    /// Replaces the arguments.
    pub args: Option<Vec<String>>,
    /// Folder in which it starts.
    pub working_dir: Option<String>,
    /// Ports in order.
    pub ports: Vec<ContainerPort>,
    /// Requests and limits.
    pub resources: Resources,
    /// Variables in order; origins under `env` by name.
    pub env: Vec<(String, EnvValue)>,
    /// Objects whose keys are all variables, in order.
    pub env_from: Vec<EnvSource>,
    /// Restarts it when it fails.
    pub liveness: Option<Arc<Probe>>,
    /// Takes it out of services while it fails.
    pub readiness: Option<Arc<Probe>>,
    /// Holds the others back until it succeeds.
    pub startup: Option<Arc<Probe>>,
    /// After the start.
    pub post_start: Option<Arc<Hook>>,
    /// Before the end.
    pub pre_stop: Option<Arc<Hook>>,
    /// Volumes by path, in order.
    pub mounts: Vec<Mount>,
    /// Claims as devices by path, in order.
    pub devices: Vec<Device>,
    /// Output that is collected, by store, in order.
    pub logs: Vec<LogSource>,
    /// Marks of what is collected.
    pub log_tags: Vec<(String, String)>,
    /// All devices of the host.
    pub privileged: Option<bool>,
    /// User id.
    pub run_as_user: Option<i64>,
    /// Group id.
    pub run_as_group: Option<i64>,
    /// Refuses to start as root.
    pub run_as_non_root: Option<bool>,
    /// The image cannot be written to.
    pub read_only_root: Option<bool>,
    /// Whether a process may gain more rights than its parent.
    pub allow_privilege_escalation: Option<bool>,
    /// Capabilities.
    pub capabilities: Seldom<Capabilities>,
    /// Keeps standard input open.
    pub stdin: Option<bool>,
    /// Gives it a terminal.
    pub tty: Option<bool>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

spoken!(Container, EnvFrom, Hook);
seldom!(Capabilities);
