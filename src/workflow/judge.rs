//! What the cluster's own types and version say of an app, beside what is embedded.

use std::collections::BTreeSet;

use crate::check::{check, of_object};
use crate::cluster::{Cluster, ClusterError};
use crate::diagnostic::Diagnostic;
use crate::object::{Object, Rendered};
use crate::plan::{Action, Plan};
use crate::project::{Settings, Version};
use crate::schema::Cursor;

/// Judges the objects that a plan would send: by the cluster's version, and by its types where it is of another version
/// than the embedded ones or where they know nothing. An app that does not change costs no request.
pub async fn plan(
    rendered: &mut Rendered,
    plan: &mut Plan,
    settings: Settings,
    cluster: &Cluster,
) -> Result<(), ClusterError> {
    let sent = |object: &&Object| {
        plan.changes.iter().any(|change| {
            let identity = &change.identity;
            !matches!(change.action, Action::Keep | Action::Refuse)
                && identity.kind == object.kind
                && identity.group == object.group()
                && identity.name == object.name
                && object.namespace.as_ref().is_none_or(|namespace| identity.namespace.as_ref() == Some(namespace))
        })
    };
    let objects: Vec<&Object> = rendered.objects.iter().filter(sent).collect();
    if objects.is_empty() {
        return Ok(());
    }
    let version = version(cluster).await?;
    let found = types(&objects, rendered, version, cluster).await?;
    // The server has refused the same in its dry-run, without the help.
    let known = |old: &Diagnostic| found.iter().any(|new| new.place.is_some() && new.place == old.place);
    plan.diagnostics.retain(|old| !matches!(old.code, "unknown-field" | "refused-by-server") || !known(old));
    plan.diagnostics.extend(found);
    of_version(rendered, settings, version);
    Ok(())
}

/// The cluster's version, where it may be read and understood.
pub async fn version(cluster: &Cluster) -> Result<Option<Version>, ClusterError> {
    Ok(cluster.version().await?.and_then(|version| Version::parse(&version)))
}

/// Faults of objects against the types of the cluster, where these say more than the embedded ones.
pub async fn types(
    objects: &[&Object],
    rendered: &Rendered,
    version: Option<Version>,
    cluster: &Cluster,
) -> Result<Vec<Diagnostic>, ClusterError> {
    let other = version.is_some_and(|version| version != Version::EMBEDDED);
    let says_more = |object: &&&Object| other || !Cursor::of(&object.api_version, &object.kind).is_known();
    let asked: Vec<&&Object> = objects.iter().filter(says_more).collect();
    let versions: BTreeSet<String> = asked.iter().map(|object| object.api_version.clone()).collect();
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let types = cluster.types(&versions).await?;
    Ok(asked.into_iter().flat_map(|object| of_object(object, &types, &rendered.sources)).collect())
}

/// Puts what rules say of the cluster's version in place of what they said of the project's.
pub fn of_version(rendered: &mut Rendered, settings: Settings, version: Option<Version>) {
    let Some(kubernetes) = version.filter(|version| *version != settings.kubernetes) else { return };
    let before = check(None, rendered, settings);
    let after = check(None, rendered, Settings { kubernetes, ..settings });
    rendered.warnings.retain(|told| !before.contains(told) || after.contains(told));
    rendered.warnings.extend(after.into_iter().filter(|told| !before.contains(told)));
    rendered.warnings.sort_by(|a, b| a.place.cmp(&b.place));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::Origin;
    use crate::object::{Intents, Node};

    #[test]
    fn rules_of_the_clusters_version_stand_in_place_of_those_of_the_project() {
        let body = json!({ "apiVersion": "apps/v1beta1", "kind": "Deployment", "metadata": { "name": "web" } });
        let object = Object {
            api_version: "apps/v1beta1".into(),
            kind: "Deployment".into(),
            namespace: None,
            name: "web".into(),
            node: Node::from_value(&body, Origin::NONE),
            origin: Origin::NONE,
            intents: Intents::default(),
            step: 0,
        };
        let mut rendered = Rendered { objects: vec![object], ..Rendered::default() };
        let of = |minor| Settings { kubernetes: Version { major: 1, minor }, ..Settings::DEFAULT };
        let codes = |rendered: &Rendered| rendered.warnings.iter().map(|told| told.code).collect::<Vec<_>>();
        let unknown = |rendered: &Rendered| codes(rendered).contains(&"unknown-kind");
        // A project for an older Kubernetes, on a cluster of the embedded one, and the other way round.
        of_version(&mut rendered, of(15), Some(Version::EMBEDDED));
        assert!(unknown(&rendered), "{:?}", codes(&rendered));
        of_version(&mut rendered, Settings::DEFAULT, Some(of(15).kubernetes));
        assert!(!unknown(&rendered), "{:?}", codes(&rendered));
        // The version could not be read: nothing changes.
        of_version(&mut rendered, of(15), None);
        assert!(!unknown(&rendered));
    }
}
