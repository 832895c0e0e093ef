//! Tables and what belongs to them, in few words.

use moviectl_schema::schema::{
    AutoIncrement, Change, Column, Deferrable, ForeignKey, Generated, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, Unique,
};

use crate::DIALECT;

pub(crate) fn column(name: &str, sql_type: &str) -> Column {
    let nullable = !sql_type.ends_with('!');
    Column::new(
        name,
        DIALECT.parse_type(sql_type.trim_end_matches('!')),
        nullable,
    )
}

pub(crate) fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    table.columns = columns
        .iter()
        .map(|(name, kind)| column(name, kind))
        .collect();
    table.primary_key = key(&[columns[0].0]);
    table
}

pub(crate) fn counted(mut table: Table) -> Table {
    table.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    table
}

pub(crate) fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

pub(crate) fn key(columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        name: None,
        columns: owned(columns),
    })
}

pub(crate) fn reference(
    name: &str,
    columns: &[&str],
    parent: &str,
    referenced: &[&str],
) -> ForeignKey {
    ForeignKey {
        clauses: Default::default(),
        name: Some(name.to_owned()),
        columns: owned(columns),
        references: TableName::new(parent),
        referenced_columns: owned(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}

pub(crate) fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique {
        name: Some(name.to_owned()),
        columns: owned(columns),
        clauses: Default::default(),
    }
}

pub(crate) fn index(name: &str, columns: &[&str]) -> Index {
    Index::of_columns(name, &owned(columns))
}

pub(crate) fn schema(tables: &[&Table]) -> Schema {
    let mut schema = Schema::default();
    for table in tables {
        let mut table = (*table).clone();
        // As a live schema has it.
        for key in &table.foreign_keys {
            let served = table
                .uniques
                .iter()
                .any(|own| own.columns.starts_with(&key.columns))
                || table
                    .indexes
                    .iter()
                    .any(|own| own.columns.starts_with(&key.columns))
                || table.key_columns().starts_with(&key.columns);
            if !served {
                let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
                let name = key.name.clone().unwrap();
                table.mysql.implied_indexes.push(index(&name, &columns));
            }
        }
        schema.tables.push(table);
    }
    schema
}

pub(crate) fn alter(table: &Table, name: &str, change: impl FnOnce(&mut Column)) -> Change {
    let from = table.column(name).unwrap().clone();
    let mut to = from.clone();
    change(&mut to);
    Change::AlterColumn {
        table: table.name.clone(),
        from,
        to,
    }
}

pub(crate) fn generated(name: &str, expression: &str, stored: bool) -> Column {
    let mut column = column(name, "integer");
    column.generated = Some(Generated {
        expression: expression.to_owned(),
        stored,
    });
    column
}

pub(crate) fn integer(name: &str) -> SqlType {
    DIALECT.parse_type(name)
}

/// A parent and a child with one foreign key.
pub(crate) fn family() -> (Table, Table) {
    let mut parent = counted(table("p", &[("id", "integer!"), ("u", "integer!")]));
    parent.uniques.push(unique("p_u", &["u"]));
    let mut child = counted(table(
        "c",
        &[("id", "integer!"), ("a", "integer"), ("b", "integer")],
    ));
    child
        .foreign_keys
        .push(reference("c_a_fkey", &["a"], "p", &["id"]));
    (parent, child)
}
