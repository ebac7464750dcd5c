//! Replicas and the autoscaler (`decisions` 11): written at creation, held by a second manager until somebody scales, and
//! not ours afterwards.

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
    /// Somebody else holds them.
    Leave,
    /// The autoscaler is gone from the script, and the second manager still holds them.
    TakeBack,
}

/// The case of an object.
pub fn seed(desired: &Desired, live: Option<&Value>) -> Seed {
    let Some(live) = live else {
        return if desired.intents.seeded_replicas { Seed::Create } else { Seed::None };
    };
    let owners = owners(live, &replicas());
    let seeded = owners.iter().any(|owner| owner.manager == SEED_MANAGER);
    if desired.intents.seeded_replicas {
        let alone = owners.iter().all(|owner| owner.manager == MANAGER) && !owners.is_empty();
        return if alone { Seed::HandOver } else { Seed::Leave };
    }
    if seeded && desired.body.pointer("/spec/replicas").is_some() { Seed::TakeBack } else { Seed::None }
}

fn replicas() -> FieldPath {
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
    match seed(desired, live) {
        Seed::None | Seed::Create => {}
        Seed::HandOver | Seed::Leave => {
            if let Some(live) = live {
                answer["spec"]["replicas"] = live["spec"]["replicas"].clone();
            }
        }
        Seed::TakeBack => answer["spec"]["replicas"] = desired.body["spec"]["replicas"].clone(),
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
        spec.remove("replicas");
    }
    body
}

/// What the second manager applies: replicas, or nothing.
fn held(body: &Value, replicas: Option<&Value>) -> Write {
    let metadata = &body["metadata"];
    let mut held =
        json!({ "apiVersion": body["apiVersion"], "kind": body["kind"], "metadata": { "name": metadata["name"] } });
    if !metadata["namespace"].is_null() {
        held["metadata"]["namespace"] = metadata["namespace"].clone();
    }
    if let Some(replicas) = replicas {
        held["spec"] = json!({ "replicas": replicas });
    }
    Write { manager: SEED_MANAGER, body: held }
}
