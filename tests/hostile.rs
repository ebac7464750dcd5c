//! Scripts that loop, bloat, nest and inject: each ends in a typed error, soon, within its memory, and never in an abort.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Peak resident memory that a hostile script may reach, in bytes.
const MEMORY: u64 = 256 << 20;
/// No script may need longer than this; generous, as test machines are shared.
const LIMIT: Duration = Duration::from_secs(20);

/// A hostile script and the code of the error it ends in.
fn scripts() -> Vec<(&'static str, String, &'static str)> {
    let nested =
        |open: &str, close: &str, depth: usize| format!("let x = {}1{};\nx", open.repeat(depth), close.repeat(depth));
    let text = |script: &str| script.to_owned();
    vec![
        ("a loop without end", text("loop { }"), "budget"),
        ("a while without end", text("let i = 0; while true { i += 1; } i"), "budget"),
        ("a range without end", text("let n = 0; for i in 0..9223372036854775807 { n += i % 2; } n"), "budget"),
        ("recursion without end", text("fn f(n) { f(n + 1) } f(0)"), "budget"),
        ("two functions that call each other", text("fn a(n) { b(n) } fn b(n) { a(n) } a(1)"), "budget"),
        ("a closure that calls itself", text("let f = |g| g.call(g); f.call(f)"), "budget"),
        ("a loop in a closure", text("deployment(\"a\").when(true, |w| { loop { } w })"), "budget"),
        (
            "operations in many closures",
            text(
                "let w = deployment(\"a\"); for i in 0..100000 { w = w.when(true, |x| { let n = 0; for j in 0..100 { n += j; } x }); } w",
            ),
            "budget",
        ),
        ("a doubling text", text("let s = \"aaaaaaaaaaaaaaaa\"; for i in 0..60 { s += s; } s.len()"), "budget"),
        (
            "a doubling text in backticks",
            text("let s = \"aaaaaaaaaaaaaaaa\"; for i in 0..60 { s = `${s}${s}`; } s.len()"),
            "budget",
        ),
        ("a doubling list", text("let l = [1, 2, 3, 4]; for i in 0..60 { l += l; } l.len()"), "budget"),
        (
            "a list that grows without end",
            text(
                "let l = []; loop { l.push(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" + l.len()); }",
            ),
            "budget",
        ),
        (
            "a map that grows without end",
            text("let m = #{}; let i = 0; loop { m[`key-${i}`] = `value-${i}`; i += 1; }"),
            "budget",
        ),
        ("a list of lists of lists", text("let l = [1]; for i in 0..200 { l = [l, l]; } l"), "budget"),
        ("a text padded to a gigabyte", text("let s = \"\"; s = s.pad(1000000000, \"x\"); s"), "budget"),
        ("a list padded to a billion", text("let l = []; l = l.pad(1000000000, 1); l"), "budget"),
        ("bytes of a gigabyte", text("blob(1000000000)"), "budget"),
        (
            "a million containers",
            text(
                "let w = deployment(\"a\"); for i in 0..1000000 { w = w.container(container(`c${i}`, \"nginx:1\")); } w",
            ),
            "budget",
        ),
        (
            "a million variables of one container",
            text(
                "let c = container(\"a\", \"nginx:1\"); for i in 0..1000000 { c = c.env(`V${i}`, i); } deployment(\"a\").container(c)",
            ),
            "budget",
        ),
        ("lists nested too deep", nested("[", "]", 5_000), "budget"),
        ("maps nested too deep", nested("#{a:", "}", 5_000), "budget"),
        ("brackets nested too deep", nested("(", ")", 5_000), "budget"),
        ("blocks nested too deep", format!("{}1{}", "{".repeat(5_000), "}".repeat(5_000)), "budget"),
        (
            "a chain of ten thousand calls",
            format!("deployment(\"a\"){}", ".label(\"a\", \"b\")".repeat(10_000)),
            "budget",
        ),
        ("a sum of ten thousand terms", format!("let x = {}1; x", "1 + ".repeat(10_000)), "budget"),
        ("a file of five megabytes", format!("// {}\n1", "x".repeat(5 << 20)), "unreadable-file"),
        ("a file of a hundred thousand lines", "let x = 1;\n".repeat(100_000), "budget"),
        ("the clock", text("let t = timestamp(); t"), "not-in-language"),
        ("sleep", text("sleep(1000)"), "not-in-language"),
        ("eval", text("eval(\"40 + 2\")"), "not-in-language"),
        ("exit", text("exit(deployment(\"a\"))"), "not-in-language"),
        ("a file of the machine", text("import \"/etc/passwd\" as p; p::x()"), "outside-project"),
        ("a file outside of the project", text("import \"../../secrets\" as p; p::x()"), "outside-project"),
        ("a constant map that is changed", text("const m = #{ a: 1 }; m.b = 2; m"), "constant-changed"),
        ("a division by zero", text("let x = 1 / 0; x"), "arithmetic"),
        ("an overflow", text("let x = 9223372036854775807; x += 1; x"), "arithmetic"),
        ("escapes for the terminal in an error", text("fail(\"\\x1b[2J\\x1b]0;gone\\x07\")"), "failed"),
        ("a name with escapes for the terminal", text("deployment(\"a\\x1b[31m\")"), "name-form"),
        ("text that runs the other way", text("fail(\"\u{202e}txet\")"), "failed"),
        (
            "sorting with a closure without end",
            text("let l = [3, 1, 2]; l = l.sort(|a, b| { loop { } 0 }); l"),
            "budget",
        ),
    ]
}

#[test]
fn hostile_scripts_end_in_a_typed_error_within_their_budget() {
    let folder = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    let scripts = scripts();
    assert!(scripts.len() >= 30);
    for (name, script, code) in &scripts {
        let file = folder.path().join("script.rhai");
        fs::write(&file, script).unwrap();
        let told = folder.path().join("told");
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rhumb"))
            .args(["check", "script.rhai"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&told).unwrap())
            .spawn()
            .unwrap();
        let mut peak = 0;
        let status = loop {
            peak = peak.max(resident(child.id()));
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if start.elapsed() > LIMIT => {
                    child.kill().unwrap();
                    break None;
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        child.wait().unwrap();
        let told = fs::read_to_string(&told).unwrap();
        let ended = status.map_or_else(|| "did not end".to_owned(), |status| format!("{status}"));
        if status.and_then(|status| status.code()) != Some(1) || !told.contains(&format!("[{code}]")) {
            faults.push(format!(
                "{name}: {ended}, wanted [{code}], told:\n{}",
                told.chars().take(600).collect::<String>()
            ));
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
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// The most memory that a process has had resident, in bytes; 0 once it is gone.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}
