//! The indexes that InnoDB makes by itself for foreign keys, kept in step with what is planned.
//!
//! A key needs an index that begins with its columns in their order, whole ones
//! (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>). One that the server made goes by itself
//! as another comes that serves, but not where somebody made it by name, and no catalogue tells the two apart. So
//! that statements say it themselves, which is right for both.

use std::borrow::Cow;
use std::collections::HashMap;

use super::DIALECT;
use crate::schema::{
    AutoIncrement, Change, Column, Evolving, ForeignKey, Index, IndexKey, Table, TableName,
};

/// Makes the implied indexes of the table that `change` was about what they are after it. One stays while its key is made
/// anew by a change to come: to build it again takes long where there are many rows.
pub(super) fn settle(schema: &mut Evolving, change: &Change, to_come: &ToCome<'_>, place: usize) {
    let concerned = matches!(
        change,
        Change::CreateTable(_)
            | Change::AlterPrimaryKey { .. }
            | Change::AddForeignKey { .. }
            | Change::DropForeignKey { .. }
            | Change::AddUnique { .. }
            | Change::DropUnique { .. }
            | Change::AddIndex { .. }
            | Change::DropIndex { .. }
    );
    if let Some(name) = change.table().filter(|_| concerned)
        && let Some(table) = schema.table_mut(name)
    {
        settle_table(table, &to_come.keys(name, place));
    }
}

/// The changes of each table, with the places of their groups in the order of all.
pub(super) struct ToCome<'c>(HashMap<&'c TableName, Vec<(usize, &'c Change)>>);

impl<'c> ToCome<'c> {
    pub(super) fn of(groups: &'c [Vec<Change>]) -> Self {
        let mut by_table: HashMap<&TableName, Vec<(usize, &Change)>> = HashMap::new();
        for (place, group) in groups.iter().enumerate() {
            for change in group {
                if let Some(table) = change.table() {
                    by_table.entry(table).or_default().push((place, change));
                }
            }
        }
        Self(by_table)
    }

    /// The keys that the groups behind that place add to the table, whose columns are there until then.
    fn keys(&self, table: &TableName, place: usize) -> Vec<&'c ForeignKey> {
        let all = self.0.get(table).map_or(&[][..], Vec::as_slice);
        let changes = all.iter().filter(|(own, _)| *own > place);
        let goes = |key: &ForeignKey| {
            changes.clone().any(|(_, change)| match change {
                Change::DropColumn { column, .. } => key.columns.contains(&column.name),
                _ => false,
            })
        };
        changes
            .clone()
            .filter_map(|(_, change)| match change {
                Change::AddForeignKey { foreign_key, .. } => Some(foreign_key),
                _ => None,
            })
            .filter(|key| !goes(key))
            .collect()
    }
}

fn settle_table(table: &mut Table, coming: &[&ForeignKey]) {
    let serving = serving(table);
    let is_served = |columns: &[String]| serving.iter().any(|own| own.starts_with(columns));
    let needy: Vec<&ForeignKey> = table
        .foreign_keys
        .iter()
        .filter(|key| !is_served(&key.columns))
        .collect();
    let made_anew = |index: &Index| {
        let named = |key: &&&ForeignKey| key.name.as_deref() == Some(index.name.as_str());
        let mut keys = coming.iter().filter(named);
        keys.any(|key| key.columns == index.columns && !is_served(&key.columns))
    };
    let mut kept: Vec<Index> = table.mysql.implied_indexes.clone();
    kept.retain(|index| {
        let mut keys = needy.iter();
        !is_taken(table, &index.name) && keys.any(|key| index.columns.starts_with(&key.columns))
            || made_anew(index)
    });
    for key in needy {
        if !kept
            .iter()
            .any(|index| index.columns.starts_with(&key.columns))
        {
            // The new index replaces implied indexes over its leading columns.
            kept.retain(|index| !key.columns.starts_with(&index.columns));
            kept.push(implied(table, key));
        }
    }
    table.mysql.implied_indexes = kept;
}

fn implied(table: &Table, key: &ForeignKey) -> Index {
    // So is one called whose key has no name.
    let other = key.columns.first().map_or("", String::as_str);
    let own = key.name.as_deref().filter(|name| !is_taken(table, name));
    Index::of_columns(own.unwrap_or(other), &key.columns)
}

/// Returns whether an index that somebody made has the name.
fn is_taken(table: &Table, name: &str) -> bool {
    let indexes = table.indexes.iter().map(|index| Some(&index.name));
    let uniques = table.uniques.iter().map(|unique| unique.name.as_ref());
    let mut names = indexes.chain(uniques).flatten();
    names.any(|own| DIALECT.same_name(own, name))
}

/// The columns of the indexes that somebody made, in their order: a key over what one begins with needs no other.
fn serving(table: &Table) -> Vec<Cow<'_, [String]>> {
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|unique| unique.columns.as_slice());
    let keys = std::iter::once(table.key_columns()).chain(uniques);
    let indexes = table.indexes.iter();
    keys.map(Cow::Borrowed)
        .chain(indexes.map(|index| Cow::Owned(leading(index))))
        .collect()
}

/// The index that an `AUTO_INCREMENT` column can't be without, where neither the primary key nor a unique constraint
/// begins with it (<https://dev.mysql.com/doc/refman/8.0/en/example-auto-increment.html>).
pub(super) fn of_counter(table: &Table) -> Option<&Index> {
    let numbered = |column: &&Column| column.auto_increment == Some(AutoIncrement::Keyword);
    let column = std::slice::from_ref(&table.columns.iter().find(numbered)?.name);
    let mut uniques = table.uniques.iter();
    if table.key_columns().starts_with(column)
        || uniques.any(|unique| unique.columns.starts_with(column))
    {
        return None;
    }
    let mut indexes = table.indexes.iter();
    indexes.find(|index| leading(index).starts_with(column))
}

/// The whole columns that an index begins with; none for one that compares nothing (`FULLTEXT`, `SPATIAL`).
fn leading(index: &Index) -> Vec<String> {
    if index.method.is_some() {
        return Vec::new();
    }
    let columns = index.parts.iter().map_while(|part| match &part.key {
        IndexKey::Column(column) => Some(column.clone()),
        IndexKey::Prefix { .. } | IndexKey::Expression(_) => None,
    });
    columns.collect()
}

/// The actions between two states of a table: additions first, since what replaces must be there as the other goes.
/// The server makes those of the keys that are named in `made`.
pub(super) fn actions(before: &Table, after: &Table, made: &[&str]) -> Vec<String> {
    let lacks = |table: &Table, index: &Index| {
        let mut own = table.mysql.implied_indexes.iter();
        !own.any(|other| other.name == index.name && other.columns == index.columns)
    };
    let added = after
        .mysql
        .implied_indexes
        .iter()
        .filter(|index| lacks(before, index) && !made.contains(&index.name.as_str()));
    let mut actions: Vec<String> = added
        .map(|index| {
            let columns = DIALECT.quote_list(&index.columns);
            format!("ADD INDEX {} ({columns})", DIALECT.quote(&index.name))
        })
        .collect();
    let dropped = before.mysql.implied_indexes.iter();
    actions.extend(
        dropped
            .filter(|index| lacks(after, index))
            .map(|index| format!("DROP INDEX {}", DIALECT.quote(&index.name))),
    );
    actions
}
