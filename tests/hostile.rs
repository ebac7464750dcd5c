//! Scripts that loop, bloat, nest and inject: each ends in a typed error, soon, within its memory, and never in an abort.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Peak resident memory that a hostile script may reach, in bytes.
const MEMORY: u64 = 256 << 20;
/// Processor time that a hostile script may take. Unoptimised builds are many times slower.
const BUSY: Duration = Duration::from_secs(if cfg!(debug_assertions) { 15 } else { 1 });
/// Whatever runs longer than this hangs: wall-clock time, as test machines are shared.
const HANGS: Duration = Duration::from_secs(120);

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

/// Scripts that go round the budgets: native calls with huge arguments, text that is shared until it is written out,
/// what is said at length.
fn more_scripts() -> Vec<(&'static str, String, &'static str)> {
    let text = |script: &str| script.to_owned();
    // A text of a megabyte.
    let long = |rest: &str| format!("let s = \"A\"; while s.len() < 1000000 {{ s += s; }} {rest}");
    let deep = |rest: &str| format!("let m = #{{}}; for i in 0..300 {{ m = #{{ a: m }}; }} {rest}");
    let many = |open: &str, item: &str, close: &str| format!("let x = {open}{}{close}; x", item.repeat(100_000));
    vec![
        ("a text that is replaced by itself", long("let t = s; s.replace(\"A\", t)"), "budget"),
        ("a million texts of a megabyte joined", long("let l = []; l.pad(1000, s); join(l, s)"), "budget"),
        ("a list of shared text as text", long("let l = []; l.pad(1000, s); \"\" + l"), "budget"),
        ("a list of shared text in backticks", long("let l = []; l.pad(1000, s); `${l}`"), "budget"),
        ("a list of shared text as JSON", long("let l = []; l.pad(1000, s); to_json(#{ a: l })"), "budget"),
        ("a list of shared text printed", long("let l = []; l.pad(1000, s); print(l); 1"), "budget"),
        (
            "shared text as arguments",
            long("let l = []; l.pad(1000, s); deployment(\"a\").container(container(\"a\", \"nginx:1\").args(l))"),
            "budget",
        ),
        (
            "shared text in an object",
            long(
                "let l = []; l.pad(1000, s); object(#{ apiVersion: \"v1\", kind: \"A\", metadata: #{ name: \"a\" }, x: l })",
            ),
            "budget",
        ),
        ("a long text in pieces", long("s += s; s.split(\"\")"), "budget"),
        (
            "a closure that keeps what it was given",
            long("let keep = []; let f = |x| { keep.push(x + \"b\"); 1 }; loop { f.call(s); }"),
            "budget",
        ),
        (
            "a closure that keeps parts",
            text("let keep = []; loop { keep.push(container(`c${keep.len()}`, \"nginx:1\")); }"),
            "budget",
        ),
        (
            "a closure that burns operations for each item",
            text("let l = []; l.pad(1000000, 1); l.map(|x| { let n = 0; while n < 1000 { n += 1; } n })"),
            "budget",
        ),
        ("calls that double", text("fn f(n) { if n == 0 { 1 } else { f(n - 1) + f(n - 1) } } f(60)"), "budget"),
        ("a list put into itself", text("let l = [1]; loop { l.splice(0..0, l); }"), "budget"),
        ("long lists that are searched", text("let l = []; l.pad(1000000, 1); loop { l.contains(2); }"), "budget"),
        (
            "long lists that are sorted",
            text("let l = []; for i in 0..200000 { l.push((i * 7919) % 100003); } loop { l.sort(); }"),
            "budget",
        ),
        (
            "a deep map in an object",
            deep("object(#{ apiVersion: \"v1\", kind: \"A\", metadata: #{ name: \"a\" }, x: m })"),
            "budget",
        ),
        ("a deep map in a patch", deep("deployment(\"a\").patch(m)"), "budget"),
        ("a deep map as JSON", deep("to_json(m)"), "budget"),
        ("a deep map as text", deep("`${m}`"), "budget"),
        (
            "a map of a hundred thousand keys",
            format!("let x = #{{{}}}; x", (0..100_000).map(|n| format!("k{n}: 1,")).collect::<String>()),
            "budget",
        ),
        ("a call of a hundred thousand arguments", many("container(", "1,", "1)"), "budget"),
        (
            "calls without a result, twenty thousand times",
            format!("let w = deployment(\"w\");\n{}w", "w.replicas(1);\n".repeat(20_000)),
            "result-unused",
        ),
        ("twenty thousand unknown functions", "nosuch(1);\n".repeat(20_000), "unknown-function"),
        ("an unknown function of a megabyte", format!("{}(1)", "a".repeat(1_000_000)), "unknown-function"),
        ("an unknown variable of a megabyte", format!("let x = {}; x", "a".repeat(1_000_000)), "unknown-variable"),
        (
            "an error behind a line of a megabyte",
            format!("let x = \"{}\"; nosuch(1)", "x".repeat(60_000)),
            "unknown-function",
        ),
        ("a name of a megabyte", long("deployment(s)"), "name-form"),
        ("a key of a megabyte", long("let m = #{}; m[s] = 1; deployment(\"a\", m)"), "unknown-key"),
        ("a failure of a megabyte", long("fail(s)"), "failed"),
        ("a million words printed", text("loop { print(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"); }"), "budget"),
        ("a text in a text in a text", format!("let x = {}a{}; x", "`${".repeat(2_000), "}`".repeat(2_000)), "budget"),
        ("fifty thousand functions", (0..50_000).map(|n| format!("fn f{n}() {{ 1 }}\n")).collect(), "budget"),
        ("a comment without an end", "/*".repeat(100_000), "no-app"),
    ]
}

/// Something hostile: a name, how to lay it out and run it, and the code of the error it ends in.
struct Case {
    name: &'static str,
    /// Names of files and what is in them.
    files: Vec<(&'static str, Content)>,
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

/// Files that are not what they seem.
fn inputs() -> Vec<Case> {
    let values = |name, content, code| Case {
        name,
        files: vec![("script.rhai", Content::Text(TAKES.to_owned())), ("values.yaml", content)],
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
            files: vec![("script.rhai", Content::Zeros(100 << 20))],
            arguments: vec!["check", "script.rhai"],
            code: "unreadable-file",
        },
        Case {
            name: "secrets of a hundred megabytes",
            files: vec![("script.rhai", Content::Text(TAKES.to_owned())), ("secrets.yaml", Content::Zeros(100 << 20))],
            arguments: vec!["check", "script.rhai", "--secrets", "secrets.yaml"],
            code: "unreadable-file",
        },
        Case {
            name: "secrets without an end",
            files: vec![("script.rhai", Content::Text(TAKES.to_owned()))],
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
            name: "a folder in place of a script",
            files: Vec::new(),
            arguments: vec!["check", "."],
            code: "unreadable-file",
        },
        Case {
            name: "a name of a file with escapes for the terminal",
            files: vec![("a\u{1b}[2J\u{202e}.rhai", Content::Text("nosuch(1)".to_owned()))],
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
            files: vec![("script.rhai", Content::Text(TAKES.to_owned()))],
            arguments: vec!["check", "script.rhai", "--set", "b\u{1b}]0;x\u{7}=1"],
            code: "unknown-param",
        },
    ]
}

/// The hostile scripts as cases.
fn script_cases() -> Vec<Case> {
    let scripts = scripts().into_iter().chain(more_scripts());
    let case = |(name, script, code)| Case {
        name,
        files: vec![("script.rhai", Content::Text(script))],
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

/// Runs every case and tells of all that end otherwise than in their error, in time and within their memory.
#[track_caller]
fn survive(cases: &[Case]) {
    let faults: Vec<String> = cases.iter().flat_map(faults_of).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn faults_of(case: &Case) -> Vec<String> {
    let Case { name, files, arguments, code } = case;
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in files {
        let path = folder.path().join(file);
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
