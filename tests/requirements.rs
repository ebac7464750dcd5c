//! Every row of the requirements is shown by a recorded case, or by a test. `tests/golden/requirements/ROWS.md` is the
//! table; what its cells mean stands there.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rhumb::text::yaml;
use serde_json::Value;

/// How many rows each section has.
const SECTIONS: &[(char, u32)] = &[
    ('C', 11),
    ('D', 18),
    ('E', 3),
    ('F', 12),
    ('G', 4),
    ('H', 7),
    ('I', 5),
    ('J', 11),
    ('K', 5),
    ('L', 8),
    ('M', 9),
    ('N', 13),
    ('O', 2),
    ('P', 8),
    ('Q', 1),
];

/// Rows of which a part lies beyond a script: they need a registry or a cluster, or are errors of the documents.
const ELSEWHERE: &[&str] = &["D2", "N9", "N12"];

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn case(file: &str, ending: &str) -> Result<String, String> {
    let path = tests().join("golden/requirements").join(format!("{file}.{ending}"));
    fs::read_to_string(&path).map_err(|_| format!("there is no {}", path.display()))
}

#[test]
fn every_row_of_the_requirements_is_shown() {
    let table = fs::read_to_string(tests().join("golden/requirements/ROWS.md")).unwrap();
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for line in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [row, promise, shown] = cells[..] else { panic!("not three cells: {line}") };
        assert!(!promise.is_empty(), "{row} promises nothing");
        assert!(rows.insert(row.to_owned(), shown.to_owned()).is_none(), "{row} stands twice");
    }
    let mut faults = Vec::new();
    for (section, last) in SECTIONS {
        for number in 1..=*last {
            let row = format!("{section}{number}");
            match rows.remove(&row) {
                None => faults.push(format!("{row} is missing")),
                Some(shown) => faults.extend(
                    shown.split("; ").filter_map(|one| shows(&row, one).err()).map(|fault| format!("{row}: {fault}")),
                ),
            }
        }
    }
    assert!(rows.is_empty(), "no such rows: {rows:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a case shows what the cell says.
fn shows(row: &str, cell: &str) -> Result<(), String> {
    if let Some(reason) = cell.strip_prefix("elsewhere: ") {
        let allowed = ELSEWHERE.contains(&row) && !reason.is_empty();
        return if allowed { Ok(()) } else { Err("cannot be left to elsewhere".to_owned()) };
    }
    if let Some(test) = cell.strip_prefix("test ") {
        let (file, name) = test.split_once("::").ok_or_else(|| format!("not a test: {test}"))?;
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let code = fs::read_to_string(root.join(file)).map_err(|_| format!("there is no {file}"))?;
        let there =
            code.contains(&format!("#[test]\nfn {name}()")) || code.contains(&format!("#[test]\n    fn {name}()"));
        return if there { Ok(()) } else { Err(format!("{file} has no test {name}")) };
    }
    let (file, rest) = cell.split_once(' ').ok_or_else(|| format!("not a case: {cell}"))?;
    if rest.starts_with('[') {
        let told = case(file, "error").or_else(|_| case(file, "yaml"))?;
        return if told.contains(rest) { Ok(()) } else { Err(format!("{file} does not tell {rest}")) };
    }
    let (object, rest) = rest.split_once(' ').ok_or_else(|| format!("not a field: {cell}"))?;
    let (path, wanted) = rest.split_once(" = ").ok_or_else(|| format!("not a field: {cell}"))?;
    let found = field(&case(file, "yaml")?, object, path)?;
    let wanted = match wanted {
        "absent" => None,
        value => Some(serde_json::from_str::<Value>(value).map_err(|error| format!("{value}: {error}"))?),
    };
    if found == wanted { Ok(()) } else { Err(format!("{file} {object} {path} is {found:?}, not {wanted:?}")) }
}

/// A field of an object, `KIND/NAME` or the only one of `KIND/*`, of a recorded rendering.
fn field(rendered: &str, object: &str, path: &str) -> Result<Option<Value>, String> {
    let (kind, name) = object.split_once('/').ok_or_else(|| format!("not an object: {object}"))?;
    let documents = yaml::documents(rendered).map_err(|error| error.message)?;
    let mut fitting = documents
        .into_iter()
        .filter(|document| document["kind"] == kind && (name == "*" || document["metadata"]["name"] == name));
    let (Some(found), None) = (fitting.next(), fitting.next()) else {
        return Err(format!("not exactly one {object}"));
    };
    let mut at = Some(found);
    for step in steps(path) {
        at = match (at, step.strip_prefix('[').and_then(|step| step.strip_suffix(']'))) {
            (Some(Value::Array(items)), Some(step)) => match step.split_once('=') {
                Some((key, value)) => items.into_iter().find(|item| item[key] == value),
                None => items.into_iter().nth(step.parse().map_err(|_| format!("not a number: {step}"))?),
            },
            (Some(Value::Object(mut map)), None) => map.remove(&step),
            _ => None,
        };
    }
    Ok(at)
}

/// The steps of a path: `a.b\.c[0]` is `a`, `b.c`, `[0]`.
fn steps(path: &str) -> Vec<String> {
    let (mut steps, mut step) = (Vec::new(), String::new());
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => step.extend(letters.next()),
            '.' => steps.push(std::mem::take(&mut step)),
            '[' => {
                steps.push(std::mem::take(&mut step));
                step.push('[');
            }
            other => step.push(other),
        }
    }
    steps.push(step);
    steps.retain(|step| !step.is_empty());
    steps
}

#[test]
fn a_path_has_steps() {
    assert_eq!(steps(r"a.b\.c[0].d"), ["a", "b.c", "[0]", "d"]);
    assert_eq!(steps("a[name=web]"), ["a", "[name=web]"]);
}

#[test]
fn nothing_says_that_a_container_is_killed_over_its_cpu_limit() {
    let said = rhumb::script::words().into_iter().find(|word| word.receiver == Some("Container") && word.name == "cpu");
    let said = said.expect("`cpu` is in the language").doc.to_lowercase();
    assert!(said.contains("slowed") && !said.contains("kill"), "{said}");
}
