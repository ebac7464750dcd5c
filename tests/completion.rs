//! `rhumb completion`: scripts for shells.

use serde_json::Value;

use crate::support::control_plane::run;
use crate::support::rhumb::User;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The subcommands, as the help lists them.
fn commands(user: &User) -> Vec<String> {
    let help = user.run(&["--help"]).stdout;
    let (_, rest) = help.split_once("\nCommands:\n").expect("the help lists commands");
    let lines = rest.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    // What a command does goes on in lines that are indented further.
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_shell_completes_every_command() {
    let user = User::without_cluster();
    let commands = commands(&user);
    assert!(commands.len() > 10, "{commands:?}");
    for shell in SHELLS {
        let output = user.run(&["completion", shell]);
        assert_eq!((output.status.code(), output.stderr.as_str()), (Some(0), ""), "{shell}");
        for command in &commands {
            assert!(output.stdout.contains(command.as_str()), "{shell}: {command}");
        }
        // Without dashes, as fish writes them.
        for option in ["pod-security", "kubeconfig", "codes"] {
            assert!(output.stdout.contains(option), "{shell}: {option}");
        }
        let document: Value = serde_json::from_str(&user.run(&["completion", shell, "-o", "json"]).stdout).unwrap();
        assert_eq!(document["completion"], output.stdout.as_str(), "{shell}");
    }
}

#[test]
fn bash_reads_its_script_and_completes_a_command_with_it() {
    let user = User::without_cluster();
    user.write("rhumb.bash", &user.run(&["completion", "bash"]).stdout);
    // As bash itself calls it: the words so far, and which of them is being typed.
    let ask = "source rhumb.bash; COMP_WORDS=(rhumb expl); COMP_CWORD=1; _rhumb rhumb expl rhumb; echo ${COMPREPLY[@]}";
    let mut bash = std::process::Command::new("bash");
    bash.args(["--norc", "-c", ask]).current_dir(user.folder()).env_clear();
    let output = run(&mut bash, "", std::time::Duration::from_secs(60)).expect("bash is there");
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("explain\n", ""));
}

#[test]
fn a_shell_that_is_not_known_is_told_with_those_that_are() {
    let output = User::without_cluster().run(&["completion", "tcsh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.contains("[possible values: bash, elvish, fish, powershell, zsh]"), "{}", output.stderr);
}
