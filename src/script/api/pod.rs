//! What a workload says of its pods beside their containers and their placement.

use std::net::IpAddr;

use super::container::VOLUME;
use super::settings;
use super::shared::{form, name_of, take, take_key};
use crate::model::{Dns, NamedPart, Said, Secret, ServiceAccount, Workload, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Maker, Row, arg, flag, opt, optional_int, row, text};
use crate::script::types::{Ty, text as as_text};
use crate::text::names;

const ON: &[Arg] = &[opt("on", Ty::Bool)];

/// Options of `dns`.
#[derive(Clone, Debug, Default)]
pub(super) struct DnsOptions {
    said: Said,
    dns: Dns,
}
spoken!(DnsOptions);

impl Kind for DnsOptions {
    const NAME: &'static str = "DNS option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        row("nameservers", &[arg("addresses", Ty::Texts)], "At most 3 addresses.", |options: &mut Self, args| {
            options.dns.nameservers = nameservers(args)?;
            Ok(())
        }),
        row("searches", &[arg("domains", Ty::Texts)], "Domains that are tried.", |options: &mut Self, args| {
            options.dns.searches = searches(args)?;
            Ok(())
        }),
        row(
            "options",
            &[arg("options", Ty::Map)],
            "Options of the resolver: text or a number, or `true` for one without a value.",
            |options: &mut Self, args| {
                options.dns.options = resolver_options(args)?;
                Ok(())
            },
        ),
    ]];
}

fn nameservers(args: &Args) -> Result<Vec<String>, Fault> {
    let servers = args.texts(0);
    if servers.len() > 3 {
        let text = format!("A pod has at most 3 name servers, not {}.", servers.len());
        return Err(args.refuse(0, "dns-rules", text).help("take some away"));
    }
    address_each(args, &servers)?;
    Ok(servers)
}

fn address_each(args: &Args, addresses: &[String]) -> Result<(), Fault> {
    match addresses.iter().position(|address| address.parse::<IpAddr>().is_err()) {
        Some(index) => {
            let text = format!("An address such as \"10.0.0.10\" is expected here, not {:?}.", addresses[index]);
            Err(Fault::new("argument", text).at(args.spot_item(0, index)))
        }
        None => Ok(()),
    }
}

/// The most search domains, and the most characters of all of them with a space between (Kubernetes 1.28).
const SEARCHES: (usize, usize) = (32, 2048);

fn searches(args: &Args) -> Result<Vec<String>, Fault> {
    let domains = args.texts(0);
    let length = domains.join(" ").len();
    if domains.len() > SEARCHES.0 || length > SEARCHES.1 {
        let text = format!(
            "A pod has at most {} search domains of {} characters together, not {} of {length}.",
            SEARCHES.0,
            SEARCHES.1,
            domains.len()
        );
        return Err(args.refuse(0, "dns-rules", text).help("take some away"));
    }
    for (index, domain) in domains.iter().enumerate() {
        let plain = domain.strip_suffix('.').unwrap_or(domain).replace('_', "-");
        // A single dot means that no domain is tried before the name itself.
        if domain != "." {
            names::dns_subdomain(plain.trim_start_matches('-'))
                .map_err(|reason| Fault::new("name-form", reason).at(args.spot_item(0, index)))?;
        }
    }
    Ok(domains)
}

fn resolver_options(args: &Args) -> Result<Vec<(String, Option<String>)>, Fault> {
    let mut out = Vec::new();
    for (name, value) in args.map(0) {
        let value = match (as_text(&value), value.as_bool()) {
            (Some(text), _) => (!text.is_empty()).then_some(text),
            (None, Ok(true)) => None,
            (None, Ok(false)) => continue,
            _ if value.is_int() => Some(value.to_string()),
            _ => {
                let text = format!("The option `{name}` is text, a number or `true`.");
                return Err(Fault::new("argument", text).at(args.spot_in(0, &name)));
            }
        };
        out.push((name.to_string(), value));
    }
    Ok(out)
}

fn dns(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let dns = args.options::<DnsOptions>(0)?.dns;
    if dns == Dns::default() {
        let fault = args.refuse(0, "argument", "The map says nothing.");
        return Err(fault.help("write `.dns(#{ nameservers: [\"10.0.0.10\"] })`"));
    }
    workload.pod.dns = Some(dns);
    Ok(())
}

fn host_alias(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let (ip, names) = (args.text(0), args.texts(1));
    if ip.parse::<IpAddr>().is_err() {
        let fault = args.refuse(0, "argument", format!("The address comes first, and this is none: {ip:?}."));
        return Err(fault.help("write `.host_alias(\"10.0.0.5\", [\"db.example.com\"])`"));
    }
    if names.is_empty() {
        return Err(args.refuse(1, "argument", "At least one name is needed."));
    }
    for (index, name) in names.iter().enumerate() {
        names::dns_subdomain(name).map_err(|reason| Fault::new("name-form", reason).at(args.spot_item(1, index)))?;
    }
    super::shared::set_key(&mut workload.pod.host_aliases, ip, names);
    Ok(())
}

fn restart_policy(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let policy = args.text(0);
    let kind = workload.kind;
    if kind.is_job() == (policy == "Always") {
        let allowed = if kind.is_job() { "\"OnFailure\" or \"Never\"" } else { "\"Always\"" };
        let fault = args.refuse(0, "not-for-kind", format!("Pods of a {} restart {allowed} alone.", kind.kind()));
        let help = if kind.is_job() {
            "a job ends: write `.restart_policy(\"OnFailure\")`, which is the default"
        } else {
            "take it away; pods that run to their end are a `job(…)`"
        };
        return Err(fault.help(help));
    }
    workload.pod.restart_policy = Some(policy);
    Ok(())
}

fn service_account(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let part = args.part::<ServiceAccount>(0);
    let name = name_of::<ServiceAccount>(args, 0).unwrap_or_default();
    form(args, 0, names::dns_subdomain(&name))?;
    workload.pod.service_account = Some(NamedPart { part, name });
    Ok(())
}

/// Declares a volume without mounting it; it is found by its name alone, so it needs one of its own.
fn volume(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let Some(part) = settings::volume(args, 0) else {
        return Err(args.refuse(0, "argument", "This is no volume."));
    };
    let Some(name) = part.own_name() else {
        let fault = args.refuse(0, "argument", "A volume that no container mounts needs a name.");
        return Err(fault.help("add `.volume_name(\"cache\")` to it; a container mounts one by `.mount(path, volume)`"));
    };
    let volumes = &mut workload.pod.volumes;
    match volumes.iter_mut().find(|(other, _)| other.own_name().as_ref() == Some(&name)) {
        Some(other) => *other = (part, args.origin()),
        None => volumes.push((part, args.origin())),
    }
    Ok(())
}

fn image_pull_secret(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let part = args.part::<Secret>(0);
    let name = name_of::<Secret>(args, 0).unwrap_or_default();
    form(args, 0, names::dns_subdomain(&name))?;
    if let Some(secret) = &part
        && !matches!(secret.kind.as_deref(), Some("kubernetes.io/dockerconfigjson" | "kubernetes.io/dockercfg"))
    {
        let kind = secret.kind.as_deref().unwrap_or("Opaque");
        let fault = args.refuse(0, "argument", format!("A Secret of the type {kind} pulls no images: {name}."));
        return Err(fault.help("write `registry_secret(name, server, user, password)`"));
    }
    workload.said.say("image_pull_secret", &name, args.origin());
    let secrets = &mut workload.pod.image_pull_secrets;
    match secrets.iter_mut().find(|other| other.name == name) {
        Some(other) => *other = NamedPart { part, name },
        None => secrets.push(NamedPart { part, name }),
    }
    Ok(())
}

/// The name of a class of the cluster.
fn class(args: &Args) -> Result<String, Fault> {
    let name = args.text(0);
    form(args, 0, names::dns_subdomain(&name))?;
    Ok(name)
}

/// Methods of a workload that speak of its pods.
pub const ROWS: &[Row<Workload>] = &[
    text(
        "dns_policy",
        &[arg("policy", Ty::OneOf(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]))],
        "Whom pods ask for names; `ClusterFirst` unless said, `Default` is the node's resolver.",
        |workload: &mut Workload| &mut workload.pod.dns_policy,
    ),
    row(
        "dns",
        &[arg("settings", Ty::Options(DnsOptions::sigs))],
        "How names are looked up, beside or instead of the policy.",
        dns,
    )
    .aka(&["dns_config"])
    .takes_away(|workload, _| workload.pod.dns.take().is_some()),
    row(
        "host_alias",
        &[arg("address", Ty::Text), arg("names", Ty::Texts)],
        "Names of an address, in the hosts file of the pods.",
        host_alias,
    )
    .keyed()
    .aka(&["host_aliases"])
    .takes_away(|workload, key| take_key(&mut workload.pod.host_aliases, key)),
    optional_int(
        "termination_grace_period",
        &[arg("time", Ty::Seconds(0))],
        "Time that pods are given to end; 30 seconds unless said.",
        |workload: &mut Workload| &mut workload.pod.termination_grace_period,
    )
    .aka(&["grace_period"]),
    row(
        "restart_policy",
        &[arg("policy", Ty::OneOf(&["Always", "OnFailure", "Never"]))],
        "Job and CronJob: whether a container that failed is started again; `OnFailure` unless said.",
        restart_policy,
    ),
    row(
        "service_account",
        &[arg("account", Ty::Any(&[Ty::A(ServiceAccount::NAME), Ty::Text]))],
        "The account of the pods, by name or as a part, which is then rendered too.",
        service_account,
    )
    .takes_away(|workload, _| workload.pod.service_account.take().is_some()),
    row("automount_token", ON, "Whether the account's token is mounted.", |workload: &mut Workload, args| {
        workload.pod.automount_token = Some(args.flag(0));
        Ok(())
    })
    .aka(&["automount_service_account_token"]),
    flag("enable_service_links", "Whether services of the namespace become variables.", |workload: &mut Workload| {
        &mut workload.pod.enable_service_links
    }),
    row(
        "volume",
        &[arg("volume", VOLUME)],
        "Declares a volume that no container mounts, for a driver that looks for it by its name; `.mount` of a container declares its own.",
        volume,
    )
    .keyed_by(|args| settings::volume(args, 0).and_then(|part| part.own_name()).unwrap_or_default())
    .takes_away(|workload, key| {
        take(&mut workload.pod.volumes, |(part, _)| part.own_name().as_deref() == Some(key))
    }),
    row(
        "image_pull_secret",
        &[arg("secret", Ty::Any(&[Ty::A(Secret::NAME), Ty::Text]))],
        "A Secret with which images are pulled, by name or as a part.",
        image_pull_secret,
    )
    .each()
    .takes_away(|workload, key| take(&mut workload.pod.image_pull_secrets, |secret| secret.name == key)),
    row("priority_class", &[arg("name", Ty::Text)], "Priority class of the pods.", |workload: &mut Workload, args| {
        workload.pod.priority_class = Some(class(args)?);
        Ok(())
    })
    .takes_away(|workload, _| workload.pod.priority_class.take().is_some()),
    row("runtime_class", &[arg("name", Ty::Text)], "Runtime class of the pods.", |workload: &mut Workload, args| {
        workload.pod.runtime_class = Some(class(args)?);
        Ok(())
    })
    .takes_away(|workload, _| workload.pod.runtime_class.take().is_some()),
    flag("host_network", "Shares the network of the node.", |workload: &mut Workload| &mut workload.pod.host_network),
    row("host_pid", ON, "Sees the processes of the node.", |workload: &mut Workload, args| {
        workload.pod.host_pid = Some(args.flag(0));
        one_of_both(workload)
    }),
    row(
        "share_process_namespace",
        ON,
        "Containers see the processes of each other.",
        |workload: &mut Workload, args| {
            workload.pod.share_process_namespace = Some(args.flag(0));
            one_of_both(workload)
        },
    ),
    row(
        "pod_patch",
        &[arg("fields", Ty::Map)],
        "Merges camelCase fields into the pods' spec, in any kind.",
        |workload: &mut Workload, args| {
            workload.pod.patch.push(args.node(0)?);
            Ok(())
        },
    )
    .each(),
];

fn one_of_both(workload: &Workload) -> Result<(), Fault> {
    if workload.pod.host_pid == Some(true) && workload.pod.share_process_namespace == Some(true) {
        let text = "Pods that see the processes of the node cannot share a space of their own.";
        return Err(Fault::new("argument", text).help("say one of `.host_pid()` and `.share_process_namespace()`"));
    }
    Ok(())
}
