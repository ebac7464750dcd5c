//! The words and signs of a file that Rhai's parser gave up on, and which brackets are open around each.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Word,
    /// A number, with the unit that somebody wrote behind it.
    Number,
    /// Text in any quotes.
    Text,
    /// Anything else.
    Sign,
}

/// A token and where it stands: bytes in the text, line and column from 1 as people count them.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it is written.
    pub text: &'a str,
    /// Its first byte.
    pub start: usize,
    /// Its line.
    pub line: u32,
    /// Its column, in characters.
    pub column: u32,
}

impl Token<'_> {
    /// The byte behind it.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it can begin a value.
    pub fn begins_value(&self) -> bool {
        self.kind != Kind::Sign || matches!(self.text, "#{" | "[")
    }

    /// Whether it can end a value.
    pub fn ends_value(&self) -> bool {
        let is_keyword =
            matches!(self.text, "if" | "else" | "in" | "let" | "const" | "return" | "switch" | "while" | "fn");
        (self.kind != Kind::Sign && !is_keyword) || matches!(self.text, ")" | "]" | "}")
    }
}

/// Signs of several characters, in this language and in others, the longer ones first.
const SIGNS: &[&str] = &[
    "===", "!==", "...", "..=", "=>", "->", "::", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "+=", "-=", "*=",
    "/=", "++", "--", ":=", "<-", "..", "|>", "#{",
];

/// The tokens of a text, without its comments.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line, mut column) = (0, 1, 1);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if let Some(length) = raw(rest) {
            (Some(Kind::Text), length)
        } else if first.is_ascii_digit() {
            (Some(Kind::Number), number(rest))
        } else if is_word(first) {
            (Some(Kind::Word), rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
        } else if matches!(first, '"' | '\'' | '`') {
            (Some(Kind::Text), quoted(rest, first))
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            (Some(Kind::Sign), sign.map_or(first.len_utf8(), |sign| sign.len()))
        };
        let written = &rest[..length];
        if let Some(kind) = kind {
            found.push(Token { kind, text: written, start: at, line, column });
        }
        for c in written.chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        at += length;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `12`, `0o644`, `1.5`, `512Mi`; the dots of a range or of a call do not belong to it.
fn number(rest: &str) -> usize {
    let word = |from: usize| rest[from..].find(|c| !is_word(c)).map_or(rest.len(), |end| from + end);
    let whole = word(0);
    let fraction =
        rest[whole..].strip_prefix('.').is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
    if fraction { word(whole + 1) } else { whole }
}

/// Text up to its closing quote; without one, up to the end of the line.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' if quote != '`' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Text in which nothing is replaced: `#"…"#`, with as many signs behind it as in front.
fn raw(rest: &str) -> Option<usize> {
    let signs = rest.find(|c| c != '#').filter(|signs| *signs > 0 && rest[*signs..].starts_with('"'))?;
    let end = format!("\"{}", &rest[..signs]);
    Some(rest[signs + 1..].find(&end).map_or(rest.len(), |at| signs + 1 + at + end.len()))
}

/// The brackets that are open in front of a token, outermost first.
pub fn open(tokens: &[Token], before: usize) -> Vec<usize> {
    let mut open = Vec::new();
    for (index, token) in tokens[..before].iter().enumerate().filter(|(_, token)| token.kind == Kind::Sign) {
        match token.text {
            "(" | "[" | "{" | "#{" => open.push(index),
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// The bracket that closes one that opens.
pub fn closing(open: &str) -> &'static str {
    match open {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_with_places() {
        let text = "let a = #{ b: \"x\\\"y\" }; // no\n  `c\nd` === 0o12.max(1..3) 1.5Gi 'e' ##\"f\"#\"##";
        let found: Vec<(&str, u32, u32)> =
            tokens(text).iter().map(|token| (token.text, token.line, token.column)).collect();
        let wanted = [
            ("let", 1, 1),
            ("a", 1, 5),
            ("=", 1, 7),
            ("#{", 1, 9),
            ("b", 1, 12),
            (":", 1, 13),
            ("\"x\\\"y\"", 1, 15),
            ("}", 1, 22),
            (";", 1, 23),
            ("`c\nd`", 2, 3),
            ("===", 3, 4),
            ("0o12", 3, 8),
            (".", 3, 12),
            ("max", 3, 13),
            ("(", 3, 16),
            ("1", 3, 17),
            ("..", 3, 18),
            ("3", 3, 20),
            (")", 3, 21),
            ("1.5Gi", 3, 23),
            ("'e'", 3, 29),
            ("##\"f\"#\"##", 3, 33),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_brackets_around_a_token_are_known() {
        let found = tokens("a(b[1], #{ c: (d) e");
        let around: Vec<&str> = open(&found, found.len() - 1).iter().map(|at| found[*at].text).collect();
        assert_eq!(around, ["(", "#{"]);
    }
}
