//! Services.

use std::net::IpAddr;

use super::shared::{Common, Labels, Patches, form, object_name};
use crate::model::{Port, Said, Service, ServicePort, Target, spoken};
use crate::script::args::Args;
use crate::script::fault::{Fault, Spot};
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, optional_int, row, text};
use crate::script::types::{Ty, text as as_text};
use crate::text::{duration, names};

/// Options of `port`.
#[derive(Clone, Debug, Default)]
struct PortOptions {
    said: Said,
    name: Option<String>,
    protocol: Option<String>,
    node_port: Option<i64>,
    app_protocol: Option<String>,
}
spoken!(PortOptions);

impl Kind for PortOptions {
    const NAME: &'static str = "service port option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        text("name", &[arg("name", Ty::Text)], "Name of the port; made where several need one.", |options| {
            &mut options.name
        }),
        text(
            "protocol",
            &[arg("protocol", Ty::OneOf(&["TCP", "UDP", "SCTP"]))],
            "That of the container port unless said.",
            |options| &mut options.protocol,
        ),
        optional_int(
            "node_port",
            &[arg("port", Ty::Int(1, 65535))],
            "Port of every node, 30000..32767; the cluster picks one unless said.",
            |options| &mut options.node_port,
        ),
        text("app_protocol", &[arg("protocol", Ty::Text)], "What is spoken on it, such as `http`.", |options| {
            &mut options.app_protocol
        }),
    ]];
}

const OPTIONS: Ty = Ty::Options(PortOptions::sigs);

impl Kind for Service {
    const NAME: &'static str = "Service";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "service",
        &[opt("name", Ty::Text)],
        "Leads to the pods of a workload; named `<workload>-svc` without a name.",
        |args| {
            let name = if args.is_empty() { None } else { Some(object_name(args, 0, 63)?) };
            Ok(Self { name, ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "port",
                &[arg("port", Ty::Port), opt("target", Ty::Any(&[Ty::Port, OPTIONS])), opt("options", OPTIONS)],
                "Serves a port: a number and where it leads, or the name of a container port.",
                set_port,
            )
            .keyed_by(port_key)
            .aka(&["ports"]),
            text(
                "type",
                &[arg("type", Ty::OneOf(&["ClusterIP", "NodePort", "LoadBalancer"]))],
                "`ClusterIP` unless said.",
                |service| &mut service.kind,
            ),
            row(
                "headless",
                &[opt("on", Ty::Bool)],
                "Without an address of its own: the pods' addresses instead.",
                |service: &mut Self, args| {
                    service.headless = args.flag(0);
                    Ok(())
                },
            ),
            row(
                "external_name",
                &[arg("host", Ty::Text)],
                "A name outside of the cluster.",
                |service: &mut Self, args| {
                    let host = args.text(0);
                    form(args, 0, names::dns_subdomain(&host))?;
                    service.external_name = Some(host);
                    Ok(())
                },
            ),
            row(
                "internal",
                &[opt("on", Ty::Bool)],
                "A load balancer of the private network, by the `cloud` of the project.",
                |service: &mut Self, args| {
                    service.internal = args.flag(0);
                    Ok(())
                },
            )
            .aka(&["private", "intranet"]),
            row(
                "session_affinity",
                &[opt("time", Ty::Any(&[Ty::Int(1, 86_400), Ty::Text]))],
                "Sends a client to the same pod, for 10800 seconds unless said; `\"None\"` does not.",
                |service: &mut Self, args| {
                    service.session_affinity = Some(affinity(args)?);
                    Ok(())
                },
            ),
            text("load_balancer_class", &[arg("class", Ty::Text)], "Who makes the load balancer.", |service| {
                &mut service.load_balancer_class
            }),
            text("external_traffic_policy", POLICY, "Which pods take traffic from outside.", |service| {
                &mut service.external_traffic_policy
            }),
            text("internal_traffic_policy", POLICY, "Which pods take traffic from inside.", |service| {
                &mut service.internal_traffic_policy
            }),
            row(
                "publish_not_ready",
                &[opt("on", Ty::Bool)],
                "Gives the addresses of pods that are not ready, too.",
                |service: &mut Self, args| {
                    service.publish_not_ready = args.flag(0);
                    Ok(())
                },
            ),
            row(
                "source_ranges",
                &[arg("ranges", Ty::Texts)],
                "Who may come in through the load balancer.",
                |service: &mut Self, args| {
                    let ranges = args.texts(0);
                    for (index, range) in ranges.iter().enumerate() {
                        let wrong = |fault: Fault| fault.help("write an address and a length: \"10.0.0.0/8\"");
                        is_range(range, args.spot_item(0, index)).map_err(wrong)?;
                    }
                    service.source_ranges = ranges;
                    Ok(())
                },
            ),
            row("cluster_ip", &[arg("address", Ty::Text)], "A fixed address.", |service: &mut Self, args| {
                let address = args.text(0);
                if address == "None" {
                    let fault = args.refuse(0, "argument", "A service without an address is headless.");
                    return Err(fault.help("write `.headless()`"));
                }
                if address.parse::<IpAddr>().is_err() {
                    return Err(args.refuse(0, "argument", format!("This is no IP address: {address}.")));
                }
                service.cluster_ip = Some(address);
                Ok(())
            }),
            row(
                "select",
                &[arg("labels", Ty::Map)],
                "Leads to the pods with these labels.",
                |service: &mut Self, args| {
                    service.select = super::shared::pairs(args, 0)?;
                    Ok(())
                },
            )
            .aka(&["selector"]),
        ],
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

const POLICY: &[crate::script::table::Arg] = &[arg("policy", Ty::OneOf(&["Cluster", "Local"]))];

/// A range of addresses: `10.0.0.0/8`.
fn is_range(range: &str, spot: Spot) -> Result<(), Fault> {
    let wrong = || Fault::new("argument", format!("This is no range of addresses: {range}.")).at(spot.clone());
    let (address, length) = range.split_once('/').ok_or_else(wrong)?;
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return Err(wrong()),
    };
    if length.parse::<u8>().is_ok_and(|length| length <= most) { Ok(()) } else { Err(wrong()) }
}

/// Seconds of affinity; 0 is none at all.
fn affinity(args: &Args) -> Result<i64, Fault> {
    if args.is_empty() {
        return Ok(10_800);
    }
    let Some(text) = as_text(&args.values[0]) else {
        return Ok(args.int(0));
    };
    match duration::seconds(&text) {
        _ if text == "None" => Ok(0),
        Ok(seconds) if (1..=86_400).contains(&seconds) => Ok(seconds),
        _ => Err(args
            .refuse(
                0,
                "argument",
                format!("The time of `session_affinity` must be 1 to 86400 seconds, or \"None\", not {text:?}."),
            )
            .help("write `session_affinity()`, `session_affinity(\"3h\")` or `session_affinity(\"None\")`")),
    }
}

fn port_key(args: &Args) -> String {
    let protocol = args.values.last().and_then(|value| {
        let map = value.as_map_ref().ok()?;
        map.get("protocol").and_then(as_text)
    });
    format!("{}/{}", args.text(0), protocol.unwrap_or_else(|| "TCP".to_owned()))
}

fn set_port(service: &mut Service, args: &Args) -> Result<(), Fault> {
    let named = as_text(&args.values[0]);
    let target_at = (args.len() > 1 && !args.values[1].is_map()).then_some(1);
    if let (Some(name), Some(at)) = (&named, target_at) {
        let number = args.text(at);
        let text = format!(
            "This is the order of a container's port; a service has the port first: `port({number}, {name:?})`."
        );
        return Err(Fault::new("argument", text)
            .help(format!("write `port({number}, {name:?})`, or `port({name:?})` for number and target of that port"))
            .at(args.spot(0)));
    }
    let options_at = target_at.map_or(1, |at| at + 1);
    if args.has(options_at) && !args.values[options_at].is_map() {
        let text = format!("After the target only an option map may follow, not {}.", args.named(options_at));
        return Err(Fault::new("argument", text).at(args.spot(options_at)));
    }
    let options = args.options::<PortOptions>(options_at)?;
    if let Some(name) = &options.name {
        names::dns_label(name, 63)
            .map_err(|reason| super::shared::at_key(Fault::new("name-form", reason), args, options_at, "name"))?;
    }
    let port = ServicePort {
        port: args.port(0),
        target: target_at.map_or(Target::Same, |at| Target::To(args.port(at))),
        name: options.name,
        protocol: options.protocol,
        node_port: options.node_port.and_then(|port| u16::try_from(port).ok()),
        app_protocol: options.app_protocol,
        origin: args.origin(),
    };
    if let Port::Name(name) = &port.port {
        form(args, 0, names::port_name(name))?;
    }
    let protocol = |port: &ServicePort| port.protocol.clone().unwrap_or_else(|| "TCP".to_owned());
    match service.ports.iter_mut().find(|other| other.port == port.port && protocol(other) == protocol(&port)) {
        Some(other) => *other = port,
        None => service.ports.push(port),
    }
    Ok(())
}
