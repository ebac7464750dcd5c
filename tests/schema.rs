//! The embedded types of Kubernetes against what the API server serves. `RHUMB_RECORD=1 cargo test schema` writes them anew.

use std::path::Path;

use rhumb::schema::{kinds, record};
use rhumb::text::pack::unpack;
use serde_json::Value;

use crate::support::control_plane::{available, control_plane};

#[test]
fn the_embedded_types_are_those_of_the_api_server() {
    if !available() {
        return;
    }
    let cluster = control_plane();
    let get =
        |path: &str| -> Value { serde_json::from_str(&cluster.kubectl_ok(&["get", "--raw", path])).expect("JSON") };
    let paths = get("/openapi/v3");
    let served = paths["paths"].as_object().expect("paths");
    // What other tests define in the cluster is not part of Kubernetes.
    let definitions: Value = serde_json::from_str(&cluster.kubectl_ok(&["get", "crd", "-o", "json"])).expect("JSON");
    let groups: Vec<&str> =
        definitions["items"].as_array().into_iter().flatten().filter_map(|it| it["spec"]["group"].as_str()).collect();
    let builtin = |path: &str| {
        let mut parts = path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("api"), Some("v1"), None) => true,
            // Definitions of other tests come and go meanwhile.
            (Some("apis"), Some(group), Some(_)) => {
                (group.ends_with(".k8s.io") || !group.contains('.')) && !groups.contains(&group)
            }
            _ => false,
        }
    };
    let urls =
        served.iter().filter(|(path, _)| builtin(path)).filter_map(|(_, entry)| entry["serverRelativeURL"].as_str());
    let documents: Vec<Value> = urls.map(get).collect();
    let packed = record::record(&documents).expect("it can be packed");
    for (name, packed) in [("types", &packed.types), ("words", &packed.words)] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/schema/{name}.jsonl.zst"));
        if std::env::var_os("RHUMB_RECORD").is_some() {
            std::fs::write(&file, packed).expect("the file can be written");
        }
        let embedded = std::fs::read(&file).expect("the file is there");
        let read = |packed: &[u8]| unpack(packed, 16 << 20).expect("zstd");
        assert!(read(&embedded) == read(packed), "the API server serves other {name}: record them with RHUMB_RECORD=1");
    }
}

#[test]
fn every_kind_that_an_app_is_made_of_is_known() {
    let known: Vec<&str> = kinds().collect();
    for kind in [
        "v1/ConfigMap",
        "v1/Secret",
        "v1/Service",
        "v1/PersistentVolumeClaim",
        "v1/Namespace",
        "v1/ServiceAccount",
        "apps/v1/Deployment",
        "apps/v1/StatefulSet",
        "apps/v1/DaemonSet",
        "batch/v1/Job",
        "batch/v1/CronJob",
        "autoscaling/v2/HorizontalPodAutoscaler",
        "policy/v1/PodDisruptionBudget",
        "networking.k8s.io/v1/Ingress",
        "networking.k8s.io/v1/NetworkPolicy",
        "rbac.authorization.k8s.io/v1/Role",
        "apiextensions.k8s.io/v1/CustomResourceDefinition",
    ] {
        assert!(known.contains(&kind), "{kind} is missing in {known:?}");
    }
}
