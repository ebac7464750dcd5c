//! The slips of people who come from YAML, kubectl, Helm, JavaScript, Python and Rust: `tests/golden/slips/NAME.slip` says
//! one, and it is tried at the top of a script, in a function, in a closure, in a module and in an option map. In each the
//! place has to be that of the wrong token, nothing else is told, the help holds what to write, and with that written
//! nothing is wrong any more. `NAME.error` keeps what is drawn; `RHUMB_RECORD=1 cargo test slips` writes it anew.
//!
//! A slip is a comment and then blocks. The head of a block is the form that its snippet goes into (`FORMS`), for all
//! contexts, or a context and a form for that one, or a context and why there is none. Lines with `-` are wrong, the token
//! between `«` and `»` being at fault; lines with `+` are right; a line with `?` is what the help says, else all that is
//! right.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rhumb::diagnostic::{Diagnostic, Sources, draw};
use rhumb::project::Files;
use rhumb::script::Inputs;
use rhumb::workflow::{Evaluate, evaluate};

/// Where a snippet is tried.
const CONTEXTS: [&str; 5] = ["top", "function", "closure", "module", "map"];

/// What the main script of a module begins with.
const IMPORT: &str = "import \"lib/web\" as lib;\n\n";

/// A form, its scripts in the order of the contexts; an empty one has no such context. `C` is a container, `W` a workload
/// with it, `$` the snippet. Behind `===` stands the main script of a module.
struct Form {
    name: &'static str,
    scripts: [&'static str; 5],
}

const FORMS: &[Form] = &[
    // The end of a chain on a container.
    Form {
        name: "container",
        scripts: [
            "let web = C$;\n\ndeployment(\"web\").container(web)",
            "fn shaped(web) {\n    web$\n}\n\ndeployment(\"web\").container(shaped(C))",
            "W.change_container(\"web\", |c| c$)",
            "fn web() {\n    C$\n}===deployment(\"web\").container(lib::web())",
            "deployment(\"web\", #{\n    container: C$,\n})",
        ],
    },
    // The end of a chain on a workload with a container.
    Form {
        name: "workload",
        scripts: [
            "W$",
            "fn shaped(workload) {\n    workload$\n}\n\nshaped(W)",
            "W.when(true, |w| w$)",
            "fn web() {\n    W$\n}===lib::web()",
            "app(\"shop\", #{\n    add: W$,\n})",
        ],
    },
    // The end of a chain on a workload without a container.
    Form {
        name: "bare workload",
        scripts: [
            "deployment(\"web\")$",
            "fn shaped(workload) {\n    workload$\n}\n\nshaped(deployment(\"web\"))",
            "deployment(\"web\").when(true, |w| w$)",
            "fn web() {\n    deployment(\"web\")$\n}===lib::web()",
            "app(\"shop\", #{\n    add: deployment(\"web\")$,\n})",
        ],
    },
    // The value of a variable.
    Form {
        name: "value",
        scripts: [
            "let value = $;\n\ndeployment(\"web\").container(C.env(\"A\", value))",
            "fn value() {\n    $\n}\n\ndeployment(\"web\").container(C.env(\"A\", value()))",
            "W.change_container(\"web\", |c| c.env(\"A\", $))",
            "fn value() {\n    $\n}===deployment(\"web\").container(C.env(\"A\", lib::value()))",
            "deployment(\"web\").container(container(\"web\", \"nginx:1.27\", #{\n    env: #{ A: $ },\n}))",
        ],
    },
    // A number.
    Form {
        name: "number",
        scripts: [
            "let count = $;\n\nW.replicas(count)",
            "fn count() {\n    $\n}\n\nW.replicas(count())",
            "W.when(true, |w| w.replicas($))",
            "fn count() {\n    $\n}===W.replicas(lib::count())",
            "deployment(\"web\", #{\n    replicas: $,\n    container: C,\n})",
        ],
    },
    // A whole container.
    Form {
        name: "part",
        scripts: [
            "let web = $;\n\ndeployment(\"web\").container(web)",
            "fn web() {\n    $\n}\n\ndeployment(\"web\").container(web())",
            "deployment(\"web\").via(|w| w.container($))",
            "fn web() {\n    $\n}===deployment(\"web\").container(lib::web())",
            "deployment(\"web\", #{\n    container: $,\n})",
        ],
    },
    // A whole workload.
    Form {
        name: "app",
        scripts: [
            "$",
            "fn web() {\n    $\n}\n\nweb()",
            "app(\"shop\").add([\"web\"].map(|name| $))",
            "fn web() {\n    $\n}===lib::web()",
            "app(\"shop\", #{\n    add: $,\n})",
        ],
    },
    // Statements.
    Form {
        name: "statement",
        scripts: [
            "$\n\nW",
            "fn web() {\n    $\n    C\n}\n\ndeployment(\"web\").container(web())",
            "W.change_container(\"web\", |c| {\n    $\n    c\n})",
            "fn web() {\n    $\n    C\n}===deployment(\"web\").container(lib::web())",
            "deployment(\"web\", #{\n    container: {\n        $\n        C\n    },\n})",
        ],
    },
    // Statements about the container `web`.
    Form {
        name: "body",
        scripts: [
            "let web = C;\n$\n\ndeployment(\"web\").container(web)",
            "fn shaped(web) {\n    $\n    web\n}\n\ndeployment(\"web\").container(shaped(C))",
            "W.change_container(\"web\", |web| {\n    $\n    web\n})",
            "fn shaped(web) {\n    $\n    web\n}===deployment(\"web\").container(lib::shaped(C))",
            "deployment(\"web\", #{\n    container: {\n        let web = C;\n        $\n        web\n    },\n})",
        ],
    },
    // Statements about the workload `web`.
    Form {
        name: "workload body",
        scripts: [
            "let web = W;\n$\n\nweb",
            "fn shaped(web) {\n    $\n    web\n}\n\nshaped(W)",
            "W.when(true, |web| {\n    $\n    web\n})",
            "fn shaped(web) {\n    $\n    web\n}===lib::shaped(W)",
            "app(\"shop\", #{\n    add: {\n        let web = W;\n        $\n        web\n    },\n})",
        ],
    },
    // The function `shaped`, which is given a container.
    Form {
        name: "definition",
        scripts: [
            "$\n\ndeployment(\"web\").container(shaped(C))",
            "",
            "",
            "$===deployment(\"web\").container(lib::shaped(C))",
            "",
        ],
    },
    // Entries of an option map.
    Form {
        name: "option",
        scripts: ["", "", "", "", "deployment(\"web\").container(container(\"web\", \"nginx:1.27\", #{\n    $,\n}))"],
    },
    Form {
        name: "workload option",
        scripts: ["", "", "", "", "deployment(\"web\", #{\n    container: C,\n    $,\n})"],
    },
    Form { name: "bare workload option", scripts: ["", "", "", "", "deployment(\"web\", #{\n    $,\n})"] },
];

/// A snippet in its form.
#[derive(Clone, Default)]
struct Block {
    form: String,
    wrong: Vec<String>,
    right: Vec<String>,
    said: Vec<String>,
}

/// What is tried in each context: a block, or why there is none.
fn read(text: &str) -> Vec<(&'static str, Result<Block, String>)> {
    let mut general = Block::default();
    let mut special: Vec<(&str, Result<Block, String>)> = Vec::new();
    for part in text.split("\n\n") {
        let mut lines = part.lines().filter(|line| !line.starts_with('#'));
        let head = lines.next().unwrap();
        let mut block = Block::default();
        for line in lines {
            let (sign, rest) = line.split_at(2);
            let into = match sign {
                "- " => &mut block.wrong,
                "+ " => &mut block.right,
                "? " => &mut block.said,
                other => panic!("a line begins with `- `, `+ ` or `? `, not {other:?}"),
            };
            into.push(rest.to_owned());
        }
        match CONTEXTS.iter().find_map(|context| Some((*context, head.strip_prefix(context)?.strip_prefix(": ")?))) {
            None => general = Block { form: head.to_owned(), ..block },
            Some((context, form)) => special.push((
                context,
                match form.strip_prefix("none, ") {
                    Some(reason) => Err(reason.to_owned()),
                    None => Ok(Block { form: form.to_owned(), ..block }),
                },
            )),
        }
    }
    let own = |context: &str| special.iter().find(|(known, _)| *known == context).map(|(_, block)| block.clone());
    CONTEXTS.iter().map(|context| (*context, own(context).unwrap_or_else(|| Ok(general.clone())))).collect()
}

/// The script of a form with a snippet in it, indented as it stands there, and what imports it where it is a module.
fn script(form: &str, context: &str, snippet: &[String]) -> (String, Option<String>) {
    let index = CONTEXTS.iter().position(|known| *known == context).unwrap();
    let form = FORMS.iter().find(|known| known.name == form).unwrap_or_else(|| panic!("no form {form:?}"));
    let template = form.scripts[index];
    assert!(!template.is_empty(), "the form {:?} has no context {context:?}", form.name);
    let container = "container(\"web\", \"nginx:1.27\")";
    let workload = format!("deployment(\"web\").container({container})");
    let whole = |text: &str| {
        let text = text.replace('W', &workload).replace('C', container);
        let indent =
            text.lines().find(|line| line.contains('$')).map_or(0, |line| line.len() - line.trim_start().len());
        text.replace('$', &snippet.join(&format!("\n{}", " ".repeat(indent))))
    };
    match template.split_once("===") {
        Some((module, main)) => (whole(module), Some(IMPORT.to_owned() + &whole(main))),
        None => (whole(template), None),
    }
}

/// Takes the marks out of a script: line, column and text of what is between them.
fn unmarked(script: &str) -> (String, (u32, u32, String)) {
    let (before, rest) = script.split_once('«').expect("a mark");
    let (token, after) = rest.split_once('»').expect("the end of the mark");
    let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let place = (u32::try_from(line).unwrap(), u32::try_from(column).unwrap(), token.to_owned());
    (format!("{before}{token}{after}"), place)
}

/// What is told of a script, in the order in which it is.
fn told(folder: &Path, script: (String, Option<String>)) -> (Vec<Diagnostic>, Sources) {
    let (text, module) = match script {
        (module, Some(main)) => (main, Some(module)),
        (main, None) => (main, None),
    };
    if let Some(module) = module {
        fs::create_dir_all(folder.join("lib")).unwrap();
        fs::write(folder.join("lib/web.rhai"), module).unwrap();
    }
    let files = Files::of(folder, Path::new("")).unwrap();
    let inputs = Inputs { file: "main.rhai".to_owned(), text, files, ..Inputs::default() };
    match evaluate(inputs, Evaluate::default()) {
        Ok(rendered) => (rendered.warnings, rendered.sources),
        Err(failure) => (failure.diagnostics, failure.sources),
    }
}

/// What is underlined at a column of the line that the head of a frame names.
fn underlined(drawn: &str, line: u32, column: u32) -> Option<String> {
    let lines: Vec<&str> = drawn.lines().collect();
    let number = format!("{line} │ ");
    let at = lines.iter().position(|drawn| drawn.trim_start().starts_with(&number))?;
    let source: Vec<char> = lines[at].chars().collect();
    let first = source.iter().position(|c| *c == '│')? + 2;
    let start = first + column as usize - 1;
    let below: Vec<char> = lines.get(at + 1)?.chars().collect();
    let long = below.iter().skip(start).take_while(|c| matches!(c, '─' | '┬')).count();
    Some(source.iter().skip(start).take(long).collect())
}

/// What is wrong with how a slip is told in one context, and what is drawn of it.
fn judged(context: &str, block: &Block) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (text, main) = script(&block.form, context, &block.wrong);
    let file = if main.is_some() { "lib/web.rhai" } else { "main.rhai" };
    let (text, (line, column, token)) = unmarked(&text);
    let (diagnostics, sources) = told(folder.path(), (text, main));
    let drawn: Vec<String> = diagnostics.iter().map(|diagnostic| draw(diagnostic, &sources, false, 110)).collect();
    let mut faults = Vec::new();
    if diagnostics.len() != 1 {
        faults.push(format!("{} diagnostics", diagnostics.len()));
    }
    if let Some(first) = diagnostics.first() {
        let place = first.place.as_ref().map(|place| (place.file.as_ref(), place.line, place.column));
        if place != Some((file, line, column)) {
            faults.push(format!("the place is {place:?}, not {file}:{line}:{column}"));
        } else if underlined(&drawn[0], line, column).as_deref() != Some(token.as_str()) {
            faults.push(format!("not underlined: {token}"));
        }
        if !drawn[0].contains(&format!("[{file}:{line}:{column}]")) {
            faults.push(format!("{file}:{line}:{column} does not stand above the frame"));
        }
        let help = first.help.as_deref().unwrap_or_default();
        for said in if block.said.is_empty() { &block.right } else { &block.said } {
            if !help.contains(said.trim()) {
                faults.push(format!("the help does not say `{said}`, but: {help}"));
            }
        }
    }
    if block.right.is_empty() {
        // What is right stands elsewhere, and only the help can say it.
        assert!(!block.said.is_empty(), "neither `+` nor `?` in {}", block.form);
        return (faults, drawn.join("\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    for diagnostic in told(folder.path(), script(&block.form, context, &block.right)).0 {
        faults.push(format!("what is right is told {}: {}", diagnostic.code, diagnostic.message));
    }
    (faults, drawn.join("\n"))
}

#[test]
fn every_slip_is_told_at_its_token_with_what_to_write_wherever_it_stands() {
    let record = std::env::var_os("RHUMB_RECORD").is_some();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/slips");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "slip"));
    paths.sort();
    let (mut scripts, mut faults) = (0, Vec::new());
    for path in &paths {
        let mut all = String::new();
        for (context, block) in read(&fs::read_to_string(path).unwrap()) {
            writeln!(all, "## {context}").unwrap();
            let block = match block {
                Ok(block) => block,
                Err(reason) => {
                    writeln!(all, "None, {reason}.").unwrap();
                    continue;
                }
            };
            scripts += 1;
            let (wrong, drawn) = judged(context, &block);
            faults.extend(wrong.iter().map(|fault| format!("{}, {context}: {fault}\n{drawn}", path.display())));
            all.push_str(&drawn);
        }
        let recorded = path.with_extension("error");
        if record {
            fs::write(&recorded, &all).unwrap();
        }
        if fs::read_to_string(&recorded).unwrap_or_default() != all {
            faults.push(format!("differs from {}:\n{all}", recorded.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(paths.len() >= 30 && scripts >= 150, "{} slips, {scripts} scripts", paths.len());
}
