//! What to write instead of an argument of the wrong type.

use rhai::Dynamic;

use super::part::type_name;
use super::table::Sig;
use super::types::{Ty, text};
use super::vocabulary::Vocabulary;
use crate::diagnostic::suggestion;

/// A help line for a value that argument `index` of a call does not take.
pub fn mend(vocabulary: &Vocabulary, sig: &Sig, index: usize, value: &Dynamic) -> String {
    if value.is_unit() {
        return "an `if` without `else`, or a function without a result, gives nothing".to_owned();
    }
    if value.is_char() {
        return format!("text takes double quotes: \"{value}\"");
    }
    if type_name(value) == Some("secret value") {
        return "put it into `secret(\"name\", #{ key: … })`, and take it from there with `from_secret(…, \"key\")`"
            .to_owned();
    }
    of_type(vocabulary, sig, sig.args[index].ty, value).unwrap_or_else(|| format!("it is `{}`", sig.shape()))
}

fn of_type(vocabulary: &Vocabulary, sig: &Sig, ty: Ty, value: &Dynamic) -> Option<String> {
    let text = text(value);
    match ty {
        Ty::Quantity => {
            let number = value.as_int().ok()?;
            Some(if sig.name.contains("cpu") {
                format!("write \"{number}\" for whole cores or \"{number}m\" for thousandths")
            } else {
                format!("write \"{number}Mi\" or \"{number}Gi\"; a bare number is bytes")
            })
        }
        Ty::Text => value.is_int().then(|| format!("write \"{value}\"")),
        Ty::OneOf(choices) => match text {
            Some(text) => Some(suggestion(&text, choices, "it may be")),
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

/// The constructor that was meant, else all that make the type.
fn made(vocabulary: &Vocabulary, ty: &str, value: &Dynamic) -> Option<String> {
    let text = text(value);
    match (ty, text.as_deref(), value.as_int()) {
        ("Probe", Some(path), _) if path.starts_with('/') => return Some(format!("write `probe_http({path:?}, 80)`")),
        ("Probe", Some(port), _) => return Some(format!("write `probe_tcp({port:?})`, or `probe_exec([…])`")),
        ("Probe", _, Ok(port)) => return Some(format!("write `probe_tcp({port})`, or `probe_http(\"/\", {port})`")),
        ("Container", Some(image), _) => {
            let name = image.rsplit('/').next().unwrap_or(image);
            let name = name.split([':', '@']).next().unwrap_or(name);
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
    let makers = vocabulary.makers_of(ty);
    (!makers.is_empty()).then(|| format!("it is made by: `{}`", makers.join("`, `")))
}
