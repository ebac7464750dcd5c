//! Projects whose files import, read and mean too much.

use super::{Case, Content};

/// Every hostile project: its script is `script.rhai`.
pub fn projects() -> Vec<Case> {
    let mut all = imports();
    all.extend(read());
    all
}

fn case(name: &'static str, script: &str, files: Vec<(String, Content)>, code: &'static str) -> Case {
    let mut files = files;
    files.push(("script.rhai".to_owned(), Content::Text(script.to_owned())));
    files.push(("rhumb.toml".to_owned(), Content::Text(String::new())));
    Case { name, files, arguments: vec!["check", "script.rhai"], code }
}

/// So many modules, `m0` first, each with a text of its own.
fn modules(count: usize, text: &dyn Fn(usize) -> String) -> Vec<(String, Content)> {
    (0..count).map(|number| (format!("m{number}.rhai"), Content::Text(text(number)))).collect()
}

fn imports() -> Vec<Case> {
    let next = |number: usize| format!("import \"m{}\" as next;\nfn f() {{ next::f() }}\n", number + 1);
    let start = "import \"m0\" as m;\nm::f()";
    let circle = |number: usize| {
        format!(
            "import \"m{}\" as next;
fn f() {{ next::f() }}
",
            (number + 1) % 10
        )
    };
    let lattice = |number: usize| -> String {
        let below = (number + 1..60).map(|below| format!("import \"m{below}\" as m{below};\n"));
        below.collect::<String>() + "fn f() { 1 }\n"
    };
    let all =
        |count: usize| (0..count).map(|number| format!("import \"m{number}\" as m{number};\n")).collect::<String>();
    let one = |_: usize| "fn f() { 1 }\n".to_owned();
    let endless = |text: &str| vec![("m0.rhai".to_owned(), Content::Text(text.to_owned()))];
    vec![
        case("imports a thousand deep", start, modules(1_000, &next), "budget"),
        case("imports in a circle of ten", start, modules(10, &circle), "import-cycle"),
        case("a file that imports itself", start, endless("import \"m0\" as m;\nfn f() { m::f() }\n"), "import-cycle"),
        case("imports of each by each", start, modules(60, &lattice), "budget"),
        case("a thousand imports", &(all(1_000) + "1"), modules(1_000, &one), "budget"),
        case(
            "one import ten thousand times",
            &((0..10_000).map(|number| format!("import \"m0\" as m{number};\n")).collect::<String>() + "1"),
            modules(1, &one),
            "budget",
        ),
        case("an import in a loop", "let n = 0; loop { import \"m0\" as m; n += m::f(); }", modules(1, &one), "budget"),
        case(
            "a module without an end",
            start,
            endless("const A = 1;\nlet n = 0; loop { n += 1; }\nfn f() { 1 }\n"),
            "budget",
        ),
        case("a function of a module that calls itself", start, endless("fn f() { f() }\n"), "budget"),
        case(
            "a module of a hundred megabytes",
            start,
            vec![("m0.rhai".to_owned(), Content::Zeros(100 << 20))],
            "unreadable-file",
        ),
        case(
            "a module that is nested too deep",
            start,
            endless(&format!("fn f() {{ {}1{} }}\n", "[".repeat(5_000), "]".repeat(5_000))),
            "budget",
        ),
    ]
}

fn read() -> Vec<Case> {
    let file = |text: String| vec![("data.yaml".to_owned(), Content::Text(text))];
    let bomb = |first: &str| {
        let nine = |level: usize| vec![format!("*a{}", level - 1); 9].join(", ");
        let lines = (1..12).map(|level| format!("a{level}: &a{level} [{}]\n", nine(level)));
        format!("a0: &a0 {first}\n") + &lines.collect::<String>()
    };
    let shared = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), vec!["*a"; 20_000].join(", "));
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let yaml = "read_yaml(\"data.yaml\")";
    let objects = "app(\"a\").add(objects(\"data.yaml\"))";
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let object = |number: usize| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{number}}}\n");
    vec![
        case("aliases of aliases that are read", yaml, file(bomb("[x, x, x, x, x, x, x, x, x]")), "unreadable-file"),
        case(
            "aliases of aliases in objects",
            objects,
            file(head.to_owned() + &bomb("[x, x, x, x]")),
            "unreadable-file",
        ),
        case("a long text that is meant often", yaml, file(shared.clone()), "unreadable-file"),
        case("a long text that is meant often in objects", objects, file(head.to_owned() + &shared), "unreadable-file"),
        case("a file that is nested too deep", yaml, file(deep(50_000)), "unreadable-file"),
        case(
            "objects that are nested too deep",
            objects,
            file(format!("{head}data: {}\n", deep(50_000))),
            "unreadable-file",
        ),
        case(
            "lists of objects in each other",
            objects,
            file("{kind: List, items: [".repeat(1_000) + &"]}".repeat(1_000)),
            "unreadable-file",
        ),
        case("JSON that is nested too deep", "read_json(\"data.yaml\")", file(deep(100_000)), "unreadable-file"),
        case(
            "a file of a hundred megabytes that is read",
            yaml,
            vec![("data.yaml".to_owned(), Content::Zeros(100 << 20))],
            "unreadable-file",
        ),
        case(
            "bytes of a hundred megabytes",
            "read_base64(\"data.yaml\")",
            vec![("data.yaml".to_owned(), Content::Zeros(100 << 20))],
            "unreadable-file",
        ),
        case(
            "a file that is read without an end",
            "let l = []; loop { l.push(read_text(\"data.yaml\") + l.len()); }",
            file("x".repeat(4_000_000)),
            "budget",
        ),
        case(
            "a file that is parsed without an end",
            "let n = 0; loop { n += read_yaml(\"data.yaml\").len(); }",
            file("a: b\n".to_owned() + &(0..50_000).map(|number| format!("k{number}: {number}\n")).collect::<String>()),
            "budget",
        ),
        case("sixty thousand documents", objects, file((0..60_000).map(object).collect()), "unreadable-file"),
        case(
            "changes of many objects, one by one",
            "let o = objects(\"data.yaml\"); for i in 0..100000 { o = o.change(\"ConfigMap/a1\", |c| c.keep()); } app(\"a\").add(o)",
            file((0..1_000).map(object).collect()),
            "budget",
        ),
    ]
}
