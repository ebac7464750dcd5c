//! Every code there is. A code that is used and does not stand here fails a test.

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code, in words.
    pub code: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
}

const fn row(code: &'static str, meaning: &'static str) -> Entry {
    Entry { code, meaning }
}

/// Every code, in alphabetical order.
pub const CATALOGUE: &[Entry] = &[row("argument", "An argument is of the wrong type or out of its bounds.")];

/// The row of a code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    CATALOGUE.binary_search_by(|row| row.code.cmp(code)).ok().map(|at| &CATALOGUE[at])
}
