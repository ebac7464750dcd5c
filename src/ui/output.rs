//! Where output goes: data to stdout, the rest to stderr.

use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};

use serde::Serialize;

use super::{Paint, diagnostics, escape, json};
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::Node;
use crate::text::yaml;

/// Where the words of a diagnostic are wrapped, in columns.
const WIDTH: usize = 100;

/// How much of a document is written at a time, in bytes.
const BUFFER: usize = 64 * 1024;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The form of the data on stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
    /// The same document as YAML
    Yaml,
}

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Form of the data.
    pub format: Format,
    /// When to colour.
    pub color: ColorChoice,
    /// No progress and no hints.
    pub quiet: bool,
    /// More detail.
    pub verbose: bool,
}

/// Both streams, and how to draw on each.
#[derive(Debug)]
pub struct Ui {
    settings: Settings,
    stdout_colour: bool,
    stderr_colour: bool,
    stdout_terminal: bool,
    stderr_terminal: bool,
    stdin_terminal: bool,
    failed: RefCell<Option<io::Error>>,
}

impl Ui {
    /// Looks at the streams, `NO_COLOR` and `TERM`.
    pub fn new(settings: Settings) -> Self {
        let plain = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = plain("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let (stdout_terminal, stderr_terminal) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let colour = |terminal: bool| match settings.color {
            ColorChoice::Auto => terminal && !dumb,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self {
            settings,
            stdout_colour: colour(stdout_terminal),
            stderr_colour: colour(stderr_terminal),
            stdout_terminal,
            stderr_terminal,
            stdin_terminal: io::stdin().is_terminal(),
            failed: RefCell::new(None),
        }
    }

    /// How to draw on stdout.
    pub fn paint(&self) -> Paint {
        Paint { colour: self.stdout_colour, verbose: self.settings.verbose }
    }

    /// How to draw on stderr.
    pub fn paint_status(&self) -> Paint {
        Paint { colour: self.stderr_colour, verbose: self.settings.verbose }
    }

    /// The form of the data.
    pub fn format(&self) -> Format {
        self.settings.format
    }

    /// Whether stdout carries text for people.
    pub fn is_text(&self) -> bool {
        self.settings.format == Format::Text
    }

    /// Whether progress and hints are left out.
    pub fn is_quiet(&self) -> bool {
        self.settings.quiet
    }

    /// Whether stderr is a terminal, so that a line may be drawn over.
    pub fn is_live(&self) -> bool {
        self.stderr_terminal
    }

    /// How many columns the terminal of stdout has; a usual number where it is none.
    pub fn width(&self) -> usize {
        let columns = terminal_size::terminal_size_of(io::stdout()).filter(|_| self.stdout_terminal);
        columns.map_or(WIDTH, |(columns, _)| usize::from(columns.0))
    }

    /// Whether somebody is there to be asked.
    pub fn can_ask(&self) -> bool {
        self.stdin_terminal && self.stderr_terminal
    }

    /// Writes data to stdout. A failure is kept for [`Ui::finish`].
    pub fn data(&self, text: &str) {
        self.keep(io::stdout().write_all(text.as_bytes()));
    }

    /// Writes what a script made to stdout as it is; only on a terminal it is escaped.
    pub fn raw(&self, text: &str) {
        if self.stdout_terminal { self.data(&escape::terminal(text)) } else { self.data(text) }
    }

    /// Writes one document to stdout, as JSON or YAML.
    pub fn document(&self, document: &impl Serialize) {
        if self.settings.format != Format::Yaml {
            let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
            return self.keep(json::write(&mut out, document).and_then(|()| out.flush()));
        }
        match serde_json::to_value(document) {
            Ok(value) => self.raw(&format!("{}\n", yaml::write(&value).trim_end_matches('\n'))),
            Err(error) => self.keep(Err(error.into())),
        }
    }

    /// Writes one document with many objects as its `items` to stdout as JSON; `rest` is the document without them.
    pub fn list(&self, rest: &impl Serialize, items: &[&Node]) {
        let mut out = io::stdout();
        self.keep(json::write_list(&mut out, rest, items).and_then(|()| out.flush()));
    }

    /// Writes to stderr what only informs; `--quiet` leaves it out.
    pub fn status(&self, text: &str) {
        if !self.settings.quiet {
            self.tell(text);
        }
    }

    /// Writes to stderr.
    pub fn tell(&self, text: &str) {
        // There is nowhere to report that stderr is gone.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Writes to stderr what a script or a server printed.
    pub fn printed(&self, text: &str) {
        for line in text.lines() {
            self.status(&format!("{}\n", escape::line(line)));
        }
    }

    /// Draws diagnostics on stderr. Where stdout carries a document they belong into that.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        if self.is_text() {
            self.tell(&diagnostics::text(diagnostics, sources, self.stderr_colour, WIDTH));
        }
    }

    /// Ends the output.
    ///
    /// # Errors
    /// Data could not be written, for another reason than that its reader had enough.
    pub fn finish(&self) -> Result<(), io::Error> {
        self.keep(io::stdout().flush());
        match self.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    fn keep(&self, result: io::Result<()>) {
        if let Err(error) = result {
            self.failed.borrow_mut().get_or_insert(error);
        }
    }
}
