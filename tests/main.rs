//! Every test that looks at rhumb from outside, in one binary.

mod architecture;
mod control_plane;
mod schema;
mod support;
