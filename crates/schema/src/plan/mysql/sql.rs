//! The actions of `ALTER TABLE`, and the statement around them.

use super::DIALECT;
use super::definition::column_definition;
use crate::dialect::script::{Token, tokens};
use crate::schema::{Column, Index, Table, TableName};

pub(super) fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

pub(super) fn alter_all(table: &TableName, actions: &[String]) -> String {
    alter(table, &actions.join(",\n    "))
}

/// Says all of a column of `table` again, which is how MySQL changes any of it.
pub(super) fn modify(table: &Table, column: &Column) -> String {
    format!("MODIFY COLUMN {}", column_definition(table, column))
}

pub(super) fn add_column(table: &Table, column: &Column) -> String {
    format!("ADD COLUMN {}", column_definition(table, column))
}

pub(super) fn drop_column(column: &Column) -> String {
    format!("DROP COLUMN {}", DIALECT.quote(&column.name))
}

/// `ADD INDEX`, for what `CREATE INDEX` says of an index; `None` where that is not understood.
pub(super) fn add_index(index: &Index) -> Option<String> {
    index_line(index).map(|line| format!("ADD {line}"))
}

/// An index as a line of `CREATE TABLE`.
pub(super) fn index_line(index: &Index) -> Option<String> {
    let words: Vec<Token<'_>> = tokens(DIALECT, &index.definition)
        .take_while(|token| !token.is_word("on"))
        .collect();
    let (create, kind_and_name) = words.split_first()?;
    let name = kind_and_name
        .iter()
        .position(|token| token.is_word("index"))?;
    let kind = kind_and_name.get(..name)?;
    let kind: String = kind
        .iter()
        .map(|token| format!("{} ", token.text))
        .collect();
    let using = kind_and_name.get(name + 2..)?;
    let using: String = using
        .iter()
        .map(|token| format!("{} ", token.text))
        .collect();
    let definition = &index.definition;
    let special = DIALECT.special_index_list(definition);
    let body = special.unwrap_or_else(|| DIALECT.index_body(definition));
    create
        .is_word("create")
        .then(|| format!("{kind}INDEX {} {using}{body}", DIALECT.quote(&index.name)))
}
