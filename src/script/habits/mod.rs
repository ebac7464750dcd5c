//! What people write who come from JavaScript, Python, Rust, YAML, Helm or the shell, and what to write here: found in the
//! source around the place where the parser gave up, as there is no syntax tree then.

mod brackets;
mod rules;
mod seen;
mod statements;
mod tokens;
mod words;

use rhai::Position;

use super::book::Book;
use super::fault::{Fault, Spot};
use crate::diagnostic::nearest;
use seen::Seen;
use tokens::{Kind, Token, tokens};
pub use words::{sign, word};

/// A file of more bytes is not searched for what was meant.
const LONGEST: usize = 256 * 1024;

/// The tokens of the file around a place, and the one that stands there.
fn look<T>(position: Position, book: &Book, ask: impl FnOnce(&Seen) -> Option<T>) -> Option<T> {
    let place = book.place(position)?;
    let text = book.sources.text(&place.file).filter(|text| text.len() <= LONGEST)?;
    let found = tokens(text);
    let reaches = |token: &Token| {
        let wide = u32::try_from(token.text.chars().count()).unwrap_or(u32::MAX);
        (token.line, token.column.saturating_add(wide)) > (place.line, place.column)
    };
    let at = found.iter().position(reaches).unwrap_or(found.len());
    // Within backticks stands source of its own.
    let inside = found
        .get(at)
        .is_some_and(|token| token.kind == Kind::Text && (token.line, token.column) < (place.line, place.column));
    let seen = Seen { text, tokens: &found, at, vocabulary: &book.vocabulary };
    if inside { None } else { ask(&seen) }
}

/// What was meant where the parser gave up. `missing` looks for brackets, commas and semicolons too.
pub fn habit(position: Position, book: &Book, missing: bool) -> Option<Fault> {
    look(position, book, |seen| {
        let more = if missing { brackets::MISSING } else { &[] };
        let slip = rules::FOREIGN.iter().chain(more).find_map(|rule| rule(seen))?;
        let place = book.place(position)?;
        let token = seen.tokens.get(slip.at)?;
        // Lines of the file, as lines of the space that all files lie in.
        let first = position.line()?.checked_sub(place.line as usize)?;
        let line = u16::try_from(first + token.line as usize).ok()?;
        let at = Position::new(line, u16::try_from(token.column).ok()?);
        Some(Fault::new("syntax", slip.text).help(slip.help).at(Spot::At(at)))
    })
}

/// The words for a variable that is not there.
pub fn unknown_variable(name: &str, position: Position, book: &Book) -> Fault {
    let fault = Fault::new("unknown-variable", format!("There is no variable `{name}` here."));
    let text = book.place(position).and_then(|place| book.sources.text(&place.file).cloned()).unwrap_or_default();
    let found = if text.len() > LONGEST { Vec::new() } else { tokens(&text) };
    if matches!(name, "Values" | "values" | "Release" | "Chart") {
        let behind: Option<String> = look(position, book, |seen| {
            let path =
                (seen.at + 1..seen.tokens.len()).take_while(|at| seen.sign(*at) == "." || seen.is(*at, Kind::Word));
            let names: Vec<&str> = path.map(|at| seen.sign(at)).filter(|sign| *sign != ".").collect();
            Some(names.join("."))
        });
        return fault.help(parameter(&behind.unwrap_or_default()));
    }
    if let Some(foreign) = word(name) {
        return fault.help(foreign.help);
    }
    let names = declared(&found);
    if names.contains(&name) {
        return fault.help(format!(
            "functions do not see the script's variables, and nothing sees a variable before its line: pass `{name}` as an argument, or make it `const` and write `global::{name}`"
        ));
    }
    if book.vocabulary.callable().contains(&name) {
        return fault.help(format!("it is a function: write `{name}(…)`"));
    }
    match nearest(name, names).first() {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("make it with `let {name} = …;`; if it is text, write \"{name}\"")),
    }
}

/// How a value from outside is asked for.
pub fn parameter(path: &str) -> String {
    let name = if path.is_empty() { "name" } else { path };
    format!("a value from outside is a parameter: `param(\"{name}\", DEFAULT)`")
}

/// The names that a file declares: variables, and parameters of functions and closures.
fn declared<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let sign = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let word = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word);
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        match sign(at) {
            "let" | "const" | "for" if word(at + 1) => names.push(sign(at + 1)),
            "fn" => {
                let params = (at + 3..tokens.len()).take_while(|at| sign(*at) != ")");
                names.extend(params.filter(|at| word(*at)).map(sign));
            }
            "|" => {
                let params = (at + 1..tokens.len()).take_while(|at| word(*at) || sign(*at) == ",");
                names.extend(params.filter(|at| word(*at)).map(sign));
            }
            _ => {}
        }
    }
    names
}
