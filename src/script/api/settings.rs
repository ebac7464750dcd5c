//! What `port`, `mount`, `cpu` and their like do to a container.

use super::shared::{form, port_number, push, set_key};
use crate::model::{Container, ContainerPort, Device, Mount, Request, Said, Volume, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, flag, optional_int, text};
use crate::script::types::{Ty, text as as_text};
use crate::text::{names, quantity};

/// Options of `port`.
#[derive(Clone, Debug, Default)]
pub(super) struct PortOptions {
    said: Said,
    protocol: Option<String>,
    host: Option<i64>,
}
spoken!(PortOptions);

impl Kind for PortOptions {
    const NAME: &'static str = "port option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        text("protocol", &[arg("protocol", Ty::OneOf(&["TCP", "UDP", "SCTP"]))], "`TCP` unless said.", |options| {
            &mut options.protocol
        }),
        optional_int("host", &[arg("port", Ty::Int(1, 65535))], "Opens this port on the node too.", |options| {
            &mut options.host
        }),
    ]];
}

/// Options of `mount`.
#[derive(Clone, Debug, Default)]
pub(super) struct MountOptions {
    said: Said,
    read_only: Option<bool>,
    sub_path: Option<String>,
    sub_path_expr: Option<String>,
}
spoken!(MountOptions);

impl Kind for MountOptions {
    const NAME: &'static str = "mount option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        flag("read_only", "Refuses writes.", |options| &mut options.read_only),
        text("sub_path", &[arg("path", Ty::Text)], "A folder or file of the volume.", |options: &mut Self| {
            &mut options.sub_path
        })
        .overlaps(&["sub_path_expr"]),
        text("sub_path_expr", &[arg("path", Ty::Text)], "The same with `$(VARIABLE)` in it.", |options: &mut Self| {
            &mut options.sub_path_expr
        })
        .overlaps(&["sub_path"]),
    ]];
}

/// `.port("http", 80)` or `.port(80)`, each with options: index of the number and of the options.
fn port_shape(args: &Args) -> (Option<usize>, usize) {
    if as_text(&args.values[0]).is_some() { (Some(1), 2) } else { (None, 1) }
}

pub(super) fn port_key(args: &Args) -> String {
    args.text(0)
}

pub(super) fn set_port(container: &mut Container, args: &Args) -> Result<(), Fault> {
    let (number_at, options_at) = port_shape(args);
    let number = number_at.unwrap_or(0);
    if !args.has(number) || args.values[number].as_int().is_err() {
        let text = format!(
            "`number` of `port` must be an integer 1..65535, not {}.",
            args.values.get(number).map_or_else(|| "missing".to_owned(), crate::script::types::shown)
        );
        return Err(Fault::new("argument", text)
            .help("write `port(\"http\", 80)`, or `port(80)` for a port without a name")
            .at(args.spot(number.min(args.len() - 1))));
    }
    if number_at.is_none() && args.len() > 2 {
        return Err(Fault::new("argument-count", "`port` without a name takes a number and options.")
            .help("write `port(80, #{ protocol: \"UDP\" })`"));
    }
    if args.has(options_at) && !args.values[options_at].is_map() {
        let text = format!("After the number only an option map may follow, not {}.", args.named(options_at));
        return Err(Fault::new("argument", text)
            .help("write `port(\"http\", 80, #{ protocol: \"UDP\" })`")
            .at(args.spot(options_at)));
    }
    let options = args.options::<PortOptions>(options_at)?;
    let name = number_at.map(|_| args.text(0));
    if let Some(name) = &name {
        form(args, 0, names::port_name(name))?;
    }
    let port = ContainerPort {
        name,
        number: port_number(args, number),
        protocol: options.protocol.unwrap_or_else(|| "TCP".to_owned()),
        host: options.host.and_then(|port| u16::try_from(port).ok()),
        origin: args.origin(),
    };
    let same = |other: &ContainerPort| match (&port.name, &other.name) {
        (Some(name), Some(other)) => name == other,
        (None, None) => port.number == other.number && port.protocol == other.protocol,
        _ => false,
    };
    match container.ports.iter_mut().find(|other| same(other)) {
        Some(other) => *other = port,
        None => push(&mut container.ports, port),
    }
    Ok(())
}

/// A container's name made of an image.
pub(super) fn short_name(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split([':', '@']).next().unwrap_or(last).to_owned()
}

pub(super) fn image(args: &Args, index: usize) -> Result<String, Fault> {
    let reference = args.text(index);
    names::image_reference(&reference).map_err(|reason| args.refuse(index, "image-form", reason))?;
    Ok(reference)
}

/// `"512m"` of memory is half a byte: `m` stands for thousandths.
fn amount(args: &Args, index: usize, resource: &str) -> Result<String, Fault> {
    let text = args.text(index);
    if resource != "cpu" && text.ends_with('m') {
        let number = text.trim_end_matches('m');
        return Err(args
            .refuse(index, "argument", format!("{text:?} of {resource} is {number} thousandths of a byte."))
            .help(format!("write \"{number}Mi\" or \"{number}M\"")));
    }
    if text.starts_with('-') {
        return Err(args.refuse(index, "argument", format!("An amount of {resource} is not below zero: {text}.")));
    }
    Ok(text)
}

pub(super) fn set_request(request: &mut Request, args: &Args, resource: &str) -> Result<(), Fault> {
    let asked = amount(args, 0, resource)?;
    if args.has(1) {
        let limit = amount(args, 1, resource)?;
        if let (Ok(low), Ok(high)) = (quantity::parse(&asked), quantity::parse(&limit))
            && low > high
        {
            let fault = args.refuse(
                0,
                "request-over-limit",
                format!("The {resource} request {asked} is over its limit {limit}."),
            );
            return Err(fault.help("the request comes first, then the limit"));
        }
        request.limit = Some(limit);
    }
    request.request = Some(asked);
    Ok(())
}

pub(super) fn set_limit(request: &mut Request, args: &Args, resource: &str) -> Result<(), Fault> {
    request.limit = Some(amount(args, 0, resource)?);
    Ok(())
}

/// Takes request and limit away; whether there was one.
pub(super) fn taken(request: &mut Request) -> bool {
    std::mem::take(request) != Request::default()
}

pub(super) fn set_resource(container: &mut Container, args: &Args) -> Result<(), Fault> {
    let name = args.text(0);
    let own = ["cpu", "memory", "ephemeral-storage"].iter().find(|own| **own == name);
    if let Some(own) = own {
        let fault = args.refuse(0, "argument", format!("`{name}` has a method of its own."));
        return Err(fault.help(format!("write `.{}({:?})`", own.replace('-', "_"), args.text(1))));
    }
    form(args, 0, names::label_key(&name))?;
    let pages = name.starts_with("hugepages-");
    if !pages && !name.contains('/') {
        let fault = args.refuse(0, "argument", format!("Kubernetes has no resource of this name: {name}."));
        return Err(
            fault.help("resources of a device are named as \"nvidia.com/gpu\", memory pages as \"hugepages-2Mi\"")
        );
    }
    let amount = args.text(1);
    if !pages && amount.parse::<u64>().is_err() {
        let fault = args.refuse(1, "argument", format!("Of {name} a container has a whole number, not {amount:?}."));
        return Err(fault.help("write a number such as `1`"));
    }
    set_key(&mut container.resources.other, name, amount);
    Ok(())
}

pub(super) fn set_device(container: &mut Container, args: &Args) -> Result<(), Fault> {
    let path = args.text(0);
    form(args, 0, names::absolute_path(&path))?;
    let Some(volume) = volume(args, 1) else {
        return Err(args.refuse(1, "argument", "This is no claim."));
    };
    if let Volume::Claim(claim) = &volume
        && claim.volume_mode.as_deref() != Some("Block")
    {
        let fault =
            args.refuse(1, "argument", format!("A bare device needs a claim of the mode Block: {}.", claim.name));
        return Err(fault.help("add `.volume_mode(\"Block\")` to it"));
    }
    let device = Device { path, volume, origin: args.origin() };
    match container.devices.iter_mut().find(|other| other.path == device.path) {
        Some(other) => *other = device,
        None => container.devices.push(device),
    }
    Ok(())
}

pub(super) fn set_mount(container: &mut Container, args: &Args) -> Result<(), Fault> {
    let path = args.text(0);
    form(args, 0, names::absolute_path(&path))?;
    let options = args.options::<MountOptions>(2)?;
    let Some(volume) = volume(args, 1) else {
        return Err(args.refuse(1, "argument", "This is no volume."));
    };
    let sub_path = sub_path(args, &volume, &options)?;
    let mount = Mount {
        path,
        volume,
        read_only: options.read_only.unwrap_or_default(),
        sub_path,
        sub_path_expr: options.sub_path_expr,
        origin: args.origin(),
    };
    match container.mounts.iter_mut().find(|other| other.path == mount.path) {
        Some(other) => *other = mount,
        None => container.mounts.push(mount),
    }
    Ok(())
}

/// The file or folder of the volume that is mounted: the one key of a ConfigMap or Secret, or what the options say.
fn sub_path(args: &Args, volume: &Volume, options: &MountOptions) -> Result<Option<String>, Fault> {
    for (key, path) in [("sub_path", &options.sub_path), ("sub_path_expr", &options.sub_path_expr)] {
        if let Some(path) = path {
            let at = |reason| Fault::new("argument", reason).at(args.spot_in(2, key));
            names::relative_path(path).map_err(at)?;
        }
    }
    if let Volume::Claim(claim) = volume
        && claim.volume_mode.as_deref() == Some("Block")
    {
        let fault = args.refuse(1, "argument", format!("A bare device has no files to mount: {}.", claim.name));
        return Err(fault.help("write `.volume_device(PATH, CLAIM)`"));
    }
    let Some(key) = volume.keyed().and_then(|object| object.usage().key.clone()) else {
        return Ok(options.sub_path.clone());
    };
    if options.sub_path.is_some() || options.sub_path_expr.is_some() {
        let fault = args.refuse(2, "argument", format!("`key` says already which file is mounted: {key}."));
        return Err(fault.help("leave `sub_path` out"));
    }
    Ok(Some(key))
}

/// The argument as a volume.
pub(super) fn volume(args: &Args, index: usize) -> Option<Volume> {
    args.part(index)
        .map(Volume::Claim)
        .or_else(|| args.part(index).map(Volume::ExistingClaim))
        .or_else(|| args.part(index).map(Volume::EmptyDir))
        .or_else(|| args.part(index).map(Volume::ConfigMap))
        .or_else(|| args.part(index).map(Volume::HostPath))
        .or_else(|| args.part(index).map(Volume::Image))
        .or_else(|| args.part(index).map(Volume::Nfs))
        .or_else(|| args.part(index).map(Volume::Csi))
        .or_else(|| args.part(index).map(Volume::EphemeralClaim))
        .or_else(|| args.part(index).map(Volume::Projected))
        .or_else(|| args.part(index).map(Volume::Downward))
        .or_else(|| args.part(index).map(Volume::Secret))
        .or_else(|| args.part(index).map(Volume::Existing))
}

/// The script without the indentation that all its lines share.
pub(super) fn dedent(script: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let shared = script.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = script.lines().map(|line| line.get(shared..).unwrap_or("")).collect();
    lines.join("\n").trim_matches('\n').to_owned() + "\n"
}
