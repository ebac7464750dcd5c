//! The Kubernetes OpenAPI: types, list keys, words, structural merge and validation. The types and words of Kubernetes
//! v1.36 are embedded; `record` makes the files from what an API server serves, `read` makes types from it at once.

mod cursor;
mod explain;
mod formats;
mod kinds;
mod merge;
mod read;
pub mod record;
mod trail;
mod types;
mod validate;
mod words;

pub use cursor::{Cursor, ListKind};
pub use explain::{Explained, ExplainedField, NotExplained, parts};
pub use kinds::{UnknownKind, names_kind};
pub use merge::{element_key, merge};
pub use read::read;
pub use types::{Types, kinds};
pub use validate::{Finding, validate};
