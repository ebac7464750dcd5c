//! Whole processes that render Deployments, rhumb and others in turn: `cargo bench`. What is compared makes the same
//! objects, which is looked at before anything is timed.

#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

mod inputs;
mod measure;
mod same;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use measure::{Runs, keep, run};

/// How often each command of a size is run.
const ROUNDS: [(usize, usize); 3] = [(1_000, 20), (10_000, 10), (100_000, 3)];

/// kustomize takes seconds for a run.
const KUSTOMIZE_ROUNDS: usize = 5;

/// One command.
struct Case {
    name: &'static str,
    words: Vec<String>,
    rounds: usize,
    /// The form of its output, to look whether it makes the same objects.
    form: &'static str,
    runs: Runs,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // A process of its own, so that what it reads does not count as memory of what is measured: a child begins with the
    // memory of its parent.
    if let [first, files @ ..] = arguments.as_slice()
        && first == same::COMMAND
    {
        return same::main(files);
    }
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            println!("{words}");
            ExitCode::FAILURE
        }
    }
}

fn bench() -> Result<(), String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    // 100,000 objects take more than what scripts have by default.
    inputs::file(&folder, "rhumb.toml", "[limits]\noperations = 1000000000\nmemory = \"4Gi\"\ntime = \"10m\"\n")
        .map_err(|error| error.to_string())?;
    let tools = Tools::find();
    println!(
        "{:<26}{:>8}{:>6}{:>10}{:>10}{:>10}{:>10}{:>9}{:>8}",
        "", "objects", "runs", "min ms", "median", "max", "cpu ms", "peak MB", "ratio"
    );
    let mut start = vec![case("rhumb --version", &[RHUMB, "--version"], 20, "")];
    measure(&mut start)?;
    print(&start, 0, &start[0].runs);
    let mut skipped = tools.missing();
    let mut medians = Vec::new();
    for (count, rounds) in ROUNDS {
        let mut cases = cases(&folder, &tools, count, rounds, &mut skipped).map_err(|error| error.to_string())?;
        agree(&folder, &mut cases, count, &mut skipped)?;
        if cases.is_empty() {
            continue;
        }
        measure(&mut cases)?;
        for one in &cases {
            print(std::slice::from_ref(one), count, &cases[0].runs);
        }
        medians.push((count, cases));
    }
    println!(
        "\nratio: to the first line of the same size. cpu: user and system time, median. peak: the most of any run."
    );
    growth(&medians);
    for words in skipped {
        println!("skipped: {words}");
    }
    Ok(())
}

const RHUMB: &str = env!("CARGO_BIN_EXE_rhumb");

/// What rhumb is compared with, where it is there.
struct Tools {
    jrsonnet: Option<String>,
    kubectl: Option<String>,
}

impl Tools {
    fn find() -> Self {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
        let assets = std::env::var_os("KUBEBUILDER_ASSETS").map_or(target.join("control-plane"), PathBuf::from);
        Self { jrsonnet: tool(&target.join("bench-tools/bin"), "jrsonnet"), kubectl: tool(&assets, "kubectl") }
    }

    fn missing(&self) -> Vec<String> {
        let install = "`cargo install jrsonnet --version 0.5.0-pre98 --locked --root target/bench-tools`";
        let build = "`tests/control-plane/build.sh`, or a folder in KUBEBUILDER_ASSETS";
        [("jrsonnet", &self.jrsonnet, install), ("kubectl kustomize", &self.kubectl, build)]
            .into_iter()
            .filter(|(_, found, _)| found.is_none())
            .map(|(name, _, how)| format!("{name}: it is not there; it comes with {how}"))
            .collect()
    }
}

/// A tool in a folder, else on the path.
fn tool(folder: &Path, name: &str) -> Option<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    folders.find_map(|folder| folder.join(name).is_file().then(|| folder.join(name).display().to_string()))
}

fn case(name: &'static str, words: &[&str], rounds: usize, form: &'static str) -> Case {
    let words = words.iter().map(ToString::to_string).collect();
    Case { name, words, rounds, form, runs: Runs::default() }
}

/// Everything that makes so many objects.
fn cases(
    folder: &Path,
    tools: &Tools,
    count: usize,
    rounds: usize,
    skipped: &mut Vec<String>,
) -> std::io::Result<Vec<Case>> {
    let script = |name: &str, text: String| -> std::io::Result<String> {
        Ok(inputs::file(folder, &format!("{name}-{count}"), &text)?.display().to_string())
    };
    let (list, add) = (script("list.rhai", inputs::list(count))?, script("add.rhai", inputs::add(count))?);
    let mut cases = vec![
        case("rhumb, list", &[RHUMB, "render", "-o", "json", &list], rounds, "json"),
        case("rhumb, a = a.add(x)", &[RHUMB, "render", "-o", "json", &add], rounds, "json"),
    ];
    if count <= 10_000 {
        let unrolled = script("unrolled.rhai", inputs::unrolled(count))?;
        cases.push(case("rhumb, unrolled", &[RHUMB, "render", "-o", "json", &unrolled], rounds, "json"));
        if let Some(jrsonnet) = &tools.jrsonnet {
            let jsonnet = script("list.jsonnet", inputs::jsonnet(count))?;
            cases.push(case("jrsonnet", &[jrsonnet, &jsonnet], rounds, "json"));
        }
    } else {
        skipped.push(format!("{count} unrolled: the script is longer than the 4 MB that rhumb reads"));
        skipped.push(format!("{count} with others: it is not told more than 10,000 tell"));
    }
    cases.push(case("rhumb, list, YAML", &[RHUMB, "render", &list], rounds, "yaml"));
    if let (Some(kubectl), true) = (&tools.kubectl, count == 1_000) {
        let folder = inputs::kustomization(folder, count)?.display().to_string();
        cases.push(case("kubectl kustomize", &[kubectl, "kustomize", &folder], KUSTOMIZE_ROUNDS, "yaml"));
    }
    Ok(cases)
}

/// Leaves out what fails, and ends where two make different objects.
fn agree(folder: &Path, cases: &mut Vec<Case>, count: usize, skipped: &mut Vec<String>) -> Result<(), String> {
    let mut files = Vec::new();
    let mut failed = Vec::new();
    for (index, one) in cases.iter().enumerate() {
        let path = folder.join(format!("out-{index}.{}", one.form));
        match keep(&one.words, &path) {
            Ok(()) => files.push(path.display().to_string()),
            Err(words) => failed.push((index, format!("{count} by {}: {words}", one.name))),
        }
    }
    for (index, words) in failed.into_iter().rev() {
        cases.remove(index);
        skipped.push(words);
    }
    let me = std::env::current_exe().map_err(|error| error.to_string())?;
    let words = [me.display().to_string(), same::COMMAND.to_owned(), count.to_string()];
    let same = run(&[&words[..], &files].concat());
    same.map(drop).map_err(|words| format!("These do not make the same {count} objects: {words}"))
}

/// Runs the commands in turn.
fn measure(cases: &mut [Case]) -> Result<(), String> {
    let rounds = cases.iter().map(|one| one.rounds).max().unwrap_or_default();
    for round in 0..rounds {
        for one in cases.iter_mut().filter(|one| round < one.rounds) {
            one.runs.0.push(run(&one.words)?);
        }
    }
    Ok(())
}

fn print(cases: &[Case], count: usize, first: &Runs) {
    for one in cases {
        let [min, median, max] = one.runs.wall().map(|time| time.as_secs_f64() * 1e3);
        let cpu = one.runs.cpu().as_secs_f64() * 1e3;
        let peak = one.runs.peak() as f64 / 1e6;
        let ratio = median / (first.wall()[1].as_secs_f64() * 1e3);
        let (name, runs) = (one.name, one.runs.0.len());
        println!("{name:<26}{count:>8}{runs:>6}{min:>10.1}{median:>10.1}{max:>10.1}{cpu:>10.1}{peak:>9.1}{ratio:>8.2}");
    }
}

/// How much longer ten times as many objects take, as a part of ten times the time.
fn growth(medians: &[(usize, Vec<Case>)]) {
    for pair in medians.windows(2) {
        let [(less, before), (more, after)] = pair else { continue };
        for one in after {
            if let Some(small) = before.iter().find(|other| other.name == one.name) {
                let times = *more as f64 / *less as f64;
                let wall = one.runs.wall()[1].as_secs_f64() / small.runs.wall()[1].as_secs_f64() / times;
                let cpu = one.runs.cpu().as_secs_f64() / small.runs.cpu().as_secs_f64() / times;
                println!("growth {less} to {more}, {}: {wall:.2} × linear ({cpu:.2} × in cpu)", one.name);
            }
        }
    }
}
