//! The only holder of `kube::Client`: connect, discover, observe, write, and where the record is stored.

mod error;

pub use error::ClusterError;
