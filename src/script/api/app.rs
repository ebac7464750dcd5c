//! The app, namespaces and whole objects; and what the last expression of a script means.

use rhai::{AST, Dynamic, Position};

use super::change;
use super::shared::{Common, Labels, Patches, object_name};
use super::workload::description;
use crate::model::{
    App, ConfigMap, Container, HttpRoute, Ingress, Namespace, Objects, Part as AppPart, RawObject, Said, Secret,
    Service, ServiceAccount, VolumeClaim, Workload,
};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::lint::{ends_with_let, last_statement};
use crate::script::part::Part;
use crate::script::session::Session;
use crate::script::table::{Kind, Maker, Row, arg, maker, opt, row};
use crate::script::types::{Ty, named};

const PART: Ty = Ty::Any(&[
    Ty::A(Workload::NAME),
    Ty::A(Service::NAME),
    Ty::A(Ingress::NAME),
    Ty::A(HttpRoute::NAME),
    Ty::A(ConfigMap::NAME),
    Ty::A(Secret::NAME),
    Ty::A(VolumeClaim::NAME),
    Ty::A(ServiceAccount::NAME),
    Ty::A(Namespace::NAME),
    Ty::A(RawObject::NAME),
    Ty::A(Objects::NAME),
    Ty::A(App::NAME),
]);

impl Kind for App {
    const NAME: &'static str = "App";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("app", &[arg("name", Ty::Text)], "What is deployed, compared and deleted together.", |args| {
            Ok(Self { name: object_name(args, 0, 63)?, ..Self::default() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "add",
                &[arg("part", Ty::Any(&[PART, Ty::List]))],
                "Adds a part, or a list of them.",
                |app: &mut Self, args| {
                    for part in parts(args, 0)? {
                        if !app.parts.contains(&part) {
                            app.parts.push(part);
                        }
                    }
                    Ok(())
                },
            )
            .each(),
            row(
                "namespace",
                &[arg("name", Ty::Text)],
                "Where it lives; the context's unless said.",
                |app: &mut Self, args| {
                    app.namespace = Some(object_name(args, 0, 63)?);
                    Ok(())
                },
            ),
            row(
                "description",
                &[arg("text", Ty::Text)],
                "What it is for: at most 512 characters.",
                |app: &mut Self, args| {
                    app.description = Some(description(args)?);
                    Ok(())
                },
            ),
            row(
                "sequence",
                &[arg("parts", Ty::List)],
                "The parts in this order: each waits until the one before is ready. What it does not name comes with the first.",
                |app: &mut Self, args| {
                    let sequence = parts(args, 0)?;
                    for (index, part) in sequence.iter().enumerate() {
                        if !app.parts.has_or_follows(part) {
                            let fault = if app.parts.has_copy(part) {
                                Fault::new("not-added", "A part of the sequence differs from the one that was added.")
                                    .help("name the part as it was added; what is to change in it is said before `.add`, or in the app with `.change`")
                            } else {
                                Fault::new("not-added", "A part of the sequence was not added to the app.")
                                    .help("add it first: `.add([…])`, then `.sequence([…])`")
                            };
                            return Err(fault.at(args.spot_item(0, index)));
                        }
                    }
                    app.sequence = sequence;
                    Ok(())
                },
            ),
        ],
        change::ROWS,
        Labels::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

/// The parts of an argument: one, or a list of them.
fn parts(args: &Args, index: usize) -> Result<Vec<AppPart>, Fault> {
    if !args.values[index].is_array() {
        return Ok(part(&args.values[index]).into_iter().collect());
    }
    let mut out = Vec::new();
    for (at, item) in args.list(index).iter().enumerate() {
        let Some(found) = part(item) else {
            let fault = Fault::new("argument", format!("A part of an app is expected here, not {}.", named(item)));
            let help = if item.is_array() {
                "a list has no lists in it; several that share one place in a sequence are an app, which is added too: \
                 `app(\"NAME\").add([…])`"
            } else {
                "parts are workloads, services, ingresses, config maps, secrets, claims, namespaces, objects and apps"
            };
            return Err(fault.help(help).at(args.spot_item(index, at)));
        };
        out.push(found);
    }
    Ok(out)
}

/// A value as a part of an app.
fn part(value: &Dynamic) -> Option<AppPart> {
    fn of<T: Kind>(value: &Dynamic, wrap: fn(std::sync::Arc<T>) -> AppPart) -> Option<AppPart> {
        value.read_lock::<Part<T>>().map(|part| wrap(part.0.clone()))
    }
    // The objects of a file are one part: together they have one place in a sequence.
    let file = |objects: std::sync::Arc<Objects>| {
        let mut app = App { said: objects.said.clone(), ..App::default() };
        for object in &objects.objects {
            app.parts.push(AppPart::Object(object.clone()));
        }
        AppPart::App(std::sync::Arc::new(app))
    };
    of(value, AppPart::Workload)
        .or_else(|| of(value, file))
        .or_else(|| of(value, AppPart::Service))
        .or_else(|| of(value, AppPart::Ingress))
        .or_else(|| of(value, AppPart::Route))
        .or_else(|| of(value, AppPart::ConfigMap))
        .or_else(|| of(value, AppPart::Secret))
        .or_else(|| of(value, AppPart::Claim))
        .or_else(|| of(value, AppPart::Account))
        .or_else(|| of(value, AppPart::Namespace))
        .or_else(|| of(value, AppPart::Object))
        .or_else(|| of(value, AppPart::App))
}

impl Kind for Namespace {
    const NAME: &'static str = "Namespace";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "namespace",
        &[arg("name", Ty::Text)],
        "A namespace that the app makes, and keeps when it is deleted.",
        |args| Ok(Self { name: object_name(args, 0, 63)?, ..Self::default() }),
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[Labels::<Self>::ROWS, Patches::<Self>::ROWS, Common::<Self>::ROWS];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Kind for RawObject {
    const NAME: &'static str = "Object";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("object", &[arg("fields", Ty::Map)], "Any Kubernetes object whole, custom resources too.", |args| {
            let node = args.node(0)?;
            for field in [&["apiVersion"][..], &["kind"], &["metadata", "name"]] {
                if node.at(field).and_then(|found| found.as_str()).is_none_or(str::is_empty) {
                    let fault = args.refuse(0, "missing-field", format!("The object has no `{}`.", field.join(".")));
                    return Err(fault.help(
                        "write `object(#{ apiVersion: \"v1\", kind: \"ConfigMap\", metadata: #{ name: \"x\" }, … })`",
                    ));
                }
            }
            Ok(Self { said: Said::default(), node, keep: false, patch: Vec::new() })
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[row("keep", &[opt("on", Ty::Bool)], "It is never deleted by rhumb.", |object: &mut Self, args| {
            object.keep = args.flag(0);
            Ok(())
        })],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        self.node.at(&["metadata", "name"]).and_then(|name| name.as_str())
    }
}

/// The app that the last expression of a script is.
pub fn result(value: Dynamic, ast: &AST, _session: &Session) -> Result<App, (Fault, Position)> {
    if let Some(app) = value.read_lock::<Part<App>>() {
        if app.0.parts.is_empty() {
            let at = last_statement(ast).unwrap_or(Position::new(1, 1));
            let fault = Fault::new("no-app", format!("The app `{}` has no parts.", app.0.name));
            return Err((fault.help("add something to it: `.add(deployment(\"web\").container(…))`"), at));
        }
        return Ok((*app.0).clone());
    }
    if let Some(workload) = value.read_lock::<Part<Workload>>() {
        let said = Said::new(workload.0.said.made, 0);
        let (name, namespace) = (workload.0.name.clone(), workload.0.namespace.clone());
        let parts = vec![AppPart::Workload(workload.0.clone())].into();
        return Ok(App { said, name, namespace, parts, ..App::default() });
    }
    let at = last_statement(ast).unwrap_or(Position::new(1, 1));
    if let Some((name, position)) = ends_with_let(ast) {
        let fault = Fault::new("no-app", "The script ends with a `let`, which gives nothing.");
        return Err((fault.help(format!("end it with a line of its own: `{name}`")), position));
    }
    let fault = if value.is_array() {
        Fault::new("no-app", "The script ends with a list.").help("an app is named: `app(\"NAME\").add([…])`")
    } else if part(&value).is_some() {
        let text = format!("The script ends with {}, which belongs to an app.", named(&value));
        Fault::new("no-app", text).help("write `app(\"NAME\").add(…)`")
    } else if let Some(name) = value.read_lock::<Part<Container>>().map(|part| part.0.name.clone()) {
        Fault::new("no-app", "The script ends with a Container, and not with an app.")
            .help(format!("a workload runs it: `deployment({name:?}).container(…)`"))
    } else if value.is_unit() {
        Fault::new("no-app", "The script ends with nothing.")
            .help("its last expression is what is deployed: a workload or `app(\"NAME\").add([…])`. An assignment and an `if` without `else` give nothing")
    } else {
        Fault::new("no-app", format!("The script ends with {}, and not with an app.", named(&value)))
            .help("its last expression is what is deployed: a workload or `app(\"NAME\").add([…])`")
    };
    Err((fault, at))
}
