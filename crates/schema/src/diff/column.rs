//! Columns.

use super::mode::Mode;
use super::number;
use super::numbering::renumber;
use super::side::Pair;
use super::walk::Walk;
use crate::dialect::script::same_sql;
use crate::schema::{Attribute, AutoIncrement, Change, Column, SqlType, Table};

impl Walk<'_> {
    pub(super) fn column(
        &self,
        (there, own): (Pair<'_>, usize),
        (wanted, place): (Pair<'_>, usize),
    ) -> Option<Change> {
        let (live, table) = (there.written, wanted.written);
        let from = live.columns.get(own)?;
        let declared = table.columns.get(place)?;
        let found = there.spelled.columns.get(own).unwrap_or(from);
        let spelled = wanted.spelled.columns.get(place).unwrap_or(declared);
        let same_type = self.same_type(from, declared);
        // A key column can hold no NULL whatever it says, but on SQLite, where Diesel takes it so all the same.
        let same_nullability = from.nullable == declared.nullable
            || (self.mode == Mode::Plain
                && live.is_key(&from.name)
                && table.is_key(&declared.name))
            || (self.mode == Mode::Plain && !declared.nullable && self.is_never_null(from))
            || (from.generated.is_some()
                && declared.generated.is_some()
                && !self.dialect.generated_not_null());
        let default = self.default_change(live, found, declared, spelled);
        let same_generated = self.same_generated(live, found, spelled);
        let same_collation = self.same_collation(live, from, declared);
        let several = table.key_columns().len() > 1;
        let keyed = several && live.is_key(&from.name) && table.is_key(&declared.name);
        // Without rowids there is nothing that AUTOINCREMENT could count.
        let numbering = match table.sqlite.options.without_rowid {
            true => None,
            false => self.numbering(from, declared, !same_type, keyed),
        };
        let same_numbering = numbering == from.auto_increment;
        // An attribute that is not declared stays.
        let same_attributes = match self.mode {
            Mode::Exact => from.attributes == declared.attributes,
            Mode::Managed | Mode::Plain => {
                let mut attributes = declared.attributes.iter();
                attributes.all(|own| from.attributes.contains(own))
            }
        };
        let same = same_type && same_nullability && default.is_none() && same_generated;
        let same = same && same_attributes;
        if same && same_collation && same_numbering {
            return None;
        }
        let mut to = from.clone();
        if !same_type {
            to.sql_type = declared.sql_type.clone();
        }
        renumber(&mut to, from, numbering);
        if !same_nullability {
            to.nullable = declared.nullable;
        }
        if let Some(default) = default {
            // A column has one default: what counted, counts no more.
            if default.is_some() {
                to.auto_increment = None;
                to.sequence = None;
            }
            to.default = default;
        }
        if !same_generated {
            to.generated.clone_from(&declared.generated);
        }
        if !same_attributes {
            if self.mode == Mode::Exact {
                to.attributes.clear();
            }
            let attributes = declared.attributes.iter().copied();
            let new: Vec<Attribute> = attributes
                .filter(|own| !to.attributes.contains(own))
                .collect();
            to.attributes.extend(new);
        }
        if !same_collation {
            to.collation.clone_from(&declared.collation);
        }
        Some(Change::AlterColumn {
            table: live.name.clone(),
            from: from.clone(),
            to,
        })
    }

    fn same_type(&self, live: &Column, declared: &Column) -> bool {
        if live.sql_type == declared.sql_type || declared.declared.is_unknown {
            return true;
        }
        // Only a column of the very type that is declared can count by SQLite's AUTOINCREMENT.
        let counts = declared.auto_increment == Some(AutoIncrement::Keyword);
        self.mode == Mode::Plain
            && (!counts || self.dialect.features().alter_in_place)
            && (self.dialect.accepts_column(declared, &live.sql_type)
                || self.accepts_domain(declared, &live.sql_type))
    }

    /// Returns whether the live type is a domain that forbids NULL.
    fn is_never_null(&self, live: &Column) -> bool {
        self.from.written.without_domains(&live.sql_type).1
    }

    /// Returns whether the live type is a domain over a type that the declared column may have. Diesel reads a value of a
    /// domain as one of that type.
    fn accepts_domain(&self, declared: &Column, live: &SqlType) -> bool {
        let (bare, _) = self.from.written.without_domains(live);
        bare != *live && self.dialect.accepts_column(declared, &bare)
    }

    /// The default that the column of `table` should get; `None` where it is right as it is.
    fn default_change(
        &self,
        table: &Table,
        live: &Column,
        declared: &Column,
        spelled: &Column,
    ) -> Option<Option<String>> {
        if self.mode == Mode::Plain && declared.default.is_none() {
            return None;
        }
        let same = match (meaningful(live), meaningful(spelled)) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                self.same_text(table, &self.truth(one), &self.truth(other))
                    || (self.mode != Mode::Exact && number::same(&live.sql_type, one, other))
            }
            _ => false,
        };
        (!same).then(|| declared.default.clone())
    }

    fn same_generated(&self, table: &Table, live: &Column, spelled: &Column) -> bool {
        match (&live.generated, &spelled.generated) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.stored == other.stored
                    && self.same_text(table, &one.expression, &other.expression)
            }
            _ => self.mode == Mode::Plain && spelled.generated.is_none(),
        }
    }

    /// A column without a collation of its own has the one of its table, where that is known.
    fn same_collation(&self, table: &Table, live: &Column, declared: &Column) -> bool {
        let of_table = table.mysql.collation.as_ref();
        live.collation == declared.collation
            || (live.collation.is_none() && declared.collation.as_ref() == of_table)
            || (self.mode == Mode::Plain && declared.collation.is_none())
    }

    /// TRUE and FALSE as the database's 1 and 0, where they are these.
    fn truth(&self, default: &str) -> String {
        if self.dialect.truth_is_a_number() {
            match default.to_ascii_lowercase().as_str() {
                "true" => return "1".to_owned(),
                "false" => return "0".to_owned(),
                _ => {}
            }
        }
        default.to_owned()
    }

    /// Returns whether two texts of the table are the same, both as the database spells them.
    fn same_text(&self, table: &Table, live: &str, spelled: &str) -> bool {
        self.respelled.contains(&table.name) || same_sql(self.dialect, live, spelled)
    }
}

/// `DEFAULT NULL` is none.
fn meaningful(column: &Column) -> Option<&str> {
    column
        .default
        .as_deref()
        .filter(|default| !default.eq_ignore_ascii_case("null"))
}
