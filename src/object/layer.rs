//! The order in which kinds are sent.

/// The layer of a kind, 0 first. Kinds of unknown groups come after the workloads, as they may need an operator.
pub fn layer(group: &str, kind: &str) -> u8 {
    match (group, kind) {
        ("", "Namespace") => 0,
        ("apiextensions.k8s.io", "CustomResourceDefinition") => 1,
        ("scheduling.k8s.io", "PriorityClass")
        | ("storage.k8s.io", "StorageClass")
        | ("networking.k8s.io", "IngressClass")
        | ("gateway.networking.k8s.io", "GatewayClass")
        | ("node.k8s.io", "RuntimeClass")
        | ("snapshot.storage.k8s.io", "VolumeSnapshotClass")
        | ("rbac.authorization.k8s.io", "ClusterRole" | "ClusterRoleBinding") => 2,
        ("", "Pod" | "ReplicationController")
        | ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
        | ("batch", "Job" | "CronJob")
        | ("autoscaling", "HorizontalPodAutoscaler") => 4,
        ("networking.k8s.io", "Ingress") | ("apiregistration.k8s.io", "APIService") => 5,
        (
            "admissionregistration.k8s.io",
            "MutatingWebhookConfiguration"
            | "ValidatingWebhookConfiguration"
            | "ValidatingAdmissionPolicy"
            | "ValidatingAdmissionPolicyBinding",
        ) => 6,
        ("" | "policy" | "networking.k8s.io" | "rbac.authorization.k8s.io", _) => 3,
        _ => 5,
    }
}
