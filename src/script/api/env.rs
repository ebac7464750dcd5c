//! Sources of variables, and hooks.

use super::shared::{Common, Patches, form};
use super::usage::known;
use crate::model::{ConfigMap, EnvFrom, EnvValue, Hook, HookAction, Items, Said, Secret};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, row};
use crate::script::types::Ty;
use crate::text::names;

impl Kind for EnvFrom {
    const NAME: &'static str = "EnvSource";

    const MAKERS: &'static [Maker<Self>] = &[
        maker(
            "from_secret",
            &[arg("secret", Ty::Any(&[Ty::A(Secret::NAME), Ty::A(Items::NAME), Ty::Text])), arg("key", Ty::Text)],
            "The value of a key of a Secret.",
            |args| {
                let key = args.text(1);
                let value = match args.part::<Secret>(0) {
                    Some(secret) => {
                        known(secret.as_ref(), &key, args, 1)?;
                        EnvValue::Secret { secret, key, optional: false }
                    }
                    None => {
                        let (name, optional) = elsewhere(args, true)?;
                        EnvValue::ExistingSecret { name, key, optional }
                    }
                };
                Ok(Self { said: Said::default(), value })
            },
        ),
        maker(
            "from_config_map",
            &[arg("object", Ty::Any(&[Ty::A(ConfigMap::NAME), Ty::A(Items::NAME), Ty::Text])), arg("key", Ty::Text)],
            "The value of a key of a ConfigMap.",
            |args| {
                let key = args.text(1);
                let value = match args.part::<ConfigMap>(0) {
                    Some(config) => {
                        known(config.as_ref(), &key, args, 1)?;
                        EnvValue::ConfigMap { config, key, optional: false }
                    }
                    None => {
                        let (name, optional) = elsewhere(args, false)?;
                        EnvValue::ExistingConfigMap { name, key, optional }
                    }
                };
                Ok(Self { said: Said::default(), value })
            },
        ),
        maker("from_field", &[arg("path", Ty::Text)], "A field of the pod, such as `metadata.name`.", |args| {
            Ok(Self { said: Said::default(), value: EnvValue::Field(field(args)?) })
        }),
        maker(
            "from_resource",
            &[arg("name", Ty::Text)],
            "What the container may use, such as `limits.memory`.",
            |args| {
                let value = EnvValue::Resource { resource: resource(args)?, divisor: None };
                Ok(Self { said: Said::default(), value })
            },
        ),
        maker("from_ordinal", &[], "StatefulSet: the number of the pod, from its first ordinal on.", |_| {
            Ok(Self { said: Said::default(), value: EnvValue::Field(EnvValue::ORDINAL.to_owned()) })
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("optional", &[opt("on", Ty::Bool)], "The object or key may be missing.", |source: &mut Self, args| {
                match &mut source.value {
                    EnvValue::Secret { optional, .. }
                    | EnvValue::ExistingSecret { optional, .. }
                    | EnvValue::ConfigMap { optional, .. }
                    | EnvValue::ExistingConfigMap { optional, .. } => *optional = args.flag(0),
                    _ => {
                        return Err(Fault::new("argument", "A field of the pod is always there.")
                            .help("take `.optional()` away"));
                    }
                }
                Ok(())
            }),
            row(
                "divisor",
                &[arg("unit", Ty::Quantity)],
                "`from_resource` only: the unit in which it is told, such as \"1Mi\".",
                |source: &mut Self, args| {
                    let EnvValue::Resource { divisor, .. } = &mut source.value else {
                        return Err(Fault::new("argument", "`divisor` belongs to `from_resource` alone.")
                            .help("take `.divisor(…)` away"));
                    };
                    *divisor = Some(args.text(0));
                    Ok(())
                },
            ),
        ],
        Common::<Self>::ROWS,
    ];
}

/// Fields of a pod that a variable may have, without those of a label or annotation.
const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

fn field(args: &Args) -> Result<String, Fault> {
    let path = args.text(0);
    let keyed = ["metadata.labels", "metadata.annotations"].iter().any(|map| {
        let key = path.strip_prefix(map).and_then(|rest| rest.strip_prefix("['")?.strip_suffix("']"));
        key.is_some_and(|key| names::label_key(key).is_ok())
    });
    if keyed || FIELDS.contains(&path.as_str()) {
        return Ok(path);
    }
    let fault = args.refuse(0, "argument", format!("A variable cannot have this field of the pod: {path}."));
    if path.starts_with("metadata.labels") || path.starts_with("metadata.annotations") {
        return Err(fault.help("one label is named as \"metadata.labels['app']\""));
    }
    Err(fault.help(crate::diagnostic::suggestion(&path, &FIELDS, "it may have")))
}

/// Resources of a container that a variable may have.
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
];

fn resource(args: &Args) -> Result<String, Fault> {
    let name = args.text(0);
    let pages = name.starts_with("limits.hugepages-") || name.starts_with("requests.hugepages-");
    if pages || RESOURCES.contains(&name.as_str()) {
        return Ok(name);
    }
    let fault = args.refuse(0, "argument", format!("A variable cannot have this resource: {name}."));
    Err(fault.help(crate::diagnostic::suggestion(&name, &RESOURCES, "it may have")))
}

/// The words of a command, of which there is at least one.
fn command(args: &Args) -> Result<Vec<String>, Fault> {
    let command = args.texts(0);
    if command.is_empty() {
        return Err(args
            .refuse(0, "argument", "A command has at least one word.")
            .help("write [\"sh\", \"-c\", \"…\"]"));
    }
    Ok(command)
}

/// An object made elsewhere, by its name: as text, or as `existing_secret` or `existing_config_map`.
fn elsewhere(args: &Args, secret: bool) -> Result<(String, bool), Fault> {
    let Some(part) = args.part::<Items>(0) else {
        let name = args.text(0);
        form(args, 0, names::dns_subdomain(&name))?;
        return Ok((name, false));
    };
    if part.secret != secret {
        let (is, other) = if secret { ("ConfigMap", "from_config_map") } else { ("Secret", "from_secret") };
        let fault = args.refuse(0, "argument", format!("This is a {is}: {}.", part.name));
        return Err(fault.help(format!("write `{other}(…)`")));
    }
    Ok((part.name.clone(), part.usage.optional))
}

impl Kind for Hook {
    const NAME: &'static str = "Hook";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("hook_exec", &[arg("command", Ty::Texts)], "Runs a command in the container.", |args| {
            Ok(Self { said: Said::default(), action: HookAction::Exec(command(args)?), patch: Vec::new() })
        }),
        maker("hook_http", &[arg("path", Ty::Text), arg("port", Ty::Port)], "Asks a path of the container.", |args| {
            let path = args.text(0);
            if !path.starts_with('/') {
                let fault = args.refuse(0, "argument", format!("A path begins with a slash, not {path:?}."));
                return Err(fault.help(format!("write \"/{path}\"")));
            }
            let action = HookAction::Http { path, port: args.port(1) };
            Ok(Self { said: Said::default(), action, patch: Vec::new() })
        }),
        maker("hook_sleep", &[arg("time", Ty::Seconds(1))], "Waits.", |args| {
            Ok(Self { said: Said::default(), action: HookAction::Sleep(args.seconds(0)), patch: Vec::new() })
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[Patches::<Self>::ROWS, Common::<Self>::ROWS];
}
