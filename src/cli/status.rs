//! `rhumb status`.

use clap::Args;

use super::Session;
use super::connection::{block_on, unknown_app};
use super::failure::Failure;
use super::slips::app_name;
use super::target::TargetArgs;
use crate::status;
use crate::ui::{self, Exit};
use crate::workflow;

/// Show how an app stands, and why
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// The app
    #[arg(value_name = "APP")]
    app: String,

    #[command(flatten)]
    place: TargetArgs,
}

pub(super) fn status(session: &Session, args: &StatusArgs) -> Result<Exit, Failure> {
    app_name("status", &args.app)?;
    let survey = block_on(async {
        let (cluster, namespace) = args.place.connect(session).await?;
        let survey = workflow::survey(&args.app, &namespace, &cluster).await?;
        survey.ok_or_else(|| unknown_app(&args.app, &namespace))
    })?;
    let report = status::report(&survey);
    let ui = &session.ui;
    if ui.is_text() {
        ui.data(&ui::status_text(&report, ui.paint()));
    } else {
        ui.document(&ui::status_document(&report));
    }
    Ok(Exit::Done)
}
