//! Every test that looks at rhumb from outside, in one binary.

#![allow(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod apply;
mod architecture;
mod codes;
mod completion;
mod control_plane;
mod determinism;
mod diff;
mod documentation;
mod dry_run;
mod explain;
mod faults;
mod golden;
mod guide;
mod handover;
mod hostile;
mod manifest;
mod options;
mod ownership;
mod params;
mod preflight;
mod project;
mod reference;
mod requirements;
mod schema;
mod slips;
mod support;
mod text;
mod walkthrough;
