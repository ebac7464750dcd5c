//! Files in one line space, and the place of every call, argument and map key in them.

use std::collections::{BTreeMap, HashMap};

use rhai::Position;

use super::args::VALUE;
use super::fault::Spot;
use super::part::origin;
use super::vocabulary::Vocabulary;
use crate::diagnostic::{Allow, Diagnostic, Place, Severity, Sources};

/// A call in the syntax tree.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Places of the arguments, the receiver not counted.
    pub args: Vec<Position>,
    /// Places of map keys and list items in the arguments: `1.env.TZ`, `0.ports[1]`.
    pub keys: BTreeMap<String, Position>,
    /// Which chain of calls it is in; 0 for none.
    pub chain: u32,
    /// The parameter that is its first or second argument.
    pub param: Option<String>,
}

/// Files, calls and words of one evaluation.
#[derive(Default)]
pub struct Book {
    /// The files.
    pub sources: Sources,
    /// Calls by the place of their name.
    pub sites: HashMap<Position, Site>,
    /// How many chains of calls there are so far.
    pub chains: u32,
    /// How many parameters each closure has, its captured variables counted.
    pub closures: HashMap<String, usize>,
    /// Every type, maker and function.
    pub vocabulary: Vocabulary,
    /// What the files turn off.
    pub allows: Vec<Allow>,
}

impl Book {
    /// The place of a part of a call; the call where the part is not known.
    pub fn position(&self, call: Position, spot: &Spot) -> Position {
        let site = self.sites.get(&call);
        let found = match spot {
            Spot::Call => None,
            Spot::At(position) => Some(*position),
            Spot::Arg(index) => site.and_then(|site| site.args.get(*index).copied()),
            Spot::Path(path) => site.and_then(|site| nearest_key(site, path)),
        };
        found.filter(|position| !position.is_none()).unwrap_or(call)
    }

    /// The place as people see it.
    pub fn place(&self, position: Position) -> Option<Place> {
        self.sources.place(origin(position))
    }

    /// The chain of a call.
    pub fn chain(&self, call: Position) -> Option<u32> {
        self.sites.get(&call).map(|site| site.chain).filter(|chain| *chain > 0)
    }

    /// A fault of a call as a diagnostic.
    pub fn diagnostic(&self, fault: &super::fault::Fault, call: Position, severity: Severity) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(fault.code, fault.text.clone())
            .help(fault.help.clone())
            .at(self.place(self.position(call, &fault.spot)));
        diagnostic.severity = severity;
        for (position, words) in &fault.also {
            diagnostic = diagnostic.and(words.clone(), self.place(*position));
        }
        diagnostic
    }
}

/// The place of a key, else that of the nearest key or argument around it.
fn nearest_key(site: &Site, path: &str) -> Option<Position> {
    let mut path = path;
    loop {
        if let Some(position) = site.keys.get(path) {
            return Some(*position);
        }
        if let Some(key) = path.strip_suffix(VALUE) {
            path = key;
            continue;
        }
        match path.rfind(['.', '[']) {
            Some(cut) => path = &path[..cut],
            None => {
                return path.parse().ok().and_then(|index: usize| site.args.get(index).copied());
            }
        }
    }
}
