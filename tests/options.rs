//! A last map is options: it says what a chain of calls says, in every form that a key can have.

use rhumb::script::Inputs;
use rhumb::workflow::{Evaluate, evaluate};
use serde_json::Value;

fn rendered(script: &str) -> Vec<Value> {
    let inputs = Inputs { file: "app.rhai".to_owned(), text: script.to_owned(), ..Inputs::default() };
    match evaluate(inputs, Evaluate::default()) {
        Ok(rendered) => rendered.objects.iter().map(|object| object.value()).collect(),
        Err(failure) => panic!("{script}\n{:#?}", failure.diagnostics),
    }
}

/// A container, as a chain and with a map.
const CONTAINERS: &[(&str, &str, &str)] = &[
    (
        "plain values",
        r#".image_pull_policy("Always").working_dir("/srv")"#,
        r#"image_pull_policy: "Always", working_dir: "/srv""#,
    ),
    ("a list as the arguments", r#".cpu("1", "2").memory("1Gi", "2Gi")"#, r#"cpu: ["1", "2"], memory: ["1Gi", "2Gi"]"#),
    ("one value for the first argument", r#".cpu("1")"#, r#"cpu: "1""#),
    (
        "a list where the argument is a list",
        r#".command(["a", "b"]).args(["c"])"#,
        r#"command: ["a", "b"], args: ["c"]"#,
    ),
    ("flags that are on", ".stdin().tty()", "stdin: true, tty: true"),
    ("a flag that is off", ".read_only_root(false)", "read_only_root: false"),
    ("entries of a map by key", r#".env("A", "1").env("B", 2)"#, r#"env: #{ A: "1", B: 2 }"#),
    (
        "entries with options of their own",
        r#".port("dns", 53, #{ protocol: "UDP" })"#,
        r#"port: #{ dns: [53, #{ protocol: "UDP" }] }"#,
    ),
    ("each of a list", r#".add_capability("A").add_capability("B")"#, r#"add_capability: ["A", "B"]"#),
    ("parts", r#".readiness(probe_tcp(80).period(5))"#, "readiness: probe_tcp(80, #{ period: 5 })"),
];

/// An HTTP probe, as a chain and with a map.
const PROBES: &[(&str, &str, &str)] = &[
    ("numbers and durations", r#".period(5).timeout("2s")"#, r#"period: 5, timeout: "2s""#),
    ("an each row with one entry", r#".header("A", "1")"#, r#"header: ["A", "1"]"#),
    (
        "an each row with several entries",
        r#".header("A", "1").header("B", "2")"#,
        r#"header: [["A", "1"], ["B", "2"]]"#,
    ),
];

#[test]
fn a_container_is_the_same_by_a_chain_and_by_a_map() {
    for (name, chain, map) in CONTAINERS {
        let start = "container(\"web\", \"nginx:1.27\"";
        let by_chain = rendered(&format!("deployment(\"web\").container({start}){chain})"));
        let by_map = rendered(&format!("deployment(\"web\").container({start}, #{{ {map} }}))"));
        assert_eq!(by_chain, by_map, "{name}");
    }
}

#[test]
fn a_probe_is_the_same_by_a_chain_and_by_a_map() {
    for (name, chain, map) in PROBES {
        let script = |probe: &str| {
            format!("deployment(\"web\").container(container(\"web\", \"nginx:1.27\").readiness({probe}))")
        };
        let by_chain = rendered(&script(&format!("probe_http(\"/\", 80){chain}")));
        let by_map = rendered(&script(&format!("probe_http(\"/\", 80, #{{ {map} }})")));
        assert_eq!(by_chain, by_map, "{name}");
    }
}

#[test]
fn a_workload_takes_its_parts_by_a_map_and_a_by_key_method_takes_a_map() {
    let by_chain = rendered(
        r#"stateful_set("db").replicas(3).pod_label("a", "1").pod_label("b", "2").update(rolling_update().partition(1))
            .node_selector("disk", "ssd").container(container("db", "postgres:17").port("pg", 5432))"#,
    );
    let by_map = rendered(
        r#"stateful_set("db", #{
            replicas: 3,
            pod_label: #{ a: "1", b: "2" },
            update: rolling_update(#{ partition: 1 }),
            node_selector: #{ disk: "ssd" },
            container: container("db", "postgres:17", #{ port: #{ pg: 5432 } }),
        })"#,
    );
    let by_entries = rendered(
        r#"stateful_set("db").replicas(3).pod_label(#{ a: "1", b: "2" }).update(rolling_update().partition(1))
            .node_selector(#{ disk: "ssd" }).container(container("db", "postgres:17").port(#{ pg: 5432 }))"#,
    );
    assert_eq!(by_chain, by_map);
    assert_eq!(by_chain, by_entries);
}
