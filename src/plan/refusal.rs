//! What the server refused in a dry-run, as conflicts and diagnostics.

use serde_json::Value;

use super::diff::nearest;
use super::managed::entries;
use super::{Conflict, Desired};
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::{FieldPath, MASK, Step, is_secret};
use crate::observed::{Cause, Refusal};
use crate::release::SEED_MANAGER;

/// The longest text of the server that is shown; some are dumps of 2 KB.
const LONGEST: usize = 400;

/// The conflicts of a refusal; none where it is no conflict of field managers.
pub fn conflicts(refusal: &Refusal, desired: &Desired, live: Option<&Value>, sources: &Sources) -> Vec<Conflict> {
    let of_managers = refusal.causes.iter().filter(|cause| cause.reason == "FieldManagerConflict");
    of_managers
        .filter_map(|cause| conflict(cause, desired, live, sources))
        .filter(|it| it.manager != SEED_MANAGER)
        .collect()
}

fn conflict(cause: &Cause, desired: &Desired, live: Option<&Value>, sources: &Sources) -> Option<Conflict> {
    let manager = cause.message.split('"').nth(1)?.to_owned();
    let path = parse(&cause.field);
    let secret = is_secret(&desired.identity.group, &desired.identity.kind);
    let hidden = secret && (path.starts_with(&["data"]) || path.starts_with(&["stringData"]));
    let value = |root: &Value| {
        let found = lookup(root, &path).cloned();
        if hidden { found.map(|_| MASK.into()) } else { found }
    };
    let entry = live.and_then(|live| {
        entries(live).find(|entry| entry.manager == manager && super::managed::has(entry.fields, &path))
    });
    let subresource =
        cause.message.split("subresource \"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    Some(Conflict {
        object: desired.identity.to_string(),
        field: path.to_string(),
        value: value(&desired.body),
        live: live.and_then(value),
        operation: entry.map_or_else(|| "Update".to_owned(), |entry| entry.operation.to_owned()),
        time: entry.and_then(|entry| entry.time.map(str::to_owned)),
        subresource,
        place: sources.place(nearest(&desired.node, &path).or(desired.origin)),
        manager,
    })
}

/// `.spec.template.spec.containers[name="web"].image` as a path.
fn parse(field: &str) -> FieldPath {
    let mut steps = Vec::new();
    let mut rest = field;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let Some((keys, after)) = inner.split_once(']') else { break };
            rest = after;
            let pairs = keys.split(',').filter_map(|pair| pair.split_once('='));
            let keys: Vec<(String, Value)> = pairs
                .map(|(key, value)| (key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
                .collect();
            if !keys.is_empty() {
                steps.push(Step::Key(keys));
            }
            continue;
        }
        let name = rest.trim_start_matches('.');
        let end = name.find(['.', '[']).unwrap_or(name.len());
        if end > 0 {
            steps.push(Step::Field(name[..end].to_owned()));
        }
        rest = &name[end..];
    }
    FieldPath(steps)
}

fn lookup<'a>(root: &'a Value, path: &FieldPath) -> Option<&'a Value> {
    path.0.iter().try_fold(root, |value, step| match step {
        Step::Field(key) => value.get(key),
        Step::Index(index) => value.get(index),
        Step::Key(keys) => {
            value.as_array()?.iter().find(|item| keys.iter().all(|(key, wanted)| item.get(key) == Some(wanted)))
        }
    })
}

/// A refusal that is no conflict, at the object's place.
pub fn diagnostic(refusal: &Refusal, desired: &Desired, sources: &Sources) -> Diagnostic {
    let place = sources.place(desired.origin);
    let object = &desired.identity;
    let said = shortened(&refusal.message);
    let error = |code: &'static str, words: String| Diagnostic::error(code, words).at(place.clone());
    let immutable =
        ["field is immutable", "may not change once set", "are forbidden", "cannot change roleRef", "is immutable"];
    let is_immutable = refusal.causes.iter().any(|cause| immutable.iter().any(|words| cause.message.contains(words)));
    if refusal.code == 404 && refusal.message.contains("namespaces \"") {
        let namespace = object.namespace.as_deref().unwrap_or_default();
        return missing_namespace(namespace).at(place);
    }
    match refusal.code {
        422 if is_immutable => error("immutable-field", format!("A field of {object} cannot be changed: {said}"))
            .help("take the change back, or delete the object first and apply again"),
        403 if refusal.message.contains("exceeded quota") => {
            error("quota-exceeded", format!("The quota does not allow {object}: {said}"))
                .help("free some of the quota, or ask for more")
        }
        403 if refusal.message.contains("is being terminated") => {
            error("terminating", format!("{object} cannot be made: {said}"))
                .help("wait until the namespace is gone, then apply again")
        }
        403 => error("forbidden", format!("The server does not allow {object}: {said}"))
            .help("ask for the right that is named"),
        _ => error("refused-by-server", format!("The server refuses {object}: {said}"))
            .help("mend the field that is named"),
    }
}

/// A namespace that is not there, with both mends.
pub fn missing_namespace(namespace: &str) -> Diagnostic {
    Diagnostic::error("missing-namespace", format!("The namespace does not exist: {namespace}."))
        .help(format!("add `namespace(\"{namespace}\")` to the app, or run `kubectl create namespace {namespace}`"))
}

/// The server's words without the middle of a long dump, ending in a full stop.
fn shortened(message: &str) -> String {
    let line = message.trim().replace('\n', " ");
    let length = line.chars().count();
    let text = if length <= LONGEST {
        line
    } else {
        let start: String = line.chars().take(LONGEST / 2).collect();
        let end: String = line.chars().skip(length - LONGEST / 2).collect();
        format!("{start} … {end}")
    };
    if text.ends_with('.') { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_conflicts_are_read_as_paths() {
        let rows = [
            (".spec.replicas", "spec.replicas"),
            (
                ".spec.template.spec.containers[name=\"web\"].env[name=\"A\"].value",
                "spec.template.spec.containers[name=web].env[name=A].value",
            ),
            (".spec.ports[port=80,protocol=\"TCP\"].nodePort", "spec.ports[port=80,protocol=TCP].nodePort"),
        ];
        for (field, wanted) in rows {
            assert_eq!(parse(field).to_string(), wanted);
        }
    }

    #[test]
    fn long_words_of_the_server_lose_their_middle() {
        assert_eq!(shortened("a\nb"), "a b.");
        let long = format!("{}{}", "a".repeat(1_000), "b".repeat(1_000));
        assert_eq!(shortened(&long), format!("{} … {}.", "a".repeat(200), "b".repeat(200)));
    }
}
