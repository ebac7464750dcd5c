//! `name-form`, `name-too-long`: names that the API server or a controller would refuse. `name-digit`: names that
//! other tools do.

use super::context::Context;
use super::view::View;
use crate::diagnostic::{Diagnostic, Origin};
use crate::object::Object;
use crate::project::Version;
use crate::text::names::dns_label;

/// The longest DNS label.
const LABEL: usize = 63;
/// The longest DNS name.
const SUBDOMAIN: usize = 253;
/// What a StatefulSet adds to its name (`-` and a hash of ten characters) has to fit into a label.
const STATEFUL_SET: usize = 52;
/// What a CronJob adds to its name (`-` and a number of ten digits) has to fit into a label.
const CRON_JOB: usize = 52;
/// The longest name of a container port.
const PORT: usize = 15;

/// The name of the app.
pub(super) fn of_app(context: &Context<'_>) -> Vec<Diagnostic> {
    let told = context.app.and_then(|app| label(context, &app.name, LABEL, app.said.made, "an app"));
    told.into_iter().collect()
}

/// Names of objects, containers, volumes and ports.
pub(super) fn forms(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for object in context.objects {
        found.extend(of_object(context, object));
    }
    for pod in &context.pods {
        for container in pod.all() {
            found.extend(below(context, container, LABEL, "a container"));
            found.extend(container.list("ports").filter_map(|port| port_name(context, port)));
        }
        for (field, what) in [("hostname", "a host"), ("subdomain", "a subdomain")] {
            let name = pod.spec.get(field).and_then(|view| Some((view, view.text()?)));
            found.extend(name.and_then(|(view, text)| label(context, text, LABEL, view.origin, what)));
        }
        for volume in pod.spec.list("volumes") {
            found.extend(below(context, volume, LABEL, "a volume"));
        }
        for claim in View::of(pod.object).at(&["spec"]).into_iter().flat_map(|spec| spec.list("volumeClaimTemplates")) {
            let name = claim.get("metadata");
            found.extend(name.and_then(|metadata| below(context, metadata, LABEL, "a claim of a StatefulSet")));
        }
    }
    found
}

fn of_object(context: &Context<'_>, object: &Object) -> Option<Diagnostic> {
    let name = View::of(object).at(&["metadata", "name"])?;
    let at = name.origin;
    let of_script = || context.workload_names.contains(&(object.kind.as_str(), object.name.as_str()));
    match (object.group(), object.kind.as_str()) {
        // Its pods are named by it, and their names are labels and host names.
        ("apps", "StatefulSet") => label(context, &object.name, STATEFUL_SET, at, "a StatefulSet")
            .or_else(|| digit_first(context, &object.name, at)),
        ("batch", "Job") => label(context, &object.name, LABEL, at, "a job"),
        ("batch", "CronJob") => label(context, &object.name, CRON_JOB, at, "a CronJob"),
        // The name of a workload is a label of its pods.
        ("apps", "Deployment" | "DaemonSet") if of_script() => {
            label(context, &object.name, LABEL, at, "a workload").or_else(|| digit_first(context, &object.name, at))
        }
        ("", "Namespace") => label(context, &object.name, LABEL, at, "a namespace"),
        ("", "Service") => {
            label(context, &object.name, LABEL, at, "a service").or_else(|| leading_digit(context, &object.name, at))
        }
        ("", "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount" | "Pod")
        | ("apps", _)
        | ("batch", _)
        | ("autoscaling", _)
        | ("policy", _)
        | ("networking.k8s.io", _) => subdomain(context, object, at),
        _ => None,
    }
}

fn below(context: &Context<'_>, view: View<'_>, max: usize, what: &str) -> Option<Diagnostic> {
    let name = view.get("name")?;
    label(context, name.text()?, max, name.origin, what)
}

fn label(context: &Context<'_>, name: &str, max: usize, at: Origin, what: &str) -> Option<Diagnostic> {
    if let Some(long) = too_long(context, name, max, at, what) {
        return Some(long);
    }
    let wrong = dns_label(name, max).err()?;
    Some(Diagnostic::error("name-form", wrong).at(context.place(at)))
}

fn subdomain(context: &Context<'_>, object: &Object, at: Origin) -> Option<Diagnostic> {
    let what = format!("a {}", object.kind);
    if let Some(long) = too_long(context, &object.name, SUBDOMAIN, at, &what) {
        return Some(long);
    }
    // A part of a DNS name may be longer than a label alone.
    let mut parts = object.name.split('.').filter(|part| part.len() <= LABEL);
    let wrong = parts.find_map(|part| dns_label(part, LABEL).err())?;
    Some(Diagnostic::error("name-form", wrong).at(context.place(at)))
}

fn too_long(context: &Context<'_>, name: &str, max: usize, at: Origin, what: &str) -> Option<Diagnostic> {
    let length = name.chars().count();
    (length > max).then(|| {
        Diagnostic::error(
            "name-too-long",
            format!("The name of {what} has at most {max} characters, and this one has {length}: {name}."),
        )
        .help("choose a shorter name; names that rhumb makes begin with that of the workload.")
        .at(context.place(at))
    })
}

/// Kubernetes takes a service whose name begins with a digit from 1.36 on.
fn leading_digit(context: &Context<'_>, name: &str, at: Origin) -> Option<Diagnostic> {
    const SINCE: Version = Version { major: 1, minor: 36 };
    if !name.starts_with(|first: char| first.is_ascii_digit()) || context.settings.kubernetes >= SINCE {
        return None;
    }
    let message = format!("Kubernetes before {SINCE} refuses a service whose name begins with a digit: {name}.");
    Some(Diagnostic::error("name-form", message).help("begin the name with a letter.").at(context.place(at)))
}

/// What is made of a name may have to begin with a letter: services of older servers, and consoles.
fn digit_first(context: &Context<'_>, name: &str, at: Origin) -> Option<Diagnostic> {
    name.starts_with(|first: char| first.is_ascii_digit()).then(|| {
        let message = format!("Not every server and console takes a name that begins with a digit: {name}.");
        Diagnostic::warning("name-digit", message).help("begin the name with a letter.").at(context.place(at))
    })
}

/// A port's name: letters, digits and single `-`, with a letter in it.
fn port_name(context: &Context<'_>, port: View<'_>) -> Option<Diagnostic> {
    let name = port.get("name")?;
    let text = name.text()?;
    if let Some(long) = too_long(context, text, PORT, name.origin, "a port") {
        return Some(long);
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let right = text.chars().all(allowed)
        && text.contains(|c: char| c.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-');
    (!right).then(|| {
        Diagnostic::error("name-form", format!("This is not the name of a port: {text}."))
            .help("use lower-case letters, digits and single `-` between them, and at least one letter.")
            .at(context.place(name.origin))
    })
}
