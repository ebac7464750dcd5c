//! What to write instead of an argument of the wrong type.

use rhai::{Dynamic, Map};

use super::part::type_name;
use super::table::Sig;
use super::types::{Ty, shown, text};
use super::vocabulary::Vocabulary;
use crate::diagnostic::nearest;
use crate::text::quantity;

/// Where nothing came from, and what to do.
pub const NOTHING: &str = "an `if` without `else`, or a function that ends with `let`, gives nothing: add the `else`, or end it with the value";

/// A help line for a value that argument `index` of a call, or of the key of an option map, does not take.
pub fn mend(vocabulary: &Vocabulary, sig: &Sig, index: usize, value: &Dynamic, is_key: bool) -> String {
    if value.is_unit() {
        return NOTHING.to_owned();
    }
    if value.is_char() {
        return format!("text takes double quotes: \"{value}\"");
    }
    if type_name(value) == Some("secret value") {
        return "put it into `secret(\"name\", #{ key: … })`, and take it from there with `from_secret(…, \"key\")`"
            .to_owned();
    }
    let plain = || format!("it is `{}`", if is_key { sig.entry() } else { sig.shape() });
    let ty = sig.args[index].ty;
    of_type(vocabulary, sig, ty, value).or_else(|| bounds(ty)).unwrap_or_else(plain)
}

/// What a type of numbers takes.
fn bounds(ty: Ty) -> Option<String> {
    Some(match ty {
        Ty::Int(min, max) if max >= i32::MAX.into() => format!("write a whole number, at least {min}"),
        Ty::Int(min, max) => format!("write a whole number from {min} to {max}"),
        Ty::Seconds(min) => format!("write seconds, such as {}, or text such as \"10m\"", min.max(30)),
        Ty::Quantity => "write a number and a unit: \"250m\", \"512Mi\"".to_owned(),
        Ty::Map => "write a map: `#{ key: \"value\" }`".to_owned(),
        Ty::Port => "write a port from 1 to 65535, or the name of one".to_owned(),
        _ => return None,
    })
}

fn of_type(vocabulary: &Vocabulary, sig: &Sig, ty: Ty, value: &Dynamic) -> Option<String> {
    let text = text(value);
    match ty {
        Ty::Quantity => {
            if let Some(text) = text {
                return in_bytes(&text).map(|meant| format!("write \"{meant}\""));
            }
            let number = value.as_int().ok()?;
            Some(if sig.name.contains("cpu") {
                format!("write \"{number}\" for whole cores or \"{number}m\" for thousandths")
            } else {
                format!("write \"{number}Mi\" or \"{number}Gi\"; a bare number is bytes")
            })
        }
        Ty::Text => value.is_int().then(|| format!("write \"{value}\"")),
        Ty::OneOf(choices) => match text {
            Some(text) => Some(match nearest(&text, choices.iter().copied()).as_slice() {
                [] => format!("write {}", quoted(choices)),
                near => format!("write {}", quoted(near)),
            }),
            None => value.is_int().then(|| format!("write \"{value}\"")),
        },
        Ty::Int(..) | Ty::Seconds(_) => {
            let number: i64 = text?.parse().ok()?;
            Some(format!("write {number}, without quotes"))
        }
        Ty::Bool => match text.as_deref() {
            Some("true" | "yes" | "on") => Some("write `true`, without quotes".to_owned()),
            Some("false" | "no" | "off") => Some("write `false`, without quotes".to_owned()),
            _ => None,
        },
        Ty::Texts => {
            let Some(text) = text else {
                return value.is_int().then(|| format!("write [\"{value}\"]"));
            };
            let words: Vec<String> = text.split_whitespace().map(|word| format!("{word:?}")).collect();
            let list = format!("write [{}]", words.join(", "));
            let shell = matches!(sig.name, "command" | "args" | "hook_exec" | "probe_exec" | "shell");
            Some(if shell { format!("{list}, or [\"sh\", \"-c\", {text:?}] for a shell") } else { list })
        }
        Ty::A(name) => made(vocabulary, name, value),
        Ty::Change(_) => Some("write a closure that returns the changed value: `|x| x.…`".to_owned()),
        Ty::Any(types) => {
            let plain = types.iter().any(|ty| matches!(ty, Ty::Scalar | Ty::Text));
            let meant = types.iter().filter(|ty| !(plain && matches!(ty, Ty::A(_))));
            meant.into_iter().find_map(|ty| of_type(vocabulary, sig, *ty, value))
        }
        _ => None,
    }
}

/// The quantity that somebody meant who wrote the bytes: "10GB", "512mb".
fn in_bytes(text: &str) -> Option<String> {
    let (number, unit) = text.split_at(text.find(char::is_alphabetic)?);
    let unit = unit.strip_suffix(['B', 'b']).unwrap_or(unit).to_lowercase();
    let unit = ["k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"].into_iter().find(|known| known.to_lowercase() == unit)?;
    let meant = format!("{}{unit}", number.trim());
    quantity::parse(&meant).is_ok().then_some(meant)
}

/// The constructor that was meant, else all that make the type.
fn made(vocabulary: &Vocabulary, ty: &str, value: &Dynamic) -> Option<String> {
    let text = text(value);
    match (ty, text.as_deref(), value.as_int()) {
        ("Probe", Some(path), _) if path.starts_with('/') => return Some(format!("write `probe_http({path:?}, 80)`")),
        ("Probe", Some(port), _) => return Some(format!("write `probe_tcp({port:?})`, or `probe_exec([…])`")),
        ("Probe", _, Ok(port)) => return Some(format!("write `probe_tcp({port})`, or `probe_http(\"/\", {port})`")),
        ("Container", Some(image), _) => {
            let name = name_of_image(image);
            return Some(format!("write `container({name:?}, {image:?})`"));
        }
        ("Ingress", Some(host), _) => return Some(format!("write `ingress({host:?})`")),
        ("Service", _, Ok(port)) => return Some(format!("write `service().port({port})`")),
        ("Autoscaler", _, Ok(most)) => return Some(format!("write `hpa(1, {most})`")),
        ("Toleration", Some(key), _) => return Some(format!("write `toleration({key:?})`")),
        ("Hook", _, _) if value.is_array() => return Some("write `hook_exec([…])`".to_owned()),
        ("Hook", Some(path), _) if path.starts_with('/') => return Some(format!("write `hook_http({path:?}, 80)`")),
        _ => {}
    }
    if let Some(meant) = value.as_map_ref().ok().and_then(|map| of_map(ty, &map)) {
        return Some(format!("write `{meant}`"));
    }
    let makers = vocabulary.makers_of(ty);
    if let ([_], Some(sig)) = (makers.as_slice(), vocabulary.maker_of(ty))
        && let Some(arg) = sig.args.first()
        && sig.min() <= 1
        && arg.ty.takes(value)
    {
        return Some(format!("write `{}({})`", sig.name, shown(value)));
    }
    (!makers.is_empty()).then(|| format!("it is made by: `{}`", makers.join("`, `")))
}

/// A part that was written as Kubernetes has it.
fn of_map(ty: &str, map: &Map) -> Option<String> {
    let entry = |map: &Map, key: &str| map.get(key).map(shown);
    let of = |key: &str| map.get(key).and_then(|value| value.clone().try_cast::<Map>());
    match ty {
        "Container" => Some(format!("container({}, {})", entry(map, "name")?, entry(map, "image")?)),
        "Probe" => {
            if let Some(http) = of("httpGet") {
                let path = entry(&http, "path").unwrap_or_else(|| "\"/\"".to_owned());
                return Some(format!("probe_http({path}, {})", entry(&http, "port")?));
            }
            if let Some(command) = of("exec") {
                return command.contains_key("command").then(|| "probe_exec([…])".to_owned());
            }
            Some(format!("probe_tcp({})", entry(&of("tcpSocket")?, "port")?))
        }
        _ => None,
    }
}

/// The name that a container of this image would have.
pub fn name_of_image(image: &str) -> &str {
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split([':', '@']).next().unwrap_or(name)
}

fn quoted(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    texts.join(" or ")
}
