//! What belongs to a workload and is an object of its own: services, ingresses, autoscaler, disruption budget.

use std::sync::Arc;

use super::shared::{name_of, take};
use super::workload::{part_name, put};
use crate::diagnostic::suggestion;
use crate::model::{DisruptionBudget, Hpa, HttpRoute, Ingress, NamedPart, Service, Workload};
use crate::script::args::Args;
use crate::script::fault::Fail;
use crate::script::part::{Part, call_back};
use crate::script::table::{Kind, Row, arg, row, whole};
use crate::script::types::Ty;

/// Methods of a workload.
pub const ROWS: &[Row<Workload>] = &[
    row(
        "service",
        &[arg("service", Ty::A(Service::NAME))],
        "Adds a service that leads to its pods.",
        |workload: &mut Workload, args| {
            if let Some(service) = args.part::<Service>(0) {
                put(&mut workload.services, service, |service| &service.name);
            }
            Ok(())
        },
    )
    .keyed_by(part_name::<Service>)
    .takes_away(|workload, key| {
        let default = format!("{}-svc", workload.name);
        take(&mut workload.services, |part| part.name.as_ref().unwrap_or(&default) == key)
    }),
    row(
        "ingress",
        &[arg("ingress", Ty::Any(&[Ty::A(Ingress::NAME), Ty::A(HttpRoute::NAME)]))],
        "Adds an ingress, or an `http_route`, that leads to its service.",
        |workload: &mut Workload, args| {
            if let Some(route) = args.part::<HttpRoute>(0) {
                put(&mut workload.routes, route, |route| &route.name);
            }
            if let Some(ingress) = args.part::<Ingress>(0) {
                put(&mut workload.ingresses, ingress, |ingress| &ingress.name);
            }
            Ok(())
        },
    )
    .keyed_by(ingress_name)
    .takes_away(|workload, key| {
        let (ingress, route) = (format!("{}-ingress", workload.name), format!("{}-route", workload.name));
        let gone = take(&mut workload.ingresses, |part| part.name.as_ref().unwrap_or(&ingress) == key);
        take(&mut workload.routes, |part| part.name.as_ref().unwrap_or(&route) == key) || gone
    })
    .aka(&["route", "http_route"]),
    row(
        "hpa",
        &[arg("autoscaler", Ty::A(Hpa::NAME))],
        "Scales it by load; replicas are written once and then left alone.",
        |workload: &mut Workload, args| {
            workload.hpa = args.part(0);
            Ok(())
        },
    )
    .takes_away(|workload, _| workload.hpa.take().is_some())
    .aka(&["autoscaler", "autoscale"]),
    row(
        "disruption_budget",
        &[arg("budget", Ty::A(DisruptionBudget::NAME))],
        "How many pods may be disrupted on purpose.",
        |workload: &mut Workload, args| {
            workload.disruption_budget = args.part(0);
            Ok(())
        },
    )
    .takes_away(|workload, _| workload.disruption_budget.take().is_some())
    .aka(&["pdb"]),
    row(
        "governing_service",
        &[arg("service", Ty::Any(&[Ty::A(Service::NAME), Ty::Text]))],
        "The service that gives the pods of a StatefulSet their names; made by default.",
        |workload: &mut Workload, args| {
            let part = args.part::<Service>(0);
            let name = name_of::<Service>(args, 0);
            let Some(name) = name else {
                return Err(args
                    .refuse(0, "argument", "A governing service needs a name.")
                    .help("write `service(\"name\")`"));
            };
            workload.governing_service = Some(NamedPart { part, name });
            Ok(())
        },
    )
    .takes_away(|workload, _| workload.governing_service.take().is_some()),
    whole(
        "change_service",
        &[arg("name", Ty::Text), arg("change", Ty::Change(Service::NAME))],
        "Changes the service of this name.",
        |part, args| {
            let default = format!("{}-svc", part.0.name);
            change_named(
                part,
                args,
                "service",
                |workload| &mut workload.services,
                move |service: &Service| service.name.clone().unwrap_or_else(|| default.clone()),
            )
        },
    ),
    whole(
        "change_ingress",
        &[arg("name", Ty::Text), arg("change", Ty::Change(Ingress::NAME))],
        "Changes the ingress of this name.",
        |part, args| {
            let default = format!("{}-ingress", part.0.name);
            change_named(
                part,
                args,
                "ingress",
                |workload| &mut workload.ingresses,
                move |ingress: &Ingress| ingress.name.clone().unwrap_or_else(|| default.clone()),
            )
        },
    ),
];

/// The name of an ingress or route; the two do not replace each other.
fn ingress_name(args: &Args) -> String {
    match args.part::<HttpRoute>(0) {
        Some(route) => format!("route {}", route.name().unwrap_or_default()),
        None => part_name::<Ingress>(args),
    }
}

/// Changes the service or ingress of a name. One without a name of its own has that which it is rendered with.
fn change_named<T: Kind + Default>(
    mut part: Part<Workload>,
    args: &Args,
    what: &str,
    list: fn(&mut Workload) -> &mut Vec<Arc<T>>,
    name_of: impl Fn(&T) -> String,
) -> Result<Part<Workload>, Fail> {
    let name = args.text(0);
    let slots = list(part.change());
    let names: Vec<String> = slots.iter().map(|slot| name_of(slot)).collect();
    let Some(at) = names.iter().position(|other| *other == name) else {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let fault = args.refuse(0, "no-such-part", format!("The workload has no {what} `{name}`."));
        return Err(fault.help(suggestion(&name, &names, "it has")).fail(args.position));
    };
    // Taken out, so that the closure changes it in place instead of a copy.
    let taken = std::mem::take(&mut slots[at]);
    slots[at] = call_back(args, 1, Part(taken))?.0;
    Ok(part)
}
