//! The record of a run: everything it intends before the first object, and how it ended.

use serde_json::Value;

use super::{Event, Run, Status};
use crate::cluster::ClusterError;
use crate::object::{Identity, is_secret};
use crate::plan::{Action, Change};
use crate::release::{Entry, EntryState, Record, State};
use crate::text::digest::digest;

impl Run<'_, '_> {
    /// Names everything that will be sent, before it is. Another run that has begun meanwhile wins.
    pub(super) async fn begin_record(&mut self) -> Result<(), ClusterError> {
        if !self.plan.has_changes() && self.record.is_some() {
            return Ok(());
        }
        let before = self.record.as_ref().map(|stored| &stored.record);
        let mut objects: Vec<Entry> = before.map_or_else(Vec::new, |record| record.objects.clone());
        for change in &self.plan.changes {
            match objects.iter_mut().find(|entry| entry.identity == change.identity) {
                Some(entry) if entry.state == EntryState::Left || entry.state == EntryState::Kept => {
                    entry.state = EntryState::Intended
                }
                Some(_) => {}
                None => objects.push(Entry {
                    identity: change.identity.clone(),
                    uid: change.uid.clone(),
                    hash: None,
                    state: EntryState::Intended,
                }),
            }
        }
        objects.sort_by(|a, b| a.identity.cmp(&b.identity));
        let record = Record {
            version: Record::VERSION,
            app: self.plan.app.clone(),
            namespace: self.plan.namespace.clone(),
            cluster_uid: self.plan.cluster.uid.clone(),
            revision: before.map_or(0, |record| record.revision) + 1,
            state: State::Applying,
            objects,
        };
        self.record = Some(self.cluster.store_record(&record, self.record.as_ref()).await?);
        Ok(())
    }

    /// Writes how it ended. A failure here is told and nothing more: the next run reads the intents and goes on.
    pub(super) async fn end_record(&mut self) {
        let Some(stored) = &self.record else { return };
        let mut record = stored.record.clone();
        record.state = if self.stopped() {
            State::Interrupted
        } else if self.failed() {
            State::Failed
        } else {
            State::Applied
        };
        let changes = &self.plan.changes;
        for entry in &mut record.objects {
            let Some(index) = changes.iter().position(|change| change.identity == entry.identity) else {
                if entry.state != EntryState::Kept {
                    entry.state = EntryState::Left;
                }
                continue;
            };
            self.entry(entry, index, &changes[index]);
        }
        // What was never sent and is not there needs no memory; what is no longer in the script and gone neither.
        let live = |identity: &Identity| self.plan.left.contains(identity);
        record.objects.retain(|entry| match entry.state {
            EntryState::Left => live(&entry.identity),
            _ => true,
        });
        match self.cluster.store_record(&record, self.record.as_ref()).await {
            Ok(stored) => self.record = Some(stored),
            Err(error) => {
                (self.sink)(Event::Warning(format!(
                    "the record could not be brought to its end: {error}; run it again"
                )));
            }
        }
        self.tell_notices();
    }

    fn entry(&self, entry: &mut Entry, index: usize, change: &Change) {
        let uid = |value: &Value| value["metadata"]["uid"].as_str().map(str::to_owned);
        let status = self.results.get(&index).map(|(status, _)| status);
        let sent = self.sent.get(&index);
        if let Some(sent) = sent {
            entry.uid = uid(sent);
        } else if change.uid.is_some() {
            entry.uid.clone_from(&change.uid);
        }
        match status {
            Some(Status::Failed) if sent.is_none() => entry.state = EntryState::Failed,
            Some(Status::Skipped) => {}
            _ if sent.is_some() || change.action == Action::Keep => {
                entry.state = EntryState::Applied;
                entry.hash = (!is_secret(&entry.identity.group, &entry.identity.kind)).then(|| digest(&change.desired));
            }
            _ => {}
        }
    }
}
