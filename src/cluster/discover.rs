//! Which kinds a server serves, in two requests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::request::Call;
use super::{Cluster, ClusterError};
use crate::observed::Resource;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

/// Every kind by group and kind.
pub type Resources = BTreeMap<(String, String), Resource>;

impl Cluster {
    /// Every kind that is served. One broken group takes nothing else along.
    pub(super) async fn discover(&self) -> Result<Resources, ClusterError> {
        let call = |path: &str| Call { accept: AGGREGATED, ..Call::get(path) };
        let (core, groups) = (call("/api"), call("/apis"));
        let (core, groups) = futures::try_join!(self.ask(&core), self.ask(&groups))?;
        let mut resources = Resources::new();
        if core.value["kind"] == "APIGroupDiscoveryList" {
            for list in [&core.value, &groups.value] {
                aggregated(list, &mut resources);
            }
        } else {
            self.discover_plainly(&core.value, &groups.value, &mut resources).await?;
        }
        Ok(resources)
    }

    /// Servers without aggregated discovery: a request for each version.
    async fn discover_plainly(
        &self,
        core: &Value,
        groups: &Value,
        resources: &mut Resources,
    ) -> Result<(), ClusterError> {
        let mut versions: Vec<(String, String)> =
            texts(&core["versions"]).map(|version| (String::new(), version)).collect();
        for group in groups["groups"].as_array().into_iter().flatten() {
            let name = group["name"].as_str().unwrap_or_default();
            let each = group["versions"].as_array().into_iter().flatten();
            versions
                .extend(each.filter_map(|version| Some((name.to_owned(), version["version"].as_str()?.to_owned()))));
        }
        for (group, version) in versions {
            let path = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
            // A group whose server is down must not stop an app that does not use it.
            let Ok(answer) = self.ask(&Call::get(path)).await else { continue };
            for resource in answer.value["resources"].as_array().into_iter().flatten() {
                let plural = resource["name"].as_str().unwrap_or_default();
                let kind = resource["kind"].as_str().unwrap_or_default();
                if !plural.contains('/') {
                    add(resources, &group, &version, kind, plural, resource["namespaced"] == true);
                }
            }
        }
        Ok(())
    }
}

fn texts(list: &Value) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned))
}

fn aggregated(list: &Value, resources: &mut Resources) {
    for group in list["items"].as_array().into_iter().flatten() {
        let name = group.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
        for version in group["versions"].as_array().into_iter().flatten() {
            let number = version["version"].as_str().unwrap_or_default();
            for resource in version["resources"].as_array().into_iter().flatten() {
                let text = |pointer: &str| resource.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                add(
                    resources,
                    name,
                    number,
                    text("/responseKind/kind"),
                    text("/resource"),
                    text("/scope") == "Namespaced",
                );
            }
        }
    }
}

fn add(resources: &mut Resources, group: &str, version: &str, kind: &str, plural: &str, namespaced: bool) {
    if kind.is_empty() {
        return;
    }
    let resource = resources.entry((group.to_owned(), kind.to_owned())).or_insert_with(|| Resource {
        group: group.to_owned(),
        versions: Vec::new(),
        kind: kind.to_owned(),
        plural: plural.to_owned(),
        namespaced,
    });
    if !resource.versions.iter().any(|known| known == version) {
        resource.versions.push(version.to_owned());
    }
}
