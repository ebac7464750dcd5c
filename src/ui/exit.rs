//! The exit codes.

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing had to be done.
    Done,
    /// An error in the input or the use, or a question that was declined.
    Error,
    /// `diff` found changes.
    Changes,
    /// Another manager, owner or run holds what this one wants.
    Conflict,
    /// Partly applied, or not ready in time.
    Partial,
    /// The cluster cannot be reached, or refuses this user.
    Cluster,
    /// A signal stopped it.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Error => 1,
            Self::Changes => 2,
            Self::Conflict => 3,
            Self::Partial => 4,
            Self::Cluster => 5,
            Self::Interrupted => 130,
        }
    }
}
