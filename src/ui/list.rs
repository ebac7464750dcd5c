//! What is installed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::escape::line;
use super::plan::count;
use super::{Paint, status, table};
use crate::status::{Row, State};

/// The rows for people. `place` is `default on ack-hz`, or `all namespaces on ack-hz`.
pub fn text(rows: &[Row], place: &str, paint: Paint) -> String {
    let apps: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.namespace.as_str(), row.app.as_str())).collect();
    let pods: usize = rows.iter().map(|row| row.pods).sum();
    let head = format!("{} · {} · {}\n", line(place), count(apps.len(), "app"), count(pods, "pod"));
    if rows.is_empty() {
        return head;
    }
    let heads = ["app", "namespace", "kind", "name", "ready", "state", "image", "age"].map(str::to_owned).to_vec();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let lines = table::rows(&[vec![heads], cells].concat(), "", 64);
    let mut text = format!("{head}\n{}\n", paint.bold(&lines[0]));
    for (row, words) in rows.iter().zip(&lines[1..]) {
        let words = if row.state == State::Abnormal { paint.red(words) } else { words.clone() };
        text.push_str(&format!("{words}\n"));
    }
    text
}

/// The rows as one document.
pub fn document(rows: &[Row]) -> Value {
    json!({ "apps": rows, "diagnostics": [] })
}

fn cells(row: &Row) -> Vec<String> {
    let or_dash = |text: &Option<String>| line(text.as_deref().unwrap_or("-"));
    let kind = row.kind.as_deref().unwrap_or_default();
    // A cron job has no pods of its own.
    let counts = !matches!(kind, "" | "CronJob");
    let ready = if counts { format!("{}/{}", row.ready, row.desired) } else { "-".to_owned() };
    vec![
        line(&row.app),
        line(&row.namespace),
        or_dash(&row.kind),
        or_dash(&row.name),
        ready,
        status::word(kind, row.state, row.reason.as_deref()),
        or_dash(&row.image),
        row.age.map_or("-".to_owned(), age),
    ]
}

/// An age in its two largest units: `40s`, `12m`, `3h 5m`, `5d 2h`.
fn age(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => format!("{minutes}m"),
        3600..86400 => format!("{hours}h {}m", minutes % 60),
        _ => format!("{days}d {}h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(app: &str, state: State) -> Row {
        Row {
            app: app.into(),
            namespace: "default".into(),
            kind: Some("StatefulSet".into()),
            name: Some(app.into()),
            ready: 1,
            desired: 2,
            pods: 2,
            state,
            reason: None,
            image: Some("nginx:1.27".into()),
            age: Some(3900),
        }
    }

    #[test]
    fn a_row_for_each_workload_under_a_head_with_the_totals() {
        let mut bare = row("settings", State::Running);
        (bare.kind, bare.name, bare.image, bare.age, bare.pods) = (None, None, None, None, 0);
        let expected = "\
default on ack-hz · 2 apps · 2 pods

app       namespace  kind         name   ready  state     image       age
nginx     default    StatefulSet  nginx  1/2    updating  nginx:1.27  1h 5m
settings  default    -            -      -      running   -           -
";
        let rows = [row("nginx", State::Updating), bare];
        assert_eq!(text(&rows, "default on ack-hz", Paint::default()), expected);
        assert_eq!(text(&[], "default on ack-hz", Paint::default()), "default on ack-hz · 0 apps · 0 pods\n");
    }

    #[test]
    fn jobs_that_have_ended_are_not_called_stopped_and_cron_jobs_have_no_pods_of_their_own() {
        let of = |kind: &str, state: State, reason: &str| Row {
            kind: Some(kind.into()),
            reason: Some(reason.into()),
            ..row("shop", state)
        };
        let shown = |row: Row| (cells(&row)[4].clone(), cells(&row)[5].clone());
        assert_eq!(shown(of("Job", State::Stopped, "complete")), ("1/2".to_owned(), "complete".to_owned()));
        assert_eq!(shown(of("CronJob", State::Running, "@daily")), ("-".to_owned(), "running".to_owned()));
    }

    #[test]
    fn ages_have_their_two_largest_units() {
        let cases = [(0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h 0m"), (180_000, "2d 2h")];
        for (seconds, expected) in cases {
            assert_eq!(age(seconds), expected);
        }
    }
}
