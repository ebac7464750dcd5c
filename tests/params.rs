//! Parameters: where values come from, what is told of wrong ones, and how a script's parameters are listed.

use rhumb::diagnostic::draw;
use rhumb::script::{Inputs, ParamInputs};
use rhumb::workflow::{Evaluate, evaluate};
use serde_json::{Value, json};

use crate::support::rhumb::User;

/// What a script renders into the variables of its first container, or what is told.
fn vars(script: &str, params: ParamInputs) -> Result<Value, String> {
    let inputs = Inputs { file: "app.rhai".to_owned(), text: script.to_owned(), params, ..Inputs::default() };
    match evaluate(inputs, Evaluate::default()) {
        Ok(rendered) => {
            let object = rendered.objects[0].value();
            let env = object["spec"]["template"]["spec"]["containers"][0]["env"].clone();
            let pairs = env.as_array().cloned().unwrap_or_default();
            Ok(pairs.iter().map(|pair| (pair["name"].as_str().unwrap().to_owned(), pair["value"].clone())).collect())
        }
        Err(failure) => {
            let drawn = failure.diagnostics.iter().map(|diagnostic| draw(diagnostic, &failure.sources, false, 100));
            Err(drawn.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// A script that shows parameters as variables of a container.
fn shown(params: &str) -> String {
    format!("deployment(\"web\").container(container(\"web\", \"nginx:1.27\").env(#{{ {params} }}))")
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_later_source_wins_entry_by_entry_of_a_map_too() {
    let script = shown(
        r#"A: param("a", "default"), B: param("b", "default"), C: param("c", "default"), D: param("d", "default"),
           DB: to_json(param("db", #{ size: 1, class: "slow", deep: #{ on: false } }))"#,
    );
    let params = ParamInputs {
        values: files(&[
            ("base.yaml", "b: base\nc: base\nd: base\ndb:\n  size: 2\n  class: base\n"),
            ("prod.yaml", "c: prod\ndb: { size: 3 }\n"),
        ]),
        sets: texts(&["d=set", "db.size=4", "db.deep.on=true"]),
        set_files: vec![("d".to_owned(), "d.txt".to_owned(), "line\n".to_owned())],
        ..ParamInputs::default()
    };
    let expected = json!({
        "A": "default", "B": "base", "C": "prod", "D": "line\n",
        "DB": r#"{"class":"base","deep":{"on":true},"size":4}"#,
    });
    assert_eq!(vars(&script, params), Ok(expected));
}

#[test]
fn values_take_the_type_that_the_script_asks_for() {
    let script = shown(
        r#"I: param("i", 1), F: param("f", 0.5), B: param("b", false), S: param("s", ""),
           L: to_json(param("l", ["x"])), R: required_param("r", "int"), O: to_json([optional_param("o", "map")])"#,
    );
    let sets = texts(&["i=2", "f=3", "b=true", "s=010", "l=[a, 2]", "r=5", "o={a: 1}"]);
    let params = ParamInputs { sets, ..ParamInputs::default() };
    let expected = json!({
        "I": "2", "F": "3.0", "B": "true", "S": "010", "L": r#"["a",2]"#, "R": "5", "O": r#"[{"a":1}]"#,
    });
    assert_eq!(vars(&script, params), Ok(expected));
}

#[test]
fn null_in_a_file_is_as_if_the_value_had_not_been_given() {
    let script = shown(r#"A: param("a", "default")"#);
    let values = files(&[("base.yaml", "a: base\n"), ("prod.yaml", "a:\n")]);
    assert_eq!(vars(&script, ParamInputs { values, ..ParamInputs::default() }), Ok(json!({"A": "default"})));
}

#[test]
fn what_does_not_fit_is_told_at_the_parameter_with_the_line_that_gives_it() {
    let script = "let n = param(\"web.replicas\", 2, #{ max: 9 });\n".to_owned() + &shown("N: n");
    let told = |values: &str| {
        let params = ParamInputs { values: files(&[("prod.yaml", values)]), ..ParamInputs::default() };
        vars(&script, params).expect_err("it does not fit").lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        told("other: 1\nweb:\n  replicas: many\n").trim_end(),
        "error[unknown-param]: No parameter of the script is called `other`, given by prod.yaml:1."
    );
    assert_eq!(
        told("web:\n  replicas: many\n"),
        "error[param-type]: The parameter `web.replicas` is an int, but prod.yaml:2 gives \"many\"."
    );
    assert_eq!(
        told("web:\n  replicas: 10\n"),
        "error[param-bounds]: The parameter `web.replicas` must be at most 9, but prod.yaml:2 gives 10."
    );
    assert_eq!(
        told("web:\n  replicas:\n    min: 1\n"),
        "error[param-type]: The parameter `web.replicas` is an int, but prod.yaml:3 gives a map: `web.replicas.min`."
    );
    let params = ParamInputs { sets: texts(&["web.replicas=10"]), ..ParamInputs::default() };
    let expected = "\
error[param-bounds]: The parameter `web.replicas` must be at most 9, but --set gives 10.
   ╭─[app.rhai:1:15]
 1 │ let n = param(\"web.replicas\", 2, #{ max: 9 });
   ·               ──────────────
 2 │ deployment(\"web\").container(container(\"web\", \"nginx:1.27\").env(#{ N: n }))
   ╰────
";
    assert_eq!(vars(&script, params), Err(expected.to_owned()));
}

#[test]
fn bounds_are_held_for_lengths_patterns_and_the_items_of_lists() {
    let script = shown(
        r#"A: param("tag", "1.27", #{ pattern: "[0-9.]+", min: 1, max: 6 }),
           B: join(param("zones", ["a"], #{ choices: ["a", "b", "c"], max: 2 }), ",")"#,
    );
    let told = |set: &str| {
        let params = ParamInputs { sets: texts(&[set]), ..ParamInputs::default() };
        vars(&script, params).map_err(|told| told.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(told("zones=[c, b]"), Ok(json!({"A": "1.27", "B": "c,b"})));
    let cases = [
        ("tag=latest", "error[param-pattern]: The parameter `tag` must match `[0-9.]+`, but --set gives \"latest\"."),
        (
            "tag=1.2.3.4",
            "error[param-bounds]: The parameter `tag` must have 1 to 6 characters, but --set gives \"1.2.3.4\".",
        ),
        (
            "zones=[a, b, c]",
            "error[param-bounds]: The parameter `zones` must have at most 2 items, but --set gives [\"a\",\"b\",\"c\"].",
        ),
        ("zones=[d]", "error[param-choice]: The parameter `zones` cannot be \"d\", but --set gives [\"d\"]."),
    ];
    for (set, expected) in cases {
        assert_eq!(told(set), Err(expected.to_owned()), "{set}");
    }
}

const LISTED: &str = r#"
let replicas = param("replicas", 2, #{ min: 1, max: 9, help: "Pods to run." });
let host = required_param("web.host", "string", #{ pattern: "[a-z.]+" });
let tier = param("web.tier", "gold", #{ choices: ["gold", "silver"] });
fn sized(w) {
    w.label("zones", join(param("zones", ["a"], #{ max: 3, choices: ["a", "b"] }), "-"))
}
let web = deployment("web").replicas(replicas).container(container("web", "nginx:1.27"));
if false {
    web = web.label("note", optional_param("note", "string"));
    web = web.label("ratio", param("ratio", 0.5, #{ min: 0.1 }));
    web = web.label("name", param("name", web.name));
}
app("shop").add([web, secret("db", #{ password: secret_param("db.password"), other: secret_param("other") })])
"#;

fn listing() -> User {
    let user = User::without_cluster();
    user.write("app.rhai", LISTED);
    user.write("prod.yaml", "web:\n  host: shop.example.com\nzones: [b]\n");
    user.write("secrets.yaml", "other: hunter2\n");
    user
}

#[test]
fn parameters_are_listed_with_types_bounds_values_and_origins_and_secrets_without_values() {
    let user = listing();
    let arguments = ["params", "app.rhai", "--values", "prod.yaml", "--set", "replicas=3", "--secrets", "secrets.yaml"];
    let mut command = user.command(&arguments);
    let output = command.env("RHUMB_SECRET_DB_PASSWORD", "hunter3").output().unwrap();
    let expected = r#"name         type    default     bounds                            value             from                      help
replicas     int     2           1 to 9                            3                 --set                     Pods to run.
web.host     string  (required)  /[a-z.]+/                         shop.example.com  prod.yaml:2               -
web.tier     string  "gold"      "gold" or "silver"                -                 -                         -
note         string  -           -                                 -                 -                         -
ratio        float   0.5         at least 0.1                      -                 -                         -
name         -       (calculated)  -                               -                 -                         -
db.password  secret  -           -                                 (given)           RHUMB_SECRET_DB_PASSWORD  -
other        secret  -           -                                 (given)           secrets.yaml              -
zones        list    ["a"]       at most 3 items, "a" or "b"       ["b"]             prod.yaml:3               -
"#;
    // Columns are as wide as their cells: only the cells are compared.
    let cells = |text: &str| -> Vec<Vec<String>> {
        text.lines()
            .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect())
            .collect()
    };
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(cells(&stdout), cells(expected), "{stdout}{}", String::from_utf8_lossy(&output.stderr));
    assert!(!stdout.contains("hunter"), "{stdout}");
}

#[test]
fn as_json_parameters_are_a_schema_for_editors_of_values_files() {
    let user = listing();
    let output = user.command(&["params", "app.rhai", "-o", "json"]).output().unwrap();
    let expected = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "replicas": {"type": "integer", "description": "Pods to run.", "default": 2, "minimum": 1, "maximum": 9},
            "web": {
                "type": "object",
                "properties": {
                    "host": {"type": "string", "pattern": "^(?:[a-z.]+)$"},
                    "tier": {"type": "string", "default": "gold", "enum": ["gold", "silver"]},
                },
                "additionalProperties": false,
                "required": ["host"],
            },
            "note": {"type": "string"},
            "ratio": {"type": "number", "default": 0.5, "minimum": 0.1},
            "name": {},
            "zones": {"type": "array", "default": ["a"], "maxItems": 3, "items": {"enum": ["a", "b"]}},
        },
        "additionalProperties": false,
        "required": ["web"],
    });
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found, expected, "{found:#}");
}

#[test]
fn the_text_of_a_file_is_given_by_name() {
    let user = User::without_cluster();
    user.write("app.rhai", &shown(r#"CERT: param("tls.cert", "none")"#));
    user.write("tls.crt", "-----BEGIN-----\nabc\n");
    let output =
        user.command(&["render", "app.rhai", "--set-file", "tls.cert=tls.crt", "-o", "json"]).output().unwrap();
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let env = &list["items"][0]["spec"]["template"]["spec"]["containers"][0]["env"];
    assert_eq!(env, &json!([{"name": "CERT", "value": "-----BEGIN-----\nabc\n"}]));
    let output = user.command(&["render", "app.rhai", "--set-file", "tls.cert"]).output().unwrap();
    let told = "\
error[bad-set]: `--set-file` takes name=path, not: tls.cert.
  help: write `--set-file certificate=tls.crt`
";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), told);
}

#[test]
fn diagnostics_as_json_have_columns_in_characters() {
    let user = User::without_cluster();
    user.write("app.rhai", "let name = \"🦀é\"; let web = container(\"web\", \"nginx:1.27\").prot(80);\nweb\n");
    let output = user.command(&["check", "app.rhai", "-o", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({"diagnostics": [{
        "code": "unknown-method",
        "severity": "error",
        "message": "A Container has no method `prot`.",
        "help": "did you mean `.port(80)`?",
        "place": {"file": "app.rhai", "line": 1, "column": 59},
    }]});
    assert_eq!(found, expected);
}
