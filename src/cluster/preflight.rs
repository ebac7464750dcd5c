//! Reading what a preflight needs: all at once, and nothing of it is written.

use futures::{StreamExt, TryStreamExt, stream};
use http::Method;
use serde_json::{Value, json};

use super::request::Call;
use super::{Cluster, ClusterError, IN_FLIGHT, path};
use crate::object::is_secret;
use crate::observed::Resource;
use crate::preflight::{Access, Facts, Needs, Reference, Seen};

const REVIEWS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

impl Cluster {
    /// Looks at everything that is needed. What may not be read is told as that.
    pub async fn preflight(&self, needs: &Needs) -> Result<Facts, ClusterError> {
        let access = stream::iter(needs.access.keys().chain(&needs.record).map(|access| self.allowed(access)));
        let access: Vec<_> = access.buffered(IN_FLIGHT).try_collect().await?;
        let objects = stream::iter(needs.references().into_iter().map(|reference| self.made_elsewhere(reference)));
        let objects: Vec<_> = objects.buffered(IN_FLIGHT).try_collect().await?;
        let mut facts = Facts {
            access: access.into_iter().flatten().collect(),
            objects: objects.into_iter().collect(),
            ..Facts::default()
        };
        for name in needs.namespaces.keys() {
            let seen = self.seen(format!("/api/v1/namespaces/{name}")).await?;
            facts.namespaces.insert(name.clone(), seen.nothing());
        }
        for (group, ..) in &needs.metrics {
            let seen = self.seen(format!("/apis/{group}")).await?;
            facts.metrics.insert(*group, seen.nothing());
        }
        let list = |wanted: bool, path: &'static str| async move {
            if wanted { self.seen_list(path).await } else { Ok(Seen::Missing) }
        };
        facts.storage = list(!needs.storage.is_empty(), "/apis/storage.k8s.io/v1/storageclasses").await?;
        facts.ingress = list(!needs.ingress.is_empty(), "/apis/networking.k8s.io/v1/ingressclasses").await?;
        facts.nodes = list(needs.nodes, "/api/v1/nodes").await?;
        facts.agents = list(needs.logs.is_some(), "/apis/apps/v1/namespaces/kube-system/daemonsets").await?;
        Ok(facts)
    }

    /// Whether a verb is allowed; nothing where that may not even be asked.
    async fn allowed(&self, access: &Access) -> Result<Option<(Access, bool)>, ClusterError> {
        let body = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": { "resourceAttributes": {
                "group": access.group,
                "resource": access.resource,
                "namespace": access.namespace.as_deref().unwrap_or_default(),
                "verb": access.verb,
            } },
        });
        let call = Call { repeatable: true, ..Call::with_body(Method::POST, REVIEWS, body) };
        match self.ask(&call).await {
            Ok(answer) => {
                let allowed = answer.value.pointer("/status/allowed") == Some(&Value::Bool(true));
                Ok(Some((access.clone(), allowed)))
            }
            Err(ClusterError::Forbidden { .. }) => Ok(None),
            Err(ClusterError::Refused { refusal, .. }) if matches!(refusal.code, 403 | 404) => Ok(None),
            Err(other) => Err(other),
        }
    }

    async fn made_elsewhere(&self, reference: &Reference) -> Result<(Reference, Seen<Value>), ClusterError> {
        let (group, version) = reference.api_version.split_once('/').unwrap_or(("", reference.api_version));
        let resource = Resource {
            group: group.to_owned(),
            versions: vec![version.to_owned()],
            kind: reference.kind.to_owned(),
            plural: reference.plural.to_owned(),
            namespaced: reference.namespace.is_some(),
        };
        let collection = path::collection(&resource, version, reference.namespace.as_deref());
        let mut seen = self.seen(format!("{collection}/{}", reference.name)).await?;
        if let Seen::There(object) = &mut seen
            && is_secret(group, reference.kind)
            && let Some(data) = object["data"].as_object_mut()
        {
            // Only the keys are of interest.
            data.values_mut().for_each(|value| *value = Value::Null);
        }
        Ok((reference.clone(), seen))
    }

    async fn seen_list(&self, path: &str) -> Result<Seen<Vec<Value>>, ClusterError> {
        match self.list_path(path.to_owned()).await {
            Ok(items) => Ok(Seen::There(items)),
            Err(other) => unseen(other),
        }
    }

    async fn seen(&self, path: String) -> Result<Seen<Value>, ClusterError> {
        match self.ask(&Call::get(path)).await {
            Ok(answer) => Ok(Seen::There(answer.value)),
            Err(other) => unseen(other),
        }
    }
}

fn unseen<T>(error: ClusterError) -> Result<Seen<T>, ClusterError> {
    match error {
        ClusterError::Forbidden { .. } => Ok(Seen::NotPermitted),
        ClusterError::Refused { refusal, .. } if refusal.code == 403 => Ok(Seen::NotPermitted),
        ClusterError::Refused { refusal, .. } if refusal.code == 404 => Ok(Seen::Missing),
        // A server of an aggregated group that is down answers so.
        ClusterError::Refused { refusal, .. } if refusal.code == 503 => Ok(Seen::Missing),
        other => Err(other),
    }
}
