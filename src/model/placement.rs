//! On which nodes pods run.

use std::sync::Arc;

use super::{Said, spoken};
use crate::diagnostic::Origin;

/// A rule about the label of a node or pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// Key of the label.
    pub key: String,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, and for nodes `Gt`, `Lt`.
    pub operator: String,
    /// Values, as many as the operator takes.
    pub values: Vec<String>,
}

/// A rule about a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeRule {
    /// Where it was said.
    pub said: Said,
    /// The rule.
    pub rule: Rule,
}

/// A rule about pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelRule {
    /// Where it was said.
    pub said: Said,
    /// The rule.
    pub rule: Rule,
}

/// Rules that hold together.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeTerm {
    /// 1..100 for a preference; required without it.
    pub weight: Option<i64>,
    /// All of them have to hold.
    pub rules: Vec<Arc<NodeRule>>,
    /// Where it was said.
    pub origin: Origin,
}

/// On which nodes pods run: one of the required terms has to hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAffinity {
    /// Where it was said.
    pub said: Said,
    /// Terms in order.
    pub terms: Vec<NodeTerm>,
}

/// Pods, and the topology in which they are near or far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodsLike {
    /// Where it was said.
    pub said: Said,
    /// Labels that they have.
    pub labels: Vec<(String, String)>,
    /// Rules about their labels.
    pub rules: Vec<Arc<LabelRule>>,
    /// Topology key; needed where it is used.
    pub topology: Option<String>,
    /// Namespaces; the pod's own without any.
    pub namespaces: Vec<String>,
    /// In every namespace.
    pub all_namespaces: Option<bool>,
    /// 1..100 for a preference; required without it.
    pub weight: Option<i64>,
}

/// Keeps away from its own pods.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// Topology key: `kubernetes.io/hostname`.
    pub topology: String,
    /// 1..100 for a preference; required without it.
    pub weight: Option<i64>,
    /// Where it was said.
    pub origin: Origin,
}

/// Spreads its own pods evenly.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Topology key.
    pub topology: String,
    /// Most pods that one place may be ahead.
    pub max_skew: i64,
    /// `DoNotSchedule` or `ScheduleAnyway`.
    pub when_unsatisfiable: String,
    /// Fewest places that count.
    pub min_domains: Option<i64>,
    /// Where it was said.
    pub origin: Origin,
}

/// Lets pods onto tainted nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toleration {
    /// Where it was said.
    pub said: Said,
    /// Key of the taint; all without it.
    pub key: Option<String>,
    /// Value; any without it.
    pub value: Option<String>,
    /// Effect; any without it.
    pub effect: Option<String>,
    /// Seconds until it is evicted all the same.
    pub seconds: Option<i64>,
}

spoken!(NodeRule, LabelRule, NodeAffinity, PodsLike, Toleration);
