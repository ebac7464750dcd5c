//! What people type who know other tools: their commands and options, and what does that here.

use std::ffi::OsString;
use std::fs;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::failure::Failure;
use crate::diagnostic::Diagnostic;

/// Commands of other tools.
const COMMANDS: &[(&str, &str)] = &[
    ("template", "`rhumb render SCRIPT` writes the objects"),
    ("build", "`rhumb render SCRIPT` writes the objects"),
    ("install", "`rhumb apply SCRIPT` installs and upgrades"),
    ("upgrade", "`rhumb apply SCRIPT` installs and upgrades"),
    ("deploy", "`rhumb apply SCRIPT` installs and upgrades"),
    ("create", "`rhumb apply SCRIPT` installs and upgrades"),
    ("validate", "`rhumb check SCRIPT` looks for faults"),
    ("lint", "`rhumb check SCRIPT` looks for faults"),
    ("test", "`rhumb check SCRIPT` looks for faults"),
    ("plan", "`rhumb diff SCRIPT` shows what an apply would change"),
    ("preview", "`rhumb diff SCRIPT` shows what an apply would change"),
    ("uninstall", "`rhumb delete APP` deletes an app by its name"),
    ("destroy", "`rhumb delete APP` deletes an app by its name"),
    ("remove", "`rhumb delete APP` deletes an app by its name"),
    ("ls", "`rhumb list` lists the apps"),
    ("get", "`rhumb status APP` shows an app, `kubectl get` a single object"),
    ("describe", "`rhumb status APP` shows an app and what is wrong with it, `kubectl describe` a single object"),
    ("logs", "`rhumb status APP` says why an app does not run, `kubectl logs` what its containers print"),
    ("rollback", "apply the script as it was before: `git checkout VERSION SCRIPT`, then `rhumb apply SCRIPT`"),
    ("history", "the history of an app is that of its script: `git log SCRIPT`"),
];

/// Options of other tools.
const OPTIONS: &[(&str, &str)] = &[
    ("--dry-run", "`rhumb diff SCRIPT` asks the server what an apply would change"),
    ("--prune", "what the script no longer has stays: `rhumb diff SCRIPT` shows how to delete it"),
    ("--force", "nothing is forced: `rhumb explain conflict` says how a conflict ends"),
    ("--force-conflicts", "nothing is forced: `rhumb explain conflict` says how a conflict ends"),
    ("--wait", "an apply waits until everything is ready; `--timeout DURATION` says how long"),
    ("--create-namespace", "write `namespace(\"NAME\")` into the app, or run `kubectl create namespace NAME`"),
    ("-A", "`rhumb list -A` lists the apps of all namespaces"),
];

/// What to type instead of arguments that clap does not understand, where another tool would have understood them.
pub(super) fn tip(error: &Error, arguments: &[OsString]) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => found(COMMANDS, text(ContextKind::InvalidSubcommand)?),
        ErrorKind::UnknownArgument => {
            let option = text(ContextKind::InvalidArg)?.split('=').next()?;
            if matches!(option, "-f" | "--file" | "--filename") {
                named(arguments, option)
            } else {
                found(OPTIONS, option)
            }
        }
        _ => None,
    }
}

fn found(table: &[(&str, &str)], word: &str) -> Option<String> {
    table.iter().find(|(slip, _)| *slip == word).map(|(_, tip)| (*tip).to_owned())
}

/// The command without the option in front of its file.
fn named(arguments: &[OsString], option: &str) -> Option<String> {
    let words: Vec<&str> = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
    let command = words.first()?;
    let file = words.windows(2).find(|pair| pair[0] == option).map_or("SCRIPT", |pair| pair[1]);
    Some(format!("the file has no option in front of it: `rhumb {command} {file}`"))
}

/// The error with the tip in place of clap's own.
pub(super) fn with_tip(mut error: Error, tip: &str) -> Error {
    error.remove(ContextKind::SuggestedSubcommand);
    error.remove(ContextKind::SuggestedArg);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.to_owned().into()]));
    error
}

/// Refuses a file where the name of an app is wanted.
pub(super) fn app_name(command: &str, app: &str) -> Result<(), Failure> {
    let ends = |end: &str| app.ends_with(end);
    if ![".rhai", ".yaml", ".yml", ".json"].iter().any(|end| ends(end)) {
        return Ok(());
    }
    // Nothing is evaluated for a hint: most scripts say the name as it is.
    let text = fs::read_to_string(app).unwrap_or_default();
    let name = text.split("app(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("APP");
    Err(Diagnostic::error("unknown-app", format!("This is a file, and an app is known by its name: {app}."))
        .help(format!("`rhumb {command} {name}`; `rhumb list` shows those that there are."))
        .into())
}
