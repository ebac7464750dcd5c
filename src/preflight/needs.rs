//! What has to be looked at for an app.

use std::collections::BTreeMap;

use super::{Access, Class, Needs, Reference, Use, pods};
use crate::check::View;
use crate::diagnostic::Origin;
use crate::object::{Object, Rendered};
use crate::observed::Resource;
use crate::project::{LogBackend, Settings};

/// What a run does with each of its objects.
const VERBS: [&str; 3] = ["get", "create", "patch"];

/// What the record of an app is kept in: the second where the first is refused.
pub(super) const RECORDS: [&str; 2] = ["secrets", "configmaps"];
/// What a run does with the record.
const RECORD_VERBS: [&str; 3] = ["get", "create", "update"];

/// Kinds by group and kind, as the cluster serves them.
pub(super) type Resources = BTreeMap<(String, String), Resource>;

/// Everything that has to be looked at. `namespace` is that of the app, filled in.
pub fn needs(rendered: &Rendered, namespace: &str, resources: &Resources, settings: &Settings) -> Needs {
    let mut needs = Needs::default();
    let first = rendered.objects.first().map_or(Origin::NONE, |object| object.origin);
    needs.namespaces.insert(namespace.to_owned(), first);
    for kind in RECORDS {
        needs.record.extend(RECORD_VERBS.map(|verb| access("", kind, Some(namespace), verb)));
    }
    needs.made_at = first;
    for object in &rendered.objects {
        one(object, rendered, namespace, resources, &mut needs);
    }
    let made = |name: &str| rendered.objects.iter().any(|object| object.kind == "Namespace" && object.name == name);
    needs.namespaces.retain(|name, _| !made(name));
    let ours = |it: &Use| !is_made(rendered, namespace, &it.reference);
    needs.uses.retain(ours);
    let made_elsewhere = |kind: &str, class: &Class| {
        let named = |object: &Object| object.kind == kind && Some(&object.name) == class.name.as_ref();
        !rendered.objects.iter().any(named)
    };
    needs.storage.retain(|class| made_elsewhere("StorageClass", class));
    needs.ingress.retain(|class| made_elsewhere("IngressClass", class));
    if settings.logs != LogBackend::Sls {
        needs.logs = None;
    }
    needs
}

fn access(group: &str, resource: &str, namespace: Option<&str>, verb: &'static str) -> Access {
    let namespace = namespace.map(str::to_owned);
    Access { group: group.to_owned(), resource: resource.to_owned(), namespace, verb }
}

fn one(object: &Object, rendered: &Rendered, app: &str, resources: &Resources, needs: &mut Needs) {
    let namespace = object.namespace.as_deref().unwrap_or(app);
    if let Some(resource) = resources.get(&(object.group().to_owned(), object.kind.clone())) {
        let namespace = resource.namespaced.then_some(namespace);
        if let Some(namespace) = namespace {
            needs.namespaces.entry(namespace.to_owned()).or_insert(object.origin);
        }
        for verb in VERBS {
            let access = access(&resource.group, &resource.plural, namespace, verb);
            needs.access.entry(access).or_insert(object.origin);
        }
    }
    let view = View::of(object);
    pods::needs(object, rendered, namespace, needs);
    match object.kind.as_str() {
        "PersistentVolumeClaim" => claim(view, &object.identity().to_string(), needs),
        "StatefulSet" => {
            let templates = view.get("spec").into_iter().flat_map(|spec| spec.list("volumeClaimTemplates"));
            for template in templates {
                let name = template.at(&["metadata", "name"]).and_then(View::text).unwrap_or_default();
                claim(template, &format!("claim {name} of {}", object.identity()), needs);
            }
        }
        "Ingress" => ingress(object, namespace, needs),
        "HTTPRoute" => route(object, namespace, needs),
        "HorizontalPodAutoscaler" => metrics(object, needs),
        _ => {}
    }
}

/// The storage class of a claim. One that says `""` takes a volume that is made by hand.
pub(super) fn claim(view: View<'_>, by: &str, needs: &mut Needs) {
    let Some(spec) = view.get("spec") else { return };
    let class = spec.get("storageClassName");
    let name = class.and_then(View::text);
    if name == Some("") || (name.is_none() && spec.text_at("volumeName").is_some()) {
        return;
    }
    let origin = class.map_or(spec.origin, |class| class.origin);
    needs.storage.push(Class { name: name.map(str::to_owned), origin, by: by.to_owned() });
}

fn ingress(object: &Object, namespace: &str, needs: &mut Needs) {
    let Some(spec) = View::of(object).get("spec") else { return };
    let class = spec.get("ingressClassName");
    // The annotation is how the class was named before Kubernetes 1.18.
    let old = View::of(object).at(&["metadata", "annotations", "kubernetes.io/ingress.class"]);
    if class.is_some() || old.is_none() {
        let name = class.and_then(View::text).map(str::to_owned);
        let origin = class.map_or(spec.origin, |class| class.origin);
        needs.ingress.push(Class { name, origin, by: object.identity().to_string() });
    }
    for secret in spec.list("tls").filter_map(|tls| tls.get("secretName")) {
        let reference = core("Secret", "secrets", namespace, secret.text().unwrap_or_default());
        // Certificates are often made after the ingress, because of it.
        needs.uses.push(used(object, reference, secret.origin, true));
    }
}

fn route(object: &Object, namespace: &str, needs: &mut Needs) {
    let Some(spec) = View::of(object).get("spec") else { return };
    for parent in spec.list("parentRefs").filter(|parent| parent.text_at("kind").is_none_or(|kind| kind == "Gateway")) {
        let Some(name) = parent.get("name") else { continue };
        let reference = Reference {
            api_version: "gateway.networking.k8s.io/v1",
            kind: "Gateway",
            plural: "gateways",
            namespace: Some(parent.text_at("namespace").unwrap_or(namespace).to_owned()),
            name: name.text().unwrap_or_default().to_owned(),
        };
        needs.uses.push(used(object, reference, name.origin, false));
    }
}

fn metrics(object: &Object, needs: &mut Needs) {
    let Some(spec) = View::of(object).get("spec") else { return };
    let by = object.identity().to_string();
    for metric in spec.list("metrics") {
        let group = match metric.text_at("type") {
            Some("Resource" | "ContainerResource") => "metrics.k8s.io",
            Some("Pods" | "Object") => "custom.metrics.k8s.io",
            Some("External") => "external.metrics.k8s.io",
            _ => continue,
        };
        if !needs.metrics.iter().any(|(known, who, _)| *known == group && *who == by) {
            needs.metrics.push((group, by.clone(), metric.origin));
        }
    }
}

/// A use of an object by another.
pub(super) fn used(object: &Object, reference: Reference, origin: Origin, soft: bool) -> Use {
    Use { reference, origin, key: None, soft, by: object.identity().to_string(), pods: None }
}

/// An object of the core group.
pub(super) fn core(kind: &'static str, plural: &'static str, namespace: &str, name: &str) -> Reference {
    Reference { api_version: "v1", kind, plural, namespace: Some(namespace.to_owned()), name: name.to_owned() }
}

/// Whether the app makes it itself.
fn is_made(rendered: &Rendered, app: &str, reference: &Reference) -> bool {
    rendered.objects.iter().any(|object| {
        object.kind == reference.kind
            && object.name == reference.name
            && reference.namespace.as_deref().is_none_or(|wanted| object.namespace.as_deref().unwrap_or(app) == wanted)
    })
}
