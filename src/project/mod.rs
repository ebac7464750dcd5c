//! The project: what its `rhumb.toml` says, and its files, which are read through a jail.

mod config;
mod files;
mod keys;
mod reader;
mod settings;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Sources, suggestion};

pub use files::{Files, Refusal, RefusalKind};
pub use keys::{ConfigKey, EXAMPLE, KEYS};
pub use settings::{Cloud, LogBackend, PodSecurity, Settings, Version};

/// The file that marks the root of a project.
pub const FILE: &str = "rhumb.toml";

/// A folder with scripts, and what its `rhumb.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Its files.
    pub files: Files,
    /// Its `rhumb.toml` as the user would name it; nothing where there is none.
    pub file: Option<String>,
    /// How scripts are rendered and checked.
    pub settings: Settings,
    /// The namespace of apps that say none.
    pub namespace: Option<String>,
    /// Values of parameters; everything else wins over them.
    pub params: Map<String, Value>,
    /// What scripts may use.
    pub limits: GivenLimits,
    /// The targets by name.
    pub targets: BTreeMap<String, Target>,
}

/// The budgets that `[limits]` sets; what is missing keeps its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenLimits {
    /// Operations of a script, 1,000 to 10,000,000,000.
    pub operations: Option<u64>,
    /// Memory that an evaluation adds, in bytes, 1Mi to 4Gi.
    pub memory: Option<usize>,
    /// Processor time of an evaluation, 1 s to 10 min.
    pub time: Option<Duration>,
    /// Calls within calls, 8 to 256.
    pub depth: Option<usize>,
}

impl GivenLimits {
    /// The default of the operations.
    pub const OPERATIONS: u64 = 5_000_000;
    /// The default of the memory, in MiB.
    pub const MEBIBYTES: usize = 128;
    /// The default of the time: with the start of the process what is hostile ends within a second.
    pub const TIME: Duration = Duration::from_millis(800);
    /// The default of the calls within calls.
    pub const DEPTH: usize = 64;
}

/// Where an app goes: a `[target.NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The context of the kubeconfig: a target pins the cluster.
    pub context: String,
    /// The namespace.
    pub namespace: Option<String>,
    /// Files with values of parameters, relative to the root; the later one wins.
    pub values: Vec<String>,
}

/// What is wrong with a project, and the files in which it is wrong.
pub type Faults = (Vec<Diagnostic>, Sources);

impl Project {
    /// The project of a script or manifest: its root is the folder of the `rhumb.toml` at or above it, else its own
    /// folder. Without a path it is that of the current folder.
    ///
    /// # Errors
    /// A `rhumb.toml` that cannot be read or is wrong: everything that is wrong with it at once.
    pub fn find(script: Option<&Path>) -> Result<Self, Faults> {
        let none = |message: String| (vec![Diagnostic::error("unreadable-file", message)], Sources::default());
        let files = Files::around(script).map_err(|refusal| none(refusal.message))?;
        let text = match files.text(FILE, config::LARGEST) {
            Ok(text) => text,
            Err(refusal) if refusal.kind == RefusalKind::Missing => return Ok(Self { files, ..Self::default() }),
            Err(refusal) => return Err(none(refusal.message)),
        };
        config::read(files, &text)
    }

    /// The target of a name.
    ///
    /// # Errors
    /// There is no such target.
    pub fn target(&self, name: &str) -> Result<&Target, Diagnostic> {
        self.targets.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.targets.keys().map(String::as_str).collect();
            let help = match (&self.file, names.is_empty()) {
                (None, _) => format!("targets stand in `{FILE}` at the root of the project: `[target.{name}]`"),
                (Some(file), true) => format!("write `[target.{name}]` with its `context` into {file}"),
                (Some(_), false) => suggestion(name, &names, "there are"),
            };
            Diagnostic::error("unknown-target", format!("The project has no such target: {name}.")).help(help)
        })
    }
}
