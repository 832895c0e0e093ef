//! Results of creating and dropping a database.

/// The outcome of [`create`](super::create).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Created {
    /// The database was created.
    Created,
    /// The database existed, or another session created it at the same time.
    AlreadyThere,
}

/// The outcome of [`drop`](super::drop).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dropped {
    /// The database was dropped.
    Dropped,
    /// There was no such database.
    NotThere,
}
