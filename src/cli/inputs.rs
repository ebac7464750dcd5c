//! What a script is evaluated from: its text, and the values that the user gives.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Session;
use super::failure::Failure;
use crate::diagnostic::Diagnostic;
use crate::object::Rendered;
use crate::script::{Inputs, Limits, Memory, ParamInputs};
use crate::workflow::{self, Evaluate, Secrets};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What the evaluation of a script may add to the memory in use, in bytes.
const MEMORY: usize = 64 << 20;

/// Prefix of the variables that hold secrets.
const SECRET_VARIABLES: &str = "RHUMB_SECRET_";

/// A script and its parameters.
#[derive(Debug, Args)]
pub(super) struct ScriptArgs {
    /// The script: a .rhai file, or - for stdin
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,

    /// Give a parameter a value; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,

    /// Read values of parameters from a YAML or JSON file; can be repeated, the later file wins
    #[arg(long, value_name = "FILE")]
    values: Vec<PathBuf>,

    /// Read secrets from a YAML or JSON file; RHUMB_SECRET_<NAME> in the environment wins over it
    #[arg(long, value_name = "FILE")]
    secrets: Vec<PathBuf>,
}

impl ScriptArgs {
    /// The script as the user named it.
    pub(super) fn name(&self) -> String {
        self.script.display().to_string()
    }

    /// Evaluates, renders and checks the script, and shows what it printed and its warnings.
    pub(super) fn evaluate(&self, session: &Session, secrets: Secrets) -> Result<Rendered, Failure> {
        let inputs = Inputs {
            file: self.name(),
            text: if self.script.as_os_str() == "-" { stdin()? } else { file(&self.script)? },
            params: ParamInputs {
                sets: self.set.clone(),
                values: files(&self.values)?,
                secrets: files(&self.secrets)?,
                secret_env: secret_variables(),
            },
        };
        let memory = Memory { used: session.used, limit: MEMORY };
        let limits = Limits { memory: Some(memory), ..Limits::default() };
        let options = Evaluate { namespace: session.global.namespace.clone(), secrets, limits, ..Evaluate::default() };
        let rendered = workflow::evaluate(inputs, options).map_err(|failure| {
            session.ui.printed(&failure.printed);
            Failure::from(*failure)
        })?;
        session.ui.printed(&rendered.printed);
        Ok(rendered)
    }
}

fn files(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    paths.iter().map(|path| Ok((path.display().to_string(), file(path)?))).collect()
}

fn file(path: &Path) -> Result<String, Failure> {
    File::open(path).and_then(read).map_err(|error| {
        let words = format!("The file cannot be read: {}: {}.", path.display(), reason(&error));
        Diagnostic::error("unreadable-file", words).help("name a file that is there and can be read.").into()
    })
}

fn stdin() -> Result<String, Failure> {
    read(io::stdin().lock()).map_err(|error| {
        Diagnostic::error("unreadable-file", format!("Stdin cannot be read: {}.", reason(&error))).into()
    })
}

fn read(from: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 4 MB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// The reason without the number of the operating system.
fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    words.split_once(" (os error").map_or(words.clone(), |(words, _)| words.to_owned())
}

/// The variables that hold secrets, by their whole names.
fn secret_variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(SECRET_VARIABLES))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_or_too_much_is_refused() {
        assert_eq!(read(&b"let a = 1;"[..]).expect("text"), "let a = 1;");
        assert_eq!(read(&[0xff, 0xfe][..]).expect_err("no text").to_string(), "it is not UTF-8");
        assert_eq!(read(io::repeat(b' ')).expect_err("too much").to_string(), "it is larger than 4 MB");
    }

    #[test]
    fn a_missing_file_is_named_with_its_reason() {
        let failure = file(Path::new("no/such.rhai")).expect_err("there is no such file");
        assert_eq!(failure.diagnostics[0].message, "The file cannot be read: no/such.rhai: No such file or directory.");
    }
}
