//! Put an application on Kubernetes with a small, typed, pure script.
//!
//! A Rhai script calls registered functions to assemble an app; rhumb checks it, shows what would change on the cluster
//! and which line causes it, applies it with server-side apply and waits with reasons. `src/README.md` has the map of
//! the modules: the list below read downwards is the way of the data.

pub mod apply;
pub mod check;
pub mod cli;
pub mod cluster;
pub mod diagnostic;
pub mod model;
pub mod object;
pub mod observed;
pub mod parallel;
pub mod plan;
pub mod preflight;
pub mod project;
pub mod readiness;
pub mod reference;
pub mod release;
pub mod render;
pub mod schema;
pub mod script;
pub mod status;
pub mod text;
pub mod ui;
pub mod workflow;
