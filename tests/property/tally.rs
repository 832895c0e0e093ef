//! Counts the kinds of change, so that a generator that no longer makes one of them is noticed.

use std::collections::BTreeMap;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Change, Column, Index, IndexKey, IndexPart, Rename};

#[derive(Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<String, usize>,
    pub(crate) upgraded: usize,
    pub(crate) downgraded: usize,
    pub(crate) refused_up: usize,
    pub(crate) refused_down: usize,
    pub(crate) omissions: usize,
    /// Cases with objects that have no model, and those of them that were refused.
    pub(crate) attached: usize,
    pub(crate) attached_refused: usize,
    /// Rows that a database numbered by itself after a change.
    pub(crate) numbered: usize,
    /// Columns that got what was named for them.
    pub(crate) filled: usize,
    /// Cases that are left out because the server lacks what they say.
    pub(crate) left_out: usize,
}

/// The kinds of change that a declaration can make, or that follow from one.
const KINDS: [&str; 27] = [
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
    "rename table",
    "rename column",
    "generated: added",
    "generated: expression",
    "generated: removed",
    "foreign key: action",
    "index: descending",
    "index: unique",
];

/// The kinds that MySQL or MariaDB does not have.
const NOT_MYSQL_KINDS: [&str; 3] = [
    "foreign key: deferrable",
    "index: partial",
    "index: expression",
];

/// Those of MySQL alone, and those that it has with one other.
const MYSQL_KINDS: [&str; 6] = [
    "alter_column: collation",
    "alter_comment",
    "generated: stored",
    "index: prefix",
    "numbering: none to AUTOINCREMENT",
    "numbering: AUTOINCREMENT to none",
];

/// Those of PostgreSQL alone.
const POSTGRES_KINDS: [&str; 22] = [
    "add_schema",
    "add_enum",
    "remove_enum",
    "alter_enum: add value",
    "alter_enum: remove value",
    "alter_enum: order",
    "alter_enum: several",
    "alter_column: collation",
    "alter_comment",
    "index: INCLUDE",
    "numbering: none to SERIAL",
    "numbering: none to IDENTITY BY DEFAULT",
    "numbering: none to IDENTITY ALWAYS",
    "numbering: SERIAL to none",
    "numbering: SERIAL to IDENTITY BY DEFAULT",
    "numbering: SERIAL to IDENTITY ALWAYS",
    "numbering: IDENTITY BY DEFAULT to none",
    "numbering: IDENTITY BY DEFAULT to SERIAL",
    "numbering: IDENTITY BY DEFAULT to IDENTITY ALWAYS",
    "numbering: IDENTITY ALWAYS to none",
    "numbering: IDENTITY ALWAYS to SERIAL",
    "numbering: IDENTITY ALWAYS to IDENTITY BY DEFAULT",
];

/// Those of SQLite alone.
const SQLITE_KINDS: [&str; 7] = [
    "alter_column: collation",
    "numbering: none to AUTOINCREMENT",
    "numbering: AUTOINCREMENT to none",
    "generated: stored",
    "options: STRICT",
    "options: WITHOUT ROWID",
    "alter_options",
];

impl Tally {
    pub(crate) fn changes(&mut self, changes: &[Change]) {
        match changes.len() {
            0 => self.count("no change"),
            1 => {}
            _ => self.count("several changes"),
        }
        for change in changes {
            self.beyond(change, changes);
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

    pub(crate) fn renames(&mut self, renames: &[Rename]) {
        for rename in renames {
            self.count(match rename {
                Rename::Table { .. } => "rename table",
                _ => "rename column",
            });
        }
    }

    /// Counts the changes that only `table_args!` can express.
    fn beyond(&mut self, change: &Change, changes: &[Change]) {
        match change {
            Change::AlterColumn { from, to, .. } => self.beyond_column(from, to),
            Change::AddColumn { column, .. } if column.generated.is_some() => {
                self.count("generated: added");
            }
            Change::DropColumn { column, .. } if column.generated.is_some() => {
                self.count("generated: removed");
            }
            Change::AddForeignKey { table, foreign_key } => {
                let old = changes.iter().find_map(|other| match other {
                    Change::DropForeignKey {
                        table: owner,
                        foreign_key: gone,
                    } if owner == table && gone.same_reference(foreign_key) => Some(gone),
                    _ => None,
                });
                let Some(old) = old else { return };
                if (old.on_delete, old.on_update) != (foreign_key.on_delete, foreign_key.on_update)
                {
                    self.count("foreign key: action");
                }
                if old.deferrable != foreign_key.deferrable {
                    self.count("foreign key: deferrable");
                }
            }
            Change::AddIndex { index, .. } => self.index(index),
            Change::AlterOptions { from, to, .. } => {
                if from.strict != to.strict {
                    self.count("options: STRICT");
                }
                if from.without_rowid != to.without_rowid {
                    self.count("options: WITHOUT ROWID");
                }
            }
            _ => {}
        }
    }

    fn beyond_column(&mut self, from: &Column, to: &Column) {
        if from.auto_increment != to.auto_increment {
            let text = |column: &Column| {
                let kind = column.auto_increment;
                kind.map_or_else(|| "none".to_owned(), |kind| kind.to_string())
            };
            self.count(&format!("numbering: {} to {}", text(from), text(to)));
        }
        if let (Some(old), Some(new)) = (&from.generated, &to.generated) {
            if old.expression != new.expression {
                self.count("generated: expression");
            }
            if old.stored != new.stored {
                self.count("generated: stored");
            }
        }
        if from.collation != to.collation {
            self.count("alter_column: collation");
        }
    }

    fn index(&mut self, index: &Index) {
        let has = |wanted: fn(&IndexPart) -> bool| index.parts.iter().any(wanted);
        for (is_so, kind) in [
            (has(|part| part.descending), "index: descending"),
            (index.predicate.is_some(), "index: partial"),
            (
                has(|part| matches!(part.key, IndexKey::Expression(_))),
                "index: expression",
            ),
            (!index.include.is_empty(), "index: INCLUDE"),
            (
                has(|part| matches!(part.key, IndexKey::Prefix { .. })),
                "index: prefix",
            ),
            (index.unique, "index: unique"),
        ] {
            if is_so {
                self.count(kind);
            }
        }
    }

    fn count(&mut self, kind: &str) {
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
    }

    /// Each kind at least ten times, those of one database at least a few, and most cases with their rows to the end.
    pub(crate) fn assert_enough(&self, dialect: Dialect, cases: usize) {
        let own: &[&str] = match dialect {
            Dialect::Sqlite => &SQLITE_KINDS,
            Dialect::Postgres => &POSTGRES_KINDS,
            Dialect::Mysql => &MYSQL_KINDS,
            other => unreachable!("{other} is not tested"),
        };
        let more: &[&str] = match dialect {
            Dialect::Mysql => &[],
            _ => &NOT_MYSQL_KINDS,
        };
        let few = own.iter().map(|kind| (kind, 3));
        let many = KINDS.iter().chain(more).map(|kind| (kind, 10));
        for (kind, least) in many.chain(few) {
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
        assert!(self.numbered >= 20, "too few rows numbered\n{self}");
        assert!(self.filled >= 20, "too few columns filled\n{self}");
        assert!(
            self.attached * 2 > cases && self.attached_refused * 10 <= self.attached,
            "too few cases with objects, or too many of them refused\n{self}"
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
        writeln!(
            f,
            "rows numbered: {}, columns filled: {}, cases that the server lacks words for: {}",
            self.numbered, self.filled, self.left_out
        )?;
        writeln!(
            f,
            "with objects that have no model: {}, refused: {}",
            self.attached, self.attached_refused
        )?;
        write!(f, "statements left out: {}", self.omissions)
    }
}
