//! Where the record of an app is kept: a Secret of its namespace, or a ConfigMap where Secrets are refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

use super::path::{core, selector};
use super::request::Call;
use super::{Cluster, ClusterError};
use crate::observed::StoredRecord;
use crate::release::{RECORD_LABEL, RECORD_MANAGER, RECORD_VALUE, Record, applyset_id, record_name};
use crate::text::pack::{pack, unpack};

/// The largest record that is read, unpacked, in bytes.
const LARGEST: usize = 16 << 20;

impl Cluster {
    /// The record of an app.
    pub async fn load_record(&self, app: &str, namespace: &str) -> Result<Option<StoredRecord>, ClusterError> {
        let name = record_name(app);
        let found = match self.get_path(core(namespace, "secrets", &name)).await {
            Err(ClusterError::Forbidden { message }) => match self.get_path(core(namespace, "configmaps", &name)).await
            {
                // The first refusal tells what is missing.
                Err(_) => return Err(ClusterError::Forbidden { message }),
                found => found,
            },
            found => found,
        };
        found?.map(|object| read(app, &object)).transpose()
    }

    /// Every record, in a namespace or all that may be read.
    pub async fn records(&self, namespace: Option<&str>) -> Result<Vec<StoredRecord>, ClusterError> {
        let root = namespace.map_or_else(
            || "/api/v1/secrets".to_owned(),
            |namespace| format!("/api/v1/namespaces/{namespace}/secrets"),
        );
        let items = self.list_path(format!("{root}?{}", selector(&[(RECORD_LABEL, RECORD_VALUE)]))).await?;
        items.iter().map(|item| read(item["metadata"]["name"].as_str().unwrap_or_default(), item)).collect()
    }

    /// Writes a record over the one that was read. Whoever has written it meanwhile wins.
    pub async fn store_record(
        &self,
        record: &Record,
        before: Option<&StoredRecord>,
    ) -> Result<StoredRecord, ClusterError> {
        if let Some(before) = before
            && before.record == *record
        {
            return Ok(before.clone());
        }
        let kind = before.map_or("Secret", |before| before.kind.as_str());
        match self.store_as(kind, record, before).await {
            // Where Secrets are refused a ConfigMap does: there is nothing secret in a record.
            Err(ClusterError::Forbidden { .. }) if before.is_none() => self.store_as("ConfigMap", record, None).await,
            stored => stored,
        }
    }

    async fn store_as(
        &self,
        kind: &str,
        record: &Record,
        before: Option<&StoredRecord>,
    ) -> Result<StoredRecord, ClusterError> {
        let busy = || ClusterError::Busy { app: record.app.clone() };
        let plural = if kind == "Secret" { "secrets" } else { "configmaps" };
        let body = body(record, kind, before)?;
        let root = format!("/api/v1/namespaces/{}/{plural}", record.namespace);
        let query = format!("?fieldManager={RECORD_MANAGER}");
        let call = match before {
            Some(_) => Call::with_body(Method::PUT, format!("{root}/{}{query}", record_name(&record.app)), body),
            None => Call::with_body(Method::POST, format!("{root}{query}"), body),
        };
        match self.ask(&call).await {
            Ok(answer) => read(&record.app, &answer.value),
            Err(ClusterError::Refused { refusal, .. })
                if refusal.code == 409 || (refusal.code == 404 && before.is_some()) =>
            {
                self.is_written(record).await?.ok_or_else(busy)
            }
            // The answer was lost: the record tells whether the request was not.
            Err(ClusterError::Unreachable { server, reason }) => match self.is_written(record).await {
                Ok(Some(stored)) => Ok(stored),
                _ => Err(ClusterError::Unreachable { server, reason }),
            },
            Err(other) => Err(other),
        }
    }

    /// The stored record, where it is this one.
    async fn is_written(&self, record: &Record) -> Result<Option<StoredRecord>, ClusterError> {
        let stored = self.load_record(&record.app, &record.namespace).await?;
        Ok(stored.filter(|stored| stored.record == *record))
    }

    /// Takes the record away, when nothing is left to remember.
    pub async fn delete_record(&self, stored: &StoredRecord) -> Result<(), ClusterError> {
        let plural = if stored.kind == "Secret" { "secrets" } else { "configmaps" };
        let body = json!({ "apiVersion": "v1", "kind": "DeleteOptions", "preconditions": { "resourceVersion": stored.resource_version } });
        let path = core(&stored.record.namespace, plural, &record_name(&stored.record.app));
        match self.ask(&Call::with_body(Method::DELETE, path, body)).await {
            Ok(_) => Ok(()),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 => Ok(()),
            Err(ClusterError::Refused { refusal, .. }) if refusal.code == 409 => {
                Err(ClusterError::Busy { app: stored.record.app.clone() })
            }
            Err(other) => Err(other),
        }
    }
}

fn bad(app: &str, reason: impl Into<String>) -> ClusterError {
    ClusterError::BadRecord { app: app.to_owned(), reason: reason.into() }
}

fn read(app: &str, object: &Value) -> Result<StoredRecord, ClusterError> {
    let kind = object["kind"].as_str().unwrap_or("Secret").to_owned();
    let field = if kind == "ConfigMap" { "/binaryData/inventory" } else { "/data/inventory" };
    let text = object.pointer(field).and_then(Value::as_str).ok_or_else(|| bad(app, "it has no content"))?;
    let packed = STANDARD.decode(text).map_err(|error| bad(app, error.to_string()))?;
    let json = unpack(&packed, LARGEST).map_err(|reason| bad(app, reason))?;
    let value: Value = serde_json::from_slice(&json).map_err(|error| bad(app, error.to_string()))?;
    if value["version"].as_u64().is_some_and(|version| version > Record::VERSION.into()) {
        return Err(bad(app, "a newer version of rhumb has written it"));
    }
    let record = serde_json::from_value(value).map_err(|error| bad(app, error.to_string()))?;
    let resource_version = object["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned();
    Ok(StoredRecord { record, resource_version, kind })
}

/// The Secret of a record, with the marks of an ApplySet parent.
fn body(record: &Record, kind: &str, before: Option<&StoredRecord>) -> Result<Value, ClusterError> {
    let json = serde_json::to_vec(record).map_err(|error| bad(&record.app, error.to_string()))?;
    let packed = STANDARD.encode(pack(&json).map_err(|reason| bad(&record.app, reason))?);
    let mut kinds: Vec<String> = record
        .objects
        .iter()
        .map(|entry| {
            let identity = &entry.identity;
            if identity.group.is_empty() {
                identity.kind.clone()
            } else {
                format!("{}.{}", identity.kind, identity.group)
            }
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    let others = record.objects.iter().filter_map(|entry| entry.identity.namespace.clone());
    let mut namespaces: Vec<String> = others.filter(|namespace| *namespace != record.namespace).collect();
    namespaces.sort();
    namespaces.dedup();
    let mut body = json!({
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {
            "name": record_name(&record.app),
            "namespace": record.namespace,
            "labels": { RECORD_LABEL: RECORD_VALUE, "applyset.kubernetes.io/id": applyset_id(&record.app, &record.namespace) },
            "annotations": {
                "applyset.kubernetes.io/tooling": concat!("rhumb/", env!("CARGO_PKG_VERSION")),
                "applyset.kubernetes.io/contains-group-kinds": kinds.join(","),
                "applyset.kubernetes.io/additional-namespaces": namespaces.join(","),
            },
        },
    });
    if kind == "Secret" {
        body["type"] = "rhumb.dev/inventory".into();
        body["data"] = json!({ "inventory": packed });
    } else {
        body["binaryData"] = json!({ "inventory": packed });
    }
    if let Some(before) = before {
        body["metadata"]["resourceVersion"] = before.resource_version.clone().into();
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Identity;
    use crate::release::{Entry, EntryState, State};

    #[test]
    fn a_record_comes_back_as_it_was_written() {
        let identity = Identity {
            group: "apps".into(),
            kind: "Deployment".into(),
            namespace: Some("other".into()),
            name: "web".into(),
        };
        let record = Record {
            version: 1,
            app: "shop".into(),
            namespace: "default".into(),
            cluster_uid: None,
            revision: 3,
            state: State::Applied,
            objects: vec![Entry { identity, uid: Some("u".into()), hash: None, state: EntryState::Applied }],
        };
        let body = body(&record, "Secret", None).unwrap();
        assert_eq!(body["metadata"]["annotations"]["applyset.kubernetes.io/contains-group-kinds"], "Deployment.apps");
        assert_eq!(body["metadata"]["annotations"]["applyset.kubernetes.io/additional-namespaces"], "other");
        assert_eq!(read("shop", &body).unwrap().record, record);
    }
}
