//! Labels that rhumb sets or replaces.

/// The label with the workload's name.
pub(super) const NAME: &str = "app.kubernetes.io/name";

/// The label with the app's name.
pub(super) const INSTANCE: &str = "app.kubernetes.io/instance";

/// The annotation with a description.
pub(super) const DESCRIPTION: &str = "kubernetes.io/description";

/// What took the place of a node label that Kubernetes has given up.
pub(super) fn successor(key: &str) -> Option<&'static str> {
    Some(match key {
        "beta.kubernetes.io/os" => "kubernetes.io/os",
        "beta.kubernetes.io/arch" => "kubernetes.io/arch",
        "beta.kubernetes.io/instance-type" => "node.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/zone" => "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region" => "topology.kubernetes.io/region",
        _ => return None,
    })
}
