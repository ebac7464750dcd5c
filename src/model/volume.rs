//! Volumes and configuration.

use std::rc::Rc;

use super::{Said, spoken};
use crate::object::Node;

/// A claim: a template in a StatefulSet, else one that the app owns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeClaim {
    /// Where it was said.
    pub said: Said,
    /// Name.
    pub name: String,
    /// Quantity.
    pub size: String,
    /// Storage class; the cluster's default without it.
    pub class: Option<String>,
    /// `ReadWriteOnce` and so on.
    pub access_mode: String,
    /// `Filesystem` or `Block`.
    pub volume_mode: Option<String>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// One claim for all pods, also in a StatefulSet.
    pub for_all_pods: bool,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A claim made elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExistingClaim {
    /// Where it was said.
    pub said: Said,
    /// Name of the claim.
    pub name: String,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
}

/// A folder that lives as long as the pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmptyDir {
    /// Where it was said.
    pub said: Said,
    /// `Memory`, or the node's disk.
    pub medium: Option<String>,
    /// Quantity.
    pub size_limit: Option<String>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A value of a Secret, which has no text form outside of this type.
#[derive(Clone, PartialEq)]
pub struct SecretValue(Rc<str>);

impl SecretValue {
    /// From clear text.
    pub fn new(clear: &str) -> Self {
        Self(clear.into())
    }

    /// The clear text, for the body of a Secret and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::object::MASK)
    }
}

/// A value of a Secret as it was said.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// From `secret_param` (or built with one).
    Given(SecretValue),
    /// A `secret_param` that was not given, which is allowed in `check` and `render`.
    Missing,
    /// Text that stands in the script.
    Literal(String),
}

/// A Secret of the app.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Secret {
    /// Where it was said.
    pub said: Said,
    /// Name.
    pub name: String,
    /// `Opaque` unless said.
    pub kind: Option<String>,
    /// Values by key; origins under `data` by key.
    pub data: Vec<(String, Source)>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Keys of a Secret or ConfigMap made elsewhere, as a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// Where it was said.
    pub said: Said,
    /// Name of the object.
    pub name: String,
    /// Whether it is a Secret (else a ConfigMap).
    pub secret: bool,
    /// Only these keys, each as a file.
    pub items: Vec<(String, String)>,
    /// Permissions of the files.
    pub mode: Option<i64>,
    /// Whether it may be missing.
    pub optional: bool,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
}

/// Anything that can be mounted.
#[derive(Clone, Debug, PartialEq)]
pub enum Volume {
    /// A claim of the app.
    Claim(Rc<VolumeClaim>),
    /// A claim made elsewhere.
    ExistingClaim(Rc<ExistingClaim>),
    /// A scratch folder.
    EmptyDir(Rc<EmptyDir>),
    /// A Secret of the app.
    Secret(Rc<Secret>),
    /// A Secret or ConfigMap made elsewhere.
    Existing(Rc<Items>),
}

spoken!(VolumeClaim, ExistingClaim, EmptyDir, Secret, Items);

impl Volume {
    /// Where it was made.
    pub fn said(&self) -> &Said {
        match self {
            Self::Claim(part) => &part.said,
            Self::ExistingClaim(part) => &part.said,
            Self::EmptyDir(part) => &part.said,
            Self::Secret(part) => &part.said,
            Self::Existing(part) => &part.said,
        }
    }
}
