//! Tables and columns as MySQL and MariaDB spell them.

use super::{DIALECT, implied};
use crate::dialect::script::tokens;
use crate::schema::{
    Attribute, AutoIncrement, Check, Column, Index, Table, TableName, comment_text,
};

/// The statements that make the table with all that belongs to it.
pub(super) fn create(table: &Table) -> Vec<String> {
    let counter = implied::of_counter(table);
    let mut statements = vec![create_table(table, counter.map(index_line))];
    let others = table.indexes.iter();
    let others = others.filter(|index| counter.is_none_or(|own| own.name != index.name));
    statements.extend(others.map(|index| DIALECT.create_index(&table.name, index)));
    // The collation is in the statement: to convert a table changes the types of its texts.
    let mut plain = table.clone();
    plain.mysql.collation = None;
    statements.extend(DIALECT.table_properties(&plain));
    statements
}

pub(super) fn drop_table(name: &TableName) -> String {
    format!("DROP TABLE {}", DIALECT.quote_table(name))
}

/// With the line of the index that the table can't be made without, where there is one.
fn create_table(table: &Table, index: Option<String>) -> String {
    let columns = table.columns.iter();
    let mut lines: Vec<String> = columns
        .map(|column| column_definition(table, column))
        .collect();
    if let Some(key) = &table.primary_key {
        lines.push(format!(
            "PRIMARY KEY ({})",
            DIALECT.quote_list(&key.columns)
        ));
    }
    // InnoDB names the index that it makes for a key as the key; another name must be said.
    let by_key = |name: &str| {
        let mut keys = table.foreign_keys.iter();
        keys.any(|key| key.name.as_deref() == Some(name))
    };
    let named_otherwise = table.mysql.implied_indexes.iter();
    lines.extend(
        named_otherwise
            .filter(|index| !by_key(&index.name))
            .map(|index| {
                let columns = DIALECT.quote_list(&index.columns);
                format!("INDEX {} ({columns})", DIALECT.quote(&index.name))
            }),
    );
    lines.extend(index);
    let uniques = table.uniques.iter();
    lines.extend(uniques.map(|unique| DIALECT.unique_constraint(unique)));
    let checks = table.checks.iter().filter(|check| !is_column_check(check));
    lines.extend(checks.map(|check| DIALECT.check_constraint(check)));
    let keys = table.foreign_keys.iter();
    lines.extend(keys.map(|key| DIALECT.foreign_key_constraint(key)));
    let comment = comment_text(table.comment.as_ref())
        .map(|text| format!(" COMMENT = {}", DIALECT.literal(text)))
        .unwrap_or_default();
    let collation = table.mysql.collation.iter().map(|collation| {
        let charset = collation.split('_').next().unwrap_or(collation);
        format!(" DEFAULT CHARACTER SET {charset} COLLATE {collation}")
    });
    let collation: String = collation.collect();
    format!(
        "CREATE TABLE {} (\n    {}\n){collation}{comment}",
        DIALECT.quote_table(&table.name),
        lines.join(",\n    "),
    )
}

/// A check that stands with its column (MariaDB): it has no name of its own.
fn is_column_check(check: &Check) -> bool {
    check.name.is_none() && check.columns.len() == 1
}

/// A column of `table` with everything that belongs to it alone, its own check included.
///
/// A TIMESTAMP says whether it may be NULL: without a word it may not, where `explicit_defaults_for_timestamp` is off
/// (MySQL before 8.0, MariaDB before 10.10). There the first one without a default also gets that of the current time,
/// which no word prevents. A generated column can't say it at all on MariaDB.
pub(super) fn column_definition(table: &Table, column: &Column) -> String {
    let mut text = format!(
        "{} {}",
        DIALECT.quote(&column.name),
        DIALECT.type_sql(&column.sql_type)
    );
    let (of_type, others): (Vec<_>, Vec<_>) = column
        .attributes
        .iter()
        .partition(|attribute| attribute.is_of_type());
    let say = |attributes: Vec<&Attribute>| {
        let words = attributes.iter().map(|attribute| format!(" {attribute}"));
        words.collect::<String>()
    };
    text.push_str(&say(of_type));
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", DIALECT.quote(collation)));
    }
    if let Some(generated) = &column.generated {
        let storage = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        let expression = &generated.expression;
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {storage}"));
    } else if !column.nullable {
        text.push_str(" NOT NULL");
    } else if column.sql_type.is_builtin("timestamp") {
        text.push_str(" NULL");
    }
    text.push_str(&say(others));
    if let Some(default) = default_of(column) {
        text.push_str(&format!(" {default}"));
    }
    if column.auto_increment == Some(AutoIncrement::Keyword) {
        text.push_str(" AUTO_INCREMENT");
    }
    if let Some(comment) = comment_text(column.comment.as_ref()) {
        text.push_str(&format!(" COMMENT {}", DIALECT.literal(comment)));
    }
    let own = |check: &&Check| is_column_check(check) && check.columns.contains(&column.name);
    for check in table.checks.iter().filter(own) {
        text.push_str(&format!(" CHECK ({})", check.expression));
    }
    text
}

/// `DEFAULT 0`; what is set as a row changes stands behind a default, or without one.
fn default_of(column: &Column) -> Option<String> {
    let default = column.default.as_ref()?;
    let mut words = tokens(DIALECT, default);
    if words.next().is_some_and(|token| token.is_word("on")) {
        return Some(default.clone());
    }
    Some(format!(
        "DEFAULT {}",
        DIALECT.column_default(&column.sql_type, default)
    ))
}

/// The action that sets a column's default without restating the whole column; `None` if MySQL does not accept the
/// default so. MySQL accepts a literal, but not a default that has to be an expression. A nullable column without a
/// default gets `DEFAULT NULL`: otherwise MySQL refuses a row that leaves the column out.
pub(super) fn set_default(column: &Column) -> Option<String> {
    let name = DIALECT.quote(&column.name);
    let takes_literals = DIALECT.column_default(&column.sql_type, "0") == "0";
    let default = match &column.default {
        None if !column.nullable => return Some(format!("ALTER COLUMN {name} DROP DEFAULT")),
        None => "NULL",
        Some(default) => default,
    };
    (takes_literals && is_literal(default))
        .then(|| format!("ALTER COLUMN {name} SET DEFAULT {default}"))
}

fn is_literal(value: &str) -> bool {
    let quoted = value.starts_with('\'') && value.ends_with('\'');
    let one = tokens(DIALECT, value).count() == 1;
    let word = ["true", "false", "null"];
    (quoted && one)
        || value.parse::<f64>().is_ok_and(f64::is_finite)
        || word.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Returns whether the server changes this column when another column of its row is set (`ON UPDATE`).
pub(super) fn changes_by_itself(column: &Column) -> bool {
    let Some(default) = &column.default else {
        return false;
    };
    let words: Vec<_> = tokens(DIALECT, default).collect();
    words
        .windows(2)
        .any(|pair| matches!(pair, [on, update] if on.is_word("on") && update.is_word("update")))
}

/// `UPDATE` of one column in rows that exist, which leaves alone what else would be set to the current time.
pub(super) fn update(table: &Table, column: &str, value: &str, condition: Option<&str>) -> String {
    let mut sets = vec![format!("{} = {value}", DIALECT.quote(column))];
    let kept = table.columns.iter();
    sets.extend(
        kept.filter(|own| own.name != column && changes_by_itself(own))
            .map(|own| {
                let name = DIALECT.quote(&own.name);
                format!("{name} = {name}")
            }),
    );
    let condition = condition.map_or_else(String::new, |text| format!(" WHERE {text}"));
    format!(
        "UPDATE {} SET {}{condition}",
        DIALECT.quote_table(&table.name),
        sets.join(", ")
    )
}

/// An index as a line of `CREATE TABLE`.
pub(super) fn index_line(index: &Index) -> String {
    format!(
        "{}INDEX {} {}",
        DIALECT.index_kind(index),
        DIALECT.quote(&index.name),
        DIALECT.index_body(index)
    )
}
