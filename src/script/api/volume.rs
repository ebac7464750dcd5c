//! Claims, and scratch folders.

use std::marker::PhantomData;

use super::shared::{Common, Labels, Patches, form, object_name};
use super::usage::volume_name;
use crate::model::VolumeClaim;
use crate::model::{Csi, Downward, EmptyDir, EphemeralClaim, ExistingClaim, HostPath, ImageVolume, Nfs, Projected};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, row, text};
use crate::script::types::Ty;
use crate::text::names;

/// How a claim may be mounted.
pub const ACCESS_MODES: Ty = Ty::OneOf(&["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod"]);

/// Types that can be named in the pod.
pub trait Nameable {
    /// The name in the pod.
    fn volume_name(&mut self) -> &mut Option<String>;
}

macro_rules! nameable {
    ($($part:ty),+ $(,)?) => { $(
        impl Nameable for $part {
            fn volume_name(&mut self) -> &mut Option<String> { &mut self.volume_name }
        }
    )+ };
}
nameable!(ExistingClaim, EmptyDir, HostPath, ImageVolume, Nfs, Csi, EphemeralClaim, Projected, Downward);

/// The row `volume_name`.
pub struct Named<T>(PhantomData<T>);

impl<T: Kind + Nameable> Named<T> {
    /// `volume_name`.
    pub const ROWS: &'static [Row<T>] =
        &[row("volume_name", &[arg("name", Ty::Text)], "Name of the volume in the pod.", |part: &mut T, args| {
            *part.volume_name() = Some(volume_name(args)?);
            Ok(())
        })];
}

/// An amount of storage.
pub fn size(args: &Args, index: usize) -> Result<String, Fault> {
    let size = args.text(index);
    let number = size.trim_end_matches('m');
    if number.len() < size.len() {
        let fault = args.refuse(index, "argument", format!("{size:?} of storage is less than a byte."));
        return Err(fault.help(format!("write \"{number}Mi\" or \"{number}Gi\"")));
    }
    if size.starts_with('-') || size.trim_start_matches('0').is_empty() {
        return Err(args.refuse(index, "argument", format!("Storage has a size above zero, not: {size}.")));
    }
    Ok(size)
}

impl Kind for VolumeClaim {
    const NAME: &'static str = "VolumeClaim";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "volume_claim",
        &[arg("name", Ty::Text), arg("size", Ty::Quantity)],
        "Storage: in a StatefulSet one claim for each pod, else one that the app owns.",
        |args| {
            let name = object_name(args, 0, 63)?;
            let size = size(args, 1)?;
            Ok(Self { name, size, access_mode: "ReadWriteOnce".to_owned(), ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            text(
                "class",
                &[arg("name", Ty::Text)],
                "Storage class; the cluster's default without it.",
                |claim: &mut Self| &mut claim.class,
            )
            .aka(&["storage_class", "storageClassName"]),
            row(
                "access_mode",
                &[arg("mode", ACCESS_MODES)],
                "Who may mount it; `ReadWriteOnce` unless said.",
                |claim: &mut Self, args| {
                    claim.access_mode = args.text(0);
                    Ok(())
                },
            )
            .aka(&["access_modes", "accessModes"]),
            text(
                "volume_mode",
                &[arg("mode", Ty::OneOf(&["Filesystem", "Block"]))],
                "Files or a bare device.",
                |claim| &mut claim.volume_mode,
            ),
            row(
                "for_all_pods",
                &[opt("on", Ty::Bool)],
                "One claim for all pods, in a StatefulSet too.",
                |claim: &mut Self, args| {
                    claim.for_all_pods = args.flag(0);
                    Ok(())
                },
            ),
        ],
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Kind for ExistingClaim {
    const NAME: &'static str = "ExistingClaim";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("existing_claim", &[arg("name", Ty::Text)], "A claim made elsewhere, shared by all pods.", |args| {
            let name = args.text(0);
            form(args, 0, names::dns_subdomain(&name))?;
            Ok(Self { name, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[Named::<Self>::ROWS, Common::<Self>::ROWS];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Kind for EmptyDir {
    const NAME: &'static str = "EmptyDir";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("empty_dir", &[], "A folder that lives as long as the pod.", |_| Ok(Self::default()))];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            text("medium", &[arg("medium", Ty::OneOf(&["Memory"]))], "Keeps it in memory.", |volume| {
                &mut volume.medium
            }),
            text("size_limit", &[arg("size", Ty::Quantity)], "Evicts the pod beyond it.", |volume| {
                &mut volume.size_limit
            }),
        ],
        Named::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}
