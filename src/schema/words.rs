//! What Kubernetes says about its types and fields: unpacked only where somebody asks for an explanation.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::text::pack::unpack;

/// The descriptions of a type and of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    #[serde(rename = "a", skip_serializing_if = "String::is_empty")]
    pub(super) about: String,
    #[serde(rename = "p", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) fields: BTreeMap<String, String>,
}

/// Bounds what is unpacked; the file is checked in.
const MOST: usize = 16 << 20;

impl Words {
    /// Those of an embedded type, by its number: a line for each.
    pub(super) fn embedded(number: usize) -> Self {
        static TEXT: OnceLock<Vec<u8>> = OnceLock::new();
        let text = TEXT.get_or_init(|| unpack(include_bytes!("words.jsonl.zst"), MOST).unwrap_or_default());
        let line = text.split(|byte| *byte == b'\n').nth(number);
        line.and_then(|line| serde_json::from_slice(line).ok()).unwrap_or_default()
    }
}
