//! `dns-rules`, `dns-searches`, `host-network-dns`: how pods find names.

use std::net::IpAddr;

use super::context::Context;
use super::pods::Pod;
use super::view::View;
use crate::diagnostic::Diagnostic;

/// The most name servers of a pod.
const SERVERS: usize = 3;
/// The most search domains that every resolver reads, and the most characters of them before [`MORE`].
const FEW: (usize, usize) = (6, 256);
/// The most search domains, and the most characters of them.
const MANY: (usize, usize) = (32, 2048);
/// The first minor version that takes many (KEP 2595, beta).
const MORE: u16 = 26;

/// Name servers, search domains and options.
pub(super) fn rules(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        found.extend(none(context, pod));
        found.extend(host_network(context, pod));
        if let Some(config) = pod.spec.get("dnsConfig") {
            found.extend(servers(context, config));
            found.extend(searches(context, config));
            let nameless = config.list("options").filter(|option| option.text_at("name").is_none_or(str::is_empty));
            found.extend(nameless.map(|option| {
                Diagnostic::error("dns-rules", "An option of the resolver has a name.")
                    .help("write `options: #{ ndots: 2 }`.")
                    .at(context.place(option.origin))
            }));
        }
    }
    found
}

/// Without a policy, somebody has to be asked.
fn none(context: &Context<'_>, pod: &Pod<'_>) -> Option<Diagnostic> {
    let policy = pod.spec.get("dnsPolicy").filter(|policy| policy.text() == Some("None"))?;
    let servers = pod.spec.get("dnsConfig").map_or(0, |config| config.list("nameservers").count());
    (servers == 0).then(|| {
        Diagnostic::error("dns-rules", "The DNS policy `None` needs a name server.")
            .help("say `.dns(#{ nameservers: [\"10.96.0.10\"] })`.")
            .at(context.place(policy.origin))
    })
}

fn servers(context: &Context<'_>, config: View<'_>) -> Vec<Diagnostic> {
    let servers: Vec<View<'_>> = config.list("nameservers").collect();
    let mut found = Vec::new();
    if let Some(extra) = servers.get(SERVERS) {
        let message = format!("A pod has at most {SERVERS} name servers, and here are: {}.", servers.len());
        found.push(Diagnostic::error("dns-rules", message).help("leave out the rest.").at(context.place(extra.origin)));
    }
    for server in servers {
        if server.text().is_some_and(|text| text.parse::<IpAddr>().is_err()) {
            let message = format!("A name server is named by its IP address, not: {}.", server.shown());
            found.push(Diagnostic::error("dns-rules", message).at(context.place(server.origin)));
        }
    }
    found
}

fn searches(context: &Context<'_>, config: View<'_>) -> Option<Diagnostic> {
    let domains = config.texts("searches");
    let length = domains.iter().map(|domain| domain.len()).sum::<usize>() + domains.len().saturating_sub(1);
    let at = config.get("searches")?;
    let (most, characters) = if context.before(MORE) { FEW } else { MANY };
    let diagnostic = if domains.len() > most {
        let message = format!("A pod has at most {most} search domains, and here are: {}.", domains.len());
        Diagnostic::error("dns-rules", message).help("leave out the rest.")
    } else if length > characters {
        let message = format!("The search domains have at most {characters} characters together, and these: {length}.");
        Diagnostic::error("dns-rules", message).help("leave out some.")
    } else if domains.len() > FEW.0 {
        let message =
            format!("Some resolvers read only the first {} search domains, and here are: {}.", FEW.0, domains.len());
        Diagnostic::warning("dns-searches", message).help("put those that matter first.")
    } else {
        return None;
    };
    Some(diagnostic.at(context.place(at.origin)))
}

/// `ClusterFirst`, said or by default, means the node's own resolver on the network of the node.
fn host_network(context: &Context<'_>, pod: &Pod<'_>) -> Option<Diagnostic> {
    let host = pod.spec.get("hostNetwork").filter(|host| host.boolean() == Some(true))?;
    let policy = pod.spec.get("dnsPolicy");
    if policy.is_some_and(|policy| policy.text() != Some("ClusterFirst")) {
        return None;
    }
    Some(
        Diagnostic::warning(
            "host-network-dns",
            format!(
                "On the network of the node, pods do not find the names of the cluster: {}.",
                pod.object.identity()
            ),
        )
        .help("say `.dns_policy(\"ClusterFirstWithHostNet\")`, or `.dns_policy(\"Default\")` where that is meant.")
        .at(context.place(policy.unwrap_or(host).origin)),
    )
}
