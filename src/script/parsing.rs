//! What Rhai's parser says, in our words.

use rhai::{LexError, ParseErrorType, Position};

use super::book::Book;
use super::crowd;
use super::fault::Fault;
use super::habits::{habit, sign, unknown_variable};
use super::library;

/// An error of the parser as a fault.
pub fn parsing(kind: &ParseErrorType, position: Position, book: &Book) -> Fault {
    // Texts that are not closed hide what stands behind them.
    let is_text = matches!(
        kind,
        ParseErrorType::BadInput(
            LexError::UnterminatedString
                | LexError::MalformedChar(_)
                | LexError::Runtime(_)
                | LexError::MalformedEscapeSequence(_)
        )
    );
    let says_itself = matches!(
        kind,
        ParseErrorType::ModuleUndefined(_)
            | ParseErrorType::DuplicatedProperty(_)
            | ParseErrorType::FnDuplicatedDefinition(..)
            | ParseErrorType::ExprTooDeep
            | ParseErrorType::TooManyFunctions
            | ParseErrorType::AssignmentToConstant(_)
    );
    let missing = !matches!(kind, ParseErrorType::VariableUndefined(_) | ParseErrorType::Reserved(_));
    if !is_text
        && !says_itself
        && let Some(fault) = habit(position, book, missing)
    {
        return fault;
    }
    words(kind, position, book)
}

fn words(kind: &ParseErrorType, position: Position, book: &Book) -> Fault {
    let syntax = |words: String| Fault::new("syntax", words);
    match kind {
        ParseErrorType::VariableUndefined(name) => unknown_variable(name, position, book),
        ParseErrorType::ModuleUndefined(name) => unknown_module(name, position, book),
        ParseErrorType::UnexpectedEOF => syntax("The script ends in the middle of something.".to_owned())
            .help("look for a bracket or quote that is not closed"),
        ParseErrorType::BadInput(LexError::UnterminatedString) => syntax("The text is not closed.".to_owned())
            .help("close it with the same quote; text over several lines takes backticks"),
        ParseErrorType::BadInput(LexError::MalformedChar(chars)) => {
            syntax(format!("'{chars}' is no text.")).help(format!("text takes double quotes: \"{chars}\""))
        }
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(found)) => {
            syntax(format!("`{found}` is no escape in a text.")).help("a backslash in a text is written `\\\\`")
        }
        ParseErrorType::BadInput(LexError::MalformedNumber(number)) => {
            syntax(format!("`{number}` is no number.")).help(format!("an amount with a unit is text: \"{number}\""))
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _)) if symbol == "eval" => {
            book.vocabulary.unknown_function(symbol, None)
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(found, _)) => {
            syntax(format!("`{found}` has no meaning here.")).help(sign(found).unwrap_or_default())
        }
        ParseErrorType::BadInput(LexError::Runtime(sign)) if sign == crowd::ENTRIES => {
            Fault::new("budget", format!("There are more than {} entries here.", crowd::MOST_ENTRIES))
                .help("put them together from several maps: `a + b`")
        }
        ParseErrorType::BadInput(LexError::Runtime(sign)) if sign == crowd::VARIABLES => {
            Fault::new("budget", "The script has too many variables, which are used too often.")
                .help("keep what belongs together in a list or a map")
        }
        ParseErrorType::BadInput(LexError::Runtime(sign)) if sign == crowd::MEMORY => {
            Fault::new("budget", "The script takes more memory than it may before it runs.")
                .help("say what repeats in a loop, or read data with `read_yaml` or `read_json`")
        }
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            syntax("A `;` is missing in front of this.".to_owned()).help("each statement but the last ends with `;`")
        }
        ParseErrorType::MissingToken(token, _) => syntax(format!("`{token}` is missing here."))
            .help("a bracket that was opened is not closed, or a comma or `;` is missing"),
        ParseErrorType::MissingSymbol(_) => syntax("A symbol is missing here.".to_owned()),
        ParseErrorType::Reserved(found) if sign(found).is_some() => {
            syntax(format!("`{found}` has no meaning here.")).help(sign(found).unwrap_or_default())
        }
        ParseErrorType::Reserved(found) => Fault::new("reserved-word", format!("`{found}` is a reserved word."))
            .help(format!("as a key write it in quotes: `#{{ \"{found}\": … }}`; as a name choose another one")),
        ParseErrorType::DuplicatedProperty(name) => {
            syntax(format!("The key `{name}` stands twice in this map.")).help("take one away")
        }
        ParseErrorType::FnDuplicatedDefinition(name, count) => {
            syntax(format!("`fn {name}` with {count} arguments is defined twice."))
                .help("give one of them another name")
        }
        ParseErrorType::PropertyExpected => Fault::new("reserved-word", "A name is expected after the dot.")
            .help("a reserved word cannot be the name of a method"),
        ParseErrorType::VariableExpected => syntax("A name is expected here.".to_owned()),
        ParseErrorType::ExprExpected(_) => syntax("A value is expected here.".to_owned()),
        ParseErrorType::ExprTooDeep => {
            Fault::new("budget", "This is nested too deep.").help("take parts of it out into variables")
        }
        ParseErrorType::TooManyFunctions => Fault::new("budget", "There are too many functions."),
        ParseErrorType::AssignmentToConstant(name) => constant_changed(name),
        ParseErrorType::AssignmentToInvalidLHS(_) => Fault::new("property-assigned", "This cannot be set with `=`.")
            .help("a method returns a new value: `x = x.replicas(3)`"),
        ParseErrorType::UnknownOperator(operator) => {
            syntax(format!("There is no operator `{operator}`.")).help(sign(operator).unwrap_or_default())
        }
        ParseErrorType::WrongFnDefinition => {
            syntax("Functions are defined at the top of a file, not within others.".to_owned())
                .help("move it there, or make it a closure: `let f = |x| …;`")
        }
        _ => syntax("This cannot be read.".to_owned()),
    }
}

/// The words for a constant that is to change.
pub fn constant_changed(name: &str) -> Fault {
    Fault::new("constant-changed", format!("`{name}` is a constant and cannot be changed."))
        .help(format!("make it with `let {name} = …;`"))
}

/// The words for a module that was not imported, at its name.
pub fn unknown_module(name: &str, position: Position, book: &Book) -> Fault {
    let fault = Fault::new("unknown-module", format!("There is no module `{name}` here."));
    if name.starts_with(char::is_uppercase) {
        let given = book.associated(position).unwrap_or("(…)");
        return fault.help(match (book.vocabulary.maker_like(name), given.strip_prefix('(')) {
            (Some(maker), _) => format!("types have no functions: write `{maker}{given}`"),
            (None, Some(given)) => format!("write the value itself: {}", given.trim_end_matches(')')),
            (None, None) => "write the value itself".to_owned(),
        });
    }
    let folder = if library::text(name).is_ok() { "std" } else { "lib" };
    fault.help(format!("import it at the top: `import \"{folder}/{name}\" as {name};`"))
}
