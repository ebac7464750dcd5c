//! Replicas and the autoscaler (`decisions` 11): written at creation, held by a second manager until somebody scales, and
//! not ours afterwards. Every step can be repeated after a kill: what there is to do is read from who owns replicas.

use serde_json::{Value, json};

use super::managed::owners;
use super::{Desired, Write};
use crate::object::{FieldPath, Step};
use crate::release::{MANAGER, SEED_MANAGER};

/// What has to be done with replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The object has nothing to do with it.
    None,
    /// It is made: written by us, handed over.
    Create,
    /// We alone hold them: handed over with the live value first.
    HandOver,
    /// Somebody else holds them too, or nobody does: they are left alone.
    Leave,
    /// The autoscaler is gone from the script, and nobody has scaled: they become ours again.
    TakeBack,
}

impl Seed {
    /// Whether there is something to write even where no value differs.
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::HandOver | Self::TakeBack)
    }

    /// What is told about it.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::HandOver => Some("replicas: held by rhumb-seed until the autoscaler scales"),
            Self::TakeBack => Some("replicas: taken back from rhumb-seed"),
            Self::None | Self::Create | Self::Leave => None,
        }
    }
}

/// The case of an object.
pub fn seed(desired: &Desired, live: Option<&Value>) -> Seed {
    let seeded = desired.intents.seeded_replicas && desired.body.pointer("/spec/replicas").is_some();
    let Some(live) = live else { return if seeded { Seed::Create } else { Seed::None } };
    let owners = owners(live, &replicas());
    let owned_by = |manager: &str| owners.iter().any(|owner| owner.manager == manager);
    if desired.intents.seeded_replicas {
        let alone = !owners.is_empty() && owners.iter().all(|owner| owner.manager == MANAGER);
        return if alone { Seed::HandOver } else { Seed::Leave };
    }
    let by_us = owners.iter().all(|owner| [MANAGER, SEED_MANAGER].contains(&owner.manager));
    let wanted = desired.body.pointer("/spec/replicas").is_some();
    if owned_by(SEED_MANAGER) && by_us && wanted { Seed::TakeBack } else { Seed::None }
}

/// The path of replicas.
pub fn replicas() -> FieldPath {
    FieldPath(vec![Step::Field("spec".to_owned()), Step::Field("replicas".to_owned())])
}

/// The body that the server is asked about.
pub fn asked(desired: &Desired, live: Option<&Value>) -> Value {
    match seed(desired, live) {
        Seed::None | Seed::Create => desired.body.clone(),
        Seed::HandOver | Seed::Leave => without_replicas(&desired.body),
        // The live number is no conflict with the second manager; ours is put in its place afterwards.
        Seed::TakeBack => {
            let mut body = desired.body.clone();
            body["spec"]["replicas"] = live.map_or(Value::Null, |live| live["spec"]["replicas"].clone());
            body
        }
    }
}

/// The server's answer with the number that there will be in the end.
pub fn settled(desired: &Desired, live: Option<&Value>, mut answer: Value) -> Value {
    match (seed(desired, live), live) {
        // Without an owner the answer would be the default, 1: it is not applied before somebody else owns the number.
        (Seed::HandOver | Seed::Leave, Some(live)) => answer["spec"]["replicas"] = live["spec"]["replicas"].clone(),
        (Seed::TakeBack, _) => answer["spec"]["replicas"] = desired.body["spec"]["replicas"].clone(),
        _ => {}
    }
    answer
}

/// The requests that carry an object out, in order.
pub fn writes(desired: &Desired, live: Option<&Value>) -> Vec<Write> {
    let whole = || Write { manager: MANAGER, body: desired.body.clone() };
    let released = || Write { manager: MANAGER, body: without_replicas(&desired.body) };
    let wanted = &desired.body["spec"]["replicas"];
    match seed(desired, live) {
        Seed::None => vec![whole()],
        Seed::Create => vec![whole(), held(&desired.body, Some(wanted)), released()],
        Seed::HandOver => vec![held(&desired.body, live.map(|live| &live["spec"]["replicas"])), released()],
        Seed::Leave => vec![released()],
        Seed::TakeBack => vec![held(&desired.body, Some(wanted)), whole(), held(&desired.body, None)],
    }
}

fn without_replicas(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(Value::Object(spec)) = body.get_mut("spec") {
        spec.shift_remove("replicas");
    }
    body
}

/// What the second manager applies: replicas, or nothing.
fn held(body: &Value, replicas: Option<&Value>) -> Write {
    let mut held = stub(body);
    if let Some(replicas) = replicas {
        held["spec"] = json!({ "replicas": replicas });
    }
    Write { manager: SEED_MANAGER, body: held }
}

/// Only what says which object it is.
pub fn stub(body: &Value) -> Value {
    let metadata = &body["metadata"];
    let mut stub =
        json!({ "apiVersion": body["apiVersion"], "kind": body["kind"], "metadata": { "name": metadata["name"] } });
    if !metadata["namespace"].is_null() {
        stub["metadata"]["namespace"] = metadata["namespace"].clone();
    }
    stub
}
