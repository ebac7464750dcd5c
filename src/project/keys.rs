//! Every key of `rhumb.toml`, for its reader and for the reference.

/// A key of `rhumb.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigKey {
    /// The table in which it stands: `limits`, `target.NAME`; empty for the top of the file.
    pub table: &'static str,
    /// Its name; `NAME` stands for any.
    pub name: &'static str,
    /// What it may be.
    pub may_be: &'static str,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
}

const fn key(table: &'static str, name: &'static str, may_be: &'static str, meaning: &'static str) -> ConfigKey {
    ConfigKey { table, name, may_be, meaning }
}

/// The table of a target.
pub(super) const TARGET: &str = "target.NAME";

/// Every key, in the order of the reference.
pub const KEYS: &[ConfigKey] = &[
    key("", "kubernetes", "text such as \"1.36\"", "The version of Kubernetes that rules are checked against."),
    key(
        "",
        "namespace",
        "text",
        "The namespace of apps for which neither the script, the command nor the target says one.",
    ),
    key(
        "",
        "pod_security",
        "\"baseline\" or \"restricted\"",
        "The level of Pod Security that all pods have to keep to.",
    ),
    key(
        "",
        "cloud",
        "\"alibaba\", \"aws\", \"azure\" or \"google\"",
        "Whose load balancers `.internal()` of a service asks for.",
    ),
    key("", "logs", "a table", "Who collects logs."),
    key("", "params", "a table", "Values of parameters."),
    key("", "limits", "a table", "What the evaluation of a script may use; the defaults stand below, under Budgets."),
    key("", "target", "a table for each target", "Where an app can go: `[target.NAME]`, chosen by `--target NAME`."),
    key("logs", "backend", "\"sls\" or \"none\"", "Who collects what `.collect_logs` of a container names."),
    key(
        "params",
        "NAME",
        "text, a number, true or false, a list or a table",
        "The value of the parameter NAME, in every script of the project that asks for it; all other values win over it.",
    ),
    key("limits", "operations", "1000 to 10000000000", "Steps of evaluation."),
    key("limits", "memory", "\"1Mi\" to \"4Gi\"", "Memory that the evaluation adds."),
    key("limits", "time", "\"1s\" to \"10m\"", "Time that the processor works on it."),
    key("limits", "depth", "8 to 256", "Calls within calls."),
    key(
        TARGET,
        "context",
        "text",
        "The context of the kubeconfig, which pins the cluster: a command cannot name another one. Every target has it.",
    ),
    key(TARGET, "namespace", "text", "The namespace; `-n` wins over it, and it wins over that at the top of the file."),
    key(
        TARGET,
        "values",
        "a path or a list of paths",
        "Files with values of parameters, from the root of the project; the later file wins. A value that a script does \
         not ask for is passed over, as the file may serve several.",
    ),
];

/// A whole `rhumb.toml` with every key.
pub const EXAMPLE: &str = include_str!("example.toml");

/// The names of the keys of a table.
pub(super) fn names(table: &str) -> Vec<&'static str> {
    KEYS.iter().filter(|key| key.table == table).map(|key| key.name).collect()
}

/// What a key of `[limits]` may be.
pub(super) fn bounds(name: &str) -> &'static str {
    KEYS.iter().find(|key| key.table == "limits" && key.name == name).map_or("", |key| key.may_be)
}
