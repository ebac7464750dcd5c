//! What the script wants, with what the cluster says filled in: scope, namespace, marks.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::clean::{clean, encode};
use crate::diagnostic::{Diagnostic, Origin, nearest, suggestion};
use crate::object::{Identity, Intents, Node, NodeValue, Object, Rendered, is_secret, layer, masked};
use crate::observed::Observed;
use crate::release::{APP_LABEL, APP_NAMESPACE_LABEL, KEEP_ANNOTATION, PART_OF_LABEL, marks};
use crate::schema::Cursor;

/// One object as it will be sent.
#[derive(Clone)]
pub struct Desired {
    /// Who it is, with the namespace filled in.
    pub identity: Identity,
    /// `apps/v1`.
    pub api_version: String,
    /// The body, with marks, in clear: [`Desired::node`] without the places.
    pub body: Value,
    /// The body with the places; the marks have none.
    pub node: Node,
    /// The call that made it.
    pub origin: Origin,
    /// What is intended with it.
    pub intents: Intents,
    /// Layer of the kind.
    pub layer: u8,
    /// Step of `.sequence`.
    pub step: usize,
    /// Whether the cluster serves its kind in its version already; else a definition of the same app brings it.
    pub served: bool,
}

impl fmt::Debug for Desired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desired")
            .field("identity", &self.identity)
            .field("body", &masked(&self.body))
            .field("intents", &self.intents)
            .finish_non_exhaustive()
    }
}

/// Fills in what the cluster says.
///
/// # Errors
/// Unknown kinds, namespaces where there are none, names that are missing or stand there twice, marks of rhumb in the input.
pub fn desired(rendered: &Rendered, observed: &Observed) -> Result<Vec<Desired>, Vec<Diagnostic>> {
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<Identity, Origin> = BTreeMap::new();
    let place = |origin| rendered.sources.place(origin);
    for object in &rendered.objects {
        let desired = match one(object, rendered, observed) {
            Ok(desired) => desired,
            Err(fault) => {
                faults.push(fault.at(place(object.origin)));
                continue;
            }
        };
        if let Some(first) = seen.insert(desired.identity.clone(), object.origin) {
            faults.push(
                Diagnostic::error("same-name", format!("{} stands there twice.", desired.identity))
                    .at(place(object.origin))
                    .and("first made here", place(first))
                    .help("give one of the two another name."),
            );
        }
        out.push(desired);
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn one(object: &Object, rendered: &Rendered, observed: &Observed) -> Result<Desired, Diagnostic> {
    if let Some(refused) = object.intents.refused.first() {
        return Err(refused.told(&rendered.sources));
    }
    let scope = scope(object, rendered, observed)?;
    let identity = identity(object, scope.namespaced, observed)?;
    let mut node = clean(&object.node, Cursor::of(&object.api_version, &object.kind));
    if is_secret(object.group(), &object.kind) {
        encode(&mut node);
    }
    mark(&mut node, &identity, &rendered.app, observed)?;
    bind(&mut node, &identity, observed);
    // Namespaces, definitions and claims are kept whatever they say.
    let kept_anyway =
        ["Namespace", "CustomResourceDefinition", "PersistentVolumeClaim"].contains(&object.kind.as_str());
    if object.intents.keep && !kept_anyway {
        let annotations = node.child("metadata", Origin::NONE).child("annotations", Origin::NONE);
        annotations.set(KEEP_ANNOTATION, "true", object.origin);
    }
    Ok(Desired {
        api_version: object.api_version.clone(),
        body: node.to_value(),
        origin: object.origin,
        intents: object.intents.clone(),
        layer: layer(object.group(), &object.kind),
        step: object.step,
        served: scope.served,
        identity,
        node,
    })
}

fn identity(object: &Object, namespaced: bool, observed: &Observed) -> Result<Identity, Diagnostic> {
    let mut identity = object.identity();
    if identity.name.is_empty() {
        return Err(Diagnostic::error("missing-name", format!("An object of the kind {} has no name.", object.kind))
            .help("server-side apply needs `metadata.name`; `generateName` does not work with it."));
    }
    identity.namespace = identity.namespace.filter(|namespace| !namespace.is_empty());
    match (namespaced, &identity.namespace) {
        (true, None) => identity.namespace = Some(observed.namespace.clone()),
        (false, Some(namespace)) => {
            let words = format!("{identity} belongs to the whole cluster and has no namespace: {namespace}.");
            return Err(Diagnostic::error("namespace-of-cluster", words).help("take `metadata.namespace` away."));
        }
        _ => {}
    }
    Ok(identity)
}

/// Puts the namespace and the marks of the app on the object's metadata, and nowhere else.
fn mark(node: &mut Node, identity: &Identity, app: &str, observed: &Observed) -> Result<(), Diagnostic> {
    let metadata = node.child("metadata", Origin::NONE);
    if let Some(namespace) = &identity.namespace
        && metadata.get("namespace").and_then(Node::as_str) != Some(namespace)
    {
        metadata.set("namespace", namespace.as_str(), Origin::NONE);
    }
    let labels = metadata.child("labels", Origin::NONE);
    if !matches!(labels.value, NodeValue::Map(_)) {
        return Err(Diagnostic::error("field-type", format!("`metadata.labels` of {identity} is no map."))
            .help("write a map of text to text."));
    }
    let ours = [APP_LABEL, APP_NAMESPACE_LABEL, PART_OF_LABEL];
    if let Some(mark) = ours.into_iter().find(|mark| labels.get(mark).is_some()) {
        let words = format!("{identity} carries the label `{mark}`, which rhumb sets.");
        return Err(Diagnostic::error("mark-in-input", words).help("take the label away."));
    }
    for (key, value) in marks(app, &observed.namespace) {
        labels.set(key, value, Origin::NONE);
    }
    Ok(())
}

/// An account that a binding names without a namespace is one of the app's, which lies where the app does: the API server
/// needs it said.
fn bind(node: &mut Node, identity: &Identity, observed: &Observed) {
    if identity.group != "rbac.authorization.k8s.io" {
        return;
    }
    let Some(NodeValue::List(subjects)) = node.get_mut("subjects").map(|subjects| &mut subjects.value) else {
        return;
    };
    for subject in subjects {
        let is_account = subject.get("kind").and_then(Node::as_str) == Some("ServiceAccount");
        if is_account && subject.get("namespace").is_none() {
            let at = subject.origin;
            subject.set("namespace", identity.namespace.as_ref().unwrap_or(&observed.namespace).as_str(), at);
        }
    }
}

struct Scope {
    namespaced: bool,
    served: bool,
}

/// Whether objects of the kind live in namespaces: the cluster says it, or a definition among the objects.
fn scope(object: &Object, rendered: &Rendered, observed: &Observed) -> Result<Scope, Diagnostic> {
    let (group, kind, version) = (object.group(), object.kind.as_str(), version(object));
    let resource = observed.resources.get(&(group.to_owned(), kind.to_owned()));
    if let Some(resource) = resource
        && resource.versions.iter().any(|served| served == version)
    {
        return Ok(Scope { namespaced: resource.namespaced, served: true });
    }
    if let Some(definition) = rendered.objects.iter().find(|other| defines(other, group, kind, version)) {
        let of_cluster = definition.node.at(&["spec", "scope"]).and_then(Node::as_str) == Some("Cluster");
        return Ok(Scope { namespaced: !of_cluster, served: false });
    }
    let error = |words: String| Diagnostic::error("unknown-kind", words);
    if let Some(resource) = resource {
        return Err(error(format!("The cluster does not serve {kind} as {}.", object.api_version))
            .help(format!("it serves: {}.", resource.versions.join(", "))));
    }
    let names: Vec<&str> = observed.resources.keys().map(|(_, kind)| kind.as_str()).collect();
    // A kind of the same name in another group is no slip of the kind, but of the group.
    let elsewhere = observed.resources.values().find(|resource| resource.kind == kind);
    let near = nearest(kind, names.iter().copied());
    let help = match (elsewhere.and_then(|resource| Some((resource, resource.versions.first()?))), near.is_empty()) {
        (Some((resource, version)), _) if resource.group.is_empty() => format!("did you mean `{version}`?"),
        (Some((resource, version)), _) => format!("did you mean `{}/{version}`?", resource.group),
        (None, true) => "install its custom resource definition first, or add it to the app.".to_owned(),
        (None, false) => suggestion(kind, &near, "there are"),
    };
    Err(error(format!("The cluster does not know the kind {kind} of {}.", object.api_version)).help(help))
}

fn version(object: &Object) -> &str {
    object.api_version.rsplit('/').next().unwrap_or_default()
}

/// Whether an object is the definition of a kind, served in this version.
fn defines(object: &Object, group: &str, kind: &str, version: &str) -> bool {
    let text = |keys: &[&str]| object.node.at(keys).and_then(Node::as_str);
    let versions = object.node.at(&["spec", "versions"]).map_or(&[][..], Node::items);
    object.kind == "CustomResourceDefinition"
        && text(&["spec", "names", "kind"]) == Some(kind)
        && text(&["spec", "group"]) == Some(group)
        && versions.iter().any(|it| {
            let served = it.get("served").is_none_or(|served| served.to_value() == true);
            served && it.get("name").and_then(Node::as_str) == Some(version)
        })
}
