//! `label-form`, `annotations-too-large`: keys and values of labels and annotations.

use ahash::{HashSet, HashSetExt as _};

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::text::names::{annotation_key, label_key, label_value};

/// The most bytes of all annotations of an object, keys and values (apimachinery `TotalAnnotationSizeLimitB`).
const ANNOTATIONS: usize = 256 << 10;

/// Keys that are known to be good: an app has few, and has each many times.
type Good<'a> = HashSet<&'a str>;

/// Labels and annotations of objects, pods, jobs and claims, and the labels that selectors ask for.
pub(super) fn forms(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut good = HashSet::new();
    for object in context.objects {
        let view = View::of(object);
        let spec = view.get("spec");
        let of_job = view.at(&["spec", "jobTemplate", "metadata"]);
        let of_claims = spec.into_iter().flat_map(|spec| spec.list("volumeClaimTemplates"));
        let of_claims = of_claims.filter_map(|claim| claim.get("metadata"));
        for metadata in view.get("metadata").into_iter().chain(of_job).chain(of_claims) {
            found.extend(of_metadata(context, metadata, &mut good));
        }
        let selector = match (object.group(), object.kind.as_str()) {
            ("", "Service") => view.at(&["spec", "selector"]),
            ("apps" | "batch" | "policy", _) => view.at(&["spec", "selector", "matchLabels"]),
            _ => None,
        };
        found.extend(selector.into_iter().flat_map(|selector| of_labels(context, selector, &mut good)));
    }
    for pod in &context.pods {
        if pod.object.kind != "Pod" {
            found.extend(pod.metadata.into_iter().flat_map(|metadata| of_metadata(context, metadata, &mut good)));
        }
        let selector = pod.spec.get("nodeSelector");
        found.extend(selector.into_iter().flat_map(|selector| of_labels(context, selector, &mut good)));
    }
    found
}

fn of_metadata<'a>(context: &Context<'_>, metadata: View<'a>, good: &mut Good<'a>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        metadata.get("labels").into_iter().flat_map(|labels| of_labels(context, labels, good)).collect();
    let Some(annotations) = metadata.get("annotations") else {
        return found;
    };
    let mut size = 0;
    for (key, value) in annotations.entries() {
        size += key.len() + value.text().map_or(0, str::len);
        // The API server looks at the key in lower case.
        found.extend(annotation_key(&key.to_lowercase()).err().map(|wrong| told(context, value, key, wrong)));
    }
    if size > ANNOTATIONS {
        found.push(
            Diagnostic::error(
                "annotations-too-large",
                format!("The annotations of an object have at most {ANNOTATIONS} bytes, and these have: {size}."),
            )
            .help("put large texts into a `config_map`.")
            .at(context.place(annotations.origin)),
        );
    }
    found
}

fn of_labels<'a>(context: &Context<'_>, labels: View<'a>, good: &mut Good<'a>) -> Vec<Diagnostic> {
    labels
        .entries()
        .filter_map(|(key, value)| {
            let fits = if good.contains(key) { Ok(()) } else { label_key(key).map(|()| _ = good.insert(key)) };
            let wrong = fits.and_then(|()| value.text().map_or(Ok(()), label_value)).err()?;
            Some(told(context, value, key, wrong))
        })
        .collect()
}

fn told(context: &Context<'_>, view: View<'_>, key: &str, wrong: String) -> Diagnostic {
    let blank = key.trim() != key;
    Diagnostic::error("label-form", wrong)
        .help(if blank { "take away the blanks around the key." } else { "" })
        .at(context.place(view.origin))
}
