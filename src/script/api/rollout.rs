//! How the pods of a workload are replaced, and what of old ones is kept.

use super::shared::pairs;
use crate::diagnostic::suggestion;
use crate::model::{Strategy, Update, Workload, WorkloadKind};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Row, arg, optional_int, row, text};
use crate::script::types::{COUNT, Ty};

/// Methods of a workload.
pub const ROWS: &[Row<Workload>] = &[
    row("update", &[arg("update", Ty::A(Update::NAME))], "How pods are replaced.", |workload: &mut Workload, args| {
        let update = args.part::<Update>(0);
        if let Some(update) = &update {
            moves(workload.kind, update, args)?;
        }
        workload.update = update;
        Ok(())
    })
    .takes_away(|workload, _| workload.update.take().is_some())
    .aka(&["strategy", "update_strategy"]),
    text(
        "pod_management",
        &[arg("policy", Ty::OneOf(&["OrderedReady", "Parallel"]))],
        "StatefulSet: in which order pods come and go.",
        |workload| &mut workload.pod_management,
    ),
    row(
        "claim_retention",
        &[arg("policy", Ty::Map)],
        "StatefulSet: what becomes of claims, `#{ when_deleted: \"Retain\", when_scaled: \"Retain\" }`.",
        claim_retention,
    )
    .aka(&["persistent_volume_claim_retention_policy"])
    .takes_away(|workload, _| workload.claim_retention.take().is_some()),
    optional_int(
        "ordinals_start",
        &[arg("first", COUNT)],
        "StatefulSet: the first ordinal.",
        |workload: &mut Workload| &mut workload.ordinals_start,
    )
    .aka(&["ordinals"]),
    optional_int("min_ready", &[arg("time", Ty::Seconds(0))], "Time until a ready pod counts.", |workload| {
        &mut workload.min_ready
    }),
    optional_int("revision_history", &[arg("count", COUNT)], "Old revisions that are kept.", |workload| {
        &mut workload.revision_history
    }),
    optional_int(
        "progress_deadline",
        &[arg("time", Ty::Seconds(1))],
        "Deployment: time until a rollout counts as stuck.",
        |workload| &mut workload.progress_deadline,
    ),
];

/// Kubernetes refuses a rolling update that may neither take a pod away nor add one.
fn moves(kind: WorkloadKind, update: &Update, args: &Args) -> Result<(), Fault> {
    let none = |amount: &Option<serde_json::Value>| amount.as_ref().is_some_and(|it| *it == 0 || *it == "0%");
    // Without a word a Deployment may add pods, a DaemonSet may not, and a StatefulSet never does.
    let surge_default = kind == WorkloadKind::Deployment;
    let no_surge = none(&update.max_surge) || (update.max_surge.is_none() && !surge_default);
    if update.strategy != Strategy::Rolling || !none(&update.max_unavailable) || !no_surge {
        return Ok(());
    }
    let fault = args.refuse(0, "argument", "No pod may be missing and none may be too many, so none is ever replaced.");
    Err(match kind {
        WorkloadKind::StatefulSet => {
            fault.help("take `.max_unavailable(0)` away: one pod after the other is the default")
        }
        _ => fault.help("allow more of one of them: `.max_unavailable(1)` or `.max_surge(1)`"),
    })
}

fn claim_retention(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let mut policy = ("Retain".to_owned(), "Retain".to_owned());
    for (key, value) in pairs(args, 0)? {
        let slot = match key.as_str() {
            "when_deleted" => &mut policy.0,
            "when_scaled" => &mut policy.1,
            _ => {
                let fault = Fault::new("unknown-key", format!("`claim_retention` has no option `{key}`."));
                let help = suggestion(&key, &["when_deleted", "when_scaled"], "it has");
                return Err(fault.help(help).at(args.spot_in(0, &key)));
            }
        };
        if value != "Retain" && value != "Delete" {
            let fault = Fault::new("argument", format!("`{key}` must be \"Retain\" or \"Delete\", not {value:?}."));
            return Err(fault.at(args.spot_in(0, &key)));
        }
        *slot = value;
    }
    workload.claim_retention = Some(policy);
    Ok(())
}
