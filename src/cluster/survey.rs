//! What there is around an installed app: pods, claims, events.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Cluster, ClusterError};
use crate::observed::{StoredRecord, Survey};

impl Cluster {
    /// What there is of an app, by its record.
    pub async fn survey(&self, app: &str, namespace: &str) -> Result<Option<Survey>, ClusterError> {
        let observed = self.observe(app, namespace, None).await?;
        let Some(record) = observed.record else { return Ok(None) };
        let objects: Vec<Value> = observed.live.into_values().collect();
        let mut survey = self.around(&objects, namespace).await?;
        survey.app = app.to_owned();
        let kept = objects.iter().filter(|object| object["kind"] == "PersistentVolumeClaim").cloned();
        survey.claims = observed.claims.into_iter().chain(kept).collect();
        survey.record = Some(record);
        survey.objects = objects;
        Ok(Some(survey))
    }

    /// What there is of every app, in a namespace or all that may be read.
    pub async fn surveys(&self, namespace: Option<&str>) -> Result<Vec<Survey>, ClusterError> {
        let mut surveys = Vec::new();
        for StoredRecord { record, .. } in self.records(namespace).await? {
            surveys.extend(self.survey(&record.app, &record.namespace).await?);
        }
        Ok(surveys)
    }

    /// Pods of workloads, and warnings about anything of these objects.
    pub async fn around(&self, objects: &[Value], namespace: &str) -> Result<Survey, ClusterError> {
        let places = objects.iter().filter_map(|object| object["metadata"]["namespace"].as_str().map(str::to_owned));
        let mut places: BTreeSet<String> = places.collect();
        places.insert(namespace.to_owned());
        let mut survey = Survey { namespace: namespace.to_owned(), ..Survey::default() };
        for place in places {
            let workloads: Vec<&Value> =
                objects.iter().filter(|object| object["metadata"]["namespace"] == place.as_str()).collect();
            let mut pods = Vec::new();
            for selector in workloads.iter().filter_map(|object| selector(object)) {
                pods.extend(self.tolerated(format!("/api/v1/namespaces/{place}/pods?labelSelector={selector}")).await?);
            }
            pods.dedup_by(|a, b| a["metadata"]["uid"] == b["metadata"]["uid"]);
            let events =
                self.tolerated(format!("/api/v1/namespaces/{place}/events?fieldSelector=type%3DWarning")).await?;
            let names: BTreeSet<&str> =
                objects.iter().chain(&pods).filter_map(|object| object["metadata"]["name"].as_str()).collect();
            survey.events.extend(events.into_iter().filter(|event| {
                let about = event.pointer("/involvedObject/name").and_then(Value::as_str).unwrap_or_default();
                // Replica sets and claims are named after what they belong to.
                names.iter().any(|name| {
                    about == *name || about.starts_with(&format!("{name}-")) || about.contains(&format!("-{name}-"))
                })
            }));
            survey.pods.extend(pods);
        }
        survey.pods.sort_by(|a, b| a["metadata"]["name"].as_str().cmp(&b["metadata"]["name"].as_str()));
        Ok(survey)
    }

    /// A list that is only help: what may not be read is empty.
    async fn tolerated(&self, path: String) -> Result<Vec<Value>, ClusterError> {
        match self.list_path(path).await {
            Err(ClusterError::Forbidden { .. }) => Ok(Vec::new()),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 => Ok(Vec::new()),
            other => other,
        }
    }
}

/// The label selector of a workload as a query.
fn selector(object: &Value) -> Option<String> {
    if !matches!(object["kind"].as_str()?, "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicaSet") {
        return None;
    }
    let labels = object.pointer("/spec/selector/matchLabels")?.as_object()?;
    let labels: Vec<String> = labels
        .iter()
        .filter_map(|(key, value)| Some(format!("{}%3D{}", key.replace('/', "%2F"), value.as_str()?)))
        .collect();
    Some(labels.join("%2C"))
}
