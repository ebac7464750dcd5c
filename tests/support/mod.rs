//! What several test files share.
#![allow(dead_code, reason = "a helper may wait for the test that needs it, and is kept whole")]

pub mod control_plane;
pub mod proxy;
pub mod rhumb;
