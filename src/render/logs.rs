//! What `.collect_logs` means, said in variables, mounts and annotations before anything is rendered.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Options;
use crate::diagnostic::Origin;
use crate::model::{App, Container, EmptyDir, EnvValue, Mount, Part, Said, Volume, Workload};
use crate::project::LogBackend;

/// The annotation of the pods that names what is collected into a store.
const ANNOTATION: &str = "logs.rhumb.dev/";
/// The variables that the log service of Alibaba Cloud reads.
const VARIABLE: &str = "aliyun_logs_";

/// The app with its logs said, where it collects any.
pub(super) fn said(app: &App, options: &Options<'_>) -> Option<App> {
    let collects = |workload: &&Workload| workload.all_containers().any(|part| !part.logs.is_empty());
    app.workloads().iter().any(collects).then(|| {
        let mut app = app.clone();
        let mut serial = u32::MAX;
        say(&mut app, options.settings.logs, &mut serial);
        app
    })
}

fn say(app: &mut App, backend: LogBackend, serial: &mut u32) {
    for part in &mut app.parts {
        match part {
            Part::App(inner) => say(Arc::make_mut(inner), backend, serial),
            Part::Workload(workload) => {
                let workload = Arc::make_mut(workload);
                match backend {
                    LogBackend::None => annotate(workload),
                    LogBackend::Sls => containers(workload).for_each(|part| sls(Arc::make_mut(part), serial)),
                }
            }
            _ => {}
        }
    }
}

fn containers(workload: &mut Workload) -> impl Iterator<Item = &mut Arc<Container>> {
    let init = workload.init_containers.iter_mut().map(|(part, _)| part);
    let all = init.chain(&mut workload.containers);
    all.filter(|part| !part.logs.is_empty())
}

/// One annotation for each store: containers with their paths and marks.
fn annotate(workload: &mut Workload) {
    let mut found: Vec<(String, Vec<Value>, Origin)> = Vec::new();
    for part in workload.all_containers() {
        for source in &part.logs {
            let mut entry = json!({ "container": part.name, "path": source.path });
            if !part.log_tags.is_empty() {
                let tags: Map<String, Value> =
                    part.log_tags.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect();
                entry["tags"] = Value::Object(tags);
            }
            match found.iter_mut().find(|(store, ..)| *store == source.store) {
                Some((_, entries, _)) => entries.push(entry),
                None => {
                    let at = part.said.of_key("collect_logs", &source.store);
                    found.push((source.store.clone(), vec![entry], at));
                }
            }
        }
    }
    for (store, entries, at) in found {
        let key = format!("{ANNOTATION}{store}");
        if !workload.pod_annotations.iter().any(|(other, _)| *other == key) {
            workload.said.say("pod_annotation", &key, at);
            workload.pod_annotations.push((key, Value::Array(entries).to_string()));
        }
    }
}

/// Variables for stores and marks, and a volume for each folder of files that no mount covers: the collector reads files
/// of volumes alone.
fn sls(part: &mut Container, serial: &mut u32) {
    for source in part.logs.clone() {
        let at = part.said.of_key("collect_logs", &source.store);
        variable(part, format!("{VARIABLE}{}", source.store), source.path.clone(), at);
        let Some(folder) = folder(&source.path) else {
            continue;
        };
        let covered = |mount: &Mount| {
            let path = mount.path.trim_end_matches('/');
            folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if part.mounts.iter().any(covered) {
            continue;
        }
        let volume = Volume::EmptyDir(Arc::new(EmptyDir { said: Said::new(at, *serial), ..EmptyDir::default() }));
        *serial -= 1;
        let (read_only, sub_path, sub_path_expr) = (false, None, None);
        part.mounts.push(Mount { path: folder, volume, read_only, sub_path, sub_path_expr, origin: at });
    }
    for (index, (key, value)) in part.log_tags.clone().into_iter().enumerate() {
        let at = part.said.of_key("log_tag", &key);
        variable(part, format!("{VARIABLE}tag{}_tags", index + 1), format!("{key}={value}"), at);
    }
}

/// A variable, unless the script says it itself.
fn variable(part: &mut Container, name: String, value: String, at: Origin) {
    if !part.env.iter().any(|(other, _)| *other == name) {
        part.said.say("env", &name, at);
        part.env.push((name, EnvValue::Text(value)));
    }
}

/// The folder of a path of files, as far as it has no wildcards; nothing for streams.
fn folder(path: &str) -> Option<String> {
    let (folders, _) = path.rsplit_once('/')?;
    let plain: Vec<&str> = folders.split('/').take_while(|part| !part.contains(['*', '?'])).collect();
    let folder = plain.join("/");
    (!folder.is_empty()).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn the_folder_of_a_path_ends_before_its_wildcards() {
        let rows = [
            ("stdout", None),
            ("/app.log", None),
            ("/var/log/nginx/*.log", Some("/var/log/nginx")),
            ("/var/log/**/app.log", Some("/var/log")),
            ("/*/app.log", None),
        ];
        for (path, wanted) in rows {
            assert_eq!(folder(path).as_deref(), wanted, "{path}");
        }
    }
}
