//! Keys, constraints and triggers of a table.

use super::index::Index;
use super::name::TableName;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name; `None` for an unnamed constraint (SQLite) or in a declaration.
    pub name: Option<String>,
    /// The columns, in key order; never empty.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ForeignKey {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub references: TableName,
    /// The referenced columns, as many as `columns`.
    pub referenced_columns: Vec<String>,
    /// The action when the referenced row is deleted.
    pub on_delete: ReferentialAction,
    /// The action when the referenced key is updated.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// PostgreSQL's further clauses.
    pub clauses: ForeignKeyClauses,
}

impl ForeignKey {
    /// The actions and clauses other than the defaults, in the words of a declaration: ` on delete cascade not valid`.
    pub(crate) fn options(&self) -> String {
        let clauses = &self.clauses;
        let mut text = String::new();
        for (event, action) in [("delete", self.on_delete), ("update", self.on_update)] {
            if action != ReferentialAction::default() {
                text.push_str(&format!(" on {event} {}", action.keywords().to_lowercase()));
            }
            if event == "delete" && !clauses.set_columns.is_empty() {
                text.push_str(&format!(" ({})", clauses.set_columns.join(", ")));
            }
        }
        text.push_str(self.deferrable.words());
        for (is_set, words) in [
            (clauses.match_full, " match full"),
            (clauses.period, " period"),
            (clauses.not_valid, " not valid"),
            (clauses.not_enforced, " not enforced"),
        ] {
            if is_set {
                text.push_str(words);
            }
        }
        text
    }
}

/// Clauses of a foreign key that PostgreSQL alone has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ForeignKeyClauses {
    /// `MATCH FULL`: either all referencing columns are NULL or none.
    pub match_full: bool,
    /// The columns of `ON DELETE SET NULL (…)` or `SET DEFAULT (…)`; empty for all columns. From PostgreSQL 15.
    pub set_columns: Vec<String>,
    /// `PERIOD`: the last column is a range that referenced ranges must cover. From PostgreSQL 18.
    pub period: bool,
    /// `NOT VALID`: the rows from before the constraint were not checked.
    pub not_valid: bool,
    /// `NOT ENFORCED`: no row is checked. From PostgreSQL 18.
    pub not_enforced: bool,
}

impl ForeignKeyClauses {
    /// Returns whether a declaration can express the clauses. A key that cannot be declared is not dropped because the
    /// declaration lacks it.
    pub fn is_declarable(&self) -> bool {
        self.set_columns.is_empty() && !self.period && !self.not_enforced
    }
}

impl Unique {
    /// The clauses in the words of a declaration: ` nulls not distinct include (b)`. `include` has the stored columns'
    /// names.
    pub(crate) fn options(&self, include: &[String]) -> String {
        let clauses = &self.clauses;
        let mut text = String::new();
        for (is_set, words) in [
            (clauses.nulls_not_distinct, " nulls not distinct"),
            (clauses.without_overlaps, " without overlaps"),
        ] {
            if is_set {
                text.push_str(words);
            }
        }
        if !include.is_empty() {
            text.push_str(&format!(" include ({})", include.join(", ")));
        }
        if let Some(parameters) = &clauses.parameters {
            text.push_str(&format!(" with ({parameters})"));
        }
        if let Some(word) = clauses.hidden {
            text.push_str(&format!(" {}", word.to_lowercase()));
        }
        text + clauses.deferrable.words()
    }
}

/// Clauses of a unique constraint. PostgreSQL alone has most of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UniqueClauses {
    /// `NULLS NOT DISTINCT`: two NULLs are duplicates. From PostgreSQL 15.
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS`: the last column is a range, and ranges of equal keys do not overlap. From PostgreSQL 18.
    pub without_overlaps: bool,
    /// Columns that are only stored in its index.
    pub include: Vec<String>,
    /// Storage parameters of its index as SQL: `fillfactor=70`.
    pub parameters: Option<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// The word by which the server's optimizer leaves its index out, as in [`Index::hidden`].
    pub hidden: Option<&'static str>,
}

impl UniqueClauses {
    /// Returns the clauses without `hidden`, which a declaration does not know.
    pub(crate) fn without_hidden(&self) -> Self {
        Self {
            hidden: None,
            ..self.clone()
        }
    }

    /// Returns whether a declaration can express the clauses. A constraint that cannot be declared is not dropped because
    /// the declaration lacks it.
    pub fn is_declarable(&self) -> bool {
        !self.without_overlaps && self.parameters.is_none()
    }
}

impl Check {
    /// The clauses in the words of a declaration: ` no inherit`.
    pub(crate) fn options(&self) -> String {
        let words = self.clauses.words().into_iter();
        words
            .map(|own| format!(" {}", own.to_lowercase()))
            .collect()
    }
}

/// Clauses behind the condition of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CheckClauses {
    /// `NO INHERIT`: the check does not hold for tables that inherit. PostgreSQL alone.
    pub no_inherit: bool,
    /// `NOT VALID`: the rows from before the check were not checked. PostgreSQL alone.
    pub not_valid: bool,
    /// `NOT ENFORCED`: no row is checked. PostgreSQL from 18, and MySQL.
    pub not_enforced: bool,
}

impl CheckClauses {
    /// The clauses as SQL, in the order in which databases take them.
    pub fn words(self) -> Vec<&'static str> {
        [
            (self.no_inherit, "NO INHERIT"),
            (self.not_valid, "NOT VALID"),
            (self.not_enforced, "NOT ENFORCED"),
        ]
        .into_iter()
        .filter_map(|(is_set, words)| is_set.then_some(words))
        .collect()
    }
}

/// `ON DELETE` and `ON UPDATE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum ReferentialAction {
    /// `NO ACTION`, the default of the standard.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl ReferentialAction {
    /// The action in the words of the SQL standard.
    pub fn keywords(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Deferrable {
    /// At the end of each statement, always.
    #[default]
    Never,
    /// At the end of each statement, unless a transaction defers it.
    InitiallyImmediate,
    /// At commit.
    InitiallyDeferred,
}

impl Deferrable {
    /// The words of a declaration, with a space before them; empty for the default.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Never => "",
            Self::InitiallyImmediate => " deferrable",
            Self::InitiallyDeferred => " deferrable initially deferred",
        }
    }
}

/// A unique constraint (not a unique index that was created by itself: that is an [`Index`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// The further clauses.
    pub clauses: UniqueClauses,
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The condition as SQL text, without the parentheses around it.
    pub expression: String,
    /// The columns it reads, where the database tells; may be incomplete on SQLite.
    pub columns: Vec<String>,
    /// The clauses behind its condition.
    pub clauses: CheckClauses,
}

/// An exclusion constraint of PostgreSQL: no two rows have values for which all operators hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Its index, whose name is the constraint's, and whose columns are those that the constraint is about.
    pub index: Index,
    /// The operators as SQL, as many as the index has keys.
    pub operators: Vec<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// A trigger on a table, kept as text: SQLite's rebuilds must make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The trigger's name.
    pub name: String,
    /// The `CREATE TRIGGER` statement that makes it, without a closing semicolon.
    pub definition: String,
}
