//! The `rhumb` command.

use std::process::ExitCode;

use cap::Cap;
use mimalloc::MiMalloc;

/// Counts what is in use, so that a script can be held to its budget. The allocator of the C library grows the memory of
/// a second thread, on which scripts run, by a few pages at a time: it took a quarter of a run.
#[global_allocator]
static ALLOCATOR: Cap<MiMalloc> = Cap::new(MiMalloc, usize::MAX);

fn main() -> ExitCode {
    rhumb::cli::run(|| ALLOCATOR.allocated())
}
