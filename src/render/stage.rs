//! Walks through the parts of an app, collects their objects and puts them in order.

use std::cell::OnceCell;
use std::mem::discriminant;
use std::sync::Arc;

use ahash::HashMap;

use super::drafts::{Drafts, Who};
use super::notes::Notes;
use super::order::{Draft, order, trimmed};
use super::owned::Owned;
use super::placed::{Placed, Services};
use super::scope::Scope;
use super::{
    Options, account, claim, config_map, ingress, namespace, normal, raw, route, secret, service, uses, workload,
};
use crate::diagnostic::{Diagnostic, Origin, Place, Sources};
use crate::model::{App, ConfigMap, HttpRoute, Ingress, Part, Secret, Service, ServiceAccount, Workload};
use crate::object::{Intents, Node, NodeValue, Object};
use crate::parallel;

/// Workloads that are made at once, on one core.
const AT_ONCE: usize = 32;

/// What leads in from outside to services.
#[derive(Clone, Copy)]
pub(super) enum Edge<'a> {
    Ingress(&'a Arc<Ingress>),
    Route(&'a Arc<HttpRoute>),
}

/// What is collected while the parts are rendered.
pub(super) struct Stage<'a> {
    app: &'a App,
    pub(super) options: Options<'a>,
    drafts: Drafts,
    owned: OnceCell<Owned<'a>>,
    edges: Vec<(Scope<'a>, Edge<'a>)>,
    pub(super) services: Services,
    pub(super) notes: Notes<'a>,
    /// Secrets that were rendered, with their surroundings.
    secrets: Vec<(Arc<Secret>, Scope<'a>)>,
    /// ConfigMaps that were rendered, with their surroundings.
    pub(super) config_maps: Vec<(Arc<ConfigMap>, Scope<'a>)>,
    /// Names of ConfigMaps that were said as text, with their namespace and place.
    pub(super) named: Vec<(String, Option<String>, Origin)>,
    /// Lengths of generated values by name.
    pub(super) generated: HashMap<String, i64>,
    mention: usize,
}

impl<'a> Stage<'a> {
    pub(super) fn new(app: &'a App, sources: &'a Sources, options: Options<'a>) -> Self {
        Self {
            app,
            options,
            drafts: Drafts::with_capacity(app.parts.len()),
            owned: OnceCell::new(),
            edges: Vec::new(),
            services: Services::default(),
            notes: Notes::new(sources),
            secrets: Vec::new(),
            config_maps: Vec::new(),
            named: Vec::new(),
            generated: HashMap::default(),
            mention: 0,
        }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.notes.place(origin)
    }

    /// Tells something.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.notes.tell(diagnostic);
    }

    /// Renders everything.
    pub(super) fn app(&mut self) {
        namespace::clash(self, self.app);
        let scope = Scope::new(self.app, self.options.namespace);
        self.parts(&scope);
        // Ingresses come last because they look at the ports of rendered services, patches included.
        for (scope, edge) in std::mem::take(&mut self.edges) {
            match edge {
                Edge::Ingress(part) => ingress::render(self, &scope, part),
                Edge::Route(part) => route::render(self, &scope, part),
            }
        }
        uses::clash(self);
    }

    fn parts(&mut self, around: &Scope<'a>) {
        let app = around.owner();
        for part in &app.sequence {
            if !app.parts.has_copy(part) {
                let place = self.place(app.said.of("sequence"));
                self.tell(
                    Diagnostic::error("not-added", "The sequence names a part that was not added to the app.")
                        .help("add it as well: `.add(part)`.")
                        .at(place)
                        .and("the part", self.place(part.said().made)),
                );
            }
        }
        let mut steps = HashMap::default();
        for (step, part) in app.sequence.iter().enumerate() {
            steps.entry((discriminant(part), part.said().serial)).or_insert(step);
        }
        let workloads: Vec<&Workload> = app.parts.iter().filter_map(Part::workload).collect();
        let sources = self.notes.sources;
        let mut made = parallel::map(&workloads, AT_ONCE, |part| workload::make(around, part, sources));
        for part in &app.parts {
            self.mention += 1;
            let step = steps.get(&(discriminant(part), part.said().serial));
            let scope = around.of(step.copied().unwrap_or(0), self.mention);
            match part {
                Part::Workload(part) => {
                    let made = made.next().expect("each workload was made above");
                    workload::render(self, &scope, part, made);
                }
                Part::Service(part) if self.is_of_workload(part) => {}
                Part::Service(part) => service::standalone(self, &scope, part),
                Part::Ingress(part) if self.has_workload(part) => {}
                Part::Ingress(part) => self.edge(&scope, Edge::Ingress(part)),
                Part::Route(part) if self.is_routed(part) => {}
                Part::Route(part) => self.edge(&scope, Edge::Route(part)),
                Part::ConfigMap(part) => self.config_map(&scope, part),
                Part::Secret(part) => self.secret(&scope, part),
                Part::Claim(part) => claim::render(self, &scope, part),
                Part::Account(part) => account::render(self, &scope, part),
                Part::Namespace(part) => namespace::render(self, &scope, part),
                Part::Object(part) => raw::render(self, &scope, part),
                Part::App(part) => self.parts(&scope.inside(part)),
            }
        }
    }

    /// Remembers an ingress or route until all services are rendered.
    pub(super) fn edge(&mut self, scope: &Scope<'a>, edge: Edge<'a>) {
        self.edges.push((scope.clone(), edge));
    }

    /// Renders a Secret that a workload uses. One that was added to the app is rendered there, but a workload in a
    /// namespace of its own needs it there.
    pub(super) fn uses_secret(&mut self, scope: &Scope<'a>, part: &Arc<Secret>) {
        let is = |other: &Part| matches!(other, Part::Secret(other) if other.said.follows(&part.said));
        let elsewhere = scope.workload.is_some_and(|workload| workload.namespace.is_some());
        if elsewhere || scope.app_with(part.said.serial, is).is_none() {
            self.secret(&scope.beside(), part);
        }
    }

    /// The same for an account.
    pub(super) fn uses_account(&mut self, scope: &Scope<'a>, part: &ServiceAccount) {
        let is = |other: &Part| matches!(other, Part::Account(other) if other.said.follows(&part.said));
        let elsewhere = scope.workload.is_some_and(|workload| workload.namespace.is_some());
        if elsewhere || scope.app_with(part.said.serial, is).is_none() {
            account::render(self, &scope.beside(), part);
        }
    }

    /// Renders a Secret.
    fn secret(&mut self, scope: &Scope<'a>, part: &Arc<Secret>) {
        let scope = shared(&mut self.secrets, scope, part);
        secret::render(self, &scope, part);
    }

    /// The same for a ConfigMap. One whose content was changed since it was added is another object.
    pub(super) fn uses_config_map(&mut self, scope: &Scope<'a>, part: &Arc<ConfigMap>) {
        let is = |other: &Part| matches!(other, Part::ConfigMap(other) if other == part);
        let elsewhere = scope.workload.is_some_and(|workload| workload.namespace.is_some());
        if elsewhere || scope.app_with(part.said.serial, is).is_none() {
            self.config_map(&scope.beside(), part);
        }
    }

    /// Renders a ConfigMap.
    fn config_map(&mut self, scope: &Scope<'a>, part: &Arc<ConfigMap>) {
        let scope = shared(&mut self.config_maps, scope, part);
        config_map::render(self, &scope, part);
    }

    /// Remembers a ConfigMap that is named by text.
    pub(super) fn names(&mut self, scope: &Scope<'_>, name: &str, at: Origin) {
        self.named.push((name.to_owned(), scope.namespace.map(|(name, _)| name.to_owned()), at));
    }

    /// Whether an object of the core group is rendered.
    pub(super) fn has(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        self.drafts.has(Who { group: "", kind, namespace, name })
    }

    /// Whether a service that was added to the app belongs to a workload, which renders it.
    fn is_of_workload(&self, part: &Service) -> bool {
        let owned = self.owned.get_or_init(|| Owned::of(self.app));
        owned.services.has(part) || (part.select.is_empty() && owned.led_to.has(part))
    }

    /// The same for an ingress.
    fn has_workload(&self, part: &Ingress) -> bool {
        self.owned.get_or_init(|| Owned::of(self.app)).ingresses.has(part)
    }

    /// The same for a route.
    fn is_routed(&self, part: &HttpRoute) -> bool {
        self.owned.get_or_init(|| Owned::of(self.app)).routes.has(part)
    }

    /// Remembers a rendered service.
    pub(super) fn serves(&mut self, scope: &Scope<'_>, part: &Service, node: &Node, client: bool) {
        let text = |keys: &[&str]| node.at(keys).and_then(Node::as_str);
        let leads_in = text(&["spec", "clusterIP"]) != Some("None") && text(&["spec", "type"]) != Some("ExternalName");
        let ports = node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
        self.services.add(Placed {
            serial: part.said.serial,
            workload: scope.workload.map(|workload| workload.said.serial),
            client: client && leads_in,
            namespace: text(&["metadata", "namespace"]).map(str::to_owned),
            name: text(&["metadata", "name"]).unwrap_or_default().to_owned(),
            ports: ports
                .iter()
                .map(|port| {
                    let name = port.get("name").and_then(Node::as_str).map(str::to_owned);
                    let number = port.get("port").and_then(|number| number.to_value().as_i64());
                    (name, number.unwrap_or_default())
                })
                .collect(),
        });
    }

    /// Takes a rendered object. One that is there already counts once; another of the same name is an error.
    pub(super) fn add(&mut self, scope: &Scope<'_>, mut node: Node, intents: Intents) {
        normal::normalise(&mut node);
        self.add_normal(scope, node, intents);
    }

    /// Takes one from which what means nothing was left out already.
    pub(super) fn add_normal(&mut self, scope: &Scope<'_>, mut node: Node, intents: Intents) {
        secret::conceal(&mut node, self.options.show_secrets);
        let text = |keys: &[&str]| node.at(keys).and_then(Node::as_str).map(str::to_owned);
        let object = Object {
            api_version: text(&["apiVersion"]).unwrap_or_default(),
            kind: text(&["kind"]).unwrap_or_default(),
            namespace: text(&["metadata", "namespace"]),
            name: text(&["metadata", "name"]).unwrap_or_default(),
            origin: node.origin,
            intents,
            step: 0,
            node,
        };
        let Some(first) = self.drafts.same(&object) else {
            self.drafts.push(Draft { object, steps: scope.steps.clone(), mention: scope.mention });
            return;
        };
        if first.object.value() == object.value() {
            first.object.intents.keep |= object.intents.keep;
            if trimmed(&scope.steps) < trimmed(&first.steps) {
                first.steps.clone_from(&scope.steps);
            }
            return;
        }
        let (before, identity) = (first.object.origin, object.identity());
        let copies = (before == object.origin).then(|| differ(&first.object.node, &object.node)).flatten();
        let (message, help, before, at) = match copies {
            Some((before, at)) => (
                format!("One part is in the app twice, and its copies differ: {identity}."),
                "add it once, as it should be. What was added already is changed with `.change(\"NAME\", |part| …)`.",
                before,
                at,
            ),
            None => (
                format!("Two objects of this app have the same kind and name: {identity}."),
                "give one of them another name.",
                before,
                object.origin,
            ),
        };
        self.tell(
            Diagnostic::error("same-name", message)
                .help(help)
                .at(self.place(at))
                .and("the other one", self.place(before)),
        );
    }

    /// The objects in their order, and everything that was told.
    pub(super) fn finish(self) -> (Vec<Object>, Vec<Diagnostic>) {
        (order(self.drafts.into_list()), self.notes.into_list())
    }
}

/// Where two nodes first say something else, the first and the second.
fn differ(one: &Node, two: &Node) -> Option<(Origin, Origin)> {
    let known = |node: &Node, inner: Origin| if inner == Origin::NONE { node.origin } else { inner };
    let inner = match (&one.value, &two.value) {
        (NodeValue::Map(_), NodeValue::Map(_)) => {
            let keys = one.entries().iter().chain(two.entries()).map(|(key, _)| key);
            let both = |key: &str| match (one.get(key), two.get(key)) {
                (Some(one), Some(two)) => differ(one, two),
                (Some(more), None) => Some((more.origin, two.origin)),
                (None, Some(more)) => Some((one.origin, more.origin)),
                (None, None) => None,
            };
            keys.into_iter().find_map(|key| both(key))
        }
        (NodeValue::List(ones), NodeValue::List(twos)) if ones.len() == twos.len() => {
            ones.iter().zip(twos).find_map(|(one, two)| differ(one, two))
        }
        _ => (one.to_value() != two.to_value()).then_some((one.origin, two.origin)),
    };
    inner.map(|(first, second)| (known(one, first), known(two, second)))
}

/// The surroundings in which a part is rendered that workloads of several apps may use: in each namespace those in
/// which it was rendered first, so that it is one object, and the step of this use.
fn shared<'a, T>(known: &mut Vec<(Arc<T>, Scope<'a>)>, scope: &Scope<'a>, part: &Arc<T>) -> Scope<'a> {
    let namespace = |scope: &Scope<'a>| scope.namespace.map(|(name, _)| name);
    let first = known.iter().find(|(other, lies)| Arc::ptr_eq(other, part) && namespace(lies) == namespace(scope));
    let Some((_, first)) = first else {
        known.push((part.clone(), scope.clone()));
        return scope.clone();
    };
    let mut first = first.clone();
    first.steps.clone_from(&scope.steps);
    first.mention = scope.mention;
    first
}
