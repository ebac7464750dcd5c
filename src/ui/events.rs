//! Progress: lines on stderr, and on a terminal what is waited for, drawn over.

use std::io::{self, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::escape::line;
use super::{Paint, Ui};
use crate::apply::{Event, Status};
use crate::object::Identity;

/// Takes the events of a run.
#[derive(Debug)]
pub struct Progress {
    paint: Paint,
    quiet: bool,
    spinner: Option<ProgressBar>,
    counts: String,
}

impl Progress {
    /// Progress that is drawn as `ui` says.
    pub fn new(ui: &Ui) -> Self {
        let quiet = ui.is_quiet();
        let spinner = (ui.is_live() && !quiet).then(|| {
            let spinner = ProgressBar::new_spinner();
            // The template is a literal; a wrong one would only lose the style.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
                spinner.set_style(style);
            }
            spinner.enable_steady_tick(Duration::from_millis(120));
            spinner
        });
        Self { paint: ui.paint_status(), quiet, spinner, counts: String::new() }
    }

    /// Shows one event.
    pub fn take(&mut self, event: &Event) {
        if let (Event::Progress { .. }, Some(words)) = (event, text(event, self.paint)) {
            if self.counts == words {
                return;
            }
            self.counts.clone_from(&words);
        }
        let Some(words) = text(event, self.paint) else { return };
        match (&self.spinner, event) {
            (Some(spinner), Event::Waiting { .. } | Event::Progress { .. }) => {
                let message =
                    if let Event::Progress { .. } = event { words } else { format!("{words}  {}", self.counts) };
                spinner.set_message(message);
            }
            (Some(spinner), _) => spinner.suspend(|| self.write(&words)),
            (None, _) => self.write(&words),
        }
    }

    /// Takes the moving line away.
    pub fn end(self) {
        if let Some(spinner) = self.spinner {
            spinner.finish_and_clear();
        }
    }

    fn write(&self, words: &str) {
        if !self.quiet {
            // There is nowhere to report that stderr is gone.
            let _ = writeln!(io::stderr(), "{words}");
        }
    }
}

/// The event in one line.
fn text(event: &Event, paint: Paint) -> Option<String> {
    Some(match event {
        Event::Sent { identity, status } => {
            let (mark, word) = match status {
                Status::Created => ('+', "created"),
                Status::Changed => ('~', "changed"),
                Status::Deleted => ('-', "deleted"),
                Status::Kept => ('=', "kept"),
                Status::Unchanged | Status::Skipped | Status::Failed | Status::TimedOut => return None,
            };
            format!("{mark} {} {word}", name(identity))
        }
        Event::Refused { identity, reason } => paint.red(&format!("! {} refused: {}", name(identity), line(reason))),
        Event::Waiting { reason, .. } if reason.is_empty() => return None,
        Event::Waiting { identity, reason } => format!("  {}: {}", name(identity), line(reason)),
        Event::Pod { name, what, seconds } => format!("  {} {what} {seconds:.1} s", line(name)),
        Event::Ready { identity, note, seconds } => {
            let note = note.as_ref().map_or(String::new(), |note| format!(" ({})", line(note)));
            paint.green(&format!("  {} ready {seconds:.1} s{note}", name(identity)))
        }
        Event::Failed { identity, reason } => paint.red(&format!("! {} failed: {}", name(identity), line(reason))),
        Event::Progress { ready, total } => format!("  {ready} of {total} ready"),
        Event::Warning(words) => paint.yellow(&format!("warning: {}", line(words))),
    })
}

fn name(identity: &Identity) -> String {
    line(&identity.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_one_plain_line_without_a_terminal() {
        let set = Identity {
            group: "apps".into(),
            kind: "StatefulSet".into(),
            namespace: Some("default".into()),
            name: "nginx".into(),
        };
        let events = [
            Event::Sent { identity: set.clone(), status: Status::Created },
            Event::Sent { identity: set.clone(), status: Status::Unchanged },
            Event::Waiting { identity: set.clone(), reason: "nginx-0: pulling nginx:1.27".into() },
            Event::Pod { name: "nginx-0".into(), what: "ready", seconds: 6.06 },
            Event::Progress { ready: 1, total: 2 },
            Event::Ready { identity: set.clone(), note: Some("paused".into()), seconds: 12.0 },
            Event::Progress { ready: 2, total: 2 },
            Event::Refused { identity: set.clone(), reason: "spec.replicas:\nmust not be negative".into() },
            Event::Failed { identity: set, reason: "nginx-0: ImagePullBackOff".into() },
            Event::Warning("the API server answered 429; trying again".into()),
        ];
        let lines: Vec<String> = events.iter().filter_map(|event| text(event, Paint::default())).collect();
        assert_eq!(
            lines,
            [
                "+ StatefulSet/nginx created",
                "  StatefulSet/nginx: nginx-0: pulling nginx:1.27",
                "  nginx-0 ready 6.1 s",
                "  1 of 2 ready",
                "  StatefulSet/nginx ready 12.0 s (paused)",
                "  2 of 2 ready",
                "! StatefulSet/nginx refused: spec.replicas:\\nmust not be negative",
                "! StatefulSet/nginx failed: nginx-0: ImagePullBackOff",
                "warning: the API server answered 429; trying again",
            ]
        );
    }
}
