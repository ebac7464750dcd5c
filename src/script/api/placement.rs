//! On which nodes pods run: rules, affinities, spreading, tolerations.

use std::sync::Arc;

use super::affinity::{NODE_RULE, WEIGHT};
use super::shared::{Common, form};
use crate::model::{Apart, NodeAffinity, PodsLike, Said, Spread, Toleration, Workload, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, opt, optional_int, row, text};
use crate::script::types::Ty;
use crate::text::names;

impl Kind for Toleration {
    const NAME: &'static str = "Toleration";

    const MAKERS: &'static [Maker<Self>] = &[
        maker("toleration", &[arg("key", Ty::Text)], "Lets pods onto nodes with this taint.", |args| {
            let key = args.text(0);
            form(args, 0, names::label_key(&key))?;
            Ok(Self { key: Some(key), ..Self::default() })
        }),
        maker("tolerate_all", &[], "Lets pods onto every node.", |_| Ok(Self::default())),
    ];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row(
                "value",
                &[arg("value", Ty::Text)],
                "Only the taint with this value.",
                |toleration: &mut Self, args| {
                    if toleration.key.is_none() {
                        return Err(Fault::new("argument", "`tolerate_all` knows no key, and so no value.")
                            .help("write `toleration(\"key\").value(\"value\")`"));
                    }
                    let value = args.text(0);
                    form(args, 0, names::label_value(&value))?;
                    toleration.value = Some(value);
                    Ok(())
                },
            ),
            text(
                "effect",
                &[arg("effect", Ty::OneOf(&["NoSchedule", "PreferNoSchedule", "NoExecute"]))],
                "Only this effect.",
                |toleration| &mut toleration.effect,
            ),
            optional_int(
                "seconds",
                &[arg("time", Ty::Seconds(0))],
                "Time until the pod is evicted all the same; of the effect `NoExecute` alone.",
                |toleration| &mut toleration.seconds,
            ),
        ],
        Common::<Self>::ROWS,
    ];
}

/// Options of `spread`.
#[derive(Clone, Debug, Default)]
pub(super) struct SpreadOptions {
    said: Said,
    max_skew: Option<i64>,
    when_unsatisfiable: Option<String>,
    min_domains: Option<i64>,
}
spoken!(SpreadOptions);

impl Kind for SpreadOptions {
    const NAME: &'static str = "spread option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        optional_int(
            "max_skew",
            &[arg("pods", POSITIVE)],
            "Most pods that one place may be ahead of another; 1 unless said.",
            |options| &mut options.max_skew,
        ),
        text(
            "when_unsatisfiable",
            &[arg("action", Ty::OneOf(&[REFUSE, "ScheduleAnyway"]))],
            "What happens where it cannot be; `DoNotSchedule` unless said.",
            |options| &mut options.when_unsatisfiable,
        ),
        optional_int(
            "min_domains",
            &[arg("places", POSITIVE)],
            "Fewest places that count, also where there are no nodes yet.",
            |options| &mut options.min_domains,
        ),
    ]];
}

const REFUSE: &str = "DoNotSchedule";
const POSITIVE: Ty = Ty::Int(1, i32::MAX as i64);
const PODS: &[Arg] = &[arg("pods", Ty::A(PodsLike::NAME))];

fn spread_key(args: &Args) -> String {
    let action = args.values.get(1).and_then(|options| {
        let map = options.as_map_ref().ok()?;
        map.get("when_unsatisfiable").and_then(crate::script::types::text)
    });
    format!("{} {}", args.text(0), action.as_deref().unwrap_or(REFUSE))
}

fn spread(workload: &mut Workload, args: &Args) -> Result<(), Fault> {
    let topology = args.text(0);
    form(args, 0, names::label_key(&topology))?;
    let options = args.options::<SpreadOptions>(1)?;
    let spread = Spread {
        topology,
        max_skew: options.max_skew.unwrap_or(1),
        when_unsatisfiable: options.when_unsatisfiable.unwrap_or_else(|| REFUSE.to_owned()),
        min_domains: options.min_domains,
        origin: args.origin(),
    };
    if spread.min_domains.is_some() && spread.when_unsatisfiable != REFUSE {
        let fault = Fault::new("argument", "`min_domains` belongs to `DoNotSchedule` alone.");
        return Err(fault.help("take `min_domains` away").at(args.spot_in(1, "min_domains")));
    }
    let same =
        |other: &Spread| other.topology == spread.topology && other.when_unsatisfiable == spread.when_unsatisfiable;
    match workload.pod.spread.iter_mut().find(|other| same(other)) {
        Some(other) => *other = spread,
        None => workload.pod.spread.push(spread),
    }
    Ok(())
}

/// The pods of an affinity, which say their topology.
fn pods(args: &Args) -> Result<Arc<PodsLike>, Fault> {
    let missing = || {
        args.refuse(0, "argument", "The pods say no topology: near or far in which sense?").help(
            "add `.topology(\"kubernetes.io/hostname\")` for nodes, or `.topology(\"topology.kubernetes.io/zone\")`",
        )
    };
    args.part::<PodsLike>(0).filter(|pods| pods.topology.is_some()).ok_or_else(missing)
}

/// Methods of a workload about placement.
pub const ROWS: &[Row<Workload>] = &[
    row(
        "node_selector",
        &[arg("key", Ty::Text), arg("value", Ty::Scalar)],
        "Only nodes with this label.",
        |workload: &mut Workload, args| {
            let (key, value) = super::shared::label(args)?;
            super::shared::set_key(&mut workload.pod.node_selector, key, value);
            Ok(())
        },
    )
    .keyed()
    .takes_away(|workload, key| super::shared::take_key(&mut workload.pod.node_selector, key)),
    row("nodes", &[arg("names", Ty::Texts)], "Only nodes of these names.", |workload: &mut Workload, args| {
        let nodes = args.texts(0);
        for (index, name) in nodes.iter().enumerate() {
            names::label_value(name).map_err(|reason| Fault::new("name-form", reason).at(args.spot_item(0, index)))?;
        }
        if nodes.is_empty() {
            let fault = args.refuse(0, "argument", "At least one node is needed.");
            return Err(fault.help("take `.nodes(…)` away for all nodes"));
        }
        workload.pod.nodes = Some(nodes);
        Ok(())
    })
    .takes_away(|workload, _| workload.pod.nodes.take().is_some()),
    row(
        "node_affinity",
        &[arg("affinity", Ty::A(NodeAffinity::NAME))],
        "On which nodes its pods run.",
        |workload: &mut Workload, args| {
            let affinity = args.part::<NodeAffinity>(0);
            if affinity.as_ref().is_some_and(|affinity| affinity.terms.is_empty()) {
                let fault = args.refuse(0, "argument", "The affinity says nothing of nodes.");
                return Err(fault.help(format!("add `.require({NODE_RULE})` or `.prefer(50, {NODE_RULE})`")));
            }
            workload.pod.node_affinity.extend(affinity);
            Ok(())
        },
    )
    .each(),
    row("pod_affinity", PODS, "Near to pods like these.", |workload: &mut Workload, args| {
        workload.pod.pod_affinity.push((pods(args)?, args.origin()));
        Ok(())
    })
    .each(),
    row("pod_anti_affinity", PODS, "Away from pods like these.", |workload: &mut Workload, args| {
        workload.pod.pod_anti_affinity.push((pods(args)?, args.origin()));
        Ok(())
    })
    .each(),
    row(
        "apart",
        &[arg("topology", Ty::Text), opt("weight", WEIGHT)],
        "Keeps its own pods on different nodes or zones: required, or preferred with a weight.",
        |workload: &mut Workload, args| {
            let topology = args.text(0);
            form(args, 0, names::label_key(&topology))?;
            let apart = Apart { topology, weight: args.has(1).then(|| args.int(1)), origin: args.origin() };
            match workload.pod.apart.iter_mut().find(|other| other.topology == apart.topology) {
                Some(other) => *other = apart,
                None => workload.pod.apart.push(apart),
            }
            Ok(())
        },
    )
    .keyed()
    .takes_away(|workload, key| super::shared::take(&mut workload.pod.apart, |apart| apart.topology == key)),
    row(
        "spread",
        &[arg("topology", Ty::Text), opt("options", Ty::Options(SpreadOptions::sigs))],
        "Spreads its own pods evenly over nodes or zones.",
        spread,
    )
    .keyed_by(spread_key)
    .aka(&["topology_spread", "topology_spread_constraint"])
    .takes_away(|workload, key| super::shared::take(&mut workload.pod.spread, |spread| spread.topology == key)),
    row(
        "toleration",
        &[arg("toleration", Ty::A(Toleration::NAME))],
        "Lets the pods onto tainted nodes.",
        |workload: &mut Workload, args| {
            let toleration = args.part::<Toleration>(0);
            if let Some(part) = &toleration
                && part.seconds.is_some()
                && part.effect.as_deref().is_some_and(|effect| effect != "NoExecute")
            {
                let fault = args.refuse(0, "argument", "Only the effect `NoExecute` evicts, so only it has seconds.");
                return Err(fault.help("take `.seconds(…)` away, or write `.effect(\"NoExecute\")`"));
            }
            workload.pod.tolerations.extend(toleration);
            Ok(())
        },
    )
    .each()
    .aka(&["tolerate", "tolerations"]),
    optional_int(
        "toleration_seconds",
        &[arg("time", Ty::Seconds(0))],
        "Time for which a node that is not ready or unreachable is borne; 300 seconds unless said.",
        |workload| &mut workload.pod.toleration_seconds,
    ),
];
