//! Every code at length, for `rhumb explain`. The words are data: the Markdown files of `explained/`, embedded, with a
//! section for each code, which is read when it is asked for.
//!
//! A section is a heading `## code`, paragraphs, a paragraph that begins with `To do: `, and blocks. `rhai wrong` is a
//! script, `toml wrong rhumb.toml` a file, `yaml both values.yaml` one of both examples. `sh wrong` holds the lines that are
//! typed, each behind `$ `, and `sh wrong cluster` those that need one; without any, the script is checked. The tests run
//! all of it, but for sections with a paragraph `Not run: ` and the reason.

use serde::Serialize;

use super::catalogue::{Entry, entry};

/// The files, by what their codes are about.
const AREAS: &[(&str, &str)] = &[
    ("language", include_str!("explained/language.md")),
    ("values", include_str!("explained/values.md")),
    ("parameters", include_str!("explained/parameters.md")),
    ("projects", include_str!("explained/projects.md")),
    ("objects", include_str!("explained/objects.md")),
    ("containers", include_str!("explained/containers.md")),
    ("pods", include_str!("explained/pods.md")),
    ("workloads", include_str!("explained/workloads.md")),
    ("volumes", include_str!("explained/volumes.md")),
    ("services", include_str!("explained/services.md")),
    ("nodes", include_str!("explained/nodes.md")),
    ("commands", include_str!("explained/commands.md")),
    ("cluster", include_str!("explained/cluster.md")),
];

/// What a script is called in an example.
const SCRIPT: &str = "app.rhai";

/// A code at length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its row in the catalogue.
    pub entry: &'static Entry,
    /// What happened, and why it matters: one paragraph or two.
    pub words: Vec<&'static str>,
    /// Why the tests cannot run the examples.
    pub not_run: Option<&'static str>,
    /// What to do.
    pub to_do: &'static str,
    /// How one comes to be told it.
    pub wrong: Example,
    /// The same in a way that is not told it.
    pub right: Example,
}

/// Files, and the lines that are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The files, in the order in which they are written.
    pub files: Vec<ExampleFile>,
    /// The lines that are typed; the last one is the one that is meant.
    pub commands: Vec<String>,
    /// Whether the lines need a cluster.
    #[serde(skip)]
    pub cluster: bool,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExampleFile {
    /// Its path from the folder in which the lines are typed.
    pub name: &'static str,
    /// What it holds.
    pub text: String,
}

impl Example {
    /// The script, where it is all that there is to see.
    pub fn script(&self) -> Option<&str> {
        match self.files.as_slice() {
            [file] if self.commands == [checking()] => Some(&file.text),
            _ => None,
        }
    }
}

/// The code at length. It is found as a message shows it, too: `error[port-clash]`.
pub fn explanation(code: &str) -> Option<Explanation> {
    let code = code.trim_end_matches(':');
    let shown = code.strip_suffix(']').and_then(|code| code.split_once('[')).map(|(_, code)| code);
    let entry = entry(shown.unwrap_or(code))?;
    let section = AREAS.iter().find_map(|(_, text)| sections(text).find(|(code, _)| *code == entry.code));
    section.map(|(_, text)| read(entry, text))
}

/// The codes that have a section, with the file of each.
pub fn explained_codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    AREAS.iter().flat_map(|(area, text)| sections(text).map(|(code, _)| (code, *area)))
}

/// The headings of a file, each with the lines below it.
fn sections(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'))
}

fn checking() -> String {
    format!("rhumb check {SCRIPT}")
}

fn read(entry: &'static Entry, section: &'static str) -> Explanation {
    let (wrong, right) = (Example::default(), Example::default());
    let mut explanation = Explanation { entry, words: Vec::new(), not_run: None, to_do: "", wrong, right };
    for (index, part) in section.split("```").enumerate() {
        if index % 2 == 1 {
            let (head, text) = part.split_once('\n').unwrap_or((part, ""));
            block(&mut explanation, head, text);
            continue;
        }
        for paragraph in part.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            if let Some(to_do) = paragraph.strip_prefix("To do: ") {
                explanation.to_do = to_do;
            } else if let Some(reason) = paragraph.strip_prefix("Not run: ") {
                explanation.not_run = Some(reason);
            } else {
                explanation.words.push(paragraph);
            }
        }
    }
    for example in [&mut explanation.wrong, &mut explanation.right] {
        if example.commands.is_empty() && example.files.iter().any(|file| file.name == SCRIPT) {
            example.commands.push(checking());
        }
    }
    explanation
}

/// Puts a block where its head says: language, which example, and the name of a file.
fn block(explanation: &mut Explanation, head: &'static str, text: &str) {
    let mut head = head.split_whitespace();
    let (language, which, rest) = (head.next(), head.next(), head.next());
    let Explanation { wrong, right, .. } = explanation;
    let examples = match which {
        Some("wrong") => vec![wrong],
        Some("right") => vec![right],
        Some("both") => vec![wrong, right],
        _ => Vec::new(),
    };
    for example in examples {
        if language == Some("sh") {
            example.commands.extend(text.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned));
            example.cluster |= rest == Some("cluster");
        } else {
            example.files.push(ExampleFile { name: rest.unwrap_or(SCRIPT), text: text.to_owned() });
        }
    }
}
