//! `rhumb completion`.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::failure::Failure;
use super::{Cli, Session, language};
use crate::diagnostic::Diagnostic;
use crate::ui::Exit;

/// Write a script that completes commands and options in a shell
#[derive(Debug, Args)]
pub(super) struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn completion(session: &Session, args: &CompletionArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "rhumb", &mut script);
    let script = String::from_utf8(script)
        .map_err(|error| Failure::from(Diagnostic::error("internal", format!("The script is no text: {error}."))))?;
    language::tell(session, "completion", &script)
}
