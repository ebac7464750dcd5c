//! What we tell people: a stable code, a severity, a message, a place and what to do.

mod allow;
mod catalogue;
mod explained;
mod frame;
mod source;
mod suggest;
mod told;

use serde::Serialize;

pub use allow::{Allow, turn_off};
pub use catalogue::{Allowable, CATALOGUE, Entry, entry};
pub use explained::{Example, ExampleFile, Explanation, explained_codes, explanation};
pub use frame::draw;
pub use source::{Origin, Place, Source, Sources};
pub use suggest::{nearest, suggestion};
pub use told::Told;

/// How bad it is. Errors stop; warnings are shown and can be allowed in a file; notes only inform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is rendered or written.
    Error,
    /// Shown; the work goes on.
    Warning,
    /// Information.
    Note,
}

impl Severity {
    /// The word that is printed in front of the code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing to tell. The message is one or two sentences and ends in a full stop; `help` says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Diagnostic {
    /// A code of the [`CATALOGUE`], in words: `unknown-method`.
    pub code: &'static str,
    /// Error, warning or note.
    pub severity: Severity,
    /// What happened.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where: the identifier that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Other places that matter, each with its words, outermost call last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

/// The longest message, in characters: names and texts of scripts stand in messages, and may be of any length.
const LONGEST: usize = 4_000;

/// The text, without what goes beyond the longest message.
fn cut(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// Another place that belongs to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Related {
    /// What is there: "first said here".
    pub message: String,
    /// Where it is.
    pub place: Place,
}

impl Diagnostic {
    /// An error without help and place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning without help and place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note without help and place.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity, message: cut(message.into()), help: None, place: None, related: Vec::new() }
    }

    /// With what to do. An empty text is no help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        let help = cut(help.into());
        self.help = (!help.is_empty()).then_some(help);
        self
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// With another place, where it is known.
    #[must_use]
    pub fn and(mut self, message: impl Into<String>, place: Option<Place>) -> Self {
        if let Some(place) = place {
            self.related.push(Related { message: message.into(), place });
        }
        self
    }

    /// Whether it stops the work.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
