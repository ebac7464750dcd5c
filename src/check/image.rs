//! `no-tag`.

use super::context::Context;
use crate::diagnostic::Diagnostic;

/// An image without a tag or digest is another one tomorrow.
pub(super) fn tags(context: &Context<'_>) -> Vec<Diagnostic> {
    let containers = context.pods.iter().flat_map(|pod| pod.all());
    let images = containers.filter_map(|container| container.get("image"));
    images
        .filter_map(|image| {
            let text = image.text().filter(|text| !is_pinned(text))?;
            Some(
                Diagnostic::warning(
                    "no-tag",
                    format!("The image has no tag, so it is whatever is latest when a pod starts: {text}."),
                )
                .help(format!("write the version that is meant: `\"{text}:VERSION\"`."))
                .at(context.place(image.origin)),
            )
        })
        .collect()
}

/// A colon before the last slash belongs to the port of a registry.
fn is_pinned(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    image.is_empty() || last.contains([':', '@'])
}
