//! Workloads.

use std::rc::Rc;

use super::shared::{Common, Labels, Patches, form, label, name_of, object_name, pairs, set_key};
use crate::diagnostic::suggestion;
use crate::model::{
    Container, DisruptionBudget, Hpa, HttpRoute, Ingress, NamedPart, Service, Update, Workload, WorkloadKind,
};
use crate::script::args::Args;
use crate::script::fault::{Fail, Fault};
use crate::script::part::{Part, call_back};
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, optional_int, row, text, whole};
use crate::script::types::{COUNT, Ty};
use crate::text::names;

const CONTAINER: &[Arg] = &[arg("container", Ty::A(Container::NAME))];

fn make(kind: WorkloadKind, args: &Args, at: usize) -> Result<Workload, Fault> {
    let replicas = (kind != WorkloadKind::DaemonSet).then_some(Workload::DEFAULT_REPLICAS);
    Ok(Workload { kind, name: object_name(args, at, 63)?, replicas, ..Workload::default() })
}

impl Kind for Workload {
    const NAME: &'static str = "Workload";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("stateful_set", &[arg("name", Ty::Text)], "Pods with names and claims of their own.", |args| {
            make(WorkloadKind::StatefulSet, args, 0)
        }),
        maker("deployment", &[arg("name", Ty::Text)], "Pods without identity.", |args| {
            make(WorkloadKind::Deployment, args, 0)
        }),
        maker("daemon_set", &[arg("name", Ty::Text)], "A pod on every node.", |args| {
            make(WorkloadKind::DaemonSet, args, 0)
        }),
        maker(
            "workload",
            &[arg("kind", Ty::OneOf(&["StatefulSet", "Deployment", "DaemonSet"])), arg("name", Ty::Text)],
            "A workload of this Kubernetes kind, for kinds that come from a parameter.",
            |args| {
                let kind = match args.text(0).as_str() {
                    "StatefulSet" => WorkloadKind::StatefulSet,
                    "DaemonSet" => WorkloadKind::DaemonSet,
                    _ => WorkloadKind::Deployment,
                };
                make(kind, args, 1)
            },
        ),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("replicas", &[arg("count", COUNT)], "Pods to run; 2 unless said.", |workload: &mut Self, args| {
                if workload.kind == WorkloadKind::DaemonSet {
                    return Err(Fault::new("argument", "A DaemonSet runs a pod on every node.")
                        .help("take `.replicas(…)` away"));
                }
                workload.replicas = Some(args.int(0));
                Ok(())
            })
            .aka(&["scale", "instances"]),
            row(
                "container",
                CONTAINER,
                "Adds a container, or replaces that of the same name.",
                |workload: &mut Self, args| {
                    if let Some(container) = args.part::<Container>(0) {
                        put(&mut workload.containers, container, |container| &container.name);
                    }
                    Ok(())
                },
            )
            .keyed_by(part_name::<Container>)
            .aka(&["containers"]),
            row(
                "init_container",
                CONTAINER,
                "Adds a container that runs to its end before the others.",
                |workload: &mut Self, args| {
                    add_init(workload, args, false);
                    Ok(())
                },
            )
            .keyed_by(part_name::<Container>),
            row(
                "sidecar",
                CONTAINER,
                "Adds a container that starts before the others and runs beside them.",
                |workload: &mut Self, args| {
                    add_init(workload, args, true);
                    Ok(())
                },
            )
            .keyed_by(part_name::<Container>),
            whole(
                "change_container",
                &[arg("name", Ty::Text), arg("change", Ty::Change(Container::NAME))],
                "Changes the container of this name.",
                change_container,
            ),
            row(
                "namespace",
                &[arg("name", Ty::Text)],
                "Where it lives; the context's unless said.",
                |workload: &mut Self, args| {
                    workload.namespace = Some(object_name(args, 0, 63)?);
                    Ok(())
                },
            ),
            row(
                "pod_label",
                &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
                "Sets a label of the pods, or several from a map.",
                |workload: &mut Self, args| {
                    let (key, value) = label(args)?;
                    set_key(&mut workload.pod_labels, key, value);
                    Ok(())
                },
            )
            .keyed(),
            row(
                "pod_annotation",
                &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
                "Sets an annotation of the pods, or several from a map.",
                |workload: &mut Self, args| {
                    let key = args.text(0);
                    form(args, 0, names::annotation_key(&key))?;
                    set_key(&mut workload.pod_annotations, key, args.text(1));
                    Ok(())
                },
            )
            .keyed(),
            row(
                "selector",
                &[arg("labels", Ty::Map)],
                "Replaces the selector, and with it labels of the pods.",
                |workload: &mut Self, args| {
                    workload.selector = Some(pairs(args, 0)?);
                    Ok(())
                },
            ),
            row(
                "description",
                &[arg("text", Ty::Text)],
                "What it is for: at most 512 characters.",
                |workload: &mut Self, args| {
                    workload.description = Some(description(args)?);
                    Ok(())
                },
            ),
        ],
        &[
            row(
                "service",
                &[arg("service", Ty::A(Service::NAME))],
                "Adds a service that leads to its pods.",
                |workload: &mut Self, args| {
                    if let Some(service) = args.part::<Service>(0) {
                        put(&mut workload.services, service, |service| &service.name);
                    }
                    Ok(())
                },
            )
            .keyed_by(part_name::<Service>),
            row(
                "ingress",
                &[arg("ingress", Ty::Any(&[Ty::A(Ingress::NAME), Ty::A(HttpRoute::NAME)]))],
                "Adds an ingress, or an `http_route`, that leads to its service.",
                |workload: &mut Self, args| {
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
            .aka(&["route", "http_route"]),
            row(
                "hpa",
                &[arg("autoscaler", Ty::A(Hpa::NAME))],
                "Scales it by load; replicas are written once and then left alone.",
                |workload: &mut Self, args| {
                    workload.hpa = args.part(0);
                    Ok(())
                },
            )
            .aka(&["autoscaler", "autoscale"]),
            row(
                "disruption_budget",
                &[arg("budget", Ty::A(DisruptionBudget::NAME))],
                "How many pods may be disrupted on purpose.",
                |workload: &mut Self, args| {
                    workload.disruption_budget = args.part(0);
                    Ok(())
                },
            )
            .aka(&["pdb"]),
            row(
                "governing_service",
                &[arg("service", Ty::Any(&[Ty::A(Service::NAME), Ty::Text]))],
                "The service that gives the pods of a StatefulSet their names; made by default.",
                |workload: &mut Self, args| {
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
            ),
            row(
                "update",
                &[arg("update", Ty::A(Update::NAME))],
                "How pods are replaced.",
                |workload: &mut Self, args| {
                    workload.update = args.part(0);
                    Ok(())
                },
            )
            .aka(&["strategy", "update_strategy"]),
            text(
                "pod_management",
                &[arg("policy", Ty::OneOf(&["OrderedReady", "Parallel"]))],
                "StatefulSet: in which order pods come and go.",
                |workload| &mut workload.pod_management,
            ),
            row(
                "claim_retention",
                &[arg("policy", Ty::Map)],
                "StatefulSet: what becomes of claims, `#{ when_deleted: \"Retain\", when_scaled: \"Retain\" }`.",
                claim_retention,
            ),
            optional_int("ordinals_start", &[arg("first", COUNT)], "StatefulSet: the first ordinal.", |workload| {
                &mut workload.ordinals_start
            }),
            optional_int("min_ready", &[arg("time", Ty::Seconds(0))], "Time until a ready pod counts.", |workload| {
                &mut workload.min_ready
            }),
            optional_int("revision_history", &[arg("count", COUNT)], "Old revisions that are kept.", |workload| {
                &mut workload.revision_history
            }),
            optional_int(
                "progress_deadline",
                &[arg("time", Ty::Seconds(1))],
                "Deployment: time until a rollout counts as stuck.",
                |workload| &mut workload.progress_deadline,
            ),
        ],
        super::pod::ROWS,
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

/// At most 512 characters of description.
pub fn description(args: &Args) -> Result<String, Fault> {
    let text = args.text(0);
    let length = text.chars().count();
    if length > 512 {
        return Err(args.refuse(0, "argument", format!("A description has at most 512 characters, not {length}.")));
    }
    Ok(text)
}

fn part_name<T: Kind>(args: &Args) -> String {
    args.part::<T>(0).and_then(|part| part.name().map(str::to_owned)).unwrap_or_default()
}

/// The name of an ingress or route; the two do not replace each other.
fn ingress_name(args: &Args) -> String {
    match args.part::<HttpRoute>(0) {
        Some(route) => format!("route {}", route.name().unwrap_or_default()),
        None => part_name::<Ingress>(args),
    }
}

/// Puts a part in the place of the one of the same name, else at the end.
fn put<T, N: PartialEq>(list: &mut Vec<Rc<T>>, part: Rc<T>, name: fn(&T) -> &N) {
    match list.iter_mut().find(|other| name(other) == name(&part)) {
        Some(other) => *other = part,
        None => list.push(part),
    }
}

fn add_init(workload: &mut Workload, args: &Args, sidecar: bool) {
    let Some(container) = args.part::<Container>(0) else {
        return;
    };
    match workload.init_containers.iter_mut().find(|(other, _)| other.name == container.name) {
        Some(other) => *other = (container, sidecar),
        None => workload.init_containers.push((container, sidecar)),
    }
}

fn change_container(mut part: Part<Workload>, args: &Args) -> Result<Part<Workload>, Fail> {
    let name = args.text(0);
    let workload = part.change();
    let containers =
        workload.containers.iter_mut().chain(workload.init_containers.iter_mut().map(|(container, _)| container));
    let mut found = None;
    let mut names = Vec::new();
    for container in containers {
        names.push(container.name.clone());
        if container.name == name {
            found = Some(container);
        }
    }
    let Some(slot) = found else {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let fault = args.refuse(0, "no-such-part", format!("The workload has no container `{name}`."));
        return Err(fault.help(suggestion(&name, &names, "it has")).fail(args.position));
    };
    // Taken out, so that the closure changes it in place instead of a copy.
    let container = std::mem::take(slot);
    *slot = call_back(args, 1, Part(container))?.0;
    Ok(part)
}

fn claim_retention(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let mut policy = ("Retain".to_owned(), "Retain".to_owned());
    for (key, value) in pairs(args, 0)? {
        let slot = match key.as_str() {
            "when_deleted" => &mut policy.0,
            "when_scaled" => &mut policy.1,
            _ => {
                let fault = Fault::new("unknown-key", format!("`claim_retention` has no option `{key}`."));
                let help = suggestion(&key, &["when_deleted", "when_scaled"], "it has");
                return Err(fault.help(help).at(args.spot_in(0, &key)));
            }
        };
        if value != "Retain" && value != "Delete" {
            let fault = Fault::new("argument", format!("`{key}` must be \"Retain\" or \"Delete\", not {value:?}."));
            return Err(fault.at(args.spot_in(0, &key)));
        }
        *slot = value;
    }
    workload.claim_retention = Some(policy);
    Ok(())
}
