//! x
#![allow(missing_docs)]
use crate::{diagnostic::*, model::App, object::Rendered};
pub fn check(_a: Option<&App>, _r: &Rendered) -> Vec<Diagnostic> {
    Vec::new()
}
