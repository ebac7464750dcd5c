//! The autoscaler.

use std::sync::Arc;

use super::{Said, spoken};
use crate::diagnostic::Origin;
use crate::object::Node;

/// What a metric aims at.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// Percent of the request.
    Percent(i64),
    /// Average over the pods, a quantity.
    Average(String),
    /// The whole value, a quantity.
    Value(String),
}

/// What a metric measures.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// `cpu` or `memory` of the pods.
    Resource(&'static str),
    /// `cpu` or `memory` of one container of each pod.
    Container {
        /// Which resource.
        resource: &'static str,
        /// Name of the container.
        container: String,
    },
    /// A metric of each pod.
    Pods(String),
    /// A metric of no object of the cluster.
    External(String),
    /// A metric of another object.
    Object {
        /// Name of the metric.
        metric: String,
        /// `networking.k8s.io/v1`.
        api_version: String,
        /// Kind of the object.
        kind: String,
        /// Name of the object.
        name: String,
    },
}

/// A metric of the autoscaler.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Where it was said.
    pub said: Said,
    /// What it measures.
    pub measure: Measure,
    /// What it aims at.
    pub amount: Amount,
    /// Labels of the series that count.
    pub select: Vec<(String, String)>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

impl Metric {
    /// A metric that was said at `origin`.
    pub fn new(measure: Measure, amount: Amount, origin: Origin) -> Self {
        Self { said: Said::new(origin, 0), measure, amount, select: Vec::new(), patch: Vec::new() }
    }
}

/// One policy of a direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// `Percent` or `Pods`.
    pub kind: &'static str,
    /// How many.
    pub value: i64,
    /// In how many seconds.
    pub period: i64,
}

/// How fast it scales in one direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scaling {
    /// Where it was said.
    pub said: Said,
    /// Seconds over which the best value is taken.
    pub stabilization: Option<i64>,
    /// Policies.
    pub policies: Vec<Policy>,
    /// `Max`, `Min` or `Disabled`.
    pub select: Option<String>,
}

/// An autoscaler, of its workload's name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hpa {
    /// Where it was said.
    pub said: Said,
    /// At least so many pods.
    pub min: i64,
    /// At most so many pods.
    pub max: i64,
    /// Metrics in order.
    pub metrics: Vec<Metric>,
    /// Upwards.
    pub scale_up: Option<Arc<Scaling>>,
    /// Downwards.
    pub scale_down: Option<Arc<Scaling>>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

spoken!(Metric, Scaling, Hpa);
