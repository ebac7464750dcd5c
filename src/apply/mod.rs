//! Carries out a plan: order, send, wait. Emits events, never prints.

mod event;

pub use event::{Event, ObjectResult, Outcome, Sink, Status};
