//! Is it ready, and why not: pure rules over an object and what surrounds it.

/// How an object stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It is as it should be; a note says what is special about it ("paused").
    Ready(Option<String>),
    /// It is on its way, and this is what it waits for: `nginx-0: pulling nginx:1.27`.
    Waiting(String),
    /// It will not mend by itself, and this is why.
    Failed(String),
}
