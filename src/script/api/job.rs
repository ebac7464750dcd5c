//! What only Jobs and CronJobs say.

use crate::model::{Said, Workload, WorkloadKind, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, opt, optional_int, row};
use crate::script::types::{COUNT, Ty};
use crate::text::cron;

/// Options of `history`.
#[derive(Clone, Debug, Default)]
pub(super) struct HistoryOptions {
    said: Said,
    success: Option<i64>,
    failed: Option<i64>,
}
spoken!(HistoryOptions);

impl Kind for HistoryOptions {
    const NAME: &'static str = "history option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        optional_int("success", &[arg("count", COUNT)], "Jobs that succeeded; 3 unless said.", |options| {
            &mut options.success
        }),
        optional_int("failed", &[arg("count", COUNT)], "Jobs that failed; 1 unless said.", |options| {
            &mut options.failed
        }),
    ]];
}

/// Refuses what the kind does not have.
fn of(workload: &Workload, method: &str, kinds: &[WorkloadKind]) -> Result<(), Fault> {
    if kinds.contains(&workload.kind) {
        return Ok(());
    }
    let words: Vec<&str> = kinds.iter().map(|kind| kind.kind()).collect();
    Err(Fault::new("not-for-kind", format!("A {} has no `{method}`.", workload.kind.kind()))
        .help(format!("it belongs to a {}; take it away", words.join(" or a "))))
}

const BOTH: &[WorkloadKind] = &[WorkloadKind::Job, WorkloadKind::CronJob];
const CRON: &[WorkloadKind] = &[WorkloadKind::CronJob];

/// The five fields of a schedule.
pub fn schedule(args: &Args, index: usize) -> Result<String, Fault> {
    let text = args.text(index);
    cron::check(&text).map_err(|reason| {
        args.refuse(index, "schedule-form", reason)
            .help("write minute, hour, day of the month, month, day of the week: \"30 3 * * 1-5\"")
    })?;
    Ok(text)
}

fn time_zone(args: &Args) -> Result<String, Fault> {
    let zone = args.text(0);
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    if zone.is_empty() || zone.eq_ignore_ascii_case("local") || !zone.chars().all(good) {
        let fault =
            args.refuse(0, "argument", format!("A time zone has a name such as \"Asia/Shanghai\", not {zone:?}."));
        return Err(fault.help("write \"Etc/UTC\" for universal time"));
    }
    Ok(zone)
}

/// Methods of a workload.
pub const ROWS: &[Row<Workload>] = &[
    row(
        "completions",
        &[arg("count", COUNT)],
        "Job and CronJob: pods that have to succeed.",
        |workload: &mut Workload, args| {
            of(workload, "completions", BOTH)?;
            workload.job.completions = Some(args.int(0));
            Ok(())
        },
    ),
    row(
        "parallelism",
        &[arg("count", COUNT)],
        "Job and CronJob: pods that run at once.",
        |workload: &mut Workload, args| {
            of(workload, "parallelism", BOTH)?;
            workload.job.parallelism = Some(args.int(0));
            Ok(())
        },
    ),
    row(
        "backoff_limit",
        &[arg("count", COUNT)],
        "Job and CronJob: failures until the job fails; 6 unless said.",
        |workload: &mut Workload, args| {
            of(workload, "backoff_limit", BOTH)?;
            workload.job.backoff_limit = Some(args.int(0));
            Ok(())
        },
    )
    .aka(&["retries"]),
    row(
        "completion_mode",
        &[arg("mode", Ty::OneOf(&["NonIndexed", "Indexed"]))],
        "Job and CronJob: `Indexed` gives each pod a number, and each number has to succeed once.",
        |workload: &mut Workload, args| {
            of(workload, "completion_mode", BOTH)?;
            workload.job.completion_mode = Some(args.text(0));
            Ok(())
        },
    )
    .aka(&["indexed"]),
    row(
        "backoff_limit_per_index",
        &[arg("count", COUNT)],
        "Job and CronJob: failures until an index fails, counted for each; needs `Indexed` and pods that never restart.",
        |workload: &mut Workload, args| {
            of(workload, "backoff_limit_per_index", BOTH)?;
            workload.job.backoff_limit_per_index = Some(args.int(0));
            Ok(())
        },
    ),
    row(
        "max_failed_indexes",
        &[arg("count", COUNT)],
        "Job and CronJob: failed indexes until the job fails at once; needs `backoff_limit_per_index`.",
        |workload: &mut Workload, args| {
            of(workload, "max_failed_indexes", BOTH)?;
            workload.job.max_failed_indexes = Some(args.int(0));
            Ok(())
        },
    ),
    row(
        "pod_replacement",
        &[arg("policy", Ty::OneOf(&["TerminatingOrFailed", "Failed"]))],
        "Job and CronJob: `Failed` waits until a pod has ended before another takes its place.",
        |workload: &mut Workload, args| {
            of(workload, "pod_replacement", BOTH)?;
            workload.job.pod_replacement = Some(args.text(0));
            Ok(())
        },
    )
    .aka(&["pod_replacement_policy"]),
    row(
        "active_deadline",
        &[arg("time", Ty::Seconds(1))],
        "Job and CronJob: time that the job may take.",
        |workload: &mut Workload, args| {
            of(workload, "active_deadline", BOTH)?;
            workload.job.active_deadline = Some(args.seconds(0));
            Ok(())
        },
    ),
    row(
        "ttl_after_finished",
        &[arg("time", Ty::Seconds(0))],
        "Job and CronJob: time until a finished job is deleted.",
        |workload: &mut Workload, args| {
            of(workload, "ttl_after_finished", BOTH)?;
            workload.job.ttl_after_finished = Some(args.seconds(0));
            Ok(())
        },
    ),
    row(
        "suspend",
        &[opt("on", Ty::Bool)],
        "Job and CronJob: starts no pods, or no jobs.",
        |workload: &mut Workload, args| {
            of(workload, "suspend", BOTH)?;
            workload.job.suspend = Some(args.flag(0));
            Ok(())
        },
    )
    .aka(&["pause"]),
    row(
        "fixed_name",
        &[opt("on", Ty::Bool)],
        "Job: keeps the plain name, without the digest by which it runs again when it changed.",
        |workload: &mut Workload, args| {
            of(workload, "fixed_name", &[WorkloadKind::Job])?;
            workload.job.fixed_name = args.flag(0);
            Ok(())
        },
    ),
    row(
        "schedule",
        &[arg("fields", Ty::Text)],
        "CronJob: when it runs, in five fields; `cron_job` takes it as its second argument.",
        |workload: &mut Workload, args| {
            of(workload, "schedule", CRON)?;
            workload.job.schedule = Some(schedule(args, 0)?);
            Ok(())
        },
    )
    .aka(&["cron"]),
    row(
        "time_zone",
        &[arg("name", Ty::Text)],
        "CronJob: the time zone of the schedule; that of the cluster unless said.",
        |workload: &mut Workload, args| {
            of(workload, "time_zone", CRON)?;
            workload.job.time_zone = Some(time_zone(args)?);
            Ok(())
        },
    )
    .aka(&["timezone"]),
    row(
        "concurrency",
        &[arg("policy", Ty::OneOf(&["Allow", "Forbid", "Replace"]))],
        "CronJob: what happens while the last job still runs; `Allow` unless said.",
        |workload: &mut Workload, args| {
            of(workload, "concurrency", CRON)?;
            workload.job.concurrency = Some(args.text(0));
            Ok(())
        },
    )
    .aka(&["concurrency_policy"]),
    row(
        "starting_deadline",
        &[arg("time", Ty::Seconds(0))],
        "CronJob: how late a job may start.",
        |workload: &mut Workload, args| {
            of(workload, "starting_deadline", CRON)?;
            workload.job.starting_deadline = Some(args.seconds(0));
            Ok(())
        },
    ),
    row(
        "history",
        &[arg("counts", Ty::Options(HistoryOptions::sigs))],
        "CronJob: finished jobs that are kept, `#{ success: 3, failed: 1 }`.",
        |workload: &mut Workload, args| {
            of(workload, "history", CRON)?;
            let options = args.options::<HistoryOptions>(0)?;
            workload.job.history_success = options.success;
            workload.job.history_failed = options.failed;
            Ok(())
        },
    )
    .aka(&["successful_jobs_history_limit", "failed_jobs_history_limit"]),
];
