//! A real Kubernetes control plane, started once for the whole test run.
//!
//! etcd, the API server, the controller manager and the scheduler are the real ones; kwok plays
//! the kubelet of one node, `node-1`. `tests/control-plane/kwok.yaml` tells how its pods behave.
//! Tests share it, and keep apart by taking a namespace each.

mod audit;
mod start;
mod supervisor;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};

pub use audit::AuditEntry;
pub use supervisor::{Output, poll, run};

/// How long anything that a test waits for may take.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The control plane of this process. The first call starts it, which takes seconds, after
/// building its programs where they are missing, which takes minutes.
///
/// # Panics
/// It cannot be built or started; every later call panics with the same words.
pub fn control_plane() -> &'static ControlPlane {
    static SHARED: OnceLock<Result<ControlPlane, String>> = OnceLock::new();
    match SHARED.get_or_init(ControlPlane::start) {
        Ok(control_plane) => control_plane,
        Err(error) => panic!("no control plane for the tests: {error}"),
    }
}

/// Whether tests may ask for the control plane: not when `RHUMB_TEST_WITHOUT_CLUSTER=1`, which is
/// said once. It does not start anything.
pub fn available() -> bool {
    static SAY: Once = Once::new();
    let available = std::env::var_os("RHUMB_TEST_WITHOUT_CLUSTER").is_none_or(|it| it != "1");
    if !available {
        SAY.call_once(|| {
            let words = "RHUMB_TEST_WITHOUT_CLUSTER=1: every test is left out that needs a \
                         Kubernetes control plane.";
            // Not `eprintln!`, which a test that passes would swallow.
            let _ = writeln!(std::io::stderr(), "{words}");
        });
    }
    available
}

/// See [`control_plane`].
pub struct ControlPlane {
    folder: PathBuf,
    assets: PathBuf,
    server: String,
    tokens: BTreeMap<&'static str, String>,
    counter: AtomicU32,
    plain: OnceLock<Result<String, String>>,
    // The programs end when the supervisor is dropped.
    supervisor: Mutex<(supervisor::Supervisor, Vec<supervisor::Process>)>,
}

impl ControlPlane {
    fn start() -> Result<Self, String> {
        let mut tokens = BTreeMap::new();
        for (user, _) in start::USERS {
            tokens.insert(user, random().map_err(|error| error.to_string())?);
        }
        let started = start::start(|user| tokens[user].clone())?;
        Ok(Self {
            folder: started.supervisor.folder().to_owned(),
            assets: started.assets,
            server: started.server,
            tokens,
            counter: AtomicU32::new(0),
            plain: OnceLock::new(),
            supervisor: Mutex::new((started.supervisor, started.processes)),
        })
    }

    /// The folder with the programs, `kubectl` among them.
    pub fn assets(&self) -> &Path {
        &self.assets
    }

    /// The address of the API server, `https://127.0.0.1:PORT`.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The certificate that the API server's certificate is signed with.
    pub fn ca(&self) -> PathBuf {
        self.folder.join("ca.crt")
    }

    /// A kubeconfig file with the one context `test`, which may do everything.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.join("admin.kubeconfig")
    }

    /// The bearer token of the user that may do everything.
    pub fn admin_token(&self) -> &str {
        self.token("admin")
    }

    /// The bearer token of a user: `admin`, or `viewer`, `editor`, `limited`, `stranger`, who may
    /// do what was granted to them with [`ControlPlane::grant`].
    pub fn token(&self, user: &str) -> &str {
        let Some(token) = self.tokens.get(user) else {
            panic!("no user {user}, only {:?}", self.tokens.keys());
        };
        token
    }

    /// Writes a kubeconfig file of a user into a folder, with the one context `test`.
    pub fn kubeconfig_for(&self, user: &str, folder: &Path) -> PathBuf {
        self.write_kubeconfig(&self.server, Some(&self.ca()), user, folder)
    }

    pub(super) fn write_kubeconfig(&self, server: &str, ca: Option<&Path>, user: &str, folder: &Path) -> PathBuf {
        let path = folder.join(format!("{user}.kubeconfig"));
        let text = start::kubeconfig(server, ca, user, self.token(user));
        std::fs::write(&path, text).expect("the kubeconfig file can be written");
        path
    }

    /// Runs kubectl as `admin`, at most [`LIMIT`].
    pub fn kubectl(&self, arguments: &[&str]) -> Output {
        self.kubectl_with(arguments, "")
    }

    /// As [`ControlPlane::kubectl`], with something on standard input.
    pub fn kubectl_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(self.assets.join("kubectl"));
        command
            .arg(format!("--kubeconfig={}", self.kubeconfig().display()))
            .args(arguments)
            // kubectl keeps caches there, and reads preferences.
            .env("HOME", &self.folder)
            .env_remove("KUBECONFIG");
        match run(&mut command, input, LIMIT) {
            Ok(output) => output,
            Err(error) => panic!("kubectl {arguments:?}: {error}\n{}", self.logs()),
        }
    }

    /// As [`ControlPlane::kubectl`]; gives standard output, and panics when kubectl fails.
    pub fn kubectl_ok(&self, arguments: &[&str]) -> String {
        self.succeed(arguments, "")
    }

    /// Applies YAML or JSON documents in a namespace.
    pub fn apply(&self, namespace: &str, documents: &str) {
        let arguments = ["apply", "-n", namespace, "-f", "-"];
        self.succeed(&arguments, documents);
    }

    /// An object as JSON, or nothing when there is none. `what` is as in `statefulset/nginx`.
    pub fn get(&self, namespace: &str, what: &str) -> Option<Value> {
        let arguments = ["get", "-n", namespace, what, "-o=json", "--ignore-not-found"];
        let text = self.succeed(&arguments, "");
        (!text.is_empty()).then(|| serde_json::from_str(&text).expect("kubectl prints JSON"))
    }

    fn succeed(&self, arguments: &[&str], input: &str) -> String {
        let output = self.kubectl_with(arguments, input);
        let (stdout, stderr) = (output.stdout, output.stderr);
        assert!(output.status.success(), "kubectl {arguments:?}: {}\n{stdout}{stderr}", output.status);
        stdout
    }

    /// Makes a namespace that no other test has. `hint` becomes part of its name.
    pub fn namespace(&self, hint: &str) -> String {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let hint = hint.to_lowercase().replace('_', "-");
        let hint = hint.get(..hint.len().min(30)).unwrap_or("test");
        let name = format!("t{number}-{}", hint.trim_matches('-'));
        self.kubectl_ok(&["create", "namespace", &name]);
        name
    }

    /// Lets a user do in a namespace what a cluster role says (`view`, `edit`, `admin`, or one
    /// that the test made).
    pub fn grant(&self, namespace: &str, user: &str, cluster_role: &str) {
        let name = format!("{user}-{cluster_role}");
        self.kubectl_ok(&[
            "create",
            "rolebinding",
            &name,
            "-n",
            namespace,
            &format!("--user={user}"),
            &format!("--clusterrole={cluster_role}"),
        ]);
    }

    /// Asks again until the answer is there, at most [`LIMIT`].
    ///
    /// # Panics
    /// It does not come; with the last refusal and the ends of the logs.
    pub fn eventually<T>(&self, what: &str, probe: impl FnMut() -> Result<T, String>) -> T {
        match poll(LIMIT, probe) {
            Ok(answer) => answer,
            Err(error) => panic!("{what}: {error}\n{}", self.logs()),
        }
    }

    /// The folder in which a claim's data lies; waits until the claim is bound.
    pub fn claim_folder(&self, namespace: &str, claim: &str) -> PathBuf {
        let volume = self.eventually("the claim is bound", || {
            let object = self.get(namespace, &format!("pvc/{claim}"));
            let object = object.ok_or_else(|| format!("there is no claim {claim}"))?;
            match (object["status"]["phase"].as_str(), &object["spec"]["volumeName"]) {
                (Some("Bound"), Value::String(volume)) => Ok(volume.clone()),
                (phase, _) => Err(format!("claim {claim} is {phase:?}")),
            }
        });
        let path = "-o=jsonpath={.spec.hostPath.path}";
        PathBuf::from(self.kubectl_ok(&["get", "pv", &volume, path]))
    }

    /// From now on `exec` into a running pod runs its command in a folder of this machine. Stays
    /// true for a later pod of the same name.
    pub fn exec_in(&self, namespace: &str, pod: &str, folder: &Path) {
        let spec = json!({ "execs": [{ "local": { "workDir": folder } }] });
        self.simulate(namespace, "Exec", pod, &spec);
        let want = format!("{}\n", folder.display());
        self.eventually("exec runs in the folder", || {
            let output = self.kubectl(&["exec", "-n", namespace, pod, "--", "pwd"]);
            let got = output.stdout + &output.stderr;
            if got == want { Ok(()) } else { Err(got) }
        });
    }

    /// From now on `logs` of a pod shows these lines, and `logs --previous` those. Stays true for
    /// a later pod of the same name; the pod may still be missing.
    pub fn set_logs(&self, namespace: &str, pod: &str, current: &str, previous: &str) {
        let write = |kind: &str, text: &str| {
            let path = self.folder.join(format!("{namespace}.{pod}.{kind}.log"));
            std::fs::write(&path, log_lines(text)).expect("the logs can be written");
            path
        };
        let current = write("current", current);
        let previous = write("previous", previous);
        let spec = json!({ "logs": [{ "logsFile": current, "previousLogsFile": previous }] });
        self.simulate(namespace, "Logs", pod, &spec);
    }

    fn simulate(&self, namespace: &str, kind: &str, pod: &str, spec: &Value) {
        let object = json!({
            "apiVersion": "kwok.x-k8s.io/v1alpha1",
            "kind": kind,
            "metadata": { "name": pod },
            "spec": spec,
        });
        self.apply(namespace, &object.to_string());
    }

    fn audit_log(&self) -> PathBuf {
        self.folder.join("audit.log")
    }

    /// Where the audit log ends now, for [`ControlPlane::audit_since`].
    pub fn audit_offset(&self) -> u64 {
        self.settle_audit();
        let length = std::fs::metadata(self.audit_log()).map(|file| file.len());
        length.expect("there is an audit log")
    }

    /// The requests since an offset, of one namespace, or of clients whose `User-Agent` contains
    /// the text; an empty text means all. Controllers are among them: look at the user.
    pub fn audit_since(&self, offset: u64, namespace_or_agent: &str) -> Vec<AuditEntry> {
        self.settle_audit();
        let entries = audit::read(&self.audit_log(), offset).expect("there is an audit log");
        let fits =
            |entry: &AuditEntry| entry.namespace == namespace_or_agent || entry.user_agent.contains(namespace_or_agent);
        entries.into_iter().filter(fits).collect()
    }

    /// A request is logged just after it is answered. Once a later one stands there, so do all
    /// that were answered before.
    fn settle_audit(&self) {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let uri = format!("/version?settle={number}");
        let log = self.audit_log();
        let end = std::fs::metadata(&log).map_or(0, |file| file.len());
        self.kubectl_ok(&["get", &format!("--raw={uri}")]);
        self.eventually("the audit log is written", || {
            let entries = audit::read(&log, end).map_err(|error| error.to_string())?;
            let there = entries.iter().any(|entry| entry.uri == uri);
            there.then_some(()).ok_or_else(|| "not yet".to_owned())
        });
    }

    /// The address of a `kubectl proxy`, which speaks plain HTTP and passes on who asks.
    pub(super) fn plain_address(&self) -> &str {
        let plain = self.plain.get_or_init(|| {
            let arguments = [
                "proxy".to_owned(),
                "--port=0".to_owned(),
                // Or exec would be refused.
                "--disable-filter=true".to_owned(),
                format!("--kubeconfig={}", self.kubeconfig().display()),
            ];
            let mut guard = self.supervisor.lock().expect("no test panics inside");
            let mut process = guard.0.spawn("kubectl-proxy", &self.assets.join("kubectl"), &arguments)?;
            let address = poll(LIMIT, || {
                process.check()?;
                let log = process.log();
                let line = log.lines().find_map(|it| it.strip_prefix("Starting to serve on "));
                line.map(str::to_owned).ok_or_else(|| "no address".to_owned())
            });
            guard.1.push(process);
            address
        });
        match plain {
            Ok(address) => address,
            Err(error) => panic!("kubectl proxy: {error}"),
        }
    }

    /// The ends of the logs of all programs.
    pub fn logs(&self) -> String {
        let Ok(guard) = self.supervisor.lock() else {
            return String::new();
        };
        let logs: Vec<_> = guard.1.iter().map(supervisor::Process::tail).collect();
        logs.join("\n")
    }
}

/// Lines in the form in which a kubelet keeps them.
fn log_lines(text: &str) -> String {
    let line = |line| format!("2026-01-01T00:00:00.000000000Z stdout F {line}\n");
    text.lines().map(line).collect()
}

/// 32 hexadecimal digits: other users of the machine reach the same ports.
fn random() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
