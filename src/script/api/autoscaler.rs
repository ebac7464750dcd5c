//! The autoscaler.

use super::shared::{Common, Patches};
use crate::model::{Amount, Hpa, Measure, Metric, Policy, Scaling};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, row, text};
use crate::script::types::Ty;

const PERCENT: &[Arg] = &[arg("percent", PODS)];
const AVERAGE: &[Arg] = &[arg("average", Ty::Quantity)];
const SCALING: &[Arg] = &[arg("scaling", Ty::A(Scaling::NAME))];
const PODS: Ty = Ty::Int(1, i32::MAX as i64);

impl Kind for Hpa {
    const NAME: &'static str = "Autoscaler";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "hpa",
        &[arg("min", PODS), arg("max", PODS)],
        "Scales a workload between two numbers of pods.",
        |args| {
            let (min, max) = (args.int(0), args.int(1));
            if min > max {
                let fault = args.refuse(
                    0,
                    "hpa-bounds",
                    format!("The least number of pods is over the greatest: {min} > {max}."),
                );
                return Err(fault.help(format!("write `hpa({max}, {min})`")));
            }
            Ok(Self { min, max, ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("cpu", PERCENT, "Aims at so many percent of the requested processor time.", |hpa: &mut Self, args| {
                aim(hpa, "cpu", Amount::Percent(args.int(0)), args)
            })
            .overlaps(&["cpu_value"]),
            row("memory", PERCENT, "Aims at so many percent of the requested memory.", |hpa: &mut Self, args| {
                aim(hpa, "memory", Amount::Percent(args.int(0)), args)
            })
            .overlaps(&["memory_value"]),
            row("cpu_value", AVERAGE, "Aims at so much processor time for each pod.", |hpa: &mut Self, args| {
                aim(hpa, "cpu", Amount::Average(args.text(0)), args)
            })
            .overlaps(&["cpu"]),
            row("memory_value", AVERAGE, "Aims at so much memory for each pod.", |hpa: &mut Self, args| {
                aim(hpa, "memory", Amount::Average(args.text(0)), args)
            })
            .overlaps(&["memory"]),
            row(
                "metric",
                &[arg("metric", Ty::A(Metric::NAME))],
                "Looks at another metric, such as `pods_metric(\"requests\", 100)`.",
                |hpa: &mut Self, args| {
                    hpa.metrics.extend(args.part::<Metric>(0).map(|metric| (*metric).clone()));
                    Ok(())
                },
            )
            .each()
            .aka(&["metrics"]),
            row("scale_up", SCALING, "How fast it scales up.", |hpa: &mut Self, args| {
                hpa.scale_up = args.part(0);
                Ok(())
            }),
            row("scale_down", SCALING, "How fast it scales down.", |hpa: &mut Self, args| {
                hpa.scale_down = args.part(0);
                Ok(())
            }),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

fn aim(hpa: &mut Hpa, resource: &'static str, amount: Amount, args: &Args) -> Result<(), Fault> {
    let measure = Measure::Resource(resource);
    let metric = Metric::new(measure, amount, args.origin());
    match hpa.metrics.iter_mut().find(|other| other.measure == metric.measure) {
        Some(other) => *other = metric,
        None => hpa.metrics.push(metric),
    }
    Ok(())
}

impl Kind for Scaling {
    const NAME: &'static str = "Scaling";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("scaling", &[], "How fast an autoscaler scales.", |_| Ok(Self::default()))];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "stabilization",
                &[arg("time", Ty::Seconds(0))],
                "Takes the best value over this time, at most an hour.",
                |scaling: &mut Self, args| {
                    scaling.stabilization = Some(at_most(args, 0, 3_600)?);
                    Ok(())
                },
            ),
            row(
                "percent",
                &[arg("percent", PODS), arg("period", Ty::Seconds(1))],
                "At most so many percent in a period.",
                |scaling: &mut Self, args| policy(scaling, "Percent", args),
            )
            .each(),
            row(
                "pods",
                &[arg("count", PODS), arg("period", Ty::Seconds(1))],
                "At most so many pods in a period.",
                |scaling: &mut Self, args| policy(scaling, "Pods", args),
            )
            .each(),
            text(
                "select",
                &[arg("which", Ty::OneOf(&["Max", "Min", "Disabled"]))],
                "Which policy counts.",
                |scaling| &mut scaling.select,
            ),
        ],
        Common::<Self>::ROWS,
    ];
}

fn policy(scaling: &mut Scaling, kind: &'static str, args: &Args) -> Result<(), Fault> {
    let period = at_most(args, 1, 1_800)?;
    scaling.policies.push(Policy { kind, value: args.int(0), period });
    Ok(())
}

/// A time of at most so many seconds.
fn at_most(args: &Args, index: usize, most: i64) -> Result<i64, Fault> {
    let seconds = args.seconds(index);
    if seconds <= most {
        return Ok(seconds);
    }
    Err(args.refuse(index, "argument", format!("The time is at most {most} seconds here, not {seconds}.")))
}
