//! The only writes there are: server-side apply and delete.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};

use super::path;
use super::request::{Answer, Call};
use super::{Cluster, ClusterError};
use crate::object::Identity;
use crate::observed::{DryRun, Resource};
use crate::plan::Write;
use crate::release::MANAGER;

/// How a delete ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The server has begun or done it.
    Deleted,
    /// It was not there any more, or another object stands in its place.
    Already,
}

fn version(api_version: &str) -> &str {
    api_version.rsplit('/').next().unwrap_or(api_version)
}

impl Cluster {
    /// What would come of a body. Nothing is written.
    pub async fn dry_run(
        &self,
        identity: &Identity,
        api_version: &str,
        body: &Value,
        resource: &Resource,
    ) -> Result<DryRun, ClusterError> {
        let path = path::object(resource, version(api_version), identity);
        let path = format!("{path}?fieldManager={MANAGER}&fieldValidation=Strict&dryRun=All");
        match self.ask(&Call::patch(path, body.clone())).await {
            Ok(Answer { value, warnings }) => Ok(DryRun::Accepted(Box::new(value), warnings)),
            Err(ClusterError::Refused { refusal, .. }) => Ok(DryRun::Refused(refusal)),
            Err(other) => Err(other),
        }
    }

    /// Applies a body without force, and gives the object.
    pub async fn apply(&self, identity: &Identity, write: &Write, resource: &Resource) -> Result<Answer, ClusterError> {
        let api_version = write.body["apiVersion"].as_str().unwrap_or_default();
        let path = path::object(resource, version(api_version), identity);
        let path = format!("{path}?fieldManager={}&fieldValidation=Strict", write.manager);
        self.ask(&Call::patch(path, write.body.clone())).await
    }

    /// Deletes the object with this uid and no other.
    pub async fn delete(&self, identity: &Identity, uid: &str, resource: &Resource) -> Result<Gone, ClusterError> {
        let Some(version) = resource.versions.first() else { return Ok(Gone::Already) };
        let body = json!({ "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background", "preconditions": { "uid": uid } });
        let path = path::object(resource, version, identity);
        let call = Call { repeatable: true, ..Call::with_body(Method::DELETE, path, body) };
        match self.ask(&call).await {
            Ok(_) => Ok(Gone::Deleted),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 || refusal.code == 409 => {
                Ok(Gone::Already)
            }
            Err(other) => Err(other),
        }
    }

    /// Waits until the object with this uid is gone.
    pub async fn wait_until_gone(
        &self,
        identity: &Identity,
        uid: &str,
        resource: &Resource,
        limit: Duration,
    ) -> Result<(), ClusterError> {
        let Some(version) = resource.versions.first() else { return Ok(()) };
        let (begun, mut pause) = (Instant::now(), Duration::from_millis(100));
        loop {
            let found = self.get_path(path::object(resource, version, identity)).await?;
            let Some(found) = found.filter(|found| found["metadata"]["uid"] == uid) else { return Ok(()) };
            if begun.elapsed() > limit {
                let finalizers: Vec<&str> = found
                    .pointer("/metadata/finalizers")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                let what = format!("{identity} is still there, held by the finalizers {}", finalizers.join(", "));
                return Err(ClusterError::TimedOut { what, seconds: limit.as_secs() });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(Duration::from_secs(2));
        }
    }

    /// The object, where it is there.
    pub async fn get(
        &self,
        identity: &Identity,
        api_version: &str,
        resource: &Resource,
    ) -> Result<Option<Value>, ClusterError> {
        self.get_path(path::object(resource, version(api_version), identity)).await
    }

    /// What stands at a path, where there is something.
    pub(super) async fn get_path(&self, path: String) -> Result<Option<Value>, ClusterError> {
        match self.ask(&Call::get(path)).await {
            Ok(answer) => Ok(Some(answer.value)),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The items of a list; they get the kind back that lists leave out.
    pub(super) async fn list_path(&self, path: String) -> Result<Vec<Value>, ClusterError> {
        let list = self.ask(&Call::get(path)).await?.value;
        let kind = list["kind"].as_str().unwrap_or_default().trim_end_matches("List").to_owned();
        let api_version = list["apiVersion"].clone();
        let items = list["items"].as_array().cloned().unwrap_or_default();
        Ok(items
            .into_iter()
            .map(|mut item| {
                item["apiVersion"] = api_version.clone();
                item["kind"] = kind.clone().into();
                item
            })
            .collect())
    }
}
