//! Renaming a column that SQL of its table mentions.
//!
//! MariaDB follows a new name into checks, generated columns and defaults. MySQL refuses it as long as one of them, or an
//! index over an expression, mentions the column. One statement that also says them again serves both, and does all of it
//! or nothing (<https://dev.mysql.com/doc/refman/9.7/en/alter-table.html>).

use super::DIALECT;
use super::sql::{add_index, alter, alter_all, modify};
use crate::dialect::script::{TokenKind, tokens};
use crate::plan::Step;
use crate::schema::{Check, Column, ForeignKey, Index, Schema, Table, TableName};

/// The step that renames a column of `schema`, and that schema afterwards.
pub(super) fn column(schema: &mut Schema, table: &TableName, from: &str, to: &str) -> Option<Step> {
    schema.table(table)?;
    let mut after = schema.clone();
    for own in &mut after.tables {
        if own.name == *table {
            *own = renamed(own, from, to);
        }
        let keys = own.foreign_keys.iter_mut();
        for key in keys.filter(|key| key.references == *table) {
            rename_in(&mut key.referenced_columns, from, to);
        }
    }
    let step = Step {
        up: statements(schema, &after, table, from, to),
        down: statements(&after, schema, table, to, from),
    };
    *schema = after;
    Some(step)
}

/// MySQL renames a column of a foreign key only where the table stays in its place. It makes the table anew where a check
/// or a computed column is said again, and for some checks over other columns (of texts that are NOT NULL) whatever is
/// said: then the keys go and come back.
fn statements(
    before: &Schema,
    after: &Schema,
    table: &TableName,
    from: &str,
    to: &str,
) -> Vec<String> {
    let (Some(own), Some(renamed)) = (before.table(table), after.table(table)) else {
        return Vec::new();
    };
    let actions = actions(own, renamed, from, to);
    let rename = alter_all(table, &actions);
    if actions.len() == 1 && own.checks.is_empty() {
        return vec![rename];
    }
    let keys = |schema: &Schema, column: &str| -> Vec<(TableName, ForeignKey)> {
        let of_table = |own: &Table| {
            let keys = own.foreign_keys.iter().filter(|key| {
                let has =
                    |columns: &[String]| columns.iter().any(|own| DIALECT.same_name(own, column));
                (own.name == *table && has(&key.columns))
                    || (key.references == *table && has(&key.referenced_columns))
            });
            let keys = keys.map(|key| (own.name.clone(), key.clone()));
            keys.collect::<Vec<_>>()
        };
        schema.tables.iter().flat_map(of_table).collect()
    };
    let drops = keys(before, from).into_iter().filter_map(|(owner, key)| {
        let name = DIALECT.quote(key.name.as_deref()?);
        Some(alter(&owner, &format!("DROP FOREIGN KEY {name}")))
    });
    let adds = keys(after, to).into_iter().map(|(owner, key)| {
        let key = DIALECT.foreign_key_constraint(&key);
        alter(&owner, &format!("ADD {key}"))
    });
    drops.chain([rename]).chain(adds).collect()
}

fn actions(before: &Table, after: &Table, from: &str, to: &str) -> Vec<String> {
    let (old, new) = (DIALECT.quote(from), DIALECT.quote(to));
    let mut removals = Vec::new();
    let mut changes = vec![format!("RENAME COLUMN {old} TO {new}")];
    let mut additions = Vec::new();
    for (check, renamed) in before.checks.iter().zip(&after.checks) {
        if let Some(name) = &check.name
            && mentions(&check.expression, from)
        {
            removals.push(format!("DROP CONSTRAINT {}", DIALECT.quote(name)));
            additions.push(format!("ADD {}", DIALECT.check_constraint(renamed)));
        }
    }
    for (index, renamed) in before.indexes.iter().zip(&after.indexes) {
        if index.sql().any(|sql| mentions(sql, from)) {
            let comment = format!("the comment of index '{}'", index.name);
            // An index whose comment cannot be restated stays as it is: the server then refuses the change.
            if before.unsupported.contains(&comment) {
                continue;
            }
            removals.push(format!("DROP INDEX {}", DIALECT.quote(&index.name)));
            additions.push(add_index(renamed));
        }
    }
    for (column, renamed) in before.columns.iter().zip(&after.columns) {
        let of_column = format!(" column '{}'", column.name);
        let mut reasons = before.unsupported.iter();
        if sql_of(column).is_some_and(|text| mentions(text, from))
            && !reasons.any(|reason| reason.ends_with(&of_column))
        {
            changes.push(said_again(after, renamed));
        }
    }
    [removals, changes, additions].concat()
}

/// A generated column of MySQL's can be NOT NULL, which one of MariaDB's can't.
fn said_again(table: &Table, column: &Column) -> String {
    let text = modify(table, column);
    match column.generated.is_some() && !column.nullable {
        true => format!("{text} NOT NULL"),
        false => text,
    }
}

fn sql_of(column: &Column) -> Option<&str> {
    match &column.generated {
        Some(generated) => Some(&generated.expression),
        None => column.default.as_deref(),
    }
}

/// The table with another name for one of its columns, in all that mentions it.
fn renamed(table: &Table, from: &str, to: &str) -> Table {
    let mut table = table.clone();
    let name = |own: &mut String| {
        if DIALECT.same_name(own, from) {
            to.clone_into(own);
        }
    };
    let sql = |text: &mut String| *text = in_sql(text, from, to);
    let index = |index: &mut Index| {
        index.columns_mut().for_each(name);
        index.sql_mut().for_each(sql);
    };
    for column in &mut table.columns {
        name(&mut column.name);
        column.default.iter_mut().for_each(sql);
        if let Some(generated) = &mut column.generated {
            sql(&mut generated.expression);
        }
    }
    if let Some(key) = &mut table.primary_key {
        key.columns.iter_mut().for_each(name);
    }
    for key in &mut table.foreign_keys {
        rename_in(&mut key.columns, from, to);
    }
    for unique in &mut table.uniques {
        unique.columns.iter_mut().for_each(name);
    }
    for check in &mut table.checks {
        let Check {
            expression,
            columns,
            ..
        } = check;
        columns.iter_mut().for_each(name);
        sql(expression);
    }
    table.indexes.iter_mut().for_each(index);
    table.mysql.implied_indexes.iter_mut().for_each(index);
    table
}

fn rename_in(columns: &mut [String], from: &str, to: &str) {
    for own in columns {
        if DIALECT.same_name(own, from) {
            to.clone_into(own);
        }
    }
}

fn mentions(text: &str, column: &str) -> bool {
    in_sql(text, column, "") != text
}

/// SQL as the server spells it, in which a name of a column is always in quotes, with another name for one of them.
fn in_sql(text: &str, from: &str, to: &str) -> String {
    let all: Vec<_> = tokens(DIALECT, text).collect();
    let mut renamed = String::with_capacity(text.len());
    let mut done = 0;
    for (at, token) in all.iter().enumerate() {
        let is_table = all.get(at + 1).is_some_and(|next| next.is_punctuation("."));
        let is_name = token.kind == TokenKind::QuotedIdentifier && !is_table;
        let name = token.identifier().filter(|_| is_name);
        if name.is_some_and(|name| DIALECT.same_name(&name, from)) {
            renamed.push_str(text.get(done..token.start).unwrap_or_default());
            renamed.push_str(&DIALECT.quote(to));
            done = token.end();
        }
    }
    renamed + text.get(done..).unwrap_or_default()
}
