//! A Kubernetes object as data: identity, layer, the origin of each field, and what the script intends with it.

mod layer;
mod manifest;
mod mask;
mod node;
mod path;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Origin, Sources};

pub use layer::layer;
pub use manifest::{LACKING, ManifestError, manifest};
pub use mask::{MASK, is_secret, masked};
pub use node::{Key, Node, NodeValue, Scalar};
pub use path::{FieldPath, Step};

/// Who an object is. The version is a detail of a request and not part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind: `StatefulSet`.
    pub kind: String,
    /// Namespace; nothing for objects of the whole cluster, and before the plan has filled it in.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
}

impl Identity {
    /// As kubectl takes it: `deployment web -n shop`.
    pub fn for_kubectl(&self) -> String {
        // Kinds that extend Kubernetes may share their names, and are told apart by their groups.
        let group = if self.group.contains('.') && !self.group.ends_with(".k8s.io") {
            format!(".{}", self.group)
        } else {
            String::new()
        };
        let place = self.namespace.as_ref().map_or(String::new(), |namespace| format!(" -n {namespace}"));
        format!("{}{group} {}{place}", self.kind.to_lowercase(), self.name)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}

/// What the script says about an object beside its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intents {
    /// Never deleted by rhumb.
    pub keep: bool,
    /// `spec.replicas` is written at creation and belongs to an autoscaler afterwards.
    pub seeded_replicas: bool,
    /// What of it cannot be carried out yet: planning refuses the object.
    pub refused: Vec<Refused>,
}

/// What the language can say and nothing carries out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is, in a sentence.
    pub words: String,
    /// What does the same today.
    pub help: String,
    /// The call that says it.
    pub origin: Origin,
}

impl Refused {
    /// It as an error at its place.
    pub fn told(&self, sources: &Sources) -> Diagnostic {
        Diagnostic::error("not-carried-out", self.words.as_str())
            .help(self.help.as_str())
            .at(sources.place(self.origin))
    }
}

/// One object to be, with the place of each of its fields.
#[derive(Clone, Debug)]
pub struct Object {
    /// `apps/v1`.
    pub api_version: String,
    /// Kind: `StatefulSet`.
    pub kind: String,
    /// `metadata.namespace`, where the script says one.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
    /// The whole object (`apiVersion` and all), each node with its origin.
    pub node: Node,
    /// The call that made it.
    pub origin: Origin,
    /// What is intended with it.
    pub intents: Intents,
    /// Its step in `.sequence`: step 1 waits until step 0 is ready. Without a sequence all are in step 0.
    pub step: usize,
}

impl Object {
    /// API group; empty for the core group.
    pub fn group(&self) -> &str {
        // Rules ask for it again and again; searching a few bytes one by one is the fastest.
        let slash = self.api_version.bytes().position(|byte| byte == b'/');
        slash.map_or("", |slash| &self.api_version[..slash])
    }

    /// Who it is, as far as the script says it.
    pub fn identity(&self) -> Identity {
        Identity {
            group: self.group().to_owned(),
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }

    /// The object as JSON.
    pub fn value(&self) -> Value {
        self.node.to_value()
    }
}

/// Everything that later stages need of an app. A manifest enters the program here.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The app's name: a DNS label.
    pub app: String,
    /// The namespace that the script says, if it says one.
    pub namespace: Option<String>,
    /// `.description`.
    pub description: Option<String>,
    /// Objects in apply order: by layer, then sequence, then mention.
    pub objects: Vec<Object>,
    /// The files they came from.
    pub sources: Sources,
    /// Warnings so far.
    pub warnings: Vec<Diagnostic>,
    /// What the script printed, at most 64 KB.
    pub printed: String,
    /// The files that the script imported and read, by name, with the SHA-256 of each.
    pub reads: BTreeMap<String, String>,
}
