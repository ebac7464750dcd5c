//! `toleration`: what a toleration may say.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// Tolerations that the API server refuses.
pub(super) fn forms(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for toleration in pod.spec.list("tolerations") {
            found.extend(wrong(toleration).map(|(message, help, at)| {
                Diagnostic::error("toleration", message).help(help).at(context.place(at.origin))
            }));
        }
    }
    found
}

fn wrong(toleration: View<'_>) -> Option<(String, &'static str, View<'_>)> {
    let text = |field: &str| toleration.text_at(field).filter(|text| !text.is_empty());
    let operator = text("operator").unwrap_or("Equal");
    if text("key").is_none() && operator != "Exists" {
        let message = format!("A toleration without a key is one of every taint, not of a value: {operator}.");
        return Some((message, "say `tolerate_all()`, or `toleration(KEY)`.", toleration));
    }
    if let (Some(value), "Exists") = (text("value"), operator) {
        let message = format!("A toleration of every value of a taint says none: {value}.");
        return Some((message, "leave out `.value(…)`, or the operator.", toleration.get("value")?));
    }
    if let (Some(seconds), Some(effect)) = (toleration.get("tolerationSeconds"), toleration.get("effect")) {
        if effect.text() != Some("NoExecute") {
            let message = format!("A time is for pods that a taint evicts, not for this effect: {}.", effect.shown());
            return Some((message, "say `.effect(\"NoExecute\")`, or leave out `.seconds(…)`.", seconds));
        }
    } else if let Some(seconds) = toleration.get("tolerationSeconds") {
        let message = "A time is for pods that a taint evicts, so the effect has to be: NoExecute.".to_owned();
        return Some((message, "say `.effect(\"NoExecute\")`, or leave out `.seconds(…)`.", seconds));
    }
    None
}
