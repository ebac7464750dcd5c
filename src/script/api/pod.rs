//! What a workload says of its pods beside their containers.

use super::shared::{form, label, set_key};
use crate::model::{Apart, Toleration, Workload};
use crate::script::table::{Kind, Row, arg, opt, optional_int, row, text};
use crate::script::types::Ty;
use crate::text::names;

const USER_ID: Ty = Ty::Int(0, 2_147_483_647);

/// Methods of a workload that speak of its pods.
pub const ROWS: &[Row<Workload>] = &[
    row(
        "node_selector",
        &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
        "Only nodes with this label.",
        |workload: &mut Workload, args| {
            let (key, value) = label(args)?;
            set_key(&mut workload.pod.node_selector, key, value);
            Ok(())
        },
    )
    .keyed(),
    row(
        "apart",
        &[arg("topology", Ty::Text), opt("weight", Ty::Int(1, 100))],
        "Keeps its own pods on different nodes or zones: required, or preferred with a weight.",
        |workload: &mut Workload, args| {
            let topology = args.text(0);
            form(args, 0, names::label_key(&topology))?;
            let apart = Apart { topology, weight: args.has(1).then(|| args.int(1)), origin: args.origin() };
            match workload.pod.apart.iter_mut().find(|other| other.topology == apart.topology) {
                Some(other) => *other = apart,
                None => workload.pod.apart.push(apart),
            }
            Ok(())
        },
    )
    .keyed(),
    row(
        "toleration",
        &[arg("toleration", Ty::A(Toleration::NAME))],
        "Lets the pods onto tainted nodes.",
        |workload: &mut Workload, args| {
            workload.pod.tolerations.extend(args.part::<Toleration>(0));
            Ok(())
        },
    )
    .each(),
    optional_int(
        "termination_grace_period",
        &[arg("time", Ty::Seconds(0))],
        "Time that pods are given to end.",
        |workload| &mut workload.pod.termination_grace_period,
    ),
    text("service_account", &[arg("name", Ty::Text)], "The account of the pods.", |workload| {
        &mut workload.pod.service_account
    }),
    row(
        "automount_token",
        &[arg("on", Ty::Bool)],
        "Whether the account's token is mounted.",
        |workload: &mut Workload, args| {
            workload.pod.automount_token = Some(args.flag(0));
            Ok(())
        },
    ),
    row(
        "image_pull_secret",
        &[arg("name", Ty::Text)],
        "A Secret with which images are pulled.",
        |workload: &mut Workload, args| {
            workload.pod.image_pull_secrets.push(args.text(0));
            Ok(())
        },
    )
    .each(),
    optional_int("run_as_user", &[arg("id", USER_ID)], "User id of all containers.", |workload| {
        &mut workload.pod.run_as_user
    }),
    optional_int("run_as_group", &[arg("id", USER_ID)], "Group id of all containers.", |workload| {
        &mut workload.pod.run_as_group
    }),
    optional_int("fs_group", &[arg("id", USER_ID)], "Group id of the volumes.", |workload| &mut workload.pod.fs_group),
    row("run_as_non_root", &[opt("on", Ty::Bool)], "Refuses to start as root.", |workload: &mut Workload, args| {
        workload.pod.run_as_non_root = Some(args.flag(0));
        Ok(())
    }),
    text("priority_class", &[arg("name", Ty::Text)], "Priority class of the pods.", |workload| {
        &mut workload.pod.priority_class
    }),
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
