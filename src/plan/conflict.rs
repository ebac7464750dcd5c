//! Fields that another manager holds, read out of the server's refusal.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::diff::nearest;
use super::managed::{entries, has};
use super::{Conflict, Desired};
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::{FieldPath, Identity, MASK, Step, is_secret};
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

/// How many fields are named.
const NAMED: usize = 3;

/// What to tell of the conflicts of one object, and how they end; nothing where there are none.
pub fn told(conflicts: &[Conflict], identity: &Identity, live: Option<&Value>) -> Option<Diagnostic> {
    let first = conflicts.first()?;
    let mut names: Vec<String> =
        conflicts.iter().take(NAMED).map(|it| format!("{} ({})", it.field, it.manager)).collect();
    if conflicts.len() > NAMED {
        names.push(format!("{} more", conflicts.len() - NAMED));
    }
    let words = format!("What the script says of {identity} is held by another manager: {}.", names.join(", "));
    let anew = format!("`kubectl delete {}`", identity.for_kubectl());
    let help = if let Some(fixed) = conflicts.iter().find(|conflict| is_fixed(identity, &conflict.field)) {
        format!(
            "{} cannot change once the object is made: give yours another name, or run {anew} and apply again.",
            fixed.field
        )
    } else {
        let ways = "say the live value in the script, or nothing";
        match released(conflicts, live) {
            Released::None => format!("{ways}; or take it out of what {} applies.", first.manager),
            Released::All => format!("{ways}; or run {anew} and apply again."),
            Released::Entries(patch) => {
                let of = identity.for_kubectl();
                format!(
                    "{ways}; or take the fields from their manager with `kubectl patch {of} --type=json -p '{patch}'`."
                )
            }
        }
    };
    Some(Diagnostic::error("conflict", words).help(help).at(first.place.clone()))
}

/// How those who have written a field once can lose it.
enum Released {
    /// Not at all: they apply it again and again.
    None,
    /// Nobody would hold anything, which the server takes as one unknown holder of everything.
    All,
    /// By this JSON patch.
    Entries(String),
}

fn released(conflicts: &[Conflict], live: Option<&Value>) -> Released {
    let updates = conflicts.iter().filter(|conflict| conflict.operation == "Update");
    let entry = |conflict: &Conflict| {
        entries(live?).position(|entry| {
            entry.manager == conflict.manager
                && entry.operation == conflict.operation
                && entry.subresource == conflict.subresource.as_deref().unwrap_or_default()
                && entry.time == conflict.time.as_deref()
        })
    };
    let held: BTreeMap<usize, &str> = updates.filter_map(|it| Some((entry(it)?, it.manager.as_str()))).collect();
    if held.is_empty() {
        return Released::None;
    }
    if live.is_some_and(|live| entries(live).count() == held.len()) {
        return Released::All;
    }
    // The last first: what is removed moves those behind it.
    let steps = held.iter().rev().flat_map(|(index, manager)| {
        let at = format!("/metadata/managedFields/{index}");
        [
            json!({ "op": "test", "path": format!("{at}/manager"), "value": manager }),
            json!({ "op": "remove", "path": at }),
        ]
    });
    // It stands between single quotes, and a manager may call itself anything.
    Released::Entries(Value::Array(steps.collect()).to_string().replace('\'', "'\\''"))
}

/// Whether Kubernetes lets nobody change a field.
fn is_fixed(identity: &Identity, field: &str) -> bool {
    const FIXED: [(&str, &str, &[&str]); 7] = [
        ("apps", "Deployment", &["spec.selector"]),
        ("apps", "DaemonSet", &["spec.selector"]),
        (
            "apps",
            "StatefulSet",
            &["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
        ),
        ("batch", "Job", &["spec.selector", "spec.template", "spec.completionMode"]),
        ("", "PersistentVolumeClaim", &["spec.accessModes", "spec.storageClassName", "spec.volumeName"]),
        ("rbac.authorization.k8s.io", "RoleBinding", &["roleRef"]),
        ("rbac.authorization.k8s.io", "ClusterRoleBinding", &["roleRef"]),
    ];
    let of = FIXED.iter().filter(|(group, kind, _)| *group == identity.group && *kind == identity.kind);
    of.flat_map(|(_, _, fields)| *fields)
        .any(|fixed| field.strip_prefix(fixed).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
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
