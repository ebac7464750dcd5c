//! Brackets that are not closed, and commas and semicolons that are missing.

use super::rules::Rule;
use super::rules::Slip;
use super::seen::Seen;
use super::tokens::closing;

/// What is missing. The first that fits counts.
pub const MISSING: &[Rule] = &[superfluous, semicolon_for_comma, unclosed, comma, semicolon];

/// Words that begin a statement.
const STATEMENTS: [&str; 8] = ["let", "const", "fn", "for", "while", "return", "import", "loop"];

fn slip(at: usize, text: String, help: String) -> Option<Slip> {
    Some(Slip { at, text, help })
}

/// `)` that closes nothing.
fn superfluous(seen: &Seen) -> Option<Slip> {
    let found = seen.near(0);
    (matches!(found, ")" | "]" | "}") && seen.opener(seen.at).is_none())
        .then(|| slip(seen.at, format!("This `{found}` closes nothing."), "take it away".to_owned()))?
}

/// `#{ a: 1; b: 2 }`.
fn semicolon_for_comma(seen: &Seen) -> Option<Slip> {
    let next = seen.tokens.get(seen.at + 1).filter(|next| next.begins_value())?;
    let follows = next.text != "let" && seen.tokens[seen.at].line == next.line;
    if seen.near(0) != ";" || !matches!(seen.inside(seen.at), "#{" | "[") || !follows {
        return None;
    }
    let help = format!("write `{}, {}`", seen.near(-1), next.text);
    slip(seen.at, "A `;` ends a statement; here a comma is meant.".to_owned(), help)
}

/// A bracket whose other half is missing.
fn unclosed(seen: &Seen) -> Option<Slip> {
    let opener = seen.opener(seen.at)?;
    let (bracket, found) = (seen.sign(opener), seen.near(0));
    let close = closing(bracket);
    let before = seen.at.checked_sub(1)?;
    let new_line = seen.tokens.get(seen.at).is_some_and(|token| {
        token.line > seen.tokens[before].line && seen.tokens[before].line == seen.tokens[opener].line
    });
    let ends = found.is_empty() || (matches!(found, ")" | "]" | "}") && found != close);
    let stops = bracket != "{" && (found == ";" || STATEMENTS.contains(&found) || (new_line && found != close));
    if !(ends || stops) {
        return None;
    }
    let is_call = bracket == "(" && opener > 0 && seen.tokens[opener - 1].ends_value();
    let first = if is_call { opener - 1 } else { opener };
    let help = match seen.written(first, before).filter(|_| before > opener) {
        Some(written) => format!("write `{}{close}`", written.trim_end_matches([',', ' '])),
        None => format!("close it with `{close}`"),
    };
    slip(opener, format!("This `{bracket}` is not closed."), help)
}

/// `[a b]`.
fn comma(seen: &Seen) -> Option<Slip> {
    let (here, before) = (seen.tokens.get(seen.at)?, seen.tokens.get(seen.at.checked_sub(1)?)?);
    if !matches!(seen.inside(seen.at), "(" | "[" | "#{") || !here.begins_value() || !before.ends_value() {
        return None;
    }
    let help = format!("write `{}, {}`", before.text, here.text);
    slip(seen.at, format!("A comma is missing in front of `{}`.", here.text), help)
}

/// A statement without its end, with the next one on another line.
fn semicolon(seen: &Seen) -> Option<Slip> {
    let before = seen.at.checked_sub(1)?;
    let (here, last) = (seen.tokens.get(seen.at)?, seen.tokens[before]);
    if !matches!(seen.inside(seen.at), "" | "{") || here.line == last.line || !last.ends_value() {
        return None;
    }
    let first = (0..before).rev().take_while(|at| seen.tokens[*at].line == last.line).last().unwrap_or(before);
    let help = match seen.written(first, before) {
        Some(written) => format!("write `{written};`"),
        None => format!("write `{};`", last.text),
    };
    slip(before, "A `;` is missing at the end of this statement.".to_owned(), help)
}
