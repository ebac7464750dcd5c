//! Ingresses.

use super::shared::{Common, Labels, Patches, form, object_name};
use super::usage::{SECRET_NAME, named_secret};
use crate::model::{Ingress, IngressPath, Rule, Service};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, opt, row, text};
use crate::script::types::Ty;
use crate::text::names;

/// Arguments of `path`.
pub(super) const PATH: &[Arg] =
    &[arg("path", Ty::Text), opt("service", Ty::Any(&[Ty::A(Service::NAME), Ty::Text])), opt("port", Ty::Port)];

impl Kind for Ingress {
    const NAME: &'static str = "Ingress";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "ingress",
        &[arg("host", Ty::Text)],
        "Serves a host: path `/` of the workload's one service unless said.",
        |args| {
            let host = args.text(0);
            form(args, 0, names::host(&host))?;
            Ok(Self { host, ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "path",
                PATH,
                "Serves a path, of the workload's one service unless said.",
                |ingress: &mut Self, args| add_path(&mut ingress.paths, args),
            )
            .keyed(),
            text(
                "path_type",
                &[arg("type", Ty::OneOf(&["Prefix", "Exact", "ImplementationSpecific"]))],
                "How paths are compared; `Prefix` unless said.",
                |ingress| &mut ingress.path_type,
            ),
            text(
                "class",
                &[arg("name", Ty::Text)],
                "Ingress class; the cluster's default without it.",
                |ingress: &mut Self| &mut ingress.class,
            )
            .aka(&["ingress_class", "ingressClassName"]),
            row("tls", SECRET_NAME, "Serves the host with the certificate of a Secret.", |ingress: &mut Self, args| {
                ingress.tls = Some(named_secret(args)?);
                Ok(())
            }),
            row("rename", &[arg("name", Ty::Text)], "Takes another name.", |ingress: &mut Self, args| {
                ingress.name = Some(object_name(args, 0, 253)?);
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

/// A path and what is behind it, in place of one of the same path.
pub(super) fn add_path(paths: &mut Vec<IngressPath>, args: &Args) -> Result<(), Fault> {
    let path = args.text(0);
    if !path.starts_with('/') {
        let fault = args.refuse(0, "argument", format!("A path begins with a slash, not: {path}."));
        return Err(fault.help(format!("write \"/{path}\"")));
    }
    let service = if args.has(1) {
        Some(args.part::<Service>(1).map_or_else(|| Rule::Name(args.text(1)), Rule::Service))
    } else {
        None
    };
    let added = IngressPath { path, service, port: args.has(2).then(|| args.port(2)), origin: args.origin() };
    match paths.iter_mut().find(|other| other.path == added.path) {
        Some(other) => *other = added,
        None => paths.push(added),
    }
    Ok(())
}
