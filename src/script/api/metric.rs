//! Metrics of an autoscaler beside the processor time and memory of its pods.

use super::shared::{Common, Patches, form, name_of, pairs};
use crate::diagnostic::nearest;
use crate::model::{Amount, Container, Ingress, Measure, Metric, Service, Workload};
use crate::schema;
use crate::script::args::Args;
use crate::script::fault::{Fault, Spot};
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, opt, row};
use crate::script::types::{Ty, text as as_text};
use crate::text::{names, quantity};

const CONTAINER: &[Arg] =
    &[arg("container", Ty::Any(&[Ty::Text, Ty::A(Container::NAME)])), arg("percent", Ty::Int(1, i32::MAX as i64))];
const OBJECT: Ty = Ty::Any(&[Ty::Text, Ty::A(Service::NAME), Ty::A(Ingress::NAME), Ty::A(Workload::NAME)]);

impl Kind for Metric {
    const NAME: &'static str = "Metric";

    const MAKERS: &'static [Maker<Self>] = &[
        maker(
            "pods_metric",
            &[arg("name", Ty::Text), arg("average", Ty::Scalar)],
            "A metric of the pods themselves: how much each has on average.",
            |args| Ok(made(args, Measure::Pods(args.text(0)), Amount::Average(amount(args, 1)?))),
        ),
        maker(
            "external_metric",
            &[arg("name", Ty::Text), arg("value", Ty::Scalar)],
            "A metric from outside of the cluster, such as the length of a queue.",
            |args| Ok(made(args, Measure::External(args.text(0)), Amount::Value(amount(args, 1)?))),
        ),
        maker(
            "object_metric",
            &[arg("name", Ty::Text), arg("kind", Ty::Text), arg("object", OBJECT), arg("value", Ty::Scalar)],
            "A metric of another object, such as the requests of an ingress.",
            |args| {
                let (api_version, kind) = kind(args, 1)?;
                let name = object(args, 2)?;
                let measure = Measure::Object { metric: args.text(0), api_version, kind, name };
                Ok(made(args, measure, Amount::Value(amount(args, 3)?)))
            },
        ),
        maker(
            "container_cpu",
            CONTAINER,
            "Percent of the processor time that one container requests, whatever the others use.",
            |args| of_container(args, "cpu"),
        ),
        maker(
            "container_memory",
            CONTAINER,
            "Percent of the memory that one container requests, whatever the others use.",
            |args| of_container(args, "memory"),
        ),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "select",
                &[arg("labels", Ty::Map)],
                "Only the series with these labels.",
                |metric: &mut Self, args| {
                    if matches!(metric.measure, Measure::Resource(_) | Measure::Container { .. }) {
                        return Err(misplaced("select"));
                    }
                    metric.select = pairs(args, 0)?;
                    Ok(())
                },
            ),
            row(
                "average",
                &[opt("on", Ty::Bool)],
                "Divides the value by the number of pods.",
                |metric: &mut Self, args| {
                    let (Amount::Value(value) | Amount::Average(value)) = &metric.amount else {
                        return Err(misplaced("average"));
                    };
                    if matches!(metric.measure, Measure::Pods(_)) {
                        let fault = Fault::new("argument", "A metric of pods is an average always.");
                        return Err(fault.help("take `.average()` away").at(Spot::Call));
                    }
                    let value = value.clone();
                    metric.amount = if args.flag(0) { Amount::Average(value) } else { Amount::Value(value) };
                    Ok(())
                },
            ),
        ],
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];
}

fn made(args: &Args, measure: Measure, amount: Amount) -> Metric {
    Metric::new(measure, amount, args.origin())
}

fn misplaced(method: &str) -> Fault {
    Fault::new("argument", format!("A percentage of a request has no `{method}`."))
        .help("it belongs to `external_metric(…)` and `object_metric(…)`")
        .at(Spot::Call)
}

fn of_container(args: &Args, resource: &'static str) -> Result<Metric, Fault> {
    let container = name_of::<Container>(args, 0).unwrap_or_default();
    form(args, 0, names::dns_label(&container, 63))?;
    Ok(made(args, Measure::Container { resource, container }, Amount::Percent(args.int(1))))
}

/// A quantity above zero, as text or as a number.
fn amount(args: &Args, index: usize) -> Result<String, Fault> {
    let text = args.text(index);
    if !args.values[index].is_bool() && quantity::parse(&text).is_ok() && !text.starts_with('-') && text != "0" {
        return Ok(text);
    }
    let fault = args.refuse(index, "argument", format!("An amount above zero is expected here, not {text:?}."));
    Err(fault.help("write a number such as `100`, or a quantity such as \"500m\" or \"10k\""))
}

/// The version and name of a kind: of Kubernetes by its name, any other as `group/version/Kind`.
fn kind(args: &Args, index: usize) -> Result<(String, String), Fault> {
    let said = args.text(index);
    if let Some((version, kind)) = said.rsplit_once('/') {
        return Ok((version.to_owned(), kind.to_owned()));
    }
    let known = || schema::kinds().filter_map(|known| known.rsplit_once('/'));
    // Of several versions the last is the newest, and `v1` comes after `v1beta1` is gone.
    if let Some((version, kind)) = known().filter(|(_, kind)| *kind == said).last() {
        return Ok((version.to_owned(), kind.to_owned()));
    }
    let help = match nearest(&said, known().map(|(_, kind)| kind)).first() {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write \"GROUP/VERSION/{said}\""),
    };
    Err(args.refuse(index, "argument", format!("Kubernetes has no kind of this name: {said}.")).help(help))
}

/// The name of the object, or of the part that stands for it.
fn object(args: &Args, index: usize) -> Result<String, Fault> {
    if as_text(&args.values[index]).is_some() {
        return Ok(args.text(index));
    }
    let name = args
        .part::<Workload>(index)
        .map(|part| part.name.clone())
        .or_else(|| args.part::<Service>(index).and_then(|part| part.name.clone()))
        .or_else(|| args.part::<Ingress>(index).and_then(|part| part.name.clone()));
    name.ok_or_else(|| {
        args.refuse(index, "missing-name", "The part has no name of its own.")
            .help("give it one, as in `service(\"NAME\")` or `.rename(\"NAME\")`, or write the name here")
    })
}
