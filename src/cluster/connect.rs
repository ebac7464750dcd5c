//! Finds a cluster as kubectl does: `--kubeconfig`, `KUBECONFIG`, `~/.kube/config`, the service account of a pod.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::header::{HeaderValue, USER_AGENT};
use kube::client::ClientBuilder;
use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};
use tower::buffer::BufferLayer;

use super::{Cluster, ClusterError};
use crate::observed::ClusterFacts;

/// Which cluster is meant.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
}

/// The longest time until a connection stands.
const CONNECT: Duration = Duration::from_secs(10);

/// Reads the kubeconfig and makes a client. Sends no request.
///
/// # Errors
/// No kubeconfig, one that cannot be read, an unknown context, credentials that cannot be had.
pub async fn connect(target: &Target) -> Result<Cluster, ClusterError> {
    let (mut config, context) = match kubeconfig(target)? {
        Some(kubeconfig) => {
            let context = target.context.clone().or_else(|| kubeconfig.current_context.clone());
            check_context(&kubeconfig, context.as_deref())?;
            let options = KubeConfigOptions { context: context.clone(), ..KubeConfigOptions::default() };
            let config = Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(|error| bad(&error))?;
            (config, context)
        }
        None => (Config::incluster().map_err(|_| ClusterError::NoKubeconfig)?, None),
    };
    config.default_retry = false;
    config.connect_timeout = Some(CONNECT);
    let agent = HeaderValue::from_static(concat!("rhumb/", env!("CARGO_PKG_VERSION")));
    config.headers.push((USER_AGENT, agent));
    bypass_proxy(&mut config);
    let facts = ClusterFacts { context, server: server(&config), ..ClusterFacts::default() };
    let namespace = config.default_namespace.clone();
    let builder =
        ClientBuilder::try_from(config).map_err(|error| ClusterError::BadKubeconfig { reason: words(&error) })?;
    let client: Client = builder.with_layer(&BufferLayer::new(256)).build();
    Ok(Cluster {
        client,
        facts,
        namespace,
        reached: AtomicBool::new(false),
        notices: Mutex::default(),
        resources: Mutex::default(),
    })
}

/// The kubeconfig; nothing where there is none and the process runs in a pod.
fn kubeconfig(target: &Target) -> Result<Option<Kubeconfig>, ClusterError> {
    if let Some(path) = &target.kubeconfig {
        return Kubeconfig::read_from(path).map(Some).map_err(|error| bad(&error));
    }
    if let Some(list) = env::var_os("KUBECONFIG").filter(|list| !list.is_empty()) {
        // Files of the list that are missing are passed over, as kubectl does.
        let paths: Vec<PathBuf> = env::split_paths(&list).filter(|path| path.exists()).collect();
        let mut merged: Option<Kubeconfig> = None;
        for path in &paths {
            let one = Kubeconfig::read_from(path).map_err(|error| bad(&error))?;
            merged = Some(match merged {
                Some(merged) => merged.merge(one).map_err(|error| bad(&error))?,
                None => one,
            });
        }
        return merged.map(Some).ok_or(ClusterError::NoKubeconfig);
    }
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let path = home.join(".kube/config");
    if path.exists() {
        return Kubeconfig::read_from(path).map(Some).map_err(|error| bad(&error));
    }
    let in_pod = Path::new("/var/run/secrets/kubernetes.io/serviceaccount/token").exists();
    if in_pod { Ok(None) } else { Err(ClusterError::NoKubeconfig) }
}

fn check_context(kubeconfig: &Kubeconfig, context: Option<&str>) -> Result<(), ClusterError> {
    let known: Vec<String> = kubeconfig.contexts.iter().map(|context| context.name.clone()).collect();
    match context {
        Some(context) if known.iter().any(|name| name == context) => Ok(()),
        Some(context) => Err(ClusterError::UnknownContext { context: context.to_owned(), known }),
        None => Err(ClusterError::BadKubeconfig {
            reason: "it has no current context; choose one with `--context`".to_owned(),
        }),
    }
}

fn bad(error: &KubeconfigError) -> ClusterError {
    ClusterError::BadKubeconfig { reason: words(error) }
}

/// The first line of an error: what follows may be the output of a credentials program, with tokens in it.
fn words(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_end_matches('.').chars().take(300).collect()
}

fn server(config: &Config) -> String {
    config.cluster_url.to_string().trim_end_matches('/').to_owned()
}

/// kube 5.0 compares `NO_PROXY` with the proxy instead of the API server: decided here.
fn bypass_proxy(config: &mut Config) {
    let host = config.cluster_url.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let listed = |name: &str| env::var(name).unwrap_or_default();
    let entries = listed("NO_PROXY") + "," + &listed("no_proxy");
    if is_direct(&host, &entries) {
        config.proxy_url = None;
    }
}

fn is_direct(host: &str, entries: &str) -> bool {
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    loopback
        || entries.split(',').map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
            let suffix = entry.trim_start_matches('.');
            entry == "*" || host == suffix || host.ends_with(&format!(".{suffix}"))
        })
}

#[cfg(test)]
mod tests {
    use super::is_direct;

    #[test]
    fn servers_of_no_proxy_are_reached_directly() {
        assert!(is_direct("127.0.0.1", ""));
        assert!(is_direct("k8s.example.com", "other, .example.com ,"));
        assert!(is_direct("k8s.example.com", "example.com"));
        assert!(is_direct("k8s.example.com", "*"));
        assert!(!is_direct("k8s.example.com", "ample.com,"));
    }
}
