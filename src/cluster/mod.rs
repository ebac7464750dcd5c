//! The only holder of `kube::Client`: connect, discover, observe, write, and where the record is stored.

mod error;

pub use error::ClusterError;

/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// `--kubeconfig`.
    pub kubeconfig: Option<std::path::PathBuf>,
    /// `--context`.
    pub context: Option<String>,
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Cluster;

impl Cluster {
    /// The context's namespace.
    pub fn namespace(&self) -> &str {
        "default"
    }

    /// Which cluster.
    pub fn facts(&self) -> crate::observed::ClusterFacts {
        crate::observed::ClusterFacts::default()
    }
}

/// Stand-in.
pub async fn connect(_target: &Target) -> Result<Cluster, ClusterError> {
    Err(ClusterError::NoKubeconfig)
}
