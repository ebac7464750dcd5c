//! What Rhai's parser does without asking anybody: it compares each key of a map with all before it, looks at each argument
//! of a call again for each, looks each name up among all variables, and takes what memory it needs. Its tokens are
//! counted, and it is told an error in place of the one that is too many.

use std::cell::RefCell;

use rhai::{Engine, LexError, Token};

use super::engine::Meter;

/// The most entries of a map that is written out, and the most arguments of a call.
pub const MOST_ENTRIES: usize = 5_000;

/// The most comparisons of a name with a variable: half a second of them.
const MOST_LOOKUPS: usize = 100_000_000;

/// Tokens between two looks at the memory.
const LOOK: usize = 256;

/// What the parser is told in place of an entry too many, of a variable too many, and where the memory is used up.
pub const ENTRIES: &str = "entries";
/// See [`ENTRIES`].
pub const VARIABLES: &str = "variables";
/// See [`ENTRIES`].
pub const MEMORY: &str = "memory";

/// An open bracket.
struct Bracket {
    /// A list may be as long as it likes.
    bounded: bool,
    commas: usize,
}

/// What was parsed so far.
#[derive(Default)]
struct Counts {
    open: Vec<Bracket>,
    tokens: usize,
    variables: usize,
    lookups: usize,
}

impl Counts {
    /// Counts a token; why it is one too many.
    fn add(&mut self, token: &Token, meter: &Meter) -> Option<&'static str> {
        self.tokens += 1;
        if self.tokens.is_multiple_of(LOOK) && meter.is_over() {
            return Some(MEMORY);
        }
        match token {
            Token::MapStart | Token::LeftParen | Token::LeftBrace => self.open(true),
            Token::LeftBracket | Token::QuestionBracket => self.open(false),
            Token::RightBrace | Token::RightParen | Token::RightBracket => _ = self.open.pop(),
            Token::Comma => {
                let bracket = self.open.last_mut()?;
                bracket.commas += 1;
                if bracket.bounded && bracket.commas >= MOST_ENTRIES {
                    self.open.clear();
                    return Some(ENTRIES);
                }
            }
            Token::Let | Token::Const => self.variables += 1,
            Token::Identifier(_) => {
                self.lookups += self.variables;
                if self.lookups > MOST_LOOKUPS {
                    return Some(VARIABLES);
                }
            }
            _ => {}
        }
        None
    }

    fn open(&mut self, bounded: bool) {
        self.open.push(Bracket { bounded, commas: 0 });
    }
}

/// Ends the parsing of a script at what would take too long or too much.
#[allow(deprecated, reason = "Rhai's word for an interface that may change; its version is pinned")]
pub fn bound(engine: &mut Engine, meter: Meter) {
    let counts: RefCell<Counts> = RefCell::default();
    engine.on_parse_token(move |token, _, _| match counts.borrow_mut().add(&token, &meter) {
        Some(sign) => Token::LexError(Box::new(LexError::Runtime(sign.to_owned()))),
        None => token,
    });
}
