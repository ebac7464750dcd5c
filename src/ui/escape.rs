//! Text from outside, made fit for a terminal.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Place, Related, Sources};
use crate::text::escape::terminal;

/// Text that stays on its line: control characters escaped, line breaks too.
pub(super) fn line(text: &str) -> String {
    terminal(text).replace('\n', "\\n").replace('\t', " ")
}

/// The diagnostic with every text of it escaped.
pub(super) fn diagnostic(from: &Diagnostic) -> Diagnostic {
    Diagnostic {
        code: from.code,
        severity: from.severity,
        message: terminal(&from.message).into_owned(),
        help: from.help.as_deref().map(|help| terminal(help).into_owned()),
        place: from.place.as_ref().map(place),
        related: from
            .related
            .iter()
            .map(|related| Related {
                message: terminal(&related.message).into_owned(),
                place: place(&related.place),
            })
            .collect(),
    }
}

fn place(from: &Place) -> Place {
    Place {
        file: line(&from.file).into(),
        line: from.line,
        column: from.column,
    }
}

/// The files with one replacement character for each character that may not reach a terminal: columns stay true.
pub(super) fn sources(from: &Sources) -> Sources {
    let mut escaped = Sources::default();
    for source in from.files() {
        // All of them fitted into the line space before, so each fits again.
        escaped.add(&line(&source.name), &replaced(&source.text));
    }
    escaped
}

fn replaced(text: &str) -> Cow<'_, str> {
    if matches!(terminal(text), Cow::Borrowed(same) if same == text) {
        return Cow::Borrowed(text);
    }
    let mut buffer = [0; 4];
    let fit = |c: char| {
        let one: &str = c.encode_utf8(&mut buffer);
        if terminal(one) == one {
            c
        } else {
            char::REPLACEMENT_CHARACTER
        }
    };
    Cow::Owned(text.chars().map(fit).collect())
}
