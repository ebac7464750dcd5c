//! Sources and places. All files of an evaluation lie behind each other in one line space, so that a place is two
//! small numbers wherever a value travels, and the file is found by the line.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// A place in the common line space of [`Sources`]: line and column from 1, column in characters. `NONE` is nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Line in the common line space; 0 where the place is unknown.
    pub line: u16,
    /// Column in characters.
    pub column: u16,
}

impl Origin {
    /// Nowhere.
    pub const NONE: Self = Self { line: 0, column: 0 };

    /// Whether it is nowhere.
    pub fn is_none(self) -> bool {
        self.line == 0
    }

    /// This one, or the other where this one is nowhere.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_none() { other } else { self }
    }
}

/// A place as it is shown and as JSON has it: file, line and column from 1, column in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as the user named it.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// How many lines of other files lie before it.
    first: u16,
    /// Whether it is never drawn.
    hidden: bool,
}

impl Source {
    /// Whether it is never drawn, as it holds secrets.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }
}

/// The files of one evaluation, and what is known about single places in them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    next: u32,
    notes: BTreeMap<Origin, String>,
}

impl Sources {
    /// The longest line space: places are 16 bits wide, as Rhai's are.
    pub const MAX_LINES: u32 = u16::MAX as u32;

    /// Adds a file; gives the number of lines that lie before it, or nothing where the line space is full.
    pub fn add(&mut self, name: &str, text: &str) -> Option<usize> {
        let first = self.next;
        let next = first + u32::try_from(text.lines().count()).unwrap_or(u32::MAX / 2) + 1;
        if next > Self::MAX_LINES {
            return None;
        }
        self.next = next;
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
            first: u16::try_from(first).ok()?,
            hidden: false,
        });
        Some(first as usize)
    }

    /// Adds a file of data. One with secrets is never drawn.
    pub fn add_data(&mut self, name: &str, text: &str, secrets: bool) -> Option<u16> {
        let first = self.add(name, text)?;
        if let Some(source) = self.files.last_mut() {
            source.hidden = secrets;
        }
        u16::try_from(first).ok()
    }

    /// The place of an origin, or nothing where it is nowhere.
    pub fn place(&self, origin: Origin) -> Option<Place> {
        let source = self.files.iter().rev().find(|source| source.first < origin.line)?;
        Some(Place {
            file: source.name.clone(),
            line: u32::from(origin.line - source.first),
            column: u32::from(origin.column.max(1)),
        })
    }

    /// The text of a file by its name; nothing for one with secrets.
    pub fn text(&self, file: &str) -> Option<&Arc<str>> {
        self.files.iter().find(|source| &*source.name == file && !source.hidden).map(|source| &source.text)
    }

    /// Remembers words about a place: `replicas from --set`.
    pub fn note(&mut self, origin: Origin, words: impl Into<String>) {
        self.notes.insert(origin, words.into());
    }

    /// What is remembered about a place.
    pub fn noted(&self, origin: Origin) -> Option<&str> {
        self.notes.get(&origin).map(String::as_str)
    }

    /// Every file, in the order in which they came.
    pub fn files(&self) -> &[Source] {
        &self.files
    }
}
