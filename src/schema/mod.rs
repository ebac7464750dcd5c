//! The Kubernetes OpenAPI: types, list keys, structural merge and validation. The types of Kubernetes v1.36 are embedded
//! without their descriptions; `record` makes the file from what an API server serves.

mod merge;
pub mod record;
mod types;
mod validate;

pub use merge::{element_key, merge};
pub use types::{Cursor, ListKind, kinds};
pub use validate::{Finding, validate};
