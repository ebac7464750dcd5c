//! Diagnostics, drawn for people and as JSON.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::escape;
use crate::diagnostic::{Diagnostic, Sources, draw};

/// The most diagnostics that are drawn: more than that nobody reads.
const MOST_DRAWN: usize = 50;

/// Every diagnostic with its frame, an empty line between two; of very many the first errors, then the first others.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, colour: bool, width: usize) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let sources = escape::sources(sources);
    let (errors, others): (Vec<usize>, Vec<usize>) =
        (0..diagnostics.len()).partition(|index| diagnostics[*index].is_error());
    let shown: BTreeSet<usize> = errors.into_iter().chain(others).take(MOST_DRAWN).collect();
    let mut drawn: Vec<String> = shown
        .into_iter()
        .map(|index| &diagnostics[index])
        .map(|diagnostic| draw(&escape::diagnostic(diagnostic), &sources, colour, width).trim_end().to_owned() + "\n")
        .collect();
    let more = diagnostics.len() - drawn.len();
    if more > 0 {
        drawn.push(format!("There are {more} more; with `-o json` they are all there.\n"));
    }
    drawn.join("\n")
}

/// The document of a command that has nothing else to say.
pub fn document(diagnostics: &[Diagnostic]) -> Value {
    json!({ "diagnostics": diagnostics })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn a_diagnostic_is_drawn_with_its_line_and_its_help() {
        let mut sources = Sources::default();
        sources.add("web.rhai", "let web = container(\"web\", \"nginx\")\n    .prot(80);\n");
        let place = Place { file: "web.rhai".into(), line: 2, column: 6 };
        let diagnostic = Diagnostic::error("unknown-method", "A container has no such method: prot.")
            .help("did you mean `port`?")
            .at(Some(place));
        let drawn = text(&[diagnostic], &sources, false, 80);
        assert!(drawn.starts_with("error[unknown-method]: A container has no such method: prot.\n"), "{drawn}");
        assert!(drawn.contains("[web.rhai:2:6]"), "{drawn}");
        assert!(drawn.ends_with("  help: did you mean `port`?\n"), "{drawn}");
    }

    #[test]
    fn of_very_many_the_errors_are_drawn() {
        let mut many = vec![Diagnostic::warning("no-tag", "A warning."); 100];
        many.push(Diagnostic::error("syntax", "An error."));
        let drawn = text(&many, &Sources::default(), false, 80);
        assert_eq!(drawn.matches("warning[no-tag]").count(), 49);
        assert!(drawn.contains("error[syntax]: An error.\n"), "{drawn}");
        assert!(drawn.ends_with("There are 51 more; with `-o json` they are all there.\n"), "{drawn}");
    }

    #[test]
    fn json_has_code_severity_message_help_and_place() {
        let place = Place { file: "web.rhai".into(), line: 2, column: 6 };
        let diagnostic =
            Diagnostic::warning("untagged-image", "The image has no tag.").help("Add one.").at(Some(place));
        assert_eq!(
            document(&[diagnostic]),
            json!({"diagnostics": [{
                "code": "untagged-image",
                "severity": "warning",
                "message": "The image has no tag.",
                "help": "Add one.",
                "place": {"file": "web.rhai", "line": 2, "column": 6},
            }]})
        );
    }
}
