//! `surge-on-statefulset`, `partition-above-replicas`.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// A StatefulSet has no pods beyond its number: each has a name of its own.
pub(super) fn surge(context: &Context<'_>) -> Vec<Diagnostic> {
    let sets = context.of_kind("apps", "StatefulSet");
    sets.into_iter()
        .filter_map(|set| {
            let surge = View::of(set).at(&["spec", "updateStrategy", "rollingUpdate", "maxSurge"])?;
            Some(
                Diagnostic::error(
                    "surge-on-statefulset",
                    format!("A StatefulSet never runs more pods than its replicas: {}.", set.name),
                )
                .help("leave `.max_surge(…)` out; pods are replaced one after the other, the highest ordinal first.")
                .at(context.place(surge.origin)),
            )
        })
        .collect()
}

/// A partition beyond the last pod holds all of them back.
pub(super) fn partition(context: &Context<'_>) -> Vec<Diagnostic> {
    let sets = context.of_kind("apps", "StatefulSet");
    sets.into_iter()
        .filter_map(|set| {
            let path = ["spec", "updateStrategy", "rollingUpdate", "partition"];
            let partition = View::of(set).at(&path)?;
            let number = partition.number()?;
            let pods = context.most_pods(set)?;
            (number > 0 && number >= pods).then(|| {
                Diagnostic::warning(
                    "partition-above-replicas",
                    format!("The partition holds every pod back, so none is updated: {number} of {pods}."),
                )
                .help(format!("lower it: `.partition({})` updates the last pod.", (pods - 1).max(0)))
                .at(context.place(partition.origin))
            })
        })
        .collect()
}
