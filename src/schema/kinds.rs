//! Names of kinds: how people write them, and what is meant where one is not known.

use super::types::Types;
use crate::diagnostic::nearest;

/// Short names of kinds, as kubectl has them.
const SHORT: &[(&str, &str)] = &[
    ("cj", "CronJob"),
    ("cm", "ConfigMap"),
    ("crd", "CustomResourceDefinition"),
    ("csr", "CertificateSigningRequest"),
    ("deploy", "Deployment"),
    ("ds", "DaemonSet"),
    ("ep", "Endpoints"),
    ("ev", "Event"),
    ("hpa", "HorizontalPodAutoscaler"),
    ("ing", "Ingress"),
    ("limits", "LimitRange"),
    ("netpol", "NetworkPolicy"),
    ("no", "Node"),
    ("ns", "Namespace"),
    ("pc", "PriorityClass"),
    ("pdb", "PodDisruptionBudget"),
    ("po", "Pod"),
    ("pv", "PersistentVolume"),
    ("pvc", "PersistentVolumeClaim"),
    ("quota", "ResourceQuota"),
    ("rc", "ReplicationController"),
    ("rs", "ReplicaSet"),
    ("sa", "ServiceAccount"),
    ("sc", "StorageClass"),
    ("sts", "StatefulSet"),
    ("svc", "Service"),
];

/// Whether a word names a kind: itself in any case, its plural, or its short name.
pub fn names_kind(word: &str, kind: &str) -> bool {
    let (word, lower) = (word.to_lowercase(), kind.to_lowercase());
    let stem = lower.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    word == lower
        || word.strip_suffix('s') == Some(&lower)
        || word.strip_suffix("es") == Some(&lower)
        || (stem.is_some() && word.strip_suffix("ies") == stem)
        || SHORT.iter().any(|(short, long)| *short == word && *long == kind)
}

/// A kind that Kubernetes itself should have and has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind {
    /// Where a kind of this name is served instead, the best first: `apps/v1`.
    pub served: Vec<String>,
    /// Kinds of that group and version with a similar name.
    pub near: Vec<String>,
    /// Group and version that are similar to one that is unknown.
    pub near_version: Vec<String>,
    /// Whether there is such a group and version.
    pub version_known: bool,
}

impl Types {
    /// Looks for a kind; nothing where it is known, or where its group may be one of custom resources: only the cluster
    /// knows those. Such groups have a dot in them, and no built-in group is called so.
    pub fn unknown_kind(&self, api_version: &str, kind: &str) -> Option<UnknownKind> {
        if self.kind(api_version, kind).is_some() {
            return None;
        }
        let group = group(api_version);
        let ours = self.kinds().any(|known| self::group(split(known).0) == group);
        if !ours && group.contains('.') {
            return None;
        }
        let within: Vec<&str> =
            self.kinds().map(split).filter(|(it, _)| *it == api_version).map(|(_, it)| it).collect();
        let versions: Vec<&str> = self.kinds().map(|known| split(known).0).collect();
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        Some(UnknownKind {
            served: owned(self.versions_of(kind)),
            near: owned(nearest(kind, within.iter().copied())),
            near_version: owned(nearest(api_version, versions)),
            version_known: !within.is_empty(),
        })
    }

    /// The versions in which a kind of this name is served, the best first.
    pub fn versions_of(&self, kind: &str) -> Vec<&str> {
        let mut versions: Vec<&str> =
            self.kinds().map(split).filter(|(_, known)| *known == kind).map(|(version, _)| version).collect();
        versions.sort_by_key(|version| (std::cmp::Reverse(stability(version)), version.len()));
        versions
    }

    /// The kind that somebody means, in the version that is said or the best one: `(apps/v1, StatefulSet)`.
    pub fn find_kind(&self, version: Option<&str>, word: &str) -> Option<(&str, &str)> {
        let fits = |api_version: &str| {
            version.is_none_or(|said| said == api_version || said == group(api_version) && !said.is_empty())
        };
        let found = self.kinds().map(split).filter(|(version, kind)| fits(version) && names_kind(word, kind));
        found.min_by_key(|(version, _)| (std::cmp::Reverse(stability(version)), version.len()))
    }
}

/// `apps/v1/StatefulSet` as `apps/v1` and `StatefulSet`.
pub(super) fn split(known: &str) -> (&str, &str) {
    known.rsplit_once('/').unwrap_or(("", known))
}

/// The group of an `apiVersion`.
fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// How far a version has come: `v2` before `v1`, before `v1beta2`, before `v1alpha1`.
fn stability(api_version: &str) -> (u8, u32, u32) {
    let version = api_version.rsplit('/').next().unwrap_or_default().trim_start_matches('v');
    let number = |text: &str| text.parse().unwrap_or(0);
    if let Some((major, minor)) = version.split_once("beta") {
        return (1, number(major), number(minor));
    }
    if let Some((major, minor)) = version.split_once("alpha") {
        return (0, number(major), number(minor));
    }
    (2, number(version), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_as_people_write_them() {
        let types = Types::embedded();
        let rows = [
            ("StatefulSet", "apps/v1", "StatefulSet"),
            ("sts", "apps/v1", "StatefulSet"),
            ("deployments", "apps/v1", "Deployment"),
            ("ingresses", "networking.k8s.io/v1", "Ingress"),
            ("networkpolicies", "networking.k8s.io/v1", "NetworkPolicy"),
            ("hpa", "autoscaling/v2", "HorizontalPodAutoscaler"),
            ("event", "v1", "Event"),
        ];
        for (word, version, kind) in rows {
            assert_eq!(types.find_kind(None, word), Some((version, kind)), "{word}");
        }
        assert_eq!(types.find_kind(Some("autoscaling/v1"), "hpa"), Some(("autoscaling/v1", "HorizontalPodAutoscaler")));
        assert_eq!(types.find_kind(Some("events.k8s.io"), "event"), Some(("events.k8s.io/v1", "Event")));
        assert_eq!(types.find_kind(None, "thing"), None);
    }

    #[test]
    fn a_kind_that_kubernetes_has_not_is_told_from_a_custom_one() {
        let types = Types::embedded();
        let unknown = |version: &str, kind: &str| types.unknown_kind(version, kind);
        assert_eq!(unknown("apps/v1", "Deployment"), None);
        assert_eq!(unknown("gateway.networking.k8s.io/v1", "HTTPRoute"), None);
        assert_eq!(unknown("apps/v1", "Deploymnt").map(|it| it.near), Some(vec!["Deployment".to_owned()]));
        let old = unknown("apps/v1beta1", "Deployment").expect("it is not served");
        assert_eq!((old.served, old.version_known), (vec!["apps/v1".to_owned()], false));
        assert_eq!(
            unknown("extensions/v1beta1", "Ingress").map(|it| it.served[0].clone()),
            Some("networking.k8s.io/v1".to_owned())
        );
        assert_eq!(unknown("app/v1", "Thing").map(|it| it.near_version), Some(vec!["apps/v1".to_owned()]));
    }
}
