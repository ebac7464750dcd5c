//! Changes that the server refuses in one step (`apply_facts` 6): another strategy, while the settings of the old one are
//! defaults that nobody owns. Only what is owned goes with its owner, so they are owned first, then let go.

use serde_json::{Value, json};

use super::managed::{ours, owned_part, owners};
use super::seed::stub;
use super::{Desired, Write};
use crate::object::FieldPath;
use crate::release::MANAGER;

/// The field that holds the strategy, and how it stands between the two steps.
struct Switch {
    field: &'static str,
    between: Value,
}

fn switch(desired: &Desired, live: &Value) -> Option<Switch> {
    let (field, target) = match (desired.identity.group.as_str(), desired.identity.kind.as_str()) {
        ("apps", "Deployment") => ("strategy", "Recreate"),
        ("apps", "StatefulSet") => ("updateStrategy", "OnDelete"),
        _ => return None,
    };
    let there = &live["spec"][field];
    let rolling = there["type"] == "RollingUpdate" && there["rollingUpdate"].is_object();
    let path = FieldPath::default().field("spec").field(field).field("rollingUpdate");
    if desired.body["spec"][field]["type"] != target || !rolling || !owners(live, &path).is_empty() {
        return None;
    }
    let settings = match &there["rollingUpdate"]["partition"] {
        _ if field == "strategy" => json!({}),
        Value::Null => json!({ "partition": 0 }),
        partition => json!({ "partition": partition }),
    };
    Some(Switch { field, between: json!({ "type": "RollingUpdate", "rollingUpdate": settings }) })
}

/// The body that the server is asked about: it would refuse the second step alone.
pub fn asked(desired: &Desired, live: Option<&Value>, mut body: Value) -> Value {
    if let Some(switch) = live.and_then(|live| switch(desired, live)) {
        body["spec"][switch.field] = switch.between;
    }
    body
}

/// The server's answer with the strategy that there will be in the end.
pub fn settled(desired: &Desired, live: Option<&Value>, mut answer: Value) -> Value {
    if let Some(switch) = live.and_then(|live| switch(desired, live)) {
        answer["spec"][switch.field] = desired.body["spec"][switch.field].clone();
    }
    answer
}

/// The first step: what we own as it is, and the old strategy with its settings. It changes nothing but owners.
pub fn write(desired: &Desired, live: Option<&Value>) -> Option<Write> {
    let live = live?;
    let switch = switch(desired, live)?;
    let mut body = stub(&desired.body);
    if let Some(ours) = ours(live) {
        merge(&mut body, owned_part(live, ours.fields));
    }
    body["spec"][switch.field] = switch.between;
    Some(Write { manager: MANAGER, body })
}

/// Adds the fields of a map, and those of maps in it.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
