//! What can be said and is not carried out yet: `not-carried-out`.

use super::context::Context;
use crate::diagnostic::{Diagnostic, Severity};

/// It can be looked at, so it is a warning here; whoever carries it out makes an error of it.
pub(super) fn refused(context: &Context<'_>) -> Vec<Diagnostic> {
    let all = context.objects.iter().flat_map(|object| &object.intents.refused);
    all.map(|refused| Diagnostic { severity: Severity::Warning, ..refused.told(&context.rendered.sources) }).collect()
}
