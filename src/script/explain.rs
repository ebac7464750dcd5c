//! Rhai's errors in our words: its own leak Rust names and lines of the common line space, so each variant is translated.

use rhai::{EvalAltResult, LexError, ParseErrorType, Position};

use super::book::Book;
use super::crowd;
use super::fault::{Fault, Spot};
use super::habits::{habit, symbol, word};
use super::types::a;
use crate::diagnostic::{Diagnostic, Place, Related, Severity, nearest};

/// An error of an evaluation as a diagnostic, at its root, with the calls that lead there.
pub fn explain(error: &EvalAltResult, book: &Book, text: &str) -> Diagnostic {
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
                return book.diagnostic(&parsing(kind, *position, book, text), *position, Severity::Error);
            }
            other => {
                let at = if other.position().is_none() { last } else { other.position() };
                return with_frames(book.diagnostic(&runtime(other, book), at, Severity::Error), &frames, book);
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

fn runtime(error: &EvalAltResult, book: &Book) -> Fault {
    match error {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => missing(signature, book),
        EvalAltResult::ErrorVariableNotFound(name, _) => unknown_variable(name, None, ""),
        EvalAltResult::ErrorPropertyNotFound(name, _) => Fault::new("unknown-key", format!("The map has no `{name}`."))
            .help(format!("ask with `.get(\"{name}\") ?? default` where it may be missing")),
        EvalAltResult::ErrorIndexNotFound(index, _) => {
            Fault::new("unknown-key", format!("There is no {} here.", super::types::shown(index)))
        }
        EvalAltResult::ErrorModuleNotFound(name, _) => {
            Fault::new("unknown-module", format!("There is no module: {name}."))
        }
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
        | EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => {
            Fault::new("constant-changed", format!("`{name}` is a constant and cannot be changed."))
                .help("make it with `let`")
        }
        EvalAltResult::ErrorDotExpr(..) => Fault::new("no-property", "There is no such property here.")
            .help("parts have the property `name`; all else is said with methods: `x = x.replicas(3)`"),
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

/// `name (Type, Type)` as Rhai has it, to words from the tables.
fn missing(signature: &str, book: &Book) -> Fault {
    let (name, types) = signature.split_once(" (").unwrap_or((signature, ""));
    let types: Vec<&str> = types.trim_end_matches(')').split(", ").filter(|ty| !ty.is_empty()).collect();
    if name.starts_with("anon$") {
        return uncallable(name, types.len(), book);
    }
    let vocabulary = &book.vocabulary;
    if !name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') {
        return operator(name, &types, book);
    }
    if let Some(receiver) = types.first() {
        if let Some(sig) = vocabulary.method(receiver, name) {
            return vocabulary.wrong_count(sig, types.len() - 1);
        }
        if vocabulary.types().any(|(ty, _)| ty == *receiver) {
            return vocabulary.unknown_method(receiver, name);
        }
    }
    if let Some((sig, _)) = vocabulary.maker(name) {
        return vocabulary.wrong_count(sig, types.len());
    }
    if let Some(sig) = vocabulary.function(name) {
        return vocabulary.wrong_count(sig, types.len());
    }
    if let (Some(ty), Some(receiver)) = (vocabulary.type_with(name), types.first()) {
        let help = if *receiver == "()" {
            "an `if` without `else`, or a function without a result, gives nothing".to_owned()
        } else {
            String::new()
        };
        return Fault::new(
            "unknown-method",
            format!("`{name}` is a method of {}; this is {}.", a(ty), words(receiver)),
        )
        .help(help);
    }
    vocabulary.unknown_function(name)
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
fn operator(name: &str, types: &[&str], book: &Book) -> Fault {
    let part = |ty: &&str| book.vocabulary.types().any(|(part, _)| part == *ty);
    let help = match name {
        "==" | "!=" | "<" | ">" | "<=" | ">=" if types.iter().any(part) => {
            "parts are not compared; their names can be: `a.name == b.name`"
        }
        "+" if types.iter().any(part) => "a part has no text form: use its `name`, or add it with a method",
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

fn unknown_variable(name: &str, position: Option<Position>, text: &str) -> Fault {
    let fault = Fault::new("unknown-variable", format!("There is no variable `{name}` here."));
    let fault = match position {
        Some(position) => fault.at(Spot::At(position)),
        None => fault,
    };
    if matches!(name, "null" | "nil" | "None" | "undefined") {
        return fault.help("nothing is written `()`");
    }
    if let Some(help) = word(name) {
        return fault.help(help);
    }
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("let ").or_else(|| line.trim_start().strip_prefix("const ")))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .collect();
    if names.contains(&name) {
        return fault.help(format!(
            "functions do not see the script's variables, and nothing sees a variable before its line: pass `{name}` as an argument, or make it `const` and write `global::{name}`"
        ));
    }
    match nearest(name, names).first() {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("make it with `let`; text takes double quotes"),
    }
}

fn parsing(kind: &ParseErrorType, position: Position, book: &Book, text: &str) -> Fault {
    let syntax = |words: String| Fault::new("syntax", words);
    let habit = habit(position, book, text);
    let fault = match kind {
        ParseErrorType::VariableUndefined(name) => {
            let fault = unknown_variable(name, Some(position), text);
            return match habit {
                Some(help) => fault.help(help),
                None => fault,
            };
        }
        ParseErrorType::ModuleUndefined(name) => {
            return Fault::new("unknown-module", format!("There is no module `{name}` here."))
                .help(format!("import it at the top: `import \"lib/{name}\" as {name};`"));
        }
        ParseErrorType::UnexpectedEOF => syntax("The script ends in the middle of something.".to_owned())
            .help("look for a bracket or quote that is not closed"),
        ParseErrorType::BadInput(LexError::UnterminatedString) => syntax("The text is not closed.".to_owned())
            .help("close it with the same quote; text over several lines takes backticks"),
        ParseErrorType::BadInput(LexError::MalformedChar(chars)) => {
            syntax(format!("'{chars}' is no text.")).help(format!("text takes double quotes: \"{chars}\""))
        }
        ParseErrorType::BadInput(LexError::MalformedNumber(number)) => {
            syntax(format!("`{number}` is no number.")).help(format!("an amount with a unit is text: \"{number}\""))
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _)) if symbol == "eval" => {
            book.vocabulary.unknown_function(symbol)
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(found, _)) => {
            syntax(format!("`{found}` has no meaning here.")).help(symbol(found).unwrap_or_default())
        }
        ParseErrorType::BadInput(LexError::Runtime(sign)) if sign == crowd::SIGN => {
            Fault::new("budget", format!("There are more than {} entries here.", crowd::MOST_ENTRIES))
                .help("put them together from several maps: `a + b`")
        }
        ParseErrorType::BadInput(_) => syntax("This cannot be read.".to_owned()),
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            syntax("A `;` is missing here.".to_owned()).help("each statement but the last ends with `;`")
        }
        ParseErrorType::MissingToken(token, _) => syntax(format!("`{token}` is missing here."))
            .help("a bracket that was opened is not closed, or a comma or `;` is missing"),
        ParseErrorType::MissingSymbol(_) => syntax("A symbol is missing here.".to_owned()),
        ParseErrorType::Reserved(word) if word == "null" => Fault::new("reserved-word", "There is no `null`.")
            .help("nothing is written `()`; a field that is not said stays unset"),
        ParseErrorType::Reserved(found) if symbol(found).is_some() => {
            syntax(format!("`{found}` has no meaning here.")).help(symbol(found).unwrap_or_default())
        }
        ParseErrorType::Reserved(found) => {
            let quoted = format!("as a key write it in quotes: `#{{ \"{found}\": … }}`; as a name choose another one");
            Fault::new("reserved-word", format!("`{found}` is a reserved word."))
                .help(word(found).map_or(quoted, str::to_owned))
        }
        ParseErrorType::DuplicatedProperty(name) => {
            syntax(format!("The key `{name}` stands twice in this map.")).help("take one away")
        }
        ParseErrorType::FnDuplicatedDefinition(name, count) => {
            syntax(format!("`fn {name}` with {count} arguments is defined twice."))
        }
        ParseErrorType::PropertyExpected => Fault::new("reserved-word", "A name is expected after the dot.")
            .help("a reserved word cannot be the name of a method"),
        ParseErrorType::VariableExpected => syntax("A name is expected here.".to_owned()),
        ParseErrorType::ExprExpected(_) => syntax("A value is expected here.".to_owned()),
        ParseErrorType::ExprTooDeep => {
            Fault::new("budget", "This is nested too deep.").help("take parts of it out into variables")
        }
        ParseErrorType::TooManyFunctions => Fault::new("budget", "There are too many functions."),
        ParseErrorType::AssignmentToConstant(name) => {
            Fault::new("constant-changed", format!("`{name}` is a constant and cannot be changed."))
                .help("make it with `let`")
        }
        ParseErrorType::AssignmentToInvalidLHS(_) => Fault::new("property-assigned", "This cannot be set with `=`.")
            .help("a method returns a new value: `x = x.replicas(3)`"),
        ParseErrorType::UnknownOperator(operator) => {
            syntax(format!("There is no operator `{operator}`.")).help(symbol(operator).unwrap_or_default())
        }
        ParseErrorType::WrongFnDefinition => {
            syntax("Functions are defined at the top of a file, not within others.".to_owned())
        }
        _ => syntax("This cannot be read.".to_owned()),
    };
    match habit {
        Some(help) => fault.help(help),
        None => fault,
    }
}
