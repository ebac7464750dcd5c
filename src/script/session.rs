//! What one evaluation knows and collects.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use rhai::Position;

use super::book::Book;
use super::declared::Declared;
use super::fault::Fault;
use super::modules::Modules;
use super::params::Params;
use super::part::{origin, position};
use crate::diagnostic::Origin;
use crate::object::MASK;
use crate::project::Files;
use crate::text::digest;

/// One evaluation.
#[derive(Default)]
pub struct Session {
    /// Files, places of calls, the vocabulary.
    pub book: RefCell<Book>,
    /// Values of parameters.
    pub params: Params,
    /// Parameters that the script asks for, in branches not taken too.
    pub declared: RefCell<Vec<Declared>>,
    /// A fault that Rhai would swallow: the progress callback ends the evaluation with it.
    pub fault: RefCell<Option<(Fault, Position)>>,
    /// Warnings that came up while evaluating.
    pub warnings: RefCell<Vec<(Fault, Position)>>,
    /// What the script printed.
    pub printed: RefCell<String>,
    /// The project's files.
    pub files: Files,
    /// Imported files.
    pub modules: RefCell<Modules>,
    /// Imported files that cannot be compiled, by path.
    pub failed: RefCell<BTreeSet<String>>,
    /// Files that were read, by name, with the digest of each.
    pub reads: RefCell<BTreeMap<String, String>>,
    /// The calls of the user that led into the standard library, the innermost last.
    pub ways: RefCell<Vec<Position>>,
    /// What native calls did, in operations: the progress callback takes it.
    pub spent: Cell<u64>,
    serial: Cell<u32>,
    full: Cell<bool>,
}

impl Session {
    /// An evaluation with these parameters and files.
    pub fn new(params: Params, files: Files) -> Self {
        Self { params, files, ..Self::default() }
    }

    /// Remembers that a file was read.
    pub fn has_read(&self, name: &str, bytes: &[u8]) {
        self.reads.borrow_mut().insert(name.to_owned(), digest::of_bytes(bytes));
    }

    /// Counts what a native call does against the budget of operations.
    pub fn spend(&self, operations: usize) {
        self.spent.set(self.spent.get().saturating_add(operations as u64));
    }

    /// The last line of too much.
    const CUT: &'static str = "\n… the script printed more than 64 KB\n";

    /// The most that a script may print, in bytes.
    const MAX_PRINTED: usize = 64 * 1024;

    /// A number that no other part has.
    pub fn serial(&self) -> u32 {
        self.serial.set(self.serial.get() + 1);
        self.serial.get()
    }

    /// The place of something that is said: within the standard library also the call of the user that led there.
    pub fn origin(&self, at: Position) -> Origin {
        let at = origin(at);
        match self.ways.borrow().last() {
            Some(way) if self.book.borrow().sources.is_library(at) => {
                self.book.borrow_mut().sources.reached(at, origin(*way))
            }
            _ => at,
        }
    }

    /// The position of a place, within the standard library too.
    pub fn position(&self, at: Origin) -> Position {
        position(self.book.borrow().sources.innermost(at))
    }

    /// Notes that a setting was said before, when both calls stand in one chain: over a template it is how one changes it.
    pub fn said_twice(&self, method: &str, key: &str, at: Position, before: Position) {
        let book = self.book.borrow();
        let chain = book.chain(at);
        if at == before || chain.is_none() || chain != book.chain(before) {
            return;
        }
        let what = if key.is_empty() { format!("`{method}`") } else { format!("`{method}` of `{key}`") };
        let fault = Fault::new("set-twice", format!("{what} is said twice in one chain; the later call wins."))
            .help("take one of the two away")
            .and(before, "first said here");
        self.warnings.borrow_mut().push((fault, at));
    }

    /// Remembers a fault that has to end the evaluation.
    pub fn stop(&self, fault: Fault, at: Position) {
        self.fault.borrow_mut().get_or_insert((fault, at));
    }

    /// Takes what a script prints, up to a bound.
    pub fn print(&self, text: &str) {
        let mut printed = self.printed.borrow_mut();
        if self.full.get() {
            return;
        }
        if printed.len() + text.len() < Self::MAX_PRINTED {
            printed.push_str(&self.params.mask(text, MASK));
            printed.push('\n');
        } else {
            let filler = Self::MAX_PRINTED.saturating_sub(printed.len() + Self::CUT.len());
            let kept: String = self.params.mask(text, MASK).chars().take(filler / 4).collect();
            printed.push_str(&kept);
            printed.push_str(Self::CUT);
            self.full.set(true);
        }
    }
}
