//! The command line: a file for each command.

mod apply;
mod carry_out;
mod check;
mod completion;
mod connection;
mod delete;
mod diff;
mod explain;
mod failure;
mod inputs;
mod language;
mod list;
mod manifest;
mod params;
mod render;
mod signals;
mod slips;
mod status;
mod target;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use crate::diagnostic::{Diagnostic, Sources};
use crate::text::duration;
use crate::ui::{self, ColorChoice, Exit, Format, Settings, Ui};
use failure::Failure;

/// Put an application on Kubernetes with a small, typed, pure script
#[derive(Debug, Parser)]
#[command(name = "rhumb", version, after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const EXIT_CODES: &str = "Exit codes: 0 done or no change, 1 error in input or use, 2 diff found changes, 3 conflict with \
                          another manager, 4 partly applied or not ready in time, 5 cluster unreachable or refused, 130 \
                          interrupted.";

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Context of the kubeconfig
    #[arg(long, global = true, value_name = "NAME")]
    context: Option<String>,

    /// Kubeconfig file, instead of KUBECONFIG and ~/.kube/config
    #[arg(long, global = true, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,

    /// Namespace, instead of that of the target, of rhumb.toml or of the context
    #[arg(short, long, global = true, value_name = "NAME")]
    namespace: Option<String>,

    /// Form of the data on stdout
    #[arg(short, long, global = true, value_enum, value_name = "FORM", default_value_t)]
    output: Format,

    /// Leave out progress and hints
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Show more: whole values, bodies of new objects
    #[arg(short, long, global = true)]
    verbose: bool,

    /// When to colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorChoice,

    /// Answer yes to questions
    #[arg(long, global = true)]
    yes: bool,

    /// How long to wait until everything is ready: seconds, or text such as 90s, 10m or 1h30m
    #[arg(long, global = true, value_name = "DURATION", default_value = "5m", value_parser = timeout)]
    timeout: Duration,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Render(render::RenderArgs),
    Params(params::ParamsArgs),
    Diff(diff::DiffArgs),
    Explain(explain::ExplainArgs),
    Apply(apply::ApplyArgs),
    Delete(delete::DeleteArgs),
    List(list::ListArgs),
    Status(status::StatusArgs),
    Reference(language::ReferenceArgs),
    Definitions(language::DefinitionsArgs),
    Completion(completion::CompletionArgs),
}

/// What a command works with.
struct Session {
    ui: Ui,
    global: Global,
    /// Bytes of memory in use now.
    used: fn() -> usize,
}

/// Reads the arguments, runs the command, and says how it ended. `used` counts the bytes of memory in use now: only
/// the binary can bring an allocator that does.
pub fn run(used: fn() -> usize) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(misused(error, &arguments).code()),
    };
    let Cli { command, global } = cli;
    let settings =
        Settings { format: global.output, color: global.color, quiet: global.quiet, verbose: global.verbose };
    let session = Session { ui: Ui::new(settings), global, used };
    let result = match command {
        Command::Check(args) => check::check(&session, &args),
        Command::Render(args) => render::render(&session, &args),
        Command::Params(args) => params::params(&session, &args),
        Command::Diff(args) => diff::diff(&session, &args),
        Command::Explain(args) => explain::explain(&session, &args),
        Command::Apply(args) => apply::apply(&session, &args),
        Command::Delete(args) => delete::delete(&session, &args),
        Command::List(args) => list::list(&session, &args),
        Command::Status(args) => status::status(&session, &args),
        Command::Reference(args) => language::reference(&session, &args),
        Command::Definitions(args) => language::definitions(&session, &args),
        Command::Completion(args) => completion::completion(&session, &args),
    };
    ExitCode::from(ended(&session.ui, result).code())
}

/// Tells a failure, and looks whether everything could be written.
fn ended(ui: &Ui, result: Result<Exit, Failure>) -> Exit {
    let exit = result.unwrap_or_else(|failure| {
        ui.diagnostics(&failure.diagnostics, &failure.sources);
        if !ui.is_text() {
            ui.document(&ui::document(&failure.diagnostics));
        }
        failure.exit
    });
    match ui.finish() {
        Ok(()) => exit,
        Err(error) => {
            let lost = Diagnostic::error("cannot-write", format!("The output cannot be written: {error}."));
            ui.tell(&ui::diagnostics_text(&[lost], &Sources::default(), false, 100));
            if exit == Exit::Done { Exit::Error } else { exit }
        }
    }
}

/// Help, the version, or what was wrong with the arguments.
fn misused(error: clap::Error, arguments: &[OsString]) -> Exit {
    let told = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let tip = slips::tip(&error, arguments);
    let error = match &tip {
        Some(tip) => slips::with_tip(error, tip),
        None => error,
    };
    let format = format(arguments);
    if told || format == Format::Text {
        // There is nowhere to report that the terminal is gone.
        let _ = error.print();
        return if told { Exit::Done } else { Exit::Error };
    }
    let ui = Ui::new(Settings { format, ..Settings::default() });
    let words = error.to_string();
    let first = words.trim().trim_start_matches("error: ").lines().next().unwrap_or_default();
    let message = format!("{}.", first.trim_end_matches('.'));
    let help = tip.map_or("`rhumb --help` lists commands and options.".to_owned(), |tip| format!("{tip}."));
    ended(&ui, Err(Diagnostic::error("usage", message).help(help).into()))
}

/// The form of the data, read from arguments that clap does not understand.
fn format(arguments: &[OsString]) -> Format {
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let is = |form: &str| {
        words.windows(2).any(|pair| matches!(pair[0], "-o" | "--output") && pair[1] == form)
            || words
                .iter()
                .any(|word| ["-o", "-o=", "--output="].iter().any(|option| word.strip_prefix(option) == Some(form)))
    };
    match () {
        () if is("json") => Format::Json,
        () if is("yaml") => Format::Yaml,
        () => Format::Text,
    }
}

fn timeout(text: &str) -> Result<Duration, String> {
    let seconds = duration::seconds(text)?;
    match u64::try_from(seconds) {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds)),
        _ => Err("it has to be longer than 0 s".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_options_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_other_tools_call_a_command_or_an_option_leads_to_ours() {
        let cases: [(&[&str], &str); 6] = [
            (&["rhumb", "template", "x.rhai"], "tip: `rhumb render SCRIPT` writes the objects"),
            (&["rhumb", "uninstall", "shop"], "tip: `rhumb delete APP` deletes an app by its name"),
            (&["rhumb", "apply", "-f", "x.rhai"], "tip: the file has no option in front of it: `rhumb apply x.rhai`"),
            (
                &["rhumb", "apply", "x.rhai", "--dry-run=server"],
                "tip: `rhumb diff SCRIPT` asks the server what an apply would change",
            ),
            (&["rhumb", "chekc"], "tip: a similar subcommand exists: 'check'"),
            (&["rhumb", "apply", "x.rhai", "--vaules"], "tip: a similar argument exists: '--values'"),
        ];
        for (words, expected) in cases {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            let error = Cli::try_parse_from(&words).expect_err("it is not understood");
            let error = match slips::tip(&error, &words) {
                Some(tip) => slips::with_tip(error, &tip),
                None => error,
            };
            let told = error.to_string();
            let tips: Vec<&str> = told.lines().map(str::trim).filter(|line| line.starts_with("tip: ")).collect();
            assert_eq!(tips, [expected], "{words:?}");
        }
    }

    #[test]
    fn the_form_is_found_even_where_the_rest_is_wrong() {
        let cases: [(&[&str], Format); 6] = [
            (&["rhumb", "nonsense", "-o", "json"], Format::Json),
            (&["rhumb", "-ojson"], Format::Json),
            (&["rhumb", "--output=yaml"], Format::Yaml),
            (&["rhumb", "--output", "yaml"], Format::Yaml),
            (&["rhumb", "json"], Format::Text),
            (&["rhumb"], Format::Text),
        ];
        for (words, expected) in cases {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert_eq!(format(&words), expected, "{words:?}");
        }
    }
}
