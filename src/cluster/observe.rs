//! What there is, for one plan: in as few requests as it takes.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::path;
use super::request::Call;
use super::{Cluster, ClusterError, IN_FLIGHT};
use crate::object::{Identity, Rendered};
use crate::observed::{ClusterFacts, Observed, Resource};
use crate::release::APP_LABEL;

/// With more objects of one kind a list is cheaper than asking for each.
const LIST_FROM: usize = 6;

/// Puts the version that the script uses of a kind first: live objects are read as they are compared.
fn prefer_versions(resources: &mut BTreeMap<(String, String), Resource>, rendered: Option<&Rendered>) {
    for object in rendered.into_iter().flat_map(|rendered| &rendered.objects) {
        let version = object.api_version.rsplit('/').next().unwrap_or_default();
        let Some(resource) = resources.get_mut(&(object.group().to_owned(), object.kind.clone())) else { continue };
        if let Some(at) = resource.versions.iter().position(|served| served == version) {
            resource.versions.swap(0, at);
        }
    }
}

impl Cluster {
    /// Everything that a plan of these objects looks at, but for the dry-runs. Without objects: the plan of nothing.
    pub async fn observe(
        &self,
        app: &str,
        namespace: &str,
        rendered: Option<&Rendered>,
    ) -> Result<Observed, ClusterError> {
        let resources = (*self.resources().await?).clone();
        let record = self.load_record(app, namespace).await?;
        let mut observed = Observed {
            cluster: ClusterFacts { uid: self.uid().await?, ..self.facts() },
            namespace: namespace.to_owned(),
            resources,
            record,
            ..Observed::default()
        };
        let mut wanted: BTreeSet<Identity> = BTreeSet::new();
        prefer_versions(&mut observed.resources, rendered);
        for object in rendered.into_iter().flat_map(|rendered| &rendered.objects) {
            let mut identity = object.identity();
            let resource = observed.resources.get(&(identity.group.clone(), identity.kind.clone()));
            if resource.is_some_and(|resource| resource.namespaced) && identity.namespace.is_none() {
                identity.namespace = Some(namespace.to_owned());
            }
            wanted.insert(identity);
        }
        wanted.extend(
            observed.record.iter().flat_map(|stored| &stored.record.objects).map(|entry| entry.identity.clone()),
        );
        observed.live = self.live(app, &wanted, &observed).await?;
        observed.missing_namespaces = self.missing_namespaces(&wanted, &observed).await?;
        observed.claims = self.template_claims(rendered, &observed).await?;
        Ok(observed)
    }

    /// The uid of the namespace kube-system, by which a cluster is known; nothing where it may not be read.
    async fn uid(&self) -> Result<Option<String>, ClusterError> {
        match self.get_path("/api/v1/namespaces/kube-system".to_owned()).await {
            Ok(found) => Ok(found.and_then(|found| found["metadata"]["uid"].as_str().map(str::to_owned))),
            Err(ClusterError::Forbidden { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The live objects among these.
    async fn live(
        &self,
        app: &str,
        wanted: &BTreeSet<Identity>,
        observed: &Observed,
    ) -> Result<BTreeMap<Identity, Value>, ClusterError> {
        let mut kinds: BTreeMap<(&str, &str, Option<&str>), Vec<&Identity>> = BTreeMap::new();
        for identity in wanted {
            kinds.entry((&identity.group, &identity.kind, identity.namespace.as_deref())).or_default().push(identity);
        }
        let mut live = BTreeMap::new();
        let mut single = Vec::new();
        for ((group, kind, namespace), identities) in kinds {
            let Some(resource) = observed.resources.get(&(group.to_owned(), kind.to_owned())) else { continue };
            let mut listed = BTreeMap::new();
            if identities.len() >= LIST_FROM
                && let Some(version) = resource.versions.first()
            {
                let path = path::collection(resource, version, namespace);
                let items = self.list_path(format!("{path}?{}", path::selector(&[(APP_LABEL, app)]))).await?;
                listed = items
                    .into_iter()
                    .map(|item| (item["metadata"]["name"].as_str().unwrap_or_default().to_owned(), item))
                    .collect();
            }
            for identity in identities {
                match listed.remove(&identity.name) {
                    Some(item) => {
                        live.insert(identity.clone(), item);
                    }
                    // An object may be there without our label.
                    None => single.push((identity.clone(), resource)),
                }
            }
        }
        let gets = single.into_iter().map(|(identity, resource)| self.get_one(identity, resource));
        let found: Vec<(Identity, Option<Value>)> = stream::iter(gets).buffered(IN_FLIGHT).try_collect().await?;
        live.extend(found.into_iter().filter_map(|(identity, value)| Some((identity, value?))));
        Ok(live)
    }

    async fn get_one(
        &self,
        identity: Identity,
        resource: &Resource,
    ) -> Result<(Identity, Option<Value>), ClusterError> {
        let Some(version) = resource.versions.first() else { return Ok((identity, None)) };
        let found = self.get_path(path::object(resource, version, &identity)).await?;
        Ok((identity, found))
    }

    /// Namespaces of objects that do not exist. One with a live object in it does.
    async fn missing_namespaces(
        &self,
        wanted: &BTreeSet<Identity>,
        observed: &Observed,
    ) -> Result<BTreeSet<String>, ClusterError> {
        let of = |identity: &Identity| identity.namespace.clone();
        let mut unsure: BTreeSet<String> = wanted.iter().filter_map(of).collect();
        unsure.insert(observed.namespace.clone());
        for identity in observed.live.keys() {
            if let Some(namespace) = &identity.namespace {
                unsure.remove(namespace);
            }
        }
        let mut missing = BTreeSet::new();
        for namespace in unsure {
            match self.ask(&Call::get(format!("/api/v1/namespaces/{namespace}"))).await {
                Ok(_) | Err(ClusterError::Forbidden { .. }) => {}
                Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 => {
                    missing.insert(namespace);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(missing)
    }

    /// Claims that controllers have made from the templates of StatefulSets, the script's and the live ones.
    async fn template_claims(
        &self,
        rendered: Option<&Rendered>,
        observed: &Observed,
    ) -> Result<Vec<Value>, ClusterError> {
        let scripted =
            rendered.into_iter().flat_map(|rendered| &rendered.objects).filter(|object| object.kind == "StatefulSet");
        let scripted = scripted.map(|object| (object.namespace.clone(), object.value()));
        let live = observed.live.iter().filter(|(identity, _)| identity.kind == "StatefulSet");
        let live = live.map(|(identity, value)| (identity.namespace.clone(), value.clone()));
        let mut prefixes: BTreeSet<(String, String)> = BTreeSet::new();
        for (namespace, set) in scripted.chain(live) {
            let name = set["metadata"]["name"].as_str().unwrap_or_default();
            for template in set.pointer("/spec/volumeClaimTemplates").and_then(Value::as_array).into_iter().flatten() {
                let template = template["metadata"]["name"].as_str().unwrap_or_default();
                prefixes.insert((
                    namespace.clone().unwrap_or_else(|| observed.namespace.clone()),
                    format!("{template}-{name}-"),
                ));
            }
        }
        let namespaces: BTreeSet<&String> = prefixes.iter().map(|(namespace, _)| namespace).collect();
        let mut claims = Vec::new();
        for namespace in namespaces {
            let path = format!("/api/v1/namespaces/{namespace}/persistentvolumeclaims");
            let items = match self.list_path(path).await {
                Ok(items) => items,
                // What may not be seen is only not named.
                Err(ClusterError::Forbidden { .. }) => continue,
                Err(ClusterError::Refused { refusal, .. }) if refusal.code == 404 => continue,
                Err(other) => return Err(other),
            };
            claims.extend(items.into_iter().filter(|claim| {
                let name = claim["metadata"]["name"].as_str().unwrap_or_default();
                prefixes.iter().any(|(place, prefix)| {
                    place == namespace
                        && name.strip_prefix(prefix.as_str()).is_some_and(|ordinal| ordinal.parse::<u32>().is_ok())
                })
            }));
        }
        Ok(claims)
    }
}
