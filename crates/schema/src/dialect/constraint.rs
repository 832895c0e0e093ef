//! Constraints as SQL.

use super::Dialect;
use crate::schema::{Check, ForeignKey, ReferentialAction, Unique};

impl Dialect {
    /// `CONSTRAINT "name" `, or nothing.
    pub(crate) fn constraint_name(self, name: Option<&str>) -> String {
        name.map_or_else(String::new, |name| {
            format!("CONSTRAINT {} ", self.quote(name))
        })
    }

    /// A unique constraint with its name.
    pub(crate) fn unique_constraint(self, unique: &Unique) -> String {
        let clauses = &unique.clauses;
        let mut text = self.constraint_name(unique.name.as_deref()) + "UNIQUE";
        if clauses.nulls_not_distinct {
            text.push_str(" NULLS NOT DISTINCT");
        }
        let overlaps = match clauses.without_overlaps {
            true => " WITHOUT OVERLAPS",
            false => "",
        };
        let columns = self.quote_list(&unique.columns);
        text.push_str(&format!(" ({columns}{overlaps})"));
        if !clauses.include.is_empty() {
            let include = self.quote_list(&clauses.include);
            text.push_str(&format!(" INCLUDE ({include})"));
        }
        if let Some(parameters) = &clauses.parameters {
            text.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(word) = clauses.hidden {
            text.push_str(&format!(" {word}"));
        }
        text + &clauses.deferrable.words().to_uppercase()
    }

    /// A check constraint with its name.
    pub(crate) fn check_constraint(self, check: &Check) -> String {
        let name = self.constraint_name(check.name.as_deref());
        let mut text = format!("{name}CHECK ({})", check.expression);
        for words in check.clauses.words() {
            text.push_str(&format!(" {words}"));
        }
        text
    }

    /// A foreign key as a table constraint.
    pub(crate) fn foreign_key_constraint(self, key: &ForeignKey) -> String {
        format!(
            "{}FOREIGN KEY ({}) {}",
            self.constraint_name(key.name.as_deref()),
            self.with_period(&key.columns, key.clauses.period),
            self.references(key)
        )
    }

    /// A foreign key as a constraint of its only column.
    pub(crate) fn inline_foreign_key(self, key: &ForeignKey) -> String {
        format!(
            "{}{}",
            self.constraint_name(key.name.as_deref()),
            self.references(key)
        )
    }

    fn references(self, key: &ForeignKey) -> String {
        let clauses = &key.clauses;
        let mut text = format!(
            "REFERENCES {} ({})",
            self.quote_table(&key.references),
            self.with_period(&key.referenced_columns, clauses.period)
        );
        if clauses.match_full {
            text.push_str(" MATCH FULL");
        }
        if key.on_update != ReferentialAction::NoAction {
            text.push_str(&format!(" ON UPDATE {}", key.on_update.keywords()));
        }
        if key.on_delete != ReferentialAction::NoAction {
            text.push_str(&format!(" ON DELETE {}", key.on_delete.keywords()));
        }
        if !clauses.set_columns.is_empty() {
            let columns = self.quote_list(&clauses.set_columns);
            text.push_str(&format!(" ({columns})"));
        }
        text.push_str(&key.deferrable.words().to_uppercase());
        for (is_set, words) in [
            (clauses.not_valid, " NOT VALID"),
            (clauses.not_enforced, " NOT ENFORCED"),
        ] {
            if is_set {
                text.push_str(words);
            }
        }
        text
    }

    /// A list of columns, with `PERIOD` before the last of a key over ranges.
    fn with_period(self, columns: &[String], period: bool) -> String {
        match columns.split_last() {
            Some((last, first)) if period => {
                let mut parts: Vec<String> = first.iter().map(|name| self.quote(name)).collect();
                parts.push(format!("PERIOD {}", self.quote(last)));
                parts.join(", ")
            }
            _ => self.quote_list(columns),
        }
    }
}
