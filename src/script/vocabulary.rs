//! Every type, constructor and function by name.

use std::collections::{BTreeMap, HashSet};

use super::table::{Function, Kind, Sig};

/// Functions of Rhai that have no place in a pure script.
pub const IMPURE: [&str; 4] = ["timestamp", "sleep", "exit", "eval"];

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

    /// The first constructor of a type.
    pub fn maker_of(&self, ty: &str) -> Option<&'static Sig> {
        self.makers.values().find(|(_, made)| *made == ty).map(|(sig, _)| *sig)
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

    /// The signature of a constructor or function, else of the first method of this name.
    pub fn signature(&self, name: &str) -> Option<&'static Sig> {
        let function = self.maker(name).map(|(sig, _)| sig).or_else(|| self.function(name));
        function.or_else(|| self.method(self.type_with(name)?, name))
    }

    /// The signature of this name that has an argument called so, else any of this name.
    pub fn signature_with(&self, name: &str, argument: &str) -> Option<&'static Sig> {
        let has = |sig: &Sig| sig.name == name && sig.args.iter().any(|arg| arg.name == argument);
        self.signatures().map(|(_, sig)| sig).find(|sig| has(sig)).or_else(|| self.signature(name))
    }

    /// The method of a part that takes a part of another type and nothing else.
    pub fn method_for(&self, receiver: &str, other: &str) -> Option<&'static str> {
        let takes = |sig: &&&'static Sig| sig.min() == 1 && sig.args[0].ty.is_part(other);
        self.types.get(receiver)?.iter().find(takes).map(|sig| sig.name)
    }
}
