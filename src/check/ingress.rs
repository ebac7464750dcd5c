//! `ingress-backend`, `ingress-clash`, `ingress-path`: hosts and paths, and the services they lead to.

use std::collections::HashMap;

use super::context::Context;
use super::service::is_headless;
use super::view::View;
use crate::diagnostic::{Diagnostic, nearest};
use crate::object::Object;

/// A path of an ingress, with its host.
struct Route<'a> {
    host: &'a str,
    path: Option<View<'a>>,
    kind: &'a str,
    view: View<'a>,
}

/// Every path of every ingress.
pub(super) fn routes(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: HashMap<(Option<&str>, &str, &str, &str), View<'_>> = HashMap::new();
    for ingress in context.of_kind("networking.k8s.io", "Ingress") {
        let class = View::of(ingress).at(&["spec", "ingressClassName"]).and_then(View::text);
        let default = View::of(ingress).at(&["spec", "defaultBackend", "service"]);
        found.extend(default.and_then(|backend| of_backend(context, ingress, backend)));
        for route in all(ingress) {
            let backend = route.view.at(&["backend", "service"]);
            found.extend(backend.and_then(|backend| of_backend(context, ingress, backend)));
            found.extend(of_path(context, &route));
            let path = route.path.and_then(View::text).unwrap_or("/");
            let at = route.path.unwrap_or(route.view);
            let key = (class, route.host, path, route.kind);
            if let Some(first) = seen.get(&key) {
                let message = format!("The same host and path lead to two places: {}{path}.", route.host);
                found.push(
                    Diagnostic::warning("ingress-clash", message)
                        .help("give one of them another host or path.")
                        .at(context.place(at.origin))
                        .and("the other one", context.place(first.origin)),
                );
            } else {
                seen.insert(key, at);
            }
        }
    }
    found
}

fn all(ingress: &Object) -> Vec<Route<'_>> {
    let rules = View::of(ingress).get("spec").into_iter().flat_map(|spec| spec.list("rules"));
    rules
        .flat_map(|rule| {
            let host = rule.text_at("host").unwrap_or_default();
            let paths = rule.get("http").into_iter().flat_map(|http| http.list("paths"));
            paths.map(move |view| Route {
                host,
                path: view.get("path"),
                kind: view.text_at("pathType").unwrap_or_default(),
                view,
            })
        })
        .collect()
}

/// A service of the app without an address, or one that is not there while one of nearly that name is.
fn of_backend(context: &Context<'_>, ingress: &Object, backend: View<'_>) -> Option<Diagnostic> {
    let view = backend.get("name")?;
    let wanted = view.text()?;
    if let Some(service) = context.named("Service", wanted, ingress) {
        let headless = View::of(service).get("spec").is_some_and(is_headless);
        return headless.then(|| {
            let message = format!("Few ingress controllers lead to a headless service: {wanted}.");
            Diagnostic::warning("ingress-backend", message)
                .help("name a service with an address: `.service(service())` makes one.")
                .at(context.place(view.origin))
        });
    }
    let services = context.rendered.objects.iter().filter(|service| {
        service.kind == "Service" && service.group().is_empty() && service.namespace == ingress.namespace
    });
    let near = nearest(wanted, services.map(|service| service.name.as_str()));
    let best = near.first()?;
    Some(
        Diagnostic::warning("ingress-backend", format!("The app has no such service: {wanted}."))
            .help(format!("did you mean `{best}`?"))
            .at(context.place(view.origin)),
    )
}

fn of_path(context: &Context<'_>, route: &Route<'_>) -> Option<Diagnostic> {
    let path = route.path?;
    let text = path.text().filter(|_| matches!(route.kind, "Exact" | "Prefix"))?;
    let wrong = !text.starts_with('/') || ["//", "/./", "/../", "%2f", "%2F"].iter().any(|part| text.contains(part));
    let ends = text.ends_with("/..") || text.ends_with("/.");
    (wrong || ends).then(|| {
        let message = format!("A path begins with a slash and has no empty or dotted part: {text}.");
        Diagnostic::error("ingress-path", message)
            .help("write one such as \"/\" or \"/shop/cart\".")
            .at(context.place(path.origin))
    })
}
