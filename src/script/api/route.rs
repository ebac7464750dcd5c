//! Routes of the Gateway API.

use super::ingress::{PATH, add_path};
use super::shared::{Common, Labels, Patches, at_key, form, object_name};
use crate::model::{Gateway, HttpRoute, Said, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, row, text};
use crate::script::types::Ty;
use crate::text::names;

/// Options of `gateway`.
#[derive(Clone, Debug, Default)]
struct GatewayOptions {
    said: Said,
    namespace: Option<String>,
    listener: Option<String>,
}
spoken!(GatewayOptions);

impl Kind for GatewayOptions {
    const NAME: &'static str = "gateway option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        text(
            "namespace",
            &[arg("name", Ty::Text)],
            "Where the gateway lies; beside the route unless said.",
            |options| &mut options.namespace,
        ),
        text(
            "listener",
            &[arg("name", Ty::Text)],
            "One listener of the gateway; all unless said.",
            |options: &mut Self| &mut options.listener,
        )
        .aka(&["section", "section_name", "sectionName"]),
    ]];
}

impl Kind for HttpRoute {
    const NAME: &'static str = "HttpRoute";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "http_route",
        &[arg("host", Ty::Text)],
        "Serves a host by a gateway: the Gateway API's form of an ingress.",
        |args| {
            let host = args.text(0);
            form(args, 0, names::host(&host))?;
            Ok(Self { host, ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "gateway",
                &[arg("name", Ty::Text), opt("options", Ty::Options(GatewayOptions::sigs))],
                "The gateway that serves it.",
                |route: &mut Self, args| add_gateway(route, args),
            )
            .keyed()
            .aka(&["parent", "parent_ref"]),
            row("path", PATH, "Serves a path, of the workload's one service unless said.", |route: &mut Self, args| {
                add_path(&mut route.paths, args)
            })
            .keyed(),
            text(
                "path_type",
                &[arg("type", Ty::OneOf(&["Prefix", "Exact", "RegularExpression"]))],
                "How paths are compared; `Prefix` unless said.",
                |route| &mut route.path_type,
            ),
            row("rename", &[arg("name", Ty::Text)], "Takes another name.", |route: &mut Self, args| {
                route.name = Some(object_name(args, 0, 253)?);
                Ok(())
            }),
        ],
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

fn add_gateway(route: &mut HttpRoute, args: &Args) -> Result<(), Fault> {
    let name = object_name(args, 0, 253)?;
    let options = args.options::<GatewayOptions>(1)?;
    if let Some(namespace) = &options.namespace {
        let formed = names::dns_label(namespace, 63);
        formed.map_err(|reason| at_key(Fault::new("name-form", reason), args, 1, "namespace"))?;
    }
    let added = Gateway { name, namespace: options.namespace, listener: options.listener, origin: args.origin() };
    match route.gateways.iter_mut().find(|other| other.name == added.name) {
        Some(other) => *other = added,
        None => route.gateways.push(added),
    }
    Ok(())
}
