//! The types that a cluster serves, its own and custom resources, from `/openapi/v3`.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::request::Call;
use super::{Cluster, ClusterError, IN_FLIGHT};
use crate::schema::{Types, names_kind, read};

/// The most groups and versions that are read at once; an app rarely has kinds of more than five.
const MOST: usize = 16;

impl Cluster {
    /// The types of these groups and versions (`apps/v1`), in a request for each and one for the list. What is not
    /// served, or may not be read, is left out.
    pub async fn types(&self, versions: &BTreeSet<String>) -> Result<Types, ClusterError> {
        let Some(index) = self.readable("/openapi/v3".to_owned()).await? else { return Ok(Types::default()) };
        let paths = versions.iter().take(MOST).filter_map(|version| {
            let path = if version.contains('/') { format!("apis/{version}") } else { format!("api/{version}") };
            index["paths"][path]["serverRelativeURL"].as_str().map(str::to_owned)
        });
        let documents = stream::iter(paths.map(|path| self.readable(path)));
        let documents: Vec<Option<Value>> = documents.buffered(IN_FLIGHT).try_collect().await?;
        let documents: Vec<Value> = documents.into_iter().flatten().collect();
        Ok(read(&documents))
    }

    /// The groups and versions that serve a kind which a word names: itself, its plural or its short name.
    pub async fn versions_of(&self, word: &str) -> Result<BTreeSet<String>, ClusterError> {
        let mut versions = BTreeSet::new();
        for resource in self.resources().await?.values() {
            if names_kind(word, &resource.kind) || word.eq_ignore_ascii_case(&resource.plural) {
                let group = if resource.group.is_empty() { String::new() } else { format!("{}/", resource.group) };
                versions.extend(resource.versions.iter().map(|version| format!("{group}{version}")));
            }
        }
        Ok(versions)
    }

    /// The version of the server, as it writes it (`v1.36.3`); nothing where it may not be read.
    pub async fn version(&self) -> Result<Option<String>, ClusterError> {
        let answer = self.readable("/version".to_owned()).await?;
        Ok(answer.and_then(|answer| answer["gitVersion"].as_str().map(str::to_owned)))
    }

    /// What lies under a path; nothing where there is nothing, or where it may not be read.
    async fn readable(&self, path: String) -> Result<Option<Value>, ClusterError> {
        match self.ask(&Call::get(path)).await {
            Ok(answer) => Ok(Some(answer.value)),
            Err(ClusterError::Forbidden { .. }) => Ok(None),
            Err(ClusterError::Refused { refusal, .. }) if matches!(refusal.code, 403 | 404 | 406) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
