//! `service-form`, `service-port-clash`, `affinity-on-headless`, `target-port`: services and the pods behind them.

use super::context::Context;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::object::Object;

/// Seconds that a client may stay with its pod, at most.
const AFFINITY: i64 = 86_400;

/// What the API server refuses of a service, and what has no effect.
pub(super) fn forms(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for service in context.of_kind("", "Service") {
        let Some(spec) = View::of(service).get("spec") else {
            continue;
        };
        let kind = spec.text_at("type").unwrap_or("ClusterIP");
        found.extend(headless(context, service, spec, kind));
        found.extend(by_type(context, service, spec, kind));
        found.extend(affinity(context, service, spec));
        found.extend(ports(context, service, spec));
    }
    found
}

/// Whether a service has no address of its own.
pub(super) fn is_headless(spec: View<'_>) -> bool {
    spec.text_at("clusterIP") == Some("None")
}

fn headless(context: &Context<'_>, service: &Object, spec: View<'_>, kind: &str) -> Option<Diagnostic> {
    if !is_headless(spec) || !matches!(kind, "NodePort" | "LoadBalancer") {
        return None;
    }
    let at = spec.get("type").unwrap_or(spec);
    let message = format!("A service without an address of its own cannot be a {kind}: {}.", service.name);
    Some(
        Diagnostic::error("service-form", message)
            .help("leave out `.headless()`, or make a second service.")
            .at(context.place(at.origin)),
    )
}

/// Fields that belong to other types.
fn by_type(context: &Context<'_>, service: &Object, spec: View<'_>, kind: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let balancer = kind == "LoadBalancer";
    let reached = balancer || kind == "NodePort";
    let fields = [
        ("loadBalancerClass", balancer, "LoadBalancer"),
        ("loadBalancerSourceRanges", balancer, "LoadBalancer"),
        ("externalTrafficPolicy", reached || spec.list("externalIPs").next().is_some(), "NodePort"),
    ];
    for (field, fits, wanted) in fields {
        if let (false, Some(view)) = (fits, spec.get(field)) {
            let message = format!("`{field}` does not belong to a service of type {kind}: {}.", service.name);
            found.push(
                Diagnostic::error("service-form", message)
                    .help(format!("say `.type(\"{wanted}\")`."))
                    .at(context.place(view.origin)),
            );
        }
    }
    if !reached {
        for port in spec.list("ports").filter_map(|port| port.get("nodePort")) {
            if port.number().is_some_and(|number| number != 0) {
                let message = format!("A service of type {kind} opens no port of the nodes: {}.", port.shown());
                found.push(
                    Diagnostic::error("service-form", message)
                        .help("say `.type(\"NodePort\")`, or leave out `node_port`.")
                        .at(context.place(port.origin)),
                );
            }
        }
    }
    if kind == "ExternalName" && spec.text_at("externalName").is_none_or(str::is_empty) {
        let message = format!("A service that stands for a name outside needs that name: {}.", service.name);
        found.push(
            Diagnostic::error("service-form", message)
                .help("say `.external_name(\"db.example.com\")`.")
                .at(context.place(spec.get("type").unwrap_or(spec).origin)),
        );
    }
    found
}

/// A client that stays with its pod: for how long, and not without an address.
fn affinity(context: &Context<'_>, service: &Object, spec: View<'_>) -> Option<Diagnostic> {
    let affinity = spec.get("sessionAffinity").filter(|affinity| affinity.text() == Some("ClientIP"))?;
    if is_headless(spec) {
        let message =
            format!("Clients of a headless service choose the pod themselves, whatever is said: {}.", service.name);
        return Some(
            Diagnostic::warning("affinity-on-headless", message)
                .help("leave out `.session_affinity()`, or say it on a service with an address.")
                .at(context.place(affinity.origin)),
        );
    }
    let seconds = spec.at(&["sessionAffinityConfig", "clientIP", "timeoutSeconds"])?;
    let number = seconds.number().filter(|number| !(1..=AFFINITY).contains(number))?;
    let message = format!("A client stays with its pod for 1 to {AFFINITY} s, not: {number}.");
    Some(Diagnostic::error("service-form", message).at(context.place(seconds.origin)))
}

/// Each port of its own, and each with a name where there are several.
fn ports(context: &Context<'_>, service: &Object, spec: View<'_>) -> Vec<Diagnostic> {
    let ports: Vec<View<'_>> = spec.list("ports").collect();
    let mut found = Vec::new();
    let mut seen: Vec<(Option<&str>, Option<i64>, &str, View<'_>)> = Vec::new();
    for port in &ports {
        let (port_name, number) = (port.text_at("name").filter(|name| !name.is_empty()), port.number_at("port"));
        let protocol = port.text_at("protocol").unwrap_or("TCP");
        if ports.len() > 1 && port_name.is_none() {
            let message = format!("Each of several ports of a service has a name: {}.", service.name);
            found.push(
                Diagnostic::error("service-form", message)
                    .help("say `.port(80, \"http\", #{ name: \"http\" })`.")
                    .at(context.place(port.origin)),
            );
        }
        let clash = seen.iter().find(|(other_name, other, also, _)| {
            (number.is_some() && *other == number && *also == protocol)
                || (port_name.is_some() && *other_name == port_name)
        });
        if let Some((_, _, _, first)) = clash {
            let what = port.get("port").map_or_else(|| service.name.clone(), View::shown);
            let message = format!("Two ports of the service `{}` are the same: {what}/{protocol}.", service.name);
            found.push(
                Diagnostic::error("service-port-clash", message)
                    .help("give one of them another number or name.")
                    .at(context.place(port.origin))
                    .and("the other one", context.place(first.origin)),
            );
        }
        seen.push((port_name, number, protocol, *port));
    }
    found
}

/// Numbers that services lead to and that no container says it opens. A container may open more than it says, so this
/// is only told where the containers behind the service say some ports.
pub(super) fn targets(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for service in context.of_kind("", "Service") {
        let view = View::of(service);
        let Some(selector) = view.at(&["spec", "selector"]) else {
            continue;
        };
        let pods = context.selected(service.namespace.as_deref(), selector);
        let containers = pods.iter().flat_map(|pod| pod.running());
        let open: Vec<(i64, &str)> = containers
            .flat_map(|container| container.list("ports"))
            .filter_map(|port| Some((port.number_at("containerPort")?, port.text_at("protocol").unwrap_or("TCP"))))
            .collect();
        if open.is_empty() {
            continue;
        }
        for port in view.get("spec").into_iter().flat_map(|spec| spec.list("ports")) {
            let Some(target) = port.get("targetPort").or_else(|| port.get("port")) else {
                continue;
            };
            let Some(number) = target.number() else {
                continue;
            };
            let protocol = port.text_at("protocol").unwrap_or("TCP");
            if open.contains(&(number, protocol)) {
                continue;
            }
            let all: Vec<String> = open.iter().map(|(number, protocol)| format!("{number}/{protocol}")).collect();
            let message = format!(
                "No container behind the service `{}` says that it opens this port: {number}/{protocol}.",
                service.name
            );
            found.push(
                Diagnostic::warning("target-port", message)
                    .help(format!(
                        "there are: {}; a port that is opened is said by `.port(NAME, NUMBER)`.",
                        all.join(", ")
                    ))
                    .at(context.place(target.origin)),
            );
        }
    }
    found
}
