//! `replicas-by-default`.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::model::Volume;

/// Data and a number of pods that nobody chose.
pub(super) fn by_default(context: &Context<'_>) -> Vec<Diagnostic> {
    context
        .workloads()
        .into_iter()
        .filter_map(|workload| {
            let mounts = workload.all_containers().flat_map(|part| &part.mounts).map(|mount| &mount.volume);
            let mut volumes = mounts.chain(workload.pod.volumes.iter().map(|(volume, _)| volume));
            let data = volumes.any(|volume| matches!(volume, Volume::Claim(_) | Volume::ExistingClaim(_)));
            if !data || workload.replicas.is_some() || workload.hpa.is_some() {
                return None;
            }
            let object = context.object_of(workload)?;
            // A patch is a way to say it, too.
            let replicas = View::of(object).at(&["spec", "replicas"])?;
            if replicas.origin != workload.said.made {
                return None;
            }
            let number = replicas.shown();
            Some(
                Diagnostic::warning(
                    "replicas-by-default",
                    format!("Nothing says how many pods with data are run, so it is the default: {number}."),
                )
                .help(format!("say `.replicas({number})`, or the number that is meant."))
                .at(context.place(workload.said.made)),
            )
        })
        .collect()
}
