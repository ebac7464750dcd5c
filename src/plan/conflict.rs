//! Fields that another manager holds, read out of the server's refusal.

use serde_json::Value;

use super::diff::nearest;
use super::managed::{entries, has};
use super::{Conflict, Desired};
use crate::diagnostic::Sources;
use crate::object::{FieldPath, MASK, Step, is_secret};
use crate::observed::{Cause, Refusal};
use crate::release::SEED_MANAGER;

/// The conflicts of a refusal; none where it is no conflict of field managers. The second manager of ours is nobody else.
pub fn conflicts(refusal: &Refusal, desired: &Desired, live: Option<&Value>, sources: &Sources) -> Vec<Conflict> {
    let of_managers = refusal.causes.iter().filter(|cause| cause.reason == "FieldManagerConflict");
    let conflicts = of_managers.filter_map(|cause| conflict(cause, desired, live, sources));
    conflicts.filter(|conflict| conflict.manager != SEED_MANAGER).collect()
}

fn conflict(cause: &Cause, desired: &Desired, live: Option<&Value>, sources: &Sources) -> Option<Conflict> {
    let manager = quoted(&cause.message, "conflict with ")?;
    let subresource = quoted(&cause.message, "with subresource ");
    let roots: Vec<&Value> = [Some(&desired.body), live].into_iter().flatten().collect();
    let path = parse(&cause.field, &roots);
    let secret = is_secret(&desired.identity.group, &desired.identity.kind);
    let hidden = secret && (path.starts_with(&["data"]) || path.starts_with(&["stringData"]));
    let value = |root: &Value| {
        let found = lookup(root, &path).cloned();
        if hidden { found.map(|_| MASK.into()) } else { found }
    };
    let entry = live.and_then(|live| {
        entries(live).find(|entry| {
            let same = entry.manager == manager && entry.subresource == subresource.as_deref().unwrap_or_default();
            same && has(entry.fields, &path)
        })
    });
    // Only an entry of an update is named with its version.
    let operation = if cause.message.contains(" using ") { "Update" } else { "Apply" };
    Some(Conflict {
        object: desired.identity.to_string(),
        field: path.to_string(),
        value: value(&desired.body),
        live: live.and_then(value),
        operation: entry.map_or(operation, |entry| entry.operation).to_owned(),
        time: entry.and_then(|entry| entry.time.map(str::to_owned)),
        place: sources.place(nearest(&desired.node, &path).or(desired.origin)),
        subresource,
        manager,
    })
}

/// The text in quotes behind these words.
fn quoted(message: &str, words: &str) -> Option<String> {
    let (_, rest) = message.split_once(words)?;
    serde_json::Deserializer::from_str(rest).into_iter::<String>().next()?.ok()
}

/// The server's way to write a path, as a path: `.spec.template.spec.containers[name="web"].image`, or `data[k]`. Keys may
/// hold dots, which only the objects can tell.
pub fn parse(field: &str, roots: &[&Value]) -> FieldPath {
    let mut path = FieldPath::default();
    let mut at: Vec<&Value> = roots.to_vec();
    let mut rest = field;
    while !rest.is_empty() {
        let step;
        if let Some(inner) = rest.strip_prefix('[') {
            let end = outside_quotes(inner, ']').unwrap_or(inner.len());
            rest = inner.get(end + 1..).unwrap_or_default();
            if end == 0 {
                continue;
            }
            step = item(&inner[..end]);
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = known_key(name, &at).unwrap_or_else(|| name.find(['.', '[']).unwrap_or(name.len()));
            step = Step::Field(name[..end].to_owned());
            rest = &name[end..];
        }
        at = at.into_iter().filter_map(|value| into(value, &step)).collect();
        path = path.then(step);
    }
    path
}

/// The length of the longest key of these maps with which the text begins.
fn known_key(text: &str, maps: &[&Value]) -> Option<usize> {
    let keys = maps.iter().filter_map(|value| value.as_object()).flat_map(|map| map.keys());
    let begins = keys.filter(|key| {
        text.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    });
    begins.map(String::len).max()
}

/// `name="web"`, `port=80,protocol="TCP"`, `="member"`, `0`, or a key without quotes.
fn item(text: &str) -> Step {
    if let Ok(index) = text.parse() {
        return Step::Index(index);
    }
    let mut keys = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = outside_quotes(rest, ',').unwrap_or(rest.len());
        let Some((key, value)) = rest[..end].split_once('=') else { return Step::Field(text.to_owned()) };
        keys.push((key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    if keys.is_empty() { Step::Field(text.to_owned()) } else { Step::Key(keys) }
}

/// Where a character first stands outside of quotes.
fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().find_map(|(at, c)| {
        if c == wanted && !quoted {
            return Some(at);
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        None
    })
}

/// What stands at a path.
pub fn lookup<'a>(root: &'a Value, path: &FieldPath) -> Option<&'a Value> {
    path.0.iter().try_fold(root, into)
}

fn into<'a>(value: &'a Value, step: &Step) -> Option<&'a Value> {
    match step {
        Step::Field(key) => value.get(key),
        Step::Index(index) => value.get(index),
        Step::Key(keys) => value.as_array()?.iter().find(|item| match keys.as_slice() {
            [(name, value)] if name.is_empty() => *item == value,
            // A key that is left to its default (`protocol`) is not there.
            [(first, _), ..] => {
                let has = |(key, wanted): &(String, Value)| item.get(key).is_none_or(|found| found == wanted);
                item.get(first).is_some() && keys.iter().all(has)
            }
            [] => false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_read_as_paths_also_where_keys_hold_dots_and_brackets() {
        let root = json!({
            "metadata": { "labels": { "app.kubernetes.io/name": "x", "app": "y" } },
            "data": { "b.c": "1", "b": "2" },
            "spec": { "template": { "spec": { "nodeSelector": { "kubernetes.io/os": "linux" } } } },
        });
        let rows = [
            (".spec.replicas", "spec.replicas"),
            (
                ".spec.template.spec.containers[name=\"web\"].env[name=\"A\"].value",
                "spec.template.spec.containers[name=web].env[name=A].value",
            ),
            (".spec.ports[port=80,protocol=\"TCP\"].nodePort", "spec.ports[port=80,protocol=TCP].nodePort"),
            (".metadata.labels.app.kubernetes.io/name", "metadata.labels[app.kubernetes.io/name]"),
            (".metadata.labels.app", "metadata.labels.app"),
            (".spec.template.spec.nodeSelector.kubernetes.io/os", "spec.template.spec.nodeSelector[kubernetes.io/os]"),
            (".data.b.c", "data[b.c]"),
            (".data.b", "data.b"),
            ("data[b.c]", "data[b.c]"),
            (".metadata.finalizers[=\"a/b\"]", "metadata.finalizers[=a/b]"),
            ("spec.template.spec.containers[0].image", "spec.template.spec.containers[0].image"),
            (".spec.a[name=\"x]y,z\\\"\"].b", "spec.a[name=x]y,z\"].b"),
            ("[]", ""),
            ("", ""),
        ];
        for (field, wanted) in rows {
            assert_eq!(parse(field, &[&root]).to_string(), wanted);
        }
    }

    #[test]
    fn names_are_read_out_of_the_servers_words() {
        let scale = "conflict with \"kube-controller-manager\" with subresource \"scale\" using apps/v1";
        assert_eq!(quoted(scale, "conflict with ").as_deref(), Some("kube-controller-manager"));
        assert_eq!(quoted(scale, "with subresource ").as_deref(), Some("scale"));
        assert_eq!(quoted("conflict with \"a\\\"b\" using v1", "conflict with ").as_deref(), Some("a\"b"));
        assert_eq!(quoted("conflict with \"x\"", "with subresource "), None);
        assert_eq!(quoted("no such words", "conflict with "), None);
    }
}
