//! The terminal: views of plans, events, status and diagnostics, and errors in words. Views are pure functions from data
//! to text; [`Ui`] alone writes.

mod ask;
mod code;
mod diagnostics;
mod escape;
mod events;
mod exit;
mod explain;
mod json;
mod list;
mod output;
mod paint;
mod plan;
mod status;
mod summary;
mod table;
mod words;

pub use ask::{Answer, confirm};
pub use code::{
    document as code_document, list_document as codes_document, list_text as codes_text, text as code_text,
};
pub use diagnostics::{document, text as diagnostics_text};
pub use events::Progress;
pub use exit::Exit;
pub use explain::{document as explain_document, text as explain_text};
pub use list::{document as list_document, text as list_text};
pub use output::{ColorChoice, Format, Settings, Ui};
pub use paint::Paint;
pub use plan::{document as plan_document, question, text as plan_text};
pub use status::{document as status_document, text as status_text};
pub use summary::{document as summary_document, text as summary_text};
pub use table::columns;
pub use words::{cluster_error, exit_of};
