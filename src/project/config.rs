//! `rhumb.toml`: every key, its bounds, and the words for what is wrong.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

use toml::de::DeTable;

use super::keys;
use super::reader::{Reader, integer};
use super::{Cloud, FILE, Faults, Files, GivenLimits, LogBackend, PodSecurity, Project, Settings, Target, Version};
use crate::diagnostic::{Sources, suggestion};
use crate::text::{duration, names, quantity};

/// The largest `rhumb.toml`, in bytes.
pub(super) const LARGEST: u64 = 1 << 20;

/// Reads the text of the `rhumb.toml` of a project.
pub(super) fn read(files: Files, text: &str) -> Result<Project, Faults> {
    let name = files.name(FILE);
    let mut reader = Reader { name: &name, text, faults: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let words = error.message().trim_end_matches('.');
        let span = error.span().unwrap_or(0..0);
        reader.fault(&span, "project-file", format!("The file is no TOML: {words}."), "");
    }
    let mut project = Project::default();
    if errors.is_empty() {
        let table = table.get_ref();
        reader.unknown(table, &keys::names(""), "");
        project.settings = settings(&mut reader, table);
        project.namespace = namespace(&mut reader, table);
        project.params = reader.table(table, "params").map(|table| reader.json_map(table)).unwrap_or_default();
        project.limits = limits(&mut reader, table);
        project.targets = targets(&mut reader, table);
    }
    let mut faults = reader.faults;
    faults.sort_by(|one, two| one.place.cmp(&two.place));
    if !faults.is_empty() {
        let mut sources = Sources::default();
        sources.add(&name, text);
        return Err((faults, sources));
    }
    Ok(Project { files, file: Some(name), ..project })
}

fn settings(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Settings {
    let mut settings = Settings::DEFAULT;
    if let Some((text, value)) = reader.string(table, "kubernetes") {
        match Version::parse(text) {
            Some(version) => settings.kubernetes = version,
            None => reader.wrong("kubernetes", value, "a version", "write `kubernetes = \"1.36\"`"),
        }
    }
    if let Some((text, value)) = reader.string(table, "cloud") {
        let names: Vec<&str> = Cloud::NAMES.iter().map(|(name, _)| *name).collect();
        settings.cloud = Cloud::named(text);
        if settings.cloud.is_none() {
            reader.wrong("cloud", value, "a cloud that is known", suggestion(text, &names, "there are"));
        }
    }
    if let Some((text, value)) = reader.string(table, "pod_security") {
        settings.pod_security = match text {
            "baseline" => Some(PodSecurity::Baseline),
            "restricted" => Some(PodSecurity::Restricted),
            _ => {
                let help = suggestion(text, &["baseline", "restricted"], "there are");
                reader.wrong("pod_security", value, "a level of Pod Security", help);
                None
            }
        };
    }
    if let Some(logs) = reader.table(table, "logs") {
        reader.unknown(logs, &keys::names("logs"), "logs");
        if let Some((text, value)) = reader.string(logs, "backend") {
            match text {
                "none" => settings.logs = LogBackend::None,
                "sls" => settings.logs = LogBackend::Sls,
                _ => reader.wrong(
                    "backend",
                    value,
                    "\"sls\" or \"none\"",
                    suggestion(text, &["sls", "none"], "there are"),
                ),
            }
        }
    }
    settings
}

fn namespace(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<String> {
    let (text, value) = reader.string(table, "namespace")?;
    if let Err(reason) = names::dns_label(text, 63) {
        reader.fault(&value.span(), "name-form", reason, "");
    }
    Some(text.to_owned())
}

fn limits(reader: &mut Reader<'_>, table: &DeTable<'_>) -> GivenLimits {
    let mut limits = GivenLimits::default();
    let Some(table) = reader.table(table, "limits") else {
        return limits;
    };
    reader.unknown(table, &keys::names("limits"), "limits");
    let mut bounded = |key: &str, low: i64, high: i64, help: &str, read: fn(&str) -> Option<i64>| {
        let value = table.get(key)?;
        let number = integer(value.get_ref()).or_else(|| value.get_ref().as_str().and_then(read));
        let found = number.filter(|number| (low..=high).contains(number));
        if found.is_none() {
            reader.wrong(key, value, keys::bounds(key), help);
        }
        found
    };
    let none = |_: &str| None;
    let default = |value: &dyn Display| format!("the default is {value}");
    let operations = bounded("operations", 1_000, 10_000_000_000, &default(&GivenLimits::OPERATIONS), none);
    let depth = bounded("depth", 8, 256, &default(&GivenLimits::DEPTH), none);
    let bytes = |text: &str| {
        let amount = quantity::parse(text).ok()?;
        i64::try_from(amount.0 / 1_000_000_000).ok()
    };
    let help = default(&format!("\"{}Mi\"", GivenLimits::MEBIBYTES));
    let memory = bounded("memory", 1 << 20, 4 << 30, &help, bytes);
    let seconds = |text: &str| duration::seconds(text).ok();
    let help = default(&format!("{} s", GivenLimits::TIME.as_secs_f64()));
    let time = bounded("time", 1, 600, &help, seconds);
    limits.operations = operations.and_then(|number| u64::try_from(number).ok());
    limits.depth = depth.and_then(|number| usize::try_from(number).ok());
    limits.memory = memory.and_then(|number| usize::try_from(number).ok());
    limits.time = time.and_then(|number| u64::try_from(number).ok()).map(Duration::from_secs);
    limits
}

fn targets(reader: &mut Reader<'_>, table: &DeTable<'_>) -> BTreeMap<String, Target> {
    let mut targets = BTreeMap::new();
    let Some(all) = reader.table(table, "target") else {
        return targets;
    };
    for (name, value) in all {
        let name = name.get_ref();
        let within = format!("target.{name}");
        let Some(table) = value.get_ref().as_table() else {
            reader.wrong(name, value, "a table", format!("write `[target.{name}]` on a line of its own"));
            continue;
        };
        reader.unknown(table, &keys::names(keys::TARGET), &within);
        let context = reader.string(table, "context").map(|(text, _)| text.to_owned());
        if context.is_none() && !table.contains_key("context") {
            let message = format!("The target `{name}` names no context.");
            let help = "a target pins the cluster: `context = \"NAME\"`, a context of the kubeconfig";
            reader.fault(&value.span(), "project-file", message, help);
        }
        let namespace = namespace(reader, table);
        let values = values(reader, table);
        targets.insert(name.to_string(), Target { context: context.unwrap_or_default(), namespace, values });
    }
    targets
}

/// A file of values, or a list of them.
fn values(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Vec<String> {
    let Some(value) = table.get("values") else {
        return Vec::new();
    };
    if let Some(one) = value.get_ref().as_str() {
        return vec![one.to_owned()];
    }
    let Some(list) = value.get_ref().as_array() else {
        reader.wrong("values", value, "a file or a list of files", "write `values = [\"values/prod.yaml\"]`");
        return Vec::new();
    };
    let mut files = Vec::new();
    for item in list.iter() {
        match item.get_ref().as_str() {
            Some(file) => files.push(file.to_owned()),
            None => reader.wrong("values", item, "a list of files", "a file is text in double quotes"),
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(text: &str) -> Vec<String> {
        let (faults, _) = read(Files::default(), text).expect_err("it is wrong");
        let line = |fault: &crate::diagnostic::Diagnostic| {
            let place = fault.place.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{place} {} {} {}", fault.code, fault.message, fault.help.clone().unwrap_or_default())
        };
        faults.iter().map(|fault| line(fault).trim_end().to_owned()).collect()
    }

    #[test]
    fn everything_that_can_be_said_is_read() {
        let text = r#"
            kubernetes = "1.31"
            namespace = "shop"
            cloud = "alibaba"
            pod_security = "restricted"
            [logs]
            backend = "sls"
            [params]
            replicas = 1_000
            db.size = "20Gi"
            zones = ["a", 0x1F, 1.5, true]
            [limits]
            operations = 1000
            memory = "1Gi"
            time = "1m"
            depth = 100
            [target.prod]
            context = "ack-hz"
            namespace = "live"
            values = ["values/prod.yaml"]
            [target.dev]
            context = "kind"
            values = "dev.yaml"
        "#;
        let project = read(Files::default(), text).expect("it is right");
        let settings = Settings {
            kubernetes: Version { major: 1, minor: 31 },
            cloud: Some(Cloud::Alibaba),
            logs: LogBackend::Sls,
            pod_security: Some(PodSecurity::Restricted),
        };
        assert_eq!(project.settings, settings);
        assert_eq!(project.namespace.as_deref(), Some("shop"));
        assert_eq!(
            serde_json::Value::Object(project.params.clone()),
            json!({"replicas": 1000, "db": {"size": "20Gi"}, "zones": ["a", 31, 1.5, true]})
        );
        let limits = GivenLimits {
            operations: Some(1000),
            memory: Some(1 << 30),
            time: Some(Duration::from_secs(60)),
            depth: Some(100),
        };
        assert_eq!(project.limits, limits);
        let target = |context: &str, namespace: Option<&str>, file: &str| Target {
            context: context.to_owned(),
            namespace: namespace.map(str::to_owned),
            values: vec![file.to_owned()],
        };
        assert_eq!(project.target("prod"), Ok(&target("ack-hz", Some("live"), "values/prod.yaml")));
        assert_eq!(project.target("dev"), Ok(&target("kind", None, "dev.yaml")));
        let unknown = project.target("prd").expect_err("there is none");
        assert_eq!(unknown.help.as_deref(), Some("did you mean `prod`?"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_with_its_place() {
        let text = "kuberntes = \"1.31\"\ncloud = \"alibba\"\nnamespace = 1\n[logs]\nbackend = \"sl\"\n[limits]\ntime = \"1h\"\n\
                    memory = \"1\"\n[target.prod]\nvalues = 1\n[params]\nday = 2026-11-20\n";
        assert_eq!(
            told(text),
            [
                "rhumb.toml:1:1 unknown-key There is no key `kuberntes` here. did you mean `kubernetes`?",
                "rhumb.toml:2:9 project-file `cloud` must be a cloud that is known, not \"alibba\". did you mean `alibaba`?",
                "rhumb.toml:3:13 project-file `namespace` must be text, not 1. text takes double quotes",
                "rhumb.toml:5:11 project-file `backend` must be \"sls\" or \"none\", not \"sl\". did you mean `sls`?",
                "rhumb.toml:7:8 project-file `time` must be \"1s\" to \"10m\", not \"1h\". the default is 0.8 s",
                "rhumb.toml:8:10 project-file `memory` must be \"1Mi\" to \"4Gi\", not \"1\". the default is \"128Mi\"",
                "rhumb.toml:9:1 project-file The target `prod` names no context. a target pins the cluster: `context = \"NAME\"`, a context of the kubeconfig",
                "rhumb.toml:10:10 project-file `values` must be a file or a list of files, not 1. write `values = [\"values/prod.yaml\"]`",
                "rhumb.toml:12:7 project-file `day` must be text, a number, true, false, a list or a table, not a date. write a date in double quotes",
            ]
        );
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_place() {
        let told = told("namespace = \"a\nb = 1\n");
        assert!(told[0].starts_with("rhumb.toml:1:"), "{told:?}");
        assert!(told[0].contains("project-file The file is no TOML: "), "{told:?}");
        assert!(read(Files::default(), "a = 1\na = 2\n").is_err());
        assert!(read(Files::default(), &format!("a = {}1{}", "[".repeat(9000), "]".repeat(9000))).is_err());
    }
}
