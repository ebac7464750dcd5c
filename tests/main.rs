//! Every test that looks at rhumb from outside, in one binary.

mod architecture;
mod control_plane;
mod hostile;
mod schema;
mod support;
