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
    let builtin = |path: &str| {
        path == "api/v1" || (path.starts_with("apis/") && (path.contains(".k8s.io/v") || !path.contains('.')))
    };
    let urls =
        served.iter().filter(|(path, _)| builtin(path)).filter_map(|(_, entry)| entry["serverRelativeURL"].as_str());
    let documents: Vec<Value> = urls.map(get).collect();
    let packed = record::record(&documents).expect("it can be packed");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema/kubernetes.json.zst");
    if std::env::var_os("RHUMB_RECORD").is_some() {
        std::fs::write(&file, &packed).expect("the file can be written");
    }
    let embedded = std::fs::read(&file).expect("the file is there");
    let read =
        |packed: &[u8]| -> Value { serde_json::from_slice(&unpack(packed, 16 << 20).expect("zstd")).expect("JSON") };
    assert!(read(&embedded) == read(&packed), "the API server serves other types: record them with RHUMB_RECORD=1");
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
