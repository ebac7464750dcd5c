//! The one composition: evaluate, plan, apply, delete, list, status. The command line and whoever embeds rhumb call this.

mod deploy;
mod evaluate;
mod judge;
mod manifest;
mod preflight;

pub use deploy::{plan, plan_delete, survey, surveys};
pub use evaluate::{Evaluate, Failure, Secrets, evaluate, params};
pub use manifest::{Manifest, manifest};
pub use preflight::preflight;
