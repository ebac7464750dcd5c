//! Who the processes of pods are and what they may do.

use super::shared::{set_key, take, take_key};
use crate::model::{Container, Seccomp, Workload};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Row, arg, flag, opt, optional_int, row, text};
use crate::script::types::Ty;

const ID: &[Arg] = &[arg("id", Ty::Int(0, 2_147_483_647))];
const ON: &[Arg] = &[opt("on", Ty::Bool)];

/// The two that contradict each other: user 0 and never root.
fn no_root(user: Option<i64>, non_root: Option<bool>) -> Result<(), Fault> {
    if user == Some(0) && non_root == Some(true) {
        return Err(Fault::new("run-as-root", "User 0 is root, and `run_as_non_root` refuses to start as root.")
            .help("say another user, or take `.run_as_non_root()` away"));
    }
    Ok(())
}

fn groups(args: &Args) -> Result<Vec<i64>, Fault> {
    let mut groups = Vec::new();
    for (index, item) in args.list(0).iter().enumerate() {
        let id = item.as_int().ok().filter(|id| (0..=2_147_483_647).contains(id));
        let Some(id) = id else {
            let text = format!("A group id is an integer 0..2147483647, not {}.", crate::script::types::shown(item));
            return Err(Fault::new("argument", text).at(args.spot_item(0, index)));
        };
        groups.push(id);
    }
    Ok(groups)
}

fn seccomp(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let (kind, profile) = (args.text(0), args.optional_text(1));
    let local = kind == "Localhost";
    match &profile {
        None if local => {
            let fault = args.refuse(0, "argument", "`Localhost` needs the file of the profile.");
            return Err(fault.help("write `.seccomp(\"Localhost\", \"profiles/web.json\")`"));
        }
        Some(_) if !local => {
            let fault = args.refuse(1, "argument", format!("`{kind}` takes no file."));
            return Err(fault.help(format!("write `.seccomp({kind:?})`")));
        }
        Some(file) if file.starts_with('/') || file.split('/').any(|part| part == "..") => {
            let text =
                format!("The file lies in the kubelet's folder of profiles, without `/` in front and `..`: {file}.");
            return Err(args.refuse(1, "argument", text));
        }
        _ => {}
    }
    workload.pod.seccomp = Some(Seccomp { kind, profile });
    Ok(())
}

fn sysctl(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let name = args.text(0);
    let good = |part: &str| {
        let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        !part.is_empty() && part.chars().all(inside) && !part.starts_with(['-', '_']) && !part.ends_with(['-', '_'])
    };
    if name.len() > 253 || !name.split(['.', '/']).all(good) {
        let text = format!("The name of a kernel setting is words with dots between them, not {name:?}.");
        return Err(args.refuse(0, "name-form", text).help("write `.sysctl(\"net.core.somaxconn\", 1024)`"));
    }
    set_key(&mut workload.pod.sysctls, name, args.text(1));
    Ok(())
}

/// Methods of a workload.
pub const POD_ROWS: &[Row<Workload>] = &[
    row("run_as_user", ID, "User id of all containers.", |workload: &mut Workload, args| {
        workload.pod.run_as_user = Some(args.int(0));
        no_root(workload.pod.run_as_user, workload.pod.run_as_non_root)
    })
    .takes_away(|workload, _| workload.pod.run_as_user.take().is_some()),
    optional_int("run_as_group", ID, "Group id of all containers.", |workload| &mut workload.pod.run_as_group),
    row("run_as_non_root", ON, "Refuses to start as root.", |workload: &mut Workload, args| {
        workload.pod.run_as_non_root = Some(args.flag(0));
        no_root(workload.pod.run_as_user, workload.pod.run_as_non_root)
    })
    .takes_away(|workload, _| workload.pod.run_as_non_root.take().is_some()),
    optional_int("fs_group", ID, "Group id of the volumes.", |workload| &mut workload.pod.fs_group),
    text(
        "fs_group_change_policy",
        &[arg("policy", Ty::OneOf(&["OnRootMismatch", "Always"]))],
        "When the group of a volume's files is changed.",
        |workload| &mut workload.pod.fs_group_change_policy,
    ),
    row("supplemental_groups", &[arg("ids", Ty::List)], "More group ids.", |workload: &mut Workload, args| {
        workload.pod.supplemental_groups = Some(groups(args)?);
        Ok(())
    })
    .takes_away(|workload, _| workload.pod.supplemental_groups.take().is_some()),
    row(
        "seccomp",
        &[arg("profile", Ty::OneOf(&["RuntimeDefault", "Unconfined", "Localhost"])), opt("file", Ty::Text)],
        "Which system calls are allowed.",
        seccomp,
    )
    .takes_away(|workload, _| workload.pod.seccomp.take().is_some()),
    row(
        "sysctl",
        &[arg("name", Ty::Text), arg("value", Ty::Scalar)],
        "Sets the kernel for the pods, or several settings from a map.",
        sysctl,
    )
    .keyed()
    .takes_away(|workload, key| take_key(&mut workload.pod.sysctls, key)),
    flag("restricted", "All that the restricted level of Pod Security needs.", |workload: &mut Workload| {
        &mut workload.pod.restricted
    }),
];

/// The name of a capability: `CAP_` is not part of it.
fn capability(args: &Args) -> Result<String, Fault> {
    let name = args.text(0);
    let good =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit());
    let upper = name.to_ascii_uppercase();
    let mended = upper.strip_prefix("CAP_").unwrap_or(&upper);
    if good(&name) && mended == name {
        return Ok(name);
    }
    let fault =
        args.refuse(0, "argument", format!("A capability is named in capitals and without `CAP_`, not {name:?}."));
    Err(if good(mended) { fault.help(format!("write {mended:?}")) } else { fault })
}

fn add(list: &mut Vec<String>, name: String) {
    if !list.contains(&name) {
        list.push(name);
    }
}

/// Methods of a container.
pub const CONTAINER_ROWS: &[Row<Container>] = &[
    row("privileged", ON, "Gives it all devices of the node.", |container: &mut Container, args| {
        container.privileged = Some(args.flag(0));
        escalation(container)
    })
    .takes_away(|container, _| container.privileged.take().is_some()),
    row("run_as_user", ID, "User id.", |container: &mut Container, args| {
        container.run_as_user = Some(args.int(0));
        no_root(container.run_as_user, container.run_as_non_root)
    })
    .takes_away(|container, _| container.run_as_user.take().is_some()),
    optional_int("run_as_group", ID, "Group id.", |container| &mut container.run_as_group),
    row("run_as_non_root", ON, "Refuses to start as root.", |container: &mut Container, args| {
        container.run_as_non_root = Some(args.flag(0));
        no_root(container.run_as_user, container.run_as_non_root)
    })
    .takes_away(|container, _| container.run_as_non_root.take().is_some()),
    flag("read_only_root", "The image cannot be written to.", |container: &mut Container| {
        &mut container.read_only_root
    })
    .aka(&["read_only_root_filesystem"]),
    row(
        "allow_privilege_escalation",
        ON,
        "Whether a process may gain more rights than its parent.",
        |container: &mut Container, args| {
            container.allow_privilege_escalation = Some(args.flag(0));
            escalation(container)
        },
    )
    .takes_away(|container, _| container.allow_privilege_escalation.take().is_some()),
    row(
        "add_capability",
        &[arg("name", Ty::Text)],
        "Adds a capability of the kernel.",
        |container: &mut Container, args| {
            let name = capability(args)?;
            container.said.say("add_capability", &name, args.origin());
            add(&mut container.capabilities.add, name);
            escalation(container)
        },
    )
    .each()
    .takes_away(|container, key| take(&mut container.capabilities.add, |name| name == key)),
    row(
        "drop_capability",
        &[arg("name", Ty::Text)],
        "Drops a capability of the kernel, or `ALL`.",
        |container: &mut Container, args| {
            let name = capability(args)?;
            container.said.say("drop_capability", &name, args.origin());
            add(&mut container.capabilities.drop, name);
            Ok(())
        },
    )
    .each()
    .takes_away(|container, key| take(&mut container.capabilities.drop, |name| name == key)),
];

/// Kubernetes refuses a container that may not escalate and is privileged or a system administrator.
fn escalation(container: &Container) -> Result<(), Fault> {
    if container.allow_privilege_escalation != Some(false) {
        return Ok(());
    }
    let what = if container.privileged == Some(true) {
        "A privileged container"
    } else if container.capabilities.add.iter().any(|name| name == "SYS_ADMIN") {
        "A container with the capability SYS_ADMIN"
    } else {
        return Ok(());
    };
    Err(Fault::new("argument", format!("{what} can always gain more rights."))
        .help("take `.allow_privilege_escalation(false)` away"))
}
