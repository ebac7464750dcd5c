//! The program, run as a user runs it: in a folder of its own, on the control plane of the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::control_plane::{ControlPlane, Output, control_plane, run};

/// The longest that a run of the program may take.
const LIMIT: Duration = Duration::from_secs(180);

/// A user with a folder and a kubeconfig.
pub struct User {
    folder: TempDir,
    kubeconfig: Option<PathBuf>,
    namespace: String,
}

impl User {
    /// The administrator, in a fresh namespace.
    pub fn new(hint: &str) -> Self {
        let cluster = control_plane();
        Self { folder: folder(), kubeconfig: Some(cluster.kubeconfig()), namespace: cluster.namespace(hint) }
    }

    /// Another user in the same namespace, by their kubeconfig.
    pub fn with_kubeconfig(&self, kubeconfig: PathBuf) -> Self {
        Self { folder: folder(), kubeconfig: Some(kubeconfig), namespace: self.namespace.clone() }
    }

    /// Somebody without a kubeconfig.
    pub fn without_cluster() -> Self {
        Self { folder: folder(), kubeconfig: None, namespace: "default".to_owned() }
    }

    /// The control plane.
    pub fn cluster(&self) -> &'static ControlPlane {
        control_plane()
    }

    /// The namespace of this test.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The user's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the user's folder.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).expect("the folder can be written");
    }

    /// The text of a file of the user's folder.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).expect("the file is there")
    }

    /// Takes an example of the repository into the user's folder, with the files that examples read.
    pub fn example(&self, name: &str) {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
        self.write(name, &fs::read_to_string(scripts.join(name)).expect("the example is there"));
        for folder in ["crds", "hooks"] {
            fs::create_dir_all(self.folder().join(folder)).expect("the folder can be written");
            for entry in fs::read_dir(scripts.join(folder)).expect("the folder is there") {
                let path = entry.expect("the folder can be read").path();
                let to = self.folder().join(path.strip_prefix(&scripts).expect("it is below"));
                fs::copy(&path, to).expect("the folder can be written");
            }
        }
    }

    /// The command, ready to run: no environment but what a user without settings has.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rhumb"));
        command.args(arguments).current_dir(self.folder()).env_clear();
        command.env("HOME", self.folder()).env("PATH", "/usr/bin:/bin");
        if let Some(kubeconfig) = &self.kubeconfig {
            command.env("KUBECONFIG", kubeconfig);
        }
        command
    }

    /// Runs a command of rhumb as it stands.
    pub fn run(&self, arguments: &[&str]) -> Output {
        run(&mut self.command(arguments), "", LIMIT).unwrap_or_else(|error| panic!("rhumb {arguments:?}: {error}"))
    }

    /// Runs a command of rhumb in the test's namespace.
    pub fn rhumb(&self, arguments: &[&str]) -> Output {
        let mut all = arguments.to_vec();
        all.extend(["-n", &self.namespace]);
        self.run(&all)
    }

    /// Runs a command that has to end with this status, and gives what it printed to stdout.
    pub fn expect(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.rhumb(arguments);
        assert_eq!(
            output.status.code(),
            Some(status),
            "rhumb {arguments:?}\n--- stdout\n{}\n--- stderr\n{}",
            output.stdout,
            output.stderr
        );
        output.stdout
    }

    /// The same, with what it printed to stderr.
    pub fn expect_err(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.rhumb(arguments);
        assert_eq!(output.status.code(), Some(status), "rhumb {arguments:?}\n{}\n{}", output.stdout, output.stderr);
        output.stderr
    }

    /// The JSON that a command prints, which has to end with this status.
    pub fn json(&self, status: i32, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["-o", "json"]);
        let text = self.expect(status, &all);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("rhumb {all:?}: {error}\n{text}"))
    }

    /// An object of the test's namespace.
    pub fn get(&self, what: &str) -> Option<Value> {
        self.cluster().get(&self.namespace, what)
    }

    /// kubectl in the test's namespace, which has to succeed.
    pub fn kubectl(&self, arguments: &[&str]) -> String {
        let mut all = vec!["-n", self.namespace.as_str()];
        all.extend(arguments);
        self.cluster().kubectl_ok(&all)
    }

    /// The requests of a user agent `rhumb` since an offset of the audit log that have written something.
    pub fn writes_since(&self, offset: u64) -> Vec<String> {
        let entries = self.cluster().audit_since(offset, &self.namespace);
        let ours = entries.iter().filter(|entry| entry.user_agent.starts_with("rhumb/") && entry.mutating());
        ours.map(|entry| format!("{} {}", entry.verb, entry.uri)).collect()
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}
