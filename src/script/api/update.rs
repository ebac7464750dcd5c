//! What is said about a workload as a part of its own: updates, disruption budgets.

use super::shared::{Common, Patches};
use crate::model::{DisruptionBudget, Said, Strategy, Update};
use crate::script::fault::{Fault, Spot};
use crate::script::table::{Kind, Maker, Row, arg, maker, row};
use crate::script::types::{COUNT, NUMBER_OR_PERCENT};

fn update(strategy: Strategy) -> Update {
    Update {
        said: Said::default(),
        strategy,
        partition: None,
        max_unavailable: None,
        max_surge: None,
        patch: Vec::new(),
    }
}

fn rolling(update: &Update, method: &str) -> Result<(), Fault> {
    if update.strategy == Strategy::Rolling {
        return Ok(());
    }
    let fault = Fault::new("argument", format!("`{method}` belongs to `rolling_update()` alone."));
    Err(fault.help(format!("write `rolling_update().{method}(…)`")).at(Spot::Call))
}

impl Kind for Update {
    const NAME: &'static str = "Update";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("rolling_update", &[], "Replaces pods one after the other.", |_| Ok(update(Strategy::Rolling))),
        maker("on_delete", &[], "Replaces a pod when somebody deletes it.", |_| Ok(update(Strategy::OnDelete))),
        maker(
            "recreate",
            &[],
            "Ends all pods, then starts the new ones. Not carried out yet for a StatefulSet: check, diff and apply \
             refuse it there.",
            |_| Ok(update(Strategy::Recreate)),
        ),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "partition",
                &[arg("ordinal", COUNT)],
                "StatefulSet: pods below it stay as they are.",
                |update: &mut Self, args| {
                    rolling(update, "partition")?;
                    update.partition = Some(args.int(0));
                    Ok(())
                },
            ),
            row(
                "max_unavailable",
                &[arg("amount", NUMBER_OR_PERCENT)],
                "Pods that may be missing meanwhile.",
                |update: &mut Self, args| {
                    rolling(update, "max_unavailable")?;
                    update.max_unavailable = Some(args.number_or_percent(0)?);
                    Ok(())
                },
            ),
            row(
                "max_surge",
                &[arg("amount", NUMBER_OR_PERCENT)],
                "Pods that may be too many meanwhile.",
                |update: &mut Self, args| {
                    rolling(update, "max_surge")?;
                    update.max_surge = Some(args.number_or_percent(0)?);
                    Ok(())
                },
            ),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for DisruptionBudget {
    const NAME: &'static str = "DisruptionBudget";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("disruption_budget", &[], "How many pods may be disrupted on purpose.", |_| Ok(Self::default()))];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "min_available",
                &[arg("amount", NUMBER_OR_PERCENT)],
                "So many pods stay.",
                |budget: &mut Self, args| {
                    budget.min_available = Some(args.number_or_percent(0)?);
                    budget.max_unavailable = None;
                    Ok(())
                },
            )
            .overlaps(&["max_unavailable"]),
            row(
                "max_unavailable",
                &[arg("amount", NUMBER_OR_PERCENT)],
                "So many pods may be missing.",
                |budget: &mut Self, args| {
                    budget.max_unavailable = Some(args.number_or_percent(0)?);
                    budget.min_available = None;
                    Ok(())
                },
            )
            .overlaps(&["min_available"]),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}
