//! `cron-form`, `restart-policy`, `job-fields`: jobs and their schedules.

mod cron;

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;

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
                Diagnostic::error("cron-form", wrong)
                    .help("write minute, hour, day of the month, month, day of the week: \"30 2 * * *\".")
                    .at(context.place(schedule.origin))
            }));
        }
        if let Some(zone) = spec.get("timeZone") {
            let wrong = zone.text().is_some_and(|text| text.is_empty() || text.eq_ignore_ascii_case("local"));
            if wrong {
                let message = format!("A time zone is the name of a place, not: {}.", zone.shown());
                found.push(
                    Diagnostic::error("cron-form", message)
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
        for spec in context.of_kind("batch", kind).filter_map(|job| View::of(job).at(path)) {
            let least = [
                ("parallelism", 0),
                ("completions", 0),
                ("backoffLimit", 0),
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
