//! Parameters: where their values come from, and what the script asks for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::declared::Declared;
use crate::diagnostic::{Diagnostic, nearest, suggestion};
use crate::model::{SecretValue, Source};
use crate::text::{locate, yaml};

/// A given value: the raw text of `--set`, or a value of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Text that takes the type the script asks for.
    Text(String),
    /// A typed value.
    Value(Value),
}

impl Given {
    /// As it came.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Value(value) => super::declared::shown(value),
        }
    }
}

/// Everything that was given, the last wins.
#[derive(Clone, Debug, Default)]
pub struct Params {
    given: BTreeMap<String, (Given, String)>,
    /// Those of them that the project gives to all its scripts.
    shared: BTreeSet<String>,
    secrets: BTreeMap<String, (SecretValue, String)>,
    secret_env: BTreeMap<String, SecretValue>,
}

/// The values as the command line has them.
#[derive(Clone, Debug, Default)]
pub struct ParamInputs {
    /// `[params]` of `rhumb.toml`, with the name of that file. They and `shared` are for all scripts of a project: one that
    /// a script does not ask for is no error.
    pub project: Option<(String, serde_json::Map<String, Value>)>,
    /// Values files of the target: name and text, in order.
    pub shared: Vec<(String, String)>,
    /// `name=value`, in order.
    pub sets: Vec<String>,
    /// `name=path` of `--set-file`: name, path and the text of that file, in order. They win over `sets`.
    pub set_files: Vec<(String, String, String)>,
    /// Values files: name and text, in order.
    pub values: Vec<(String, String)>,
    /// Secrets files: name and text, in order.
    pub secrets: Vec<(String, String)>,
    /// Variables `RHUMB_SECRET_*`.
    pub secret_env: BTreeMap<String, String>,
}

impl Params {
    /// Reads what was given.
    ///
    /// # Errors
    /// A file that is no map, or a `--set` without `=`.
    pub fn read(inputs: &ParamInputs) -> Result<Self, Vec<Diagnostic>> {
        let (mut params, mut faults) = (Self::default(), Vec::new());
        if let Some((file, values)) = &inputs.project {
            params.take(file, "", values);
        }
        for (file, text) in &inputs.shared {
            match map(file, text) {
                Ok(values) => params.take(file, text, &values),
                Err(fault) => faults.push(fault),
            }
        }
        params.shared = params.given.keys().cloned().collect();
        for (file, text) in &inputs.values {
            match map(file, text) {
                Ok(values) => params.take(file, text, &values),
                Err(fault) => faults.push(fault),
            }
        }
        for (file, text) in &inputs.secrets {
            match map(file, text) {
                Ok(values) => flatten("", &values, &mut |name, value| match value.as_str() {
                    Some(text) => {
                        params.secrets.insert(name, (SecretValue::new(text), file.clone()));
                    }
                    // YAML would read `010` as 8 and `1.50` as 1.5: a secret must not change on its way.
                    None => faults.push(
                        Diagnostic::error("secrets-file", format!("The secret `{name}` of {file} is not text."))
                            .help("put its value in quotes"),
                    ),
                }),
                // The words of the reader may quote the line, which may hold a secret.
                Err(_) => faults.push(
                    Diagnostic::error("secrets-file", format!("The secrets file is no YAML or JSON map: {file}."))
                        .help("write `name: value` lines"),
                ),
            }
        }
        for set in &inputs.sets {
            match set.split_once('=') {
                Some((name, value)) if !name.is_empty() => {
                    params.put(name.to_owned(), Given::Text(value.to_owned()), "--set".to_owned());
                }
                _ => faults.push(
                    Diagnostic::error("bad-set", format!("`--set` takes name=value, not: {set}."))
                        .help("write `--set replicas=3`"),
                ),
            }
        }
        for (name, file, text) in &inputs.set_files {
            params.put(name.clone(), Given::Text(text.clone()), file.clone());
        }
        params.secret_env =
            inputs.secret_env.iter().map(|(name, value)| (name.clone(), SecretValue::new(value))).collect();
        if faults.is_empty() { Ok(params) } else { Err(faults) }
    }

    /// A value as it was given under this very name, and where it came from.
    pub fn exact(&self, name: &str) -> Option<&(Given, String)> {
        self.given.get(name)
    }

    /// What was given under names below this one: the rest of each name, the value, and where it came from.
    pub fn entries(&self, name: &str) -> Vec<(&str, &Given, &String)> {
        let prefix = format!("{name}.");
        let below = self.given.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        below.map(|(key, (given, from))| (&key[prefix.len()..], given, from)).collect()
    }

    /// Where the value of a parameter came from, where one was given.
    pub fn origin(&self, name: &str) -> Option<&str> {
        let entry = || self.entries(name).last().map(|(_, _, from)| from.as_str());
        self.exact(name).map(|(_, from)| from.as_str()).or_else(entry)
    }

    /// Takes a value, which wins over those before: over entries of a map that it replaces too. Nothing is as if it had
    /// not been given.
    fn put(&mut self, name: String, given: Given, from: String) {
        let below = format!("{name}.");
        let within = self.given.range(below.clone()..).map(|(key, _)| key).take_while(|key| key.starts_with(&below));
        for key in within.cloned().collect::<Vec<_>>() {
            self.given.remove(&key);
        }
        let mut above = name.as_str();
        while let Some((outer, _)) = above.rsplit_once('.') {
            self.given.remove(outer);
            above = outer;
        }
        self.shared.remove(&name);
        if given == Given::Value(Value::Null) {
            self.given.remove(&name);
        } else {
            self.given.insert(name, (given, from));
        }
    }

    /// Takes the values of a file.
    fn take(&mut self, file: &str, text: &str, values: &serde_json::Map<String, Value>) {
        let lines = locate::lines(text);
        flatten("", values, &mut |name, value| {
            let from = lines.get(&name).map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
            self.put(name, Given::Value(value.clone()), from);
        });
    }

    /// A secret value: from the variables, else from the files.
    pub fn secret(&self, name: &str) -> Source {
        let file = || self.secrets.get(name).map(|(value, _)| value);
        let found = self.secret_env.get(&variable(name)).or_else(file);
        found.map_or_else(|| Source::Missing(variable(name)), |value| Source::Given(value.clone()))
    }

    /// Where a secret value came from, where one was given.
    pub fn secret_origin(&self, name: &str) -> Option<String> {
        let variable = variable(name);
        let file = || self.secrets.get(name).map(|(_, file)| file.clone());
        if self.secret_env.contains_key(&variable) { Some(variable) } else { file() }
    }

    /// What was given and no parameter asks for.
    pub fn unknown(&self, declared: &[Declared]) -> Vec<Diagnostic> {
        let secret = |name: &str| declared.iter().any(|declared| declared.secret && declared.name == name);
        let names: Vec<&str> =
            declared.iter().filter(|declared| !declared.secret).map(|declared| declared.name.as_str()).collect();
        let asked = |name: &str| {
            names
                .iter()
                .any(|asked| *asked == name || name.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.')))
        };
        let unknown = self.given.iter().filter(|(name, _)| !asked(name) && !self.shared.contains(*name));
        unknown
            .map(|(name, (_, from))| {
                if secret(name) {
                    return Diagnostic::error(
                        "unknown-param",
                        format!("`{name}` is a secret and cannot come from {from}."),
                    )
                    .help(format!("give it with `--secrets FILE`, or in the variable {}", variable(name)));
                }
                Diagnostic::error(
                    "unknown-param",
                    format!("No parameter of the script is called `{name}`, given by {from}."),
                )
                .help(suggestion(name, &names, "there are"))
            })
            .collect()
    }

    /// What the project gives and nobody asks for, where it looks like a slip for a parameter that nobody gives: values of
    /// a project are for all its scripts, so that the others are no fault.
    pub fn slips(&self, declared: &[Declared]) -> Vec<Diagnostic> {
        let names = || declared.iter().filter(|declared| !declared.secret).map(|declared| declared.name.as_str());
        let asked = |given: &str| {
            names().any(|name| name == given || given.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
        };
        let free: Vec<&str> = names().filter(|name| self.origin(name).is_none()).collect();
        let unasked = self.shared.iter().filter(|given| !asked(given));
        let slips = unasked.filter_map(|given| {
            let near = *nearest(given, free.iter().copied()).first()?;
            let (_, from) = self.given.get(given)?;
            Some(
                Diagnostic::warning(
                    "unknown-param",
                    format!(
                        "No parameter of the script is called `{given}`, given by {from}, and nothing gives `{near}`."
                    ),
                )
                .help(format!("did you mean `{near}`?")),
            )
        });
        slips.collect()
    }

    /// The text with every secret value masked.
    pub fn mask(&self, text: &str, mask: &str) -> String {
        let values = self.secrets.values().map(|(value, _)| value).chain(self.secret_env.values());
        values
            .filter(|value| !value.reveal().is_empty())
            .fold(text.to_owned(), |text, value| text.replace(value.reveal(), mask))
    }
}

/// The variable of a secret parameter: `db.password` is `RHUMB_SECRET_DB_PASSWORD`.
pub fn variable(name: &str) -> String {
    let upper: String = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("RHUMB_SECRET_{upper}")
}

fn map(file: &str, text: &str) -> Result<serde_json::Map<String, Value>, Diagnostic> {
    let fault = |reason: String| {
        Diagnostic::error("values-file", format!("The values file {file} cannot be read: {reason}"))
            .help("write a YAML or JSON map: `replicas: 3`")
    };
    match yaml::parse(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(Value::Null) => Ok(serde_json::Map::new()),
        Ok(_) => Err(fault("it is no map.".to_owned())),
        Err(error) => Err(fault(format!("{} (line {}, column {}).", error.message, error.line, error.column))),
    }
}

fn flatten(prefix: &str, map: &serde_json::Map<String, Value>, take: &mut dyn FnMut(String, &Value)) {
    for (key, value) in map {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) if !inner.is_empty() => flatten(&name, inner, take),
            leaf => take(name, leaf),
        }
    }
}
