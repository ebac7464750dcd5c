//! `unknown-kind`, `duplicate-key`, `unknown-field`, `missing-field`, `field-type`, `field-value`: what the schema finds.

use super::context::Context;
use super::view::View;
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::{Object, is_secret};
use crate::project::Version;
use crate::schema::{self, Finding, Types};

/// The codes of the schema.
pub(super) const CODES: &[&str] = &["duplicate-key", "field-type", "field-value", "missing-field", "unknown-field"];

/// Faults of an object against its type.
pub(super) fn findings(context: &Context<'_>, object: &Object) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = kind(context, object).into_iter().collect();
    found.extend(of_object(object, Types::embedded(), &context.rendered.sources));
    found
}

/// Faults of an object against its type among these, which may be those of a cluster; none where its kind is not known.
pub fn of_object(object: &Object, types: &Types, sources: &Sources) -> Vec<Diagnostic> {
    let told = |finding: Finding| {
        let place = sources.place(finding.origin.or(object.origin));
        let of_data = ["data", "stringData"].iter().any(|key| finding.path.starts_with(&[*key]));
        // The words of a finding may quote the value.
        let diagnostic = if of_data && finding.code == "field-type" && is_secret(object.group(), &object.kind) {
            let message = format!("A value of {} is not text: {}.", object.identity(), finding.path);
            Diagnostic::error(finding.code, message)
        } else {
            Diagnostic::error(finding.code, finding.message).help(finding.help)
        };
        diagnostic.at(place)
    };
    schema::validate(object, types).into_iter().map(told).collect()
}

/// A kind that Kubernetes itself should have and has not. Those of other groups are for the cluster to know, and so is
/// everything on another version of Kubernetes than the embedded one.
fn kind(context: &Context<'_>, object: &Object) -> Option<Diagnostic> {
    if context.settings.kubernetes != Version::EMBEDDED {
        return None;
    }
    let unknown = Types::embedded().unknown_kind(&object.api_version, &object.kind)?;
    let (version, kind) = (&object.api_version, &object.kind);
    let view = View::of(object);
    let at = |field: &str| context.place(view.get(field).map_or(view.origin, |field| field.origin));
    let quoted = |names: &[String]| names.join("` or `");
    let best = unknown.served.first().map(|best| format!("use `apiVersion: \"{best}\"`."));
    Some(if unknown.version_known {
        let help = match best {
            _ if !unknown.near.is_empty() => format!("did you mean `{}`?", quoted(&unknown.near)),
            Some(best) => best,
            None => "`rhumb explain` KIND tells about each kind of Kubernetes.".to_owned(),
        };
        Diagnostic::error("unknown-kind", format!("There is no such kind in {version}: {kind}."))
            .help(help)
            .at(at("kind"))
    } else {
        let message = format!("Kubernetes {} does not serve {kind} as {version}.", Version::EMBEDDED);
        let help = match best {
            Some(best) => best,
            None if !unknown.near_version.is_empty() => format!("did you mean `{}`?", quoted(&unknown.near_version)),
            None => "the group of a custom resource has a dot in it.".to_owned(),
        };
        Diagnostic::error("unknown-kind", message).help(help).at(at("apiVersion"))
    })
}
