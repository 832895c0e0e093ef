//! Keys, checks and indexes.

use std::collections::{BTreeSet, HashMap};

use super::catalogue::{CheckRow, Flavour, IndexRow, KeyRow, RuleRow};
use super::column::Jsons;
use super::expression;
use super::rows::grouped;
use super::show_create;
use crate::database::MysqlConnection;
use crate::inspect::error::{InspectError, query_error};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, TokenKind, tokens};
use moviectl_schema::schema::{
    Check, CheckClauses, Deferrable, ForeignKey, Index, IndexKey, IndexPart, PrimaryKey,
    ReferentialAction, Table, TableName, Unique, UniqueClauses,
};

/// The foreign keys of all tables, each with the name of its table.
pub(super) fn foreign_keys(
    mut rows: Vec<KeyRow>,
    rules: Vec<RuleRow>,
    flavour: Flavour,
) -> Vec<(String, ForeignKey)> {
    let rules: HashMap<(String, String), RuleRow> = rules
        .into_iter()
        .map(|rule| ((rule.of_table.clone(), rule.name.clone()), rule))
        .collect();
    rows.sort_by(|a, b| {
        (&a.of_table, &a.name, a.position).cmp(&(&b.of_table, &b.name, b.position))
    });
    let mut keys: Vec<(String, ForeignKey)> = Vec::new();
    for row in rows {
        if let Some((of_table, key)) = keys.last_mut()
            && *of_table == row.of_table
            && key.name.as_ref() == Some(&row.name)
        {
            key.columns.push(row.column_name);
            key.referenced_columns.push(row.parent_column);
            continue;
        }
        let rule = rules.get(&(row.of_table.clone(), row.name.clone()));
        keys.push((
            row.of_table,
            ForeignKey {
                name: Some(row.name),
                columns: vec![row.column_name],
                references: TableName {
                    schema: row.parent_schema,
                    name: row.parent,
                },
                referenced_columns: vec![row.parent_column],
                on_delete: rule
                    .map_or_else(Default::default, |rule| action(&rule.on_delete, flavour)),
                on_update: rule
                    .map_or_else(Default::default, |rule| action(&rule.on_update, flavour)),
                deferrable: Deferrable::Never,
                clauses: Default::default(),
            },
        ));
    }
    keys
}

/// InnoDB checks foreign keys at once under either action, so RESTRICT and NO ACTION are compared as one
/// (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>). For a key that states no action, MariaDB
/// reports RESTRICT, and MySQL reports NO ACTION.
fn action(rule: &str, flavour: Flavour) -> ReferentialAction {
    match rule {
        "RESTRICT" if !flavour.is_mariadb() => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// Takes the rows that are no checks but MariaDB's periods of application time: the catalog lists a period as a check with its
/// name, and only `SHOW CREATE TABLE` tells which one it is. Returns each period with its table.
pub(super) fn take_periods(
    connection: &mut MysqlConnection,
    checks: &mut Vec<CheckRow>,
    flavour: Flavour,
) -> Result<Vec<(String, String)>, InspectError> {
    let mut periods = Vec::new();
    if !flavour.is_mariadb() {
        return Ok(periods);
    }
    let can_be_period = |check: &&CheckRow| !check.of_column && is_order(&check.clause);
    let tables: BTreeSet<String> = checks
        .iter()
        .filter(can_be_period)
        .map(|check| check.of_table.clone())
        .collect();
    for table in tables {
        let create = show_create::of_table(connection, &table).map_err(query_error("periods"))?;
        let names = show_create::periods(&create);
        periods.extend(names.into_iter().map(|name| (table.clone(), name)));
    }
    let is_period = |check: &CheckRow| {
        let of_this = |(table, name): &(String, String)| {
            (table, name) == (&check.of_table, &check.name) && is_order(&check.clause)
        };
        periods.iter().any(of_this)
    };
    checks.retain(|check| !is_period(check));
    Ok(periods)
}

/// Returns whether a check is the one of a period: `` `a` < `b` ``.
fn is_order(clause: &str) -> bool {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, clause).collect();
    matches!(all.as_slice(), [start, less, end] if less.text == "<"
        && [start, end].iter().all(|name| name.kind == TokenKind::QuotedIdentifier))
}

/// Adds the checks of a table; that of a column of JSON is its type.
pub(super) fn add_checks(table: &mut Table, rows: Vec<CheckRow>, jsons: &Jsons, flavour: Flavour) {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let checks = rows.into_iter().filter_map(|row| {
        let of_json = row.of_column && jsons.contains(&(row.of_table.clone(), row.name.clone()));
        if of_json {
            return None;
        }
        let text = flavour.expression(&row.clause);
        Some(Check {
            columns: match row.of_column {
                true => vec![row.name.clone()],
                false => expression::mentioned(&text, &names),
            },
            name: (!row.of_column).then_some(row.name),
            expression: text,
            clauses: CheckClauses {
                not_enforced: !row.enforced,
                ..CheckClauses::default()
            },
        })
    });
    let checks: Vec<Check> = checks.collect();
    table.checks.extend(checks);
}

/// Adds the indexes of a table, the primary key among them, each to where it belongs.
pub(super) fn add_indexes(table: &mut Table, rows: Vec<IndexRow>, flavour: Flavour) {
    let mut indexes: Vec<(String, Vec<IndexRow>)> =
        grouped(rows, |row| (row.name.clone(), row.position));
    indexes.sort_by(|a, b| a.0.cmp(&b.0));
    let implied = implied(table, &indexes);
    for (name, parts) in indexes {
        let plain = parts.iter().all(is_plain);
        let columns: Vec<String> = parts
            .iter()
            .filter_map(|part| part.column_name.clone())
            .collect();
        let unique = parts.iter().all(|part| part.is_unique);
        note(table, &name, &parts);
        if name == "PRIMARY" {
            table.primary_key = Some(PrimaryKey {
                name: None,
                columns,
            });
        } else if unique && plain {
            table.uniques.push(Unique {
                name: Some(name),
                columns,
                clauses: UniqueClauses {
                    hidden: parts.first().and_then(|first| hidden(first, flavour)),
                    ..UniqueClauses::default()
                },
            });
        } else {
            let mut index = index(table, &name, unique, &parts);
            index.hidden = parts.first().and_then(|first| hidden(first, flavour));
            match implied.contains(&name) {
                true => table.mysql.implied_indexes.push(index),
                false => table.indexes.push(index),
            }
        }
    }
}

/// Names the properties of an index that the model lacks.
fn note(table: &mut Table, name: &str, parts: &[IndexRow]) {
    let Some(first) = parts.first() else { return };
    if first
        .comment
        .as_ref()
        .is_some_and(|comment| !comment.is_empty())
    {
        table
            .unsupported
            .push(format!("the comment of index '{name}'"));
    }
    if name == "PRIMARY" && !parts.iter().all(is_plain) {
        table
            .unsupported
            .push("prefixes or directions of the primary key".to_owned());
    }
}

/// The word by which the optimizer leaves the index out.
fn hidden(part: &IndexRow, flavour: Flavour) -> Option<&'static str> {
    part.ignored.then_some(match flavour.is_mariadb() {
        true => "IGNORED",
        false => "INVISIBLE",
    })
}

/// Returns whether the part is a whole column in ascending order, in an index of the usual kind.
fn is_plain(part: &IndexRow) -> bool {
    part.column_name.is_some()
        && part.expression.is_none()
        && part.prefix.is_none()
        && !part.descending
        && method(part).is_none()
}

/// The index method, if declarations distinguish it. The engine chooses between HASH and BTREE: InnoDB accepts either
/// word and makes a B-tree, and MEMORY makes a hash index unless told otherwise.
fn method(part: &IndexRow) -> Option<&'static str> {
    match part.method.as_str() {
        "FULLTEXT" => Some("fulltext"),
        "SPATIAL" => Some("spatial"),
        _ => None,
    }
}

fn index(table: &Table, name: &str, unique: bool, parts: &[IndexRow]) -> Index {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let mut columns: Vec<String> = Vec::new();
    let mut touch = |touched: Vec<String>| {
        for column in touched {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    };
    let mut keys = Vec::new();
    for part in parts {
        let key = match (&part.column_name, &part.expression) {
            (Some(column), _) => {
                touch(vec![column.clone()]);
                // A spatial index always has one, and nobody can say another.
                let prefix = part.prefix.filter(|_| method(part).is_none());
                let prefix = prefix.and_then(|length| u32::try_from(length).ok());
                let column = column.clone();
                match prefix {
                    Some(length) => IndexKey::Prefix { column, length },
                    None => IndexKey::Column(column),
                }
            }
            (None, text) => {
                let text = text.as_deref().unwrap_or_default();
                let text = expression::plain(&expression::unescaped(text));
                touch(expression::mentioned(&text, &names));
                IndexKey::Expression(text)
            }
        };
        keys.push(IndexPart {
            descending: part.descending,
            ..IndexPart::of(key)
        });
    }
    Index {
        name: name.to_owned(),
        columns,
        unique,
        method: parts.first().and_then(method).map(str::to_owned),
        parts: keys,
        ..Index::default()
    }
}

/// The indexes that InnoDB created for a foreign key: over exactly the key's columns, under the name of the key or of
/// its first column. An index that a user created in this form looks the same; the user loses nothing.
fn implied(table: &Table, indexes: &[(String, Vec<IndexRow>)]) -> Vec<String> {
    let is_implied = |(name, parts): &&(String, Vec<IndexRow>)| {
        table.foreign_keys.iter().any(|key| {
            let columns = parts.iter().filter_map(|part| part.column_name.as_ref());
            let named = key.name.as_ref() == Some(name) || key.columns.first() == Some(name);
            named
                && parts.iter().all(|part| is_plain(part) && !part.is_unique)
                && columns.eq(&key.columns)
        })
    };
    indexes
        .iter()
        .filter(is_implied)
        .map(|(name, _)| name.clone())
        .collect()
}
