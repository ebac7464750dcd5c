//! Runs of whole processes, with what the operating system says each of them took.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// One run.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// From start to end.
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most memory at a time, in bytes.
    pub peak: u64,
}

/// Runs a command whose output is thrown away.
pub fn run(words: &[String]) -> Result<Run, String> {
    let start = Instant::now();
    let child = command(words, Stdio::null()).spawn().map_err(|error| told(words, &error.to_string()))?;
    let used = child.wait4().map_err(|error| told(words, &error.to_string()))?;
    let wall = start.elapsed();
    if !used.status.success() {
        return Err(told(words, &used.status.to_string()));
    }
    Ok(Run { wall, cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss })
}

/// Runs a command once and keeps its output in a file.
pub fn keep(words: &[String], path: &Path) -> Result<(), String> {
    let file = File::create(path).map_err(|error: io::Error| error.to_string())?;
    let output =
        command(words, file).stderr(Stdio::piped()).output().map_err(|error| told(words, &error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(words.lines().next().unwrap_or("it failed without a word").to_owned())
}

fn command(words: &[String], stdout: impl Into<Stdio>) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::null());
    command
}

fn told(words: &[String], what: &str) -> String {
    format!("`{}`: {what}", words.join(" "))
}

/// The runs of one command.
#[derive(Debug, Default)]
pub struct Runs(pub Vec<Run>);

impl Runs {
    /// The shortest, the median and the longest time.
    pub fn wall(&self) -> [Duration; 3] {
        let mut all: Vec<Duration> = self.0.iter().map(|run| run.wall).collect();
        all.sort();
        [all[0], all[all.len() / 2], all[all.len() - 1]]
    }

    /// The median of the processor time.
    pub fn cpu(&self) -> Duration {
        let mut all: Vec<Duration> = self.0.iter().map(|run| run.cpu).collect();
        all.sort();
        all[all.len() / 2]
    }

    /// The most memory of any run.
    pub fn peak(&self) -> u64 {
        self.0.iter().map(|run| run.peak).max().unwrap_or_default()
    }
}
