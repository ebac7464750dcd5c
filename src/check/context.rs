//! What every rule looks at.

use std::ops::Deref;
use std::sync::OnceLock;

use ahash::{HashMap, HashMapExt as _, HashSet};

use super::pods::{Pod, pod};
use super::view::View;
use crate::diagnostic::{Origin, Place};
use crate::model::{App, Workload};
use crate::object::{Object, Rendered};
use crate::project::{Settings, Version};

/// Kind, name and namespace of the target of an autoscaler.
type Target<'a> = (&'a str, &'a str, Option<&'a str>);

/// Pods by their numbers, for each key and value of a label.
type Labelled<'a> = HashMap<(&'a str, &'a str), Vec<usize>>;

/// The app and everything that is rendered of it. Looking things up takes the same time however large the app is.
pub(super) struct Whole<'a> {
    /// The app; a manifest has none.
    pub(super) app: Option<&'a App>,
    /// What is rendered.
    pub(super) rendered: &'a Rendered,
    /// What the project says.
    pub(super) settings: Settings,
    /// Every pod in it.
    pub(super) all_pods: Vec<Pod<'a>>,
    /// Kinds and names of the app's workloads.
    pub(super) workload_names: HashSet<(&'a str, &'a str)>,
    /// Objects of the core group by kind and name: those that others name.
    named: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
    /// Autoscalers by what they scale.
    scaled: HashMap<Target<'a>, &'a Object>,
    /// What runs pods, by kind and name; made when somebody asks.
    workload_objects: OnceLock<HashMap<(&'a str, &'a str), &'a Object>>,
    /// The pods by their labels; made when somebody asks.
    labelled: OnceLock<Labelled<'a>>,
}

/// A part of what is rendered, which a rule looks at: small enough to stay in the cache of a core while all rules do.
pub(super) struct Context<'a> {
    whole: &'a Whole<'a>,
    /// The objects to look at.
    pub(super) objects: &'a [Object],
    /// The pods in them.
    pub(super) pods: Vec<Pod<'a>>,
}

impl<'a> Deref for Context<'a> {
    type Target = Whole<'a>;

    fn deref(&self) -> &Whole<'a> {
        self.whole
    }
}

impl<'a> Context<'a> {
    /// These objects of the whole.
    pub(super) fn of(whole: &'a Whole<'a>, objects: &'a [Object]) -> Self {
        Self { whole, objects, pods: objects.iter().filter_map(pod).collect() }
    }

    /// All objects of the whole.
    pub(super) fn of_all(whole: &'a Whole<'a>) -> Self {
        Self { whole, objects: &whole.rendered.objects, pods: whole.all_pods.clone() }
    }

    /// The objects of a kind.
    pub(super) fn of_kind(
        &self,
        group: &'static str,
        kind: &'static str,
    ) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.objects.iter().filter(move |object| object.kind == kind && object.group() == group)
    }
}

impl<'a> Whole<'a> {
    pub(super) fn new(app: Option<&'a App>, rendered: &'a Rendered, settings: Settings) -> Self {
        let mut named: HashMap<_, Vec<&Object>> = HashMap::new();
        let mut scaled = HashMap::new();
        for object in &rendered.objects {
            if object.group().is_empty() {
                named.entry((object.kind.as_str(), object.name.as_str())).or_default().push(object);
            }
            if let Some(target) = target(object) {
                scaled.entry(target).or_insert(object);
            }
        }
        let workloads = app.map(App::workloads).unwrap_or_default();
        Self {
            app,
            rendered,
            settings,
            all_pods: rendered.objects.iter().filter_map(pod).collect(),
            workload_names: workloads.iter().map(|part| (part.kind.kind(), part.name.as_str())).collect(),
            named,
            scaled,
            workload_objects: OnceLock::new(),
            labelled: OnceLock::new(),
        }
    }

    /// Whether the server is older than this version 1 of Kubernetes.
    pub(super) fn before(&self, minor: u16) -> bool {
        self.settings.kubernetes < Version { major: 1, minor }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.rendered.sources.place(origin)
    }

    /// The object of the core group that another one in the same namespace names.
    pub(super) fn named(&self, kind: &str, name: &str, from: &Object) -> Option<&'a Object> {
        let objects = self.named.get(&(kind, name))?;
        objects.iter().find(|object| object.namespace == from.namespace).copied()
    }

    /// What a workload of the app is rendered to.
    pub(super) fn object_of(&self, workload: &Workload) -> Option<&'a Object> {
        let by_name = self.workload_objects.get_or_init(|| {
            let mut by_name = HashMap::new();
            for pod in &self.all_pods {
                by_name.entry((pod.object.kind.as_str(), pod.object.name.as_str())).or_insert(pod.object);
            }
            by_name
        });
        by_name.get(&(workload.kind.kind(), workload.name.as_str())).copied()
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
        let labelled = self.labelled.get_or_init(|| self.by_label());
        let pairs = labels.entries().map(|(key, value)| labelled.get(&(key, value.text().unwrap_or_default())));
        let Some(Some(fewest)) = pairs.min_by_key(|pods| pods.map_or(0, Vec::len)) else {
            return Vec::new();
        };
        let pods = fewest.iter().map(|number| &self.all_pods[*number]);
        pods.filter(|pod| pod.object.namespace.as_deref() == namespace && pod.has_labels(labels)).collect()
    }

    fn by_label(&self) -> Labelled<'a> {
        let mut labelled = Labelled::new();
        for (number, pod) in self.all_pods.iter().enumerate() {
            for (key, value) in pod.labels() {
                labelled.entry((key, value)).or_default().push(number);
            }
        }
        labelled
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
