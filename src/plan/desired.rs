//! What the script wants, with what the cluster says filled in: scope, namespace, marks.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Origin, suggestion};
use crate::object::{Identity, Intents, Node, Object, Rendered, is_secret, layer};
use crate::observed::Observed;
use crate::release::{APP_LABEL, PART_OF_LABEL, marks};

/// One object as it will be sent.
#[derive(Clone, Debug)]
pub struct Desired {
    /// Who it is, with the namespace filled in.
    pub identity: Identity,
    /// `apps/v1`.
    pub api_version: String,
    /// The body, with marks, in clear.
    pub body: Value,
    /// What the script says, with places.
    pub node: Node,
    /// The call that made it.
    pub origin: Origin,
    /// What is intended with it.
    pub intents: Intents,
    /// Layer of the kind.
    pub layer: u8,
    /// Step of `.sequence`.
    pub step: usize,
}

/// Fills in what the cluster says.
///
/// # Errors
/// Unknown kinds, namespaces where there are none, names that are missing or stand there twice, marks of rhumb in the input.
pub fn desired(rendered: &Rendered, observed: &Observed) -> Result<Vec<Desired>, Vec<Diagnostic>> {
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<Identity, Origin> = BTreeMap::new();
    for object in &rendered.objects {
        match one(object, rendered, observed) {
            Ok(desired) => {
                if let Some(first) = seen.insert(desired.identity.clone(), object.origin) {
                    let place = |origin| rendered.sources.place(origin);
                    faults.push(
                        Diagnostic::error("same-name", format!("{} stands there twice.", desired.identity))
                            .at(place(object.origin))
                            .and("first made here", place(first))
                            .help("give one of the two another name"),
                    );
                }
                out.push(desired);
            }
            Err(fault) => faults.push(fault.at(rendered.sources.place(object.origin))),
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn one(object: &Object, rendered: &Rendered, observed: &Observed) -> Result<Desired, Diagnostic> {
    if let Some(refused) = &object.intents.refused {
        return Err(Diagnostic::error("not-carried-out", format!("{refused}.")).help("take it away to apply the rest"));
    }
    let namespaced = scope(object, rendered, observed)?;
    let mut identity = object.identity();
    if identity.name.is_empty() {
        return Err(Diagnostic::error("missing-name", format!("An object of the kind {} has no name.", object.kind))
            .help("server-side apply needs `metadata.name`; `generateName` does not work with it"));
    }
    match (namespaced, &identity.namespace) {
        (true, None) => identity.namespace = Some(observed.namespace.clone()),
        (false, Some(namespace)) => {
            let words =
                format!("{} belongs to the whole cluster and has no namespace: {namespace}.", object.identity());
            return Err(Diagnostic::error("namespace-of-cluster", words).help("take `metadata.namespace` away"));
        }
        _ => {}
    }
    let mut body = clean(&object.value());
    let labels = body.pointer("/metadata/labels");
    if let Some(mark) =
        [APP_LABEL, PART_OF_LABEL].into_iter().find(|mark| labels.is_some_and(|labels| labels.get(mark).is_some()))
    {
        return Err(Diagnostic::error(
            "mark-in-input",
            format!("{} carries the label `{mark}`, which rhumb sets.", object.identity()),
        )
        .help("take the label away"));
    }
    if is_secret(object.group(), &object.kind) {
        encode(&mut body);
    }
    let metadata = body["metadata"].as_object_mut();
    let metadata = metadata
        .ok_or_else(|| Diagnostic::error("missing-field", format!("{} has no metadata.", object.identity())))?;
    if let Some(namespace) = &identity.namespace {
        metadata.insert("namespace".to_owned(), namespace.clone().into());
    }
    let labels = metadata.entry("labels").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(labels) = labels {
        for (key, value) in marks(&rendered.app, &observed.namespace) {
            labels.insert(key.to_owned(), value.into());
        }
    }
    Ok(Desired {
        layer: layer(object.group(), &object.kind),
        api_version: object.api_version.clone(),
        node: object.node.clone(),
        origin: object.origin,
        intents: object.intents.clone(),
        step: object.step,
        identity,
        body,
    })
}

/// Whether objects of the kind live in namespaces: the cluster says it, or a definition among the objects.
fn scope(object: &Object, rendered: &Rendered, observed: &Observed) -> Result<bool, Diagnostic> {
    let (group, kind) = (object.group().to_owned(), object.kind.clone());
    if let Some(resource) = observed.resources.get(&(group.clone(), kind.clone())) {
        let version = object.api_version.rsplit('/').next().unwrap_or_default();
        if !resource.versions.iter().any(|served| served == version) {
            let served = resource.versions.join(", ");
            return Err(Diagnostic::error(
                "unknown-kind",
                format!("The cluster does not serve {kind} as {}.", object.api_version),
            )
            .help(format!("it serves: {served}")));
        }
        return Ok(resource.namespaced);
    }
    let definition = rendered.objects.iter().find(|other| {
        let text = |keys: &[&str]| other.node.at(keys).and_then(Node::as_str).map(str::to_owned);
        other.kind == "CustomResourceDefinition"
            && text(&["spec", "names", "kind"]) == Some(kind.clone())
            && text(&["spec", "group"]) == Some(group.clone())
    });
    if let Some(definition) = definition {
        return Ok(definition.node.at(&["spec", "scope"]).and_then(Node::as_str) != Some("Cluster"));
    }
    let names: Vec<&str> = observed.resources.keys().map(|(_, kind)| kind.as_str()).collect();
    let near = crate::diagnostic::nearest(&kind, names.iter().copied());
    let help = if near.is_empty() {
        "install the custom resource definition first, or add it to the app".to_owned()
    } else {
        suggestion(&kind, &near, "there are")
    };
    Err(Diagnostic::error(
        "unknown-kind",
        format!("The cluster does not know the kind {kind} of {}.", object.api_version),
    )
    .help(help))
}

/// The body without what the server would drop or refuse: `status`, what it keeps itself, and null.
fn clean(value: &Value) -> Value {
    let mut body = without_null(value);
    if let Value::Object(map) = &mut body {
        map.remove("status");
        if let Some(Value::Object(metadata)) = map.get_mut("metadata") {
            for key in ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"] {
                metadata.remove(key);
            }
        }
    }
    body
}

fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_null(value))).collect())
        }
        Value::Array(items) => items.iter().map(without_null).collect(),
        leaf => leaf.clone(),
    }
}

/// `stringData` as `data`: a key that is dropped from the first would stay for ever.
fn encode(body: &mut Value) {
    let Some(Value::Object(texts)) = body.as_object_mut().and_then(|body| body.remove("stringData")) else { return };
    let Some(body) = body.as_object_mut() else { return };
    let data = body.entry("data").or_insert_with(|| Value::Object(Map::new()));
    for (key, text) in texts {
        if let (Value::Object(data), Some(text)) = (&mut *data, text.as_str()) {
            data.insert(key, STANDARD.encode(text).into());
        }
    }
}
