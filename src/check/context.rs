//! What every rule looks at.

use super::pods::{Pod, pod};
use super::view::View;
use crate::diagnostic::{Origin, Place};
use crate::model::{App, Workload};
use crate::object::{Object, Rendered};
use crate::project::Settings;

/// The app and what is rendered of it.
pub(super) struct Context<'a> {
    /// The app; a manifest has none.
    pub(super) app: Option<&'a App>,
    /// What is rendered.
    pub(super) rendered: &'a Rendered,
    /// What the project says.
    pub(super) settings: Settings,
    /// The pods in it.
    pub(super) pods: Vec<Pod<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(app: Option<&'a App>, rendered: &'a Rendered, settings: Settings) -> Self {
        Self { app, rendered, settings, pods: rendered.objects.iter().filter_map(pod).collect() }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.rendered.sources.place(origin)
    }

    /// The objects of a kind.
    pub(super) fn of_kind(&self, group: &str, kind: &str) -> Vec<&'a Object> {
        let fits = |object: &&Object| object.group() == group && object.kind == kind;
        self.rendered.objects.iter().filter(fits).collect()
    }

    /// The workloads of the app and of the apps in it.
    pub(super) fn workloads(&self) -> Vec<&'a Workload> {
        self.app.map(App::workloads).unwrap_or_default()
    }

    /// The autoscaler of an object.
    pub(super) fn autoscaler(&self, target: &Object) -> Option<&'a Object> {
        self.of_kind("autoscaling", "HorizontalPodAutoscaler").into_iter().find(|hpa| is_target(hpa, target))
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

/// Whether an autoscaler is that of an object.
pub(super) fn is_target(hpa: &Object, object: &Object) -> bool {
    let target = View::of(hpa).at(&["spec", "scaleTargetRef"]);
    target.is_some_and(|target| {
        target.text_at("kind") == Some(&object.kind)
            && target.text_at("name") == Some(&object.name)
            && hpa.namespace == object.namespace
    })
}
