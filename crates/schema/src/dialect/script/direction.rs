//! The two scripts of a revision.

/// Which way a revision runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `up.sql`.
    Up,
    /// `down.sql`.
    Down,
}

impl Direction {
    /// The script's file name.
    #[doc(hidden)]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Up => "up.sql",
            Self::Down => "down.sql",
        }
    }

    /// The command that runs it: `upgrade`, `downgrade`.
    #[doc(hidden)]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Up => "upgrade",
            Self::Down => "downgrade",
        }
    }

    /// The word for what such a run did: `applied`, `taken back`.
    #[doc(hidden)]
    pub fn participle(self) -> &'static str {
        match self {
            Self::Up => "applied",
            Self::Down => "taken back",
        }
    }
}
