//! What is collected, with the log service of Alibaba Cloud.

use std::sync::Arc;

use super::*;
use crate::project::LogBackend;

fn collecting(mounts: &[&str]) -> App {
    let mut web = container("web", "nginx:1.27", 3);
    web.logs = [("web-out", "stdout"), ("web-files", "/var/log/nginx/*.log"), ("web-app", "/srv/log/app.log")]
        .map(|(store, path)| LogSource { store: store.to_owned(), path: path.to_owned() })
        .to_vec();
    web.log_tags = vec![("team".to_owned(), "shop".to_owned())];
    for (line, path) in (4..).zip(mounts) {
        let volume = Volume::EmptyDir(Arc::new(EmptyDir { said: made(line), ..EmptyDir::default() }));
        web.mounts.push(mount(path, volume, line));
    }
    let mut workload = workload(WorkloadKind::Deployment, "web", 1);
    workload.containers = vec![Arc::new(web)];
    app_of(workload)
}

fn pod(app: &App) -> Value {
    let settings = Settings { logs: LogBackend::Sls, ..Settings::DEFAULT };
    let rendered = rendered(app, &Options { settings, ..SHOW });
    object(&rendered, "Deployment/web").value()["spec"]["template"]["spec"].take()
}

#[test]
fn stores_and_marks_become_variables_and_folders_become_volumes() {
    let pod = pod(&collecting(&[]));
    assert_eq!(
        pod["containers"][0]["env"],
        json!([
            { "name": "aliyun_logs_web-out", "value": "stdout" },
            { "name": "aliyun_logs_web-files", "value": "/var/log/nginx/*.log" },
            { "name": "aliyun_logs_web-app", "value": "/srv/log/app.log" },
            { "name": "aliyun_logs_tag1_tags", "value": "team=shop" },
        ])
    );
    assert_eq!(
        pod["containers"][0]["volumeMounts"],
        json!([
            { "name": "var-log-nginx", "mountPath": "/var/log/nginx" },
            { "name": "srv-log", "mountPath": "/srv/log" },
        ])
    );
    assert_eq!(
        pod["volumes"],
        json!([{ "name": "var-log-nginx", "emptyDir": {} }, { "name": "srv-log", "emptyDir": {} }])
    );
}

#[test]
fn a_folder_that_a_mount_covers_gets_no_volume_of_its_own() {
    let pod = pod(&collecting(&["/var/log/", "/srv/logs"]));
    let paths: Vec<&Value> =
        pod["containers"][0]["volumeMounts"].as_array().unwrap().iter().map(|mount| &mount["mountPath"]).collect();
    assert_eq!(paths, ["/var/log/", "/srv/logs", "/srv/log"]);
}
