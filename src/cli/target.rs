//! Where a command works: the cluster and the namespace that the command, a target or the project names.

use std::path::Path;

use clap::Args;

use super::Session;
use super::failure::Failure;
use crate::cluster::Cluster;
use crate::diagnostic::Diagnostic;
use crate::project::{Project, Target};
use crate::ui::Exit;

/// Where an app is, for the commands that know it by its name.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    /// A target of the rhumb.toml in this folder or above it: its context and namespace
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
}

impl TargetArgs {
    /// Connects to the cluster that the target or the options name; gives the namespace in which `apply` puts the apps of
    /// this project.
    pub(super) async fn connect(&self, session: &Session) -> Result<(Cluster, String), Failure> {
        let project = project(None)?;
        let target = match self.target.as_deref() {
            Some(name) => Some((name, project.target(name)?)),
            None => None,
        };
        let cluster = session.connect_to(context(session, target)?).await?;
        let namespace = namespace(session, target, &project).0.unwrap_or_else(|| cluster.namespace().to_owned());
        Ok((cluster, namespace))
    }
}

/// The project of a script; that of the current folder where it is nothing.
pub(super) fn project(script: Option<&Path>) -> Result<Project, Failure> {
    Project::find(script).map_err(|(diagnostics, sources)| Failure { exit: Exit::Error, diagnostics, sources })
}

/// The context of the command or the target. A target pins the cluster: the command cannot name another.
pub(super) fn context(session: &Session, target: Option<(&str, &Target)>) -> Result<Option<String>, Failure> {
    let said = session.global.context.as_ref();
    if let (Some((name, target)), Some(said)) = (target, said)
        && target.context != *said
    {
        let message = format!("The target `{name}` is on {}, but the command says: {said}.", target.context);
        return Err(Diagnostic::error("target-clash", message)
            .help("leave out --context, or name another target.")
            .into());
    }
    Ok(said.cloned().or(target.map(|(_, target)| target.context.clone())))
}

/// The namespace from outside of the script, and who says it.
pub(super) fn namespace(
    session: &Session,
    target: Option<(&str, &Target)>,
    project: &Project,
) -> (Option<String>, String) {
    if let Some(said) = &session.global.namespace {
        return (Some(said.clone()), String::new());
    }
    if let Some((name, Target { namespace: Some(said), .. })) = target {
        return (Some(said.clone()), format!("the target `{name}`"));
    }
    (project.namespace.clone(), project.file.clone().unwrap_or_default())
}
