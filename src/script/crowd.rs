//! How many entries a bracket may have: Rhai's parser compares each key of a map with all before it, and looks at each
//! argument again for each, so that a hundred thousand of them would take minutes, without asking anybody.

use std::cell::RefCell;

use rhai::{Engine, LexError, Token};

/// The most entries of a map that is written out, and the most arguments of a call.
pub const MOST_ENTRIES: usize = 5_000;

/// What the parser is told in place of the entry that is one too many.
pub const SIGN: &str = "crowded";

/// An open bracket.
struct Bracket {
    /// A list may be as long as it likes.
    bounded: bool,
    commas: usize,
}

/// Ends the parsing of a script at a bracket with too many entries.
#[allow(deprecated, reason = "Rhai's word for an interface that may change; its version is pinned")]
pub fn bound(engine: &mut Engine) {
    let open: RefCell<Vec<Bracket>> = RefCell::default();
    engine.on_parse_token(move |token, _, _| {
        let mut open = open.borrow_mut();
        match token {
            Token::MapStart | Token::LeftParen | Token::LeftBrace => open.push(Bracket { bounded: true, commas: 0 }),
            Token::LeftBracket | Token::QuestionBracket => open.push(Bracket { bounded: false, commas: 0 }),
            Token::RightBrace | Token::RightParen | Token::RightBracket => {
                open.pop();
            }
            Token::Comma => {
                if let Some(bracket) = open.last_mut() {
                    bracket.commas += 1;
                    if bracket.bounded && bracket.commas >= MOST_ENTRIES {
                        open.clear();
                        return Token::LexError(Box::new(LexError::Runtime(SIGN.to_owned())));
                    }
                }
            }
            _ => {}
        }
        token
    });
}
