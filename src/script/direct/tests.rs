use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::project::Files;
use crate::script::{Inputs, Limits, STACK, evaluate, evaluate_as};

/// What comes of a script by the direct way and by Rhai's own.
fn both(inputs: Inputs) -> (String, String) {
    let evaluated = move || {
        let limits = Limits::default();
        let direct = evaluate(&inputs, &limits);
        let own = evaluate_as(&inputs, &limits, |_, _, _| None);
        (format!("{direct:#?}"), format!("{own:#?}"))
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(evaluated).expect("a thread starts");
    thread.join().expect("nothing panics")
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it is read")) {
        let path = entry.path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rhai") {
            found.push(path);
        }
    }
}

#[test]
fn every_recorded_script_means_the_same_and_fails_the_same_both_ways() {
    let mut paths = Vec::new();
    for folder in ["tests/golden", "scripts"] {
        scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    assert!(paths.len() > 300, "{}", paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).expect("it is text");
        let folder = path.parent().expect("a file lies in a folder");
        let files = Files::of(folder, Path::new("")).expect("its folder is there");
        let (direct, own) = both(Inputs { file: "app.rhai".to_owned(), text, files, ..Inputs::default() });
        assert_eq!(direct, own, "{}", path.display());
    }
}

#[test]
fn what_is_not_ours_is_left_to_rhai() {
    let scripts = [
        // A function of the script is called in place of a method that is ours by name.
        "fn port(a, b) { this } let c = container(\"a\", \"b:1\"); deployment(\"x\").container(c.port(\"http\", 80))",
        // A variable that holds another type, or no part at all.
        "let c = 1; deployment(\"x\").container(c.port(\"http\", 80))",
        "let c = \"text\"; c.replicas(3)",
        "let c = #{ port: |x| x }; c.port(1)",
        "let c = deployment(\"x\"); c.port(\"http\", 80)",
        // Links that are no calls, or not of every receiver.
        "let c = (); c?.replicas(3)",
        "let w = deployment(\"x\").replicas(3); w.name.len()",
        "deployment(\"x\").replicas(3).nothing()",
        "deployment(\"x\").replicas(1, 2)",
        "deployment(\"x\", 1, 2, 3)",
        // What is shared with a closure.
        "let w = deployment(\"x\").container(container(\"a\", \"b:1\")); let f = |c| c.env(\"N\", w.name); \
         w.change_container(\"a\", f)",
        // The variable of a chain changes while its arguments are evaluated.
        "let w = deployment(\"x\").container(container(\"a\", \"b:1\")); w.replicas({ w = w.replicas(5); 2 })",
        "let w = deployment(\"x\"); w.replicas({ w = 1; 2 })",
        // Parts of lists and maps.
        "let i = 0; let list = [container(\"a\", \"b:1\")]; deployment(\"x\").container(list[i].port(\"http\", 80))",
        "let i = deployment(\"x\"); let list = [1]; list[i].replicas(3)",
        "let list = [[deployment(\"x\").container(container(\"a\", \"b:1\"))]]; list[0][0].replicas(3).label(\"a\", \"b\")",
        "let m = #{ c: container(\"a\", \"b:1\") }; deployment(\"x\").container(m.c.port(\"http\", 80))",
        "let m = #{ c: [container(\"a\", \"b:1\")] }; deployment(\"x\").container(m[\"c\"][0].port(\"http\", 80))",
        "let m = #{ c: [container(\"a\", \"b:1\")] }; m.c[0].nothing(m.c[0].port(\"http\", 80))",
        "let w = deployment(\"x\"); w.replicas(3).name[w.replicas(1).name.len() - 1]",
        // Chains of variables in the arguments of each other.
        "let c = container(\"a\", \"b:1\"); let w = deployment(\"x\"); let a = app(\"a\"); a.add(w.container(c.port(\"http\", 80)))",
        // Errors in the arguments of a later link come before those of an earlier one.
        "deployment(\"X\").replicas(-1).container(container(\"A\", \"b:1\"))",
        "deployment(\"x\").when(true, |w| w.replicas(-1)).container(unknown)",
        "const C = container(\"a\", \"b:1\"); let d = C.port(\"http\", 80); d = d.port(\"dns\", 53); deployment(\"x\").container(d)",
        "let list = []; for i in 0..3 { list.push(container(`c${i}`, \"b:1\")); } let w = deployment(\"x\"); \
         for c in list { w = w.container(c); } w",
        "let w = if true { deployment(\"a\") } else { deployment(\"b\") }; w.container(container(\"a\", \"b:1\"))",
        "app(\"a\").add([deployment(\"x\").container(container(\"a\", \"b:1\")), #{ a: deployment(\"y\") }.a])",
    ];
    for text in scripts {
        let (direct, own) = both(Inputs { file: "app.rhai".to_owned(), text: text.to_owned(), ..Inputs::default() });
        assert_eq!(direct, own, "{text}");
    }
}
