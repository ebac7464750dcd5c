//! Building and starting the programs.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};

use super::supervisor::{Process, Supervisor, poll, run};

/// What has to be in the folder of the programs.
const PROGRAMS: [&str; 6] = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok"];

/// The users that a token exists for, each with its groups. `admin` may do everything, as may the
/// parts of the control plane; the others may do what a test grants them, and at first nothing.
pub(super) const USERS: [(&str, &str); 8] = [
    ("admin", "system:masters"),
    ("kube-controller-manager", "system:masters"),
    ("kube-scheduler", "system:masters"),
    ("kwok", "system:masters"),
    ("viewer", ""),
    ("editor", ""),
    ("limited", ""),
    ("stranger", ""),
];

const START_LIMIT: Duration = Duration::from_secs(90);

/// What a started control plane consists of.
pub(super) struct Started {
    pub(super) supervisor: Supervisor,
    pub(super) processes: Vec<Process>,
    pub(super) assets: PathBuf,
    pub(super) server: String,
}

/// Where files beside the tests stand.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/control-plane")
}

/// The folder with the programs: the one that `KUBEBUILDER_ASSETS` names, else they are built.
fn assets() -> Result<PathBuf, String> {
    let folder = match std::env::var_os("KUBEBUILDER_ASSETS").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => {
            let script = sources().join("build.sh");
            // It tells how far it is: the first time takes minutes.
            let status = Command::new("bash")
                .arg(&script)
                .stdin(Stdio::null())
                .status()
                .map_err(|error| format!("cannot run {}: {error}", script.display()))?;
            if !status.success() {
                return Err(format!("{} failed ({status}), see above", script.display()));
            }
            let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
            target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target")).join("control-plane")
        }
    };
    let missing: Vec<_> = PROGRAMS.into_iter().filter(|program| !folder.join(program).is_file()).collect();
    if missing.is_empty() {
        std::path::absolute(&folder).map_err(|error| error.to_string())
    } else {
        Err(format!("{} lacks {}", folder.display(), missing.join(", ")))
    }
}

/// Ports that nobody listened on a moment ago, all different.
fn free_ports<const N: usize>() -> std::io::Result<[u16; N]> {
    let mut listeners = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        *port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(ports)
}

/// A certificate authority, a server certificate of its, and a key to sign service accounts.
fn write_certificates(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "rhumb-tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let certificate = CertificateParams::new(names)?.signed_by(&key, &authority)?;
    std::fs::write(folder.join("ca.crt"), authority.pem())?;
    std::fs::write(folder.join("server.crt"), certificate.pem())?;
    std::fs::write(folder.join("server.key"), key.serialize_pem())?;
    let accounts = KeyPair::generate()?;
    std::fs::write(folder.join("accounts.key"), accounts.serialize_pem())?;
    std::fs::write(folder.join("accounts.pub"), accounts.public_key_pem())?;
    Ok(())
}

/// The content of a kubeconfig file with the one context `test`.
pub(super) fn kubeconfig(server: &str, ca: Option<&Path>, user: &str, token: &str) -> String {
    let ca = ca.map_or(String::new(), |path| format!("\n    certificate-authority: {}", path.display()));
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
         clusters:\n- name: test\n  cluster:\n    server: {server}{ca}\n\
         contexts:\n- name: test\n  context:\n    cluster: test\n    user: {user}\n\
         users:\n- name: {user}\n  user:\n    token: {token}\n"
    )
}

/// Starts everything, and again with other ports when somebody else took one in between.
pub(super) fn start(token: impl Fn(&str) -> String) -> Result<Started, String> {
    let assets = assets()?;
    let mut attempts = 0;
    loop {
        attempts += 1;
        match start_once(&assets, &token) {
            Err(error) if attempts < 3 && error.contains("address already in use") => {}
            outcome => return outcome,
        }
    }
}

fn start_once(assets: &Path, token: &dyn Fn(&str) -> String) -> Result<Started, String> {
    let text = |error: std::io::Error| error.to_string();
    let mut supervisor = Supervisor::start()?;
    let folder = supervisor.folder().to_owned();
    let [client, peer, port, kubelet] = free_ports().map_err(text)?;
    let server = format!("https://127.0.0.1:{port}");
    write_certificates(&folder).map_err(|error| format!("cannot make certificates: {error}"))?;
    let mut tokens = String::new();
    for (user, groups) in USERS {
        let config = kubeconfig(&server, Some(&folder.join("ca.crt")), user, &token(user));
        std::fs::write(folder.join(format!("{user}.kubeconfig")), config).map_err(text)?;
        tokens.push_str(&format!("{},{user},{user},\"{groups}\"\n", token(user)));
    }
    std::fs::write(folder.join("tokens.csv"), tokens).map_err(text)?;
    std::fs::write(folder.join("audit.yaml"), AUDIT_POLICY).map_err(text)?;
    write_logs(&folder).map_err(text)?;

    let path = |name: &str| folder.join(name).display().to_string();
    let client = format!("http://127.0.0.1:{client}");
    let peer = format!("http://127.0.0.1:{peer}");
    let mut processes = Vec::new();
    let mut launch = |name: &'static str, arguments: Vec<String>| {
        let process = supervisor.spawn(name, &assets.join(name), &arguments)?;
        processes.push(process);
        Ok::<_, String>(())
    };
    let etcd = [
        ("data-dir", path("etcd")),
        ("listen-client-urls", client.clone()),
        ("advertise-client-urls", client.clone()),
        ("listen-peer-urls", peer.clone()),
        ("initial-advertise-peer-urls", peer.clone()),
        ("initial-cluster", format!("default={peer}")),
        ("unsafe-no-fsync", "true".into()),
        // The clean-up reads the whole log.
        ("max-wals", "0".into()),
        ("log-level", "warn".into()),
    ];
    launch("etcd", flags(etcd))?;
    let api_server = [
        ("etcd-servers", client),
        ("bind-address", "127.0.0.1".into()),
        ("secure-port", port.to_string()),
        // Nothing in the cluster reaches the API server by its service address, and without a
        // network there is no address to find.
        ("advertise-address", "192.0.2.1".into()),
        ("endpoint-reconciler-type", "none".into()),
        ("cert-dir", path("certificates")),
        ("tls-cert-file", path("server.crt")),
        ("tls-private-key-file", path("server.key")),
        ("token-auth-file", path("tokens.csv")),
        ("authorization-mode", "RBAC".into()),
        ("service-account-key-file", path("accounts.pub")),
        ("service-account-signing-key-file", path("accounts.key")),
        ("service-account-issuer", "https://kubernetes.default.svc".into()),
        ("service-cluster-ip-range", "10.0.0.0/16".into()),
        ("allow-privileged", "true".into()),
        // By default exec looks up the node's name.
        ("kubelet-preferred-address-types", "InternalIP".into()),
        // The taint of a new node is lifted by a controller that is off (see below), and no test
        // waits until a namespace has its service account.
        ("disable-admission-plugins", "ServiceAccount,TaintNodesByCondition".into()),
        ("audit-policy-file", path("audit.yaml")),
        ("audit-log-path", path("audit.log")),
        ("audit-log-maxsize", "10000".into()),
    ];
    launch("kube-apiserver", flags(api_server))?;
    let kubectl = |arguments: &[&str], limit: Duration| {
        let mut command = Command::new(assets.join("kubectl"));
        command.env("HOME", &folder).args(arguments);
        command.arg(format!("--kubeconfig={}", path("admin.kubeconfig")));
        let output = run(&mut command, "", limit)?;
        if output.status.success() { Ok(()) } else { Err(output.stderr) }
    };
    let short = Duration::from_secs(10);
    wait(&mut processes, || {
        // A refused connection is cheaper to find out without kubectl.
        std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(text)?;
        kubectl(&["get", "--raw=/readyz"], short)
    })?;
    let objects = sources().join("cluster.yaml").display().to_string();
    kubectl(&["create", "--validate=false", "-f", &objects], START_LIMIT)?;

    let mut launch = |name: &'static str, arguments: Vec<String>| {
        let process = supervisor.spawn(name, &assets.join(name), &arguments)?;
        processes.push(process);
        Ok::<_, String>(())
    };
    let manager = [
        ("kubeconfig", path("kube-controller-manager.kubeconfig")),
        ("service-account-private-key-file", path("accounts.key")),
        ("root-ca-file", path("ca.crt")),
        ("leader-elect", "false".into()),
        ("enable-hostpath-provisioner", "true".into()),
        // A busy machine would let the node miss its heartbeats, and its pods be driven away.
        ("controllers", "*,-node-lifecycle-controller,-taint-eviction-controller".into()),
        ("kube-api-qps", "500".into()),
        ("kube-api-burst", "500".into()),
        ("secure-port", "0".into()),
    ];
    launch("kube-controller-manager", flags(manager))?;
    let scheduler = [
        ("kubeconfig", path("kube-scheduler.kubeconfig")),
        ("leader-elect", "false".into()),
        ("kube-api-qps", "500".into()),
        ("kube-api-burst", "500".into()),
        ("secure-port", "0".into()),
    ];
    launch("kube-scheduler", flags(scheduler))?;
    wait(&mut processes, || {
        let established = ["wait", "--for=condition=Established", "--timeout=5s", "crd"];
        kubectl(&[&established[..], &["--all"]].concat(), short)
    })?;
    let kwok = [
        ("kubeconfig", path("kwok.kubeconfig")),
        ("config", sources().join("kwok.yaml").display().to_string() + "," + &path("logs.yaml")),
        ("manage-all-nodes", "true".into()),
        ("enable-crds", "Exec,Logs".into()),
        ("cidr", "10.244.0.0/16".into()),
        ("node-ip", "127.0.0.1".into()),
        ("node-port", kubelet.to_string()),
        ("server-address", format!("127.0.0.1:{kubelet}")),
        ("tls-cert-file", path("server.crt")),
        ("tls-private-key-file", path("server.key")),
    ];
    let process = supervisor.spawn("kwok", &assets.join("kwok"), &flags(kwok))?;
    processes.push(process);
    wait(&mut processes, || {
        let ready = ["wait", "--for=condition=Ready", "--timeout=5s", "node/node-1"];
        kubectl(&ready, short)
    })?;
    Ok(Started { supervisor, processes, assets: assets.to_owned(), server })
}

fn flags<const N: usize>(pairs: [(&str, String); N]) -> Vec<String> {
    let flag = |(name, value)| format!("--{name}={value}");
    pairs.into_iter().map(flag).collect()
}

/// Waits for an answer, as long as every program runs. An error has the ends of all logs.
fn wait(processes: &mut [Process], probe: impl Fn() -> Result<(), String>) -> Result<(), String> {
    let mut dead = None;
    let outcome = poll(START_LIMIT, || {
        dead = processes.iter_mut().find_map(|process| process.check().err());
        if dead.is_some() {
            return Ok(());
        }
        probe()
    });
    if let Some(error) = dead {
        return Err(error);
    }
    outcome.map_err(|error| {
        let logs: Vec<_> = processes.iter().map(Process::tail).collect();
        format!("the control plane is not ready {error}\n{}", logs.join("\n"))
    })
}

/// What `logs` shows of a pod that a test gave no logs of its own.
fn write_logs(folder: &Path) -> std::io::Result<()> {
    let (current, previous) = (folder.join("pod.log"), folder.join("pod-previous.log"));
    std::fs::write(&current, super::log_lines("started\nready\n"))?;
    std::fs::write(&previous, super::log_lines("started\nfatal: no configuration\n"))?;
    let object = format!(
        "apiVersion: kwok.x-k8s.io/v1alpha1\nkind: ClusterLogs\nmetadata: {{name: default}}\n\
         spec:\n  logs:\n  - logsFile: {}\n    previousLogsFile: {}\n",
        current.display(),
        previous.display()
    );
    std::fs::write(folder.join("logs.yaml"), object)
}

/// Every request, once it is answered; leases are renewed all the time and say nothing.
const AUDIT_POLICY: &str = "\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}]
- level: Metadata
";
