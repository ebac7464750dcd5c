//! One rule about the labels of nodes, and several that must hold together.

use super::super::context::Context;
use super::super::view::View;
use crate::diagnostic::Diagnostic;

/// How many values an operator takes.
pub(super) fn rule_form(context: &Context<'_>, rule: View<'_>) -> Option<Diagnostic> {
    let operator = rule.get("operator")?;
    let values: Vec<View<'_>> = rule.list("values").collect();
    let key = rule.text_at("key").unwrap_or("?");
    let text = operator.text()?;
    let (wrong, help) = match text {
        "In" | "NotIn" => (
            values.is_empty().then(|| format!("`{text}` takes one value at least: {key}.")),
            "say `node_rule(KEY, \"In\", [VALUE])`.",
        ),
        "Exists" | "DoesNotExist" => {
            ((!values.is_empty()).then(|| format!("`{text}` takes no values: {key}.")), "leave the values out.")
        }
        "Gt" | "Lt" => {
            let number = values.first().and_then(|value| value.text()).map(str::parse::<i64>);
            let right = values.len() == 1 && matches!(number, Some(Ok(_)));
            ((!right).then(|| format!("`{text}` takes one whole number: {key}.")), "say `node_rule(KEY, \"Gt\", 15)`.")
        }
        _ => (
            Some(format!("There is no such operator for labels of nodes: {text}.")),
            "there are: In, NotIn, Exists, DoesNotExist, Gt, Lt.",
        ),
    };
    let wrong = wrong?;
    Some(Diagnostic::error("node-rule", wrong).help(help).at(context.place(operator.origin)))
}

/// What the rules of a term, with the labels that are selected, say of one label.
#[derive(Debug, Default)]
struct Label<'a> {
    /// It has one of these values.
    one_of: Option<Vec<&'a str>>,
    /// It has none of these.
    none_of: Vec<&'a str>,
    present: bool,
    absent: bool,
    above: Option<i64>,
    below: Option<i64>,
}

impl<'a> Label<'a> {
    fn within(&mut self, values: Vec<&'a str>) {
        self.present = true;
        self.one_of = Some(match self.one_of.take() {
            Some(before) => before.into_iter().filter(|value| values.contains(value)).collect(),
            None => values,
        });
    }

    fn add(&mut self, rule: View<'a>) {
        let values = rule.texts("values");
        let number = || values.first().and_then(|value| value.parse::<i64>().ok());
        match rule.text_at("operator") {
            Some("In") if !values.is_empty() => self.within(values),
            Some("NotIn") => self.none_of.extend(values),
            Some("Exists") => self.present = true,
            Some("DoesNotExist") => self.absent = true,
            Some("Gt") => {
                self.present = true;
                self.above = self.above.max(number());
            }
            Some("Lt") => {
                self.present = true;
                self.below = match (self.below, number()) {
                    (Some(before), Some(number)) => Some(before.min(number)),
                    (before, number) => before.or(number),
                };
            }
            _ => {}
        }
    }

    /// Whether no value, and no missing label, fits.
    fn contradicts(&self) -> bool {
        let fits = |value: &str| {
            let number = value.parse::<i64>();
            let above = self.above.is_none_or(|least| number.as_ref().is_ok_and(|number| *number > least));
            let below = self.below.is_none_or(|most| number.as_ref().is_ok_and(|number| *number < most));
            !self.none_of.contains(&value) && above && below
        };
        let empty = match (self.above, self.below) {
            // Both bounds are left out themselves.
            (Some(above), Some(below)) => below.saturating_sub(above) < 2,
            _ => false,
        };
        let none = self.one_of.as_ref().is_some_and(|values| !values.iter().any(|value| fits(value)));
        (self.present && (self.absent || empty)) || none
    }
}

/// The label in which the rules of a term contradict each other or the labels that are selected, and the last rule
/// about it.
pub(super) fn contradiction<'a>(term: View<'a>, selector: Option<View<'a>>) -> Option<(&'a str, View<'a>)> {
    let mut labels: Vec<(&'a str, Label<'a>, View<'a>)> = Vec::new();
    for rule in term.list("matchExpressions") {
        let Some(key) = rule.text_at("key") else {
            continue;
        };
        match labels.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, label, last)) => {
                label.add(rule);
                *last = rule;
            }
            None => {
                let mut label = Label::default();
                if let Some(value) = selector.and_then(|selector| selector.text_at(key)) {
                    label.within(vec![value]);
                }
                label.add(rule);
                labels.push((key, label, rule));
            }
        }
    }
    labels.iter().find(|(_, label, _)| label.contradicts()).map(|(key, _, rule)| (*key, *rule))
}
