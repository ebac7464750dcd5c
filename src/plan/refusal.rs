//! What the server refused in a dry-run and is no conflict, as diagnostics.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Desired;
use super::conflict::parse;
use super::diff::{Context, diff, nearest};
use super::managed::ours;
use super::unchanged::same;
use crate::diagnostic::{Diagnostic, Origin, Sources};
use crate::object::{MASK, is_secret};
use crate::observed::Refusal;
use crate::schema::Cursor;

/// The longest text of the server that is shown; some are dumps of 2 KB.
const LONGEST: usize = 400;
/// Words of the server about fields that cannot be changed.
const IMMUTABLE: [&str; 5] = [
    "is immutable",
    "may not change once set",
    "cannot change roleRef",
    "updates to statefulset spec for fields other than",
    "field can not be less than",
];
/// What may be changed of a StatefulSet.
const OF_STATEFUL_SET: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

/// A refusal that is no conflict, at the field that it names, else at the object.
pub fn diagnostic(refusal: &Refusal, desired: &Desired, live: Option<&Value>, sources: &Sources) -> Diagnostic {
    let object = &desired.identity;
    if refusal.code == 404 && refusal.message.starts_with("namespaces \"") {
        let namespace = object.namespace.as_deref().unwrap_or_default();
        return missing_namespace(namespace, desired).at(sources.place(desired.origin));
    }
    let said = shortened(&without_secrets(&refusal.message, desired));
    let place = sources.place(place(refusal, desired));
    let error = |code, words: String| Diagnostic::error(code, words).at(place.clone());
    let has = |words: &str| refusal.message.contains(words);
    let immutable = |words: &&str| refusal.causes.iter().any(|cause| cause.message.contains(*words)) || has(words);
    let terminating = refusal.causes.iter().any(|cause| cause.reason == "NamespaceTerminating");
    match (refusal.code, live) {
        (422, Some(live)) if has(IMMUTABLE[3]) => stateful_set(desired, live, sources),
        (422, Some(_)) if IMMUTABLE.iter().any(immutable) => {
            error("immutable-field", format!("A field of {object} cannot be changed once it is made: {said}"))
                .help("take the change back, or delete the object first and apply again.")
        }
        (403, _) if terminating => error("terminating", format!("{object} cannot be made: {said}"))
            .help("wait until the namespace is gone, then apply again."),
        (403, _) if has("exceeded quota") => {
            error("quota-exceeded", format!("The quota does not allow {object}: {said}"))
                .help("free some of the quota, or ask for more.")
        }
        (403, _) if has("\" cannot ") => error("forbidden", format!("The server does not allow {object}: {said}"))
            .help("ask for the right that is named."),
        (409, _) => error("refused-by-server", format!("{object} was changed at the same time: {said}"))
            .help("run the command again."),
        (500, _) if has("field not declared in schema") => {
            error("unknown-field", format!("The server does not know a field of {object}: {said}"))
                .help("take it away, or mend its name.")
        }
        (500, _) if has("failed calling webhook") => {
            error("refused-by-server", format!("An admission webhook does not answer for {object}: {said}"))
                .help("see whether what is behind the webhook runs.")
        }
        _ => error("refused-by-server", format!("The server refuses {object}: {said}")).help("mend what is named."),
    }
}

/// A namespace that is not there and that this object needs, with both mends.
pub fn missing_namespace(namespace: &str, needed: &Desired) -> Diagnostic {
    let said = needed.node.at(&["metadata", "namespace"]).is_some_and(|name| name.origin != Origin::NONE);
    let create = format!("run `kubectl create namespace {namespace}`");
    // A name from outside differs from run to run, and must not be written into the script.
    let help = if said {
        format!("add `namespace(\"{namespace}\")` to the app, or {create}.")
    } else {
        format!("{create}; or add `namespace(NAME)` to the app, with NAME out of a parameter that each target gives.")
    };
    Diagnostic::error("missing-namespace", format!("The namespace does not exist: {namespace}.")).help(help)
}

/// The place of the first field that is named.
fn place(refusal: &Refusal, desired: &Desired) -> Origin {
    let cause = refusal.causes.iter().map(|cause| cause.field.as_str()).find(|field| !field.is_empty());
    // What the schema of the server refuses comes without causes: `…): .spec.foo: field not declared in schema`.
    let typed = || {
        let (_, faults) = refusal.message.split_once("failed to create typed patch object")?;
        let (_, fault) = faults.split_once(" .")?;
        fault.split_once(": ").map(|(field, _)| field)
    };
    let path = cause.or_else(typed).map(|field| parse(field, &[&desired.body]));
    path.map_or(Origin::NONE, |path| nearest(&desired.node, &path)).or(desired.origin)
}

/// The server only says what of a StatefulSet may be changed; which field is not among it is seen by comparing.
fn stateful_set(desired: &Desired, live: &Value, sources: &Sources) -> Diagnostic {
    let cursor = Cursor::of(&desired.api_version, "StatefulSet").field("spec");
    let part = |key: &str, value: Option<&Value>| {
        let spec: Map<String, Value> = value.map(|value| (key.to_owned(), value.clone())).into_iter().collect();
        json!({ "apiVersion": desired.api_version, "kind": "StatefulSet", "spec": spec })
    };
    let context =
        Context { node: &desired.node, origin: desired.origin, owned: ours(live).map(|ours| ours.fields), sources };
    let spec = |object: &Value| object["spec"].as_object().cloned().unwrap_or_default();
    let (wanted, there) = (spec(&desired.body), spec(live));
    let mut places = Vec::new();
    let mut faults = Vec::new();
    for (key, value) in wanted.iter().filter(|(key, _)| !OF_STATEFUL_SET.contains(&key.as_str())) {
        let live = there.get(key);
        if live.is_some_and(|live| same(value, live, cursor.field(key), &["spec", key])) {
            continue;
        }
        let changes = diff(&part(key, live), &part(key, Some(value)), &context);
        let said: Vec<_> = changes.iter().filter(|change| change.new.is_some()).collect();
        places.extend(said.iter().filter_map(|change| change.place.clone()));
        let words = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), plain);
        let lines = said.iter().map(|it| format!("{} {} → {}", it.path, words(&it.old), words(&it.new)));
        faults.extend(lines);
        if said.is_empty() {
            faults.push(format!("spec.{key}"));
        }
    }
    if faults.is_empty() {
        faults.push("one that the script no longer says".to_owned());
    }
    let object = &desired.identity;
    let namespace = object.namespace.as_deref().unwrap_or_default();
    Diagnostic::error(
        "immutable-field",
        shortened(&format!("A field of {object} cannot be changed once it is made: {}", faults.join(", "))),
    )
    .at(places.into_iter().next().or_else(|| sources.place(desired.origin)))
    .help(format!(
        "take the change back; or run `kubectl delete statefulset {} -n {namespace} --cascade=orphan`, which keeps pods and \
         claims as they are, and apply again.",
        object.name
    ))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text without the values of a Secret, encoded or in clear, which a webhook may quote.
fn without_secrets(text: &str, desired: &Desired) -> String {
    if !is_secret(&desired.identity.group, &desired.identity.kind) {
        return text.to_owned();
    }
    let data = desired.body["data"].as_object().into_iter().flatten();
    let values = data.filter_map(|(_, value)| value.as_str()).flat_map(|encoded| {
        let clear = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        [Some(encoded.to_owned()), clear].into_iter().flatten()
    });
    let mut values: Vec<String> = values.filter(|value| !value.trim().is_empty()).collect();
    // The longest first: one may be a part of another.
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values.iter().fold(text.to_owned(), |text, value| text.replace(value.as_str(), MASK))
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
    fn long_words_of_the_server_lose_their_middle() {
        assert_eq!(shortened("a\nb"), "a b.");
        let long = format!("{}{}", "a".repeat(1_000), "b".repeat(1_000));
        assert_eq!(shortened(&long), format!("{} … {}.", "a".repeat(200), "b".repeat(200)));
    }
}
