//! How the keys of ConfigMaps and Secrets are used: as files and as variables.

use std::marker::PhantomData;

use super::shared::{form, key_origin, pairs};
use crate::model::{ConfigMap, EnvSource, Items, Keyed, NamedPart, Said, Secret, Usage};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Row, arg, opt, row};
use crate::script::types::Ty;
use crate::text::names;

/// Types with keys that pods use.
pub trait Used {
    /// How it is used.
    fn usage(&mut self) -> &mut Usage;
    /// Its keys, where they are known.
    fn keys(&self) -> Option<Vec<&str>>;
    /// The code for a key that is not there.
    const UNKNOWN: &'static str;
}

impl Used for ConfigMap {
    fn usage(&mut self) -> &mut Usage {
        &mut self.usage
    }
    fn keys(&self) -> Option<Vec<&str>> {
        Some(self.data.iter().map(|(key, _)| key.as_str()).collect())
    }
    const UNKNOWN: &'static str = "unknown-config-key";
}

impl Used for Secret {
    fn usage(&mut self) -> &mut Usage {
        &mut self.usage
    }
    fn keys(&self) -> Option<Vec<&str>> {
        Some(self.data.iter().map(|(key, _)| key.as_str()).collect())
    }
    const UNKNOWN: &'static str = "unknown-secret-key";
}

impl Used for Items {
    fn usage(&mut self) -> &mut Usage {
        &mut self.usage
    }
    fn keys(&self) -> Option<Vec<&str>> {
        None
    }
    const UNKNOWN: &'static str = "unknown-config-key";
}

/// Permissions of files; what is beyond `0o777` is told by [`mode`].
pub const MODE: &[Arg] = &[arg("permissions", Ty::Int(0, i32::MAX as i64))];

/// The rows of types with keys.
pub struct Usages<T>(PhantomData<T>);

impl<T: Kind + Used> Usages<T> {
    /// `key`, `items`, `mode`, `prefix`, `volume_name`.
    pub const ROWS: &'static [Row<T>] = &[
        row(
            "key",
            &[arg("key", Ty::Text)],
            "Only this key: the path of the mount is that one file.",
            |part: &mut T, args| {
                let key = args.text(0);
                known(part, &key, args, 0)?;
                if !part.usage().items.is_empty() {
                    return Err(both(args));
                }
                part.usage().key = Some(key);
                Ok(())
            },
        )
        .overlaps(&["items"])
        .aka(&["file"]),
        row(
            "items",
            &[arg("files", Ty::Map)],
            "Only these keys, each as a file: `#{ key: \"path\" }`.",
            |part: &mut T, args| {
                let items = pairs(args, 0)?;
                for (key, path) in &items {
                    let at = |fault: Fault| fault.at(args.spot_in(0, key));
                    known(part, key, args, 0).map_err(at)?;
                    names::relative_path(path).map_err(|reason| at(Fault::new("argument", reason)))?;
                }
                if part.usage().key.is_some() {
                    return Err(both(args));
                }
                part.usage().items = items;
                Ok(())
            },
        )
        .overlaps(&["key"]),
        row("mode", MODE, "Permissions of the files: `0o640`.", |part: &mut T, args| {
            part.usage().mode = Some(mode(args)?);
            Ok(())
        })
        .aka(&["default_mode", "defaultMode", "permissions"]),
        row(
            "prefix",
            &[arg("text", Ty::Text)],
            "Stands in front of the names of variables, in `env_from`.",
            |part: &mut T, args| {
                let prefix = args.text(0);
                form(args, 0, names::env_name(&prefix))?;
                part.usage().prefix = Some(prefix);
                Ok(())
            },
        ),
        row("volume_name", &[arg("name", Ty::Text)], "Name of the volume in the pod.", |part: &mut T, args| {
            part.usage().volume_name = Some(volume_name(args)?);
            Ok(())
        }),
    ];
}

/// The row `optional`, for objects made elsewhere.
pub const OPTIONAL: &[Row<Items>] =
    &[row("optional", &[opt("on", Ty::Bool)], "It may be missing.", |items: &mut Items, args| {
        items.usage.optional = args.flag(0);
        Ok(())
    })];

/// A key that is there, where the keys are known.
pub fn known<T: Used + Kind>(part: &T, key: &str, args: &Args, index: usize) -> Result<(), Fault> {
    let Some(keys) = part.keys() else {
        return Ok(());
    };
    if keys.contains(&key) {
        return Ok(());
    }
    let text = format!("The {} `{}` has no key `{key}`.", T::NAME, part.name().unwrap_or_default());
    Err(args.refuse(index, T::UNKNOWN, text).help(crate::diagnostic::suggestion(key, &keys, "it has")))
}

fn both(args: &Args) -> Fault {
    args.refuse(0, "argument", "`key` and `items` both say which keys are used.")
        .help("say one of them: `.key(\"FILE\")` for one file at the path of the mount, `.items(#{ … })` for a folder")
}

/// Permissions up to `0o777`. A number without `0o` is decimal.
pub fn mode(args: &Args) -> Result<i64, Fault> {
    let said = args.int(0);
    if said <= 0o777 {
        return Ok(said);
    }
    let fault =
        args.refuse(0, "argument", format!("Permissions are 0o0 to 0o777, and this is the decimal number {said}."));
    let octal = said.to_string();
    let is_octal = octal.len() <= 3 && octal.chars().all(|digit| digit < '8');
    Err(fault.help(if is_octal { format!("write `0o{octal}`") } else { "write them as `0o640`".to_owned() }))
}

/// The name of a volume: a DNS label.
pub fn volume_name(args: &Args) -> Result<String, Fault> {
    let name = args.text(0);
    form(args, 0, names::dns_label(&name, 63))?;
    Ok(name)
}

/// An argument that is an object with keys.
pub fn keyed(args: &Args, index: usize) -> Option<Keyed> {
    args.part(index)
        .map(Keyed::ConfigMap)
        .or_else(|| args.part(index).map(Keyed::Secret))
        .or_else(|| args.part(index).map(Keyed::Existing))
}

/// What may name a Secret.
pub const SECRET_NAME: &[Arg] = &[arg("secret", Ty::Any(&[Ty::Text, Ty::A(Secret::NAME), Ty::A(Items::NAME)]))];

/// The Secret that the first argument names: a part of the app, one made elsewhere, or a text.
pub fn named_secret(args: &Args) -> Result<NamedPart<Secret>, Fault> {
    if let Some(part) = args.part::<Secret>(0) {
        return Ok(NamedPart { name: part.name.clone(), part: Some(part) });
    }
    let name = match args.part::<Items>(0) {
        Some(items) if !items.secret => {
            let fault =
                args.refuse(0, "argument", format!("A Secret is expected here, not a ConfigMap: {}.", items.name));
            return Err(fault.help("write `existing_secret(\"NAME\")`"));
        }
        Some(items) => items.name.clone(),
        None => args.text(0),
    };
    form(args, 0, names::dns_subdomain(&name))?;
    Ok(NamedPart { part: None, name })
}

/// Remembers the places of the keys of a map argument, under `method`.
pub fn remember(said: &mut Said, method: &'static str, args: &Args, index: usize) {
    for (key, _) in args.map(index) {
        said.say(method, &key, key_origin(args, index, &key));
    }
}

/// The row `env_from` of a container.
pub const ENV_FROM: &[Row<crate::model::Container>] = &[row(
    "env_from",
    &[arg("object", Ty::Any(&[Ty::A(ConfigMap::NAME), Ty::A(Secret::NAME), Ty::A(Items::NAME)]))],
    "Sets a variable for each key of a ConfigMap or Secret.",
    |container: &mut crate::model::Container, args| {
        let Some(object) = keyed(args, 0) else {
            return Err(args.refuse(0, "argument", "This has no keys."));
        };
        let usage = object.usage();
        if usage.key.is_some() || !usage.items.is_empty() {
            let fault = args.refuse(0, "argument", "`env_from` takes all keys, and this is not all of them.");
            return Err(fault
                .help("take `.key(…)` or `.items(…)` away, or write `.env(\"NAME\", from_config_map(…))` for each"));
        }
        container.env_from.push(EnvSource { object, origin: args.origin() });
        Ok(())
    },
)
.each()];
