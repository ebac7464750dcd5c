//! The services that are rendered, for the ingresses that lead to them.

use ahash::HashMap;

/// A service that is rendered: ingresses lead to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Serial number of the part.
    pub(super) serial: u32,
    /// Serial number of the workload it belongs to.
    pub(super) workload: Option<u32>,
    /// Whether clients use it: it is neither headless nor governs a StatefulSet nor leads out of the cluster.
    pub(super) client: bool,
    /// `metadata.namespace`.
    pub(super) namespace: Option<String>,
    /// `metadata.name`.
    pub(super) name: String,
    /// `spec.ports`, each by name and number.
    pub(super) ports: Vec<(Option<String>, i64)>,
}

/// All of them, each found by what it belongs to, by its part and by its name.
#[derive(Debug, Default)]
pub(super) struct Services {
    all: Vec<Placed>,
    by_workload: HashMap<u32, Vec<usize>>,
    by_serial: HashMap<u32, Vec<usize>>,
    by_name: HashMap<(Option<String>, String), usize>,
}

impl Services {
    /// Takes one in, once.
    pub(super) fn add(&mut self, placed: Placed) {
        if self.named(placed.namespace.as_deref(), &placed.name) == Some(&placed) {
            return;
        }
        let at = self.all.len();
        if let Some(workload) = placed.workload {
            self.by_workload.entry(workload).or_default().push(at);
        }
        self.by_serial.entry(placed.serial).or_default().push(at);
        self.by_name.entry((placed.namespace.clone(), placed.name.clone())).or_insert(at);
        self.all.push(placed);
    }

    /// Those of a workload that clients use.
    pub(super) fn of_workload(&self, serial: u32) -> Vec<Placed> {
        self.clients(self.by_workload.get(&serial))
    }

    /// Those of a part that clients use.
    pub(super) fn of_part(&self, serial: u32) -> Vec<Placed> {
        self.clients(self.by_serial.get(&serial))
    }

    fn clients(&self, at: Option<&Vec<usize>>) -> Vec<Placed> {
        let found = at.into_iter().flatten().map(|at| &self.all[*at]);
        found.filter(|placed| placed.client).cloned().collect()
    }

    /// The one of this name.
    pub(super) fn named(&self, namespace: Option<&str>, name: &str) -> Option<&Placed> {
        self.by_name.get(&(namespace.map(str::to_owned), name.to_owned())).map(|at| &self.all[*at])
    }
}
