//! What every rule looks at.

use std::collections::HashMap;

use super::pods::{Pod, pod};
use super::view::View;
use crate::diagnostic::{Origin, Place};
use crate::model::{App, Workload};
use crate::object::{Object, Rendered};
use crate::project::{Settings, Version};

/// Kind, name and namespace of the target of an autoscaler.
type Target<'a> = (&'a str, &'a str, Option<&'a str>);

/// The app and what is rendered of it. Looking things up takes the same time however large the app is.
pub(super) struct Context<'a> {
    /// The app; a manifest has none.
    pub(super) app: Option<&'a App>,
    /// What is rendered.
    pub(super) rendered: &'a Rendered,
    /// What the project says.
    pub(super) settings: Settings,
    /// The pods in it.
    pub(super) pods: Vec<Pod<'a>>,
    /// Objects by group and kind.
    kinds: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
    /// Objects of the core group by kind and name: those that others name.
    named: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
    /// What runs pods, by kind and name.
    workload_objects: HashMap<(&'a str, &'a str), &'a Object>,
    /// Autoscalers by what they scale.
    scaled: HashMap<Target<'a>, &'a Object>,
    /// Numbers of pods by key and value of each of their labels.
    labelled: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(app: Option<&'a App>, rendered: &'a Rendered, settings: Settings) -> Self {
        let pods: Vec<Pod<'a>> = rendered.objects.iter().filter_map(pod).collect();
        let mut kinds: HashMap<_, Vec<&Object>> = HashMap::new();
        let mut named: HashMap<_, Vec<&Object>> = HashMap::new();
        let mut scaled = HashMap::new();
        for object in &rendered.objects {
            kinds.entry((object.group(), object.kind.as_str())).or_default().push(object);
            if object.group().is_empty() {
                named.entry((object.kind.as_str(), object.name.as_str())).or_default().push(object);
            }
            if let Some(target) = target(object) {
                scaled.entry(target).or_insert(object);
            }
        }
        let mut labelled: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, pod) in pods.iter().enumerate() {
            for (key, value) in pod.labels() {
                labelled.entry((key, value)).or_default().push(number);
            }
        }
        let mut workload_objects = HashMap::new();
        for pod in &pods {
            workload_objects.entry((pod.object.kind.as_str(), pod.object.name.as_str())).or_insert(pod.object);
        }
        Self { app, rendered, settings, pods, kinds, named, workload_objects, scaled, labelled }
    }

    /// Whether the server is older than this version 1 of Kubernetes.
    pub(super) fn before(&self, minor: u16) -> bool {
        self.settings.kubernetes < Version { major: 1, minor }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.rendered.sources.place(origin)
    }

    /// The objects of a kind.
    pub(super) fn of_kind(
        &self,
        group: &'static str,
        kind: &'static str,
    ) -> impl Iterator<Item = &'a Object> + use<'_, 'a> {
        self.kinds.get(&(group, kind)).into_iter().flatten().copied()
    }

    /// The object of the core group that another one in the same namespace names.
    pub(super) fn named(&self, kind: &str, name: &str, from: &Object) -> Option<&'a Object> {
        let objects = self.named.get(&(kind, name))?;
        objects.iter().find(|object| object.namespace == from.namespace).copied()
    }

    /// What a workload of the app is rendered to.
    pub(super) fn object_of(&self, workload: &Workload) -> Option<&'a Object> {
        self.workload_objects.get(&(workload.kind.kind(), workload.name.as_str())).copied()
    }

    /// The workloads of the app and of the apps in it.
    pub(super) fn workloads(&self) -> Vec<&'a Workload> {
        self.app.map(App::workloads).unwrap_or_default()
    }

    /// The autoscaler of an object.
    pub(super) fn autoscaler(&self, target: &Object) -> Option<&'a Object> {
        self.scaled.get(&(target.kind.as_str(), target.name.as_str(), target.namespace.as_deref())).copied()
    }

    /// The pods of a namespace that have all of these labels, where there is at least one label.
    pub(super) fn selected(&self, namespace: Option<&str>, labels: View<'_>) -> Vec<&Pod<'a>> {
        let pairs = labels.entries().map(|(key, value)| self.labelled.get(&(key, value.text().unwrap_or_default())));
        let Some(Some(fewest)) = pairs.min_by_key(|pods| pods.map_or(0, Vec::len)) else {
            return Vec::new();
        };
        let pods = fewest.iter().map(|number| &self.pods[*number]);
        pods.filter(|pod| pod.object.namespace.as_deref() == namespace && pod.has_labels(labels)).collect()
    }

    /// The most pods that an object runs beside each other, without those of an update; nothing where that depends on
    /// the cluster.
    pub(super) fn most_pods(&self, object: &Object) -> Option<i64> {
        if object.kind == "DaemonSet" {
            return None;
        }
        if let Some(hpa) = self.autoscaler(object) {
            return View::of(hpa).at(&["spec", "maxReplicas"])?.number();
        }
        let replicas = View::of(object).at(&["spec", "replicas"]);
        Some(replicas.and_then(View::number).unwrap_or(1))
    }
}

/// What an autoscaler scales.
fn target(object: &Object) -> Option<Target<'_>> {
    if object.group() != "autoscaling" || object.kind != "HorizontalPodAutoscaler" {
        return None;
    }
    let target = View::of(object).at(&["spec", "scaleTargetRef"])?;
    Some((target.text_at("kind")?, target.text_at("name")?, object.namespace.as_deref()))
}
