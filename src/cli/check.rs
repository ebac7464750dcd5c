//! `rhumb check`.

use clap::Args;

use super::Session;
use super::failure::Failure;
use super::inputs::ScriptArgs;
use crate::ui::{self, Exit};
use crate::workflow::Secrets;

/// Find every error that can be known without a cluster
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn check(session: &Session, args: &CheckArgs) -> Result<Exit, Failure> {
    let rendered = args.script.evaluate(session, Secrets::Hidden)?.rendered;
    let ui = &session.ui;
    ui.diagnostics(&rendered.warnings, &rendered.sources);
    if ui.is_text() {
        let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        let (objects, warnings) = (count(rendered.objects.len(), "object"), count(rendered.warnings.len(), "warning"));
        ui.status(&format!("No errors, {warnings}, {objects}: {}\n", args.script.name()));
    } else {
        ui.document(&ui::document(&rendered.warnings));
    }
    Ok(Exit::Done)
}
