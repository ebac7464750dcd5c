//! Scripts that loop, bloat, nest and inject.

/// A hostile script and the code of the error it ends in.
pub fn scripts() -> Vec<(&'static str, String, &'static str)> {
    let nested =
        |open: &str, close: &str, depth: usize| format!("let x = {}1{};\nx", open.repeat(depth), close.repeat(depth));
    let text = |script: &str| script.to_owned();
    vec![
        ("a loop without end", text("loop { }"), "budget"),
        ("a long file of numbers", format!("[\n{}]", format!("1, // {}\n", "x".repeat(55)).repeat(60_000)), "no-app"),
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
pub fn more_scripts() -> Vec<(&'static str, String, &'static str)> {
    let text = |script: &str| script.to_owned();
    // A text of a megabyte.
    let long = |rest: &str| format!("let s = \"A\"; while s.len() < 1000000 {{ s += s; }} {rest}");
    let deep = |rest: &str| format!("let m = #{{}}; for i in 0..300 {{ m = #{{ a: m }}; }} {rest}");
    let many = |open: &str, item: &str, close: &str| format!("let x = {open}{}{close}; x", item.repeat(100_000));
    vec![
        ("a text that is replaced by itself", long("let t = s; s.replace(\"A\", t)"), "budget"),
        ("a million texts of a megabyte joined", long("let l = []; l = l.pad(1000, s); join(l, s)"), "budget"),
        ("a list of shared text as text", long("let l = []; l = l.pad(1000, s); \"\" + l"), "budget"),
        ("a list of shared text in backticks", long("let l = []; l = l.pad(1000, s); `${l}`"), "budget"),
        ("a list of shared text as JSON", long("let l = []; l = l.pad(1000, s); to_json(#{ a: l })"), "budget"),
        ("a list of shared text printed", long("let l = []; l = l.pad(1000, s); print(l); 1"), "budget"),
        (
            "shared text as arguments",
            long("let l = []; l = l.pad(1000, s); deployment(\"a\").container(container(\"a\", \"nginx:1\").args(l))"),
            "budget",
        ),
        (
            "shared text in an object",
            long(
                "let l = []; l = l.pad(1000, s); object(#{ apiVersion: \"v1\", kind: \"A\", metadata: #{ name: \"a\" }, x: l })",
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
            text("let l = []; l = l.pad(1000000, 1); l.map(|x| { let n = 0; while n < 1000 { n += 1; } n })"),
            "budget",
        ),
        ("calls that double", text("fn f(n) { if n == 0 { 1 } else { f(n - 1) + f(n - 1) } } f(60)"), "budget"),
        ("a list put into itself", text("let l = [1]; loop { l.splice(0..0, l); }"), "budget"),
        ("long lists that are searched", text("let l = []; l = l.pad(1000000, 1); loop { l.contains(2); }"), "budget"),
        (
            "long lists that are sorted",
            text("let l = []; for i in 0..200000 { l.push((i * 7919) % 100003); } loop { l = l.sort(); }"),
            "budget",
        ),
        (
            "long texts that begin alike, sorted",
            long("let l = []; for i in 0..50000 { l.push(s); } l = l.sort(); l"),
            "budget",
        ),
        (
            "a long text that is searched among others",
            long("let t = s + \"b\"; s = s + \"a\"; let l = []; l = l.pad(1000000, s); l.contains(t)"),
            "budget",
        ),
        ("closures that keep each other", text("let f = || 1; loop { let g = f; f = || g; }"), "budget"),
        ("a list that is put into itself", text("let l = [1]; loop { l = [l]; }"), "budget"),
        (
            "a map that is put into itself",
            text("let m = #{}; loop { let n = #{ a: m }; let k = || n; m = n; }"),
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
        ("an unknown function with a long name", format!("{}(1)", "a".repeat(50_000)), "unknown-function"),
        ("an unknown variable with a long name", format!("let x = {}; x", "a".repeat(50_000)), "unknown-variable"),
        ("an error in a long line", format!("let x = \"{}\"; nosuch(1)", "x".repeat(50_000)), "unknown-function"),
        ("a name of a megabyte", long("deployment(s)"), "name-form"),
        ("a key of a megabyte", long("let m = #{}; m[s] = 1; deployment(\"a\", m)"), "unknown-key"),
        ("a failure of a megabyte", long("fail(s)"), "failed"),
        ("a million words printed", text("loop { print(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"); }"), "budget"),
        ("a text in a text in a text", format!("let x = {}a{}; x", "`${".repeat(2_000), "}`".repeat(2_000)), "budget"),
        ("fifty thousand functions", (0..50_000).map(|n| format!("fn f{n}() {{ 1 }}\n")).collect(), "budget"),
        ("a line of a megabyte", format!("let x = \"{}\"; x", "x".repeat(1_000_000)), "budget"),
        (
            "thousands of variables that are used often",
            (0..10_000)
                .fold("let a = 1;\n".to_owned(), |all, i| all + &format!("let b{i} = [{}];\n", "a, ".repeat(20))),
            "budget",
        ),
        (
            "four megabytes of calls",
            format!("let a = 1;\n{}", format!("{}\n", "a.b(a, a, a, a, a, a);".repeat(50)).repeat(3_400)),
            "budget",
        ),
        (
            "four megabytes of names",
            format!("let a = 1;\nlet b = [\n{}];\nb", format!("{}\n", "a, ".repeat(1_000)).repeat(1_300)),
            "budget",
        ),
        (
            "chains within chains",
            format!(
                "let a = app(\"a\").add(deployment(\"a\"));\nlet b = a;\nif false {{\n{}}}\nb.name",
                format!("b = a{}{};\n", ".add(a".repeat(30), ")".repeat(30)).repeat(4_000)
            ),
            "no-app",
        ),
        ("a comment without an end", "/*\n".repeat(30_000), "no-app"),
    ]
}
