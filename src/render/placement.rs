//! On which nodes pods run: affinities, spreading, tolerations.

use super::build::{pairs, put_filled, set_some, texts};
use super::notes::Notes;
use super::scope::Scope;
use super::workload::selector;
use crate::diagnostic::Origin;
use crate::model::{NodeTerm, PlacementRule, PodsLike, Toleration, Workload};
use crate::object::Node;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const HOST: &str = "kubernetes.io/hostname";

/// Puts all that a workload says about placement into the pod's spec.
pub(super) fn put(spec: &mut Node, notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &Workload) {
    put_filled(spec, "nodeSelector", node_selector(notes, workload));
    let mut affinity = Node::map(workload.said.made);
    put_filled(&mut affinity, "nodeAffinity", node_affinity(notes, workload));
    put_filled(&mut affinity, "podAffinity", near(notes, workload));
    put_filled(&mut affinity, "podAntiAffinity", far(notes, scope, workload));
    put_filled(spec, "affinity", affinity);
    put_filled(spec, "topologySpreadConstraints", spread(notes, scope, workload));
    put_filled(spec, "tolerations", tolerations(workload));
}

fn node_selector(notes: &mut Notes<'_>, workload: &Workload) -> Node {
    let mut node = Node::map(workload.said.made);
    for (key, value) in &workload.pod.node_selector {
        let at = workload.said.of_key("node_selector", key);
        node.set(notes.node_label(key, at).to_owned(), value.as_str(), at);
    }
    node
}

/// Terms are alternatives, so the nodes that are named belong to each of them.
fn node_affinity(notes: &mut Notes<'_>, workload: &Workload) -> Node {
    let made = workload.said.made;
    let (mut required, mut preferred) = (Vec::new(), Vec::new());
    for term in workload.pod.node_affinity.iter().flat_map(|affinity| &affinity.terms) {
        match term.weight {
            None => required.push(rules(notes, term)),
            Some(weight) => {
                let mut weighted = Node::map(term.origin);
                weighted.set("weight", weight, term.origin);
                let mut preference = Node::map(term.origin);
                preference.put("matchExpressions", Node::list(rules(notes, term), term.origin));
                weighted.put("preference", preference);
                preferred.push(weighted);
            }
        }
    }
    if let Some(names) = &workload.pod.nodes {
        let at = workload.said.of("nodes");
        if required.is_empty() {
            required.push(Vec::new());
        }
        for rules in &mut required {
            let mut rule = Node::map(at);
            rule.set("key", HOST, at);
            rule.set("operator", "In", at);
            rule.put("values", texts(names, at));
            rules.push(rule);
        }
    }
    let mut node = Node::map(made);
    if !required.is_empty() {
        let terms = required.into_iter().map(|rules| {
            let at = rules.first().map_or(made, |rule| rule.origin);
            let mut term = Node::map(at);
            term.put("matchExpressions", Node::list(rules, at));
            term
        });
        let terms = Node::list(terms.collect(), made);
        node.child(REQUIRED, made).put("nodeSelectorTerms", terms);
    }
    put_filled(&mut node, PREFERRED, Node::list(preferred, made));
    node
}

fn rules(notes: &mut Notes<'_>, term: &NodeTerm) -> Vec<Node> {
    let rules = term.rules.iter();
    rules
        .map(|part| {
            let at = part.said.made;
            let key = notes.node_label(&part.rule.key, at);
            expression(&part.rule, key, at)
        })
        .collect()
}

fn expression(rule: &PlacementRule, key: &str, at: Origin) -> Node {
    let mut node = Node::map(at);
    node.set("key", key, at);
    node.set("operator", rule.operator.as_str(), at);
    put_filled(&mut node, "values", texts(&rule.values, at));
    node
}

/// Terms of pod affinity: those that are required and those that are preferred.
#[derive(Default)]
struct Terms {
    required: Vec<Node>,
    preferred: Vec<Node>,
}

impl Terms {
    fn add(&mut self, term: Node, weight: Option<i64>, at: Origin) {
        let Some(weight) = weight else {
            self.required.push(term);
            return;
        };
        let mut weighted = Node::map(at);
        weighted.set("weight", weight, at);
        weighted.put("podAffinityTerm", term);
        self.preferred.push(weighted);
    }

    fn node(self, made: Origin) -> Node {
        let mut node = Node::map(made);
        put_filled(&mut node, REQUIRED, Node::list(self.required, made));
        put_filled(&mut node, PREFERRED, Node::list(self.preferred, made));
        node
    }
}

fn near(notes: &mut Notes<'_>, workload: &Workload) -> Node {
    let mut terms = Terms::default();
    for (pods, at) in &workload.pod.pod_affinity {
        terms.add(term(notes, pods), pods.weight, *at);
    }
    terms.node(workload.said.made)
}

/// Away from others, and from the pods of the workload itself.
fn far(notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &Workload) -> Node {
    let mut terms = Terms::default();
    for (pods, at) in &workload.pod.pod_anti_affinity {
        terms.add(term(notes, pods), pods.weight, *at);
    }
    for apart in &workload.pod.apart {
        let mut term = Node::map(apart.origin);
        term.put("labelSelector", selector(scope, workload));
        let topology = notes.node_label(&apart.topology, apart.origin);
        term.set("topologyKey", topology, apart.origin);
        terms.add(term, apart.weight, apart.origin);
    }
    terms.node(workload.said.made)
}

fn term(notes: &mut Notes<'_>, pods: &PodsLike) -> Node {
    let said = &pods.said;
    let made = said.made;
    let mut term = Node::map(made);
    let selector = term.child("labelSelector", made);
    put_filled(selector, "matchLabels", pairs(&pods.labels, made, |_| made));
    let rules = pods.rules.iter().map(|part| expression(&part.rule, &part.rule.key, part.said.made));
    put_filled(selector, "matchExpressions", Node::list(rules.collect(), made));
    if let Some(topology) = &pods.topology {
        let at = said.of("topology");
        term.set("topologyKey", notes.node_label(topology, at), at);
    }
    put_filled(&mut term, "namespaces", texts(&pods.namespaces, said.of("namespaces")));
    if pods.all_namespaces == Some(true) {
        // An empty selector is every namespace; none is that of the pod.
        term.put("namespaceSelector", Node::map(said.of("all_namespaces")));
    }
    term
}

fn spread(notes: &mut Notes<'_>, scope: &Scope<'_>, workload: &Workload) -> Node {
    let made = workload.said.made;
    let items = workload.pod.spread.iter().map(|spread| {
        let at = spread.origin;
        let mut item = Node::map(at);
        item.set("maxSkew", spread.max_skew, at);
        set_some(&mut item, "minDomains", spread.min_domains, || at);
        item.set("topologyKey", notes.node_label(&spread.topology, at), at);
        item.set("whenUnsatisfiable", spread.when_unsatisfiable.as_str(), at);
        item.put("labelSelector", selector(scope, workload));
        item
    });
    Node::list(items.collect(), made)
}

fn tolerations(workload: &Workload) -> Node {
    let said = &workload.said;
    let mut items: Vec<Node> = workload.pod.tolerations.iter().map(|part| toleration(part)).collect();
    if let Some(seconds) = workload.pod.toleration_seconds {
        let at = said.of("toleration_seconds");
        items.extend(["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map(|key| {
            let mut node = Node::map(at);
            node.set("key", key, at);
            node.set("operator", "Exists", at);
            node.set("effect", "NoExecute", at);
            node.set("tolerationSeconds", seconds, at);
            node
        }));
    }
    Node::list(items, said.made)
}

/// Only the effect `NoExecute` may have seconds, so that is what is meant where none is said.
fn toleration(part: &Toleration) -> Node {
    let said = &part.said;
    let mut node = Node::map(said.made);
    set_some(&mut node, "key", part.key.as_deref(), || said.made);
    let operator = if part.value.is_some() { "Equal" } else { "Exists" };
    node.set("operator", operator, said.of("value"));
    set_some(&mut node, "value", part.value.as_deref(), || said.of("value"));
    let evicts = part.seconds.map(|_| ("NoExecute", said.of("seconds")));
    let effect = part.effect.as_deref().map(|effect| (effect, said.of("effect"))).or(evicts);
    if let Some((effect, at)) = effect {
        node.set("effect", effect, at);
    }
    set_some(&mut node, "tolerationSeconds", part.seconds, || said.of("seconds"));
    node
}
