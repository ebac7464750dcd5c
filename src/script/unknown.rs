//! The words for names that are not in the vocabulary, and for a wrong number of arguments: what was probably meant, as it
//! is to be written.

use super::fault::Fault;
use super::other_names::{FUNCTIONS, METHODS, SHORT, camel, forms, said, snake};
use super::say::capital;
use super::table::Sig;
use super::types::{Ty, a};
use super::vocabulary::{IMPURE, Vocabulary};
use super::written::items;
use crate::diagnostic::nearest;
use crate::schema::Cursor;

/// How a part of a type is made in examples, the types that people mean most in front.
const SAMPLES: &[(&str, &str)] = &[
    ("Container", "container(\"web\", \"nginx:1.27\")"),
    ("Workload", "deployment(\"web\")"),
    ("Service", "service()"),
    ("Ingress", "ingress(\"example.com\")"),
    ("Probe", "probe_http(\"/\", 80)"),
    ("Autoscaler", "hpa(1, 3)"),
    ("VolumeClaim", "volume_claim(\"data\", \"1Gi\")"),
    ("App", "app(\"shop\")"),
];

/// A list of more names tells a reader nothing.
const MOST_NAMES: usize = 12;

/// Where the fields of a type lie in Kubernetes: kind, way to them, and how a patch of one is written.
const FIELDS: &[(&str, [&str; 2], &[&str], &str)] = &[
    ("Container", ["v1", "Pod"], &["spec", "containers", ""], ".patch(#{ FIELD: ARGS })"),
    ("Workload", ["v1", "Pod"], &["spec"], ".pod_patch(#{ FIELD: ARGS })"),
    ("Workload", ["apps/v1", "Deployment"], &["spec"], ".patch(#{ spec: #{ FIELD: ARGS } })"),
    ("Service", ["v1", "Service"], &["spec"], ".patch(#{ spec: #{ FIELD: ARGS } })"),
    ("Ingress", ["networking.k8s.io/v1", "Ingress"], &["spec"], ".patch(#{ spec: #{ FIELD: ARGS } })"),
];

impl Vocabulary {
    /// The words for a method that a known type does not have. `written` are the arguments with their brackets.
    pub fn unknown_method(&self, receiver: &str, name: &str, written: Option<&str>) -> Fault {
        let fault = Fault::new("unknown-method", format!("{} has no method `{name}`.", capital(&a(receiver))));
        let sigs = self.types().find(|(ty, _)| *ty == receiver).map_or(&[][..], |(_, sigs)| sigs);
        if let Some(help) = said(METHODS, Some(receiver), name, written) {
            return fault.help(help);
        }
        if let Some(sig) = find(sigs, name) {
            return fault.help(format!("write `{}`", chained(sig, written)));
        }
        if self.maker(name).is_some() {
            return fault.help(self.where_to(sigs, name, &format!("{name}{}", written.unwrap_or("(…)")), false));
        }
        if let Some(help) = self.elsewhere(name, written).or_else(|| field(Some(receiver), name, written)) {
            return fault.help(help);
        }
        let names: Vec<&str> = sigs.iter().map(|sig| sig.name).collect();
        fault.help(self.near(name, sigs, written).unwrap_or_else(|| listed(names, "it has")))
    }

    /// The words for a method that no type has.
    pub fn unknown_anywhere(&self, name: &str, written: Option<&str>) -> Fault {
        let fault = Fault::new("unknown-method", format!("There is no method `{name}`."));
        let sigs: Vec<&'static Sig> = self.types().flat_map(|(_, sigs)| sigs.iter().copied()).collect();
        if let Some(help) = said(METHODS, None, name, written) {
            return fault.help(help);
        }
        if let Some(sig) = find(&sigs, name) {
            return fault.help(format!("write `{}`", chained(sig, written)));
        }
        if let Some(builtin) = forms(name).into_iter().find(|form| self.builtin.contains(form.as_str())) {
            return fault.help(format!("write `.{builtin}{}`", written.unwrap_or("(…)")));
        }
        if self.maker(name).is_some() {
            return fault.help(self.where_to(&sigs, name, &format!("{name}{}", written.unwrap_or("(…)")), false));
        }
        let help = self.near(name, &sigs, written).or_else(|| field(None, name, written));
        fault.help(help.unwrap_or_else(|| {
            "methods have the name of the Kubernetes field in snake_case; a field without one is said by `.patch(#{ … })`"
                .to_owned()
        }))
    }

    /// The words for a function that is not there.
    pub fn unknown_function(&self, name: &str, written: Option<&str>) -> Fault {
        if IMPURE.contains(&name) {
            return Fault::new("not-in-language", format!("`{name}` is not in the language: a script is pure."))
                .help("the same inputs give the same objects on every machine; pass what differs as a parameter");
        }
        let fault = Fault::new("unknown-function", format!("There is no function `{name}`."));
        if self.builtin.contains(name) {
            return Fault::new("argument", format!("`{name}` does not take these arguments."))
                .help("it is a function of Rhai: look at the types of what it is given");
        }
        if let Some(help) = said(FUNCTIONS, None, name, written) {
            return fault.help(help);
        }
        let known = self.callable();
        let short = SHORT.iter().find(|(names, _)| forms(name).iter().any(|form| names.contains(&form.as_str())));
        let meant = short.map(|(_, name)| *name);
        let meant = meant.or_else(|| known.iter().find(|known| forms(name).iter().any(|form| form == *known)).copied());
        if let Some(meant) = meant {
            return fault.help(format!("write `{}`", self.called(meant, written)));
        }
        if let Some(receiver) = self.type_with(name) {
            let call = match written.map(items).unwrap_or_default().as_slice() {
                [first, rest @ ..] => format!("{first}.{name}({})", rest.join(", ")),
                [] => format!("x.{name}(…)"),
            };
            return fault.help(format!("it is a method of {}: write `{call}`", a(receiver)));
        }
        let near = nearest(name, known.iter().copied());
        fault.help(match near.as_slice() {
            [] => "`rhumb reference` tells all there are".to_owned(),
            [one] => format!("did you mean `{}`?", self.called(one, written)),
            several => format!("did you mean `{}`?", several.join("` or `")),
        })
    }

    /// A call of a function with the arguments that were written for another name, where it takes so many.
    fn called(&self, name: &str, written: Option<&str>) -> String {
        let count = written.map_or(usize::MAX, |written| items(written).len());
        match (written, self.signature(name)) {
            (Some(written), _) if self.takes(name, count) => format!("{name}{written}"),
            (_, Some(sig)) => sig.shape(),
            _ => format!("{name}(…)"),
        }
    }

    /// The words for a wrong number of arguments.
    pub fn wrong_count(&self, sig: &Sig, count: usize, written: Option<&str>) -> Fault {
        let fault = Fault::new("argument-count", format!("`{}` takes {}, not {count}.", sig.name, sig.count()));
        let given = written.map(items).unwrap_or_default();
        if let Some(help) = counted(sig, &given) {
            return fault.help(format!("write `{help}`"));
        }
        if let ([arg], Some(maker)) = (sig.args, sig.args.first().and_then(|arg| self.maker_for(arg.ty, given.len())))
            && !arg.optional
            && given.len() > 1
        {
            return fault.help(format!("write `{}({maker}({}))`", sig.name, given.join(", ")));
        }
        if given.is_empty() || given.len() > sig.min() {
            return fault.help(format!("write `{}`", sig.shape()));
        }
        let missing = sig.args[given.len()..sig.min()].iter().map(|arg| arg.name);
        let all: Vec<&str> = given.into_iter().chain(missing).collect();
        fault.help(format!("write `{}({})`", sig.name, all.join(", ")))
    }

    /// The words for a constructor that was given a part of a type as its first argument, and does not take it.
    pub fn part_given(&self, sig: &Sig, ty: &str, written: &str) -> Fault {
        let fault = Fault::new("argument", format!("`{}` does not take {}.", sig.name, a(ty)));
        let given = items(written);
        let (part, rest) = given.split_first().map_or(("x", &[][..]), |(part, rest)| (*part, rest));
        if !self.takes(sig.name, rest.len()) {
            let made = self.maker(sig.name).map_or("", |(_, made)| made);
            return fault.help(match self.method_for(made, ty) {
                Some(method) => format!("write `{}.{method}({part})`", sig.shape()),
                None => format!("it is `{}`", sig.shape()),
            });
        }
        let call = format!("{}({})", sig.name, rest.join(", "));
        let says = self.types().any(|(known, sigs)| known == ty && sigs.iter().any(|method| method.name == sig.name));
        fault.help(if says { format!("write `{part}.{}({call})`", sig.name) } else { format!("write `{call}`") })
    }

    /// The only constructor of a part that takes so many arguments.
    fn maker_for(&self, ty: Ty, count: usize) -> Option<&'static str> {
        let fits =
            |sig: &&Sig| self.maker(sig.name).is_some_and(|(_, made)| ty.is_part(made)) && self.takes(sig.name, count);
        let mut makers = self.signatures().filter(|(receiver, _)| receiver.is_none()).map(|(_, sig)| sig).filter(fits);
        makers.next().filter(|_| makers.next().is_none()).map(|sig| sig.name)
    }

    /// The words for a wrong number of values under a key of an option map.
    pub fn wrong_count_of_key(&self, sig: &Sig, count: usize, value: Option<&str>) -> Fault {
        let fault = Fault::new("argument-count", format!("`{}` takes {}, not {count}.", sig.name, sig.count()));
        let meant = value.and_then(|value| counted(sig, &[value]));
        let map = meant.as_deref().and_then(|call| call.split_once("(#{")?.1.strip_suffix(')'));
        fault.help(match map {
            Some(map) => format!("write `{}: #{{{map}`", sig.name),
            None => format!("write `{}`", sig.entry()),
        })
    }

    /// The constructor of the type that is called so, or that is called so itself.
    pub fn maker_like(&self, name: &str) -> Option<&'static str> {
        let known = self.callable();
        let own = known.iter().find(|known| forms(name).iter().any(|form| form == *known)).copied();
        own.or_else(|| {
            let makers = self.signatures().filter(|(receiver, _)| receiver.is_none());
            let mut makers = makers.filter(|(_, sig)| self.maker(sig.name).is_some_and(|(_, made)| made == name));
            makers.next().map(|(_, sig)| sig.name)
        })
    }

    /// The method that a field of Kubernetes is said by.
    pub fn setting_like(&self, name: &str) -> Option<&'static str> {
        let sigs: Vec<&'static Sig> = self.types().flat_map(|(_, sigs)| sigs.iter().copied()).collect();
        sigs.iter().find(|sig| sig.name == name).copied().or_else(|| find(&sigs, name)).map(|sig| sig.name)
    }

    /// The words for a key that an option map does not have. `value` is what stands behind it.
    pub fn unknown_key(&self, receiver: &str, name: &str, settings: &[&'static Sig], value: Option<&str>) -> Fault {
        let fault = Fault::new("unknown-key", format!("{} has no option `{name}`.", capital(&a(receiver))));
        let call = value.map(|value| format!("({value})"));
        // What is said of every type is said of methods.
        let own =
            METHODS.iter().any(|habit| habit.receivers.contains(&receiver) && habit.names.contains(&&*snake(name)));
        if let Some(help) = said(METHODS, Some(receiver), name, call.as_deref()).filter(|_| own) {
            return fault.help(help);
        }
        if let Some(sig) = find(settings, name) {
            return fault.help(format!("write `{}`", entry(sig, value)));
        }
        if self.maker(name).is_some() {
            let list = value.and_then(|value| value.strip_prefix('[')?.strip_suffix(']'));
            let made = format!("{name}({})", list.or(value).unwrap_or("…"));
            return fault.help(self.where_to(settings, name, &made, true));
        }
        let names: Vec<&str> = settings.iter().map(|sig| sig.name).collect();
        match nearest(name, names.iter().copied()).as_slice() {
            [one] => return fault.help(format!("did you mean `{one}: {}`?", value.unwrap_or("…"))),
            [] => {}
            several => return fault.help(format!("did you mean `{}`?", several.join("` or `"))),
        }
        let other = self.elsewhere(name, call.as_deref()).or_else(|| field(Some(receiver), name, call.as_deref()));
        fault.help(other.unwrap_or_else(|| listed(names, "it has")))
    }

    /// A name that is near to that of a method.
    fn near(&self, name: &str, sigs: &[&'static Sig], written: Option<&str>) -> Option<String> {
        let wanted = forms(name).into_iter().next().unwrap_or_else(|| name.to_owned());
        let mut near = nearest(&wanted, sigs.iter().map(|sig| sig.name));
        near.dedup();
        Some(match near.as_slice() {
            [] => return None,
            [one] => {
                let sig = sigs.iter().find(|sig| sig.name == *one)?;
                format!("did you mean `{}`?", chained(sig, written))
            }
            several => format!("did you mean `{}`?", several.join("` or `")),
        })
    }

    /// A method that other types have.
    fn elsewhere(&self, name: &str, written: Option<&str>) -> Option<String> {
        let (mut types, mut found): (Vec<&str>, Option<(&str, &Sig)>) = (Vec::new(), None);
        for (ty, sample) in SAMPLES {
            let Some((_, sigs)) = self.types().find(|(known, _)| known == ty) else { continue };
            let sig = sigs.iter().find(|sig| sig.name == name).copied().or_else(|| find(sigs, name));
            if let Some(sig) = sig {
                types.push(ty);
                found.get_or_insert((sample, sig));
            }
        }
        let (sample, sig) = found?;
        types.truncate(2);
        let words: Vec<String> = types.iter().map(|ty| a(ty)).collect();
        Some(format!("it is said of {}: `{sample}{}`", words.join(" or "), chained(sig, written)))
    }

    /// Where a part goes that somebody wanted to make by a method, or by a key of an option map. `made` is the call.
    fn where_to(&self, sigs: &[&'static Sig], name: &str, made: &str, is_key: bool) -> String {
        let ty = self.maker(name).map_or("", |(_, ty)| ty);
        let mut takes: Vec<String> = sigs
            .iter()
            .filter(|sig| sig.min() == 1 && sig.args[0].ty.is_part(ty))
            .map(|sig| if is_key { format!("`{}: {made}`", sig.name) } else { format!("`.{}({made})`", sig.name) })
            .collect();
        takes.sort_unstable();
        takes.dedup();
        takes.truncate(3);
        match takes.as_slice() {
            [] => format!("`{name}(…)` is a function of its own, not a method"),
            some => format!("it is a function of its own; write {}", some.join(" or ")),
        }
    }
}

/// Of a list of names, all where they are few.
fn listed(mut names: Vec<&str>, words: &str) -> String {
    names.sort_unstable();
    names.dedup();
    if names.is_empty() || names.len() > MOST_NAMES {
        return "`rhumb reference` tells all there are; a field of Kubernetes without a method is said by `.patch(#{ … })`"
            .to_owned();
    }
    format!("{words}: {}.", names.join(", "))
}

/// A method by the name of its field in Kubernetes, or by another name that people look for it by.
fn find(sigs: &[&'static Sig], name: &str) -> Option<&'static Sig> {
    let forms = forms(name);
    let is = |sig: &Sig, form: &str| sig.name == form || sig.aka.contains(&form);
    let by_form = forms.iter().find_map(|form| sigs.iter().find(|sig| is(sig, form)).copied());
    by_form.or_else(|| sigs.iter().find(|sig| sig.aka.contains(&name)).copied())
}

/// A field of Kubernetes that has no method.
fn field(receiver: Option<&str>, name: &str, written: Option<&str>) -> Option<String> {
    let camel = camel(name);
    let (_, _, _, patch) = FIELDS.iter().find(|(ty, [version, kind], path, _)| {
        let of = receiver.is_none_or(|receiver| receiver == *ty);
        let parent = path.iter().fold(Cursor::of(version, kind), |cursor, key| match *key {
            "" => cursor.item(),
            key => cursor.field(key),
        });
        of && parent.has_field(&camel)
    })?;
    let inner =
        written.and_then(|written| written.strip_prefix('(')?.strip_suffix(')')).filter(|inner| !inner.is_empty());
    let patch = patch.replace("FIELD", &camel).replace("ARGS", inner.unwrap_or("…"));
    Some(format!("a field without a method is said by a patch: `{patch}`"))
}

/// A call of a method with the arguments that were written for another name. A list becomes a call for each item.
fn chained(sig: &Sig, written: Option<&str>) -> String {
    let given = written.map(items).unwrap_or_default();
    if let ([list], Some(first)) = (given.as_slice(), sig.args.first())
        && list.starts_with('[')
        && !first.ty.is_list()
    {
        let calls: Vec<String> = items(list).iter().map(|item| format!(".{}({item})", sig.name)).collect();
        let is_data = items(list).iter().any(|item| item.starts_with("#{"));
        return if is_data || calls.is_empty() { format!(".{}", sig.shape()) } else { calls.concat() };
    }
    let least = if sig.is_keyed() { 1 } else { sig.min() };
    match written {
        Some(written) if (least..=sig.max()).contains(&given.len()) => format!(".{}{written}", sig.name),
        _ => format!(".{}", sig.shape()),
    }
}

/// A key of an option map with its value.
fn entry(sig: &Sig, value: Option<&str>) -> String {
    let one_of_list =
        value.filter(|value| value.starts_with('[') && sig.args.first().is_some_and(|arg| !arg.ty.is_list()));
    match one_of_list.map(items).as_deref() {
        Some([one]) if !one.starts_with("#{") => format!("{}: {one}", sig.name),
        Some(_) => sig.entry(),
        None => format!("{}: {}", sig.name, value.unwrap_or("…")),
    }
}

/// What was meant by a wrong number of arguments, where their form tells.
fn counted(sig: &Sig, given: &[&str]) -> Option<String> {
    let text = |item: &str| item.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    match (sig.name, given) {
        ("container", [image]) => {
            let reference = text(image)?;
            let name = super::mends::name_of_image(&reference);
            Some(format!("container({name:?}, {image})"))
        }
        ("env", [one]) if one.starts_with('[') => {
            let entries: Option<Vec<String>> = items(one).into_iter().map(named_value).collect();
            Some(format!("env(#{{ {} }})", entries?.join(", ")))
        }
        ("env", [one]) => {
            let text = text(one)?;
            let (name, value) = text.split_once('=')?;
            Some(format!("env({name:?}, {value:?})"))
        }
        (name, [_, _, ..]) if sig.max() == 1 && sig.args[0].ty.is_list() => {
            Some(format!("{name}([{}])", given.join(", ")))
        }
        _ => None,
    }
}

/// `#{ name: "A", value: "1" }` as an entry of a map.
fn named_value(item: &str) -> Option<String> {
    let (mut name, mut value) = (None, None);
    for entry in items(item.strip_prefix('#')?) {
        match entry.split_once(':')? {
            ("name", found) => name = Some(found.trim().trim_matches('"')),
            ("value", found) => value = Some(found.trim()),
            _ => return None,
        }
    }
    Some(format!("{}: {}", name?, value?))
}
