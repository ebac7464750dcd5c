//! What a script is evaluated from: its text, and the values that the user gives.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Session;
use super::failure::Failure;
use super::manifest;
use super::target;
use crate::diagnostic::Diagnostic;
use crate::object::Rendered;
use crate::project::{PodSecurity, Project, Settings, Target};
use crate::script::{Inputs, Limits, Listed, Memory, ParamInputs};
use crate::workflow::{self, Evaluate, Secrets};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What the evaluation of a script may add to the memory in use, in bytes.
const MEMORY: usize = Limits::MEMORY;

/// Prefix of the variables that hold secrets.
const SECRET_VARIABLES: &str = "RHUMB_SECRET_";

/// A script and its parameters.
#[derive(Debug, Args)]
pub(super) struct ScriptArgs {
    /// The script: a .rhai file, or - for stdin; or a manifest: a .yaml, .yml or .json file, or a folder of them
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,

    /// Give a parameter a value; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,

    /// Give a parameter the text of a file; can be repeated, and wins over --set
    #[arg(long, value_name = "NAME=PATH")]
    set_file: Vec<String>,

    /// Read values of parameters from a YAML or JSON file; can be repeated, the later file wins
    #[arg(long, value_name = "FILE")]
    values: Vec<PathBuf>,

    /// Read secrets from a YAML or JSON file; RHUMB_SECRET_<NAME> in the environment wins over it
    #[arg(long, value_name = "FILE")]
    secrets: Vec<PathBuf>,

    /// A target of rhumb.toml: its context, namespace and values
    #[arg(long, value_name = "NAME")]
    target: Option<String>,

    /// Check all pods against a level of the Pod Security Standards
    #[arg(long, value_enum, value_name = "LEVEL")]
    pod_security: Option<Level>,
}

/// A level of the Pod Security Standards.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Level {
    Baseline,
    Restricted,
}

impl From<Level> for PodSecurity {
    fn from(level: Level) -> Self {
        match level {
            Level::Baseline => Self::Baseline,
            Level::Restricted => Self::Restricted,
        }
    }
}

/// What a script makes, and where it goes.
pub(super) struct Evaluated {
    /// What it makes.
    pub(super) rendered: Rendered,
    /// The context of the kubeconfig that the target or the command names.
    pub(super) context: Option<String>,
    /// What the project says.
    pub(super) settings: Settings,
}

impl ScriptArgs {
    /// The script as the user named it.
    pub(super) fn name(&self) -> String {
        self.script.display().to_string()
    }

    /// Evaluates, renders and checks the script, and shows what it printed. To `carry_out` what is made, all of it has to
    /// be something that can be carried out.
    pub(super) fn evaluate(&self, session: &Session, secrets: Secrets, carry_out: bool) -> Result<Evaluated, Failure> {
        let project = self.project()?;
        let target = self.target.as_deref().map(|name| project.target(name)).transpose()?;
        let target_of = self.target.as_deref().zip(target);
        let context = target::context(session, target_of)?;
        let (namespace, namespace_from) = target::namespace(session, target_of, &project);
        let pod_security = self.pod_security.map(PodSecurity::from).or(project.settings.pod_security);
        let settings = Settings { pod_security, ..project.settings };
        let limits = limits(session, &project);
        // What is not carried out is written, and that is all.
        let ends = !carry_out;
        let options = Evaluate { namespace, namespace_from, secrets, carry_out, ends, limits, settings };
        let rendered = if self.is_manifest() {
            self.without_params()?;
            workflow::manifest(manifest::manifest(&self.script)?, options)
        } else {
            workflow::evaluate(self.inputs(&project, target)?, options)
        };
        let rendered = rendered.map_err(|failure| {
            session.ui.printed(&failure.printed);
            Failure::from(*failure)
        })?;
        session.ui.printed(&rendered.printed);
        Ok(Evaluated { rendered, context, settings })
    }

    /// The script's parameters, without running it.
    pub(super) fn params_of(&self, session: &Session) -> Result<Vec<Listed>, Failure> {
        if self.is_manifest() {
            return Err(no_params(&self.name()));
        }
        let project = self.project()?;
        let target = self.target.as_deref().map(|name| project.target(name)).transpose()?;
        let inputs = self.inputs(&project, target)?;
        workflow::params(inputs, limits(session, &project)).map_err(|failure| Failure::from(*failure))
    }

    fn project(&self) -> Result<Project, Failure> {
        // A folder of manifests is looked for from the inside.
        let inside = self.script.join("manifest");
        let script = if !self.is_stdin() && self.script.is_dir() { &inside } else { &self.script };
        target::project((!self.is_stdin()).then_some(script))
    }

    fn is_manifest(&self) -> bool {
        !self.is_stdin() && manifest::is_manifest(&self.script)
    }

    /// A manifest takes no values.
    fn without_params(&self) -> Result<(), Failure> {
        let given = [&self.set, &self.set_file].iter().any(|given| !given.is_empty())
            || [&self.values, &self.secrets].iter().any(|given| !given.is_empty());
        if given { Err(no_params(&self.name())) } else { Ok(()) }
    }

    fn is_stdin(&self) -> bool {
        self.script.as_os_str() == "-"
    }

    fn inputs(&self, project: &Project, target: Option<&Target>) -> Result<Inputs, Failure> {
        Ok(Inputs {
            file: self.name(),
            text: if self.is_stdin() { stdin()? } else { file(&self.script)? },
            params: self.params(project, target)?,
            files: project.files.clone(),
        })
    }

    fn params(&self, project: &Project, target: Option<&Target>) -> Result<ParamInputs, Failure> {
        let shared = target.into_iter().flat_map(|target| &target.values).map(|path| {
            let text = project.files.text(path, LARGEST).map_err(|refusal| {
                Failure::from(Diagnostic::error(refusal.kind.code(), refusal.message).help(refusal.help))
            })?;
            Ok((project.files.name(path), text))
        });
        Ok(ParamInputs {
            project: project.file.clone().map(|file| (file, project.params.clone())),
            shared: shared.collect::<Result<_, Failure>>()?,
            sets: self.set.clone(),
            set_files: set_files(&self.set_file)?,
            values: files(&self.values)?,
            secrets: files(&self.secrets)?,
            secret_env: secret_variables(),
        })
    }
}

fn no_params(name: &str) -> Failure {
    Diagnostic::error("no-params", format!("A manifest has no parameters: {name}."))
        .help(format!("write a script: `app(\"NAME\").add(objects({name:?}))`"))
        .into()
}

/// The budgets of the project, else the defaults.
fn limits(session: &Session, project: &Project) -> Limits {
    let (defaults, given) = (Limits::default(), project.limits);
    Limits {
        operations: given.operations.unwrap_or(defaults.operations),
        depth: given.depth.unwrap_or(defaults.depth),
        time: given.time.unwrap_or(defaults.time),
        memory: Some(Memory { used: session.used, limit: given.memory.unwrap_or(MEMORY) }),
    }
}

/// `name=path` with the text of the file.
fn set_files(options: &[String]) -> Result<Vec<(String, String, String)>, Failure> {
    let read = |option: &String| match option.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), path.to_owned(), file(Path::new(path))?))
        }
        _ => Err(Diagnostic::error("bad-set", format!("`--set-file` takes name=path, not: {option}."))
            .help("write `--set-file certificate=tls.crt`")
            .into()),
    };
    options.iter().map(read).collect()
}

fn files(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    paths.iter().map(|path| Ok((path.display().to_string(), file(path)?))).collect()
}

/// The text of a file that the user names.
pub(super) fn file(path: &Path) -> Result<String, Failure> {
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
pub(super) fn reason(error: &io::Error) -> String {
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
