//! Volumes that no claim of the app holds: paths of nodes and servers, images, drivers, and several sources in one.

use super::shared::{Common, Labels, Patches, at_key, form, pairs};
use super::usage::{MODE, SECRET_NAME, mode, named_secret, remember};
use super::volume::{ACCESS_MODES, Named, size};
use crate::model::{
    ConfigMap, Csi, Downward, EphemeralClaim, HostPath, ImageVolume, Items, Keyed, Nfs, Projected, Projection, Secret,
};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::part::Part;
use crate::script::table::{Kind, Maker, Row, arg, flag, maker, opt, row, text};
use crate::script::types::{Ty, named};
use crate::text::names;

impl Kind for HostPath {
    const NAME: &'static str = "HostPath";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("host_path", &[arg("path", Ty::Text)], "A file or folder of the node.", |args| {
            let path = args.text(0);
            form(args, 0, names::absolute_path(&path))?;
            if path.split('/').any(|step| step == "..") {
                return Err(args.refuse(0, "argument", format!("A path of the node has no `..`: {path}.")));
            }
            Ok(Self { path, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[text(
            "type",
            &[arg(
                "type",
                Ty::OneOf(&[
                    "DirectoryOrCreate",
                    "Directory",
                    "FileOrCreate",
                    "File",
                    "Socket",
                    "CharDevice",
                    "BlockDevice",
                ]),
            )],
            "What has to be there; nothing is looked at unless said.",
            |volume| &mut volume.kind,
        )],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for ImageVolume {
    const NAME: &'static str = "ImageVolume";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("image_volume", &[arg("image", Ty::Text)], "The files of an image, to be read.", |args| {
            let reference = args.text(0);
            names::image_reference(&reference).map_err(|reason| args.refuse(0, "image-form", reason))?;
            Ok(Self { reference, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[text(
            "pull_policy",
            &[arg("policy", Ty::OneOf(&["Always", "IfNotPresent", "Never"]))],
            "When the image is pulled; unset unless said.",
            |volume| &mut volume.pull_policy,
        )],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for Nfs {
    const NAME: &'static str = "Nfs";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("nfs", &[arg("server", Ty::Text), arg("path", Ty::Text)], "A folder of an NFS server.", |args| {
            let path = args.text(1);
            form(args, 1, names::absolute_path(&path))?;
            Ok(Self { server: args.text(0), path, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[flag("read_only", "Refuses writes.", |volume| &mut volume.read_only)],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for Csi {
    const NAME: &'static str = "Csi";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "csi",
        &[arg("driver", Ty::Text), opt("attributes", Ty::Map)],
        "A volume that a CSI driver makes for the pod.",
        |args| {
            let driver = args.text(0);
            form(args, 0, names::dns_subdomain(&driver))?;
            let mut part = Self { driver, ..Self::default() };
            if args.has(1) {
                part.attributes = pairs(args, 1)?;
                remember(&mut part.said, "attributes", args, 1);
            }
            Ok(part)
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            text("fs_type", &[arg("type", Ty::Text)], "Type of file system, such as `ext4`.", |volume| {
                &mut volume.fs_type
            }),
            flag("read_only", "Refuses writes.", |volume| &mut volume.read_only),
            row("secret", SECRET_NAME, "A Secret that the driver is given.", |volume: &mut Self, args| {
                volume.secret = Some(named_secret(args)?);
                Ok(())
            }),
        ],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for EphemeralClaim {
    const NAME: &'static str = "EphemeralClaim";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "ephemeral_claim",
        &[arg("size", Ty::Quantity)],
        "Storage that is made for a pod and goes with it.",
        |args| Ok(Self { size: size(args, 0)?, ..Self::default() }),
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            text("class", &[arg("name", Ty::Text)], "Storage class; the cluster's default without it.", |claim| {
                &mut claim.class
            }),
            text("access_mode", &[arg("mode", ACCESS_MODES)], "`ReadWriteOnce` unless said.", |claim| {
                &mut claim.access_mode
            }),
        ],
        Named::<Self>::ROWS,
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for Projected {
    const NAME: &'static str = "Projected";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("projected", &[arg("sources", Ty::List)], "Several sources in one folder.", |args| {
            let mut parts = Vec::new();
            for (index, item) in args.list(0).iter().enumerate() {
                let at = |fault: Fault| fault.at(args.spot_item(0, index));
                parts.push(projection(item).map_err(at)?);
            }
            if parts.is_empty() {
                return Err(args.refuse(0, "argument", "A projected volume has at least one source."));
            }
            Ok(Self { parts, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[row("mode", MODE, "Permissions of the files: `0o640`.", |volume: &mut Self, args| {
            volume.mode = Some(mode(args)?);
            Ok(())
        })],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

fn projection(item: &rhai::Dynamic) -> Result<Projection, Fault> {
    fn of<T: Kind>(item: &rhai::Dynamic) -> Option<std::sync::Arc<T>> {
        item.read_lock::<Part<T>>().map(|part| part.0.clone())
    }
    let keyed = of::<ConfigMap>(item)
        .map(Keyed::ConfigMap)
        .or_else(|| of::<Secret>(item).map(Keyed::Secret))
        .or_else(|| of::<Items>(item).map(Keyed::Existing));
    let mode = keyed.as_ref().map_or_else(|| of::<Downward>(item).and_then(|part| part.mode), |part| part.usage().mode);
    if mode.is_some() {
        return Err(Fault::new("argument", "Inside of a projected volume a source has no permissions of its own.")
            .help("say `.mode(…)` on the `projected([…])`"));
    }
    keyed.map(Projection::Keyed).or_else(|| of::<Downward>(item).map(Projection::Downward)).ok_or_else(|| {
        Fault::new("argument", format!("A source of a projected volume is expected here, not {}.", named(item)))
            .help("sources are `config_map`, `secret`, `existing_config_map`, `existing_secret` and `downward`")
    })
}

/// Fields of a pod that a file may have.
const FIELDS: &[&str] =
    &["metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations"];

impl Kind for Downward {
    const NAME: &'static str = "Downward";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "downward",
        &[arg("files", Ty::Map)],
        "Fields of the pod as files: `#{ labels: \"metadata.labels\" }`.",
        |args| {
            let mut part = Self { files: pairs(args, 0)?, ..Self::default() };
            for (file, field) in &part.files {
                names::relative_path(file).map_err(|reason| at_key(Fault::new("argument", reason), args, 0, file))?;
                field_of_pod(args, file, field)?;
            }
            remember(&mut part.said, "files", args, 0);
            Ok(part)
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[row("mode", MODE, "Permissions of the files: `0o640`.", |volume: &mut Self, args| {
            volume.mode = Some(mode(args)?);
            Ok(())
        })],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

fn field_of_pod(args: &Args, file: &str, field: &str) -> Result<(), Fault> {
    let keyed = ["metadata.labels['", "metadata.annotations['"];
    if FIELDS.contains(&field) || keyed.iter().any(|start| field.starts_with(start) && field.ends_with("']")) {
        return Ok(());
    }
    let fault = Fault::new("argument", format!("A file cannot hold this field of the pod: {field}."));
    let help = crate::diagnostic::suggestion(field, FIELDS, "it may be one of, or of one label or annotation");
    Err(at_key(fault.help(help), args, 0, file))
}
