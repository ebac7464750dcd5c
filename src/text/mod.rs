//! Text as the outside has it: YAML, JSON, quantities, durations, digests, compression, escapes for terminals.

pub mod cron;
pub mod digest;
pub mod duration;
pub mod escape;
pub mod locate;
pub mod located;
pub mod names;
pub mod pack;
pub mod quantity;
pub mod yaml;
