//! Plans against a cluster: observe, ask what may differ, put it together.

use futures::{StreamExt, TryStreamExt, stream};

use super::judge;
use crate::cluster::{Cluster, ClusterError, IN_FLIGHT};
use crate::object::Rendered;
use crate::observed::{DryRun, Survey};
use crate::plan::{self, Plan};
use crate::project::Settings;

/// The plan of an app. What rules say of the cluster's version is put among the warnings of what is rendered. Writes
/// nothing.
///
/// # Errors
/// Everything between us and the cluster; what is wrong with the app stands in the plan.
pub async fn plan(rendered: &mut Rendered, settings: Settings, cluster: &Cluster) -> Result<Plan, ClusterError> {
    let namespace = rendered.namespace.clone().unwrap_or_else(|| cluster.namespace().to_owned());
    let mut observed = cluster.observe(&rendered.app, &namespace, Some(&*rendered)).await?;
    let desired = match plan::desired(rendered, &observed) {
        Ok(desired) => desired,
        Err(mut diagnostics) => {
            let mut empty = plan::plan(&Rendered { objects: Vec::new(), ..rendered.clone() }, &[], &observed);
            empty.left.clear();
            empty.diagnostics.append(&mut diagnostics);
            return Ok(empty);
        }
    };
    let asked = plan::dry_run_needed(&desired, &observed);
    let answers = asked.into_iter().map(|request| {
        let resource =
            observed.resources.get(&(request.identity.group.clone(), request.identity.kind.clone())).cloned();
        async move {
            let answer = match resource {
                Some(resource) => {
                    cluster.dry_run(&request.identity, &request.api_version, &request.body, &resource).await?
                }
                None => DryRun::NotAsked("not checked by the server: it does not know the kind".to_owned()),
            };
            Ok::<_, ClusterError>((request.identity, answer))
        }
    });
    let answers: Vec<_> = stream::iter(answers).buffered(IN_FLIGHT).try_collect().await?;
    observed.dry_runs.extend(answers);
    let mut plan = plan::plan(rendered, &desired, &observed);
    judge::plan(rendered, &mut plan, settings, cluster).await?;
    Ok(plan)
}

/// The plan of nothing for an app; nothing where there is no such app.
///
/// # Errors
/// Everything between us and the cluster.
pub async fn plan_delete(
    app: &str,
    namespace: &str,
    cluster: &Cluster,
    claims: bool,
) -> Result<Option<Plan>, ClusterError> {
    let observed = cluster.observe(app, namespace, None).await?;
    Ok(observed.record.is_some().then(|| plan::delete_plan(&observed, app, claims)))
}

/// What there is of an app.
///
/// # Errors
/// Everything between us and the cluster.
pub async fn survey(app: &str, namespace: &str, cluster: &Cluster) -> Result<Option<Survey>, ClusterError> {
    cluster.survey(app, namespace).await
}

/// What there is of every app, in a namespace or all that may be read.
///
/// # Errors
/// Everything between us and the cluster.
pub async fn surveys(namespace: Option<&str>, cluster: &Cluster) -> Result<Vec<Survey>, ClusterError> {
    cluster.surveys(namespace).await
}
