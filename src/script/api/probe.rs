//! Probes.

use super::shared::{Common, Patches};
use crate::model::{Check, Probe};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, int, maker, optional_int, row};
use crate::script::types::Ty;

const THRESHOLD: Ty = Ty::Int(1, i32::MAX as i64);

impl Kind for Probe {
    const NAME: &'static str = "Probe";

    const MAKERS: &'static [Maker<Self>] = &[
        maker(
            "probe_http",
            &[arg("path", Ty::Text), arg("port", Ty::Port)],
            "Asks `path` on `port` over HTTP.",
            |args| {
                let path = args.text(0);
                if !path.starts_with('/') {
                    let fault = args.refuse(
                        0,
                        "argument",
                        format!("`path` of `probe_http` must begin with a slash, not {path:?}."),
                    );
                    return Err(fault.help(format!("write \"/{path}\"")));
                }
                Ok(Self::new(Check::Http { path, port: args.port(1), scheme: None, host: None, headers: Vec::new() }))
            },
        ),
        maker("probe_tcp", &[arg("port", Ty::Port)], "Opens `port`.", |args| {
            Ok(Self::new(Check::Tcp { port: args.port(0) }))
        }),
        maker(
            "probe_exec",
            &[arg("command", Ty::Texts)],
            "Runs a command in the container; status 0 is a success.",
            |args| {
                let command = args.texts(0);
                if command.is_empty() {
                    let fault = args.refuse(0, "argument", "A command has at least one word.");
                    return Err(fault.help("write [\"sh\", \"-c\", \"…\"]"));
                }
                Ok(Self::new(Check::Exec { command }))
            },
        ),
        maker("probe_grpc", &[arg("port", Ty::Port)], "Asks the gRPC health service on `port`.", |args| {
            Ok(Self::new(Check::Grpc { port: args.port(0), service: None }))
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            optional_int(
                "initial_delay",
                &[arg("time", Ty::Seconds(0))],
                "Time before the first check.",
                |probe: &mut Self| &mut probe.initial_delay,
            )
            .aka(&["initial_delay_seconds", "delay"]),
            int("period", &[arg("time", Ty::Seconds(1))], "Time between checks.", |probe: &mut Self| &mut probe.period)
                .aka(&["interval", "period_seconds"]),
            int(
                "timeout",
                &[arg("time", Ty::Seconds(1))],
                "Time until a check counts as failed.",
                |probe: &mut Self| &mut probe.timeout,
            ),
            int(
                "success_threshold",
                &[arg("count", THRESHOLD)],
                "Successes in a row until it is up.",
                |probe: &mut Self| &mut probe.success_threshold,
            ),
            int(
                "failure_threshold",
                &[arg("count", THRESHOLD)],
                "Failures in a row until it is down.",
                |probe: &mut Self| &mut probe.failure_threshold,
            )
            .aka(&["retries"]),
            optional_int(
                "termination_grace_period",
                &[arg("time", Ty::Seconds(1))],
                "Time that the container is given to end when this probe kills it.",
                |probe: &mut Self| &mut probe.termination_grace_period,
            ),
            row(
                "scheme",
                &[arg("scheme", Ty::OneOf(&["HTTP", "HTTPS"]))],
                "HTTP only: the scheme.",
                |probe: &mut Self, args| {
                    *http(probe, args, "scheme")?.0 = Some(args.text(0));
                    Ok(())
                },
            ),
            row(
                "host",
                &[arg("host", Ty::Text)],
                "HTTP only: the host instead of the pod's address.",
                |probe: &mut Self, args| {
                    *http(probe, args, "host")?.1 = Some(args.text(0));
                    Ok(())
                },
            ),
            row(
                "header",
                &[arg("name", Ty::Text), arg("value", Ty::Scalar)],
                "HTTP only: sends a header; repeated headers are kept.",
                |probe: &mut Self, args| {
                    let name = args.text(0);
                    let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
                    if name.is_empty() || !name.chars().all(good) {
                        let text = format!("The name of a header has letters, digits and `-`, not {name:?}.");
                        return Err(args.refuse(0, "argument", text));
                    }
                    http(probe, args, "header")?.2.push((name, args.text(1)));
                    Ok(())
                },
            )
            .each(),
            row(
                "service",
                &[arg("name", Ty::Text)],
                "gRPC only: the service that is asked for.",
                |probe: &mut Self, args| {
                    let Check::Grpc { service, .. } = &mut probe.check else {
                        return Err(wrong_kind("service", "probe_grpc"));
                    };
                    *service = Some(args.text(0));
                    Ok(())
                },
            ),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

type HttpFields<'a> = (&'a mut Option<String>, &'a mut Option<String>, &'a mut Vec<(String, String)>);

fn http<'a>(probe: &'a mut Probe, args: &Args, method: &str) -> Result<HttpFields<'a>, Fault> {
    match &mut probe.check {
        Check::Http { scheme, host, headers, .. } => Ok((scheme, host, headers)),
        _ => Err(wrong_kind(method, "probe_http").at(if args.base.is_some() {
            args.spot(0)
        } else {
            crate::script::fault::Spot::Call
        })),
    }
}

fn wrong_kind(method: &str, maker: &str) -> Fault {
    Fault::new("probe-kind", format!("`{method}` belongs to `{maker}` alone."))
        .help(format!("take it away, or use `{maker}(…)`"))
}
