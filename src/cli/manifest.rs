//! A manifest in place of a script: a YAML or JSON file, or a folder of them.

use std::fs;
use std::path::Path;

use super::failure::Failure;
use super::inputs::{file, reason};
use crate::diagnostic::Diagnostic;
use crate::text::names;
use crate::workflow::Manifest;

/// The endings of manifests.
const ENDINGS: &[&str] = &["json", "yaml", "yml"];

/// The most files that are read of a folder.
const MOST: usize = 1000;

/// Whether the path means a manifest.
pub(super) fn is_manifest(path: &Path) -> bool {
    has_ending(path) || path.is_dir()
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

/// The files of a manifest, those of a folder by name: hidden files, folders and other endings are left out.
pub(super) fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let shown = path.display().to_string();
    if !path.is_dir() {
        return Ok(Manifest { app: app(path)?, files: vec![(shown.clone(), text(path)?)], shown });
    }
    let unreadable = |error: std::io::Error| {
        let message = format!("The folder cannot be read: {shown}: {}.", reason(&error));
        Failure::from(Diagnostic::error("unreadable-file", message))
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && has_ending(&path) && !path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    if found.len() > MOST {
        let message = format!("The folder holds more than {MOST} manifests: {shown}.");
        return Err(Diagnostic::error("budget", message)
            .help("name one of its files, or put them into folders")
            .into());
    }
    let files = found.iter().map(|path| Ok((path.display().to_string(), text(path)?)));
    Ok(Manifest { app: app(path)?, files: files.collect::<Result<_, Failure>>()?, shown })
}

/// The text of a file without a byte order mark.
fn text(path: &Path) -> Result<String, Failure> {
    let text = file(path)?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// The app's name: that of the file or folder, made a DNS label.
fn app(path: &Path) -> Result<String, Failure> {
    // `.` and `..` have no name of their own.
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let named = if path.file_name().is_some() { path } else { &whole };
    let name = if has_ending(named) && !path.is_dir() { named.file_stem() } else { named.file_name() };
    let name = name.unwrap_or_default().to_string_lossy().to_lowercase();
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(63).collect();
    let name = name.trim_matches('-').to_owned();
    match names::dns_label(&name, 63) {
        Ok(()) => Ok(name),
        Err(_) => {
            let message = format!("The name of the file gives no name to the app: {}.", path.display());
            Err(Diagnostic::error("name-form", message)
                .help("give the file a name of lower-case letters, digits and `-`.")
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_called_as_its_file() {
        let name = |path: &str| app(Path::new(path)).ok();
        assert_eq!(name("k8s/web.yaml").as_deref(), Some("web"));
        assert_eq!(name("Web_Shop.prod.YML").as_deref(), Some("web-shop-prod"));
        assert_eq!(name("k8s.d/").as_deref(), Some("k8s-d"));
        assert_eq!(name(&format!("{}.json", "a".repeat(80))), Some("a".repeat(63)));
        assert_eq!(name("_.yaml"), None);
    }

    #[test]
    fn manifests_are_told_from_scripts_by_their_ending() {
        for (path, expected) in [("a.yaml", true), ("a.yml", true), ("a.JSON", true), ("a.rhai", false), ("-", false)] {
            assert_eq!(is_manifest(Path::new(path)), expected, "{path}");
        }
    }
}
