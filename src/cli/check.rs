//! `rhumb check`.

use clap::Args;

use super::Session;
use super::connection::block_on;
use super::failure::Failure;
use super::inputs::{Evaluated, ScriptArgs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::object::Rendered;
use crate::ui::{self, Exit};
use crate::workflow::{self, Secrets};

/// Find every error that can be known without a cluster, or with one
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    script: ScriptArgs,

    /// Also look at the cluster: rights, namespace, classes, objects made elsewhere, nodes
    #[arg(long)]
    cluster: bool,
}

pub(super) fn check(session: &Session, args: &CheckArgs) -> Result<Exit, Failure> {
    let Evaluated { mut rendered, context, settings } = args.script.evaluate(session, Secrets::Hidden, true)?;
    let ui = &session.ui;
    let (mut found, mut place) = (Vec::new(), String::new());
    if args.cluster {
        let looked = block_on(async {
            let cluster = session.connect_to(context).await?;
            let found = workflow::preflight(&mut rendered, settings, &cluster).await?;
            let (facts, namespace) = (cluster.facts(), rendered.namespace.as_deref().unwrap_or(cluster.namespace()));
            let name = facts.context.unwrap_or(facts.server);
            Ok((found, format!(", on {name} in namespace {namespace}")))
        });
        (found, place) = looked.map_err(|failure| told_too(failure, &rendered))?;
    }
    let known: Vec<Diagnostic> = rendered.warnings.iter().filter(|told| !found.contains(told)).cloned().collect();
    let diagnostics = [known, found].concat();
    ui.diagnostics(&diagnostics, &rendered.sources);
    if !ui.is_text() {
        ui.document(&ui::document(&diagnostics));
    }
    if let Some(exit) = ui::exit_of(&diagnostics) {
        return Ok(exit);
    }
    if ui.is_text() {
        let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        let warnings = diagnostics.iter().filter(|told| told.severity == Severity::Warning).count();
        let (objects, warnings) = (count(rendered.objects.len(), "object"), count(warnings, "warning"));
        ui.status(&format!("No errors, {warnings}, {objects}{place}: {}\n", args.script.name()));
    }
    Ok(Exit::Done)
}

/// The warnings of the script stay though the cluster could not be asked.
fn told_too(failure: Failure, rendered: &Rendered) -> Failure {
    let diagnostics = [rendered.warnings.clone(), failure.diagnostics].concat();
    Failure { diagnostics, sources: rendered.sources.clone(), ..failure }
}
