//! The `rhumb` command.

use std::alloc::System;
use std::process::ExitCode;

use cap::Cap;

/// Counts what is in use, so that a script can be held to its budget.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    rhumb::cli::run(|| ALLOCATOR.allocated())
}
