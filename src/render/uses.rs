//! ConfigMaps and Secrets that the pods of a workload use: they are part of the app without being added to it.

use super::config_map;
use super::scope::Scope;
use super::stage::Stage;
use crate::diagnostic::{Diagnostic, Origin};
use crate::model::{Csi, EnvValue, Items, Keyed, Projection, Volume, Workload};

/// Renders what the containers of a workload use, and remembers what they name by text.
pub(super) fn render<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, workload: &'a Workload) {
    for container in workload.all_containers() {
        for (name, value) in &container.env {
            match value {
                EnvValue::Secret { secret, .. } => stage.uses_secret(scope, secret),
                EnvValue::ConfigMap { config, .. } => stage.uses_config_map(scope, config),
                EnvValue::ExistingConfigMap { name: object, .. } => {
                    stage.names(scope, object, container.said.of_key("env", name));
                }
                _ => {}
            }
        }
        for source in &container.env_from {
            keyed(stage, scope, &source.object, source.origin);
        }
        for mount in &container.mounts {
            volume(stage, scope, &mount.volume, mount.origin);
        }
    }
    for (part, at) in &workload.pod.volumes {
        volume(stage, scope, part, *at);
    }
}

fn volume<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, volume: &'a Volume, at: Origin) {
    match volume {
        Volume::Projected(part) => {
            for part in &part.parts {
                if let Projection::Keyed(object) = part {
                    keyed(stage, scope, object, object.said().made);
                }
            }
        }
        Volume::Csi(part) => driver(stage, scope, part),
        volume => {
            if let Some(object) = volume.keyed() {
                keyed(stage, scope, &object, at);
            }
        }
    }
}

fn keyed<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, object: &Keyed, at: Origin) {
    match object {
        Keyed::ConfigMap(part) => stage.uses_config_map(scope, part),
        Keyed::Secret(part) => stage.uses_secret(scope, part),
        Keyed::Existing(part) => {
            let Items { name, secret, .. } = part.as_ref();
            if !secret {
                stage.names(scope, name, at);
            }
        }
    }
}

fn driver<'a>(stage: &mut Stage<'a>, scope: &Scope<'a>, part: &Csi) {
    if let Some(secret) = part.secret.as_ref().and_then(|secret| secret.part.as_ref()) {
        stage.uses_secret(scope, secret);
    }
}

/// A ConfigMap that is named by text, where the text is the plain name of one that is named by its content.
pub(super) fn clash(stage: &mut Stage<'_>) {
    let named = std::mem::take(&mut stage.named);
    for (name, namespace, at) in named {
        if stage.has("ConfigMap", namespace.as_deref(), &name) {
            continue;
        }
        let found = stage
            .config_maps
            .iter()
            .find(|(part, scope)| part.name == name && scope.namespace.map(|(name, _)| name) == namespace.as_deref());
        let Some(part) = found.map(|(part, _)| part.clone()) else {
            continue;
        };
        let message = format!("No ConfigMap has this plain name, as the app's own is named by its content: {name}.");
        let place = stage.place(at);
        stage.tell(
            Diagnostic::error("content-name", message)
                .help(format!(
                    "use the part itself, or let it keep its name: `.fixed_name()`; it is `{}` now.",
                    config_map::name(&part)
                ))
                .at(place)
                .and("the ConfigMap", stage.place(part.said.made)),
        );
    }
}
