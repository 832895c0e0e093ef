//! The outcome of an attempt to run a revision.

/// The outcome of an attempt to run a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It ran, and is recorded.
    Done,
    /// Nothing ran: the records are not what they were, and what is pending has to be found out again.
    RecordsChanged,
}
