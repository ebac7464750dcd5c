//! Types of Kubernetes: those that are embedded, and those that a cluster serves.
//!
//! The embedded file is a line of JSON with the kinds and then a line for each type, compressed. Only lines that are asked
//! for are parsed: an app needs a few dozen of some seven hundred.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::words::Words;
use crate::text::pack::unpack;

/// A type or a field, without words. Short keys, as the file is embedded. What lies inside a type has properties only by
/// reference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Type {
    /// Its short name: `StatefulSetSpec`.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Number of the type that it is.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<usize>,
    /// `string`, `integer`, `number`, `boolean`, `array`, `object`.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    /// `int32`, `int64`, `int-or-string`, `quantity`, `byte`, `date-time`.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<String>,
    #[serde(rename = "p", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) properties: BTreeMap<String, Type>,
    #[serde(rename = "q", skip_serializing_if = "Vec::is_empty")]
    pub(super) required: Vec<String>,
    /// Items of a list.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub(super) items: Option<Box<Type>>,
    /// Values of a map.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub(super) values: Option<Box<Type>>,
    /// `map`, `set`, `atomic`.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub(super) list: Option<String>,
    #[serde(rename = "k", skip_serializing_if = "Vec::is_empty")]
    pub(super) keys: Vec<String>,
    /// Whether a map is merged as a whole.
    #[serde(rename = "a", skip_serializing_if = "std::ops::Not::not")]
    pub(super) atomic: bool,
    /// Whether fields that are not named are kept.
    #[serde(rename = "o", skip_serializing_if = "std::ops::Not::not")]
    pub(super) open: bool,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<Value>,
    #[serde(rename = "e", skip_serializing_if = "Vec::is_empty")]
    pub(super) choices: Vec<String>,
    /// The least and the most that a number may be.
    #[serde(rename = "m", skip_serializing_if = "Option::is_none")]
    pub(super) least: Option<i64>,
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    pub(super) most: Option<i64>,
}

/// All types of one source.
#[derive(Debug, Default)]
pub struct Types {
    /// `apps/v1/StatefulSet` to the number of its type.
    kinds: BTreeMap<String, usize>,
    types: Vec<OnceLock<Type>>,
    /// The lines from which `types` are parsed when they are asked for; empty where all of them are there.
    text: Vec<u8>,
    lines: Vec<Range<usize>>,
    /// The words by the number of the type; nothing where they are those of the embedded file.
    words: Option<Vec<Words>>,
}

/// Bounds what is unpacked; the file is checked in, so this only guards against a damaged build.
const MOST: usize = 16 << 20;

impl Types {
    /// The types of Kubernetes that are embedded. The first call unpacks them.
    pub fn embedded() -> &'static Self {
        static TYPES: OnceLock<Types> = OnceLock::new();
        TYPES.get_or_init(|| {
            let packed = include_bytes!("types.jsonl.zst");
            Self::of_lines(unpack(packed, MOST).unwrap_or_default())
        })
    }

    fn of_lines(text: Vec<u8>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            lines.push(start..start + line.len());
            start += line.len();
        }
        if lines.is_empty() {
            return Self::default();
        }
        let kinds = serde_json::from_slice(&text[lines.remove(0)]).unwrap_or_default();
        let types = lines.iter().map(|_| OnceLock::new()).collect();
        Self { kinds, types, text, lines, words: None }
    }

    /// Types that are all known already, with their words.
    pub(super) fn of(kinds: BTreeMap<String, usize>, types: Vec<Type>, words: Vec<Words>) -> Self {
        let types = types.into_iter().map(OnceLock::from).collect();
        Self { kinds, types, words: Some(words), ..Self::default() }
    }

    /// Every kind that is known, as `apps/v1/StatefulSet`.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// The number of the type of a kind.
    pub(super) fn kind(&self, api_version: &str, kind: &str) -> Option<usize> {
        self.kinds.get([api_version, kind].join("/").as_str()).copied()
    }

    /// A type by its number.
    pub(super) fn get(&self, number: usize) -> Option<&Type> {
        let parse = || {
            let line = self.lines.get(number).and_then(|line| self.text.get(line.clone()));
            line.and_then(|line| serde_json::from_slice(line).ok()).unwrap_or_default()
        };
        self.types.get(number).map(|slot| slot.get_or_init(parse))
    }

    /// The words about a type and its fields.
    pub(super) fn words(&self, number: usize) -> Words {
        match &self.words {
            Some(words) => words.get(number).cloned().unwrap_or_default(),
            None => Words::embedded(number),
        }
    }

    /// How many types there are.
    pub(super) fn len(&self) -> usize {
        self.types.len()
    }

    /// Kinds by their names, for whoever writes them.
    pub(super) fn numbers(&self) -> &BTreeMap<String, usize> {
        &self.kinds
    }
}

/// Every kind that is embedded, as `apps/v1/StatefulSet`.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Types::embedded().kinds()
}
