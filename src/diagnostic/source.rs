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
    /// Where each line begins in the text: what is looked at for each call of a long file must not read all before it.
    starts: Arc<[u32]>,
    /// How many lines of other files lie before it.
    first: u16,
    /// Whether it is never drawn.
    hidden: bool,
    /// Whether it belongs to the standard library.
    library: bool,
    /// Lines, from 1, that go on in the next one as places count.
    joined: Vec<u32>,
}

impl Source {
    /// Whether it is never drawn, as it holds secrets.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// A line, from 1, without its end.
    fn line(&self, number: u32) -> Option<&str> {
        let index = number.checked_sub(1)? as usize;
        let start = *self.starts.get(index)? as usize;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[start..end].lines().next().or(Some(""))
    }

    /// The line and column of an origin as people count.
    fn position(&self, origin: Origin) -> (u32, u32) {
        let (mut line, mut column) = (u32::from(origin.line - self.first), u32::from(origin.column.max(1)));
        for joined in &self.joined {
            if *joined == line {
                let length = self.line(line).map_or(0, |text| text.chars().count());
                let Some(behind) = column.checked_sub(length as u32 + 1).filter(|behind| *behind > 0) else { break };
                column = behind;
            } else if *joined > line {
                break;
            }
            line += 1;
        }
        (line, column)
    }
}

/// The files of one evaluation, and what is known about single places in them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    next: u32,
    notes: BTreeMap<Origin, String>,
    reached: Box<Reached>,
}

/// Places in the standard library, each with the place that led there; told apart by the column of [`THROUGH`].
#[derive(Clone, Debug, Default)]
struct Reached {
    places: Vec<(Origin, Origin)>,
    columns: BTreeMap<(Origin, Origin), u16>,
}

/// The line of places in the standard library that were reached from a place of the user. No file has it.
const THROUGH: u16 = u16::MAX;

impl Sources {
    /// The longest line space: places are 16 bits wide, as Rhai's are.
    pub const MAX_LINES: u32 = u16::MAX as u32;

    /// Adds a file; gives the number of lines that lie before it, or nothing where the line space is full.
    pub fn add(&mut self, name: &str, text: &str) -> Option<usize> {
        let first = self.next;
        let starts: Arc<[u32]> = text
            .split_inclusive('\n')
            .scan(0_u32, |at, line| {
                let start = *at;
                *at = at.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
                Some(start)
            })
            .collect();
        let next = first + u32::try_from(starts.len()).unwrap_or(u32::MAX / 2) + 1;
        if next > Self::MAX_LINES {
            return None;
        }
        self.next = next;
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
            starts,
            first: u16::try_from(first).ok()?,
            hidden: false,
            library: false,
            joined: Vec::new(),
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

    /// Says which lines of the file that was added last, from 1, go on in the next one as places count.
    pub fn join(&mut self, lines: Vec<u32>) {
        if let Some(source) = self.files.last_mut() {
            source.joined = lines;
        }
    }

    /// Adds a module of the standard library.
    pub fn add_library(&mut self, name: &str, text: &str) -> Option<usize> {
        let first = self.add(name, text)?;
        if let Some(source) = self.files.last_mut() {
            source.library = true;
        }
        Some(first)
    }

    /// Whether an origin lies in the standard library.
    pub fn is_library(&self, origin: Origin) -> bool {
        self.files.iter().rev().find(|source| source.first < origin.line).is_some_and(|source| source.library)
    }

    /// Whether a file belongs to the standard library.
    pub fn is_library_file(&self, file: &str) -> bool {
        self.files.iter().any(|source| source.library && &*source.name == file)
    }

    /// A place in the standard library that was reached from a place of the user: it is shown as the user's.
    #[must_use]
    pub fn reached(&mut self, library: Origin, user: Origin) -> Origin {
        let Reached { places, columns } = &mut *self.reached;
        let known = columns.get(&(library, user)).copied();
        let column = known.or_else(|| {
            let column = u16::try_from(places.len() + 1).ok()?;
            places.push((library, user));
            columns.insert((library, user), column);
            Some(column)
        });
        column.map_or(library, |column| Origin { line: THROUGH, column })
    }

    /// The place in the standard library and that of the user, where there are two.
    fn both(&self, origin: Origin) -> Option<(Origin, Origin)> {
        let index = usize::from(origin.column).checked_sub(1).filter(|_| origin.line == THROUGH)?;
        self.reached.places.get(index).copied()
    }

    /// Where it really lies, in the standard library too.
    #[must_use]
    pub fn innermost(&self, origin: Origin) -> Origin {
        self.both(origin).map_or(origin, |(library, _)| library)
    }

    /// The place of an origin, or nothing where it is nowhere.
    pub fn place(&self, origin: Origin) -> Option<Place> {
        let origin = self.both(origin).map_or(origin, |(_, user)| user);
        let source = self.files.iter().rev().find(|source| source.first < origin.line)?;
        let (line, column) = source.position(origin);
        Some(Place { file: source.name.clone(), line, column })
    }

    /// The text of a file by its name; nothing for one with secrets.
    pub fn text(&self, file: &str) -> Option<&Arc<str>> {
        self.files.iter().find(|source| &*source.name == file && !source.hidden).map(|source| &source.text)
    }

    /// A line of a file by its name, from 1; nothing for one with secrets.
    pub fn line(&self, file: &str, number: u32) -> Option<&str> {
        self.files.iter().find(|source| &*source.name == file && !source.hidden)?.line(number)
    }

    /// Remembers words about a place: `replicas from --set`.
    pub fn note(&mut self, origin: Origin, words: impl Into<String>) {
        self.notes.insert(origin, words.into());
    }

    /// What is remembered about a place, behind that in the standard library: `in std/web:12, replicas from --set`.
    pub fn noted(&self, origin: Origin) -> Option<String> {
        let Some((library, user)) = self.both(origin) else { return self.notes.get(&origin).cloned() };
        let place = self.place(library).map(|place| format!("in {}:{}", place.file, place.line));
        let words: Vec<String> = place.into_iter().chain(self.notes.get(&user).cloned()).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// Every file, in the order in which they came.
    pub fn files(&self) -> &[Source] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_text_whatever_ends_them() {
        let texts = ["", "one", "one\n", "one\ntwo", "\n\none\r\n\r\ntwo\n", "ä\nö€\n\n"];
        for text in texts {
            let mut sources = Sources::default();
            sources.add("before", "1\n2\n");
            sources.add("a", text);
            let lines: Vec<&str> = (1..).map_while(|number| sources.line("a", number)).collect();
            assert_eq!(lines, text.lines().collect::<Vec<_>>(), "{text:?}");
            assert_eq!(sources.line("a", 0), None);
        }
        assert_eq!(Sources::default().line("a", 1), None);
    }

    #[test]
    fn a_place_in_the_standard_library_is_shown_as_the_users_with_the_way_behind_it() {
        let mut sources = Sources::default();
        sources.add("app.rhai", "import \"std/web\" as web;\nweb::site()\n");
        sources.add_library("std/web", "fn site() {\n    1\n}\n");
        let (user, library) = (Origin { line: 2, column: 6 }, Origin { line: 5, column: 5 });
        let reached = sources.reached(library, user);
        assert_eq!(sources.reached(library, user), reached);
        assert_ne!(sources.reached(library, Origin { line: 1, column: 1 }), reached);
        let place = |origin| sources.place(origin).map(|place| place.to_string());
        assert_eq!(place(reached).as_deref(), Some("app.rhai:2:6"));
        assert_eq!(place(library).as_deref(), Some("std/web:2:5"));
        assert_eq!(sources.innermost(reached), library);
        assert_eq!(sources.innermost(user), user);
        assert_eq!(sources.noted(reached).as_deref(), Some("in std/web:2"));
        sources.note(user, "image from --set");
        assert_eq!(sources.noted(reached).as_deref(), Some("in std/web:2, image from --set"));
        assert_eq!(sources.noted(user).as_deref(), Some("image from --set"));
        assert_eq!(
            (sources.noted(library), sources.is_library(library), sources.is_library(user)),
            (None, true, false)
        );
    }
}
