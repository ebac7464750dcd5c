//! `rhumb reference` and `rhumb definitions`: the language, for people and for editors.

use clap::Args;
use serde_json::json;

use super::Session;
use super::failure::Failure;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::reference;
use crate::ui::Exit;

/// Look up a function or method of the language, or write the whole reference as Markdown
#[derive(Debug, Args)]
pub(super) struct ReferenceArgs {
    /// A function, method or type, as in container, mount or Workload; a module or function of the standard library, as in
    /// std/web or web::site; rhumb.toml or one of its keys
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Write the functions of the language for editors, as a .d.rhai file
#[derive(Debug, Args)]
pub(super) struct DefinitionsArgs {}

pub(super) fn reference(session: &Session, args: &ReferenceArgs) -> Result<Exit, Failure> {
    let text = match &args.name {
        None => reference::markdown(),
        Some(name) => {
            let wanted = name.trim_start_matches('.').split('(').next().unwrap_or_default();
            reference::entries(wanted).ok_or_else(|| {
                let names = reference::names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let help = match suggestion(wanted, &names, "") {
                    near if near.starts_with("did you mean") => near,
                    _ => "`rhumb reference` lists all; a kind of Kubernetes without a function is written `object(#{ … })`."
                        .to_owned(),
                };
                Diagnostic::error("unknown-function", format!("The reference has nothing of this name: {name}.")).help(help)
            })?
        }
    };
    tell(session, "reference", &text)
}

pub(super) fn definitions(session: &Session, _: &DefinitionsArgs) -> Result<Exit, Failure> {
    tell(session, "definitions", &reference::definitions())
}

pub(super) fn tell(session: &Session, name: &str, text: &str) -> Result<Exit, Failure> {
    if session.ui.is_text() {
        session.ui.data(text);
    } else {
        session.ui.document(&json!({ name: text, "diagnostics": [] }));
    }
    Ok(Exit::Done)
}
