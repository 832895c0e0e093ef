//! How much of two schemas is compared.

/// How complete the wanted schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The declaration is complete: types are exactly what would be written, foreign keys are compared both ways.
    Managed,
    /// An ordinary Diesel project: only what `table!` can say is compared, and a type need only be one that the
    /// declared type accepts.
    Plain,
    /// Both schemas are a database's: tables and enum types are compared both ways in every respect, except the
    /// order of columns, the names of constraints, and sequences.
    Exact,
}
