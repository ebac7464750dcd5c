//! A kind or field of Kubernetes, explained.

use serde_json::{Value, json};

use super::{Paint, escape};
use crate::schema::Explained;

/// The explanation as text of at most `width` columns.
pub fn text(explained: &Explained, paint: Paint, width: usize) -> String {
    let width = width.clamp(40, 120);
    let mut out = format!("{}  {}\n", paint.bold(&escape::line(&explained.path)), escape::line(&explained.api_version));
    let mut fact = |name: &str, value: String| out.push_str(&format!("  {name:<9} {}\n", escape::line(&value)));
    fact("type", explained.r#type.clone());
    if explained.required {
        fact("required", "yes".to_owned());
    }
    if let Some(default) = &explained.default {
        fact("default", default.to_string());
    }
    if !explained.choices.is_empty() {
        fact("choices", explained.choices.join(", "));
    }
    match (explained.minimum, explained.maximum) {
        (Some(least), Some(most)) => fact("bounds", format!("{least} to {most}")),
        (Some(least), None) => fact("bounds", format!("at least {least}")),
        (None, Some(most)) => fact("bounds", format!("at most {most}")),
        (None, None) => {}
    }
    if !explained.merged_by.is_empty() {
        fact("merged by", explained.merged_by.join(", "));
    }
    if !explained.description.is_empty() {
        out.push('\n');
        out.push_str(&wrapped(&explained.description, "  ", width));
    }
    if !explained.fields.is_empty() {
        out.push_str(&format!("\n{}\n", paint.bold("fields")));
    }
    for field in &explained.fields {
        let required = if field.required { ", required" } else { "" };
        let name = escape::line(&field.name);
        out.push_str(&format!("  {}  {}{required}\n", paint.bold(&name), escape::line(&field.r#type)));
        out.push_str(&wrapped(first_sentence(&field.description), "      ", width));
    }
    out
}

/// The same as one document.
pub fn document(explained: &Explained) -> Value {
    let mut document = serde_json::to_value(explained).unwrap_or_default();
    document["diagnostics"] = json!([]);
    document
}

/// Paragraphs and lists stay; each line is wrapped between words.
pub(super) fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for line in escape::terminal(text).lines() {
        let mut column = 0;
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                out.push('\n');
                column = 0;
            }
            if column == 0 {
                out.push_str(indent);
                column = indent.len();
            } else {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out
}

/// Up to the first full stop behind which a new sentence begins.
fn first_sentence(text: &str) -> &str {
    let text = text.split("\n\n").next().unwrap_or(text).trim();
    let ends = text.match_indices(". ").find(|(at, _)| {
        let before = &text[..*at];
        let after = text[at + 2..].trim_start().chars().next();
        !before.ends_with("e.g") && !before.ends_with("i.e") && after.is_some_and(|c| !c.is_lowercase())
    });
    ends.map_or(text, |(at, _)| &text[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Types;

    #[test]
    fn a_field_is_shown_with_its_words_and_its_fields() {
        let explained = Types::embedded().explain("sts.spec.updateStrategy").expect("it is there");
        assert_eq!(
            text(&explained, Paint::default(), 80),
            "StatefulSet.spec.updateStrategy  apps/v1\n  type      StatefulSetUpdateStrategy\n\n  updateStrategy \
             indicates the StatefulSetUpdateStrategy that will be employed\n  to update Pods in the StatefulSet when a \
             revision is made to Template.\n\n  StatefulSetUpdateStrategy indicates the strategy that the StatefulSet\n  \
             controller will use to perform updates. It includes any additional parameters\n  necessary to perform the \
             update for the indicated strategy.\n\nfields\n  rollingUpdate  RollingUpdateStatefulSetStrategy\n      \
             RollingUpdate is used to communicate parameters when Type is\n      RollingUpdateStatefulSetStrategyType.\n  \
             type  text\n      Type indicates the type of the StatefulSetUpdateStrategy.\n"
        );
    }

    #[test]
    fn the_first_sentence_ends_where_the_next_begins() {
        assert_eq!(first_sentence("One, e.g. this. Two."), "One, e.g. this.");
        assert_eq!(first_sentence("Only one"), "Only one");
        assert_eq!(first_sentence("See v1.2 of it. Then."), "See v1.2 of it.");
    }
}
