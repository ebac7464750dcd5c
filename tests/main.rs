//! Every test that looks at rhumb from outside, in one binary.

mod architecture;
