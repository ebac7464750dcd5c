//! Which nodes fit what pods say about them.

use serde_json::Value;

use crate::check::View;
use crate::diagnostic::Origin;

const REQUIRED: [&str; 3] = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];

/// Whether pods may run on some nodes only.
pub(super) fn chooses(spec: View<'_>) -> bool {
    spec.get("nodeSelector").is_some() || spec.at(&REQUIRED).is_some()
}

/// Where it says so.
pub(super) fn place(spec: View<'_>) -> Origin {
    let said = spec.get("nodeSelector").or_else(|| spec.at(&REQUIRED));
    let inner = said.and_then(|said| said.entries().next().map(|(_, view)| view.origin));
    inner.or(said.map(|said| said.origin)).unwrap_or(spec.origin)
}

/// Whether pods may run on a node, as far as its labels and name go. A node that takes no new pods does not count.
pub(super) fn fits(spec: View<'_>, node: &Value) -> bool {
    if node.pointer("/spec/unschedulable") == Some(&Value::Bool(true)) {
        return false;
    }
    let labels = &node["metadata"]["labels"];
    let selected = spec.get("nodeSelector").is_none_or(|selector| {
        selector.entries().all(|(key, value)| labels[key].as_str() == value.text() && value.text().is_some())
    });
    let terms: Vec<View<'_>> = spec.at(&REQUIRED).into_iter().flat_map(|it| it.list("nodeSelectorTerms")).collect();
    // Terms are alternatives; the rules of one hold together.
    selected && (terms.is_empty() || terms.iter().any(|term| term_fits(*term, node)))
}

fn term_fits(term: View<'_>, node: &Value) -> bool {
    let labels = term.list("matchExpressions").all(|rule| {
        let key = rule.text_at("key").unwrap_or_default();
        rule_fits(rule, node["metadata"]["labels"][key].as_str())
    });
    // The one field that there is is the name.
    labels && term.list("matchFields").all(|rule| rule_fits(rule, node["metadata"]["name"].as_str()))
}

fn rule_fits(rule: View<'_>, label: Option<&str>) -> bool {
    let among = || rule.list("values").any(|value| value.text() == label);
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
    let bound = || number(rule.list("values").next().and_then(View::text));
    match rule.text_at("operator") {
        Some("In") => label.is_some() && among(),
        Some("NotIn") => label.is_none() || !among(),
        Some("Exists") => label.is_some(),
        Some("DoesNotExist") => label.is_none(),
        Some("Gt") => number(label).zip(bound()).is_some_and(|(label, bound)| label > bound),
        Some("Lt") => number(label).zip(bound()).is_some_and(|(label, bound)| label < bound),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::Origin;
    use crate::object::{Intents, Node, Object};

    /// The names of the nodes that fit a pod spec.
    fn fitting(spec: &Value) -> Vec<&'static str> {
        let nodes = [
            ("a", json!({ "metadata": { "name": "a", "labels": { "disk": "ssd", "zone": "one", "cores": "16" } } })),
            ("b", json!({ "metadata": { "name": "b", "labels": { "disk": "ssd", "zone": "two", "cores": "4" } } })),
            ("c", json!({ "metadata": { "name": "c", "labels": {} } })),
            (
                "d",
                json!({ "metadata": { "name": "d", "labels": { "disk": "ssd" } }, "spec": { "unschedulable": true } }),
            ),
        ];
        let object = Object {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: None,
            name: "x".into(),
            node: Node::from_value(&json!({ "spec": spec }), Origin::NONE),
            origin: Origin::NONE,
            intents: Intents::default(),
            step: 0,
        };
        let spec = View::of(&object).get("spec").expect("it has one");
        nodes.iter().filter(|(_, node)| fits(spec, node)).map(|(name, _)| *name).collect()
    }

    fn affinity(terms: Value) -> Value {
        json!({ "affinity": { "nodeAffinity": { REQUIRED[2]: { "nodeSelectorTerms": terms } } } })
    }

    #[test]
    fn nodes_fit_by_selector_and_by_one_of_the_terms() {
        let rule =
            |key: &str, operator: &str, values: &[&str]| json!({ "key": key, "operator": operator, "values": values });
        let one = |rule: Value| affinity(json!([{ "matchExpressions": [rule] }]));
        let rows: Vec<(Value, &[&str])> = vec![
            (json!({}), &["a", "b", "c"]),
            (json!({ "nodeSelector": { "disk": "ssd" } }), &["a", "b"]),
            (json!({ "nodeSelector": { "disk": "ssd", "zone": "three" } }), &[]),
            (one(rule("zone", "In", &["one", "three"])), &["a"]),
            (one(rule("zone", "NotIn", &["one"])), &["b", "c"]),
            (one(rule("disk", "Exists", &[])), &["a", "b"]),
            (one(rule("disk", "DoesNotExist", &[])), &["c"]),
            (one(rule("cores", "Gt", &["8"])), &["a"]),
            (one(rule("cores", "Lt", &["8"])), &["b"]),
            (
                affinity(json!([
                    { "matchExpressions": [rule("disk", "Exists", &[]), rule("zone", "In", &["two"])] },
                    { "matchFields": [rule("metadata.name", "In", &["c"])] },
                ])),
                &["b", "c"],
            ),
        ];
        for (spec, wanted) in rows {
            assert_eq!(fitting(&spec), wanted, "{spec}");
        }
    }
}
