//! Volumes and configuration.

use std::sync::Arc;

use super::{ConfigMap, Items, Keyed, NamedPart, Projection, Said, Usage, spoken};
use crate::object::Node;
use crate::text::names;

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
pub struct SecretValue(Arc<str>);

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
    /// A `secret_param` that was not given, which is allowed in `check` and `render`; and the variable that could give it.
    Missing(String),
    /// Text that stands in the script.
    Literal(String),
    /// Text that is no secret and has its place beside one: a certificate.
    Public(String),
    /// Made once, at the first apply.
    Generated {
        /// Name: the same name is the same value.
        name: String,
        /// Number of characters.
        length: i64,
    },
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
    /// How it is used.
    pub usage: Usage,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A path of the node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostPath {
    /// Where it was said.
    pub said: Said,
    /// Absolute path on the node.
    pub path: String,
    /// What has to be there; nothing is looked at without it.
    pub kind: Option<String>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// The files of an image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageVolume {
    /// Where it was said.
    pub said: Said,
    /// Full image reference.
    pub reference: String,
    /// `Always`, `IfNotPresent`, `Never`; unset unless said.
    pub pull_policy: Option<String>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A folder of an NFS server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nfs {
    /// Where it was said.
    pub said: Said,
    /// Name or address of the server.
    pub server: String,
    /// Absolute path on the server.
    pub path: String,
    /// Refuses writes.
    pub read_only: Option<bool>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A volume that a CSI driver makes for the pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Csi {
    /// Where it was said.
    pub said: Said,
    /// Name of the driver.
    pub driver: String,
    /// What the driver is told.
    pub attributes: Vec<(String, String)>,
    /// Type of file system.
    pub fs_type: Option<String>,
    /// Refuses writes.
    pub read_only: Option<bool>,
    /// Secret that the driver is given.
    pub secret: Option<NamedPart<Secret>>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// A claim that lives as long as its pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EphemeralClaim {
    /// Where it was said.
    pub said: Said,
    /// Quantity.
    pub size: String,
    /// Storage class; the cluster's default without it.
    pub class: Option<String>,
    /// `ReadWriteOnce` unless said.
    pub access_mode: Option<String>,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Several sources in one folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projected {
    /// Where it was said.
    pub said: Said,
    /// The sources in order.
    pub parts: Vec<Projection>,
    /// Permissions of the files.
    pub mode: Option<i64>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Fields of the pod as files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Downward {
    /// Where it was said.
    pub said: Said,
    /// File and field of each.
    pub files: Vec<(String, String)>,
    /// Permissions of the files.
    pub mode: Option<i64>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Anything that can be mounted.
#[derive(Clone, Debug, PartialEq)]
pub enum Volume {
    /// A claim of the app.
    Claim(Arc<VolumeClaim>),
    /// A claim made elsewhere.
    ExistingClaim(Arc<ExistingClaim>),
    /// A scratch folder.
    EmptyDir(Arc<EmptyDir>),
    /// A ConfigMap of the app.
    ConfigMap(Arc<ConfigMap>),
    /// A Secret of the app.
    Secret(Arc<Secret>),
    /// A Secret or ConfigMap made elsewhere.
    Existing(Arc<Items>),
    /// A path of the node.
    HostPath(Arc<HostPath>),
    /// The files of an image.
    Image(Arc<ImageVolume>),
    /// A folder of an NFS server.
    Nfs(Arc<Nfs>),
    /// What a driver makes.
    Csi(Arc<Csi>),
    /// A claim that lives as long as its pod.
    EphemeralClaim(Arc<EphemeralClaim>),
    /// Several sources in one folder.
    Projected(Arc<Projected>),
    /// Fields of the pod.
    Downward(Arc<Downward>),
}

spoken!(
    VolumeClaim,
    ExistingClaim,
    EmptyDir,
    Secret,
    HostPath,
    ImageVolume,
    Nfs,
    Csi,
    EphemeralClaim,
    Projected,
    Downward
);

impl Volume {
    /// Where it was made.
    pub fn said(&self) -> &Said {
        match self {
            Self::Claim(part) => &part.said,
            Self::ExistingClaim(part) => &part.said,
            Self::EmptyDir(part) => &part.said,
            Self::ConfigMap(part) => &part.said,
            Self::Secret(part) => &part.said,
            Self::Existing(part) => &part.said,
            Self::HostPath(part) => &part.said,
            Self::Image(part) => &part.said,
            Self::Nfs(part) => &part.said,
            Self::Csi(part) => &part.said,
            Self::EphemeralClaim(part) => &part.said,
            Self::Projected(part) => &part.said,
            Self::Downward(part) => &part.said,
        }
    }

    /// The object with keys that it is, where it is one.
    pub fn keyed(&self) -> Option<Keyed> {
        match self {
            Self::ConfigMap(part) => Some(Keyed::ConfigMap(part.clone())),
            Self::Secret(part) => Some(Keyed::Secret(part.clone())),
            Self::Existing(part) => Some(Keyed::Existing(part.clone())),
            _ => None,
        }
    }

    /// The name that it has in the pod before it is mounted.
    pub fn own_name(&self) -> Option<String> {
        let said = self.volume_name().map(str::to_owned);
        said.or_else(|| match self {
            Self::Claim(part) => Some(part.name.clone()),
            Self::ConfigMap(part) => Some(names::as_label(&part.name)),
            Self::Secret(part) => Some(names::as_label(&part.name)),
            Self::ExistingClaim(part) => Some(names::as_label(&part.name)),
            Self::Existing(part) => Some(names::as_label(&part.name)),
            _ => None,
        })
    }

    /// The name that was said for the volume in the pod.
    pub fn volume_name(&self) -> Option<&str> {
        match self {
            Self::Claim(_) => None,
            Self::ExistingClaim(part) => part.volume_name.as_deref(),
            Self::EmptyDir(part) => part.volume_name.as_deref(),
            Self::ConfigMap(part) => part.usage.volume_name.as_deref(),
            Self::Secret(part) => part.usage.volume_name.as_deref(),
            Self::Existing(part) => part.usage.volume_name.as_deref(),
            Self::HostPath(part) => part.volume_name.as_deref(),
            Self::Image(part) => part.volume_name.as_deref(),
            Self::Nfs(part) => part.volume_name.as_deref(),
            Self::Csi(part) => part.volume_name.as_deref(),
            Self::EphemeralClaim(part) => part.volume_name.as_deref(),
            Self::Projected(part) => part.volume_name.as_deref(),
            Self::Downward(part) => part.volume_name.as_deref(),
        }
    }
}
