//! Every type, constructor and function by name, and the words for what is not among them.

use std::collections::{BTreeMap, HashSet};

use super::fault::Fault;
use super::say::capital;
use super::table::{Function, Kind, Sig};
use super::types::a;
use crate::diagnostic::{nearest, suggestion};

/// Functions of Rhai that have no place in a pure script.
pub const IMPURE: [&str; 4] = ["timestamp", "sleep", "exit", "eval"];

/// A name that people bring from elsewhere, and what to write here.
struct Habit {
    receiver: &'static str,
    name: &'static str,
    help: &'static str,
}

const HABITS: &[Habit] = &[
    Habit {
        receiver: "Workload",
        name: "image",
        help: "a workload has no image, its containers have: `.container(container(\"web\", \"nginx:1.27\"))`",
    },
    Habit {
        receiver: "Container",
        name: "pre_start",
        help: "what a container starts with is `.command([…])` or `.args([…])`",
    },
    Habit {
        receiver: "Container",
        name: "start",
        help: "what a container starts with is `.command([…])` or `.args([…])`",
    },
];

/// Every name of the language.
#[derive(Default)]
pub struct Vocabulary {
    types: BTreeMap<&'static str, Vec<&'static Sig>>,
    makers: BTreeMap<&'static str, (&'static Sig, &'static str)>,
    functions: BTreeMap<&'static str, &'static Sig>,
    /// Names of Rhai's own functions.
    pub builtin: HashSet<String>,
}

impl Vocabulary {
    /// Takes a type in.
    pub fn add_kind<T: Kind>(&mut self) {
        self.types.insert(T::NAME, T::sigs());
        for maker in T::MAKERS {
            self.makers.insert(maker.sig.name, (&maker.sig, T::NAME));
        }
    }

    /// Takes a function in.
    pub fn add_function(&mut self, function: &'static Function) {
        self.functions.insert(function.sig.name, &function.sig);
    }

    /// The method of a type.
    pub fn method(&self, receiver: &str, name: &str) -> Option<&'static Sig> {
        self.types.get(receiver)?.iter().find(|sig| sig.name == name).copied()
    }

    /// Whether any type has such a method, and which.
    pub fn type_with(&self, name: &str) -> Option<&'static str> {
        self.types.iter().find(|(_, sigs)| sigs.iter().any(|sig| sig.name == name)).map(|(name, _)| *name)
    }

    /// A constructor, and the type it makes.
    pub fn maker(&self, name: &str) -> Option<(&'static Sig, &'static str)> {
        self.makers.get(name).copied()
    }

    /// The constructors of a type, as they are written.
    pub fn makers_of(&self, ty: &str) -> Vec<String> {
        self.makers.values().filter(|(_, made)| *made == ty).map(|(sig, _)| sig.shape()).collect()
    }

    /// A function that makes no part.
    pub fn function(&self, name: &str) -> Option<&'static Sig> {
        self.functions.get(name).copied()
    }

    /// A constructor or function with so many arguments; constructors also take options.
    pub fn takes(&self, name: &str, count: usize) -> bool {
        let maker = self.makers.get(name).is_some_and(|(sig, _)| (sig.min()..=sig.max() + 1).contains(&count));
        maker || self.functions.get(name).is_some_and(|sig| (sig.min()..=sig.max()).contains(&count))
    }

    /// Names of constructors and functions.
    pub fn callable(&self) -> Vec<&'static str> {
        self.makers.keys().chain(self.functions.keys()).copied().collect()
    }

    /// Every type with its methods.
    pub fn types(&self) -> impl Iterator<Item = (&'static str, &[&'static Sig])> {
        self.types.iter().map(|(name, sigs)| (*name, sigs.as_slice()))
    }

    /// Every function (without a type) and method.
    pub fn signatures(&self) -> impl Iterator<Item = (Option<&'static str>, &'static Sig)> {
        let makers = self.makers.values().map(|(sig, _)| (None, *sig));
        let functions = self.functions.values().map(|sig| (None, *sig));
        let methods = self.types.iter().flat_map(|(ty, sigs)| sigs.iter().map(|sig| (Some(*ty), *sig)));
        makers.chain(functions).chain(methods)
    }

    /// The words for a method that a known type does not have.
    pub fn unknown_method(&self, receiver: &str, name: &str) -> Fault {
        let sigs = self.types.get(receiver).map_or(&[][..], Vec::as_slice);
        let fault = Fault::new("unknown-method", format!("{} has no method `{name}`.", capital(&a(receiver))));
        if let Some(habit) = HABITS.iter().find(|habit| habit.receiver == receiver && habit.name == name) {
            return fault.help(habit.help);
        }
        if let Some(sig) = sigs.iter().find(|sig| sig.aka.contains(&name)) {
            return fault.help(format!("did you mean `{}`?", sig.name));
        }
        if let Some(snake) = snake(name).filter(|snake| sigs.iter().any(|sig| sig.name == snake)) {
            return fault.help(format!("did you mean `{snake}`?"));
        }
        if self.makers.contains_key(name) {
            return fault.help(format!("`{name}(…)` is a function of its own, not a method"));
        }
        let names: Vec<&str> = sigs.iter().map(|sig| sig.name).collect();
        fault.help(suggestion(name, &names, "it has"))
    }

    /// The words for a method that no type has.
    pub fn unknown_anywhere(&self, name: &str) -> Fault {
        let fault = Fault::new("unknown-method", format!("There is no method `{name}`."));
        if self.makers.contains_key(name) {
            return fault.help(format!("`{name}(…)` is a function of its own, not a method"));
        }
        let sigs = || self.types.values().flatten();
        if let Some(sig) = sigs().find(|sig| sig.aka.contains(&name)) {
            return fault.help(format!("did you mean `{}`?", sig.name));
        }
        let wanted = snake(name).unwrap_or_else(|| name.to_owned());
        match nearest(&wanted, sigs().map(|sig| sig.name)).first() {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(
                "methods have the name of the Kubernetes field in snake_case; a field without one is said by `.patch(#{ … })`",
            ),
        }
    }

    /// The words for a function that is not there.
    pub fn unknown_function(&self, name: &str) -> Fault {
        if IMPURE.contains(&name) {
            return Fault::new("not-in-language", format!("`{name}` is not in the language: a script is pure."))
                .help("the same inputs give the same objects on every machine; pass what differs as a parameter");
        }
        let fault = Fault::new("unknown-function", format!("There is no function `{name}`."));
        if self.builtin.contains(name) {
            return Fault::new("argument", format!("`{name}` does not take these arguments."))
                .help("it is a function of Rhai: look at the types of what it is given");
        }
        if let Some(receiver) = self.type_with(name) {
            return fault.help(format!("it is a method: `x.{name}(…)` on {}", a(receiver)));
        }
        if let Some(snake) = snake(name).filter(|snake| self.callable().contains(&snake.as_str())) {
            return fault.help(format!("did you mean `{snake}`?"));
        }
        fault.help(suggestion(name, &self.callable(), "there are"))
    }

    /// The words for a wrong number of arguments.
    pub fn wrong_count(&self, sig: &Sig, count: usize) -> Fault {
        Fault::new("argument-count", format!("`{}` takes {}, not {count}.", sig.name, sig.count()))
            .help(format!("write `{}`", sig.shape()))
    }
}

/// The snake_case form of a Kubernetes field's name, without the endings that the language leaves out.
fn snake(name: &str) -> Option<String> {
    if !name.contains(char::is_uppercase) {
        return None;
    }
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    for ending in ["_seconds", "_probe", "_policy"] {
        if let Some(short) = out.strip_suffix(ending) {
            return Some(short.to_owned());
        }
    }
    Some(out)
}
