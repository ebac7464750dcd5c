//! The pods of everything that runs pods.

use super::view::View;
use crate::object::Object;

/// A pod template, or a pod.
#[derive(Clone, Debug)]
pub struct Pod<'a> {
    /// The object that holds it.
    pub object: &'a Object,
    /// The pod's metadata.
    pub metadata: Option<View<'a>>,
    /// The pod's `spec`.
    pub spec: View<'a>,
}

/// The pod that an object runs.
pub fn pod(object: &Object) -> Option<Pod<'_>> {
    let template: &[&str] = match (object.group(), object.kind.as_str()) {
        ("", "Pod") => &[],
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") | ("batch", "Job") => &["spec", "template"],
        ("batch", "CronJob") => &["spec", "jobTemplate", "spec", "template"],
        _ => return None,
    };
    let template = View::of(object).at(template)?;
    Some(Pod { object, metadata: template.get("metadata"), spec: template.get("spec")? })
}

impl<'a> Pod<'a> {
    /// Containers that run beside each other: the containers, then the sidecars.
    pub fn running(&self) -> impl Iterator<Item = View<'a>> + use<'a> {
        let sidecars = self.spec.list("initContainers").filter(|view| is_sidecar(*view));
        self.spec.list("containers").chain(sidecars)
    }

    /// Containers that run to their end before the others start.
    pub fn init(&self) -> impl Iterator<Item = View<'a>> + use<'a> {
        let init = self.spec.list("initContainers");
        init.filter(|view| !is_sidecar(*view))
    }

    /// Every container: the init containers and sidecars, then the containers.
    pub fn all(&self) -> impl Iterator<Item = View<'a>> + use<'a> {
        let init = self.spec.list("initContainers");
        init.chain(self.spec.list("containers"))
    }

    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&'a str> {
        self.metadata?.get("labels")?.text_at(key)
    }

    /// The labels.
    pub fn labels(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let labels = self.metadata.and_then(|metadata| metadata.get("labels"));
        let entries = labels.into_iter().flat_map(View::entries);
        entries.filter_map(|(key, value)| Some((key, value.text()?)))
    }

    /// Whether the pod has all of these labels.
    pub fn has_labels(&self, selector: View<'_>) -> bool {
        selector.entries().all(|(key, value)| value.text().is_some() && self.label(key) == value.text())
    }
}

fn is_sidecar(container: View<'_>) -> bool {
    container.text_at("restartPolicy") == Some("Always")
}

/// The name of a container, or what stands for it.
pub fn name(container: View<'_>) -> &str {
    container.text_at("name").unwrap_or("?")
}
