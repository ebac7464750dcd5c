//! Volumes and Secrets.

use super::shared::{Common, Labels, Patches, at_key, object_name, pairs, set_key};
use crate::model::{EmptyDir, ExistingClaim, Items, Said, Secret, Source, VolumeClaim};
use crate::script::fault::Fault;
use crate::script::secret::SecretText;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, optional_int, row, text};
use crate::script::types::{Ty, named, text as as_text};
use crate::text::names;

const ACCESS_MODES: Ty = Ty::OneOf(&["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod"]);

impl Kind for VolumeClaim {
    const NAME: &'static str = "VolumeClaim";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "volume_claim",
        &[arg("name", Ty::Text), arg("size", Ty::Quantity)],
        "Storage: in a StatefulSet one claim for each pod, else one that the app owns.",
        |args| {
            let name = object_name(args, 0, 63)?;
            let size = args.text(1);
            if size.ends_with('m') {
                let fault = args.refuse(1, "argument", format!("{size:?} of storage is less than a byte."));
                return Err(fault.help(format!(
                    "write \"{}Mi\" or \"{}Gi\"",
                    size.trim_end_matches('m'),
                    size.trim_end_matches('m')
                )));
            }
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
            Ok(Self { name: args.text(0), ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[text("volume_name", &[arg("name", Ty::Text)], "Name of the volume in the pod.", |claim| {
            &mut claim.volume_name
        })],
        Common::<Self>::ROWS,
    ];

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
            text("volume_name", &[arg("name", Ty::Text)], "Name of the volume in the pod.", |volume| {
                &mut volume.volume_name
            }),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

impl Kind for Secret {
    const NAME: &'static str = "Secret";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "secret",
        &[arg("name", Ty::Text), arg("data", Ty::Map)],
        "A Secret of the app; values come from `secret_param`.",
        |args| {
            let name = object_name(args, 0, 253)?;
            let origin = args.origin();
            let mut secret = Self { name, said: Said::new(origin, 0), ..Self::default() };
            for (key, value) in args.map(1) {
                names::secret_key(&key).map_err(|reason| at_key(Fault::new("name-form", reason), args, 1, &key))?;
                let source = match value.read_lock::<SecretText>() {
                    Some(value) => value.0.clone(),
                    None if Ty::Scalar.takes(&value) => {
                        Source::Literal(as_text(&value).unwrap_or_else(|| value.to_string()))
                    }
                    None => {
                        let fault = Fault::new(
                            "argument",
                            format!("The value of `{key}` must be a secret value or text, not {}.", named(&value)),
                        );
                        return Err(at_key(fault.help("take it from `secret_param(\"name\")`"), args, 1, &key));
                    }
                };
                set_key(&mut secret.data, key.to_string(), source);
            }
            Ok(secret)
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[text("type", &[arg("type", Ty::Text)], "`Opaque` unless said.", |secret| &mut secret.kind)],
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Kind for Items {
    const NAME: &'static str = "ExistingObject";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("existing_config_map", &[arg("name", Ty::Text)], "A ConfigMap made elsewhere.", |args| {
            Ok(Self { name: args.text(0), ..Self::default() })
        }),
        maker("existing_secret", &[arg("name", Ty::Text)], "A Secret made elsewhere.", |args| {
            Ok(Self { name: args.text(0), secret: true, ..Self::default() })
        }),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "items",
                &[arg("files", Ty::Map)],
                "Only these keys, each as a file: `#{ key: \"path\" }`.",
                |items: &mut Self, args| {
                    items.items = pairs(args, 0)?;
                    Ok(())
                },
            ),
            optional_int(
                "mode",
                &[arg("permissions", Ty::Int(0, 0o777))],
                "Permissions of the files: `0o640`.",
                |items| &mut items.mode,
            ),
            row("optional", &[opt("on", Ty::Bool)], "It may be missing.", |items: &mut Self, args| {
                items.optional = args.flag(0);
                Ok(())
            }),
            text("volume_name", &[arg("name", Ty::Text)], "Name of the volume in the pod.", |items| {
                &mut items.volume_name
            }),
        ],
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}
