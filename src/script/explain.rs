//! Rhai's errors in our words: its own leak Rust names and lines of the common line space, so each variant is translated.

use rhai::{EvalAltResult, Position};

use super::book::Book;
use super::fault::Fault;
use super::habits::unknown_variable;
use super::mends::NOTHING;
use super::parsing::{constant_changed, parsing, unknown_module};
use super::types::a;
use super::written::items;
use crate::diagnostic::{Diagnostic, Place, Related, Severity};

/// An error of an evaluation as a diagnostic, at its root, with the calls that lead there.
pub fn explain(error: &EvalAltResult, book: &Book) -> Diagnostic {
    let mut frames = Vec::new();
    let (mut current, mut last) = (error, Position::NONE);
    loop {
        match current {
            EvalAltResult::ErrorInFunctionCall(name, _, inner, position) => {
                frames.push((name.as_str(), *position));
                last = *position;
                current = inner;
            }
            EvalAltResult::ErrorInModule(_, inner, position) => {
                last = *position;
                current = inner;
            }
            EvalAltResult::ErrorRuntime(value, position) if value.is::<Fault>() => {
                let fault = value.read_lock::<Fault>().map(|fault| fault.clone());
                let fault = fault.unwrap_or_else(|| Fault::new("script", "The script failed."));
                let at = if position.is_none() { last } else { *position };
                return with_frames(book.diagnostic(&fault, at, Severity::Error), &frames, book);
            }
            EvalAltResult::ErrorTerminated(value, position) if value.is::<Fault>() => {
                let fault = value.read_lock::<Fault>().map(|fault| fault.clone());
                let fault = fault.unwrap_or_else(|| Fault::new("budget", "The script used too much."));
                return with_frames(book.diagnostic(&fault, *position, Severity::Error), &frames, book);
            }
            EvalAltResult::ErrorParsing(kind, position) => {
                return book.diagnostic(&parsing(kind, *position, book), *position, Severity::Error);
            }
            other => {
                let at = if other.position().is_none() { last } else { other.position() };
                return with_frames(book.diagnostic(&runtime(other, at, book), at, Severity::Error), &frames, book);
            }
        }
    }
}

fn with_frames(mut diagnostic: Diagnostic, frames: &[(&str, Position)], book: &Book) -> Diagnostic {
    for (name, position) in frames.iter().rev() {
        let words = if name.starts_with("anon$") {
            "in the closure called here".to_owned()
        } else {
            format!("in `{name}`, called here")
        };
        let place = book.place(*position);
        if place != diagnostic.place && !diagnostic.related.iter().any(|related| Some(&related.place) == place.as_ref())
        {
            diagnostic = diagnostic.and(words, place);
        }
    }
    users_line_first(&mut diagnostic, book);
    diagnostic
}

/// What happens within the standard library is told at the line of the user that led there.
fn users_line_first(diagnostic: &mut Diagnostic, book: &Book) {
    let is_library = |place: &Place| book.sources.is_library_file(&place.file);
    let Some(inner) = diagnostic.place.clone().filter(is_library) else { return };
    let Some(first) = diagnostic.related.iter().position(|related| !is_library(&related.place)) else { return };
    diagnostic.place = Some(diagnostic.related.remove(first).place);
    diagnostic.related.insert(0, Related { message: "in the standard library".to_owned(), place: inner });
}

fn runtime(error: &EvalAltResult, at: Position, book: &Book) -> Fault {
    match error {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => missing(signature, at, book),
        EvalAltResult::ErrorVariableNotFound(name, _) => unknown_variable(name, at, book),
        EvalAltResult::ErrorPropertyNotFound(name, _) => Fault::new("unknown-key", format!("The map has no `{name}`."))
            .help(format!("ask with `.get(\"{name}\") ?? default` where it may be missing")),
        EvalAltResult::ErrorIndexNotFound(index, _) => {
            Fault::new("unknown-key", format!("There is no {} here.", super::types::shown(index)))
        }
        EvalAltResult::ErrorModuleNotFound(name, _) => unknown_module(name, at, book),
        EvalAltResult::ErrorStackOverflow(_) => {
            Fault::new("budget", "The calls go too deep.").help("look for a function that calls itself without end")
        }
        EvalAltResult::ErrorTooManyModules(_) => Fault::new("budget", "The script imports too often.")
            .help("import each file once, at the top of the script"),
        EvalAltResult::ErrorTooManyOperations(_)
        | EvalAltResult::ErrorDataTooLarge(..)
        | EvalAltResult::ErrorTooManyVariables(_) => {
            Fault::new("budget", "The script uses too much.").help("look for a loop without end")
        }
        EvalAltResult::ErrorArrayBounds(length, index, _) => {
            Fault::new("out-of-bounds", format!("The list has {length} items, and no item {index}."))
                .help("items count from 0")
        }
        EvalAltResult::ErrorStringBounds(length, index, _) => {
            Fault::new("out-of-bounds", format!("The text has {length} characters, and none at {index}."))
        }
        EvalAltResult::ErrorMismatchDataType(wanted, got, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, got, _) => Fault::new(
            "argument",
            format!("{} is expected here, not {}.", super::say::capital(&words(wanted)), words(got)),
        ),
        EvalAltResult::ErrorFor(_) => {
            Fault::new("argument", "`for` goes over a list, a map's `keys()`, text or a range such as `0..3`.")
        }
        EvalAltResult::ErrorDataRace(..) => {
            Fault::new("captures-itself", "A closure uses the variable that this call is about to change.")
                .help("use the closure's own parameter, or copy first: `let before = x;`")
        }
        EvalAltResult::ErrorAssignmentToConstant(name, _)
        | EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => constant_changed(name),
        EvalAltResult::ErrorDotExpr(..) => no_property(at, book),
        EvalAltResult::ErrorIndexingType(..) => Fault::new("no-property", "This value has no items."),
        EvalAltResult::ErrorArithmetic(words, _) => {
            Fault::new("arithmetic", format!("{}.", words.trim_end_matches('.')))
        }
        EvalAltResult::ErrorUnboundThis(_) => {
            Fault::new("no-value", "`this` is only there in a function that is called as a method.")
        }
        EvalAltResult::ErrorRuntime(value, _) => {
            Fault::new("thrown", format!("The script failed: {}.", super::types::shown(value).trim_matches('"')))
        }
        EvalAltResult::ErrorTerminated(..) => Fault::new("budget", "The script was stopped."),
        EvalAltResult::ErrorVariableExists(name, _) | EvalAltResult::ErrorForbiddenVariable(name, _) => {
            Fault::new("syntax", format!("The name `{name}` cannot be used here."))
        }
        _ => Fault::new("script", "The script failed here."),
    }
}

/// A property of a value that has none, or none of this name.
fn no_property(at: Position, book: &Book) -> Fault {
    let (_, rest) = book.line(at).unwrap_or_default();
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return Fault::new("no-property", "There is no such property here.")
            .help("parts have the property `name`; all else is said with methods: `x = x.replicas(3)`");
    }
    let fault = Fault::new("no-property", format!("There is no property `{name}` here."));
    let receiver = book.receiver(at).unwrap_or("x");
    if matches!(name.as_str(), "length" | "size" | "count") {
        return fault.help(match receiver {
            "x" => "write `.len()`".to_owned(),
            receiver => format!("write `{receiver}.len()`"),
        });
    }
    let set = rest[name.len()..].trim_start().strip_prefix('=').filter(|value| !value.starts_with('='));
    match (book.vocabulary.type_with(&name), set) {
        (Some(_), Some(value)) => {
            let value = value.trim().trim_end_matches(';').trim_end();
            fault.help(format!("a part is not changed by `=`: write `{receiver} = {receiver}.{name}({value});`"))
        }
        (Some(_), None) => fault.help(format!("it is a method: `{receiver}.{name}(…)`")),
        _ => fault.help("parts have the property `name`; all else is said with methods: `x = x.replicas(3)`"),
    }
}

/// `name (Type, Type)` as Rhai has it, to words from the tables.
fn missing(signature: &str, at: Position, book: &Book) -> Fault {
    let (name, types) = signature.split_once(" (").unwrap_or((signature, ""));
    let types: Vec<&str> = types.trim_end_matches(')').split(", ").filter(|ty| !ty.is_empty()).collect();
    if name.starts_with("anon$") {
        return uncallable(name, types.len(), book);
    }
    let (vocabulary, written) = (&book.vocabulary, book.arguments(at));
    if !name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') {
        return operator(name, &types, at, book);
    }
    if let Some(receiver) = types.first() {
        if let Some(sig) = vocabulary.method(receiver, name) {
            return vocabulary.wrong_count(sig, types.len() - 1, written);
        }
        if vocabulary.types().any(|(ty, _)| ty == *receiver) {
            return vocabulary.unknown_method(receiver, name, written);
        }
    }
    if let Some((sig, _)) = vocabulary.maker(name) {
        return vocabulary.wrong_count(sig, types.len(), written);
    }
    if let Some(sig) = vocabulary.function(name) {
        return vocabulary.wrong_count(sig, types.len(), written);
    }
    if let (Some(ty), Some(receiver)) = (vocabulary.type_with(name), types.first()) {
        let help = if *receiver == "()" { NOTHING.to_owned() } else { String::new() };
        return Fault::new(
            "unknown-method",
            format!("`{name}` is a method of {}; this is {}.", a(ty), words(receiver)),
        )
        .help(help);
    }
    vocabulary.unknown_function(name, written)
}

/// The words for a closure that cannot be called with so many arguments, its captured variables counted.
pub fn uncallable(name: &str, given: usize, book: &Book) -> Fault {
    match book.closures.get(name) {
        Some(wanted) if *wanted != given => {
            let words = if *wanted > given { "more" } else { "fewer" };
            Fault::new("closure-arguments", format!("The closure takes {words} arguments than it is given."))
                .help("write as many parameters as it is called with: `|x| x.…` for one")
        }
        _ => Fault::new("closure-arguments", "A closure that another file made cannot be called here.")
            .help("let that file give a function, and write `|x| lib::f(x)` here"),
    }
}

/// An operator between values that it does not work on.
fn operator(name: &str, types: &[&str], at: Position, book: &Book) -> Fault {
    let part = |ty: &&str| book.vocabulary.types().any(|(part, _)| part == *ty);
    if let (true, Some(first)) = (matches!(name, "+" | "+="), types.first().filter(|ty| part(ty))) {
        let other = types.get(1).copied().unwrap_or_default();
        return added(first, other, at, book);
    }
    let help = match name {
        "==" | "!=" | "<" | ">" | "<=" | ">=" if types.iter().any(part) => {
            "parts are not compared; their names can be: `a.name == b.name`"
        }
        "+" | "+=" if types.iter().any(part) => "a part has no text form: use its `name`, or give it to a method",
        _ => "",
    };
    let words: Vec<String> = types.iter().map(|ty| words(ty)).collect();
    let text = match words.as_slice() {
        [one] => format!("`{name}` does not work on {one}."),
        [one, other] => format!("`{name}` does not work between {one} and {other}."),
        _ => format!("`{name}` does not work here."),
    };
    Fault::new("argument", text).help(help)
}

/// Something that is added to a part by `+` instead of by a method.
fn added(part: &str, other: &str, at: Position, book: &Book) -> Fault {
    let fault = Fault::new("argument", format!("Nothing is added to {} by `+`.", a(part)));
    let (before, rest) = book.line(at).unwrap_or_default();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let left = before.trim_end().trim_start_matches(|c: char| !word(c));
    let left = if !left.is_empty() && left.chars().all(word) { left } else { "x" };
    let right = rest.trim_start_matches(['+', '=', ' ']).trim_end().trim_end_matches(';');
    let right = items(&format!("({right})")).first().map_or_else(|| "…".to_owned(), |first| (*first).to_owned());
    match book.vocabulary.method_for(part, other) {
        Some(name) => fault.help(format!("write `{left} = {left}.{name}({right});`")),
        None => fault.help(format!("a method gives a new one: `{left} = {left}.NAME({right});`")),
    }
}

/// Rhai's name of a type in words.
fn words(ty: &str) -> String {
    let last = ty.rsplit("::").next().unwrap_or(ty).trim_end_matches('>');
    match last {
        // One overload of many, as Rhai lists them.
        _ if last.contains("ImmutableString") => "text".to_owned(),
        "i64" => "an integer".to_owned(),
        "f64" => "a float".to_owned(),
        "bool" => "true or false".to_owned(),
        "string" | "ImmutableString" | "&str" | "&" => "text".to_owned(),
        "char" => "a character".to_owned(),
        "()" => "nothing".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        "Fn" | "FnPtr" => "a closure".to_owned(),
        "Range<i64" | "RangeInclusive<i64" => "a range".to_owned(),
        other => a(other),
    }
}
