//! Secret values in a script: they can be joined to text and given to `secret(…)`, and have no other use.

use crate::model::{SecretValue, Source};

/// A secret value, or the lack of one where it was not given.
#[derive(Clone, PartialEq)]
pub struct SecretText(pub Source);

impl SecretText {
    /// Joined with text before and after it; what is missing stays missing.
    #[must_use]
    pub fn join(&self, before: &str, after: &str) -> Self {
        Self(match &self.0 {
            Source::Given(value) => Source::Given(SecretValue::new(&format!("{before}{}{after}", value.reveal()))),
            Source::Literal(text) => Source::Literal(format!("{before}{text}{after}")),
            Source::Public(text) => Source::Public(format!("{before}{text}{after}")),
            // A parameter that was not given; what is generated is no value of a script.
            Source::Missing | Source::Generated { .. } => Source::Missing,
        })
    }

    /// Joined with another one.
    #[must_use]
    pub fn join_secret(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Source::Given(value), _) => other.join(value.reveal(), ""),
            _ => Self(Source::Missing),
        }
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::object::MASK)
    }
}
