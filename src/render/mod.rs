//! x
#![allow(missing_docs)]
use crate::{diagnostic::*, model::App, object::Rendered};
pub struct Options<'a> {
    pub namespace: Option<&'a str>,
    pub show_secrets: bool,
}
pub fn render(app: &App, sources: Sources, _o: &Options<'_>) -> Result<Rendered, (Vec<Diagnostic>, Sources)> {
    Ok(Rendered { app: app.name.clone(), sources, ..Default::default() })
}
