//! The one composition: evaluate, plan, apply, delete, list, status. The command line and whoever embeds rhumb call this.

mod evaluate;

pub use evaluate::{Evaluate, Failure, Secrets, evaluate};
