//! Questions.

use std::io::{self, BufRead as _};

use super::Ui;

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, or anything that is not a yes.
    No,
    /// Nobody is there to be asked.
    NotAsked,
}

/// Asks on stderr; no is the default. Without a terminal nothing is asked.
pub fn confirm(ui: &Ui, question: &str) -> Answer {
    if !ui.can_ask() {
        return Answer::NotAsked;
    }
    ui.tell(&format!("{question} [y/N] "));
    let mut line = String::new();
    // An unreadable answer is none.
    let _ = io::stdin().lock().read_line(&mut line);
    read(&line)
}

fn read(line: &str) -> Answer {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for line in ["y\n", "Y\n", " yes \n", "YES\r\n"] {
            assert_eq!(read(line), Answer::Yes, "{line:?}");
        }
        for line in ["", "\n", "n\n", "no\n", "yeah\n", "y y\n"] {
            assert_eq!(read(line), Answer::No, "{line:?}");
        }
    }
}
