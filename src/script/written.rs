//! Source as it is written, for mends that repeat it.

use rhai::Position;

use super::args::VALUE;
use super::book::Book;
use super::fault::Spot;

/// Source of more characters is not repeated in a mend.
const LONGEST: usize = 70;

impl Book {
    /// The line of a place, up to it and from it on.
    pub fn line(&self, position: Position) -> Option<(&str, &str)> {
        let place = self.place(position)?;
        let line = self.sources.line(&place.file, place.line)?;
        let column = place.column as usize - 1;
        if line.is_ascii() {
            return line.split_at_checked(column);
        }
        line.char_indices().nth(column).map(|(byte, _)| line.split_at(byte))
    }

    /// The arguments of a call, with their brackets, where they are short and stand on its line.
    pub fn arguments(&self, call: Position) -> Option<&str> {
        let (_, rest) = self.line(call)?;
        let opened = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        // Macros of Rust end in a sign that Rhai takes.
        let opened = opened.strip_prefix('!').unwrap_or(opened);
        opened.starts_with('(').then(|| balanced(opened)).flatten()
    }

    /// The arguments of `Type::function(…)`, with their brackets, at its type.
    pub fn associated(&self, position: Position) -> Option<&str> {
        let (_, rest) = self.line(position)?;
        let called = rest.split_once("::")?.1.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        called.starts_with('(').then(|| balanced(called)).flatten()
    }

    /// The value of a key of an option map of a call, where it is short and stands on one line.
    pub fn value_of(&self, call: Position, key: &str) -> Option<&str> {
        let place = self.position(call, &Spot::Path(format!("{key}{VALUE}")));
        let (_, rest) = self.line(place).filter(|_| place != call)?;
        expression(rest)
    }

    /// The variable in front of the dot at whose right side this place is.
    pub fn receiver(&self, position: Position) -> Option<&str> {
        let (before, _) = self.line(position)?;
        let before = before.trim_end().strip_suffix('.')?;
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        (start < before.len()).then(|| &before[start..])
    }
}

/// The expression that a text begins with, where it is short: up to a comma, a semicolon or a bracket around it.
pub fn expression(rest: &str) -> Option<&str> {
    let (mut depth, mut quote) = (0_usize, None);
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}' | ';' | ',') if depth == 0 => {
                end = at;
                break;
            }
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    let written = rest[..end].trim_end();
    let whole = depth == 0 && quote.is_none() && !written.is_empty();
    (whole && written.chars().count() <= LONGEST).then_some(written)
}

/// The text in brackets that a text begins with, where it is short.
fn balanced(text: &str) -> Option<&str> {
    let end = ends(text).find(|(_, depth, c)| *depth == 0 && matches!(c, ')' | ']' | '}'))?.0;
    Some(&text[..=end]).filter(|text| text.chars().count() <= LONGEST)
}

/// The items of a text in brackets: what stands between its commas.
pub fn items(bracketed: &str) -> Vec<&str> {
    let Some(last) = bracketed.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut start = bracketed.find(['(', '[', '{']).map_or(0, |at| at + 1);
    for (at, depth, c) in ends(bracketed) {
        if (c == ',' && depth == 1) || at == last {
            found.push(bracketed[start..at].trim());
            start = at + 1;
        }
    }
    found.retain(|item| !item.is_empty());
    found
}

/// The characters outside of texts, each with how many brackets are open behind it.
fn ends(text: &str) -> impl Iterator<Item = (usize, usize, char)> + '_ {
    let (mut depth, mut quote) = (0_usize, None);
    text.char_indices().filter_map(move |(at, c)| {
        match (quote, c) {
            (Some(open), _) => {
                if open == c {
                    quote = None;
                }
                return None;
            }
            (None, '"' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        Some((at, depth, c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_taken_apart_at_their_own_commas() {
        assert_eq!(balanced("(a, \"b)\", [c, d]).e(f)"), Some("(a, \"b)\", [c, d])"));
        assert_eq!(items("(a, \"b,)\", [c, d])"), ["a", "\"b,)\"", "[c, d]"]);
        assert_eq!(items("#{ a: 1, b: f(2, 3) }"), ["a: 1", "b: f(2, 3)"]);
        assert_eq!(items("()"), Vec::<&str>::new());
        assert_eq!(balanced("(a"), None);
    }
}
