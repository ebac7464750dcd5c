//! The app as Kubernetes objects: `App -> Rendered`, a file for each kind.
//!
//! Every node takes the place of the call that said it; a default takes the place of the part's maker. Patches are
//! merged last, by the schema.

mod account;
mod autoscaler;
mod backend;
mod budget;
mod build;
mod claim;
mod config_map;
mod container;
mod drafts;
mod ingress;
mod job;
mod label;
mod logs;
mod manifest;
mod metadata;
mod misplaced;
mod namespace;
mod normal;
mod notes;
mod order;
mod owned;
mod placed;
mod placement;
mod pod;
mod probe;
mod raw;
mod route;
mod scope;
mod secret;
mod security;
mod service;
mod service_port;
mod service_rules;
mod stage;
mod update;
mod uses;
mod volume;
mod volume_source;
mod workload;

use crate::diagnostic::{Diagnostic, Sources};
use crate::model::App;
use crate::object::Rendered;
use crate::project::Settings;

pub use manifest::manifest;
use stage::Stage;

/// What the caller decides about rendering.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The namespace from outside of the script; a script that says another is an error.
    pub namespace: Option<&'a str>,
    /// Who says that namespace: "the command" where it is empty.
    pub namespace_from: &'a str,
    /// Writes the values of Secrets. Without it each is `(secret)`; with it each has to be known.
    pub show_secrets: bool,
    /// What the project says.
    pub settings: Settings,
}

/// The objects of an app in the order in which they are applied.
///
/// # Errors
/// Everything that keeps the app from being rendered, with the sources in which the places lie.
pub fn render(app: &App, sources: Sources, options: &Options<'_>) -> Result<Rendered, (Vec<Diagnostic>, Sources)> {
    let with_logs = logs::said(app, options);
    let app = with_logs.as_ref().unwrap_or(app);
    let mut stage = Stage::new(app, &sources, *options);
    stage.app();
    let (objects, diagnostics) = stage.finish();
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err((diagnostics, sources));
    }
    Ok(Rendered {
        app: app.name.clone(),
        namespace: namespace::of_app(app, options),
        description: app.description.clone(),
        objects,
        sources,
        warnings: diagnostics,
        printed: String::new(),
        reads: std::collections::BTreeMap::new(),
    })
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
