//! Sends objects: those of one layer at once, the requests of one object one after the other.

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::Value;

use super::{Event, Run, Status};
use crate::cluster::{Cluster, ClusterError, IN_FLIGHT};
use crate::object::Identity;
use crate::plan::{Action, Change};

/// How an object was sent.
enum Sent {
    /// The server's last answer, with its warnings.
    Taken(Box<Value>, Vec<String>),
    /// It was refused, with the reason, and whether another manager holds a field.
    Refused(String, bool),
}

impl Run<'_, '_> {
    /// Sends these changes of the plan, and waits for namespaces and definitions among them.
    pub(super) async fn send(&mut self, indexes: &[usize]) -> Result<(), ClusterError> {
        let (cluster, interrupt, limit) = (self.cluster, self.interrupt.clone(), self.options.timeout);
        let plan = self.plan;
        let requests = indexes.iter().map(|index| {
            let (index, change, interrupt) = (*index, &plan.changes[*index], interrupt.clone());
            async move {
                if change.writes.is_empty() {
                    return (index, None);
                }
                if *interrupt.borrow() > 0 {
                    return (index, None);
                }
                (index, Some(one(cluster, change, limit).await))
            }
        });
        let mut answers = stream::iter(requests).buffer_unordered(IN_FLIGHT);
        while let Some((index, answer)) = answers.next().await {
            let change = &plan.changes[index];
            let identity = change.identity.clone();
            match answer {
                None if change.action == Action::Keep => self.end(index, Status::Unchanged, None),
                None => self.end(index, Status::Skipped, Some("the run was interrupted".to_owned())),
                Some(Sent::Taken(value, warnings)) => {
                    for warning in warnings {
                        (self.sink)(Event::Warning(format!("{identity}: {warning}")));
                    }
                    let status = if change.action == Action::Create { Status::Created } else { Status::Changed };
                    self.end(index, status.clone(), None);
                    self.sent.insert(index, *value);
                    (self.sink)(Event::Sent { identity, status });
                }
                Some(Sent::Refused(reason, conflict)) => {
                    self.conflict |= conflict;
                    self.end(index, Status::Failed, Some(reason.clone()));
                    (self.sink)(Event::Refused { identity, reason });
                }
            }
        }
        drop(answers);
        self.tell_notices();
        let early = |change: &Change| matches!(change.identity.kind.as_str(), "Namespace" | "CustomResourceDefinition");
        if !self.failed()
            && !self.stopped()
            && indexes.iter().any(|index| early(&plan.changes[*index]) && self.sent.contains_key(index))
        {
            let chosen: Vec<&Identity> = indexes
                .iter()
                .map(|index| &plan.changes[*index])
                .filter(|change| early(change))
                .map(|change| &change.identity)
                .collect();
            self.wait_for(|change| chosen.contains(&&change.identity)).await;
            // A new kind is served a moment after it is established.
            self.cluster.forget_resources();
        }
        Ok(())
    }

    /// Remembers the pods that are there before anything is sent.
    pub(super) async fn remember_pods(&mut self) {
        let before: Vec<Value> = self
            .plan
            .changes
            .iter()
            .filter(|change| change.action == Action::Change)
            .map(|change| change.desired.clone())
            .filter(|desired| desired.pointer("/spec/template").is_some())
            .collect();
        if before.is_empty() {
            return;
        }
        if let Ok(survey) = self.cluster.around(&before, &self.plan.namespace).await {
            let uids = survey.pods.iter().filter_map(|pod| pod["metadata"]["uid"].as_str().map(str::to_owned));
            self.old_pods = uids.collect();
        }
    }
}

/// Sends the requests of one object, in order.
async fn one(cluster: &Cluster, change: &Change, limit: Duration) -> Sent {
    let refused = |error: ClusterError| {
        let conflict = is_conflict(&error);
        Sent::Refused(words(&error), conflict)
    };
    let resource = match cluster.resource(&change.identity).await {
        Ok(resource) => resource,
        Err(error) => return refused(error),
    };
    let (mut last, mut warnings) = (Value::Null, Vec::new());
    for write in &change.writes {
        let mut answer = match cluster.apply(&change.identity, write, &resource).await {
            Ok(answer) => answer,
            Err(error) => return refused(error),
        };
        // An apply to an object that is being deleted is taken and lost: it has to be made again when the old one is gone.
        if answer.value.pointer("/metadata/deletionTimestamp").is_some() {
            let uid = answer.value["metadata"]["uid"].as_str().unwrap_or_default().to_owned();
            if let Err(error) = cluster.wait_until_gone(&change.identity, &uid, &resource, limit).await {
                return refused(error);
            }
            answer = match cluster.apply(&change.identity, write, &resource).await {
                Ok(answer) => answer,
                Err(error) => return refused(error),
            };
        }
        warnings.extend(answer.warnings);
        last = answer.value;
    }
    warnings.dedup();
    Sent::Taken(Box::new(last), warnings)
}

fn is_conflict(error: &ClusterError) -> bool {
    let ClusterError::Refused { refusal, .. } = error else { return false };
    refusal.causes.iter().any(|cause| cause.reason == "FieldManagerConflict")
}

/// The reason of a failed request, for the report.
pub(super) fn words(error: &ClusterError) -> String {
    match error {
        ClusterError::Refused { refusal, .. } => refusal.message.replace('\n', " "),
        ClusterError::Unreachable { server, reason } => format!("{server} is unreachable: {reason}"),
        ClusterError::Unauthorized { .. } => "the credentials are not accepted any more".to_owned(),
        other => other.to_string(),
    }
}
