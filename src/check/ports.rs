//! `port-unknown`, `port-clash`, `port-names`, `host-port`.

use super::context::Context;
use super::pods::{Pod, name};
use super::view::View;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::object::Object;

/// Names of ports that lead nowhere.
pub(super) fn unknown(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for container in pod.all() {
            found.extend(of_container(context, container));
        }
    }
    for service in context.of_kind("", "Service") {
        found.extend(of_service(context, service));
    }
    for ingress in context.of_kind("networking.k8s.io", "Ingress") {
        found.extend(of_ingress(context, ingress));
    }
    found
}

/// Probes and hooks know the ports of their own container alone.
fn of_container(context: &Context<'_>, container: View<'_>) -> Vec<Diagnostic> {
    let places: [&[&str]; 5] = [
        &["livenessProbe"],
        &["readinessProbe"],
        &["startupProbe"],
        &["lifecycle", "postStart"],
        &["lifecycle", "preStop"],
    ];
    let names = port_names(container);
    places
        .iter()
        .filter_map(|keys| container.at(keys))
        .flat_map(|asked| {
            let actions = ["httpGet", "tcpSocket", "grpc"];
            actions.into_iter().filter_map(move |action| asked.at(&[action, "port"]))
        })
        .filter_map(|port| {
            let wrong = port.text().filter(|text| !names.contains(text))?;
            let message = format!("The container `{}` has no port of this name: {wrong}.", name(container));
            Some(told(context, port, message, wrong, &names))
        })
        .collect()
}

/// Services lead to the ports of all containers of their pods. Pods of other apps are not known.
fn of_service(context: &Context<'_>, service: &Object) -> Vec<Diagnostic> {
    let Some(spec) = View::of(service).get("spec") else {
        return Vec::new();
    };
    let selector = spec.get("selector");
    let pods: Vec<&Pod<'_>> =
        selector.map(|selector| context.selected(service.namespace.as_deref(), selector)).unwrap_or_default();
    if pods.is_empty() {
        return Vec::new();
    }
    let containers = pods.iter().flat_map(|pod| pod.running());
    let names: Vec<&str> = containers.flat_map(port_names).collect();
    spec.list("ports")
        .filter_map(|port| {
            // A number is made of a name while rendering: a name that is still there is not known.
            let target = ["targetPort", "port"].iter().find_map(|key| {
                let view = port.get(key)?;
                view.text().filter(|text| !names.contains(text)).map(|_| view)
            })?;
            let wrong = target.text()?;
            let message =
                format!("No container behind the service `{}` has a port of this name: {wrong}.", service.name);
            Some(told(context, target, message, wrong, &names))
        })
        .collect()
}

/// Ingresses lead to ports of services, by name or number. Services of other apps are not known.
fn of_ingress(context: &Context<'_>, ingress: &Object) -> Vec<Diagnostic> {
    let rules = View::of(ingress).get("spec").into_iter().flat_map(|spec| spec.list("rules"));
    let paths = rules.filter_map(|rule| rule.get("http")).flat_map(|http| http.list("paths"));
    paths
        .filter_map(|path| {
            let backend = path.at(&["backend", "service"])?;
            let service = context.named("Service", backend.text_at("name")?, ingress)?;
            let ports: Vec<View<'_>> = View::of(service).get("spec")?.list("ports").collect();
            let names: Vec<&str> = ports.iter().filter_map(|port| port.text_at("name")).collect();
            let numbers: Vec<i64> = ports.iter().filter_map(|port| port.number_at("port")).collect();
            let port = backend.get("port")?;
            let (wrong, known) = match (port.get("name"), port.get("number")) {
                (Some(name), _) => (name, names.contains(&name.text()?)),
                (None, Some(number)) => (number, numbers.contains(&number.number()?)),
                (None, None) => return None,
            };
            if known {
                return None;
            }
            let shown = wrong.shown();
            let message = format!("The service `{}` has no such port: {shown}.", service.name);
            let all: Vec<String> = ports
                .iter()
                .map(|port| match (port.text_at("name"), port.number_at("port")) {
                    (Some(name), _) => name.to_owned(),
                    (None, number) => number.unwrap_or_default().to_string(),
                })
                .collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            Some(told(context, wrong, message, &shown, &all))
        })
        .collect()
}

fn port_names(container: View<'_>) -> Vec<&str> {
    container.list("ports").filter_map(|port| port.text_at("name")).collect()
}

fn told(context: &Context<'_>, port: View<'_>, message: String, wrong: &str, names: &[&str]) -> Diagnostic {
    let help = match suggestion(wrong, names, "there are") {
        help if help.is_empty() => format!("say `.port(\"{wrong}\", NUMBER)` on the container."),
        help => help,
    };
    Diagnostic::error("port-unknown", message).help(help).at(context.place(port.origin))
}

/// Containers of a pod share one network: a port belongs to one of them.
pub(super) fn clashes(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        let mut seen: Vec<(&str, i64, &str, View<'_>)> = Vec::new();
        let on_host = pod.spec.flag("hostNetwork");
        for container in pod.running() {
            found.extend(same_names(context, container));
            for port in container.list("ports") {
                let protocol = port.text_at("protocol").unwrap_or("TCP");
                if on_host {
                    found.extend(host_port(context, port));
                }
                for (field, what) in [("containerPort", "port"), ("hostPort", "port of the node")] {
                    let Some(number) = port.number_at(field) else {
                        continue;
                    };
                    // Addresses of the node keep its ports apart.
                    let clash = seen.iter().find(|(kind, other, also, view)| {
                        (*kind, *other, *also) == (field, number, protocol)
                            && (field != "hostPort" || view.text_at("hostIP") == port.text_at("hostIP"))
                    });
                    if let Some((_, _, _, first)) = clash {
                        found.push(
                            Diagnostic::error(
                                "port-clash",
                                format!("Two ports of a pod are the same {what}: {number}/{protocol}."),
                            )
                            .help("give one of them another port.")
                            .at(context.place(port.origin))
                            .and("the other one", context.place(first.origin)),
                        );
                    }
                    seen.push((field, number, protocol, port));
                }
            }
        }
    }
    found
}

/// Ports of a container are told apart by their names.
fn same_names(context: &Context<'_>, container: View<'_>) -> Vec<Diagnostic> {
    let mut seen: Vec<(&str, View<'_>)> = Vec::new();
    let mut found = Vec::new();
    for view in container.list("ports").filter_map(|port| port.get("name")) {
        let Some(text) = view.text() else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == text) {
            let message = format!("Two ports of the container `{}` have the same name: {text}.", name(container));
            found.push(
                Diagnostic::error("port-names", message)
                    .help("give one of them another name.")
                    .at(context.place(view.origin))
                    .and("the other one", context.place(first.origin)),
            );
        }
        seen.push((text, view));
    }
    found
}

/// On the network of the node, a port is that of the node.
fn host_port(context: &Context<'_>, port: View<'_>) -> Option<Diagnostic> {
    let host = port.get("hostPort")?;
    let (number, own) = (host.number()?, port.number_at("containerPort")?);
    (number != 0 && number != own).then(|| {
        let message = format!("On the network of the node, a port has one number, not two: {own} and {number}.");
        Diagnostic::error("host-port", message).help("leave out `host`.").at(context.place(host.origin))
    })
}
