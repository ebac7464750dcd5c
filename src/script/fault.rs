//! What a native function reports: words and which part of its call is at fault. The place is found when it is shown.

use rhai::{Dynamic, EvalAltResult, Position};

/// A fault on its way through Rhai.
pub type Fail = Box<EvalAltResult>;

/// Which part of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    /// The name of the function.
    Call,
    /// An argument, from 0, the receiver not counted.
    Arg(usize),
    /// A key or item within an argument: `1.env.TZ`, `0.spec.ports[1]`.
    Path(String),
    /// A place that is known already.
    At(Position),
}

/// A fault of a call.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Code of the catalogue.
    pub code: &'static str,
    /// What happened.
    pub text: String,
    /// What to do; may be empty.
    pub help: String,
    /// Which part of the call.
    pub spot: Spot,
    /// Other places with their words.
    pub also: Vec<(Position, String)>,
}

impl Fault {
    /// A fault of the call as a whole.
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), help: String::new(), spot: Spot::Call, also: Vec::new() }
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// At a part of the call.
    #[must_use]
    pub fn at(mut self, spot: Spot) -> Self {
        self.spot = spot;
        self
    }

    /// With another place.
    #[must_use]
    pub fn and(mut self, position: Position, words: impl Into<String>) -> Self {
        self.also.push((position, words.into()));
        self
    }

    /// On its way, from a call at this position.
    pub fn fail(self, call: Position) -> Fail {
        EvalAltResult::ErrorRuntime(Dynamic::from(self), call).into()
    }
}
