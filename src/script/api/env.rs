//! Sources of variables, and hooks.

use super::shared::{Common, Patches};
use crate::model::{EnvFrom, EnvValue, Hook, HookAction, Said, Secret};
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, row};
use crate::script::types::Ty;

impl Kind for EnvFrom {
    const NAME: &'static str = "EnvSource";

    const MAKERS: &'static [Maker<Self>] = &[
        maker(
            "from_secret",
            &[arg("secret", Ty::Any(&[Ty::A(Secret::NAME), Ty::Text])), arg("key", Ty::Text)],
            "The value of a key of a Secret.",
            |args| {
                let key = args.text(1);
                let value = match args.part::<Secret>(0) {
                    Some(secret) => {
                        if !secret.data.iter().any(|(name, _)| *name == key) {
                            let names: Vec<&str> = secret.data.iter().map(|(name, _)| name.as_str()).collect();
                            let fault = args.refuse(
                                1,
                                "unknown-secret-key",
                                format!("The Secret `{}` has no key `{key}`.", secret.name),
                            );
                            return Err(fault.help(crate::diagnostic::suggestion(&key, &names, "it has")));
                        }
                        EnvValue::Secret { secret, key, optional: false }
                    }
                    None => EnvValue::ExistingSecret { name: args.text(0), key, optional: false },
                };
                Ok(Self { said: Said::default(), value })
            },
        ),
        maker(
            "from_config_map",
            &[arg("name", Ty::Text), arg("key", Ty::Text)],
            "The value of a key of a ConfigMap.",
            |args| {
                let value = EnvValue::ExistingConfigMap { name: args.text(0), key: args.text(1), optional: false };
                Ok(Self { said: Said::default(), value })
            },
        ),
        maker("from_field", &[arg("path", Ty::Text)], "A field of the pod, such as `metadata.name`.", |args| {
            Ok(Self { said: Said::default(), value: EnvValue::Field(args.text(0)) })
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[row("optional", &[opt("on", Ty::Bool)], "The object or key may be missing.", |source: &mut Self, args| {
            match &mut source.value {
                EnvValue::Secret { optional, .. }
                | EnvValue::ExistingSecret { optional, .. }
                | EnvValue::ExistingConfigMap { optional, .. } => *optional = args.flag(0),
                _ => {
                    return Err(
                        Fault::new("argument", "A field of the pod is always there.").help("take `.optional()` away")
                    );
                }
            }
            Ok(())
        })],
        Common::<Self>::ROWS,
    ];
}

impl Kind for Hook {
    const NAME: &'static str = "Hook";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("hook_exec", &[arg("command", Ty::Texts)], "Runs a command in the container.", |args| {
            Ok(Self { said: Said::default(), action: HookAction::Exec(args.texts(0)), patch: Vec::new() })
        }),
        maker("hook_http", &[arg("path", Ty::Text), arg("port", Ty::Port)], "Asks a path of the container.", |args| {
            let action = HookAction::Http { path: args.text(0), port: args.port(1) };
            Ok(Self { said: Said::default(), action, patch: Vec::new() })
        }),
        maker("hook_sleep", &[arg("time", Ty::Seconds(1))], "Waits.", |args| {
            Ok(Self { said: Said::default(), action: HookAction::Sleep(args.seconds(0)), patch: Vec::new() })
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[Patches::<Self>::ROWS, Common::<Self>::ROWS];
}
