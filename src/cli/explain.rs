//! `rhumb explain`.

use clap::Args;

use super::Session;
use super::connection::block_on;
use super::failure::Failure;
use crate::diagnostic::Diagnostic;
use crate::schema::{Explained, NotExplained, Types, parts};
use crate::ui::{self, Exit};

/// Explain a kind or a field of Kubernetes
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// As in StatefulSet, sts.spec.updateStrategy or autoscaling/v2/hpa.spec
    #[arg(value_name = "KIND[.FIELD]")]
    what: String,

    /// Ask the cluster, which knows custom resources too
    #[arg(long)]
    cluster: bool,
}

pub(super) fn explain(session: &Session, args: &ExplainArgs) -> Result<Exit, Failure> {
    let found = if args.cluster { of_cluster(session, &args.what)? } else { Types::embedded().explain(&args.what) };
    let explained = found.map_err(|not| Failure::from(words(&not, args.cluster)))?;
    let ui = &session.ui;
    if ui.is_text() {
        ui.data(&ui::explain_text(&explained, ui.paint(), ui.width()));
    } else {
        ui.document(&ui::explain_document(&explained));
    }
    Ok(Exit::Done)
}

fn of_cluster(session: &Session, what: &str) -> Result<Result<Explained, NotExplained>, Failure> {
    block_on(async {
        let cluster = session.connect().await?;
        let (_, word, _) = parts(what);
        let versions = cluster.versions_of(word).await?;
        let types = cluster.types(&versions).await?;
        Ok(match types.explain(what) {
            // What the cluster has under a similar name is not looked for: its names are asked for one by one.
            Err(NotExplained::Kind(word, near)) if near.is_empty() => {
                Types::embedded().explain(what).map_or_else(Err, |_| Err(NotExplained::Kind(word, Vec::new())))
            }
            other => other,
        })
    })
}

fn words(not: &NotExplained, cluster: bool) -> Diagnostic {
    let quoted = |names: &[String]| names.join("` or `");
    match not {
        NotExplained::Kind(word, near) => {
            let help = match (near.is_empty(), cluster) {
                (false, _) => format!("did you mean `{}`?", quoted(near)),
                (true, false) => "--cluster asks the cluster, which knows custom resources too.".to_owned(),
                (true, true) => "`kubectl api-resources` lists the kinds of the cluster.".to_owned(),
            };
            Diagnostic::error("unknown-kind", format!("There is no such kind: {word}.")).help(help)
        }
        NotExplained::Field(path, field, there) => {
            let help = match there.len() {
                0 => String::new(),
                1..=3 => format!("did you mean `{}`?", quoted(there)),
                _ => format!("there are: {}.", there.join(", ")),
            };
            Diagnostic::error("unknown-field", format!("{path} has no such field: {field}.")).help(help)
        }
    }
}
