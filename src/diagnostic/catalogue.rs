//! Every code there is. A code that is used and does not stand here fails a test.

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code, in words.
    pub code: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What `allow("code");` at the top of a script turns off.
    pub allow: Allowable,
}

/// What of a code can be turned off in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    row("deprecated-label", "A node label that Kubernetes has given up was replaced.").warning(),
    row("dns-bounds", "A pod has more name servers or search domains than it may."),
    row("double-quotes", "Text in double quotes holds `${…}`, which stays as it is.").warning(),
    row("duplicate-key", "A list that Kubernetes merges by key has two items of one key."),
    row("failed", "The script ended itself with `fail`."),
    row("field-type", "A field of Kubernetes has a value of the wrong type."),
    row("field-value", "A field of Kubernetes has a value that it cannot have."),
    row("forbidden", "The API server does not allow this verb on this resource."),
    row("foreign-object", "An object on the cluster belongs to another app or tool."),
    row("hpa-bounds", "An autoscaler has bounds below one or in the wrong order."),
    row("hpa-over-request", "An autoscaler aims at more than what is requested.").warning(),
    row("hpa-without-request", "A percentage has no request or limit to be a percentage of.").allowable(),
    row("image-form", "An image reference has a form that no registry takes."),
    row("immutable-field", "A field is changed that the server does not let change."),
    row("import-cycle", "Files import each other in a circle."),
    row("import-form", "An import has no literal path, no name, or one that is taken."),
    row("ingress-ambiguous", "An ingress does not say which of several services or ports it means."),
    row("ingress-incomplete", "An ingress leads to no service."),
    row("init-container-probes", "An init container has probes or hooks."),
    row("internal", "The engine gave up, which is a defect of rhumb."),
    row("interrupted", "A signal came before anything was sent."),
    row("literal-secret", "A secret value stands in the script.").warning(),
    row("log-path", "What is collected is neither a stream nor a path of files."),
    row("mark-in-input", "An object carries a label that rhumb sets."),
    row("matching-nodes", "So many nodes fit what an app says about them."),
    row("missing-class", "A storage class or ingress class does not exist on the cluster, or there is no default."),
    row("missing-field", "A field that Kubernetes needs is missing."),
    row("missing-key", "An object on the cluster lacks a key that the app uses."),
    row("missing-name", "An object has no name."),
    row("missing-namespace", "The namespace of an object does not exist."),
    row("missing-param", "A parameter that is required was not given."),
    row("missing-reference", "An object that was made elsewhere does not exist on the cluster."),
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
    row("no-property", "A value has no such property."),
    row("no-runtime", "The system gives no event queue."),
    row("no-such-part", "A workload has no part of this name."),
    row("no-tag", "An image has neither tag nor digest.").warning(),
    row("no-text-form", "A part of an app was used as text."),
    row("no-value", "There is no value where one is needed."),
    row("node-port-picked", "A fixed port of nodes lies where the cluster picks ports.").warning(),
    row("node-port-range", "A port of nodes lies outside of the range of a cluster."),
    row("not-added", "The sequence names a part that was not added to the app."),
    row("not-carried-out", "The script says something that cannot be carried out yet."),
    row("not-for-kind", "A method was used that this kind of workload does not have."),
    row("not-in-language", "A word of Rhai was used that has no place in a pure script."),
    row("not-permitted", "Something on the cluster may not be read, so it was not looked at."),
    row("number-form", "A number is written so that it would be read as another one."),
    row("object-incomplete", "An object lacks `apiVersion`, `kind` or `metadata.name`."),
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
    row("port-clash", "Two containers of a pod open the same port.").allowable(),
    row("port-unknown", "A probe, hook, service or ingress names a port that is not there."),
    row("probe-kind", "A method was used that belongs to another kind of probe."),
    row("probe-success", "A liveness or startup probe needs more than one success."),
    row("project-file", "`rhumb.toml` cannot be read, or says something that cannot be."),
    row("property-assigned", "A part was changed by `=`, which does nothing to it."),
    row("quota-exceeded", "The quota of the namespace does not allow an object."),
    row("refused-by-server", "The API server refused a request."),
    row("replicas-by-default", "Nothing says how many pods with data are run.").warning(),
    row("request-over-limit", "A container requests more than its limit."),
    row("reserved-name", "A function of the script would replace one of the language."),
    row("reserved-word", "A word that Rhai keeps for itself was used as a name."),
    row("result-unused", "The result of a call goes nowhere."),
    row("root-and-non-root", "Root is asked for and refused at once."),
    row("route-incomplete", "A route names no gateway."),
    row("same-name", "Two differing objects have the same kind, namespace and name."),
    row("schedule-form", "A schedule is not of the form that Kubernetes reads."),
    row("script", "The script failed."),
    row("secret-missing", "No value was given for a secret that is needed."),
    row("secret-use", "A secret value was used in another way than in a Secret."),
    row("secrets-file", "A file of secrets cannot be read."),
    row("selector-mismatch", "A selector does not fit the labels of its own pods."),
    row("service-incomplete", "A service has no name, no pods or no port."),
    row("service-type", "A setting does not fit the type of its service."),
    row("set-twice", "A setting is said twice in one chain.").warning(),
    row("surge-on-statefulset", "A StatefulSet was given a surge."),
    row("syntax", "The script cannot be read."),
    row("target-clash", "The command names another cluster than the target."),
    row("terminating", "An object or its namespace is being deleted."),
    row("this-assigned", "A function assigns to `this`."),
    row("thrown", "The script ended itself with `throw`."),
    row("timed-out", "The API server gave no answer in time."),
    row("too-large", "A ConfigMap or Secret is larger than Kubernetes takes."),
    row("tty-without-stdin", "A terminal has no standard input.").warning(),
    row("unauthorized", "The credentials are not accepted or have expired."),
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
    row("usage", "The arguments are wrong."),
    row("values-file", "A file of values cannot be read."),
    row("volume-clash", "Two differing volumes share a name."),
];

/// The row of a code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    CATALOGUE.binary_search_by(|row| row.code.cmp(code)).ok().map(|at| &CATALOGUE[at])
}
