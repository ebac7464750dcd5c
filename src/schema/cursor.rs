//! A place in the types of Kubernetes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::types::{Type, Types};

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

/// A place in the types. Unknown kinds give cursors that know nothing: lists are atomic there.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a>(Option<At<'a>>);

#[derive(Clone, Copy, Debug)]
struct At<'a> {
    types: &'a Types,
    /// The field itself.
    own: &'a Type,
    /// The type that it refers to, else itself.
    resolved: &'a Type,
    /// Number of the type, where it is not a field only.
    number: Option<usize>,
}

impl Cursor<'static> {
    /// The embedded type of a kind.
    pub fn of(api_version: &str, kind: &str) -> Self {
        Self::within(Types::embedded(), api_version, kind)
    }
}

impl<'a> Cursor<'a> {
    /// The type of a kind among these types.
    pub fn within(types: &'a Types, api_version: &str, kind: &str) -> Self {
        let number = types.kind(api_version, kind);
        let own = number.and_then(|number| types.get(number));
        Self(own.map(|own| At { types, own, resolved: own, number }))
    }

    /// A field, with the type it refers to.
    fn at(types: &'a Types, own: Option<&'a Type>) -> Self {
        Self(own.map(|own| {
            let (mut resolved, mut number) = (own, None);
            // Types refer to types, never in a ring; the bound only guards against a strange server.
            for _ in 0..8 {
                let Some(next) = resolved.reference.and_then(|next| Some((next, types.get(next)?))) else { break };
                (number, resolved) = (Some(next.0), next.1);
            }
            At { types, own, resolved, number }
        }))
    }

    /// Whether the type is known.
    pub fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// The type of a field of a map.
    #[must_use]
    pub fn field(self, name: &str) -> Self {
        let Some(at) = self.0 else { return self };
        Self::at(at.types, at.resolved.properties.get(name).or(at.resolved.values.as_deref()))
    }

    /// Whether the map has this field by name.
    pub fn has_field(self, name: &str) -> bool {
        self.0.is_some_and(|at| at.resolved.properties.contains_key(name))
    }

    /// The type of a field of a map, and whether the map has the field by name.
    pub(super) fn lookup(self, name: &str) -> (Self, bool) {
        let Some(at) = self.0 else { return (self, false) };
        let named = at.resolved.properties.get(name);
        (Self::at(at.types, named.or(at.resolved.values.as_deref())), named.is_some())
    }

    /// Whether the fields of the map are all known by name.
    pub fn is_closed(self) -> bool {
        self.0.is_some_and(|at| {
            !at.resolved.properties.is_empty() && at.resolved.values.is_none() && !at.resolved.open && !at.own.open
        })
    }

    /// Names of the fields.
    pub fn fields(self) -> impl Iterator<Item = &'a str> {
        self.0.into_iter().flat_map(|at| at.resolved.properties.keys().map(String::as_str))
    }

    /// Names of the fields that have to be there.
    pub fn required(self) -> &'a [String] {
        self.0.map_or(&[], |at| &at.resolved.required)
    }

    /// The type of the items of a list.
    #[must_use]
    pub fn item(self) -> Self {
        let Some(at) = self.0 else { return self };
        Self::at(at.types, at.own.items.as_deref().or(at.resolved.items.as_deref()))
    }

    /// The type of the values of a map whose keys are free.
    #[must_use]
    pub fn values(self) -> Self {
        let Some(at) = self.0 else { return self };
        Self::at(at.types, at.own.values.as_deref().or(at.resolved.values.as_deref()))
    }

    /// How this list is merged.
    pub fn list(self) -> ListKind<'a> {
        let Some(at) = self.0 else { return ListKind::Atomic };
        let holder = if at.own.list.is_some() { at.own } else { at.resolved };
        match holder.list.as_deref() {
            Some("map") => ListKind::Keys(&holder.keys),
            Some("set") => ListKind::Set,
            _ => ListKind::Atomic,
        }
    }

    /// Whether this map is merged as a whole.
    pub fn is_atomic(self) -> bool {
        self.0.is_some_and(|at| at.own.atomic || at.resolved.atomic)
    }

    /// `string`, `integer`, `number`, `boolean`, `array`, `object`.
    pub fn kind(self) -> Option<&'a str> {
        self.0.and_then(|at| at.resolved.kind.as_deref())
    }

    /// The format of a leaf: `int32`, `byte`, …
    pub fn format(self) -> Option<&'a str> {
        self.0.and_then(|at| at.own.format.as_deref().or(at.resolved.format.as_deref()))
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
    pub fn default(self) -> Option<&'a Value> {
        self.0.and_then(|at| at.own.default.as_ref().or(at.resolved.default.as_ref()))
    }

    /// The texts that are allowed; empty where any is.
    pub fn choices(self) -> &'a [String] {
        self.0.map_or(&[], |at| if at.own.choices.is_empty() { &at.resolved.choices } else { &at.own.choices })
    }

    /// The least and the most that a number may be, as far as the type says it.
    pub fn bounds(self) -> (Option<i64>, Option<i64>) {
        let int32 = self.format() == Some("int32");
        let of = |bound: fn(&Type) -> Option<i64>| self.0.and_then(|at| bound(at.own).or_else(|| bound(at.resolved)));
        (
            of(|ty| ty.least).or_else(|| int32.then_some(i64::from(i32::MIN))),
            of(|ty| ty.most).or_else(|| int32.then_some(i64::from(i32::MAX))),
        )
    }

    /// The short name of the type: `StatefulSetSpec`.
    pub fn name(self) -> Option<&'a str> {
        self.0.and_then(|at| at.resolved.name.as_deref())
    }

    /// What Kubernetes says about the type; empty where it says nothing.
    pub fn about(self) -> String {
        let Some((types, number)) = self.0.and_then(|at| Some((at.types, at.number?))) else { return String::new() };
        types.words(number).about
    }

    /// What Kubernetes says about each field of the map, by its name.
    pub fn about_fields(self) -> BTreeMap<String, String> {
        let Some((types, number)) = self.0.and_then(|at| Some((at.types, at.number?))) else { return BTreeMap::new() };
        types.words(number).fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod() -> Cursor<'static> {
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

    #[test]
    fn types_and_fields_have_their_words() {
        let spec = Cursor::of("apps/v1", "StatefulSet").field("spec");
        assert_eq!(spec.name(), Some("StatefulSetSpec"));
        assert!(spec.about().starts_with("A StatefulSetSpec is the specification"), "{}", spec.about());
        assert!(spec.about_fields()["replicas"].starts_with("replicas is the desired number"));
        assert_eq!(spec.field("replicas").about(), "");
    }
}
