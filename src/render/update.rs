//! Update strategies.

use super::build::{patch, put_filled, set_some};
use crate::diagnostic::Origin;
use crate::model::{Strategy, Update, Workload, WorkloadKind};
use crate::object::Node;
use crate::schema::Cursor;

/// How pods are replaced. The parameters of a rolling update are always written for StatefulSet and Deployment: the API
/// server refuses a later change of the type while it holds parameters that nobody owns.
pub(super) fn put(spec: &mut Node, workload: &Workload, cursor: Cursor) {
    let said = workload.update.as_deref();
    let made = workload.said.made;
    let at = said.map_or(made, |update| update.said.made);
    let field = match workload.kind {
        WorkloadKind::Deployment => "strategy",
        _ => "updateStrategy",
    };
    let mut node = Node::map(at);
    match (workload.kind, said.map(|update| update.strategy)) {
        (WorkloadKind::DaemonSet, None) => return,
        (_, None | Some(Strategy::Rolling)) => {
            node.set("type", "RollingUpdate", at);
            put_filled(&mut node, "rollingUpdate", rolling(workload.kind, said, made));
        }
        (WorkloadKind::Deployment, Some(Strategy::Recreate)) => {
            node.set("type", "Recreate", at);
        }
        // A StatefulSet has no `Recreate`: its pods are deleted by the runner, and the controller must not interfere.
        (_, Some(Strategy::OnDelete | Strategy::Recreate)) => {
            node.set("type", "OnDelete", at);
        }
    }
    if let Some(update) = said {
        patch(&mut node, &update.patch, cursor.field(field));
    }
    spec.put(field, node);
}

fn rolling(kind: WorkloadKind, said: Option<&Update>, made: Origin) -> Node {
    let around = said.map_or(made, |update| update.said.made);
    let at = |method| said.map_or(made, |update| update.said.of(method));
    let default = |share: &str| (kind == WorkloadKind::Deployment).then(|| share.into());
    let mut node = Node::map(around);
    if kind == WorkloadKind::StatefulSet {
        let partition = said.and_then(|update| update.partition).unwrap_or(0);
        node.set("partition", partition, at("partition"));
    }
    let unavailable = said.and_then(|update| update.max_unavailable.clone());
    let surge = said.and_then(|update| update.max_surge.clone());
    set_some(&mut node, "maxUnavailable", unavailable.or_else(|| default("25%")), || at("max_unavailable"));
    set_some(&mut node, "maxSurge", surge.or_else(|| default("25%")), || at("max_surge"));
    node
}
