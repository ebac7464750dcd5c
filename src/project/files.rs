//! The jail: what a script names is read inside of the project's folder, or not at all.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::FILE;
use crate::diagnostic::nearest;

/// The files of a project. Nothing outside of its folder can be read through it: no absolute paths, no `..` out of it, no
/// links that lead out. The value without a folder (the default) reads nothing.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The folder, without links.
    root: Option<PathBuf>,
    /// The folder as the user would name it; empty for the current one.
    shown: PathBuf,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of reason.
    pub kind: RefusalKind,
    /// What happened, with the path.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The path leads out of the project.
    Outside,
    /// There is no such file.
    Missing,
    /// It is no file of text, too large, or the system refuses it.
    Unreadable,
}

impl RefusalKind {
    /// The code of the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outside => "outside-project",
            Self::Missing | Self::Unreadable => "unreadable-file",
        }
    }
}

/// The longest path that is looked at, in bytes.
const LONGEST_PATH: usize = 1024;
/// How many names of a folder are compared with a misspelt one.
const COMPARED: usize = 1000;

impl Files {
    /// The files of a folder; `shown` is the folder as the user would name it.
    ///
    /// # Errors
    /// The folder is not there.
    pub fn of(folder: &Path, shown: &Path) -> Result<Self, Refusal> {
        let root = fs::canonicalize(folder).map_err(|error| Refusal {
            kind: RefusalKind::Unreadable,
            message: format!("The folder cannot be read: {}: {}.", folder.display(), reason(&error)),
            help: String::new(),
        })?;
        Ok(Self { root: Some(root), shown: shown.to_owned() })
    }

    /// The files of the project around a script: the folder at or above it that holds a `rhumb.toml`, else its own.
    pub(super) fn around(script: Option<&Path>) -> Result<Self, Refusal> {
        let own = script.and_then(Path::parent).unwrap_or(Path::new(""));
        let here = if own.as_os_str().is_empty() { Path::new(".") } else { own };
        let start = Self::of(here, own)?;
        let Some(root) = &start.root else {
            return Ok(start);
        };
        let mut shown = own.to_owned();
        for folder in root.ancestors() {
            if folder.join(FILE).is_file() {
                return Self::of(folder, &shown);
            }
            shown = above(&shown);
        }
        Ok(start)
    }

    /// A path of the project as the user would name it.
    pub fn name(&self, path: &str) -> String {
        self.shown.join(path).display().to_string()
    }

    /// The path in its one form: `./lib//db` is `lib/db`.
    ///
    /// # Errors
    /// The path leads out of the project, or is none.
    pub fn normal(path: &str) -> Result<String, Refusal> {
        let outside =
            |message: String, help: &str| Refusal { kind: RefusalKind::Outside, message, help: help.to_owned() };
        let windows = path.get(1..2) == Some(":") && path.starts_with(|c: char| c.is_ascii_alphabetic());
        if path.starts_with(['/', '\\', '~']) || windows {
            let message = format!("A path begins at the root of the project, and is never absolute: {path}.");
            return Err(outside(message, "write it relative to the root: `lib/db`"));
        }
        if path.contains(['\\', '\0']) || path.len() > LONGEST_PATH {
            return Err(outside("This is no path.".to_owned(), "parts of a path are separated by `/`"));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        let message = format!("The path leads out of the project: {path}.");
                        return Err(outside(
                            message,
                            &format!(
                                "a project is the folder of `{FILE}`, else that of the script; move the file into it"
                            ),
                        ));
                    }
                }
                part => parts.push(part),
            }
        }
        if parts.is_empty() {
            return Err(outside("The path names no file.".to_owned(), "name a file of the project: `lib/db`"));
        }
        Ok(parts.join("/"))
    }

    /// The bytes of a file, at most so many.
    ///
    /// # Errors
    /// Every [`RefusalKind`].
    pub fn bytes(&self, path: &str, largest: u64) -> Result<Vec<u8>, Refusal> {
        let path = Self::normal(path)?;
        let unreadable = |reason: &str| Refusal {
            kind: RefusalKind::Unreadable,
            message: format!("The file cannot be read: {}: {reason}.", self.name(&path)),
            help: String::new(),
        };
        let failed = |error: &io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => self.missing(&path),
            _ => unreadable(&reason(error)),
        };
        let Some(root) = &self.root else {
            return Err(unreadable("there is no project around this script"));
        };
        let whole = fs::canonicalize(root.join(&path)).map_err(|error| failed(&error))?;
        if !whole.starts_with(root) {
            return Err(Refusal {
                kind: RefusalKind::Outside,
                message: format!("A link leads out of the project: {}.", self.name(&path)),
                help: "copy the file into the project".to_owned(),
            });
        }
        // To open a pipe would wait for a writer.
        if !fs::metadata(&whole).map_err(|error| failed(&error))?.is_file() {
            return Err(unreadable("it is no regular file"));
        }
        let file = File::open(&whole).map_err(|error| failed(&error))?;
        if !file.metadata().map_err(|error| failed(&error))?.is_file() {
            return Err(unreadable("it is no regular file"));
        }
        let mut bytes = Vec::new();
        file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        if bytes.len() as u64 > largest {
            return Err(unreadable(&format!("it is larger than {} MiB", largest >> 20)));
        }
        Ok(bytes)
    }

    /// The text of a file, at most so many bytes, without a byte order mark.
    ///
    /// # Errors
    /// Every [`RefusalKind`]; a file that is not UTF-8 is unreadable.
    pub fn text(&self, path: &str, largest: u64) -> Result<String, Refusal> {
        let bytes = self.bytes(path, largest)?;
        let text = String::from_utf8(bytes).map_err(|_| Refusal {
            kind: RefusalKind::Unreadable,
            message: format!("The file is no text: {}: it is not UTF-8.", self.name(path)),
            help: "`read_base64` reads bytes".to_owned(),
        })?;
        Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
    }

    fn missing(&self, path: &str) -> Refusal {
        let (folder, wrong) = path.rsplit_once('/').unwrap_or(("", path));
        let names = self.listed(folder);
        let near = nearest(wrong, names.iter().map(String::as_str));
        let help = match near.first() {
            Some(near) if folder.is_empty() => format!("did you mean `{near}`?"),
            Some(near) => format!("did you mean `{folder}/{near}`?"),
            None => "paths begin at the root of the project".to_owned(),
        };
        Refusal { kind: RefusalKind::Missing, message: format!("There is no such file: {}.", self.name(path)), help }
    }

    /// The names in a folder of the project, sorted; none where it cannot be read.
    fn listed(&self, folder: &str) -> Vec<String> {
        let inside = self.root.as_ref().and_then(|root| {
            let whole = fs::canonicalize(root.join(folder)).ok()?;
            whole.starts_with(root).then_some(whole)
        });
        let Some(entries) = inside.and_then(|folder| fs::read_dir(folder).ok()) else {
            return Vec::new();
        };
        let names = entries.take(COMPARED).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

/// The folder above one, as the user would name it.
fn above(folder: &Path) -> PathBuf {
    match folder.file_name() {
        Some(_) => folder.parent().unwrap_or(Path::new("")).to_owned(),
        None => folder.join(".."),
    }
}

/// The reason without the number of the operating system.
fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    words.split_once(" (os error").map_or(words.clone(), |(words, _)| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_form_and_stays_inside() {
        let normal = |path: &str| Files::normal(path).map_err(|refusal| refusal.kind);
        assert_eq!(normal("lib/db.rhai"), Ok("lib/db.rhai".to_owned()));
        assert_eq!(normal("./lib//x/../db.rhai"), Ok("lib/db.rhai".to_owned()));
        for path in ["/etc/passwd", "..", "a/../../b", "", ".", "C:\\x", "C:x", "\\\\host\\x", "a\\b", "a\0b", "~/x"] {
            assert_eq!(normal(path), Err(RefusalKind::Outside), "{path:?}");
        }
        assert_eq!(normal(&"x".repeat(2000)), Err(RefusalKind::Outside));
        assert_eq!(normal("é/b"), Ok("é/b".to_owned()));
    }

    #[test]
    fn a_folder_above_is_named_as_a_user_would() {
        assert_eq!(above(Path::new("a/b")), Path::new("a"));
        assert_eq!(above(Path::new("a")), Path::new(""));
        assert_eq!(above(Path::new("")), Path::new(".."));
        assert_eq!(above(Path::new("..")), Path::new("../.."));
    }

    #[test]
    fn without_a_folder_nothing_is_read() {
        let refusal = Files::default().bytes("a", 1).expect_err("there is no folder");
        assert_eq!(refusal.message, "The file cannot be read: a: there is no project around this script.");
    }
}
