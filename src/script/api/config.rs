//! ConfigMaps, Secrets, and those made elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rhai::Dynamic;

use super::shared::{Common, Labels, Patches, at_key, form, object_name, set_key};
use super::usage::{OPTIONAL, Usages, remember};
use crate::model::{ConfigMap, ConfigValue, Generated, Items, Secret, SecretValue, Source};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::part::Part;
use crate::script::secret::SecretText;
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, opt, row, text};
use crate::script::types::{Ty, named, text as as_text};
use crate::text::names;

/// The most bytes that the values of a ConfigMap or Secret may have together.
const MOST: usize = 1 << 20;
/// Text or a secret value.
const SECRET: Ty = Ty::Any(&[Ty::Text, Ty::A("secret value")]);
const NAME: &[Arg] = &[arg("name", Ty::Text)];

impl Kind for ConfigMap {
    const NAME: &'static str = "ConfigMap";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "config_map",
        &[arg("name", Ty::Text), arg("data", Ty::Map)],
        "Files or variables of the app: named by their content, so that pods roll when it changes.",
        |args| {
            let name = object_name(args, 0, 253)?;
            let mut part = Self { name, ..Self::default() };
            for (key, value) in args.map(1) {
                names::secret_key(&key).map_err(|reason| at_key(Fault::new("name-form", reason), args, 1, &key))?;
                let value = config_value(&key, &value).map_err(|fault| at_key(fault, args, 1, &key))?;
                set_key(&mut part.data, key.to_string(), value);
            }
            let sizes = part.data.iter().map(|(_, value)| match value {
                ConfigValue::Text(text) => text.len(),
                ConfigValue::Bytes(bytes) => bytes.len(),
            });
            fits(args, "ConfigMap", sizes.sum())?;
            remember(&mut part.said, "data", args, 1);
            Ok(part)
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[row(
            "fixed_name",
            &[opt("on", Ty::Bool)],
            "Keeps its plain name: pods do not roll when it changes.",
            |part: &mut Self, args| {
                part.fixed_name = args.flag(0);
                Ok(())
            },
        )],
        Usages::<Self>::ROWS,
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

fn config_value(key: &str, value: &Dynamic) -> Result<ConfigValue, Fault> {
    if value.is_blob() {
        return Ok(ConfigValue::Bytes(value.clone().into_blob().unwrap_or_default()));
    }
    if Ty::Scalar.takes(value) {
        return Ok(ConfigValue::Text(as_text(value).unwrap_or_else(|| value.to_string())));
    }
    let fault = Fault::new("argument", format!("The value of `{key}` must be text or bytes, not {}.", named(value)));
    Err(if value.read_lock::<SecretText>().is_some() || value.read_lock::<Part<Generated>>().is_some() {
        fault.help("a ConfigMap can be read by everybody: put it into `secret(\"NAME\", #{ … })`")
    } else if value.is_map() || value.is_array() {
        fault.help("make text of it: `to_yaml(…)` or `to_json(…)`")
    } else {
        fault
    })
}

/// Refuses more than Kubernetes takes.
fn fits(args: &Args, what: &str, size: usize) -> Result<(), Fault> {
    if size <= MOST {
        return Ok(());
    }
    let text = format!("The values of a {what} have at most {MOST} bytes (1 MiB) together, not: {size}.");
    Err(args.refuse(1, "too-large", text).help("put large files into an image, or mount them with `image_volume(…)`"))
}

impl Kind for Secret {
    const NAME: &'static str = "Secret";

    const MAKERS: &'static [Maker<Self>] = &[
        maker(
            "secret",
            &[arg("name", Ty::Text), arg("data", Ty::Map)],
            "A Secret of the app; values come from `secret_param`.",
            |args| {
                let mut part = Self { name: object_name(args, 0, 253)?, ..Self::default() };
                for (key, value) in args.map(1) {
                    names::secret_key(&key).map_err(|reason| at_key(Fault::new("name-form", reason), args, 1, &key))?;
                    let source = source(&key, &value).map_err(|fault| at_key(fault, args, 1, &key))?;
                    set_key(&mut part.data, key.to_string(), source);
                }
                fits(args, "Secret", part.data.iter().map(|(_, source)| size(source)).sum())?;
                remember(&mut part.said, "data", args, 1);
                Ok(part)
            },
        ),
        maker(
            "tls_secret",
            &[arg("name", Ty::Text), arg("certificate", SECRET), arg("key", SECRET)],
            "A certificate with its key, as ingresses take it.",
            |args| {
                let certificate = match given(args, 1) {
                    Source::Literal(text) => Source::Public(text),
                    secret => secret,
                };
                let data = vec![("tls.crt".to_owned(), certificate), ("tls.key".to_owned(), given(args, 2))];
                let kind = Some("kubernetes.io/tls".to_owned());
                Ok(Self { name: object_name(args, 0, 253)?, kind, data, ..Self::default() })
            },
        ),
        maker(
            "registry_secret",
            &[arg("name", Ty::Text), arg("server", Ty::Text), arg("user", SECRET), arg("password", SECRET)],
            "The password of a registry, for `image_pull_secret`.",
            registry,
        ),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[text("type", &[arg("type", Ty::Text)], "`Opaque` unless said.", |secret| &mut secret.kind)],
        Usages::<Self>::ROWS,
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

/// A value of a Secret.
fn source(key: &str, value: &Dynamic) -> Result<Source, Fault> {
    if let Some(value) = value.read_lock::<SecretText>() {
        return Ok(value.0.clone());
    }
    if let Some(part) = value.read_lock::<Part<Generated>>() {
        return Ok(Source::Generated { name: part.0.name.clone(), length: part.0.length });
    }
    if Ty::Scalar.takes(value) {
        return Ok(Source::Literal(as_text(value).unwrap_or_else(|| value.to_string())));
    }
    let text = format!("The value of `{key}` must be a secret value or text, not {}.", named(value));
    Err(Fault::new("argument", text).help("take it from `secret_param(\"name\")`"))
}

/// An argument that is a secret value or text.
fn given(args: &Args, index: usize) -> Source {
    let secret = args.values[index].read_lock::<SecretText>().map(|value| value.0.clone());
    secret.unwrap_or_else(|| Source::Literal(args.text(index)))
}

fn size(source: &Source) -> usize {
    match source {
        Source::Given(value) => value.reveal().len(),
        Source::Literal(text) | Source::Public(text) => text.len(),
        Source::Missing(_) | Source::Generated { .. } => 0,
    }
}

fn registry(args: &Args) -> Result<Secret, Fault> {
    let name = object_name(args, 0, 253)?;
    let server = args.text(1);
    if server.is_empty() || server.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(args.refuse(1, "argument", format!("This is no registry: {server:?}.")));
    }
    let (user, password) = (given(args, 2), given(args, 3));
    if matches!(password, Source::Literal(_)) {
        // The value is not shown: it is a password, although it stands in the script.
        let fault =
            args.refuse(3, "literal-secret", "The password of a registry stands in the script, for everybody to read.");
        return Err(fault.help("write `secret_param(\"NAME\")` and give the value with `--secrets FILE`"));
    }
    let clear = |source: &Source| match source {
        Source::Given(value) => Some(value.reveal().to_owned()),
        Source::Literal(text) => Some(text.clone()),
        _ => None,
    };
    let value = match (clear(&user), clear(&password)) {
        (None, _) => user,
        (_, None) => password,
        (Some(user), Some(password)) => {
            let auth = STANDARD.encode(format!("{user}:{password}"));
            let entry = serde_json::json!({ "username": user, "password": password, "auth": auth });
            let mut servers = serde_json::Map::new();
            servers.insert(server, entry);
            Source::Given(SecretValue::new(&serde_json::json!({ "auths": servers }).to_string()))
        }
    };
    Ok(Secret {
        name,
        kind: Some("kubernetes.io/dockerconfigjson".to_owned()),
        data: vec![(".dockerconfigjson".to_owned(), value)],
        ..Secret::default()
    })
}

impl Kind for Generated {
    const NAME: &'static str = "GeneratedValue";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "generated",
        &[arg("name", Ty::Text), arg("length", Ty::Int(8, 256))],
        "A value of a Secret that the first apply makes and nobody sees; the same name is the same value. Not carried out \
         yet: check, diff and apply refuse it.",
        |args| Ok(Self { name: object_name(args, 0, 63)?, length: args.int(1), ..Self::default() }),
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[Common::<Self>::ROWS];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Kind for Items {
    const NAME: &'static str = "ExistingObject";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("existing_config_map", NAME, "A ConfigMap made elsewhere.", |args| existing(args, false)),
        maker("existing_secret", NAME, "A Secret made elsewhere.", |args| existing(args, true)),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[OPTIONAL, Usages::<Self>::ROWS, Common::<Self>::ROWS];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

fn existing(args: &Args, secret: bool) -> Result<Items, Fault> {
    let name = args.text(0);
    form(args, 0, names::dns_subdomain(&name))?;
    Ok(Items { name, secret, ..Items::default() })
}
