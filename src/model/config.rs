//! Configuration: ConfigMaps and Secrets, and how pods use their keys.

use std::sync::Arc;

use super::volume::Downward;
use super::{Said, Secret, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// How the keys of an object are used: as files or as variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Only this key: the mount path is that one file.
    pub key: Option<String>,
    /// Only these keys, each as a file: key and path.
    pub items: Vec<(String, String)>,
    /// Permissions of the files.
    pub mode: Option<i64>,
    /// Whether the object may be missing.
    pub optional: bool,
    /// In front of the names of variables.
    pub prefix: Option<String>,
    /// Name of the volume in the pod.
    pub volume_name: Option<String>,
}

/// A value of a ConfigMap.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigValue {
    /// Text.
    Text(String),
    /// Bytes that need not be text.
    Bytes(Vec<u8>),
}

/// A ConfigMap of the app: named by its content, unless it keeps its plain name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfigMap {
    /// Where it was said.
    pub said: Said,
    /// Plain name.
    pub name: String,
    /// Keeps the plain name, and can be changed in place.
    pub fixed_name: bool,
    /// Values by key; origins under `data` by key.
    pub data: Vec<(String, ConfigValue)>,
    /// How it is used.
    pub usage: Usage,
    /// Labels.
    pub labels: Vec<(String, String)>,
    /// Annotations.
    pub annotations: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

/// Keys of a Secret or ConfigMap made elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// Where it was said.
    pub said: Said,
    /// Name of the object.
    pub name: String,
    /// Whether it is a Secret (else a ConfigMap).
    pub secret: bool,
    /// How it is used.
    pub usage: Usage,
}

/// An object with keys that pods use.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyed {
    /// A ConfigMap of the app.
    ConfigMap(Arc<ConfigMap>),
    /// A Secret of the app.
    Secret(Arc<Secret>),
    /// A Secret or ConfigMap made elsewhere.
    Existing(Arc<Items>),
}

impl Keyed {
    /// Where it was made.
    pub fn said(&self) -> &Said {
        match self {
            Self::ConfigMap(part) => &part.said,
            Self::Secret(part) => &part.said,
            Self::Existing(part) => &part.said,
        }
    }

    /// How it is used.
    pub fn usage(&self) -> &Usage {
        match self {
            Self::ConfigMap(part) => &part.usage,
            Self::Secret(part) => &part.usage,
            Self::Existing(part) => &part.usage,
        }
    }
}

/// All keys of an object as variables.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvSource {
    /// The object.
    pub object: Keyed,
    /// Where it was said.
    pub origin: Origin,
}

/// A part of a `projected` volume.
#[derive(Clone, Debug, PartialEq)]
pub enum Projection {
    /// An object with keys.
    Keyed(Keyed),
    /// Fields of the pod.
    Downward(Arc<Downward>),
}

/// A text that is made once, at the first apply, and never shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Generated {
    /// Where it was said.
    pub said: Said,
    /// Name: the same name is the same value.
    pub name: String,
    /// Number of characters.
    pub length: i64,
}

spoken!(ConfigMap, Items, Generated);
