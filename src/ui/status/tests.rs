use serde_json::json;

use super::*;
use crate::status::report;
use crate::status::tests::survey;

#[test]
fn the_whole_report_is_drawn_with_the_reason_on_top() {
    let mut survey = survey(json!({
        "phase": "Pending",
        "containerStatuses": [{"name": "nginx", "restartCount": 0, "state": {"waiting":
            {"reason": "ImagePullBackOff", "message": "nginx:1.277 not found"}}}],
    }));
    survey.pods.remove(0);
    survey.events = vec![json!({
        "type": "Warning", "reason": "Failed", "message": "nginx:1.277\nnot found", "count": 3,
        "involvedObject": {"kind": "Pod", "name": "nginx-1"},
    })];
    let expected = "\
nginx in namespace default, revision 3
abnormal: nginx-1: ImagePullBackOff: nginx:1.277 not found
A web server.

StatefulSet/nginx  abnormal  2 ready, 2 updated, 2 desired  RollingUpdate
  images  nginx:1.27
  labels  app=nginx
  pod      phase    ready  restarts  node    address   claims            revision  dns
  nginx-0  Running  yes    1         node-a  10.1.0.4  disk-ssd-nginx-0  5d8f      nginx-0.nginx-headless.default.svc
  nginx-1  Pending  no     0         node-a  -         disk-ssd-nginx-1  5d8f      nginx-1.nginx-headless.default.svc
  nginx-1: ImagePullBackOff: nginx:1.277 not found

Service/nginx-headless  Headless  80/TCP
Service/nginx-svc       NodePort 10.0.0.7  80:30080/TCP
Ingress/nginx-ingress   foo.bar.com  101.37.224.146

  claim             phase  size  class  pod
  disk-ssd-nginx-0  Bound  20Gi  ssd    nginx-0
  disk-ssd-nginx-1  Bound  20Gi  ssd    nginx-1
  disk-ssd-nginx-2  Bound  20Gi  ssd    kept

warning: Pod/nginx-1: Failed: nginx:1.277\\nnot found (3 times)
";
    assert_eq!(text(&report(&survey), Paint::default()), expected);
}

#[test]
fn colour_is_added_to_the_same_words() {
    let report = report(&survey(json!({"phase": "Running"})));
    let coloured = text(&report, Paint { colour: true, verbose: false });
    let mut plain = coloured.clone();
    for code in ["1", "2", "31", "32", "33", "0"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_ne!(coloured, plain);
    assert_eq!(plain, text(&report, Paint::default()));
}

#[test]
fn jobs_are_told_by_what_they_have_done_and_cron_jobs_by_their_schedule() {
    let job = |name: &str, conditions: serde_json::Value| {
        json!({
            "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": "default"},
            "spec": {"completions": 2}, "status": {"succeeded": 2, "conditions": conditions},
        })
    };
    let cron = |suspend: bool| {
        json!({
            "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly", "namespace": "default"},
            "spec": {"schedule": "30 3 * * *", "suspend": suspend},
        })
    };
    let complete = json!([{"type": "Complete", "status": "True"}]);
    let cases = [
        (job("migrate", complete), "Job/migrate  complete  2 of 2 completed\n"),
        (job("migrate", json!([])), "Job/migrate  running  2 of 2 completed\n"),
        (cron(false), "CronJob/nightly  running  30 3 * * *\n"),
        (cron(true), "CronJob/nightly  stopped  suspended\n"),
    ];
    for (object, expected) in cases {
        let mut survey = survey(json!({"phase": "Running"}));
        survey.objects = vec![object];
        let told = text(&report(&survey), Paint::default());
        assert!(told.contains(&format!("\n{expected}")), "{told}");
    }
}

#[test]
fn a_run_that_failed_says_whether_the_server_refused_something() {
    let told = |state: release::EntryState| {
        let mut survey = survey(json!({"phase": "Running"}));
        let record = &mut survey.record.as_mut().expect("there is one").record;
        record.state = release::State::Failed;
        record.objects[0].state = state;
        text(&report(&survey), Paint::default()).lines().nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!(told(release::EntryState::Failed), "the last run was refused in part: StatefulSet/nginx");
    assert_eq!(told(release::EntryState::Applied), "the last run ended before everything was ready");
}
