//! Scripts that loop, bloat, nest and inject: each ends in a typed error, soon, within its memory, and never in an abort.

mod manifests;
mod projects;
mod scripts;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Peak resident memory that a hostile script may reach, in bytes.
const MEMORY: u64 = 256 << 20;
/// Processor time that a hostile script may take. Unoptimised builds are many times slower.
const BUSY: Duration = Duration::from_secs(if cfg!(debug_assertions) { 15 } else { 1 });
/// Whatever runs longer than this hangs: wall-clock time, as test machines are shared.
const HANGS: Duration = Duration::from_secs(120);

/// Something hostile: a name, how to lay it out and run it, and the code of the error it ends in.
struct Case {
    name: &'static str,
    /// Names of files and what is in them.
    files: Vec<(String, Content)>,
    arguments: Vec<&'static str>,
    code: &'static str,
}

/// What is in a file.
enum Content {
    Text(String),
    /// So many bytes, which take no room on the disk.
    Zeros(u64),
    Bytes(&'static [u8]),
}

/// A script that takes values.
const TAKES: &str =
    "let a = param(\"a\", \"x\"); deployment(\"w\").container(container(\"c\", \"nginx:1\").env(\"A\", a))";

fn named<const N: usize>(files: [(&str, Content); N]) -> Vec<(String, Content)> {
    files.map(|(name, content)| (name.to_owned(), content)).into()
}

/// Files that are not what they seem.
fn inputs() -> Vec<Case> {
    let values = |name, content, code| Case {
        name,
        files: named([("script.rhai", Content::Text(TAKES.to_owned())), ("values.yaml", content)]),
        arguments: vec!["check", "script.rhai", "--values", "values.yaml"],
        code,
    };
    let text = |text: String| Content::Text(text);
    let laughs = |first: &str, next: &dyn Fn(usize) -> String| {
        text((0..12).map(|level| if level == 0 { first.to_owned() } else { next(level) } + "\n").collect())
    };
    let nine = |level: usize| vec![format!("*a{}", level - 1); 9].join(", ");
    vec![
        values(
            "aliases of aliases",
            laughs("a0: &a0 [x, x, x, x, x, x, x, x, x]", &|n| format!("a{n}: &a{n} [{}]", nine(n))),
            "values-file",
        ),
        values(
            "merges of merges",
            laughs("a0: &a0 {x: 1}", &|n| format!("a{n}: &a{n} {{<<: [{}]}}", nine(n))),
            "values-file",
        ),
        values(
            "a long text that is meant ten thousand times",
            text(format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), vec!["*a"; 20_000].join(", "))),
            "values-file",
        ),
        values("an alias of itself", text("a: &a [*a]\n".to_owned()), "values-file"),
        values("lists nested too deep, not closed", text(format!("a: {}", "[".repeat(200_000))), "values-file"),
        values(
            "lists nested too deep in YAML",
            text(format!("a: {}{}", "[".repeat(50_000), "]".repeat(50_000))),
            "values-file",
        ),
        values("dashes", text("- ".repeat(100_000)), "values-file"),
        values(
            "maps nested too deep in blocks",
            text((0..2_500).map(|depth| " ".repeat(depth) + "a:\n").collect()),
            "values-file",
        ),
        values(
            "maps nested too deep in JSON",
            text(format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000))),
            "values-file",
        ),
        values("one key a hundred thousand times", text("a: 1\n".repeat(100_000)), "values-file"),
        values("half a million documents", text("---\na: 1\n".repeat(300_000)), "values-file"),
        values(
            "a hundred thousand unknown parameters",
            text((0..100_000).map(|n| format!("k{n}: 1\n")).collect()),
            "unknown-param",
        ),
        values("a name of a megabyte", text(format!("{}: 1\n", "k".repeat(1_000_000))), "values-file"),
        values(
            "a list of a million where text is wanted",
            text(format!("a: [{}]\n", "1,".repeat(1_000_000))),
            "values-file",
        ),
        values("escapes in a name", text("\"a\\e[2J\\u202Eb\": 1\n".to_owned()), "unknown-param"),
        values("no text", Content::Bytes(&[0xff, 0xfe, 0x00]), "unreadable-file"),
        values("values of a hundred megabytes", Content::Zeros(100 << 20), "unreadable-file"),
        Case {
            name: "a script of a hundred megabytes",
            files: named([("script.rhai", Content::Zeros(100 << 20))]),
            arguments: vec!["check", "script.rhai"],
            code: "unreadable-file",
        },
        Case {
            name: "secrets of a hundred megabytes",
            files: named([
                ("script.rhai", Content::Text(TAKES.to_owned())),
                ("secrets.yaml", Content::Zeros(100 << 20)),
            ]),
            arguments: vec!["check", "script.rhai", "--secrets", "secrets.yaml"],
            code: "unreadable-file",
        },
        Case {
            name: "secrets without an end",
            files: named([("script.rhai", Content::Text(TAKES.to_owned()))]),
            arguments: vec!["check", "script.rhai", "--secrets", "/dev/zero"],
            code: "unreadable-file",
        },
        Case {
            name: "a script without an end",
            files: Vec::new(),
            arguments: vec!["check", "/dev/zero"],
            code: "unreadable-file",
        },
        Case {
            name: "a folder without objects in place of a script",
            files: Vec::new(),
            arguments: vec!["check", "."],
            code: "object-incomplete",
        },
        Case {
            name: "a name of a file with escapes for the terminal",
            files: named([("a\u{1b}[2J\u{202e}.rhai", Content::Text("nosuch(1)".to_owned()))]),
            arguments: vec!["check", "a\u{1b}[2J\u{202e}.rhai"],
            code: "unknown-function",
        },
        Case {
            name: "a missing file with escapes in its name",
            files: Vec::new(),
            arguments: vec!["check", "no\u{1b}[2J\u{7}.rhai"],
            code: "unreadable-file",
        },
        Case {
            name: "escapes in an option",
            files: named([("script.rhai", Content::Text(TAKES.to_owned()))]),
            arguments: vec!["check", "script.rhai", "--set", "b\u{1b}]0;x\u{7}=1"],
            code: "unknown-param",
        },
    ]
}

/// The hostile scripts as cases.
fn script_cases() -> Vec<Case> {
    let scripts = scripts::scripts().into_iter().chain(scripts::more_scripts());
    let case = |(name, script, code)| Case {
        name,
        files: vec![("script.rhai".to_owned(), Content::Text(script))],
        arguments: vec!["check", "script.rhai"],
        code,
    };
    scripts.map(case).collect()
}

#[test]
fn hostile_scripts_end_in_a_typed_error_within_their_budget() {
    let cases = script_cases();
    assert!(cases.len() >= 30, "{}", cases.len());
    survive(&cases);
}

#[test]
fn hostile_inputs_end_in_a_typed_error_within_their_budget() {
    survive(&inputs());
}

#[test]
fn hostile_projects_end_in_a_typed_error_within_their_budget() {
    survive(&projects::projects());
}

#[test]
fn hostile_manifests_end_in_a_typed_error_within_their_budget() {
    survive(&manifests::manifests());
}

/// Runs every case and tells of all that end otherwise than in their error, in time and within their memory.
#[track_caller]
fn survive(cases: &[Case]) {
    let faults: Vec<String> = cases.iter().flat_map(faults_of).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[allow(clippy::print_stdout, reason = "the test harness shows it only where it is asked to")]
fn faults_of(case: &Case) -> Vec<String> {
    let Case { name, files, arguments, code } = case;
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match content {
            Content::Text(text) => fs::write(path, text).unwrap(),
            Content::Bytes(bytes) => fs::write(path, bytes).unwrap(),
            Content::Zeros(length) => fs::File::create(path).unwrap().set_len(*length).unwrap(),
        }
    }
    let told = folder.path().join("told");
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rhumb"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&told).unwrap())
        .spawn()
        .unwrap();
    let (mut peak, mut busy) = (0, Duration::ZERO);
    let status = loop {
        peak = peak.max(resident(child.id()));
        busy = busy.max(used(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if start.elapsed() > HANGS => {
                child.kill().unwrap();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    child.wait().unwrap();
    let told = fs::read_to_string(&told).unwrap();
    let ended = status.map_or_else(|| "did not end".to_owned(), |status| format!("{status}"));
    // Shown with `--nocapture`, to see how far each is from its bounds.
    println!("{:>6.2} s {:>4} MiB  {name}", busy.as_secs_f64(), peak >> 20);
    let mut faults = Vec::new();
    if status.and_then(|status| status.code()) != Some(1) || !told.contains(&format!("[{code}]")) {
        let told: String = told.chars().take(600).collect();
        faults.push(format!("{name}: {ended}, wanted [{code}], told:\n{told}"));
    }
    if told.contains(['\u{1b}', '\u{202e}', '\u{7}']) {
        faults.push(format!("{name}: raw escapes reach the terminal"));
    }
    if told.len() > 100_000 {
        faults.push(format!("{name}: told in {} bytes", told.len()));
    }
    if peak > MEMORY {
        faults.push(format!("{name}: used {} MiB", peak >> 20));
    }
    if busy > BUSY {
        faults.push(format!("{name}: was busy for {:.1} s", busy.as_secs_f64()));
    }
    faults
}

/// The processor time that a process has used; nothing once it is gone.
fn used(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name of the program, in brackets, may hold anything.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
    // Linux counts 100 to the second.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// The most memory that a process has had resident, in bytes; 0 once it is gone.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}
