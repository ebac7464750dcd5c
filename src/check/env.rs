//! `env-name`: names of variables, by the version of the server.

use super::context::Context;
use super::pods::name;
use crate::diagnostic::Diagnostic;
use crate::text::names::env_name;

/// From this minor version on a name is any printable ASCII without `=` (KEP 4369, on by default since its beta).
const RELAXED: u16 = 32;

/// A name that the server takes.
pub(super) fn names(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in context.pods.iter().flat_map(|pod| pod.all()) {
        for variable in container.list("env") {
            let Some(view) = variable.get("name") else {
                continue;
            };
            let Some(text) = view.text() else {
                continue;
            };
            let (message, help) = match env_name(text) {
                Err(wrong) => (wrong, "use letters, digits and `_`."),
                Ok(()) if context.before(RELAXED) && !is_strict(text) => (
                    format!(
                        "Kubernetes before 1.{RELAXED} refuses the name of this variable of `{}`: {text}.",
                        name(container)
                    ),
                    "use letters, digits, `_`, `-` and `.`, and no digit first.",
                ),
                Ok(()) => continue,
            };
            found.push(Diagnostic::error("env-name", message).help(help).at(context.place(view.origin)));
        }
    }
    found
}

/// The form before it was relaxed.
fn is_strict(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    name.chars().all(good) && !name.starts_with(|c: char| c.is_ascii_digit()) && name != "." && !name.starts_with("..")
}
