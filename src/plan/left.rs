//! What the script no longer has and the cluster still does.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Desired;
use super::owner::is_ours;
use crate::diagnostic::{Diagnostic, Sources};
use crate::object::{Identity, Rendered};
use crate::observed::Observed;
use crate::release::EntryState;

/// Objects of the record that the script no longer has and that are still there as ours.
pub fn left(rendered: &Rendered, desired: &[Desired], observed: &Observed) -> Vec<Identity> {
    let wanted: BTreeSet<&Identity> = desired.iter().map(|it| &it.identity).collect();
    let recorded = observed.record.iter().flat_map(|stored| &stored.record.objects);
    let unwanted = recorded.filter(|entry| entry.state != EntryState::Kept && !wanted.contains(&entry.identity));
    let still_ours = unwanted.filter(|entry| {
        let live = observed.live.get(&entry.identity);
        live.is_some_and(|live| is_ours(live, &rendered.app, &observed.namespace))
    });
    still_ours.map(|entry| entry.identity.clone()).collect()
}

/// Those of them that go on working against what the script says now.
pub fn warnings(left: &[Identity], desired: &[Desired], observed: &Observed, sources: &Sources) -> Vec<Diagnostic> {
    let told = left.iter().filter_map(|identity| {
        let (words, of) = at_work(identity, observed.live.get(identity)?, desired)?;
        Some(
            Diagnostic::warning("left-over", format!("{identity} is no longer in the script and {words}."))
                .at(sources.place(of.origin))
                .help(format!("run `kubectl delete {}`.", identity.for_kubectl())),
        )
    });
    told.collect()
}

/// What a left object goes on doing, and to which wanted one.
fn at_work<'a>(left: &Identity, live: &Value, desired: &'a [Desired]) -> Option<(String, &'a Desired)> {
    let beside = |one: &Desired| one.identity.namespace == left.namespace && one.identity.group == "apps";
    match (left.group.as_str(), left.kind.as_str()) {
        ("autoscaling", "HorizontalPodAutoscaler") => {
            let target = &live["spec"]["scaleTargetRef"];
            let scaled = desired.iter().find(|one| {
                beside(one) && target["kind"] == *one.identity.kind && target["name"] == *one.identity.name
            })?;
            Some((format!("goes on scaling {}", scaled.identity), scaled))
        }
        ("policy", "PodDisruptionBudget") => {
            let labels = live.pointer("/spec/selector/matchLabels")?.as_object()?;
            let guarded = desired.iter().find(|one| {
                let of = &one.body["spec"]["template"]["metadata"]["labels"];
                beside(one) && labels.iter().all(|(key, value)| of[key] == *value)
            })?;
            Some((format!("goes on keeping nodes from being drained of the pods of {}", guarded.identity), guarded))
        }
        ("apps", _) => {
            let other = desired.iter().find(|one| beside(one) && one.identity.name == left.name)?;
            Some((format!("runs on beside {}: services send to the pods of both", other.identity), other))
        }
        _ => None,
    }
}
