//! The function tables: one row says the name, arguments, bounds, documentation and effect of a method. Methods, keys of
//! option maps, messages, did-you-mean and the reference all come from it.

use rhai::Dynamic;

use super::args::Args;
use super::fault::{Fail, Fault};
use super::part::Part;
use super::types::Ty;
use crate::model::Spoken;

/// An argument.
#[derive(Clone, Copy, Debug)]
pub struct Arg {
    /// Its name, as messages and the reference have it.
    pub name: &'static str,
    /// What it may be.
    pub ty: Ty,
    /// Whether it may be left out.
    pub optional: bool,
}

/// An argument that has to be given.
pub const fn arg(name: &'static str, ty: Ty) -> Arg {
    Arg { name, ty, optional: false }
}

/// An argument that may be left out; only the last ones may.
pub const fn opt(name: &'static str, ty: Ty) -> Arg {
    Arg { name, ty, optional: true }
}

/// How repeated calls of a method add up (rule 5).
#[derive(Clone, Copy)]
pub enum Key {
    /// The later call wins.
    Once,
    /// The later call with the same first argument wins.
    First,
    /// The later call with the same key wins; the function makes the key of the arguments.
    By(fn(&Args) -> String),
    /// Each call adds.
    Each,
    /// No setting: not allowed in a map, not remembered (`when`, `change_container`).
    Never,
}

impl Key {
    /// How repeated calls add up, in a sentence.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Once => "The later call wins.",
            Self::First | Self::By(_) => "The later call of the same key wins; takes a map of several too.",
            Self::Each => "Each call adds.",
            Self::Never => "",
        }
    }
}

/// Name, arguments and documentation of a function or method.
pub struct Sig {
    /// Name in scripts.
    pub name: &'static str,
    /// Arguments in order.
    pub args: &'static [Arg],
    /// How it adds up.
    pub key: Key,
    /// One sentence.
    pub doc: &'static str,
    /// Names by which people look for it, for did-you-mean only.
    pub aka: &'static [&'static str],
    /// Keys that overlap with this one in an option map.
    pub overlaps: &'static [&'static str],
}

impl Sig {
    const fn new(name: &'static str, args: &'static [Arg], key: Key, doc: &'static str) -> Self {
        Self { name, args, key, doc, aka: &[], overlaps: &[] }
    }

    /// How many arguments it takes at least.
    pub fn min(&self) -> usize {
        self.args.iter().filter(|arg| !arg.optional).count()
    }

    /// How many arguments it takes at most.
    pub fn max(&self) -> usize {
        self.args.len()
    }

    /// As it is written: `port(name, number, options?)`.
    pub fn shape(&self) -> String {
        let args: Vec<String> =
            self.args.iter().map(|arg| format!("{}{}", arg.name, if arg.optional { "?" } else { "" })).collect();
        format!("{}({})", self.name, args.join(", "))
    }

    /// As a key of an option map: `port: [name, number]`.
    pub fn entry(&self) -> String {
        let args: Vec<&str> = self.args.iter().filter(|arg| !arg.optional).map(|arg| arg.name).collect();
        match args.as_slice() {
            [] => format!("{}: true", self.name),
            [one] => format!("{}: {one}", self.name),
            [key, value] if self.is_keyed() => format!("{}: #{{ {key}: {value} }}", self.name),
            several => format!("{}: [{}]", self.name, several.join(", ")),
        }
    }

    /// How many arguments, in words: "2 arguments", "1 to 3 arguments".
    pub fn count(&self) -> String {
        match (self.min(), self.max()) {
            (0, 0) => "no arguments".to_owned(),
            (1, 1) => "1 argument".to_owned(),
            (min, max) if min == max => format!("{min} arguments"),
            (min, max) => format!("{min} to {max} arguments"),
        }
    }

    /// Whether `.without` needs a key to know what of it is meant.
    pub fn has_keys(&self) -> bool {
        self.is_keyed() || matches!(self.key, Key::Each)
    }

    /// Whether a map may stand for several calls.
    pub fn is_keyed(&self) -> bool {
        matches!(self.key, Key::First | Key::By(_))
    }

    /// Whether it may be a key of an option map.
    pub fn is_setting(&self) -> bool {
        !matches!(self.key, Key::Never)
    }
}

/// The effect of a method.
pub enum Act<T: 'static> {
    /// Changes the value.
    Set(fn(&mut T, &Args) -> Result<(), Fault>),
    /// Whole seconds or a number, bounded by the argument's type.
    Int(fn(&mut T) -> &mut i64),
    /// The same where unset means something else.
    OptionalInt(fn(&mut T) -> &mut Option<i64>),
    /// Text.
    Text(fn(&mut T) -> &mut Option<String>),
    /// True or false; said without an argument it is true.
    Flag(fn(&mut T) -> &mut Option<bool>),
    /// Needs the part itself, as it calls back into the script.
    Whole(fn(Part<T>, &Args) -> Result<Part<T>, Fail>),
}

/// A method of a type.
pub struct Row<T: 'static> {
    /// Name, arguments, documentation.
    pub sig: Sig,
    /// Effect.
    pub act: Act<T>,
    /// How `.without` takes it away, by key; whether it was there.
    pub take: Option<fn(&mut T, &str) -> bool>,
}

/// A method of which the later call wins.
pub const fn row<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    set: fn(&mut T, &Args) -> Result<(), Fault>,
) -> Row<T> {
    Row { sig: Sig::new(name, args, Key::Once, doc), act: Act::Set(set), take: None }
}

/// A method that sets text.
pub const fn text<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    field: fn(&mut T) -> &mut Option<String>,
) -> Row<T> {
    Row { sig: Sig::new(name, args, Key::Once, doc), act: Act::Text(field), take: None }
}

/// A method that sets a number.
pub const fn int<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    field: fn(&mut T) -> &mut i64,
) -> Row<T> {
    Row { sig: Sig::new(name, args, Key::Once, doc), act: Act::Int(field), take: None }
}

/// A method that sets a number which is unset by default.
pub const fn optional_int<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    field: fn(&mut T) -> &mut Option<i64>,
) -> Row<T> {
    Row { sig: Sig::new(name, args, Key::Once, doc), act: Act::OptionalInt(field), take: None }
}

/// A method that takes nothing or a boolean.
pub const fn flag<T>(name: &'static str, doc: &'static str, field: fn(&mut T) -> &mut Option<bool>) -> Row<T> {
    const ON: &[Arg] = &[opt("on", Ty::Bool)];
    Row { sig: Sig::new(name, ON, Key::Once, doc), act: Act::Flag(field), take: None }
}

/// A method that calls back into the script.
pub const fn whole<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    act: fn(Part<T>, &Args) -> Result<Part<T>, Fail>,
) -> Row<T> {
    Row { sig: Sig::new(name, args, Key::Never, doc), act: Act::Whole(act), take: None }
}

impl<T> Row<T> {
    /// The later call with the same first argument wins.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.sig.key = Key::First;
        self
    }

    /// The later call with the same key wins.
    #[must_use]
    pub const fn keyed_by(mut self, key: fn(&Args) -> String) -> Self {
        self.sig.key = Key::By(key);
        self
    }

    /// No setting of its own: not a key of an option map, and not remembered.
    #[must_use]
    pub const fn never(mut self) -> Self {
        self.sig.key = Key::Never;
        self
    }

    /// Each call adds.
    #[must_use]
    pub const fn each(mut self) -> Self {
        self.sig.key = Key::Each;
        self
    }

    /// `.without` takes it away so; keyed and each rows are given the key, the others an empty one.
    #[must_use]
    pub const fn takes_away(mut self, take: fn(&mut T, &str) -> bool) -> Self {
        self.take = Some(take);
        self
    }

    /// Other names that people try.
    #[must_use]
    pub const fn aka(mut self, names: &'static [&'static str]) -> Self {
        self.sig.aka = names;
        self
    }

    /// Keys that may not stand in one map with this one.
    #[must_use]
    pub const fn overlaps(mut self, names: &'static [&'static str]) -> Self {
        self.sig.overlaps = names;
        self
    }
}

/// A constructor of a type.
pub struct Maker<T: 'static> {
    /// Name, arguments, documentation.
    pub sig: Sig,
    /// Makes the value.
    pub make: fn(&Args) -> Result<T, Fault>,
}

/// A constructor; options of the type may follow its arguments.
pub const fn maker<T>(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    make: fn(&Args) -> Result<T, Fault>,
) -> Maker<T> {
    Maker { sig: Sig::new(name, args, Key::Never, doc), make }
}

/// A function that gives no part of an app: `param`, `join`.
pub struct Function {
    /// Name, arguments, documentation.
    pub sig: Sig,
    /// Its result.
    pub call: fn(&Args) -> Result<Dynamic, Fault>,
}

/// A function that gives no part of an app.
pub const fn function(
    name: &'static str,
    args: &'static [Arg],
    doc: &'static str,
    call: fn(&Args) -> Result<Dynamic, Fault>,
) -> Function {
    Function { sig: Sig::new(name, args, Key::Never, doc), call }
}

/// A type of the language: its name, how it is made, and what can be said about it.
pub trait Kind: Spoken + Clone + std::fmt::Debug + 'static {
    /// Name in messages: `Container`.
    const NAME: &'static str;
    /// Constructors.
    const MAKERS: &'static [Maker<Self>];
    /// Methods, in groups, as some are shared with other types.
    const ROWS: &'static [&'static [Row<Self>]];

    /// The read-only property `name`, where it has one.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Every method.
    fn rows() -> impl Iterator<Item = &'static Row<Self>> {
        Self::ROWS.iter().flat_map(|group| group.iter())
    }

    /// Every method's signature.
    fn sigs() -> Vec<&'static Sig> {
        Self::rows().map(|row| &row.sig).collect()
    }
}
