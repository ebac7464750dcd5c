//! Failed conversations with a cluster, in words, with what to do and how the program ends.

use super::Exit;
use crate::cluster::ClusterError;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::observed::Refusal;

/// What to tell, and how to end.
pub fn cluster_error(error: &ClusterError) -> (Diagnostic, Exit) {
    match error {
        ClusterError::NoKubeconfig => (
            Diagnostic::error("no-kubeconfig", "There is no kubeconfig and no service account of a pod.").help(
                "name a kubeconfig with --kubeconfig or KUBECONFIG, or run inside a cluster with a service account.",
            ),
            Exit::Error,
        ),
        ClusterError::BadKubeconfig { reason } => (
            Diagnostic::error("bad-kubeconfig", sentence("The kubeconfig cannot be used", reason))
                .help("`kubectl config view` shows the file that is read; --kubeconfig names another one."),
            Exit::Error,
        ),
        ClusterError::UnknownContext { context, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            (
                Diagnostic::error("unknown-context", sentence("The kubeconfig has no such context", context))
                    .help(contexts(context, &known)),
                Exit::Error,
            )
        }
        ClusterError::Unreachable { server, reason } => (
            Diagnostic::error(
                "unreachable",
                sentence("The API server cannot be reached", &format!("{server}: {reason}")),
            )
            .help("check that the cluster runs and that --context names the right one."),
            Exit::Cluster,
        ),
        ClusterError::Unauthorized { server } => (
            Diagnostic::error(
                "unauthorized",
                sentence("The API server does not accept the credentials (401), or they have expired", server),
            )
            .help("log in again, as for kubectl, or choose other credentials with --context."),
            Exit::Cluster,
        ),
        ClusterError::Forbidden { message } => (
            Diagnostic::error("forbidden", sentence("The API server does not allow this (403)", message))
                .help("ask for a role that allows that verb on that resource, or choose another namespace with -n."),
            Exit::Cluster,
        ),
        ClusterError::TimedOut { what, seconds } => (
            Diagnostic::error("timed-out", sentence(&format!("No answer after {seconds} s"), what))
                .help("check the connection to the API server, then run the command again."),
            Exit::Cluster,
        ),
        ClusterError::Refused { what, refusal } => refused(what, refusal),
        ClusterError::Busy { app } => (
            Diagnostic::error(
                "busy",
                sentence("Another run has written the record of this app; nothing was sent", app),
            )
            .help("wait until the other run has ended, then run the command again."),
            Exit::Conflict,
        ),
        ClusterError::BadRecord { app, reason } => (
            Diagnostic::error("bad-record", sentence(&format!("The record of app {app} cannot be understood"), reason))
                .help(format!(
                    "look at the Secret or ConfigMap rhumb.{app}.inventory; a newer rhumb may have written it."
                )),
            Exit::Error,
        ),
        ClusterError::Interrupted => (interrupted(), Exit::Interrupted),
    }
}

fn interrupted() -> Diagnostic {
    Diagnostic::error("interrupted", "Interrupted before anything was sent.")
}

fn refused(what: &str, refusal: &Refusal) -> (Diagnostic, Exit) {
    let reason = if refusal.message.is_empty() { refusal.reason.as_str() } else { refusal.message.as_str() };
    let mut message =
        sentence(&format!("The API server refused this ({})", refusal.code), &format!("{what}: {reason}"));
    for cause in refusal.causes.iter().filter(|cause| !reason.contains(&cause.message)) {
        message.push_str(&format!("\n  {}: {}", cause.field, cause.message));
    }
    let exit = match refusal.code {
        401 | 403 | 500.. => Exit::Cluster,
        409 => Exit::Conflict,
        _ => Exit::Error,
    };
    let help = match exit {
        Exit::Cluster => "run the command again; if it stays, look at the API server.",
        Exit::Conflict => "run the command again.",
        _ => "",
    };
    (Diagnostic::error("refused-by-server", message).help(help), exit)
}

fn contexts(wrong: &str, known: &[&str]) -> String {
    let guess = suggestion(wrong, known, "there are these contexts");
    if !guess.starts_with("did you mean") {
        return guess;
    }
    format!("{guess} There are: {}.", known.join(", "))
}

/// `head: rest.`, with the full stop where the rest has none.
fn sentence(head: &str, rest: &str) -> String {
    let rest = rest.trim();
    if rest.is_empty() {
        return format!("{head}.");
    }
    let stop = if rest.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{head}: {rest}{stop}")
}

/// How a command ends that has these diagnostics: nothing where none is an error. A fault of the input comes first, as it
/// has to be mended whatever the cluster says.
pub fn exit_of(diagnostics: &[Diagnostic]) -> Option<Exit> {
    let exits: Vec<Exit> = diagnostics.iter().filter(|it| it.is_error()).map(|it| exit_of_code(it.code)).collect();
    [Exit::Error, Exit::Cluster, Exit::Conflict].into_iter().find(|exit| exits.contains(exit))
}

fn exit_of_code(code: &str) -> Exit {
    match code {
        "forbidden" | "unauthorized" | "unreachable" | "timed-out" => Exit::Cluster,
        "conflict" | "foreign-object" | "busy" => Exit::Conflict,
        _ => Exit::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Cause;

    fn told(error: ClusterError) -> String {
        let (diagnostic, exit) = cluster_error(&error);
        let help = diagnostic.help.unwrap_or_default();
        format!("{} {}: {} | {help}", exit.code(), diagnostic.code, diagnostic.message)
    }

    #[test]
    fn every_failure_has_words_a_way_on_and_an_exit_code() {
        let text = str::to_owned;
        let cases = [
            (
                ClusterError::NoKubeconfig,
                "1 no-kubeconfig: There is no kubeconfig and no service account of a pod. | name a kubeconfig with \
                 --kubeconfig or KUBECONFIG, or run inside a cluster with a service account.",
            ),
            (
                ClusterError::UnknownContext { context: text("ack-hs"), known: vec![text("ack-hz"), text("kind")] },
                "1 unknown-context: The kubeconfig has no such context: ack-hs. | did you mean `ack-hz`? There are: \
                 ack-hz, kind.",
            ),
            (
                ClusterError::UnknownContext { context: text("prod"), known: vec![text("kind"), text("ack-hz")] },
                "1 unknown-context: The kubeconfig has no such context: prod. | there are these contexts: ack-hz, kind.",
            ),
            (
                ClusterError::Unreachable { server: text("https://10.0.0.1:6443"), reason: text("connection refused") },
                "5 unreachable: The API server cannot be reached: https://10.0.0.1:6443: connection refused. | check \
                 that the cluster runs and that --context names the right one.",
            ),
            (
                ClusterError::Unauthorized { server: text("https://10.0.0.1:6443") },
                "5 unauthorized: The API server does not accept the credentials (401), or they have expired: \
                 https://10.0.0.1:6443. | log in again, as for kubectl, or choose other credentials with --context.",
            ),
            (
                ClusterError::Forbidden { message: text("User \"dev\" cannot patch resource \"services\"") },
                "5 forbidden: The API server does not allow this (403): User \"dev\" cannot patch resource \
                 \"services\". | ask for a role that allows that verb on that resource, or choose another namespace \
                 with -n.",
            ),
            (
                ClusterError::TimedOut { what: text("GET services"), seconds: 30 },
                "5 timed-out: No answer after 30 s: GET services. | check the connection to the API server, then run \
                 the command again.",
            ),
            (
                ClusterError::Busy { app: text("nginx") },
                "3 busy: Another run has written the record of this app; nothing was sent: nginx. | wait until the \
                 other run has ended, then run the command again.",
            ),
            (ClusterError::Interrupted, "130 interrupted: Interrupted before anything was sent. | "),
        ];
        for (error, expected) in cases {
            assert_eq!(told(error), expected);
        }
    }

    #[test]
    fn a_refusal_lists_its_causes_once() {
        let refusal = Refusal {
            code: 422,
            reason: "Invalid".into(),
            message: "Service \"web\" is invalid".into(),
            causes: vec![Cause {
                reason: "FieldValueInvalid".into(),
                field: "spec.ports[0].port".into(),
                message: "must be between 1 and 65535".into(),
            }],
        };
        assert_eq!(
            told(ClusterError::Refused { what: "patch Service/web".into(), refusal }),
            "1 refused-by-server: The API server refused this (422): patch Service/web: Service \"web\" is invalid.\n  \
             spec.ports[0].port: must be between 1 and 65535 | "
        );
    }

    #[test]
    fn warnings_end_well_and_each_error_has_its_exit_code() {
        let warning = Diagnostic::warning("argument", "It is odd.");
        let foreign = Diagnostic::error("foreign-object", "The object belongs to Helm.");
        let forbidden = Diagnostic::error("forbidden", "The API server does not allow this.");
        let wrong = Diagnostic::error("argument", "The port is out of its bounds.");
        let cases: [(&[&Diagnostic], Option<Exit>); 4] = [
            (&[&warning], None),
            (&[&warning, &foreign], Some(Exit::Conflict)),
            (&[&foreign, &forbidden], Some(Exit::Cluster)),
            (&[&forbidden, &wrong, &foreign], Some(Exit::Error)),
        ];
        for (diagnostics, expected) in cases {
            let diagnostics: Vec<Diagnostic> = diagnostics.iter().map(|it| (*it).clone()).collect();
            assert_eq!(exit_of(&diagnostics), expected, "{diagnostics:?}");
        }
    }
}
