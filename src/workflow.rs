//! The one composition: evaluate, plan, apply, delete, list, status. The command line and whoever embeds rhumb call this.

use crate::cluster::{Cluster, ClusterError};
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::Rendered;
use crate::observed::Survey;
use crate::plan::Plan;
use crate::script::{Inputs, Limits};

/// Stand-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// Masked.
    #[default]
    Hidden,
    /// Shown.
    Shown,
}

/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct Evaluate {
    /// Namespace.
    pub namespace: Option<String>,
    /// Secrets.
    pub secrets: Secrets,
    /// Budgets.
    pub limits: Limits,
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
pub fn evaluate(inputs: Inputs, options: Evaluate) -> Result<Rendered, Box<Failure>> {
    std::thread::Builder::new()
        .stack_size(crate::script::STACK)
        .spawn(move || match crate::script::evaluate(&inputs, &options.limits) {
            Ok(it) => Ok(Rendered {
                app: it.app.name,
                sources: it.sources,
                warnings: it.warnings,
                printed: it.printed,
                ..Rendered::default()
            }),
            Err(it) => Err(Box::new(Failure { diagnostics: it.diagnostics, sources: it.sources, printed: it.printed })),
        })
        .expect("stand-in")
        .join()
        .expect("stand-in")
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
