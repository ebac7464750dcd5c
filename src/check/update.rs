//! `surge-on-statefulset`, `partition-above-replicas`, `update-kind`, `update-bounds`, `all-unavailable`,
//! `unavailable-ignored`, `recreate-on-statefulset`, `progress-deadline`.

mod amount;

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::object::Object;
use amount::{amount, is_zero};

/// The minor version in which a StatefulSet can recreate its pods, behind a gate (KEP 3541).
const RECREATE: u16 = 37;

/// A StatefulSet has no pods beyond its number: each has a name of its own.
pub(super) fn surge(context: &Context<'_>) -> Vec<Diagnostic> {
    let sets = context.of_kind("apps", "StatefulSet");
    sets.filter_map(|set| {
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
    sets.filter_map(|set| {
        let path = ["spec", "updateStrategy", "rollingUpdate", "partition"];
        let partition = View::of(set).at(&path)?;
        let number = partition.number()?;
        let pods = context.most_pods(set)?;
        if number < 0 {
            let message = format!("A partition is an ordinal, 0 at least, not: {number}.");
            return Some(Diagnostic::error("update-bounds", message).at(context.place(partition.origin)));
        }
        // Ordinals may begin elsewhere.
        let start = View::of(set).at(&["spec", "ordinals", "start"]).and_then(View::number).unwrap_or(0);
        let end = start.saturating_add(pods);
        (number > 0 && number >= end).then(|| {
            Diagnostic::warning(
                "partition-above-replicas",
                format!("The partition holds every pod back, so none is updated: {number} of {end}."),
            )
            .help(format!("lower it: `.partition({})` updates the last pod.", (end - 1).max(0)))
            .at(context.place(partition.origin))
        })
    })
    .collect()
}

/// Strategies that the kind has, and what belongs to them.
pub(super) fn kinds(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (kind, field, strategies) in [
        ("Deployment", "strategy", ["RollingUpdate", "Recreate"]),
        ("StatefulSet", "updateStrategy", ["RollingUpdate", "OnDelete"]),
        ("DaemonSet", "updateStrategy", ["RollingUpdate", "OnDelete"]),
    ] {
        for object in context.of_kind("apps", kind) {
            let Some(strategy) = View::of(object).at(&["spec", field]) else {
                continue;
            };
            let Some(view) = strategy.get("type") else {
                continue;
            };
            let Some(text) = view.text() else {
                continue;
            };
            if kind == "StatefulSet" && text == "Recreate" {
                found.push(recreate(context, object, view));
            } else if !strategies.contains(&text) {
                let message = format!("A {kind} has no such way to update: {text}.");
                let help = format!("there are: {}.", strategies.join(", "));
                found.push(Diagnostic::error("update-kind", message).help(help).at(context.place(view.origin)));
            }
            if let (false, Some(rolling)) = (text == "RollingUpdate", strategy.get("rollingUpdate")) {
                let message =
                    format!("What is said of a rolling update does not belong to this way to update: {text}.");
                found.push(
                    Diagnostic::error("update-kind", message)
                        .help("say `.update(rolling_update()…)`, or leave its settings out.")
                        .at(context.place(view.origin))
                        .and("the settings", context.place(rolling.origin).filter(|_| rolling.origin != object.origin)),
                );
            }
        }
    }
    found
}

fn recreate(context: &Context<'_>, set: &Object, view: View<'_>) -> Diagnostic {
    let diagnostic = if context.before(RECREATE) {
        let message = format!(
            "A StatefulSet cannot recreate its pods before Kubernetes 1.{RECREATE}; this is for {}: {}.",
            context.settings.kubernetes, set.name
        );
        Diagnostic::error("recreate-on-statefulset", message)
    } else {
        let message = format!(
            "A StatefulSet recreates its pods only where the gate `StatefulSetRecreateStrategy` is on: {}.",
            set.name
        );
        Diagnostic::warning("recreate-on-statefulset", message)
    };
    diagnostic
        .help("say `.update(on_delete())` and delete the pods when it suits, or `.update(rolling_update())`.")
        .at(context.place(view.origin))
}

/// How many pods may be away or too many while a rolling update goes on.
pub(super) fn rolling(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (kind, field) in
        [("Deployment", "strategy"), ("DaemonSet", "updateStrategy"), ("StatefulSet", "updateStrategy")]
    {
        for object in context.of_kind("apps", kind) {
            let Some(rolling) = View::of(object).at(&["spec", field, "rollingUpdate"]) else {
                continue;
            };
            let (away, more) = (rolling.get("maxUnavailable"), rolling.get("maxSurge"));
            found.extend(away.and_then(|view| bounds(context, view)));
            found.extend(more.and_then(|view| bounds(context, view)));
            found.extend(match kind {
                "StatefulSet" => of_set(context, object, away),
                "DaemonSet" => of_daemon_set(context, away, more),
                _ => stuck(context, away, more),
            });
            found.extend(all_away(context, object, away));
        }
    }
    found
}

fn bounds(context: &Context<'_>, view: View<'_>) -> Option<Diagnostic> {
    let most = view.text().is_some_and(|text| text.ends_with('%'));
    let wrong = match (view.number(), most) {
        (Some(number), _) => number < 0,
        (None, true) => amount(view, 100).is_none_or(|percent| !(0..=100).contains(&percent)),
        (None, false) => true,
    };
    wrong.then(|| {
        let message = format!("It is a number of pods or a percentage up to 100 %, not: {}.", view.shown());
        Diagnostic::error("update-bounds", message)
            .help("write a number, or a percentage such as \"25%\".")
            .at(context.place(view.origin))
    })
}

/// No pod may go before the new one is there, and none may come before an old one has gone.
fn stuck(context: &Context<'_>, away: Option<View<'_>>, more: Option<View<'_>>) -> Option<Diagnostic> {
    let (away, more) = (away?, more?);
    (is_zero(away) && is_zero(more)).then(|| {
        let message = "With no pod away and none too many, an update cannot begin: 0 and 0.";
        Diagnostic::error("update-bounds", message)
            .help("allow one: `.max_surge(1)`.")
            .at(context.place(more.origin))
            .and("none away", context.place(away.origin))
    })
}

/// A DaemonSet takes one of the two; where one is not said, it is 1 away and 0 too many.
fn of_daemon_set(context: &Context<'_>, away: Option<View<'_>>, more: Option<View<'_>>) -> Option<Diagnostic> {
    let surge = more.is_some_and(|more| !is_zero(more));
    let goes = away.is_none_or(|away| !is_zero(away));
    let (message, help) = match (goes, surge) {
        (true, true) => (
            "A DaemonSet replaces a pod before or after its end, not both: one of the two numbers is 0.",
            "say `.max_unavailable(0)` with a surge.",
        ),
        (false, false) => (
            "With no pod away and none too many, an update cannot begin: 0 and 0.",
            "allow one: `.max_unavailable(1)`.",
        ),
        _ => return None,
    };
    let at = more.or(away)?;
    Some(Diagnostic::error("update-bounds", message).help(help).at(context.place(at.origin)))
}

/// A StatefulSet says at least 1, and not every server listens.
fn of_set(context: &Context<'_>, set: &Object, away: Option<View<'_>>) -> Option<Diagnostic> {
    let away = away?;
    if is_zero(away) {
        let message = format!("A StatefulSet cannot be updated without a pod away: {}.", away.shown());
        return Some(
            Diagnostic::error("update-bounds", message)
                .help("say `.max_unavailable(1)`, or leave it out.")
                .at(context.place(away.origin)),
        );
    }
    // One at a time is what a server does that does not know the field.
    if away.number() == Some(1) {
        return None;
    }
    let kubernetes = context.settings.kubernetes;
    let message = match (kubernetes.major, kubernetes.minor) {
        (1, 35) => {
            format!("Only some servers of Kubernetes {kubernetes} listen to this on a StatefulSet: {}.", set.name)
        }
        (1, ..=34 | 36) => format!(
            "Kubernetes {kubernetes} replaces one pod of a StatefulSet at a time, whatever is said: {}.",
            set.name
        ),
        _ => return None,
    };
    Some(
        Diagnostic::warning("unavailable-ignored", message)
            .help("leave `.max_unavailable(…)` out, or say in `rhumb.toml` which Kubernetes it is for.")
            .at(context.place(away.origin)),
    )
}

/// Every pod away at once is an interruption.
fn all_away(context: &Context<'_>, object: &Object, away: Option<View<'_>>) -> Option<Diagnostic> {
    let away = away?;
    let whole = away.text() == Some("100%");
    let pods = context.most_pods(object);
    // A single pod has no other way.
    let all = match pods {
        Some(pods) => pods > 1 && (whole || away.number().is_some_and(|number| number >= pods)),
        None => whole,
    };
    all.then(|| {
        let message = format!("An update may end every pod of {} at once: {}.", object.identity(), away.shown());
        Diagnostic::warning("all-unavailable", message)
            .help("allow fewer pods to be away, such as `.max_unavailable(1)`.")
            .at(context.place(away.origin))
    })
}

/// A roll-out that must be done before a pod counts as there.
pub(super) fn deadline(context: &Context<'_>) -> Vec<Diagnostic> {
    let deployments = context.of_kind("apps", "Deployment");
    deployments
        .filter_map(|deployment| {
            let spec = View::of(deployment).get("spec")?;
            let ready = spec.get("minReadySeconds")?;
            let least = ready.number().filter(|number| *number > 0)?;
            let deadline = spec.get("progressDeadlineSeconds");
            let most = deadline.and_then(View::number).unwrap_or(600);
            (most <= least).then(|| {
                let message = format!(
                    "A pod counts as there after {least} s, so the deadline for progress has to be longer than: {most} s."
                );
                Diagnostic::error("progress-deadline", message)
                    .help(format!("say `.progress_deadline({})`.", least.saturating_add(600)))
                    .at(context.place(deadline.unwrap_or(ready).origin))
            })
        })
        .collect()
}
