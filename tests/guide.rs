//! The guide in `scripts/README.md`, followed word for word: its files are written, its changes are made, its commands are run,
//! and what they answer is what it says. `RHUMB_RECORD=1 cargo test guide` writes those answers anew that are others.

use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::control_plane::{available, control_plane, run};

/// The longest that a command of the guide may take.
const LIMIT: Duration = Duration::from_secs(120);

/// The commands that need a cluster.
const OF_CLUSTER: [&str; 6] = ["diff", "apply", "status", "list", "delete", "kubectl"];

/// The namespace in which the guide tries things.
const NAMESPACE: &str = "try";

/// The namespace that the guide makes.
const STAGING: &str = "podinfo-staging";

/// Stands in an answer for lines that are left out.
const LEFT_OUT: &str = "…";

/// A piece of the guide: prose, or a block with its language.
struct Piece {
    language: Option<String>,
    text: String,
}

/// The pieces of a text, in order.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece { language: None, text: String::new() }];
    for line in text.lines() {
        let inside = pieces.last().is_some_and(|piece| piece.language.is_some());
        match line.strip_prefix("```") {
            Some(language) if !inside => {
                pieces.push(Piece { language: Some(language.to_owned()), text: String::new() });
            }
            Some(_) => pieces.push(Piece { language: None, text: String::new() }),
            None => writeln!(pieces.last_mut().unwrap().text, "{line}").unwrap(),
        }
    }
    pieces
}

/// The text that the pieces were made of.
fn joined(pieces: &[Piece]) -> String {
    let form = |Piece { language, text }: &Piece| match language {
        Some(language) => format!("```{language}\n{text}```\n"),
        None => text.clone(),
    };
    pieces.iter().map(form).collect()
}

/// Writes a block whose first line is a comment that names its file.
fn write(folder: &Path, block: &str) {
    let first = block.lines().next().unwrap_or_default();
    let name = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "));
    let path = folder.join(name.unwrap_or_else(|| panic!("a block without the name of its file:\n{block}")));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, block).unwrap();
}

/// Makes a change: what stands in it with ` ` and `-` is in the script once, and is replaced by what stands with ` ` and `+`.
fn change(script: &Path, block: &str) {
    let side = |marks: [char; 2]| -> String {
        let lines = block.lines().map(|line| if line.is_empty() { " " } else { line });
        lines.filter(|line| line.starts_with(marks)).map(|line| format!("{}\n", &line[1..])).collect()
    };
    let (old, new) = (side([' ', '-']), side([' ', '+']));
    let text = fs::read_to_string(script).unwrap();
    assert_eq!(text.matches(&old).count(), 1, "the change does not fit once:\n{block}\n--- into\n{text}");
    fs::write(script, text.replace(&old, &new)).unwrap();
}

/// Runs a command as it is typed. Of `apply` and `delete` only the result is told: the progress differs each time.
fn answer(folder: &Path, command: &str) -> String {
    let verb = command.split_whitespace().nth(1).unwrap_or_default();
    let bin = Path::new(env!("CARGO_BIN_EXE_rhumb")).parent().unwrap();
    let mut path = format!("{}:/usr/bin:/bin", bin.display());
    if available() {
        write!(path, ":{}", control_plane().assets().display()).unwrap();
    }
    let both = if matches!(verb, "apply" | "delete") { "" } else { " 2>&1" };
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{command}{both}")]).current_dir(folder).env_clear();
    shell.env("HOME", folder).env("PATH", path).env("KUBECONFIG", folder.join("kubeconfig"));
    let output = run(&mut shell, "", LIMIT).unwrap_or_else(|error| panic!("{command}: {error}"));
    let expected: &[i32] = match verb {
        _ if output.stdout.contains("error[") => &[1],
        "diff" => &[0, 2],
        _ => &[0],
    };
    let status = output.status.code().unwrap_or_default();
    assert!(expected.contains(&status), "{command} ends with {status}:\n{}{}", output.stdout, output.stderr);
    output.stdout
}

/// A line without what differs from one run to the next: addresses, ages, the ends of the names of pods, and how far the
/// columns of a table are apart.
fn lasting(line: &str) -> String {
    let word = |word: &str| -> String {
        let age = word.strip_suffix('s').is_some_and(|digits| digits.parse::<u32>().is_ok());
        let suffix = word.rsplit_once('-').filter(|(pod, end)| end.len() == 5 && pod.contains('-'));
        match suffix {
            _ if word.parse::<Ipv4Addr>().is_ok() => "ADDRESS".to_owned(),
            _ if age => "AGE".to_owned(),
            Some((pod, end)) if end.chars().all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c)) => format!("{pod}-POD"),
            _ => word.to_owned(),
        }
    };
    line.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether an answer is what the guide says, which may leave lines out.
fn fits(answer: &str, said: &str) -> bool {
    let lines = |text: &str| -> Vec<String> { text.trim_end().lines().map(lasting).collect() };
    let (answer, said) = (lines(answer), lines(said));
    let parts: Vec<&[String]> = said.split(|line| line == LEFT_OUT).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return answer == said };
    let Some(mut rest) = answer.strip_prefix(*first) else { return false };
    for part in middle {
        let Some(at) = (0..=rest.len()).find(|at| rest[*at..].starts_with(part)) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Follows a block of commands; gives it with the answers that came where they are others.
fn follow(folder: &Path, block: &str) -> String {
    let mut followed = String::new();
    for part in format!("\n{block}").split("\n$ ").skip(1) {
        let (command, said) = part.split_once('\n').unwrap_or((part, ""));
        let mut said = said.trim_end().to_owned();
        if available() || !command.split_whitespace().any(|word| OF_CLUSTER.contains(&word)) {
            let answer = answer(folder, command);
            if !fits(&answer, &said) {
                answer.trim_end().clone_into(&mut said);
            }
        }
        let apart = if followed.is_empty() { "" } else { "\n" };
        writeln!(followed, "{apart}$ {command}\n{said}").unwrap();
    }
    followed
}

/// An empty folder, like that of a user whose kubeconfig has a namespace in which things are tried.
fn begin(namespace: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    if available() {
        let cluster = control_plane();
        cluster.kubectl_ok(&["create", "namespace", namespace]);
        let config = fs::read_to_string(cluster.kubeconfig()).unwrap();
        let context = format!("  context:\n    namespace: {namespace}\n");
        fs::write(folder.path().join("kubeconfig"), config.replacen("  context:\n", &context, 1)).unwrap();
    }
    folder
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn scripts() -> PathBuf {
    root().join("scripts")
}

#[test]
fn the_guide_can_be_followed_word_for_word() {
    let guide = scripts().join("README.md");
    let text = fs::read_to_string(&guide).unwrap();
    let folder = begin(NAMESPACE);
    let mut seen = pieces(&text);
    let mut commands = 0;
    for piece in &mut seen {
        match piece.language.as_deref() {
            None => {}
            Some("rhai" | "yaml" | "toml") => write(folder.path(), &piece.text),
            Some("diff") => change(&folder.path().join("podinfo.rhai"), &piece.text),
            Some("console") => {
                piece.text = follow(folder.path(), &piece.text);
                commands += piece.text.matches("$ rhumb ").count();
            }
            Some(other) => panic!("a block of {other}"),
        }
    }
    assert!(commands > 20, "{commands}");
    if std::env::var_os("RHUMB_RECORD").is_some() {
        fs::write(&guide, joined(&seen)).unwrap();
    } else {
        let both = pieces(&text).into_iter().zip(&seen).filter(|(said, told)| said.text != told.text);
        let faults: Vec<String> = both.map(|(said, told)| format!("{}--- is now\n{}", said.text, told.text)).collect();
        assert!(faults.is_empty(), "scripts/README.md says something else:\n{}", faults.join("\n"));
    }
    if available() {
        control_plane().kubectl_ok(&["delete", "namespace", NAMESPACE, STAGING, "--wait=false"]);
    }
}

#[test]
fn the_first_script_of_the_readme_can_be_followed_in_an_empty_folder() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("The first script\n")).unwrap();
    let namespace = "first-script";
    let folder = begin(namespace);
    let mut told = Vec::new();
    for piece in pieces(section) {
        match piece.language.as_deref() {
            Some("rhai") => fs::write(folder.path().join("first.rhai"), piece.text).unwrap(),
            Some("sh") => {
                for line in piece.text.lines() {
                    let command = line.split('#').next().unwrap().trim_end();
                    let verb = command.split_whitespace().nth(1).unwrap();
                    if !OF_CLUSTER.contains(&verb) || available() {
                        // Nobody is there to be asked.
                        let yes = if matches!(verb, "apply" | "delete") { " --yes" } else { "" };
                        told.push(format!("{verb}: {}", answer(folder.path(), &format!("{command}{yes}"))));
                    }
                }
            }
            _ => {}
        }
    }
    let with_cluster: &[(&str, &str)] = &[
        ("diff", "+ Deployment/first"),
        ("apply", "first applied: namespace first-script on test, revision 1"),
        ("status", "running"),
        ("delete", "first deleted"),
    ];
    let offline = [
        ("check", "No errors, 0 warnings, 2 objects: first.rhai"),
        ("render", "kind: Deployment"),
        ("reference", "container(name, image)"),
        ("explain", "Deployment.spec.strategy"),
        ("explain", "Two containers of a pod open the same port."),
    ];
    let expected = offline.iter().chain(if available() { with_cluster } else { &[] });
    let mut followed = 0;
    for (verb, words) in expected {
        assert!(told.iter().any(|told| told.starts_with(verb) && told.contains(words)), "{verb}: {told:#?}");
        followed += 1;
    }
    assert_eq!(told.len(), followed, "{told:#?}");
    if available() {
        control_plane().kubectl_ok(&["delete", "namespace", namespace, "--wait=false"]);
    }
}

#[test]
fn the_guide_names_every_script_and_nothing_that_is_not_there() {
    let text = fs::read_to_string(scripts().join("README.md")).unwrap();
    let links: Vec<&str> = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    for link in links.iter().filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
        assert!(scripts().join(link).exists(), "{link}");
    }
    for entry in fs::read_dir(scripts()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".rhai") || links.contains(&name.as_str()), "{name} is not in the guide");
    }
}

#[test]
fn an_answer_fits_when_only_what_differs_each_time_is_another() {
    let said = "a  podinfo-7d88fbb4b9-jkngb 10.0.44.6  2s\n…\nlast\n";
    assert!(fits("a podinfo-7d88fbb4b9-zf8pq  10.0.254.157  13s\nb\nlast", said));
    assert!(fits("a podinfo-7d88fbb4b9-zf8pq  10.0.254.157  13s\nlast", said));
    assert!(!fits("a podinfo-7d88fbb4b9-zf8pq  10.0.254.157  13s\nlast\nmore", said));
    assert!(!fits("b\nlast", said));
    assert!(!fits("a\nb", "a"));
    assert!(fits("a\nb\nc\nd", "…\nb\n…\nd"));
    assert!(!fits("a\nb\nc\nd", "…\nc\n…\nb\n…"));
}
