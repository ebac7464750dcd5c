//! A manifest to what is rendered of it.

use std::collections::BTreeMap;

use super::evaluate::{Evaluate, Failure, bad_namespace, finished, on_thread};
use crate::diagnostic::{Diagnostic, Origin, Place, Sources};
use crate::object::{LACKING, ManifestError, Node, Rendered, manifest as read};
use crate::render;
use crate::text::digest;

/// YAML or JSON files that make an app.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The file or folder as the user named it.
    pub shown: String,
    /// The app's name: a DNS label.
    pub app: String,
    /// Name and text of each file, in order.
    pub files: Vec<(String, String)>,
}

/// Reads, renders and checks a manifest. Warnings come with what is rendered.
///
/// # Errors
/// Everything that is wrong with the manifest, in all of its files.
pub fn manifest(manifest: Manifest, options: Evaluate) -> Result<Rendered, Box<Failure>> {
    on_thread(move || objects(manifest, &options))
}

fn objects(manifest: Manifest, options: &Evaluate) -> Result<Rendered, Box<Failure>> {
    let failed = |diagnostics, sources| Box::new(Failure { diagnostics, sources, printed: String::new() });
    let (mut sources, mut faults, mut objects) = (Sources::default(), Vec::new(), Vec::new());
    for (name, text) in &manifest.files {
        match file(name, text, &mut sources) {
            Ok(found) => objects.extend(found),
            Err(told) => faults.extend(told),
        }
    }
    if objects.is_empty() && faults.is_empty() {
        let message = format!("The manifest holds no objects: {}.", manifest.shown);
        faults.push(
            Diagnostic::error("object-incomplete", message)
                .help("write objects with `apiVersion`, `kind` and `metadata.name`, in files .yaml, .yml or .json"),
        );
    }
    faults.extend(bad_namespace(options));
    if !faults.is_empty() {
        return Err(failed(faults, sources));
    }
    let rendered = render::manifest(&manifest.app, objects, sources, &options.how());
    let mut rendered = rendered.map_err(|(faults, sources)| failed(faults, sources))?;
    rendered.reads = digests(&manifest);
    finished(rendered, None, options)
}

/// The objects of a file.
fn file(name: &str, text: &str, sources: &mut Sources) -> Result<Vec<Node>, Vec<Diagnostic>> {
    read(name, text, sources).map_err(|error| match error {
        ManifestError::Unreadable(error) => {
            let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            let place = (error.line > 0).then(|| Place {
                file: name.into(),
                line: number(error.line),
                column: number(error.column.max(1)),
            });
            let message = format!("The file cannot be read as YAML: {name}: {}.", error.message);
            vec![Diagnostic::error("unreadable-file", message).at(place)]
        }
        ManifestError::Incomplete(lacking) => {
            let told = |(line, origin, field): (u64, Origin, &str)| {
                let message = format!("The object at {name}:{line} has no `{field}`.");
                Diagnostic::error("missing-field", message).help(LACKING).at(sources.place(origin))
            };
            lacking.into_iter().map(told).collect()
        }
    })
}

fn digests(manifest: &Manifest) -> BTreeMap<String, String> {
    manifest.files.iter().map(|(name, text)| (name.clone(), digest::of_bytes(text.as_bytes()))).collect()
}
