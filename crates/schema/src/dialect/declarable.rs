//! Features that a declaration may use on each database. An unsupported feature is refused at its place in the
//! declaration, before the server can refuse it.

use super::Dialect;
use crate::schema::{Attribute, AutoIncrement, CheckClauses};

/// The declarable features that a dialect's databases support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, each asked by itself"
)]
pub(crate) struct Declarable {
    /// How rows are numbered.
    pub numberings: &'static [AutoIncrement],
    /// A key of one integer can be one that the database does not number.
    pub unnumbered: bool,
    /// Enum types, by themselves or as columns' types.
    pub enums: bool,
    /// The methods that an index may name; `None` where the server decides.
    pub index_methods: Option<&'static [&'static str]>,
    /// `INCLUDE` of indexes.
    pub included_columns: bool,
    /// Storage parameters of indexes.
    pub index_parameters: bool,
    /// Indexes with a condition.
    pub partial_indexes: bool,
    /// `NULLS FIRST` and `NULLS LAST` in indexes.
    pub nulls_order: bool,
    /// Indexes of the beginning of a text.
    pub prefixes: bool,
    /// A unique index of whole columns and a unique constraint are one thing.
    pub unique_indexes_are_constraints: bool,
    /// `NULLS NOT DISTINCT`, `MATCH FULL`, `NOT VALID` and their like.
    pub constraint_options: bool,
    /// `NOT ENFORCED` of checks.
    pub unenforced_checks: bool,
    /// Foreign keys that are checked at commit.
    pub deferrable_keys: bool,
    /// `SET DEFAULT` as the action of a foreign key.
    pub set_default: bool,
    /// The clauses of a column that one database has.
    pub attributes: &'static [Attribute],
    /// `WITHOUT ROWID` and `STRICT`.
    pub storage_options: bool,
}

impl Declarable {
    /// No features. A dialect's folder begins from it and names the features that its databases have.
    pub(super) const NONE: Self = Self {
        numberings: &[],
        unnumbered: false,
        enums: false,
        index_methods: Some(&[]),
        included_columns: false,
        index_parameters: false,
        partial_indexes: false,
        nulls_order: false,
        prefixes: false,
        unique_indexes_are_constraints: false,
        constraint_options: false,
        unenforced_checks: false,
        deferrable_keys: false,
        set_default: false,
        attributes: &[],
        storage_options: false,
    };

    /// Returns the first clause of a check that the databases do not support.
    pub(crate) fn lacking(self, clauses: CheckClauses) -> Option<&'static str> {
        let words = clauses.words().into_iter();
        let mut lacking = words.filter(|words| match *words {
            "NOT ENFORCED" => !self.unenforced_checks,
            _ => !self.constraint_options,
        });
        lacking.next()
    }
}

impl Dialect {
    /// Returns the declarable features that the dialect's databases support.
    pub(crate) fn declarable(self) -> Declarable {
        self.facts().declarable
    }
}
