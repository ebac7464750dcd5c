//! Manifests in the place of a script that bloat, nest and inject.

use super::{Case, Content};

/// The beginning of an object.
const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

fn case(name: &'static str, file: &str, content: Content, code: &'static str) -> Case {
    // A file is named, and of a folder the folder.
    let arguments = vec!["check", if file == "app.json" { "app.json" } else { "app.yaml" }];
    Case { name, files: vec![(file.to_owned(), content)], arguments, code }
}

pub fn manifests() -> Vec<Case> {
    let yaml = |name, text: String, code| case(name, "app.yaml", Content::Text(text), code);
    let nine = |level: usize| vec![format!("*a{}", level - 1); 9].join(", ");
    let bomb: String = (1..12).map(|level| format!("a{level}: &a{level} [{}]\n", nine(level))).collect();
    let shared = format!("data: {{a: &a {}, b: [{}]}}\n", "x".repeat(20_000), vec!["*a"; 20_000].join(", "));
    let objects = |count| (0..count).map(|n| format!("---\n{}", HEAD.replace("{name: a}", &format!("{{name: a{n}}}"))));
    vec![
        yaml("documents without an end", "---\na: 1\n".repeat(300_000), "unreadable-file"),
        yaml("more objects than are read", objects(1_025).collect(), "unreadable-file"),
        yaml("aliases of aliases in an object", format!("{HEAD}a0: &a0 [x, x, x, x]\n{bomb}"), "unreadable-file"),
        yaml("a long text that an object means often", HEAD.to_owned() + &shared, "unreadable-file"),
        yaml(
            "an object that is nested too deep",
            format!("{HEAD}data: {}{}\n", "[".repeat(50_000), "]".repeat(50_000)),
            "unreadable-file",
        ),
        yaml(
            "lists of lists of objects",
            "{kind: List, items: [".repeat(1_000) + &"]}".repeat(1_000),
            "unreadable-file",
        ),
        yaml("an alias of nothing", "*a\n".to_owned(), "unreadable-file"),
        yaml(
            "a field that is said a hundred thousand times",
            HEAD.to_owned() + &"a: 1\n".repeat(100_000),
            "unreadable-file",
        ),
        yaml(
            "a hundred thousand fields that there are not",
            (0..100_000).fold(HEAD.to_owned(), |text, n| text + &format!("k{n}: 1\n")),
            "unknown-field",
        ),
        yaml(
            "an object with a name of a megabyte",
            HEAD.replace("{name: a}", &format!("{{name: {}}}", "a".repeat(1_000_000))),
            "name-too-long",
        ),
        yaml("escapes in a kind", HEAD.replace("ConfigMap", "\"Config\\e[2J\\u202EMap\""), "unknown-kind"),
        yaml("escapes in the name of an object", HEAD.replace("{name: a}", "{name: \"a\\e[2J\\u202Eb\"}"), "name-form"),
        yaml("a script in the place of a manifest", "deployment(\"web\")\n".to_owned(), "missing-field"),
        case("bytes that are no text", "app.yaml", Content::Bytes(&[0xff, 0xfe, 0x00]), "unreadable-file"),
        case("a manifest of a hundred megabytes", "app.yaml", Content::Zeros(100 << 20), "unreadable-file"),
        case(
            "JSON that is nested too deep in the place of a script",
            "app.json",
            Content::Text("{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000)),
            "unreadable-file",
        ),
        Case {
            files: (0..1_001).map(|n| (format!("app.yaml/{n}.yaml"), Content::Text(HEAD.to_owned()))).collect(),
            ..case("a folder of more manifests than are read", "", Content::Text(String::new()), "budget")
        },
    ]
}
