//! Colour. It never carries meaning alone.

use crate::plan::Action;

/// How a view is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// Whether to colour.
    pub colour: bool,
    /// Whether to show what is usually cut or left out.
    pub verbose: bool,
}

impl Paint {
    fn code(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Headings.
    pub fn bold(self, text: &str) -> String {
        self.code("1", text)
    }

    /// What matters less.
    pub fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    /// What is wrong.
    pub fn red(self, text: &str) -> String {
        self.code("31", text)
    }

    /// What is well.
    pub fn green(self, text: &str) -> String {
        self.code("32", text)
    }

    /// What changes.
    pub fn yellow(self, text: &str) -> String {
        self.code("33", text)
    }

    /// In the colour of an action.
    pub fn action(self, action: Action, text: &str) -> String {
        match action {
            Action::Create => self.green(text),
            Action::Change => self.yellow(text),
            Action::Replace => self.code("35", text),
            Action::Delete | Action::Refuse => self.red(text),
            Action::Keep => self.dim(text),
        }
    }
}
