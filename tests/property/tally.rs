//! What was seen, so that a generator that no longer makes something is noticed.

use std::collections::BTreeMap;

use moviectl::dialect::Dialect;
use moviectl::schema::Change;

#[derive(Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<String, usize>,
    pub(crate) upgraded: usize,
    pub(crate) downgraded: usize,
    pub(crate) refused_up: usize,
    pub(crate) refused_down: usize,
    pub(crate) omissions: usize,
}

/// The kinds of change that a declaration can make, or that follow from one.
const KINDS: [&str; 19] = [
    "add_table",
    "remove_table",
    "add_column",
    "remove_column",
    "alter_column: type",
    "alter_column: length",
    "alter_column: NULL",
    "alter_column: NOT NULL",
    "alter_primary_key",
    "add_foreign_key",
    "remove_foreign_key",
    "alter_column: default",
    "add_unique",
    "add_check",
    "add_index",
    "remove_unique",
    "remove_check",
    "remove_index",
    "several changes",
];

/// Those of PostgreSQL alone.
const POSTGRES_KINDS: [&str; 7] = [
    "add_schema",
    "add_enum",
    "remove_enum",
    "alter_enum: add value",
    "alter_enum: remove value",
    "alter_enum: order",
    "alter_enum: several",
];

impl Tally {
    pub(crate) fn changes(&mut self, changes: &[Change]) {
        match changes.len() {
            0 => self.count("no change"),
            1 => {}
            _ => self.count("several changes"),
        }
        for change in changes {
            if let Change::AlterEnum { from, to } = change {
                match (to.lacking_in(from).len(), from.lacking_in(to).len()) {
                    (0, 0) => self.count("alter_enum: order"),
                    (1, 0) => self.count("alter_enum: add value"),
                    (0, _) => self.count("alter_enum: remove value"),
                    _ => self.count("alter_enum: several"),
                }
                continue;
            }
            let Change::AlterColumn { from, to, .. } = change else {
                self.count(change.kind());
                continue;
            };
            if from.sql_type.name != to.sql_type.name
                || from.sql_type.dimensions != to.sql_type.dimensions
            {
                self.count("alter_column: type");
            } else if from.sql_type != to.sql_type {
                self.count("alter_column: length");
            }
            if from.default != to.default {
                self.count("alter_column: default");
            }
            match (from.nullable, to.nullable) {
                (false, true) => self.count("alter_column: NULL"),
                (true, false) => self.count("alter_column: NOT NULL"),
                _ => {}
            }
        }
    }

    fn count(&mut self, kind: &str) {
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
    }

    /// Each kind at least ten times, those of one database at least a few, and most cases with their rows to the end.
    pub(crate) fn assert_enough(&self, dialect: Dialect, cases: usize) {
        let own: &[&str] = match dialect {
            Dialect::Sqlite => &[],
            Dialect::Postgres => &POSTGRES_KINDS,
        };
        let few = own.iter().map(|kind| (kind, 3));
        for (kind, least) in KINDS.iter().map(|kind| (kind, 10)).chain(few) {
            let seen = self.kinds.get(*kind).copied().unwrap_or(0);
            assert!(seen >= least, "{kind}: seen only {seen} times\n{self}");
        }
        assert!(
            self.upgraded * 2 > cases,
            "too few upgrades with rows\n{self}"
        );
        assert!(
            self.downgraded * 3 > cases,
            "too few downgrades with rows\n{self}"
        );
        assert!(
            self.refused_up >= 10,
            "too few upgrades that rows refuse\n{self}"
        );
        assert!(
            self.omissions > cases,
            "too few statements left out\n{self}"
        );
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (kind, seen) in &self.kinds {
            writeln!(f, "{kind}: {seen}")?;
        }
        writeln!(
            f,
            "upgraded with rows: {}, refused by rows: {}",
            self.upgraded, self.refused_up
        )?;
        writeln!(
            f,
            "downgraded with rows: {}, refused: {}",
            self.downgraded, self.refused_down
        )?;
        write!(f, "statements left out: {}", self.omissions)
    }
}
