//! `cron-form`, `restart-policy`, `job-fields`, `job-runs-again`: jobs and their schedules.

mod cron;

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::text::names::MAX_LABEL;

/// Seconds between two looks of the controller at its schedules.
const LOOK: i64 = 10;

/// Schedules that the API server reads.
pub(super) fn schedules(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for job in context.of_kind("batch", "CronJob") {
        let Some(spec) = View::of(job).get("spec") else {
            continue;
        };
        if let Some(schedule) = spec.get("schedule") {
            let wrong = schedule.text().and_then(|text| cron::form(text).err());
            found.extend(wrong.map(|wrong| {
                Diagnostic::error("schedule-form", wrong)
                    .help("write minute, hour, day of the month, month, day of the week: \"30 2 * * *\".")
                    .at(context.place(schedule.origin))
            }));
        }
        if let Some(zone) = spec.get("timeZone") {
            let wrong = zone.text().is_some_and(|text| text.is_empty() || text.eq_ignore_ascii_case("local"));
            if wrong {
                let message = format!("A time zone is the name of a place, not: {}.", zone.shown());
                found.push(
                    Diagnostic::error("schedule-form", message)
                        .help("write one such as \"Europe/Berlin\" or \"Etc/UTC\".")
                        .at(context.place(zone.origin)),
                );
            }
        }
        let deadline = spec.get("startingDeadlineSeconds");
        if let Some((view, seconds)) = deadline.and_then(|view| Some((view, view.number()?)))
            && (0..LOOK).contains(&seconds)
        {
            let message =
                format!("Schedules are looked at every {LOOK} s, so a start may be missed with: {seconds} s.");
            found.push(
                Diagnostic::warning("job-fields", message)
                    .help(format!("give it {LOOK} s at least: `.starting_deadline({LOOK})`."))
                    .at(context.place(view.origin)),
            );
        }
    }
    found
}

/// A job that is gone is made again. Those of a schedule are made by it alone.
pub(super) fn removed(context: &Context<'_>) -> Vec<Diagnostic> {
    let time = |job| View::of(job).at(&["spec", "ttlSecondsAfterFinished"]);
    let found = context.of_kind("batch", "Job").filter_map(|job| {
        let at = time(job)?;
        let message =
            format!("{} is removed some time after its end, and the next apply runs it again.", job.identity());
        Some(
            Diagnostic::warning("job-runs-again", message)
                .help(
                    "leave out how long it stays: a job that has ended costs nothing, and runs again when it changes.",
                )
                .at(context.place(at.origin)),
        )
    });
    found.collect()
}

/// Pods of a job end; those of other workloads do not.
pub(super) fn restarts(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let (jobs, one_of) = match pod.object.group() {
            "batch" => (true, ["OnFailure", "Never"].as_slice()),
            "apps" => (false, ["Always"].as_slice()),
            _ => continue,
        };
        let policy = pod.spec.get("restartPolicy");
        let text = policy.and_then(View::text).unwrap_or("Always");
        if !one_of.contains(&text) {
            let message = format!("The pods of a {} cannot have this restart policy: {text}.", pod.object.kind);
            let help = if jobs {
                "say `.restart_policy(\"OnFailure\")` or `.restart_policy(\"Never\")`."
            } else {
                "leave `.restart_policy(…)` out; a `job` runs to its end."
            };
            let at = policy.map_or(pod.spec.origin, |policy| policy.origin);
            found.push(Diagnostic::error("restart-policy", message).help(help).at(context.place(at)));
        }
    }
    found
}

/// Numbers of jobs that the API server refuses.
pub(super) fn fields(context: &Context<'_>) -> Vec<Diagnostic> {
    let paths: [(&str, &[&str]); 2] = [("Job", &["spec"]), ("CronJob", &["spec", "jobTemplate", "spec"])];
    let mut found = Vec::new();
    for (kind, path) in paths {
        for (job, spec) in context.of_kind("batch", kind).filter_map(|job| Some((job, View::of(job).at(path)?))) {
            found.extend(indexes(context, spec));
            if kind == "Job" {
                found.extend(index_name(context, &job.name, spec));
            }
            let least = [
                ("parallelism", 0),
                ("completions", 0),
                ("backoffLimit", 0),
                ("backoffLimitPerIndex", 0),
                ("maxFailedIndexes", 0),
                ("activeDeadlineSeconds", 0),
                ("ttlSecondsAfterFinished", 0),
            ];
            for (field, least) in least {
                if let Some(view) = spec.get(field).filter(|view| view.number().is_some_and(|number| number < least)) {
                    let message = format!("`{field}` of a job is at least {least}, not: {}.", view.shown());
                    found.push(Diagnostic::error("job-fields", message).at(context.place(view.origin)));
                }
            }
            if let Some(mode) = spec.get("completionMode").filter(|mode| mode.text() == Some("Indexed"))
                && spec.get("completions").is_none()
            {
                let message = "A job whose pods are numbered says how many of them have to succeed.";
                found.push(
                    Diagnostic::error("job-fields", message)
                        .help("say `.completions(NUMBER)`.")
                        .at(context.place(mode.origin)),
                );
            }
        }
    }
    found
}

/// Failures that are counted for each index need indexes, and pods that are made anew instead of restarted.
fn indexes(context: &Context<'_>, spec: View<'_>) -> Vec<Diagnostic> {
    let tell = |at: View<'_>, message: &str, help: &str| {
        Diagnostic::error("job-fields", message).help(help).at(context.place(at.origin))
    };
    let mut found = Vec::new();
    let per_index = spec.get("backoffLimitPerIndex");
    if let Some(limit) = per_index {
        if spec.text_at("completionMode") != Some("Indexed") {
            let message = "Failures are counted for each index only in a job whose pods are numbered.";
            found.push(tell(limit, message, "say `.completion_mode(\"Indexed\")`."));
        }
        if spec.at(&["template", "spec", "restartPolicy"]).and_then(View::text) != Some("Never") {
            let message = "Failures are counted for each index only where pods never restart.";
            found.push(tell(limit, message, "say `.restart_policy(\"Never\")`."));
        }
    }
    if let Some(most) = spec.get("maxFailedIndexes") {
        if per_index.is_none() {
            let message = "Nothing says when an index has failed, so failed indexes cannot be counted.";
            found.push(tell(most, message, "say `.backoff_limit_per_index(NUMBER)`, too."));
        }
        let completions = spec.get("completions").and_then(View::number);
        if let (Some(number), Some(completions)) = (most.number(), completions)
            && number > completions
        {
            let message = format!("More indexes may fail than the job has: {number} of {completions}.");
            found.push(tell(most, &message, &format!("say {completions} at most.")));
        }
    }
    found
}

/// The pods of an indexed job are named by it and their index, and that name is their host name.
fn index_name(context: &Context<'_>, name: &str, spec: View<'_>) -> Option<Diagnostic> {
    let mode = spec.get("completionMode").filter(|mode| mode.text() == Some("Indexed"))?;
    let last = spec.get("completions").and_then(View::number)? - 1;
    let pod = format!("{name}-{last}");
    (last >= 0 && pod.len() > MAX_LABEL).then(|| {
        let length = pod.len();
        let message = format!(
            "The last pod of this job would have a name of {length} characters, and {MAX_LABEL} is the most: {pod}."
        );
        Diagnostic::error("job-fields", message).help("give the job a shorter name.").at(context.place(mode.origin))
    })
}
