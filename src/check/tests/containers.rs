//! What check says of containerss.

use super::*;

#[test]
fn containers_that_run_beside_each_other_open_different_ports_and_have_different_names() {
    let found = changed(small(WorkloadKind::Deployment), |web| {
        let mut second = container("web", "web:1", 20);
        second.ports = vec![port("other", 80, 21)];
        let mut before = container("before", "web:1", 22);
        before.ports = vec![port("http", 80, 23)];
        web.containers.push(second.into());
        web.init_containers = vec![(before.into(), false)];
    });
    assert_eq!(
        found,
        [
            "error[container-names] 20: Two containers of a pod have the same name: web. (the other one 11)",
            "error[port-clash] 21: Two ports of a pod are the same port: 80/TCP. (the other one 13)",
        ]
    );
}

#[test]
fn an_init_container_has_no_probes_but_a_sidecar_may() {
    let with = |sidecar| {
        changed(small(WorkloadKind::Deployment), |web| {
            let mut other = container("other", "other:1", 20);
            other.ports = vec![port("side", 90, 21)];
            other.readiness = Some(probe(http("/", named("side")), 22));
            web.init_containers = vec![(other.into(), sidecar)];
        })
    };
    assert_eq!(with(true), NONE);
    assert_eq!(
        with(false),
        ["error[init-container-probes] 22: An init container cannot have a readiness probe: other."]
    );
}

#[test]
fn an_image_has_a_tag_or_a_digest() {
    let with = |image: &str| contained(small(WorkloadKind::Deployment), |web| web.image = image.to_owned());
    assert_eq!(with("registry:5000/a/b:1"), NONE);
    assert_eq!(with("a@sha256:00"), NONE);
    assert_eq!(
        with("registry:5000/a/b"),
        ["warning[no-tag] 11: The image has no tag, so it is whatever is latest when a pod starts: \
             registry:5000/a/b."]
    );
}

#[test]
fn liveness_takes_one_success_and_a_terminal_takes_input() {
    let found = contained(small(WorkloadKind::Deployment), |web| {
        let mut twice = Probe::new(http("/", named("http")));
        twice.said = made(20);
        twice.success_threshold = 2;
        web.liveness = Some(twice.clone().into());
        web.readiness = Some(twice.into());
        web.said.say("tty", "", at(22));
        web.tty = Some(true);
    });
    assert_eq!(
        found,
        [
            "error[probe-success] 20: The success threshold of the liveness probe of `web` must be 1, not: 2.",
            "warning[tty-without-stdin] 22: A terminal without standard input cannot be typed into: web.",
        ]
    );
}
