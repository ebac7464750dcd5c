//! `rhumb.toml` in the reference, from the keys that its reader knows.

use std::fmt::Write as _;

use crate::project::{ConfigKey, EXAMPLE, FILE, KEYS};

const HEAD: &str = "
## rhumb.toml

The folder of the `rhumb.toml` at or above a script is its project; without one, it is the folder of the script. Scripts
import and read what lies in it, and nothing else. The file is TOML, and every key may be left out. The command wins over
the target, and the target over the rest of the file. A whole one, with every key:
";

/// The section of the reference.
pub(super) fn markdown() -> String {
    let mut out = format!("{HEAD}\n```toml\n{EXAMPLE}```\n");
    let mut table = None;
    for key in KEYS {
        if table != Some(key.table) {
            let head = if key.table.is_empty() { "At the top:".to_owned() } else { format!("`[{}]`:", key.table) };
            let _ = write!(out, "\n{head}\n\n");
            table = Some(key.table);
        }
        out.push_str(&line(key));
    }
    out
}

/// What is called so: the file, a table of it (`limits`, `[target.prod]`), or a key (`context`).
pub(super) fn entries(name: &str) -> String {
    let table = name.trim_start_matches('[').trim_end_matches(']').split('.').next().unwrap_or_default();
    let is_table = KEYS.iter().any(|key| !table.is_empty() && key.table.split('.').next() == Some(table));
    if is_table || [FILE, "project"].contains(&name) {
        return markdown();
    }
    let mut out = String::new();
    for key in KEYS.iter().filter(|key| key.name == name) {
        let table = if key.table.is_empty() { String::new() } else { format!(", [{}]", key.table) };
        let _ =
            write!(out, "\n{FILE}{table}\n{}  `rhumb reference {FILE}` shows all keys with an example.\n", line(key));
    }
    out
}

/// Every name that can be looked up.
pub(super) fn names() -> impl Iterator<Item = String> {
    let keys = KEYS.iter().map(|key| key.name).filter(|name| *name != "NAME");
    keys.chain([FILE, "project"]).map(str::to_owned)
}

fn line(key: &ConfigKey) -> String {
    format!("- `{}`: {}. {}\n", key.name, key.may_be, key.meaning)
}
