//! The autoscaler.

use std::rc::Rc;

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
}

/// A metric of the autoscaler.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// `cpu` or `memory`.
    pub resource: &'static str,
    /// What it aims at.
    pub amount: Amount,
    /// Where it was said.
    pub origin: Origin,
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
    pub scale_up: Option<Rc<Scaling>>,
    /// Downwards.
    pub scale_down: Option<Rc<Scaling>>,
    /// Merged over what is rendered.
    pub patch: Vec<Node>,
}

spoken!(Scaling, Hpa);
