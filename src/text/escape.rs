//! Text from scripts and clusters on its way to a terminal.

use std::borrow::Cow;

/// The text with control characters (C0 and C1, but not newline and tab) and bidirectional marks written as `\u{..}`.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().flat_map(|c| {
        let (plain, escaped) = if acts(c) { (None, Some(c.escape_unicode())) } else { (Some(c), None) };
        plain.into_iter().chain(escaped.into_iter().flatten())
    });
    Cow::Owned(escaped.collect())
}

/// Whether a character does something to a terminal, or to the order of the text around it.
fn acts(c: char) -> bool {
    let marks = ['\u{200e}', '\u{200f}', '\u{061c}', '\u{2028}', '\u{2029}'];
    (c.is_control() && c != '\n' && c != '\t')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
        || marks.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::terminal;

    #[test]
    fn what_acts_on_a_terminal_is_written_out() {
        assert_eq!(terminal("a\u{1b}[2J\u{9b}\u{7}\u{202e}b\n\tc"), "a\\u{1b}[2J\\u{9b}\\u{7}\\u{202e}b\n\tc");
        assert_eq!(terminal("Grüße 🚀"), "Grüße 🚀");
    }
}
