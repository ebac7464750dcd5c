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
            Source::Missing(variable) => Source::Missing(variable.clone()),
            Source::Literal(text) => Source::Literal(format!("{before}{text}{after}")),
            Source::Public(text) => Source::Public(format!("{before}{text}{after}")),
            // What is generated is no value of a script, so none is joined to text.
            Source::Generated { .. } => self.0.clone(),
        })
    }

    /// Joined with another one.
    #[must_use]
    pub fn join_secret(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Source::Given(value), _) => other.join(value.reveal(), ""),
            (Source::Literal(text) | Source::Public(text), _) => other.join(text, ""),
            (Source::Missing(_) | Source::Generated { .. }, _) => self.clone(),
        }
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::object::MASK)
    }
}
