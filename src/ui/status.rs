//! The status of an app.

use serde_json::{Value, json};

use super::escape::line;
use super::{Paint, table};
use crate::release;
use crate::status::{Claim, Pod, Report, Service, State, Workload};

/// The report for people.
pub fn text(report: &Report, paint: Paint) -> String {
    let mut blocks = vec![header(report, paint)];
    blocks.extend(report.workloads.iter().map(|workload| self::workload(workload, paint)));
    blocks.push(network(report));
    blocks.push(claims(&report.claims));
    if paint.verbose && !report.others.is_empty() {
        blocks.push(format!("also: {}\n", line(&report.others.join(", "))));
    }
    blocks.push(warnings(report, paint));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
}

/// The report as one document.
pub fn document(report: &Report) -> Value {
    let mut document = json!(report);
    if let Some(map) = document.as_object_mut() {
        map.insert("diagnostics".into(), json!([]));
    }
    document
}

/// `abnormal: nginx-0: ImagePullBackOff`.
pub(super) fn state(state: State, reason: Option<&str>) -> String {
    match reason {
        Some(reason) if state == State::Running => format!("{state}, {}", line(reason)),
        Some(reason) => format!("{state}: {}", line(reason)),
        None => state.to_string(),
    }
}

/// The state of a workload in a word. A job that has ended was not stopped.
pub(super) fn word(kind: &str, state: State, reason: Option<&str>) -> String {
    match (kind, state, reason) {
        ("Job", State::Stopped, Some(reason)) => line(reason),
        _ => state.to_string(),
    }
}

fn painted(state: State, words: &str, paint: Paint) -> String {
    match state {
        State::Running => paint.green(words),
        State::Abnormal => paint.red(words),
        State::Stopped => paint.dim(words),
        State::NotReady | State::Updating | State::Deleting => paint.yellow(words),
    }
}

fn header(report: &Report, paint: Paint) -> String {
    let state = painted(report.state, &state(report.state, report.reason.as_deref()), paint);
    let revision = report.revision.map_or(String::new(), |revision| format!(", revision {revision}"));
    let (app, namespace) = (paint.bold(&line(&report.app)), line(&report.namespace));
    let mut text = format!("{app} in namespace {namespace}{revision}\n{state}\n");
    let last = match report.last_run {
        Some(release::State::Applying) => "has not ended, or was killed".to_owned(),
        Some(release::State::Failed) if report.refused.is_empty() => "ended before everything was ready".to_owned(),
        Some(release::State::Failed) => format!("was refused in part: {}", line(&report.refused.join(", "))),
        Some(release::State::Interrupted) => "was interrupted".to_owned(),
        Some(release::State::Applied | release::State::Deleted) | None => String::new(),
    };
    if !last.is_empty() {
        text.push_str(&format!("the last run {last}\n"));
    }
    if let Some(description) = &report.description {
        text.push_str(&format!("{}\n", line(description)));
    }
    if !report.missing.is_empty() {
        text.push_str(&format!("not on the cluster: {}\n", line(&report.missing.join(", "))));
    }
    text
}

fn workload(workload: &Workload, paint: Paint) -> String {
    let mut head = vec![
        paint.bold(&line(&format!("{}/{}", workload.kind, workload.name))),
        painted(workload.state, &word(&workload.kind, workload.state, workload.reason.as_deref()), paint),
    ];
    head.push(match workload.kind.as_str() {
        "Job" => format!("{} of {} completed", workload.ready, workload.desired),
        "CronJob" => line(workload.reason.as_deref().unwrap_or_default()),
        _ => format!("{} ready, {} updated, {} desired", workload.ready, workload.updated, workload.desired),
    });
    if let Some(strategy) = &workload.strategy {
        let partition = workload.partition.map_or(String::new(), |partition| format!(", partition {partition}"));
        head.push(format!("{}{partition}", line(strategy)));
    }
    let mut text = format!("{}\n", head.join("  "));
    if !workload.images.is_empty() {
        text.push_str(&format!("  images  {}\n", line(&workload.images.join(", "))));
    }
    if !workload.labels.is_empty() {
        let labels: Vec<String> = workload.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        text.push_str(&format!("  labels  {}\n", line(&labels.join(", "))));
    }
    let heads = ["pod", "phase", "ready", "restarts", "node", "address", "claims", "revision", "dns"];
    let rows: Vec<Vec<String>> = workload.pods.iter().map(pod).collect();
    text.push_str(&with_heads(&heads, rows));
    for pod in &workload.pods {
        if let Some(trouble) = &pod.trouble {
            let words = line(&format!("{}: {}", pod.name, trouble.words(pod.containers > 1)));
            text.push_str(&format!("  {}\n", paint.red(&words)));
        }
    }
    text
}

fn pod(pod: &Pod) -> Vec<String> {
    let ready = if pod.ready { "yes" } else { "no" };
    // The hash alone; the controller's name in front of it is the workload's.
    let revision = pod.revision.as_deref().map(|revision| revision.rsplit('-').next().unwrap_or(revision));
    [
        pod.name.as_str(),
        &pod.phase,
        ready,
        &pod.restarts.to_string(),
        or_dash(pod.node.as_deref()),
        or_dash(pod.address.as_deref()),
        or_dash(Some(pod.claims.join(", ").as_str()).filter(|claims| !claims.is_empty())),
        or_dash(revision),
        or_dash(pod.dns.as_deref()),
    ]
    .map(line)
    .to_vec()
}

fn or_dash(text: Option<&str>) -> &str {
    text.unwrap_or("-")
}

/// `ClusterIP 10.0.0.7  80/TCP`.
pub(super) fn service(service: &Service) -> String {
    let mut words = vec![service.kind.clone()];
    words.extend(service.address.clone());
    words.extend(service.external.iter().cloned());
    line(&format!("{}  {}", words.join(" "), service.ports.join(", ")))
}

fn network(report: &Report) -> String {
    let mut rows = Vec::new();
    for of in &report.services {
        rows.push(vec![line(&format!("Service/{}", of.name)), service(of)]);
    }
    for ingress in &report.ingresses {
        let address =
            if ingress.addresses.is_empty() { "no address yet".to_owned() } else { ingress.addresses.join(", ") };
        let words = format!("{}  {address}", ingress.hosts.join(", "));
        rows.push(vec![line(&format!("Ingress/{}", ingress.name)), line(&words)]);
    }
    for scaler in &report.autoscalers {
        let reason = scaler.reason.as_ref().map_or(String::new(), |reason| format!("  {reason}"));
        let words = format!(
            "{} to {} replicas of {}, has {}, wants {}{reason}",
            scaler.min, scaler.max, scaler.target, scaler.current, scaler.desired
        );
        rows.push(vec![line(&format!("HorizontalPodAutoscaler/{}", scaler.name)), line(&words)]);
    }
    table::rows(&rows, "", 64).iter().map(|row| format!("{row}\n")).collect()
}

/// The claims as a table.
pub(super) fn claims(claims: &[Claim]) -> String {
    let rows: Vec<Vec<String>> = claims
        .iter()
        .map(|claim| {
            let trouble = claim.trouble.as_ref().map_or(String::new(), |trouble| format!(": {trouble}"));
            vec![
                line(&claim.name),
                line(&format!("{}{trouble}", claim.phase)),
                line(or_dash(claim.size.as_deref())),
                line(or_dash(claim.class.as_deref())),
                line(claim.pod.as_deref().unwrap_or("kept")),
            ]
        })
        .collect();
    with_heads(&["claim", "phase", "size", "class", "pod"], rows)
}

fn warnings(report: &Report, paint: Paint) -> String {
    let one = |warning: &crate::status::Warning| {
        let times = if warning.count > 1 { format!(" ({} times)", warning.count) } else { String::new() };
        let words = line(&format!("{}: {}: {}{times}", warning.object, warning.reason, warning.message));
        format!("{}\n", paint.yellow(&format!("warning: {words}")))
    };
    report.warnings.iter().map(one).collect()
}

fn with_heads(heads: &[&str], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads = heads.iter().map(|head| (*head).to_owned()).collect();
    let rows = table::rows(&[vec![heads], rows].concat(), "  ", 64);
    rows.iter().map(|row| format!("{row}\n")).collect()
}

#[cfg(test)]
mod tests;
