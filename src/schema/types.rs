//! Types of Kubernetes, unpacked when first asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::pack::unpack;

/// A type or a field, without words. Short keys, as the file is embedded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Type {
    /// Name of the type that it is.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
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
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<Value>,
    #[serde(rename = "e", skip_serializing_if = "Vec::is_empty")]
    pub(super) choices: Vec<String>,
}

/// All types.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Types {
    /// `apps/v1/StatefulSet` to the name of its type.
    pub(super) kinds: BTreeMap<String, String>,
    pub(super) types: BTreeMap<String, Type>,
}

/// Bounds what is unpacked; the file is checked in, so this only guards against a damaged build.
const MOST: usize = 16 << 20;

fn types() -> &'static Types {
    static TYPES: OnceLock<Types> = OnceLock::new();
    TYPES.get_or_init(|| {
        let packed = include_bytes!("kubernetes.json.zst");
        let unpacked = unpack(packed, MOST).unwrap_or_default();
        serde_json::from_slice(&unpacked).unwrap_or_default()
    })
}

/// Every kind that is known, as `apps/v1/StatefulSet`.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    types().kinds.keys().map(String::as_str)
}

/// How a list is merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKind<'a> {
    /// As a whole.
    Atomic,
    /// By value.
    Set,
    /// By these keys of its items.
    Keys(&'a [String]),
}

/// A place in the types of Kubernetes. Unknown kinds give cursors that know nothing: lists are atomic there.
#[derive(Clone, Copy, Debug)]
pub struct Cursor(Option<(&'static Type, &'static Type)>);

impl Cursor {
    /// The type of a kind.
    pub fn of(api_version: &str, kind: &str) -> Self {
        let name = types().kinds.get(&format!("{api_version}/{kind}"));
        Self::at(name.and_then(|name| types().types.get(name)))
    }

    /// A field, with the type it refers to.
    fn at(own: Option<&'static Type>) -> Self {
        Self(own.map(|own| {
            let mut resolved = own;
            while let Some(next) = resolved.reference.as_ref().and_then(|name| types().types.get(name)) {
                resolved = next;
            }
            (own, resolved)
        }))
    }

    /// Whether the type is known.
    pub fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// The type of a field of a map.
    #[must_use]
    pub fn field(self, name: &str) -> Self {
        let Some((_, resolved)) = self.0 else { return self };
        Self::at(resolved.properties.get(name).or(resolved.values.as_deref()))
    }

    /// Whether the map has this field by name.
    pub fn has_field(self, name: &str) -> bool {
        self.0.is_some_and(|(_, resolved)| resolved.properties.contains_key(name))
    }

    /// Whether the fields of the map are all known by name.
    pub fn is_closed(self) -> bool {
        self.0.is_some_and(|(_, resolved)| !resolved.properties.is_empty() && resolved.values.is_none())
    }

    /// Names of the fields.
    pub fn fields(self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().flat_map(|(_, resolved)| resolved.properties.keys().map(String::as_str))
    }

    /// Names of the fields that have to be there.
    pub fn required(self) -> &'static [String] {
        self.0.map_or(&[], |(_, resolved)| &resolved.required)
    }

    /// The type of the items of a list.
    #[must_use]
    pub fn item(self) -> Self {
        let Some((own, resolved)) = self.0 else { return self };
        Self::at(own.items.as_deref().or(resolved.items.as_deref()))
    }

    /// How this list is merged.
    pub fn list(self) -> ListKind<'static> {
        let Some((own, resolved)) = self.0 else { return ListKind::Atomic };
        let holder = if own.list.is_some() { own } else { resolved };
        match holder.list.as_deref() {
            Some("map") => ListKind::Keys(&holder.keys),
            Some("set") => ListKind::Set,
            _ => ListKind::Atomic,
        }
    }

    /// Whether this map is merged as a whole.
    pub fn is_atomic(self) -> bool {
        self.0.is_some_and(|(own, resolved)| own.atomic || resolved.atomic)
    }

    /// `string`, `integer`, `number`, `boolean`, `array`, `object`; nothing where several are allowed.
    pub fn kind(self) -> Option<&'static str> {
        self.0.and_then(|(_, resolved)| resolved.kind.as_deref())
    }

    /// The format of a leaf: `int32`, `byte`, …
    pub fn format(self) -> Option<&'static str> {
        self.0.and_then(|(_, resolved)| resolved.format.as_deref())
    }

    /// Whether it is a quantity: `"1000m"` equals `"1"`.
    pub fn is_quantity(self) -> bool {
        self.format() == Some("quantity")
    }

    /// Whether number and text are both allowed.
    pub fn is_int_or_string(self) -> bool {
        self.format() == Some("int-or-string")
    }

    /// The default that the server fills in; none for the empty ones that only say "a map".
    pub fn default(self) -> Option<&'static Value> {
        self.0.and_then(|(own, resolved)| own.default.as_ref().or(resolved.default.as_ref()))
    }

    /// The texts that are allowed; empty where any is.
    pub fn choices(self) -> &'static [String] {
        self.0.map_or(&[], |(own, resolved)| if own.choices.is_empty() { &resolved.choices } else { &own.choices })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod() -> Cursor {
        Cursor::of("apps/v1", "StatefulSet").field("spec").field("template").field("spec")
    }

    #[test]
    fn lists_are_merged_by_the_keys_that_kubernetes_says() {
        let keys = |cursor: Cursor| match cursor.list() {
            ListKind::Keys(keys) => keys.to_vec(),
            _ => Vec::new(),
        };
        let container = pod().field("containers").item();
        assert_eq!(keys(pod().field("containers")), ["name"]);
        assert_eq!(keys(container.field("ports")), ["containerPort", "protocol"]);
        assert_eq!(keys(container.field("volumeMounts")), ["mountPath"]);
        assert_eq!(keys(Cursor::of("v1", "Service").field("spec").field("ports")), ["port", "protocol"]);
        assert_eq!(pod().field("tolerations").list(), ListKind::Atomic);
        assert_eq!(container.field("args").list(), ListKind::Atomic);
        assert_eq!(Cursor::of("v1", "Service").field("metadata").field("finalizers").list(), ListKind::Set);
    }

    #[test]
    fn quantities_numbers_and_defaults_are_known() {
        let container = pod().field("containers").item();
        assert!(container.field("resources").field("requests").field("cpu").is_quantity());
        assert!(container.field("livenessProbe").field("httpGet").field("port").is_int_or_string());
        assert_eq!(container.field("ports").item().field("protocol").default(), Some(&"TCP".into()));
        assert!(Cursor::of("apps/v1", "Deployment").field("spec").field("selector").is_atomic());
        assert!(!Cursor::of("example.com/v1", "Thing").is_known());
    }
}
