//! `rhumb render`.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::Session;
use super::failure::Failure;
use super::inputs::ScriptArgs;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::object::{Node, Object, Rendered, is_secret};
use crate::text::yaml;
use crate::ui::{Exit, Format};
use crate::workflow::Secrets;

/// Write the objects of a script, in the order in which they are applied
#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    #[command(flatten)]
    script: ScriptArgs,

    /// One object only
    #[arg(value_name = "KIND/NAME")]
    object: Option<String>,

    /// List the objects by kind and name
    #[arg(long)]
    list: bool,

    /// Write a file for each object into a folder
    #[arg(long, value_name = "DIR", conflicts_with = "list")]
    out: Option<PathBuf>,

    /// Write secret values instead of masks
    #[arg(long)]
    show_secrets: bool,
}

pub(super) fn render(session: &Session, args: &RenderArgs) -> Result<Exit, Failure> {
    let secrets = if args.show_secrets { Secrets::Shown } else { Secrets::Hidden };
    let rendered = args.script.evaluate(session, secrets, false)?.rendered;
    let ui = &session.ui;
    ui.diagnostics(&rendered.warnings, &rendered.sources);
    let objects = chosen(&rendered, args.object.as_deref())?;
    if let Some(folder) = &args.out {
        let files = write(folder, &objects, ui.format())?;
        let words = if files.len() == 1 { "file" } else { "files" };
        ui.status(&format!("Wrote {} {words} to: {}\n", files.len(), folder.display()));
        if !ui.is_text() {
            ui.document(&json!({ "files": files, "diagnostics": rendered.warnings }));
        }
    } else if args.list {
        if ui.is_text() {
            let lines: Vec<String> = objects.iter().map(|object| format!("{}\n", object.identity())).collect();
            ui.raw(&lines.concat());
        } else {
            let objects: Vec<Value> = objects.iter().map(|object| listed(&rendered, object)).collect();
            ui.document(&json!({ "objects": objects, "diagnostics": rendered.warnings }));
        }
    } else if ui.format() == Format::Json {
        let items: Vec<&Node> = objects.iter().map(|object| &object.node).collect();
        ui.list(&json!({ "apiVersion": "v1", "kind": "List", "diagnostics": rendered.warnings }), &items);
    } else {
        let documents: Vec<String> = objects.iter().map(|object| document(&yaml::write(&object.value()))).collect();
        ui.raw(&documents.join("---\n"));
    }
    // The process ends here, and takes less time without taking every object apart first.
    std::mem::forget(rendered);
    Ok(Exit::Done)
}

/// The objects of a name as `KIND/NAME`, or all.
fn chosen<'a>(rendered: &'a Rendered, name: Option<&str>) -> Result<Vec<&'a Object>, Failure> {
    let Some(name) = name else {
        return Ok(rendered.objects.iter().collect());
    };
    let named = |object: &&Object| object.identity().to_string().eq_ignore_ascii_case(name);
    let objects: Vec<&Object> = rendered.objects.iter().filter(named).collect();
    if !objects.is_empty() {
        return Ok(objects);
    }
    let names: Vec<String> = rendered.objects.iter().map(|object| object.identity().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Err(Diagnostic::error("unknown-object", format!("The script makes no such object: {name}."))
        .help(suggestion(name, &names, "it makes"))
        .into())
}

fn listed(rendered: &Rendered, object: &Object) -> Value {
    json!({
        "apiVersion": object.api_version,
        "kind": object.kind,
        "namespace": object.namespace,
        "name": object.name,
        "place": rendered.sources.place(object.origin),
    })
}

/// The text with exactly one line break at its end.
fn document(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}

/// Writes a file for each object; gives their names.
fn write(folder: &Path, objects: &[&Object], format: Format) -> Result<Vec<String>, Failure> {
    let names = names(objects, if format == Format::Json { "json" } else { "yaml" });
    let failed = |path: &Path, error: io::Error| {
        Failure::from(Diagnostic::error("cannot-write", format!("It cannot be written: {}: {error}.", path.display())))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for (object, name) in objects.iter().zip(&names) {
        let value = object.value();
        let text = if format == Format::Json { format!("{value:#}") } else { yaml::write(&value) };
        let path = folder.join(name);
        let secret = is_secret(object.group(), &object.kind);
        put(&path, &document(&text), secret).map_err(|error| failed(&path, error))?;
    }
    Ok(names)
}

/// A file name for each object: kind and name, and what else tells two of the same apart.
fn names(objects: &[&Object], extension: &str) -> Vec<String> {
    let base = |object: &Object| format!("{}-{}", object.kind.to_lowercase(), object.name);
    let full = |object: &Object| {
        let parts = [Some(base(object)), object.namespace.clone(), Some(object.group().to_owned())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    // A name may hold `:` (roles do), and a raw object anything: only what is harmless in a path stays.
    let safe = |text: String| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' }).collect()
    };
    let bases: Vec<String> = objects.iter().map(|object| safe(base(object))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for base in &bases {
        *counts.entry(base).or_default() += 1;
    }
    let name = |(object, base): (&&Object, &String)| {
        let name = if counts[base.as_str()] == 1 { base.clone() } else { safe(full(object)) };
        format!("{name}.{extension}")
    };
    objects.iter().zip(&bases).map(name).collect()
}

/// Writes a file; one with secrets is for its owner alone.
fn put(path: &Path, text: &str, secret: bool) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Origin;
    use crate::object::Intents;

    fn object(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Object {
        let value = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}});
        Object {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: namespace.map(str::to_owned),
            name: name.into(),
            node: Node::from_value(&value, Origin::NONE),
            origin: Origin::NONE,
            intents: Intents::default(),
            step: 0,
        }
    }

    #[test]
    fn files_are_named_by_kind_and_name_and_by_namespace_where_two_would_be_the_same() {
        let objects = [
            object("apps/v1", "StatefulSet", None, "nginx"),
            object("v1", "ConfigMap", Some("a"), "same"),
            object("v1", "ConfigMap", Some("b"), "same"),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", None, "system:../x"),
        ];
        let objects: Vec<&Object> = objects.iter().collect();
        assert_eq!(
            names(&objects, "yaml"),
            [
                "statefulset-nginx.yaml",
                "configmap-same-a.yaml",
                "configmap-same-b.yaml",
                "clusterrole-system_.._x.yaml",
            ]
        );
    }

    #[test]
    fn an_object_is_chosen_by_kind_and_name_and_a_slip_is_told() {
        let objects = vec![object("apps/v1", "StatefulSet", None, "nginx"), object("v1", "Service", None, "nginx-svc")];
        let rendered = Rendered { objects, ..Rendered::default() };
        let names = |name| chosen(&rendered, name).map(|objects| objects.len()).map_err(|failure| failure.diagnostics);
        assert_eq!(names(None), Ok(2));
        assert_eq!(names(Some("statefulset/nginx")), Ok(1));
        let expected = Diagnostic::error("unknown-object", "The script makes no such object: Service/nginx-scv.")
            .help("did you mean `Service/nginx-svc`?");
        assert_eq!(names(Some("Service/nginx-scv")), Err(vec![expected]));
    }
}
