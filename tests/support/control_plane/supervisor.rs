//! Processes that never outlive the test process, and a folder that is removed after them.
//!
//! A small shell script reads a pipe whose other end only this process holds. The pipe closes
//! however this process ends, be it by a signal that it cannot catch, and the script then kills
//! the processes and removes what they left behind. A "parent died" signal would not do: it comes
//! when the *thread* that started the child ends, and every test runs in a thread of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Prints the folder it made, then reads process ids until the pipe closes.
///
/// The host-path provisioner of the controller manager puts volumes into a fixed folder outside.
/// Which of them belong to this run stands in etcd's log, also after everything else has died.
const SCRIPT: &str = r#"
folder=$(mktemp -d "${TMPDIR:-/tmp}/rhumb-control-plane.XXXXXX") || exit 1
echo "$folder"
exec >/dev/null 2>&1
groups=
while IFS= read -r group; do groups="$groups $group"; done
for group in $groups; do kill -KILL "-$group"; done
tries=0
for group in $groups; do
    while kill -0 "-$group" && [ "$tries" -lt 40 ]; do sleep 0.05; tries=$((tries + 1)); done
done
grep -raohE '/tmp/hostpath_pv/[0-9a-f-]{36}' "$folder/etcd/member/wal" | sort -u |
    while IFS= read -r volume; do rm -rf "$volume"; done
rmdir /tmp/hostpath_pv
rm -rf "$folder" || { sleep 0.5; rm -rf "$folder"; }
"#;

/// Owns the folder and the processes of one run.
pub(super) struct Supervisor {
    folder: PathBuf,
    pipe: ChildStdin,
    // Never waited for: it ends after this process.
    _script: Child,
}

impl Supervisor {
    /// Starts the script and makes the folder.
    pub(super) fn start() -> Result<Self, String> {
        let mut script = Command::new("sh")
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C goes to the group of the tests; the clean-up has to survive it.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start sh: {error}"))?;
        let pipe = script.stdin.take().ok_or("no pipe to the supervisor")?;
        let mut line = String::new();
        if let Some(stdout) = script.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(|error| format!("cannot read from the supervisor: {error}"))?;
        }
        if line.trim().is_empty() {
            return Err("cannot make a temporary folder".to_owned());
        }
        Ok(Self { folder: PathBuf::from(line.trim_end()), pipe, _script: script })
    }

    /// The folder that goes when this process ends.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a program whose output goes to `NAME.log` in the folder.
    pub(super) fn spawn(
        &mut self,
        name: &'static str,
        program: &Path,
        arguments: &[String],
    ) -> Result<Process, String> {
        let log = self.folder.join(format!("{name}.log"));
        let problem = |error: std::io::Error| format!("cannot start {name}: {error}");
        let output = File::create(&log).map_err(problem)?;
        // The program starts only once the supervisor knows of it: until then the child reads,
        // and ends by itself when this process does.
        let mut child = Command::new("sh")
            .args(["-c", r#"read -r go && exec "$@""#, "sh"])
            .arg(program)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            // kwok and kubectl read settings from the home folder.
            .env("HOME", &self.folder)
            .env("TMPDIR", &self.folder)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(output.try_clone().map_err(problem)?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .map_err(problem)?;
        writeln!(self.pipe, "{}", child.id()).map_err(problem)?;
        if let Some(mut gate) = child.stdin.take() {
            gate.write_all(b"go\n").map_err(problem)?;
        }
        Ok(Process { name, child, log })
    }
}

/// A program under supervision.
pub(super) struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// An error with the end of the log when the program has ended.
    pub(super) fn check(&mut self) -> Result<(), String> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("{} ended ({status})\n{}", self.name, self.tail())),
            Err(error) => Err(format!("cannot ask for {}: {error}", self.name)),
        }
    }

    /// The end of the log, headed by the program's name.
    pub(super) fn tail(&self) -> String {
        format!("--- {} ---\n{}", self.name, tail(&self.log))
    }

    /// The log so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// The last 3,000 bytes of a file.
fn tail(path: &Path) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(3_000)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    read().unwrap_or_else(|error| format!("(no log: {error})"))
}

/// How a program ended and what it wrote.
#[derive(Debug, Clone)]
pub struct Output {
    /// The exit status.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs a program to its end, with `input` on its standard input.
///
/// # Errors
/// It cannot be started, or has not ended when `limit` is over; it is killed then.
pub fn run(command: &mut Command, input: &str, limit: Duration) -> Result<Output, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    let collect = |stream: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stream) = stream {
                // What came before a broken pipe is still worth showing.
                let _ = stream.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let stdout = collect(child.stdout.take().map(|pipe| Box::new(pipe) as _));
    let stderr = collect(child.stderr.take().map(|pipe| Box::new(pipe) as _));
    if let Some(mut pipe) = child.stdin.take() {
        // A program that does not read its input closes the pipe; its status tells what it did.
        let _ = pipe.write_all(input.as_bytes());
    }
    let status = poll_every(Duration::from_millis(10), limit, || match child.try_wait() {
        Ok(Some(status)) => Ok(status),
        Ok(None) => Err("still running".to_owned()),
        Err(error) => Err(error.to_string()),
    });
    if status.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
    match status {
        Ok(status) => Ok(Output { status, stdout, stderr }),
        Err(error) => Err(format!("{name}: {error}\n{stdout}{stderr}")),
    }
}

/// Asks again, at growing distances up to 0.1 s, until the answer is there.
///
/// # Errors
/// The last refusal, when `limit` is over.
pub fn poll<T>(limit: Duration, probe: impl FnMut() -> Result<T, String>) -> Result<T, String> {
    poll_every(Duration::from_millis(100), limit, probe)
}

fn poll_every<T>(
    longest: Duration,
    limit: Duration,
    mut probe: impl FnMut() -> Result<T, String>,
) -> Result<T, String> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(5);
    loop {
        match probe() {
            Ok(answer) => return Ok(answer),
            Err(error) if start.elapsed() >= limit => {
                return Err(format!("not within {} s: {error}", limit.as_secs()));
            }
            Err(_) => thread::sleep(pause),
        }
        pause = (pause * 2).min(longest);
    }
}
