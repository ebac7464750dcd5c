//! Walks through the parts of an app, collects their objects and puts them in order.

use std::collections::HashMap;
use std::rc::Rc;

use super::order::{Draft, order, trimmed};
use super::scope::Scope;
use super::{Options, account, claim, ingress, label, namespace, normal, raw, route, secret, service, workload};
use crate::diagnostic::{Diagnostic, Origin, Place, Sources};
use crate::model::{App, HttpRoute, Ingress, IngressPath, Part, Rule, Secret, Service, ServiceAccount};
use crate::object::{Identity, Intents, Node, Object};

/// A service that is rendered: ingresses lead to it.
#[derive(Clone, Debug)]
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

/// What leads in from outside to services.
#[derive(Clone, Copy)]
pub(super) enum Edge<'a> {
    Ingress(&'a Rc<Ingress>),
    Route(&'a Rc<HttpRoute>),
}

/// What is collected while the parts are rendered.
pub(super) struct Stage<'a> {
    app: &'a App,
    sources: &'a Sources,
    pub(super) options: Options<'a>,
    drafts: Vec<Draft>,
    /// Where each object lies in `drafts`.
    known: HashMap<Identity, usize>,
    edges: Vec<(Scope<'a>, Edge<'a>)>,
    pub(super) services: Vec<Placed>,
    diagnostics: Vec<Diagnostic>,
    mention: usize,
}

impl<'a> Stage<'a> {
    pub(super) fn new(app: &'a App, sources: &'a Sources, options: Options<'a>) -> Self {
        Self {
            app,
            sources,
            options,
            drafts: Vec::new(),
            known: HashMap::new(),
            edges: Vec::new(),
            services: Vec::new(),
            diagnostics: Vec::new(),
            mention: 0,
        }
    }

    /// The place of an origin.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.sources.place(origin)
    }

    /// Tells something.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
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
    }

    fn parts(&mut self, around: &Scope<'a>) {
        let app = around.owner();
        for part in &app.sequence {
            if !app.parts.iter().any(|added| added.is(part)) {
                let place = self.place(app.said.of("sequence"));
                self.tell(
                    Diagnostic::error("not-added", "The sequence names a part that was not added to the app.")
                        .help("add it as well: `.add(part)`.")
                        .at(place)
                        .and("the part", self.place(part.said().made)),
                );
            }
        }
        for part in &app.parts {
            self.mention += 1;
            let scope = around.of(part, self.mention);
            match part {
                Part::Workload(part) => workload::render(self, &scope, part),
                Part::Service(part) if self.is_of_workload(part) => {}
                Part::Service(part) => service::standalone(self, &scope, part),
                Part::Ingress(part) if self.has_workload(part) => {}
                Part::Ingress(part) => self.edge(&scope, Edge::Ingress(part)),
                Part::Route(part) if self.is_routed(part) => {}
                Part::Route(part) => self.edge(&scope, Edge::Route(part)),
                Part::Secret(part) => secret::render(self, &scope, part),
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
    pub(super) fn uses_secret(&mut self, scope: &Scope<'a>, part: &Secret) {
        let serial = part.said.serial;
        let is = |other: &Part| matches!(other, Part::Secret(other) if other.said.serial == serial);
        let elsewhere = scope.workload.is_some_and(|workload| workload.namespace.is_some());
        if elsewhere || scope.app_with(is).is_none() {
            secret::render(self, &scope.beside(), part);
        }
    }

    /// The same for an account.
    pub(super) fn uses_account(&mut self, scope: &Scope<'a>, part: &ServiceAccount) {
        let serial = part.said.serial;
        let is = |other: &Part| matches!(other, Part::Account(other) if other.said.serial == serial);
        let elsewhere = scope.workload.is_some_and(|workload| workload.namespace.is_some());
        if elsewhere || scope.app_with(is).is_none() {
            account::render(self, &scope.beside(), part);
        }
    }

    /// Whether a service that was added to the app belongs to a workload, which renders it.
    fn is_of_workload(&self, part: &Service) -> bool {
        let is = |other: &Rc<Service>| other.said.serial == part.said.serial;
        let led_to = |path: &IngressPath| match &path.service {
            Some(Rule::Service(other)) => part.select.is_empty() && is(other),
            _ => false,
        };
        self.app.workloads().into_iter().any(|workload| {
            let governing = workload.governing_service.as_ref().and_then(|named| named.part.as_ref());
            workload.services.iter().chain(governing).any(is)
                || workload.ingresses.iter().any(|ingress| ingress.paths.iter().any(led_to))
                || workload.routes.iter().any(|route| route.paths.iter().any(led_to))
        })
    }

    /// The same for an ingress.
    fn has_workload(&self, part: &Ingress) -> bool {
        let is = |other: &Rc<Ingress>| other.said.serial == part.said.serial;
        let workloads = self.app.workloads();
        workloads.into_iter().any(|workload| workload.ingresses.iter().any(is))
    }

    /// The same for a route.
    fn is_routed(&self, part: &HttpRoute) -> bool {
        let is = |other: &Rc<HttpRoute>| other.said.serial == part.said.serial;
        self.app.workloads().into_iter().any(|workload| workload.routes.iter().any(is))
    }

    /// Remembers a rendered service.
    pub(super) fn serves(&mut self, scope: &Scope<'_>, part: &Service, node: &Node, client: bool) {
        let text = |keys: &[&str]| node.at(keys).and_then(Node::as_str);
        let leads_in = text(&["spec", "clusterIP"]) != Some("None") && text(&["spec", "type"]) != Some("ExternalName");
        let ports = node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
        self.services.push(Placed {
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
        let identity = object.identity();
        let Some(&first) = self.known.get(&identity) else {
            self.known.insert(identity, self.drafts.len());
            self.drafts.push(Draft { object, steps: scope.steps.clone(), mention: scope.mention });
            return;
        };
        let first = &mut self.drafts[first];
        if first.object.value() == object.value() {
            first.object.intents.keep |= object.intents.keep;
            if trimmed(&scope.steps) < trimmed(&first.steps) {
                first.steps.clone_from(&scope.steps);
            }
            return;
        }
        let before = first.object.origin;
        self.tell(
            Diagnostic::error("same-name", format!("Two objects of this app have the same kind and name: {identity}."))
                .help("give one of them another name.")
                .at(self.place(object.origin))
                .and("the other one", self.place(before)),
        );
    }

    /// The node label to use; one that Kubernetes has given up is replaced, with a warning.
    pub(super) fn node_label<'k>(&mut self, key: &'k str, at: Origin) -> &'k str {
        let Some(successor) = label::successor(key) else {
            return key;
        };
        let place = self.place(at);
        self.tell(
            Diagnostic::warning(
                "deprecated-label",
                format!("Kubernetes has given up the node label `{key}`; rendered as `{successor}`."),
            )
            .help(format!("write `\"{successor}\"`."))
            .at(place),
        );
        successor
    }

    /// The objects in their order, and everything that was told.
    pub(super) fn finish(self) -> (Vec<Object>, Vec<Diagnostic>) {
        (order(self.drafts), self.diagnostics)
    }
}
