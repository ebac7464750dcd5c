//! The one composition: evaluate, plan, apply, delete, list, status. The command line and whoever embeds rhumb call this.

use crate::cluster::{Cluster, ClusterError};
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::Rendered;
use crate::observed::Survey;
use crate::plan::Plan;
use crate::script::Inputs;

/// Stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Masked.
    Hidden,
    /// Shown.
    Shown,
    /// Needed.
    Needed,
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Evaluate {
    /// Namespace.
    pub namespace: Option<String>,
    /// Secrets.
    pub secrets: Secrets,
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// Sources.
    pub sources: Sources,
    /// Printed.
    pub printed: String,
}

/// Stand-in.
pub fn evaluate(_inputs: Inputs, _options: Evaluate) -> Result<Rendered, Failure> {
    Ok(Rendered::default())
}

/// Stand-in.
pub async fn plan(_rendered: &Rendered, _cluster: &Cluster) -> Result<Plan, ClusterError> {
    Err(ClusterError::NoKubeconfig)
}

/// Stand-in.
pub async fn plan_delete(
    _app: &str,
    _namespace: &str,
    _cluster: &Cluster,
    _claims: bool,
) -> Result<Option<Plan>, ClusterError> {
    Ok(None)
}

/// Stand-in.
pub async fn survey(_app: &str, _namespace: &str, _cluster: &Cluster) -> Result<Option<Survey>, ClusterError> {
    Ok(None)
}

/// Stand-in.
pub async fn surveys(_namespace: Option<&str>, _cluster: &Cluster) -> Result<Vec<Survey>, ClusterError> {
    Ok(Vec::new())
}
