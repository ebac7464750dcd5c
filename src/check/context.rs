//! What every rule looks at. Whatever a rule looks up is found by an index: a rule takes as long as there are objects, and
//! not their square.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::pods::{Pod, pod};
use super::view::View;
use crate::diagnostic::{Origin, Place};
use crate::model::{App, Workload};
use crate::object::{Object, Rendered};
use crate::project::Settings;

/// Kind, namespace and name.
type Named<'a> = (&'a str, Option<&'a str>, &'a str);

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
    kinds: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
    names: OnceCell<HashMap<(&'a str, Named<'a>), &'a Object>>,
    autoscalers: OnceCell<HashMap<Named<'a>, &'a Object>>,
    pod_names: OnceCell<HashMap<Named<'a>, usize>>,
    labels: OnceCell<HashMap<(Option<&'a str>, &'a str, &'a str), Vec<usize>>>,
    workload_names: OnceCell<HashSet<(&'a str, &'a str)>>,
    workload_objects: OnceCell<HashMap<(&'a str, &'a str), &'a Object>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(app: Option<&'a App>, rendered: &'a Rendered, settings: Settings) -> Self {
        let mut kinds: HashMap<_, Vec<&'a Object>> = HashMap::new();
        for object in &rendered.objects {
            kinds.entry((object.group(), object.kind.as_str())).or_default().push(object);
        }
        Self {
            app,
            rendered,
            settings,
            pods: rendered.objects.iter().filter_map(pod).collect(),
            kinds,
            names: OnceCell::new(),
            autoscalers: OnceCell::new(),
            pod_names: OnceCell::new(),
            labels: OnceCell::new(),
            workload_names: OnceCell::new(),
            workload_objects: OnceCell::new(),
        }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.rendered.sources.place(origin)
    }

    /// The objects of a kind, to go through them. One of them is looked up with [`Context::named`].
    pub(super) fn of_kind(&self, group: &str, kind: &str) -> Vec<&'a Object> {
        self.kinds.get(&(group, kind)).cloned().unwrap_or_default()
    }

    /// The object of this name.
    pub(super) fn named(&self, group: &str, kind: &str, namespace: Option<&str>, name: &str) -> Option<&'a Object> {
        let names = self
            .names
            .get_or_init(|| first(self.rendered.objects.iter().map(|object| ((object.group(), key(object)), object))));
        names.get(&(group, (kind, namespace, name))).copied()
    }

    /// The pod that an object of this name runs, whatever its group.
    pub(super) fn pod_of(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<&Pod<'a>> {
        let names = self
            .pod_names
            .get_or_init(|| first(self.pods.iter().enumerate().map(|(index, pod)| (key(pod.object), index))));
        names.get(&(kind, namespace, name)).map(|index| &self.pods[*index])
    }

    /// The pods of a namespace that have all of these labels; an empty selector chooses all.
    pub(super) fn pods_with(&self, namespace: Option<&str>, selector: View<'_>) -> Vec<&Pod<'a>> {
        let labels = self.labels.get_or_init(|| {
            let mut labels: HashMap<_, Vec<usize>> = HashMap::new();
            for (index, pod) in self.pods.iter().enumerate() {
                let of_pod = pod.metadata.and_then(|metadata| metadata.get("labels"));
                for (key, value) in of_pod.into_iter().flat_map(View::entries) {
                    let value = value.text().unwrap_or_default();
                    labels.entry((pod.object.namespace.as_deref(), key, value)).or_default().push(index);
                }
            }
            labels
        });
        let fits = |pod: &&Pod<'a>| pod.object.namespace.as_deref() == namespace && pod.has_labels(selector);
        // The label that the fewest pods have leaves the fewest to look at.
        let sets = selector.entries().filter_map(|(key, value)| {
            let with = labels.get(&(namespace, key, value.text()?));
            Some(with.map_or(&[][..], Vec::as_slice))
        });
        match sets.min_by_key(|set| set.len()) {
            Some(fewest) => fewest.iter().map(|index| &self.pods[*index]).filter(fits).collect(),
            None => self.pods.iter().filter(fits).collect(),
        }
    }

    /// The workloads of the app and of the apps in it.
    pub(super) fn workloads(&self) -> Vec<&'a Workload> {
        self.app.map(App::workloads).unwrap_or_default()
    }

    /// Whether the app has a workload of this kind and name.
    pub(super) fn has_workload(&self, kind: &str, name: &str) -> bool {
        let names = self.workload_names.get_or_init(|| {
            let all = self.workloads().into_iter();
            all.map(|workload| (workload.kind.kind(), workload.name.as_str())).collect()
        });
        names.contains(&(kind, name))
    }

    /// What a workload of the app is rendered to.
    pub(super) fn object_of(&self, workload: &Workload) -> Option<&'a Object> {
        let objects = self.workload_objects.get_or_init(|| {
            let all = self.rendered.objects.iter();
            first(all.map(|object| ((object.kind.as_str(), object.name.as_str()), object)))
        });
        objects.get(&(workload.kind.kind(), workload.name.as_str())).copied()
    }

    /// The autoscaler of an object.
    pub(super) fn autoscaler(&self, target: &Object) -> Option<&'a Object> {
        let autoscalers = self.autoscalers.get_or_init(|| {
            let all = self.of_kind("autoscaling", "HorizontalPodAutoscaler").into_iter();
            first(all.filter_map(|hpa| {
                let (kind, name) = target_of(hpa)?;
                Some(((kind, hpa.namespace.as_deref(), name), hpa))
            }))
        });
        autoscalers.get(&key(target)).copied()
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

/// Kind and name of what an autoscaler scales.
pub(super) fn target_of(hpa: &Object) -> Option<(&str, &str)> {
    let target = View::of(hpa).at(&["spec", "scaleTargetRef"])?;
    Some((target.text_at("kind")?, target.text_at("name")?))
}

fn key(object: &Object) -> Named<'_> {
    (&object.kind, object.namespace.as_deref(), &object.name)
}

/// An index in which the first of several with the same key is found.
fn first<K: Eq + std::hash::Hash, V>(entries: impl Iterator<Item = (K, V)>) -> HashMap<K, V> {
    let mut index = HashMap::new();
    for (key, value) in entries {
        index.entry(key).or_insert(value);
    }
    index
}
