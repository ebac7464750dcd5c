//! Names that people bring from Kubernetes and from other languages, and what to write here.

use super::say::capital;

/// A name that people bring from elsewhere.
pub struct Habit {
    /// The types that it is asked of; none for any.
    pub receivers: &'static [&'static str],
    /// How people write it.
    pub names: &'static [&'static str],
    /// What to write, with the arguments in the place of `ARGS`.
    pub help: &'static str,
}

const fn habit(receivers: &'static [&'static str], names: &'static [&'static str], help: &'static str) -> Habit {
    Habit { receivers, names, help }
}

/// Methods whose mend is more than another name. Other names of one method stand in its row (`aka`).
pub const METHODS: &[Habit] = &[
    habit(
        &["Workload"],
        &["image"],
        "a workload has no image, its containers have: write `.container(container(\"web\", ARGS))`",
    ),
    habit(&["Container"], &["pre_start", "start"], "what a container starts with is `.command([…])` or `.args([…])`"),
    habit(
        &["Container", "Workload"],
        &["resources", "requests", "limits"],
        "say `.cpu(\"250m\", \"500m\").memory(\"256Mi\", \"512Mi\")` on the container: the request, then the limit",
    ),
    habit(
        &["Container", "Workload"],
        &["security_context"],
        "each of its fields is a method: `.run_as_user(1000)`, `.run_as_non_root()`",
    ),
    habit(
        &["Container", "Workload"],
        &["volume_mounts", "volume_mount", "volumes", "volume_claim_template", "volume_claim_templates"],
        "a container mounts a volume: `.mount(\"/data\", volume_claim(\"data\", \"1Gi\"))`",
    ),
    habit(
        &["Container"],
        &["lifecycle"],
        "its hooks are methods: `.post_start(hook_exec([…]))`, `.pre_stop(hook_exec([…]))`",
    ),
    habit(&["Container"], &["capabilities"], "write `.add_capability(\"NET_ADMIN\")` or `.drop_capability(\"ALL\")`"),
    habit(&["Container"], &["health_check", "healthcheck"], "write `.readiness(probe_http(\"/\", 80))`"),
    habit(&["Container"], &["secret", "secrets"], "write `.env(\"NAME\", from_secret(\"secret\", \"key\"))`"),
    habit(
        &["Workload"],
        &["affinity"],
        "write `.apart(\"kubernetes.io/hostname\")`, or `.node_affinity(…)`, `.pod_affinity(…)`, `.pod_anti_affinity(…)`",
    ),
    habit(&["Workload"], &["rolling_update"], "write `.update(rolling_update())`"),
    habit(&["Workload"], &["node_name"], "write `.nodes([ARGS])`"),
    habit(&["Workload"], &["expose"], "write `.service(service().port(80))`"),
    habit(
        &["Workload", "Service", "Ingress", "App"],
        &["spec", "template", "metadata"],
        "its fields are methods; one without a method is said by `.patch(#{ spec: #{ … } })`",
    ),
    habit(&["Service"], &["target_port"], "it is the second argument of the port: `.port(80, ARGS)`"),
    habit(
        &["Ingress"],
        &["rules", "rule"],
        "write `.path(\"/\", \"SERVICE\", 80)`; the host is that of `ingress(host)`",
    ),
    habit(&[], &["name"], "it is a property: write `.name` without `()`"),
    habit(
        &[],
        &["unwrap", "expect", "clone", "to_owned", "as_str", "into", "iter", "collect", "build", "as_ref", "to_vec"],
        "leave it out: values are used as they are",
    ),
    habit(&[], &["unwrap_or", "unwrap_or_default", "or_else"], "write `x ?? DEFAULT` for what may be `()`"),
    habit(&[], &["for_each", "foreach", "each"], "write `for x in list { … }`"),
    habit(&[], &["length", "size", "count"], "write `.len()`"),
    habit(&[], &["includes", "contains_key", "has"], "write `.contains(ARGS)`"),
    habit(&[], &["concat", "extend"], "lists, maps and texts are joined with `+`: `a + b`"),
    habit(&[], &["to_upper_case", "to_uppercase", "upper"], "write `.make_upper()`"),
    habit(&[], &["to_lower_case", "to_lowercase", "lower"], "write `.make_lower()`"),
    habit(
        &[],
        &["apply", "deploy", "install", "render"],
        "leave it out: the last line of a script is what is deployed",
    ),
];

/// Functions whose mend is more than another name.
pub const FUNCTIONS: &[Habit] = &[
    habit(&[], &["Some", "Ok", "String", "Box", "Rc", "Arc"], "write the value itself: ARGS"),
    habit(&[], &["Err", "panic", "error", "raise", "abort"], "end the script with `fail(ARGS)`"),
    habit(&[], &["println", "eprintln", "echo", "printf", "log"], "write `print(ARGS)`"),
    habit(&[], &["format", "sprintf"], "text with values takes backticks: `…${x}…`"),
    habit(&[], &["require", "include"], "take a module in with `import \"lib/x\" as x;`"),
    habit(&[], &["getenv", "env_var"], "a value from outside is a parameter: `param(\"NAME\", DEFAULT)`"),
    habit(&[], &["pod"], "write `deployment(ARGS)` or `job(ARGS)`; a bare Pod is `object(#{ kind: \"Pod\", … })`"),
    habit(&[], &["image"], "the image is the second argument of a container: `container(\"web\", ARGS)`"),
    habit(&[], &["config_map_key_ref"], "write `from_config_map(\"NAME\", \"KEY\")`"),
    habit(&[], &["secret_key_ref"], "write `from_secret(\"NAME\", \"KEY\")`"),
    habit(
        &[],
        &["network_policy"],
        "`import \"std/security\" as security;` has the usual ones; another is `object(#{ kind: \"NetworkPolicy\", … })`",
    ),
    habit(&[], &["field_ref"], "write `from_field(\"metadata.name\")`"),
];

/// Short names of kubectl, and other names of constructors.
pub const SHORT: &[(&[&str], &str)] = &[
    (&["deploy"], "deployment"),
    (&["sts", "statefulset"], "stateful_set"),
    (&["ds", "daemonset"], "daemon_set"),
    (&["cj", "cronjob"], "cron_job"),
    (&["svc"], "service"),
    (&["cm", "configmap"], "config_map"),
    (&["ing"], "ingress"),
    (&["ns"], "namespace"),
    (&["sa"], "service_account"),
    (&["pvc", "persistent_volume_claim", "claim"], "volume_claim"),
    (&["pdb", "pod_disruption_budget"], "disruption_budget"),
    (&["horizontal_pod_autoscaler", "autoscaler"], "hpa"),
    (&["http_get"], "probe_http"),
    (&["tcp_socket"], "probe_tcp"),
    (&["exec"], "probe_exec"),
    (&["grpc"], "probe_grpc"),
    (&["parameter", "input", "value"], "param"),
];

/// The help of a table for a name, with the arguments filled in.
pub fn said(table: &[Habit], receiver: Option<&str>, name: &str, written: Option<&str>) -> Option<String> {
    let snake = snake(name);
    let fits = |habit: &&Habit| {
        let of = habit.receivers.is_empty() || receiver.is_none_or(|receiver| habit.receivers.contains(&receiver));
        of && (habit.names.contains(&name) || habit.names.contains(&snake.as_str()))
    };
    let help = table.iter().find(fits)?.help;
    let inner =
        written.and_then(|written| written.strip_prefix('(')?.strip_suffix(')')).filter(|inner| !inner.is_empty());
    Some(help.replace("ARGS", inner.unwrap_or("…")))
}

/// The names that a name of Kubernetes or of a setter may have here, the most likely in front: in snake_case, without the
/// endings that the language leaves out, in the singular, without `set_`.
pub fn forms(name: &str) -> Vec<String> {
    let snake = snake(name);
    let mut forms = vec![snake.clone()];
    for start in ["set_", "with_", "get_", "add_"] {
        forms.extend(snake.strip_prefix(start).map(str::to_owned));
    }
    for index in 0..forms.len() {
        for ending in ["_seconds", "_probe", "_policy", "_name", "_limit"] {
            forms.extend(forms[index].strip_suffix(ending).map(str::to_owned));
        }
        if forms[index].contains("_seconds_") {
            forms.push(forms[index].replace("_seconds_", "_"));
        }
    }
    for index in 0..forms.len() {
        let form = &forms[index];
        let one = form.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let one = one.or_else(|| form.strip_suffix('s').filter(|stem| !stem.ends_with('s')).map(str::to_owned));
        forms.extend(one);
    }
    forms
}

/// A name in snake_case.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// A name in camelCase, as Kubernetes has it.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        out.push_str(&capital(word));
    }
    out
}
