//! The same inputs give the same bytes: in any process, folder, locale, time zone and environment, on any number of
//! processors.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::golden::SECRETS;

/// Processes at once.
const AT_ONCE: usize = 4;

/// The folders of recorded scripts, and whether their scripts render.
const FOLDERS: [(&str, bool); 4] = [
    ("scripts", true),
    ("tests/golden/language", true),
    ("tests/golden/library", true),
    ("tests/golden/errors", false),
];

/// A way to run the same thing elsewhere.
struct Surroundings {
    name: &'static str,
    /// Names the script by its whole path, from another folder.
    absolute: bool,
    /// The environment that differs.
    variables: &'static [(&'static str, &'static str)],
    /// What runs the program, where something else does.
    through: &'static [&'static str],
}

const SURROUNDINGS: &[Surroundings] = &[
    Surroundings { name: "as it is", absolute: false, variables: &[], through: &[] },
    Surroundings {
        name: "another locale and time zone, one processor",
        absolute: false,
        variables: &[
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
            ("LANGUAGE", "tr"),
            ("TZ", "Pacific/Kiritimati"),
            ("COLUMNS", "40"),
            ("TERM", "dumb"),
            ("RUST_BACKTRACE", "full"),
        ],
        through: &["taskset", "-c", "0"],
    },
    Surroundings {
        name: "the whole path from another folder, and a strange environment",
        absolute: true,
        variables: &[
            ("LC_ALL", "C"),
            ("TZ", "America/St_Johns"),
            ("HOME", "/nonexistent"),
            ("KUBECONFIG", "/nonexistent/config"),
            ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
            ("KUBERNETES_SERVICE_PORT", "443"),
            ("USER", "somebody"),
            ("NO_COLOR", "1"),
            ("TOKIO_WORKER_THREADS", "64"),
            ("RUST_MIN_STACK", "1048576"),
            ("RHUMB_SECRET_NOBODY_ASKED", "x"),
        ],
        through: &[],
    },
];

/// A folder of scripts, at a path and with times of its own.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn scripts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".rhai")).collect();
    names.sort();
    names
}

/// Runs a command on a script of a folder.
fn run(surroundings: &Surroundings, folder: &Path, script: &str, arguments: &[&str]) -> Output {
    let program = OsString::from(env!("CARGO_BIN_EXE_rhumb"));
    let mut words: Vec<OsString> = surroundings.through.iter().map(OsString::from).collect();
    words.push(program);
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command.envs(surroundings.variables.iter().copied());
    let (script, secrets) = if surroundings.absolute {
        command.current_dir("/");
        (folder.join(script), folder.join("secrets.txt"))
    } else {
        command.current_dir(folder);
        (PathBuf::from(script), PathBuf::from("secrets.txt"))
    };
    command.arg(arguments[0]).arg(script).arg("--secrets").arg(secrets).args(&arguments[1..]);
    command.output().unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

/// What a process has told, with the name of the script as everybody else has it.
fn told(output: &Output, folder: &Path) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&format!("{}/", folder.display()), "");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Does something for every item, on several threads; gives what came, in the order of the items.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((at, item)) = {
                let at = next.fetch_add(1, Ordering::Relaxed);
                items.get(at).map(|item| (at, item))
            } {
                done.push((at, work(item)));
            }
            done
        };
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no worker panics")).collect::<BTreeMap<_, _>>()
    });
    done.into_values().collect()
}

#[test]
fn every_golden_script_gives_the_same_bytes_wherever_it_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let homes: Vec<_> = SURROUNDINGS.iter().map(|_| tempfile::tempdir().unwrap()).collect();
    let mut cases = Vec::new();
    for (folder, renders) in FOLDERS {
        let from = root.join(folder);
        for home in &homes {
            let to = home.path().join(folder);
            copied(&from, &to);
            fs::write(to.join("secrets.txt"), SECRETS).unwrap();
        }
        cases.extend(scripts(&from).into_iter().map(|script| (folder, renders, script)));
    }
    assert!(cases.len() >= 80, "{}", cases.len());
    let faults = each(&cases, |(folder, renders, script)| {
        let arguments: &[&[&str]] = if *renders {
            &[&["render", "--show-secrets"], &["render", "--show-secrets", "-o", "json"]]
        } else {
            &[&["check"]]
        };
        let mut faults = Vec::new();
        for arguments in arguments {
            let mut first = None;
            for (surroundings, home) in SURROUNDINGS.iter().zip(&homes) {
                let folder = home.path().join(folder);
                let told = told(&run(surroundings, &folder, script, arguments), &folder);
                // A few wrong scripts are wrong only in a project that says so.
                if told.0 != Some(0) && (*renders || told.0 != Some(1)) {
                    faults.push(format!("{script}, {}: {told:?}", surroundings.name));
                    break;
                }
                let first = first.get_or_insert_with(|| told.clone());
                if *first != told {
                    faults.push(format!("{script} {arguments:?}, {}:\n{first:?}\n{told:?}", surroundings.name));
                }
            }
        }
        faults
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn a_folder_of_files_is_written_the_same_twice() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = [0, 1].map(|_| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let script = root.join("scripts/zookeeper.rhai");
        let status = Command::new(env!("CARGO_BIN_EXE_rhumb"))
            .args(["render".as_ref(), script.as_os_str(), "--out".as_ref(), out.as_os_str()])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        let files = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        let files = files.map(|path| (path.file_name().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
        files.collect::<BTreeMap<_, _>>()
    });
    assert!(written[0].len() > 1);
    assert_eq!(written[0], written[1]);
}
