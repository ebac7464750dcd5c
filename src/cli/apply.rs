//! `rhumb apply`.

use clap::Args;

use super::Session;
use super::carry_out::carry_out;
use super::connection::block_on;
use super::failure::Failure;
use super::inputs::{Evaluated, ScriptArgs};
use crate::ui::Exit;
use crate::workflow::{self, Secrets};

/// Show the plan, ask, carry it out, and wait until everything is ready
#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn apply(session: &Session, args: &ApplyArgs) -> Result<Exit, Failure> {
    let Evaluated { mut rendered, context, settings } = args.script.evaluate(session, Secrets::Shown, true)?;
    block_on(async {
        let cluster = session.connect_to(context).await?;
        let plan = workflow::plan(&mut rendered, settings, &cluster).await?;
        carry_out(session, &cluster, &plan, &rendered.warnings, &rendered.sources).await
    })
}
