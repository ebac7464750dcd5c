//! Containers, their variables and hooks.

use super::settings::{
    MountOptions, PortOptions, dedent, image, port_key, set_device, set_limit, set_mount, set_port, set_request,
    set_resource, short_name, taken,
};
use super::shared::{Common, Patches, Without, form, object_name, set_key, take, take_key};
use super::{logs, security};
use crate::model::{ConfigMap, Csi, Downward, EphemeralClaim, HostPath, ImageVolume, Nfs, Projected};
use crate::model::{Container, EmptyDir, EnvFrom, EnvValue, ExistingClaim, Hook, Items, Probe, Secret, VolumeClaim};
use crate::script::table::{Kind, Maker, Row, arg, flag, maker, opt, row, text};
use crate::script::types::{COUNT, Ty};
use crate::text::names;

/// What may be mounted.
pub const VOLUME: Ty = Ty::Any(&[
    Ty::A(VolumeClaim::NAME),
    Ty::A(ExistingClaim::NAME),
    Ty::A(EmptyDir::NAME),
    Ty::A(ConfigMap::NAME),
    Ty::A(Secret::NAME),
    Ty::A(Items::NAME),
    Ty::A(HostPath::NAME),
    Ty::A(ImageVolume::NAME),
    Ty::A(Nfs::NAME),
    Ty::A(Csi::NAME),
    Ty::A(EphemeralClaim::NAME),
    Ty::A(Projected::NAME),
    Ty::A(Downward::NAME),
]);
const NAME_OR_NUMBER: Ty = Ty::Any(&[Ty::Text, Ty::Int(1, 65535)]);

impl Kind for Container {
    const NAME: &'static str = "Container";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("container", &[arg("name", Ty::Text), arg("image", Ty::Text)], "A container of a pod.", |args| {
            let name = args.text(0);
            if name.contains([':', '/']) {
                let fault = args.refuse(
                    0,
                    "name-form",
                    format!("{name:?} is an image; the name of the container comes first."),
                );
                return Err(fault.help(format!("write `container(\"{}\", {name:?})`", short_name(&name))));
            }
            let name = object_name(args, 0, 63)?;
            Ok(Self { name, image: image(args, 1)?, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("image", &[arg("reference", Ty::Text)], "Takes another image.", |container: &mut Self, args| {
                container.image = image(args, 0)?;
                Ok(())
            }),
            row("rename", &[arg("name", Ty::Text)], "Takes another name.", |container: &mut Self, args| {
                container.name = object_name(args, 0, 63)?;
                Ok(())
            }),
            text(
                "image_pull_policy",
                &[arg("policy", Ty::OneOf(&["Always", "IfNotPresent", "Never"]))],
                "When the image is pulled; unset unless said.",
                |container: &mut Self| &mut container.image_pull_policy,
            )
            .overlaps(&["always_pull"])
            .aka(&["pull", "pull_policy"]),
            row("always_pull", &[opt("on", Ty::Bool)], "Pulls at each start.", |container: &mut Self, args| {
                container.image_pull_policy = args.flag(0).then(|| "Always".to_owned());
                Ok(())
            })
            .overlaps(&["image_pull_policy"]),
            row(
                "command",
                &[arg("words", Ty::Texts)],
                "Replaces the entry point of the image.",
                |container: &mut Self, args| {
                    container.command = Some(args.texts(0));
                    Ok(())
                },
            )
            .takes_away(|container, _| container.command.take().is_some())
            .aka(&["entrypoint", "cmd"])
            .overlaps(&["shell"]),
            row(
                "args",
                &[arg("words", Ty::Texts)],
                "Replaces the arguments of the image.",
                |container: &mut Self, args| {
                    container.args = Some(args.texts(0));
                    Ok(())
                },
            )
            .takes_away(|container, _| container.args.take().is_some())
            .overlaps(&["shell"]),
            row(
                "shell",
                &[arg("script", Ty::Text), opt("shell", Ty::Text)],
                "Runs a shell script as the command, with `-ec`.",
                |container: &mut Self, args| {
                    let shell = args.optional_text(1).unwrap_or_else(|| "sh".to_owned());
                    if shell.is_empty() || shell.contains(char::is_whitespace) {
                        let fault = args.refuse(1, "argument", format!("A shell is one word, not {shell:?}."));
                        return Err(fault.help("write \"bash\" or \"/bin/bash\""));
                    }
                    container.command = Some(vec![shell, "-ec".to_owned(), dedent(&args.text(0))]);
                    Ok(())
                },
            )
            .overlaps(&["command", "args"]),
            text("working_dir", &[arg("path", Ty::Text)], "The folder in which it starts.", |container| {
                &mut container.working_dir
            }),
            row(
                "port",
                &[
                    arg("name", NAME_OR_NUMBER),
                    opt("number", Ty::Any(&[Ty::Int(1, 65535), OPTIONS])),
                    opt("options", OPTIONS),
                ],
                "Names a port that the container opens.",
                set_port,
            )
            .keyed_by(port_key)
            .takes_away(|container, key| {
                take(&mut container.ports, |port| match &port.name {
                    Some(name) => name == key,
                    None => port.number.to_string() == key,
                })
            })
            .aka(&["ports", "expose", "container_port"]),
            row(
                "cpu",
                &[arg("request", Ty::Quantity), opt("limit", Ty::Quantity)],
                "Processor time: what is reserved, and the limit at which the container is slowed down.",
                |container: &mut Self, args| set_request(&mut container.resources.cpu, args, "cpu"),
            )
            .overlaps(&["cpu_limit"])
            .takes_away(|container, _| taken(&mut container.resources.cpu)),
            row(
                "cpu_limit",
                &[arg("limit", Ty::Quantity)],
                "Processor time that is not exceeded.",
                |container: &mut Self, args| set_limit(&mut container.resources.cpu, args, "cpu"),
            )
            .overlaps(&["cpu"]),
            row(
                "memory",
                &[arg("request", Ty::Quantity), opt("limit", Ty::Quantity)],
                "Memory: what is reserved, and what is not exceeded.",
                |container: &mut Self, args| set_request(&mut container.resources.memory, args, "memory"),
            )
            .overlaps(&["memory_limit"])
            .takes_away(|container, _| taken(&mut container.resources.memory))
            .aka(&["mem", "ram"]),
            row(
                "memory_limit",
                &[arg("limit", Ty::Quantity)],
                "Memory that is not exceeded.",
                |container: &mut Self, args| set_limit(&mut container.resources.memory, args, "memory"),
            )
            .overlaps(&["memory"]),
            row(
                "ephemeral_storage",
                &[arg("request", Ty::Quantity), opt("limit", Ty::Quantity)],
                "Scratch space: what is reserved, and what is not exceeded.",
                |container: &mut Self, args| {
                    set_request(&mut container.resources.ephemeral_storage, args, "ephemeral_storage")
                },
            )
            .overlaps(&["ephemeral_storage_limit"])
            .takes_away(|container, _| taken(&mut container.resources.ephemeral_storage)),
            row(
                "ephemeral_storage_limit",
                &[arg("limit", Ty::Quantity)],
                "Scratch space that is not exceeded.",
                |container: &mut Self, args| {
                    set_limit(&mut container.resources.ephemeral_storage, args, "ephemeral_storage")
                },
            )
            .overlaps(&["ephemeral_storage"]),
            row(
                "resource",
                &[arg("name", Ty::Text), arg("amount", Ty::Any(&[Ty::Quantity, COUNT]))],
                "Any other resource, such as `nvidia.com/gpu`.",
                set_resource,
            )
            .keyed()
            .takes_away(|container, key| take_key(&mut container.resources.other, key)),
            row(
                "env",
                &[arg("name", Ty::Text), arg("value", Ty::Any(&[Ty::Scalar, Ty::A(EnvFrom::NAME)]))],
                "Sets a variable, or several from a map.",
                |container: &mut Self, args| {
                    let name = args.text(0);
                    form(args, 0, names::env_name(&name))?;
                    let value =
                        args.part::<EnvFrom>(1).map_or_else(|| EnvValue::Text(args.text(1)), |from| from.value.clone());
                    set_key(&mut container.env, name, value);
                    Ok(())
                },
            )
            .keyed()
            .takes_away(|container, key| take_key(&mut container.env, key))
            .aka(&["environment", "envs", "variable"]),
        ],
        &[
            row("liveness", PROBE, "Restarts the container when it fails.", |container: &mut Self, args| {
                container.liveness = args.part(0);
                Ok(())
            })
            .takes_away(|container, _| container.liveness.take().is_some())
            .aka(&["livenessProbe", "liveness_probe", "live"]),
            row("readiness", PROBE, "Takes the pod out of services while it fails.", |container: &mut Self, args| {
                let probe = args.part::<Probe>(0);
                if probe.as_ref().is_some_and(|probe| probe.termination_grace_period.is_some()) {
                    let text = "A readiness probe ends no container, and so gives it no time to end.";
                    return Err(args
                        .refuse(0, "probe-kind", text)
                        .help("take `.termination_grace_period(…)` away from the probe"));
                }
                container.readiness = probe;
                Ok(())
            })
            .takes_away(|container, _| container.readiness.take().is_some())
            .aka(&["readinessProbe", "readiness_probe", "ready"]),
            row("startup", PROBE, "Holds the other probes back until it succeeds.", |container: &mut Self, args| {
                container.startup = args.part(0);
                Ok(())
            })
            .takes_away(|container, _| container.startup.take().is_some())
            .aka(&["startupProbe", "startup_probe"]),
            row("post_start", HOOK, "Runs after the container was made.", |container: &mut Self, args| {
                container.post_start = args.part(0);
                Ok(())
            })
            .takes_away(|container, _| container.post_start.take().is_some()),
            row("pre_stop", HOOK, "Runs before the container is ended.", |container: &mut Self, args| {
                container.pre_stop = args.part(0);
                Ok(())
            })
            .takes_away(|container, _| container.pre_stop.take().is_some()),
            row(
                "mount",
                &[arg("path", Ty::Text), arg("volume", VOLUME), opt("options", Ty::Options(MountOptions::sigs))],
                "Mounts a volume at a path, and declares it.",
                set_mount,
            )
            .keyed()
            .takes_away(|container, key| take(&mut container.mounts, |mount| mount.path == key))
            .aka(&["volume", "volume_mount"]),
            row(
                "volume_device",
                &[
                    arg("path", Ty::Text),
                    arg("claim", Ty::Any(&[Ty::A(VolumeClaim::NAME), Ty::A(ExistingClaim::NAME)])),
                ],
                "Gives a claim to the container as a bare device at a path.",
                set_device,
            )
            .keyed()
            .takes_away(|container, key| take(&mut container.devices, |device| device.path == key)),
            flag("stdin", "Keeps standard input open.", |container| &mut container.stdin),
            flag("tty", "Gives it a terminal; needs `stdin`.", |container| &mut container.tty),
        ],
        super::usage::ENV_FROM,
        security::CONTAINER_ROWS,
        logs::ROWS,
        Without::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

const OPTIONS: Ty = Ty::Options(PortOptions::sigs);
const PROBE: &[crate::script::table::Arg] = &[arg("probe", Ty::A(Probe::NAME))];
const HOOK: &[crate::script::table::Arg] = &[arg("hook", Ty::A(Hook::NAME))];
