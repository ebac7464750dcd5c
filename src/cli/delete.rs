//! `rhumb delete`.

use clap::Args;

use super::Session;
use super::carry_out::carry_out;
use super::connection::{block_on, unknown_app};
use super::failure::Failure;
use super::slips::app_name;
use super::target::TargetArgs;
use crate::diagnostic::Sources;
use crate::ui::Exit;
use crate::workflow;

/// Delete an app; its claims are kept
#[derive(Debug, Args)]
pub(super) struct DeleteArgs {
    /// The app
    #[arg(value_name = "APP")]
    app: String,

    /// Delete the claims too, and the data in them
    #[arg(long)]
    claims: bool,

    #[command(flatten)]
    place: TargetArgs,
}

pub(super) fn delete(session: &Session, args: &DeleteArgs) -> Result<Exit, Failure> {
    app_name("delete", &args.app)?;
    block_on(async {
        let (cluster, namespace) = args.place.connect(session).await?;
        let plan = workflow::plan_delete(&args.app, &namespace, &cluster, args.claims).await?;
        let plan = plan.ok_or_else(|| unknown_app(&args.app, &namespace))?;
        carry_out(session, &cluster, &plan, &[], &Sources::default()).await
    })
}
