//! Rules about nodes and pods, and what is near to them or far.

use std::sync::Arc;

use super::shared::{Common, form, label_pairs};
use crate::model::{LabelRule, NodeAffinity, NodeRule, NodeTerm, PlacementRule, PodsLike, Said};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::part::Part;
use crate::script::table::{Kind, Maker, Row, arg, flag, maker, opt, optional_int, row};
use crate::script::types::{Ty, named};
use crate::text::names;

pub(super) const WEIGHT: Ty = Ty::Int(1, 100);
const VALUES: Ty = Ty::Any(&[Ty::List, Ty::Int(i64::MIN, i64::MAX), Ty::Text]);

/// A rule: `In` and `NotIn` take a list, `Exists` and `DoesNotExist` nothing, `Gt` and `Lt` one integer.
fn rule(maker: &str, args: &Args) -> Result<PlacementRule, Fault> {
    let (key, operator) = (args.text(0), args.text(1));
    form(args, 0, names::label_key(&key))?;
    let wrong = |index: usize, text: String, help: String| {
        Err(args.refuse(index.min(args.len() - 1), "argument", text).help(help))
    };
    let values: Vec<String> = match operator.as_str() {
        "Exists" | "DoesNotExist" if args.has(2) => {
            return wrong(
                2,
                format!("`{operator}` takes no values."),
                format!("write `{maker}({key:?}, {operator:?})`"),
            );
        }
        "Exists" | "DoesNotExist" => Vec::new(),
        "Gt" | "Lt" => match args.values.get(2).and_then(|value| value.as_int().ok()) {
            Some(number) => vec![number.to_string()],
            None => {
                return wrong(
                    2,
                    format!("`{operator}` takes one integer."),
                    format!("write `{maker}({key:?}, {operator:?}, 15)`"),
                );
            }
        },
        _ => {
            let items = if args.has(2) { args.list(2) } else { Vec::new() };
            if items.is_empty() {
                return wrong(
                    2,
                    format!("`{operator}` takes a list with at least one value."),
                    format!("write `{maker}({key:?}, {operator:?}, [\"a\", \"b\"])`"),
                );
            }
            let mut values = Vec::new();
            for (index, item) in items.iter().enumerate() {
                if !Ty::Scalar.takes(item) {
                    let text = format!("A value of a label is text, not {}.", named(item));
                    return Err(Fault::new("argument", text).at(args.spot_item(2, index)));
                }
                let value = crate::script::types::text(item).unwrap_or_else(|| item.to_string());
                names::label_value(&value)
                    .map_err(|reason| Fault::new("name-form", reason).at(args.spot_item(2, index)))?;
                values.push(value);
            }
            values
        }
    };
    Ok(PlacementRule { key, operator, values })
}

impl Kind for NodeRule {
    const NAME: &'static str = "NodeRule";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "node_rule",
        &[
            arg("key", Ty::Text),
            arg("operator", Ty::OneOf(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"])),
            opt("values", VALUES),
        ],
        "A rule about a label of a node: `In` and `NotIn` take a list, `Gt` and `Lt` an integer.",
        |args| Ok(Self { said: Said::default(), rule: rule("node_rule", args)? }),
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[Common::<Self>::ROWS];
}

impl Kind for LabelRule {
    const NAME: &'static str = "LabelRule";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "label_rule",
        &[
            arg("key", Ty::Text),
            arg("operator", Ty::OneOf(&["In", "NotIn", "Exists", "DoesNotExist"])),
            opt("values", Ty::List),
        ],
        "A rule about a label of pods: `In` and `NotIn` take a list.",
        |args| Ok(Self { said: Said::default(), rule: rule("label_rule", args)? }),
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[Common::<Self>::ROWS];
}

/// The parts of a list, each of one type and at least one.
fn parts<T: Kind>(args: &Args, index: usize, example: &str) -> Result<Vec<Arc<T>>, Fault> {
    let mut out = Vec::new();
    for (at, item) in args.list(index).iter().enumerate() {
        let Some(part) = item.read_lock::<Part<T>>().map(|part| part.0.clone()) else {
            let text = format!("A {} is expected here, not {}.", T::NAME, named(item));
            return Err(Fault::new("argument", text).help(format!("write `{example}`")).at(args.spot_item(index, at)));
        };
        out.push(part);
    }
    if out.is_empty() {
        return Err(args.refuse(index, "argument", "At least one rule is needed.").help(format!("write `{example}`")));
    }
    Ok(out)
}

pub(super) const NODE_RULE: &str = "[node_rule(\"disk\", \"In\", [\"ssd\"])]";
const LABEL_RULE: &str = "pods_like([label_rule(\"app\", \"In\", [\"web\"])])";

impl Kind for NodeAffinity {
    const NAME: &'static str = "NodeAffinity";

    const MAKERS: &'static [Maker<Self>] =
        &[maker("node_affinity", &[], "On which nodes pods run: what is required, what is preferred.", |_| {
            Ok(Self::default())
        })];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "require",
                &[arg("rules", Ty::List)],
                "All rules of one call have to hold, and one of several calls.",
                |affinity: &mut Self, args| {
                    let rules = parts(args, 0, NODE_RULE)?;
                    affinity.terms.push(NodeTerm { weight: None, rules, origin: args.origin() });
                    Ok(())
                },
            )
            .each(),
            row(
                "prefer",
                &[arg("weight", WEIGHT), arg("rules", Ty::List)],
                "Nodes for which all rules hold count for more by the weight.",
                |affinity: &mut Self, args| {
                    let rules = parts(args, 1, NODE_RULE)?;
                    affinity.terms.push(NodeTerm { weight: Some(args.int(0)), rules, origin: args.origin() });
                    Ok(())
                },
            )
            .each(),
        ],
        Common::<Self>::ROWS,
    ];
}

impl Kind for PodsLike {
    const NAME: &'static str = "PodsLike";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "pods_like",
        &[arg("labels", Ty::Any(&[Ty::Map, Ty::List]))],
        "Pods by their labels, or by rules about them.",
        |args| {
            let mut pods = Self::default();
            if args.values[0].is_map() {
                pods.labels = label_pairs(args, 0)?;
                if pods.labels.is_empty() {
                    let fault = args.refuse(0, "argument", "At least one label is needed.");
                    return Err(fault.help("write `pods_like(#{ app: \"web\" })`"));
                }
            } else {
                pods.rules = parts(args, 0, LABEL_RULE)?;
            }
            Ok(pods)
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "topology",
                &[arg("key", Ty::Text)],
                "The label of nodes by which places are told apart, such as `kubernetes.io/hostname`.",
                |pods: &mut Self, args| {
                    let key = args.text(0);
                    form(args, 0, names::label_key(&key))?;
                    pods.topology = Some(key);
                    Ok(())
                },
            )
            .aka(&["topology_key"]),
            row(
                "namespaces",
                &[arg("names", Ty::Texts)],
                "Their namespaces; the pod's own unless said.",
                |pods: &mut Self, args| {
                    pods.namespaces = args.texts(0);
                    for (index, name) in pods.namespaces.iter().enumerate() {
                        names::dns_label(name, 63)
                            .map_err(|reason| Fault::new("name-form", reason).at(args.spot_item(0, index)))?;
                    }
                    Ok(())
                },
            )
            .overlaps(&["all_namespaces"]),
            flag("all_namespaces", "In every namespace.", |pods: &mut Self| &mut pods.all_namespaces)
                .overlaps(&["namespaces"]),
            optional_int("weight", &[arg("weight", WEIGHT)], "Preferred by so much instead of required.", |pods| {
                &mut pods.weight
            }),
        ],
        Common::<Self>::ROWS,
    ];
}
