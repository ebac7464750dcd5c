//! What was told already.

use std::collections::HashSet;

use super::Diagnostic;

/// Diagnostics in the order in which they came, each once.
#[derive(Debug, Default)]
pub struct Told {
    list: Vec<Diagnostic>,
    known: HashSet<Diagnostic>,
}

impl Told {
    /// Tells something, unless it was told before.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        if self.known.insert(diagnostic.clone()) {
            self.list.push(diagnostic);
        }
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_once_and_in_order() {
        let mut told = Told::default();
        for message in ["b", "a", "b"] {
            told.tell(Diagnostic::error("argument", message));
        }
        told.tell(Diagnostic::error("argument", "a").help("c"));
        let list = told.into_list();
        let messages: Vec<&str> = list.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, ["b", "a", "a"]);
    }
}
