//! The parts that belong to a workload, which renders them: adding them to the app too makes no second object.

use ahash::HashMap;

use crate::model::{App, HttpRoute, Ingress, Rule, Service, Spoken};

/// The parts that belong to a workload, by serial number. A copy that was changed has the number of the first.
#[derive(Default)]
pub(super) struct Owned<'a> {
    pub(super) services: By<'a, Service>,
    /// Services to which an ingress or route of a workload leads.
    pub(super) led_to: By<'a, Service>,
    pub(super) ingresses: By<'a, Ingress>,
    pub(super) routes: By<'a, HttpRoute>,
}

impl<'a> Owned<'a> {
    pub(super) fn of(app: &'a App) -> Self {
        let mut owned = Self::default();
        for workload in app.workloads() {
            let governing = workload.governing_service.as_ref().and_then(|named| named.part.as_ref());
            workload.services.iter().chain(governing).for_each(|service| owned.services.add(service));
            workload.ingresses.iter().for_each(|ingress| owned.ingresses.add(ingress));
            workload.routes.iter().for_each(|route| owned.routes.add(route));
            let paths = workload.ingresses.iter().flat_map(|ingress| &ingress.paths);
            let paths = paths.chain(workload.routes.iter().flat_map(|route| &route.paths));
            for path in paths {
                if let Some(Rule::Service(service)) = &path.service {
                    owned.led_to.add(service);
                }
            }
        }
        owned
    }
}

/// Parts by serial number.
pub(super) struct By<'a, T>(HashMap<u32, Vec<&'a T>>);

impl<T> Default for By<'_, T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<'a, T: Spoken> By<'a, T> {
    fn add(&mut self, part: &'a T) {
        self.0.entry(part.said().serial).or_default().push(part);
    }

    /// Whether this part is among them, as it is or changed since.
    pub(super) fn has(&self, part: &T) -> bool {
        self.0
            .get(&part.said().serial)
            .is_some_and(|same_call| same_call.iter().any(|own| own.said().follows(part.said())))
    }
}
