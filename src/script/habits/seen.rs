//! The place where the parser gave up, with the tokens around it and the pieces of source that a mend is made of.

use super::tokens::{Kind, Token, closing, open};
use crate::script::vocabulary::Vocabulary;

/// What a rule looks at.
pub struct Seen<'a> {
    /// The file.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token<'a>],
    /// The token at which the parser gave up; behind the last one at the end of the file.
    pub at: usize,
    /// The names of the language.
    pub vocabulary: &'a Vocabulary,
}

/// A piece of source of more characters is not repeated in a mend.
const LONGEST: usize = 70;

impl<'a> Seen<'a> {
    /// The text of a token by its distance from where the parser gave up; empty where there is none.
    pub fn near(&self, distance: isize) -> &'a str {
        self.at.checked_add_signed(distance).map_or("", |index| self.sign(index))
    }

    /// The text of a token; empty where there is none.
    pub fn sign(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.text)
    }

    /// Whether a token is of this kind.
    pub fn is(&self, index: usize, kind: Kind) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == kind)
    }

    /// Whether a token follows the one before without a blank.
    pub fn touches(&self, index: usize) -> bool {
        index > 0 && self.tokens.get(index).is_some_and(|token| self.tokens[index - 1].end() == token.start)
    }

    /// The indices of the tokens within `back` and `ahead` of where the parser gave up.
    pub fn around(&self, back: usize, ahead: usize) -> std::ops::Range<usize> {
        self.at.saturating_sub(back)..(self.at + ahead + 1).min(self.tokens.len())
    }

    /// The bracket around a token.
    pub fn opener(&self, index: usize) -> Option<usize> {
        open(self.tokens, index.min(self.tokens.len())).last().copied()
    }

    /// The text of the bracket around a token; empty where there is none.
    pub fn inside(&self, index: usize) -> &'a str {
        self.opener(index).map_or("", |opener| self.sign(opener))
    }

    /// The token that closes a bracket.
    pub fn closer(&self, opener: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for index in opener..self.tokens.len() {
            match self.sign(index) {
                "(" | "[" | "{" | "#{" => depth += 1,
                ")" | "]" | "}" => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return (self.sign(index) == closing(self.sign(opener))).then_some(index);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The last token of the expression that begins at a token: in front of a comma, a semicolon or the bracket around it.
    pub fn last(&self, first: usize) -> usize {
        let mut index = first;
        while index < self.tokens.len() {
            match self.sign(index) {
                "," | ";" | ")" | "]" | "}" => break,
                "(" | "[" | "{" | "#{" => match self.closer(index) {
                    Some(closer) => index = closer,
                    None => break,
                },
                _ => {}
            }
            index += 1;
        }
        index.saturating_sub(1).max(first)
    }

    /// The first token of the expression that ends in front of a token.
    pub fn first(&self, behind: usize) -> usize {
        let mut depth = 0_usize;
        let mut index = behind;
        while index > 0 {
            match self.sign(index - 1) {
                ")" | "]" | "}" => depth += 1,
                "(" | "[" | "{" | "#{" if depth == 0 => break,
                "(" | "[" | "{" | "#{" => depth -= 1,
                "," | ";" | "=" | ":" | "=>" | "return" if depth == 0 => break,
                _ => {}
            }
            index -= 1;
        }
        index
    }

    /// The source from one token to another, where it is short and stands on one line.
    pub fn written(&self, first: usize, last: usize) -> Option<&'a str> {
        let (first, last) = (self.tokens.get(first)?, self.tokens.get(last)?);
        let written = self.text.get(first.start..last.end())?;
        (first.line == last.line && written.chars().count() <= LONGEST).then_some(written)
    }

    /// The expression that begins at a token, or a sign that something stands there.
    pub fn value(&self, first: usize) -> &'a str {
        self.written(first, self.last(first)).unwrap_or("…")
    }

    /// The rest of a statement behind a token: up to its semicolon, or up to a block, which is left out.
    pub fn rest(&self, index: usize) -> String {
        let Some(token) = self.tokens.get(index) else {
            return String::new();
        };
        let line: Vec<usize> =
            (index + 1..self.tokens.len()).take_while(|next| self.tokens[*next].line == token.line).collect();
        let block = line.iter().copied().find(|next| self.sign(*next) == "{");
        let end = line.iter().copied().find(|next| matches!(self.sign(*next), ";"));
        match (block, end) {
            (Some(block), end) if end.is_none_or(|end| block < end) => {
                let head = self.written(index + 1, block - 1).filter(|_| block > index + 1);
                format!("{} {{ … }}", head.unwrap_or_default()).trim_start().to_owned()
            }
            (_, Some(end)) => self.written(index + 1, end).unwrap_or("…").to_owned(),
            _ => {
                let rest = line.last().and_then(|last| self.written(index + 1, *last)).unwrap_or("…");
                // A block of Python begins with a colon.
                rest.strip_suffix(':').map_or_else(|| rest.to_owned(), |head| format!("{head} {{ … }}"))
            }
        }
    }
}
