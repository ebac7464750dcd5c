//! `duplicate-key`, `unknown-field`, `missing-field`, `field-type`, `field-value`: what the schema finds.

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::object::is_secret;
use crate::schema;

/// The codes of the schema.
pub(super) const CODES: &[&str] = &["duplicate-key", "field-type", "field-value", "missing-field", "unknown-field"];

/// Faults of objects against their types.
pub(super) fn findings(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for object in &context.rendered.objects {
        for finding in schema::validate(object) {
            let place = context.place(finding.origin.or(object.origin));
            let of_data = ["data", "stringData"].iter().any(|key| finding.path.starts_with(&[*key]));
            // The words of a finding may quote the value.
            let diagnostic = if of_data && is_secret(object.group(), &object.kind) {
                let message = format!("A value of {} is not text: {}.", object.identity(), finding.path);
                Diagnostic::error(finding.code, message)
            } else {
                Diagnostic::error(finding.code, finding.message).help(finding.help)
            };
            found.push(diagnostic.at(place));
        }
    }
    found
}
