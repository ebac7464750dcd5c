//! `rhumb diff`.

use clap::Args;

use super::Session;
use super::carry_out::{all_diagnostics, nothing};
use super::connection::block_on;
use super::failure::Failure;
use super::inputs::{Evaluated, ScriptArgs};
use crate::ui::{self, Exit};
use crate::workflow::{self, Secrets};

/// Show what an apply would change, field by field, and which line causes it
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn diff(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let Evaluated { mut rendered, context, settings } = args.script.evaluate(session, Secrets::Shown, true)?;
    let plan = block_on(async {
        let cluster = session.connect_to(context).await?;
        Ok(workflow::plan(&mut rendered, settings, &cluster).await?)
    })?;
    let ui = &session.ui;
    let diagnostics = all_diagnostics(&plan, &rendered.warnings);
    ui.diagnostics(&diagnostics, &rendered.sources);
    if ui.is_text() {
        ui.data(&ui::plan_text(&plan, ui.paint()));
    } else {
        ui.document(&ui::plan_document(&plan, &rendered.warnings));
    }
    Ok(match ui::exit_of(&diagnostics) {
        Some(exit) => exit,
        None if nothing(&plan) => Exit::Done,
        None => Exit::Changes,
    })
}
