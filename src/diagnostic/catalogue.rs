//! Every code there is. A code that is used and does not stand here fails a test, and so does one without a section in
//! `explained/`.

use serde::Serialize;

/// A row of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The code, in words.
    pub code: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What `allow("code");` at the top of a script turns off: "no", "warnings" or "errors" in a document.
    pub allow: Allowable,
}

/// What of a code can be turned off in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Allowable {
    /// Nothing: what is told so cannot work.
    No,
    /// Its warnings.
    Warnings,
    /// Its errors too: Kubernetes itself would accept them.
    Errors,
}

const fn row(code: &'static str, meaning: &'static str) -> Entry {
    Entry { code, meaning, allow: Allowable::No }
}

impl Entry {
    /// A code of warnings.
    const fn warning(mut self) -> Self {
        self.allow = Allowable::Warnings;
        self
    }

    /// A code of errors that Kubernetes itself would accept.
    const fn allowable(mut self) -> Self {
        self.allow = Allowable::Errors;
        self
    }
}

/// Every code, in alphabetical order.
pub const CATALOGUE: &[Entry] = &[
    row("affinity-on-headless", "A service without an address is to keep clients at one pod.").warning(),
    row("affinity-term", "A term about pods or a preference has a form that Kubernetes refuses."),
    row("all-unavailable", "An update may end every pod at once.").warning(),
    row("annotations-too-large", "The annotations of an object have more bytes than Kubernetes takes."),
    row("argument", "An argument is of the wrong type or out of its bounds."),
    row("argument-count", "A function or method was given too few or too many arguments."),
    row("arithmetic", "A calculation has no result: a division by zero, or a number that is too large."),
    row("bad-allow", "An `allow` names no code that can be turned off, or does not stand at the top."),
    row("bad-kubeconfig", "The kubeconfig cannot be read or used."),
    row("bad-record", "The record of an app cannot be understood."),
    row("bad-set", "An option `--set` is not of the form name=value."),
    row("budget", "The script uses more operations, depth, memory or time than it may."),
    row("budget-bounds", "A disruption budget says both bounds or none."),
    row("busy", "Another run has written the record since it was read."),
    row("cannot-write", "Output or a file cannot be written."),
    row("captures-itself", "A closure uses the variable that its chain is changing."),
    row("claim-rolling", "A rolling update of one pod waits for its claim.").warning(),
    row("claim-shared", "A claim for one node is shared by several pods.").allowable(),
    row("closure-arguments", "A closure takes another number of arguments than it is given."),
    row("closure-result", "A closure does not return the part that it was given."),
    row("constant-changed", "A constant is changed."),
    row("container-names", "Two containers of a pod have the same name."),
    row("content-name", "A text names a ConfigMap that is named by its content."),
    row("deprecated-label", "A label of nodes is used that Kubernetes has given up.").warning(),
    row("dns-rules", "The resolver of a pod is told more than it reads, or what it cannot follow."),
    row("dns-searches", "Some resolvers do not read all search domains.").warning(),
    row("double-quotes", "Text in double quotes holds `${…}`, which stays as it is.").warning(),
    row("duplicate-key", "A list that Kubernetes merges by key has two items of one key."),
    row("env-name", "The name of a variable has a form that the server refuses."),
    row("failed", "The script ended itself with `fail`."),
    row("field-type", "A field of Kubernetes has a value of the wrong type."),
    row("field-value", "A field of Kubernetes has a value that it cannot have."),
    row("forbidden", "The API server does not allow this verb on this resource."),
    row("foreign-object", "An object on the cluster belongs to another app or tool."),
    row("grace-period", "A hook has no time, or takes all the time that a pod has to end.").warning(),
    row("hook-kind", "A hook opens a TCP connection, which fails whenever it runs."),
    row("hook-version", "A hook does what the server does not know yet."),
    row("host-network-dns", "Pods on the network of the node do not find the names of the cluster.").warning(),
    row("host-port", "A port on the network of the node has two numbers."),
    row("hpa-bounds", "An autoscaler has bounds below one or in the wrong order."),
    row("hpa-over-request", "An autoscaler aims at more than what is requested.").warning(),
    row("hpa-without-request", "A percentage has no request or limit to be a percentage of.").allowable(),
    row("image-form", "An image reference has a form that no registry takes."),
    row("immutable-field", "A field is changed that the server does not let change."),
    row("import-cycle", "Files import each other in a circle."),
    row("import-form", "An import has no literal path, no name, or one that is taken."),
    row("ingress-ambiguous", "An ingress does not say which of several services or ports it means."),
    row("ingress-backend", "An ingress leads to a headless service, or to one that the app does not have.").warning(),
    row("ingress-clash", "Two rules of ingresses have the same host and path.").warning(),
    row("ingress-incomplete", "An ingress leads to no service."),
    row("ingress-path", "The path of an ingress has a form that Kubernetes refuses."),
    row("init-container-probes", "An init container has probes or hooks."),
    row("internal", "The engine gave up, which is a defect of rhumb."),
    row("interrupted", "A signal came before anything was sent."),
    row("job-fields", "A number of a job is refused, or makes it miss its time.").warning(),
    row("label-form", "The key or value of a label or annotation has a form that Kubernetes refuses."),
    row("literal-secret", "A secret value stands in the script.").warning(),
    row("log-path", "What is collected is neither a stream nor a path of files."),
    row("mark-in-input", "An object carries a label that rhumb sets."),
    row("matches-nothing", "A selector means pods of the app and finds none.").warning(),
    row("matching-nodes", "So many nodes fit what an app says about them."),
    row("missing-class", "A storage class or ingress class does not exist on the cluster, or there is no default."),
    row("missing-field", "A field that Kubernetes needs is missing."),
    row("missing-key", "An object on the cluster lacks a key that the app uses."),
    row("missing-name", "An object has no name."),
    row("missing-namespace", "The namespace of an object does not exist."),
    row("missing-param", "A parameter that is required was not given."),
    row("missing-reference", "An object that was made elsewhere does not exist on the cluster."),
    row("mount-clash", "A container mounts two volumes at one path."),
    row("mount-path", "The path of a mount has a form that Kubernetes refuses."),
    row("name-digit", "A name begins with a digit, which not every server and console takes.").warning(),
    row("name-form", "A name has a form that Kubernetes refuses.").warning(),
    row("name-too-long", "A name is longer than what is made of it allows."),
    row("namespace-clash", "The script says another namespace than the one from outside."),
    row("namespace-of-cluster", "An object of the whole cluster was given a namespace."),
    row("needs-yes", "Nobody can be asked, and `--yes` is missing."),
    row("no-app", "The last expression of the script is no app."),
    row("no-cloud", "A private load balancer was asked for, and no cloud is named."),
    row("no-kubeconfig", "There is no kubeconfig and no service account."),
    row("no-log-plugin", "Nothing on the cluster collects logs."),
    row("no-metrics", "The cluster does not serve the metrics that an autoscaler reads."),
    row("no-params", "A manifest has no parameters."),
    row("no-property", "A value has no such property."),
    row("no-runtime", "The system gives no event queue."),
    row("no-such-part", "A workload has no part of this name."),
    row("no-tag", "An image has neither tag nor digest.").warning(),
    row("no-text-form", "A part of an app was used as text."),
    row("no-value", "There is no value where one is needed."),
    row("node-contradiction", "No node can fit rules that contradict each other.").warning(),
    row("node-port-clash", "Two services open the same port of the nodes."),
    row("node-port-picked", "A fixed port of nodes lies where the cluster picks ports.").warning(),
    row("node-port-range", "A port of nodes lies outside of the range of a cluster."),
    row("node-rule", "A rule about labels of nodes has a form that Kubernetes refuses."),
    row("not-added", "The sequence names a part that was not added to the app."),
    row("not-carried-out", "The script says something that cannot be carried out yet."),
    row("not-for-kind", "A method was used that this kind of workload does not have."),
    row("not-in-language", "A word of Rhai was used that has no place in a pure script."),
    row("not-permitted", "Something on the cluster may not be read, so it was not looked at."),
    row("number-form", "A number is written so that it would be read as another one."),
    row("object-incomplete", "An object lacks `apiVersion`, `kind` or `metadata.name`."),
    row("one-of", "A place that holds one of several fields has none or more than one."),
    row("other-cluster", "The app's record was written on another cluster."),
    row("out-of-bounds", "A list or text has no item at this place."),
    row("outside-project", "A path leads out of the project."),
    row("overlapping-keys", "Two keys of one map say something about the same thing."),
    row("param-bounds", "A parameter is out of its bounds."),
    row("param-choice", "A parameter is none of its choices."),
    row("param-literal", "The name of a parameter is no literal text."),
    row("param-options", "The options of a parameter contradict each other or its type."),
    row("param-pattern", "A parameter does not have the form that its pattern asks for."),
    row("param-type", "A parameter was given a value of another type."),
    row("partition-above-replicas", "The partition holds every pod back.").warning(),
    row("pod-security", "A pod violates the Pod Security level that is asked for."),
    row("port-clash", "Two containers of a pod open the same port.").allowable(),
    row("port-names", "Two ports of a container have the same name."),
    row("port-unknown", "A probe, hook, service or ingress names a port that is not there."),
    row("privileged", "A container may do everything on its node.").warning(),
    row("probe-bounds", "A number of a probe is one that Kubernetes refuses."),
    row("probe-kind", "A method was used that belongs to another kind of probe."),
    row("probe-success", "A liveness or startup probe needs more than one success."),
    row("probe-timeout", "A probe waits for an answer for longer than its period.").warning(),
    row("process-namespace", "A pod shares processes in two ways."),
    row("progress-deadline", "The deadline for progress comes before a pod counts as there."),
    row("project-file", "`rhumb.toml` cannot be read, or says something that cannot be."),
    row("property-assigned", "A part was changed by `=`, which does nothing to it."),
    row("quota-exceeded", "The quota of the namespace does not allow an object."),
    row("recreate-on-statefulset", "A StatefulSet recreates all of its pods at once.").warning(),
    row("refused-by-server", "The API server refused a request."),
    row("replicas-by-default", "Nothing says how many pods with data are run.").warning(),
    row("request-not-limit", "What cannot be shared is requested in another amount than its limit."),
    row("request-over-limit", "A container requests more than its limit."),
    row("reserved-name", "A function of the script would replace one of the language."),
    row("reserved-word", "A word that Rhai keeps for itself was used as a name."),
    row("restart-policy", "Pods have a restart policy that their workload cannot have."),
    row("result-unused", "The result of a call goes nowhere."),
    row("route-incomplete", "A route names no gateway."),
    row("run-as-root", "A container is told to run as root and not to."),
    row("same-name", "Two differing objects have the same kind, namespace and name."),
    row("schedule-form", "A schedule or its time zone has a form that Kubernetes refuses."),
    row("script", "The script failed."),
    row("secret-missing", "No value was given for a secret that is needed."),
    row("secret-use", "A secret value was used in another way than in a Secret."),
    row("secrets-file", "A file of secrets cannot be read."),
    row("selector-mismatch", "A selector does not fit the labels of its own pods."),
    row("selector-overlap", "Two workloads select the same pods.").warning(),
    row("service-form", "A service says what does not belong to its type."),
    row("service-incomplete", "A service has no name, no pods or no port."),
    row("service-port-clash", "Two ports of a service are the same."),
    row("service-type", "A setting does not fit the type of its service."),
    row("set-twice", "A setting is said twice in one chain.").warning(),
    row("spread-form", "A spread over topologies has a form that Kubernetes refuses."),
    row("startup-budget", "A container may take longer to start than its roll-out waits.").warning(),
    row("surge-on-statefulset", "A StatefulSet was given a surge."),
    row("syntax", "The script cannot be read."),
    row("target-clash", "The command names another cluster than the target."),
    row("target-port", "A service leads to a port that no container says it opens.").warning(),
    row("terminating", "An object or its namespace is being deleted."),
    row("this-assigned", "A function assigns to `this`."),
    row("thrown", "The script ended itself with `throw`."),
    row("timed-out", "The API server gave no answer in time."),
    row("toleration", "A toleration says what does not fit together."),
    row("too-large", "A ConfigMap or Secret is larger than Kubernetes takes."),
    row("tty-without-stdin", "A terminal has no standard input.").warning(),
    row("unauthorized", "The credentials are not accepted or have expired."),
    row("unavailable-ignored", "The server ignores how many pods of a StatefulSet may be away.").warning(),
    row("unknown-app", "There is no such app in the namespace."),
    row("unknown-config-key", "A ConfigMap has no such key."),
    row("unknown-context", "The kubeconfig has no such context."),
    row("unknown-field", "A field does not exist in Kubernetes."),
    row("unknown-function", "A function does not exist."),
    row("unknown-key", "An option or key does not exist."),
    row("unknown-kind", "Kubernetes, or the cluster, does not know a kind."),
    row("unknown-method", "A type has no such method."),
    row("unknown-module", "A module does not exist."),
    row("unknown-object", "The script makes no such object."),
    row("unknown-param", "A value was given for a parameter that the script does not have."),
    row("unknown-secret-key", "A Secret has no such key."),
    row("unknown-target", "The project has no such target."),
    row("unknown-variable", "A variable does not exist where it is used."),
    row("unreachable", "There is no connection to the API server."),
    row("unreadable-file", "A file or stdin cannot be read."),
    row("unused-allow", "An `allow` turns nothing off."),
    row("unused-part", "A part is made and never used.").warning(),
    row("update-bounds", "A number of pods in an update is one that Kubernetes refuses."),
    row("update-kind", "A workload has no such way to update."),
    row("usage", "The arguments are wrong."),
    row("values-file", "A file of values cannot be read."),
    row("volume-clash", "Two differing volumes share a name."),
    row("volume-unknown", "A container mounts a volume that its pod does not have."),
    row("volume-unused", "A volume of a pod is not mounted.").warning(),
];

/// The row of a code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    CATALOGUE.binary_search_by(|row| row.code.cmp(code)).ok().map(|at| &CATALOGUE[at])
}
