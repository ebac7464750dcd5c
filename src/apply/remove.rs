//! Carries out the plan of nothing: deletes by uid, layer by layer, and waits until each is gone.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};

use super::send::words;
use super::{Event, Run, Status};
use crate::cluster::{ClusterError, IN_FLIGHT};
use crate::plan::{Action, Change};
use crate::release::{Entry, EntryState, State};

impl Run<'_, '_> {
    pub(super) async fn delete_all(&mut self) -> Result<(), ClusterError> {
        let Some(stored) = self.record.clone() else { return Ok(()) };
        let mut record = stored.record.clone();
        record.state = State::Applying;
        // The guard against another run: whoever writes the record first goes on.
        let stored = self.cluster.store_record(&record, Some(&stored)).await?;
        self.record = Some(stored);
        let plan = self.plan;
        let mut layers: BTreeMap<std::cmp::Reverse<u8>, Vec<usize>> = BTreeMap::new();
        for (index, change) in plan.changes.iter().enumerate() {
            match change.action {
                Action::Delete => layers.entry(std::cmp::Reverse(change.layer)).or_default().push(index),
                _ => self.end(index, Status::Kept, change.notes.first().cloned()),
            }
        }
        for indexes in layers.into_values() {
            if let Some(reason) = self.reason_to_stop() {
                self.skip(&indexes, reason);
                continue;
            }
            self.delete(&indexes).await;
        }
        self.end_deletion().await;
        Ok(())
    }

    async fn delete(&mut self, indexes: &[usize]) {
        let (cluster, limit, plan) = (self.cluster, self.options.timeout, self.plan);
        let interrupt = self.interrupt.clone();
        let requests = indexes.iter().map(|index| {
            let (index, change, mut interrupt) = (*index, &plan.changes[*index], interrupt.clone());
            async move {
                let answer = tokio::select! {
                    answer = gone(cluster, change, limit) => answer,
                    // Nothing is begun any more: what is being deleted goes on without us.
                    Ok(_) = interrupt.wait_for(|count| *count > 0) => Err(ClusterError::Interrupted),
                };
                (index, answer)
            }
        });
        let mut answers = stream::iter(requests).buffer_unordered(IN_FLIGHT);
        while let Some((index, answer)) = answers.next().await {
            let identity = plan.changes[index].identity.clone();
            match answer {
                Ok(()) => {
                    self.end(index, Status::Deleted, None);
                    (self.sink)(Event::Sent { identity, status: Status::Deleted });
                }
                Err(ClusterError::Interrupted) => {
                    self.end(
                        index,
                        Status::Skipped,
                        Some("the run was interrupted while it was being deleted".to_owned()),
                    );
                }
                Err(error) => {
                    let reason = words(&error);
                    let status =
                        if matches!(error, ClusterError::TimedOut { .. }) { Status::TimedOut } else { Status::Failed };
                    self.end(index, status, Some(reason.clone()));
                    (self.sink)(Event::Refused { identity, reason });
                }
            }
        }
        drop(answers);
        self.tell_notices();
    }

    /// Nothing left: the record goes. Claims that are kept, or what went wrong, stay in it.
    async fn end_deletion(&mut self) {
        let Some(stored) = self.record.clone() else { return };
        let mut record = stored.record.clone();
        record.objects.clear();
        for (index, change) in self.plan.changes.iter().enumerate() {
            let claim = change.identity.kind == "PersistentVolumeClaim";
            let state = match self.results.get(&index).map(|(status, _)| status) {
                Some(Status::Kept) if claim => EntryState::Kept,
                Some(Status::Failed | Status::TimedOut | Status::Skipped) => EntryState::Failed,
                _ => continue,
            };
            record.objects.push(Entry {
                identity: change.identity.clone(),
                uid: change.uid.clone(),
                hash: None,
                state,
            });
        }
        record.objects.sort_by(|a, b| a.identity.cmp(&b.identity));
        record.state = if self.stopped() {
            State::Interrupted
        } else if self.failed() {
            State::Failed
        } else {
            State::Deleted
        };
        let ended = if record.objects.is_empty() && record.state == State::Deleted {
            self.cluster.delete_record(&stored).await.map(|()| None)
        } else {
            self.cluster.store_record(&record, Some(&stored)).await.map(Some)
        };
        match ended {
            Ok(stored) => self.record = stored,
            Err(error) => {
                (self.sink)(Event::Warning(format!(
                    "the record could not be brought to its end: {error}; run it again"
                )));
            }
        }
        self.tell_notices();
    }
}

/// Deletes one object and waits until it is gone.
async fn gone(
    cluster: &crate::cluster::Cluster,
    change: &Change,
    limit: std::time::Duration,
) -> Result<(), ClusterError> {
    let resource = cluster.resource(&change.identity).await?;
    let uid = change.uid.clone().unwrap_or_default();
    cluster.delete(&change.identity, &uid, &resource).await?;
    cluster.wait_until_gone(&change.identity, &uid, &resource, limit).await
}
