//! `rhumb list`.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::Session;
use super::connection::block_on;
use super::failure::Failure;
use super::target::TargetArgs;
use crate::status;
use crate::ui::{self, Exit};
use crate::workflow;

/// List the apps that are installed
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// In all namespaces
    #[arg(short = 'A', long)]
    all_namespaces: bool,

    #[command(flatten)]
    place: TargetArgs,
}

pub(super) fn list(session: &Session, args: &ListArgs) -> Result<Exit, Failure> {
    let (surveys, place) = block_on(async {
        let (cluster, namespace) = args.place.connect(session).await?;
        let namespace = (!args.all_namespaces).then_some(namespace);
        let surveys = workflow::surveys(namespace.as_deref(), &cluster).await?;
        let facts = cluster.facts();
        let on = facts.context.as_deref().unwrap_or(&facts.server);
        Ok((surveys, format!("{} on {on}", namespace.as_deref().unwrap_or("all namespaces"))))
    })?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let rows = status::rows(&surveys, i64::try_from(now).unwrap_or(i64::MAX));
    let ui = &session.ui;
    if ui.is_text() {
        ui.data(&ui::list_text(&rows, &place, ui.paint()));
    } else {
        ui.document(&ui::list_document(&rows));
    }
    Ok(Exit::Done)
}
