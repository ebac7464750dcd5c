//! `rhumb explain`.

use clap::Args;

use super::Session;
use super::connection::block_on;
use super::failure::Failure;
use crate::diagnostic::{CATALOGUE, Diagnostic, explanation, nearest};
use crate::reference;
use crate::schema::{Explained, NotExplained, Types, parts};
use crate::ui::{self, Exit};

/// Explain a code of a message, or a kind or field of Kubernetes
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code as in port-clash, or a kind as in StatefulSet, sts.spec.updateStrategy or autoscaling/v2/hpa.spec
    #[arg(value_name = "CODE|KIND[.FIELD]", required_unless_present = "codes")]
    what: Option<String>,

    /// List every code with its meaning
    #[arg(long, conflicts_with_all = ["what", "cluster"])]
    codes: bool,

    /// Ask the cluster, which knows custom resources too
    #[arg(long)]
    cluster: bool,
}

pub(super) fn explain(session: &Session, args: &ExplainArgs) -> Result<Exit, Failure> {
    let ui = &session.ui;
    let Some(what) = &args.what else {
        if ui.is_text() {
            ui.data(&ui::codes_text())
        } else {
            ui.document(&ui::codes_document())
        }
        return Ok(Exit::Done);
    };
    let found = if args.cluster { of_cluster(session, what)? } else { Types::embedded().explain(what) };
    match (found, explanation(what)) {
        (Ok(kind), _) if ui.is_text() => ui.data(&ui::explain_text(&kind, ui.paint(), ui.width())),
        (Ok(kind), _) => ui.document(&ui::explain_document(&kind)),
        (Err(_), Some(code)) if ui.is_text() => ui.data(&ui::code_text(&code, ui.paint(), ui.width())),
        (Err(_), Some(code)) => ui.document(&ui::code_document(&code)),
        (Err(not), None) => return Err(words(what, &not, args.cluster).into()),
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

fn words(what: &str, not: &NotExplained, cluster: bool) -> Diagnostic {
    let quoted = |names: &[String]| names.join("` or `");
    match not {
        NotExplained::Kind(word, near) => {
            let names = near.iter().map(String::as_str).chain(CATALOGUE.iter().map(|row| row.code));
            let near: Vec<String> = nearest(word, names).into_iter().map(str::to_owned).collect();
            let single = |name: &str| name.trim_end_matches('s').to_lowercase();
            let in_reference = reference::names().into_iter().find(|name| single(name) == single(what));
            let help = match (near.is_empty(), cluster) {
                (true, _) if reference::entries(what).is_some() => {
                    format!("it is told in the reference of the language: `rhumb reference {what}`.")
                }
                (false, _) => format!("did you mean `{}`?", quoted(&near)),
                (true, false) if in_reference.is_some() => {
                    format!("did you mean `rhumb reference {}`?", in_reference.unwrap_or_default())
                }
                (true, false) => {
                    "--cluster asks the cluster, which knows custom resources too; --codes lists the codes \
                                  of messages."
                        .to_owned()
                }
                (true, true) => "`kubectl api-resources` lists the kinds of the cluster.".to_owned(),
            };
            Diagnostic::error("unknown-kind", format!("There is no such kind or code: {word}.")).help(help)
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
