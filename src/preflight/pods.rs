//! What pods need: objects that they name, claims, nodes.

use super::needs::{claim, core, used};
use super::{Needs, Reference, Use, nodes};
use crate::check::{View, pod};
use crate::object::{Object, Rendered};

/// Adds what the pods of an object need.
pub(super) fn needs(object: &Object, rendered: &Rendered, namespace: &str, needs: &mut Needs) {
    let Some(pod) = pod(object) else { return };
    let mut walk = Walk { object, namespace, needs: &mut *needs };
    let spec = pod.spec;
    for secret in spec.list("imagePullSecrets").filter_map(|it| it.get("name")) {
        // A pod is started without them, and its image may be pulled all the same.
        walk.named("Secret", secret, true);
    }
    for container in pod.all() {
        walk.container(container);
    }
    for volume in spec.list("volumes") {
        walk.volume(volume, most_pods(object, rendered));
    }
    if let Some(account) = spec.get("serviceAccountName").filter(|it| it.text() != Some("default")) {
        walk.named("ServiceAccount", account, false);
    }
    for (field, api_version, kind, plural) in [
        ("priorityClassName", "scheduling.k8s.io/v1", "PriorityClass", "priorityclasses"),
        ("runtimeClassName", "node.k8s.io/v1", "RuntimeClass", "runtimeclasses"),
    ] {
        if let Some(class) = spec.get(field)
            && let Some(name) = class.text()
        {
            let reference = Reference { api_version, kind, plural, namespace: None, name: name.to_owned() };
            needs.uses.push(used(object, reference, class.origin, false));
        }
    }
    needs.nodes |= nodes::chooses(spec);
}

/// The most pods that a workload runs beside each other, where that is known.
fn most_pods(object: &Object, rendered: &Rendered) -> Option<i64> {
    let scales = |hpa: &&Object| {
        let target = View::of(hpa).at(&["spec", "scaleTargetRef"]);
        hpa.kind == "HorizontalPodAutoscaler"
            && target
                .is_some_and(|it| it.text_at("name") == Some(&object.name) && it.text_at("kind") == Some(&object.kind))
    };
    match rendered.objects.iter().find(scales) {
        Some(hpa) => View::of(hpa).at(&["spec", "maxReplicas"])?.number(),
        None => View::of(object).at(&["spec", "replicas"])?.number(),
    }
}

struct Walk<'a> {
    object: &'a Object,
    namespace: &'a str,
    needs: &'a mut Needs,
}

impl Walk<'_> {
    /// An object of the pod's namespace, by a text that names it.
    fn named(&mut self, kind: &'static str, name: View<'_>, soft: bool) -> Option<&mut Use> {
        let plural = match kind {
            "Secret" => "secrets",
            "ConfigMap" => "configmaps",
            "ServiceAccount" => "serviceaccounts",
            _ => "persistentvolumeclaims",
        };
        let reference = core(kind, plural, self.namespace, name.text()?);
        self.needs.uses.push(used(self.object, reference, name.origin, soft));
        self.needs.uses.last_mut()
    }

    /// A reference that may be marked as optional: nothing is needed then.
    fn needed(&mut self, kind: &'static str, field: &str, view: Option<View<'_>>) {
        let Some(view) = view.filter(|view| !view.flag("optional")) else { return };
        let Some(name) = view.get(field) else { return };
        let key = view.text_at("key").map(str::to_owned);
        let keys: Vec<String> = view.list("items").filter_map(|it| it.text_at("key").map(str::to_owned)).collect();
        let keys = if keys.is_empty() { vec![key] } else { keys.into_iter().map(Some).collect() };
        for key in keys {
            if let Some(it) = self.named(kind, name, false) {
                it.key = key;
            }
        }
    }

    fn container(&mut self, container: View<'_>) {
        for variable in container.list("env") {
            if variable.text_at("name").is_some_and(|name| name.starts_with("aliyun_logs_")) {
                self.needs.logs.get_or_insert(variable.origin);
            }
            let Some(from) = variable.get("valueFrom") else { continue };
            self.needed("Secret", "name", from.get("secretKeyRef"));
            self.needed("ConfigMap", "name", from.get("configMapKeyRef"));
        }
        for from in container.list("envFrom") {
            self.needed("Secret", "name", from.get("secretRef"));
            self.needed("ConfigMap", "name", from.get("configMapRef"));
        }
    }

    fn volume(&mut self, volume: View<'_>, pods: Option<i64>) {
        self.needed("Secret", "secretName", volume.get("secret"));
        self.needed("ConfigMap", "name", volume.get("configMap"));
        for source in volume.get("projected").into_iter().flat_map(|it| it.list("sources")) {
            self.needed("Secret", "name", source.get("secret"));
            self.needed("ConfigMap", "name", source.get("configMap"));
        }
        if let Some(name) = volume.at(&["persistentVolumeClaim", "claimName"])
            && let Some(it) = self.named("PersistentVolumeClaim", name, false)
        {
            it.pods = pods;
        }
        if let Some(template) = volume.at(&["ephemeral", "volumeClaimTemplate"]) {
            let name = volume.text_at("name").unwrap_or_default();
            claim(template, &format!("volume {name} of {}", self.object.identity()), self.needs);
        }
    }
}
