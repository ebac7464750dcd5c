//! Workloads.

use std::sync::Arc;

use super::shared::{Common, Labels, Patches, Without, form, label, label_pairs, object_name, set_key, take, take_key};
use super::{belongings, conflict, job, placement, pod, rollout, security};
use crate::diagnostic::suggestion;
use crate::model::{Container, Workload, WorkloadKind};
use crate::script::args::Args;
use crate::script::fault::{Fail, Fault};
use crate::script::part::{Part, call_back};
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, row, whole};
use crate::script::types::{COUNT, Ty};
use crate::text::names;

const KINDS: &[&str] = &["StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob"];
const CONTAINER: &[Arg] = &[arg("container", Ty::A(Container::NAME))];

fn make(kind: WorkloadKind, args: &Args, at: usize) -> Result<Workload, Fault> {
    Ok(Workload { kind, name: object_name(args, at, 63)?, ..Workload::default() })
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
        maker("job", &[arg("name", Ty::Text)], "Pods that run to their end.", |args| make(WorkloadKind::Job, args, 0)),
        maker(
            "cron_job",
            &[arg("name", Ty::Text), arg("schedule", Ty::Text)],
            "A job at times: minute, hour, day of the month, month, day of the week.",
            |args| {
                let mut workload = make(WorkloadKind::CronJob, args, 0)?;
                workload.job.schedule = Some(job::schedule(args, 1)?);
                Ok(workload)
            },
        ),
        maker(
            "workload",
            &[arg("kind", Ty::OneOf(KINDS)), arg("name", Ty::Text)],
            "A workload of this Kubernetes kind, for kinds that come from a parameter; a CronJob then needs `.schedule(…)`.",
            |args| {
                let name = args.text(0);
                let kind = WorkloadKind::ALL.into_iter().find(|kind| kind.kind() == name);
                make(kind.unwrap_or_default(), args, 1)
            },
        ),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("replicas", &[arg("count", COUNT)], "Pods to run; 2 unless said.", |workload: &mut Self, args| {
                if workload.kind == WorkloadKind::DaemonSet {
                    return Err(Fault::new("not-for-kind", "A DaemonSet runs a pod on every node.")
                        .help("take `.replicas(…)` away"));
                }
                if workload.kind.is_job() {
                    let text = format!("A {} has no `replicas`: its pods run to their end.", workload.kind.kind());
                    return Err(Fault::new("not-for-kind", text).help(
                        "write `.parallelism(n)` for pods at once, `.completions(n)` for pods that have to succeed",
                    ));
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
            .takes_away(|workload, key| take(&mut workload.containers, |part| part.name == key))
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
            .keyed_by(part_name::<Container>)
            .takes_away(|workload, key| take_init(workload, key, false)),
            row(
                "sidecar",
                CONTAINER,
                "Adds a container that starts before the others and runs beside them.",
                |workload: &mut Self, args| {
                    add_init(workload, args, true);
                    Ok(())
                },
            )
            .keyed_by(part_name::<Container>)
            .takes_away(|workload, key| take_init(workload, key, true)),
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
            )
            .takes_away(|workload, _| workload.namespace.take().is_some()),
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
            .keyed()
            .takes_away(|workload, key| take_key(&mut workload.pod_labels, key)),
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
            .keyed()
            .takes_away(|workload, key| take_key(&mut workload.pod_annotations, key)),
            row(
                "selector",
                &[arg("labels", Ty::Map)],
                "Replaces the selector, and with it labels of the pods.",
                |workload: &mut Self, args| {
                    workload.selector = Some(selector(workload, args)?);
                    Ok(())
                },
            )
            .takes_away(|workload, _| workload.selector.take().is_some()),
            row(
                "description",
                &[arg("text", Ty::Text)],
                "What it is for: at most 512 characters.",
                |workload: &mut Self, args| {
                    workload.description = Some(description(args)?);
                    Ok(())
                },
            )
            .takes_away(|workload, _| workload.description.take().is_some()),
        ],
        belongings::ROWS,
        rollout::ROWS,
        job::ROWS,
        placement::ROWS,
        security::POD_ROWS,
        pod::ROWS,
        conflict::ROWS,
        Without::<Self>::ROWS,
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

fn selector(workload: &Workload, args: &Args) -> Result<Vec<(String, String)>, Fault> {
    if workload.kind.is_job() {
        let text = format!("A {} finds its pods by itself.", workload.kind.kind());
        return Err(Fault::new("not-for-kind", text).help("take `.selector(…)` away; `.pod_label(…)` says more labels"));
    }
    let labels = label_pairs(args, 0)?;
    if labels.is_empty() {
        return Err(args
            .refuse(0, "argument", "A selector needs at least one label.")
            .help("write `#{ app: \"web\" }`"));
    }
    Ok(labels)
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

pub(super) fn part_name<T: Kind>(args: &Args) -> String {
    args.part::<T>(0).and_then(|part| part.name().map(str::to_owned)).unwrap_or_default()
}

/// Puts a part in the place of the one of the same name, else at the end.
pub(super) fn put<T, N: PartialEq>(list: &mut Vec<Arc<T>>, part: Arc<T>, name: fn(&T) -> &N) {
    match list.iter_mut().find(|other| name(other) == name(&part)) {
        Some(other) => *other = part,
        None => list.push(part),
    }
}

fn take_init(workload: &mut Workload, key: &str, sidecar: bool) -> bool {
    take(&mut workload.init_containers, |(part, is)| part.name == key && *is == sidecar)
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
