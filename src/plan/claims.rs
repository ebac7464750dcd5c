//! Claims that the controller of a StatefulSet will make for its pods.

use serde_json::Value;

use super::{ClaimNote, Desired};
use crate::observed::Observed;

/// The claims that come with a StatefulSet that is made or gets more pods. A claim that is there already is taken up.
pub fn made(desired: &Desired, live: Option<&Value>, observed: &Observed) -> Vec<ClaimNote> {
    if desired.identity.kind != "StatefulSet" || desired.identity.group != "apps" {
        return Vec::new();
    }
    let spec = &desired.body["spec"];
    let namespace = desired.identity.namespace.clone().unwrap_or_default();
    let replicas = |object: &Value| object["spec"]["replicas"].as_i64().unwrap_or(1);
    let there = live.map_or(0, replicas);
    let wanted = if live.is_some() && desired.intents.seeded_replicas { there } else { replicas(&desired.body) };
    let first = spec["ordinals"]["start"].as_i64().unwrap_or(0);
    let templates = || spec["volumeClaimTemplates"].as_array().into_iter().flatten();
    let exists = |name: &str| {
        let mut claims = observed.claims.iter().map(|claim| &claim["metadata"]);
        claims.any(|claim| claim["name"] == name && claim["namespace"] == namespace.as_str())
    };
    let mut notes = Vec::new();
    for ordinal in first + there..first + wanted {
        for template in templates() {
            let template = template["metadata"]["name"].as_str().unwrap_or_default();
            let name = format!("{template}-{}-{ordinal}", desired.identity.name);
            if !exists(&name) {
                notes.push(ClaimNote { name, namespace: namespace.clone(), what: "made" });
            }
        }
    }
    notes
}

/// What the retention policy of a StatefulSet deletes together with pods: their data.
pub fn lost(desired: &Desired) -> Vec<String> {
    if desired.identity.kind != "StatefulSet" || desired.identity.group != "apps" {
        return Vec::new();
    }
    let policy = &desired.body["spec"]["persistentVolumeClaimRetentionPolicy"];
    let cases = [("whenScaled", "it is scaled in"), ("whenDeleted", "it is deleted")];
    let deletes = cases.into_iter().filter(|(field, _)| policy[field] == "Delete");
    deletes.map(|(field, when)| format!("data loss: claims go when {when}, as `{field}` is `Delete`")).collect()
}
