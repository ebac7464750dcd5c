//! Text from outside, made fit for a terminal.

use crate::diagnostic::{Diagnostic, Place, Related, Sources};
pub(super) use crate::text::escape::terminal;

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
            .map(|related| Related { message: terminal(&related.message).into_owned(), place: place(&related.place) })
            .collect(),
    }
}

fn place(from: &Place) -> Place {
    Place { file: line(&from.file).into(), line: from.line, column: from.column }
}

/// The files with one replacement character for each character that may not reach a terminal: columns stay true.
pub(super) fn sources(from: &Sources) -> Sources {
    let mut escaped = Sources::default();
    for source in from.files() {
        // All of them fitted into the line space before, so each fits again.
        escaped.add_data(&line(&source.name), &replaced(&source.text), source.is_hidden());
    }
    escaped
}

fn replaced(text: &str) -> String {
    text.chars().map(|c| if acts(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether a character would act on a terminal.
pub(super) fn acts(c: char) -> bool {
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    !c.is_ascii_graphic() && terminal(text) != text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(line("a\nb\tc\u{1b}[2Jd"), "a\\nb c\\u{1b}[2Jd");
    }

    #[test]
    fn columns_of_a_source_stay_true() {
        assert_eq!(replaced("a\u{1b}\u{202e}\tb\n"), "a\u{fffd}\u{fffd}\tb\n");
        let mut from = Sources::default();
        from.add("a\u{7}.rhai", "let x\u{9b} = 1;\n");
        let place = Place { file: "a\u{7}.rhai".into(), line: 1, column: 5 };
        let told = Diagnostic::error("argument", "It is \u{1b}[31mred.").at(Some(place));
        let told = diagnostic(&told);
        let place = told.place.expect("it has one");
        assert_eq!(told.message, "It is \\u{1b}[31mred.");
        assert_eq!(sources(&from).text(&place.file).map(|text| &**text), Some("let x\u{fffd} = 1;\n"));
    }
}
