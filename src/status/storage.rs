//! Claims.

use serde::Serialize;
use serde_json::Value;

use super::text;
use crate::observed::Survey;

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// `Bound`.
    pub phase: String,
    /// Its size, else the one that is asked for.
    pub size: Option<String>,
    /// Its storage class.
    pub class: Option<String>,
    /// The volume behind it.
    pub volume: Option<String>,
    /// The pod that uses it; nothing where it is only kept.
    pub pod: Option<String>,
    /// Why it has no volume yet.
    pub trouble: Option<String>,
}

pub(super) fn claim(claim: &Value, survey: &Survey) -> Claim {
    let name = text(claim, "/metadata/name").unwrap_or_default();
    Claim {
        phase: text(claim, "/status/phase").unwrap_or_else(|| "Pending".to_owned()),
        size: text(claim, "/status/capacity/storage").or_else(|| text(claim, "/spec/resources/requests/storage")),
        class: text(claim, "/spec/storageClassName"),
        volume: text(claim, "/spec/volumeName"),
        pod: survey.pods.iter().find(|pod| uses(pod, &name)).and_then(|pod| text(pod, "/metadata/name")),
        trouble: trouble(claim, &name, survey),
        name,
    }
}

fn uses(pod: &Value, claim: &str) -> bool {
    super::items(pod, "/spec/volumes").iter().any(|volume| volume["persistentVolumeClaim"]["claimName"] == claim)
}

/// The last failure to provision a claim that is not bound.
fn trouble(claim: &Value, name: &str, survey: &Survey) -> Option<String> {
    if claim["status"]["phase"] == "Bound" {
        return None;
    }
    if claim["status"]["phase"] == "Lost" {
        return Some("its volume is lost".to_owned());
    }
    let about = |event: &&Value| {
        event["involvedObject"]["kind"] == "PersistentVolumeClaim"
            && event["involvedObject"]["name"] == name
            && event["type"] == "Warning"
    };
    survey.events.iter().rev().find(about).and_then(|event| text(event, "/message"))
}
