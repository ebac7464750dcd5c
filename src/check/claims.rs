//! `claim-shared`, `claim-rolling`: claims that one node at a time can mount, and pods on several.

use super::context::Context;
use super::pods::Pod;
use super::view::View;
use crate::diagnostic::{Diagnostic, Origin};
use crate::object::Object;

/// Pods that share a claim of the app which only one node, or one pod, can mount.
pub(super) fn shared(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in &context.pods {
        for volume in pod.spec.list("volumes") {
            let claim = volume
                .at(&["persistentVolumeClaim", "claimName"])
                .and_then(View::text)
                .and_then(|name| claim(context, pod.object, name));
            if let Some(claim) = claim {
                found.extend(of_claim(context, pod, claim));
            }
        }
    }
    found
}

/// A claim of the app whose access modes all bind it to one place.
fn claim<'a>(context: &Context<'a>, object: &Object, name: &str) -> Option<&'a Object> {
    let claim = context.named("PersistentVolumeClaim", name, object)?;
    let mut modes = View::of(claim).get("spec")?.list("accessModes");
    let single = |mode: View<'_>| matches!(mode.text(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
    modes.all(single).then_some(claim)
}

fn of_claim(context: &Context<'_>, pod: &Pod<'_>, claim: &Object) -> Option<Diagnostic> {
    let object = pod.object;
    match context.most_pods(object) {
        Some(1) => rolling(context, object, claim),
        Some(number) if number < 1 => None,
        Some(number) => Some(clash(context, object, claim, &format!("{number} pods"))),
        None => Some(clash(context, object, claim, "a pod on every node")),
    }
}

fn clash(context: &Context<'_>, object: &Object, claim: &Object, pods: &str) -> Diagnostic {
    let own = match object.kind.as_str() {
        "StatefulSet" => "leave out `.for_all_pods()`, so that each pod has its own",
        "DaemonSet" => "mount a folder of the node",
        _ => "use a `stateful_set`, in which each pod has its own",
    };
    let mends = "run one replica, or say `.access_mode(\"ReadWriteMany\")` where the class can";
    Diagnostic::error(
        "claim-shared",
        format!(
            "One node at a time can mount the claim `{}`, but it is shared by {pods}: {}.",
            claim.name,
            object.identity()
        ),
    )
    .help(format!("{own}, {mends}."))
    .at(context.place(claim.origin))
    .and("the pods", context.place(pods_origin(context, object)))
}

/// One pod of a Deployment: in an update the new one comes before the old one goes.
fn rolling(context: &Context<'_>, object: &Object, claim: &Object) -> Option<Diagnostic> {
    let strategy = View::of(object).at(&["spec", "strategy", "type"]).and_then(View::text);
    if object.kind != "Deployment" || strategy == Some("Recreate") {
        return None;
    }
    let message =
        format!("In an update, the new pod may wait for ever for the old one to let go of the claim: {}.", claim.name);
    Some(
        Diagnostic::warning("claim-rolling", message)
            .help("say `.update(recreate())`, which ends the old pod first.")
            .at(context.place(claim.origin))
            .and("the workload", context.place(object.origin)),
    )
}

/// Where the number of pods was said.
fn pods_origin(context: &Context<'_>, object: &Object) -> Origin {
    let scaled = context.autoscaler(object);
    let number = match scaled {
        Some(hpa) => View::of(hpa).at(&["spec", "maxReplicas"]),
        None => View::of(object).at(&["spec", "replicas"]),
    };
    number.map_or(object.origin, |number| number.origin)
}
