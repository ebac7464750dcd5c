//! An app against a cluster before anything is applied.

use super::judge;
use crate::cluster::{Cluster, ClusterError};
use crate::diagnostic::Diagnostic;
use crate::object::{Object, Rendered};
use crate::observed::Observed;
use crate::plan;
use crate::preflight::{findings, needs};
use crate::project::Settings;

/// Everything that the cluster lacks for an app, all at once. What rules say of the cluster's version is put among the
/// warnings of what is rendered. Writes nothing.
///
/// # Errors
/// Everything between us and the cluster.
pub async fn preflight(
    rendered: &mut Rendered,
    settings: Settings,
    cluster: &Cluster,
) -> Result<Vec<Diagnostic>, ClusterError> {
    let namespace = rendered.namespace.clone().unwrap_or_else(|| cluster.namespace().to_owned());
    let resources = cluster.served().await?;
    let observed = Observed { cluster: cluster.facts(), namespace, resources, ..Observed::default() };
    // Kinds that are not served, and what else a plan would refuse before it asks the server.
    let mut found = plan::desired(rendered, &observed).err().unwrap_or_default();
    let needs = needs(rendered, &observed.namespace, &observed.resources, &settings);
    let facts = cluster.preflight(&needs).await?;
    found.extend(findings(rendered, &needs, &facts));
    let version = judge::version(cluster).await?;
    let objects: Vec<&Object> = rendered.objects.iter().collect();
    found.extend(judge::types(&objects, rendered, version, cluster).await?);
    judge::of_version(rendered, settings, version);
    Ok(found)
}
