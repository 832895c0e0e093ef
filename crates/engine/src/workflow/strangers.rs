//! Objects of a live database outside the project: neither declared nor created by any migration.

use std::collections::{BTreeSet, HashSet};

use super::error::Error;
use super::event::{Event, Listener};
use super::project::Project;
use crate::database::AnyConnection;
use crate::inspect::{Bystander, bystanders};
use crate::migrations::{Direction, Repository};
use moviectl_schema::dialect::script::{Created, Cursor, TokenKind, created, split as statements};
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::{Change, Schema, Table, TableName};

/// The project, by which a schema is parted into what is its own and what is not.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) declared: &'a Schema,
    pub(super) repository: &'a Repository,
    /// The project on disk, if it is one.
    pub(super) project: Option<&'a Project>,
}

/// The tables and enum types of a database that are not the project's.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct LeftAlone {
    tables: Vec<Table>,
    enums: BTreeSet<TableName>,
}

impl LeftAlone {
    pub(super) fn tables(&self) -> impl Iterator<Item = &TableName> {
        self.tables.iter().map(|table| &table.name)
    }

    /// Returns the schema without them.
    pub(super) fn taken_from(&self, schema: Schema) -> Schema {
        if self.tables.is_empty() && self.enums.is_empty() {
            return schema;
        }
        let names: HashSet<&TableName> = self.tables().collect();
        let mut ours = schema.filtered(|name| !names.contains(name));
        ours.enums.retain(|own| !self.enums.contains(&own.name));
        ours
    }

    /// Returns what of these tables the changes would break, in words: a foreign key to a table or a column that goes, and a column of
    /// an enum type that changes. With a foreign key of SQLite, rows would go.
    pub(super) fn broken_by(&self, changes: &[Change]) -> Vec<String> {
        let broken = changes.iter().flat_map(|change| match change {
            Change::DropTable(gone) => self.references(&gone.name, None),
            Change::DropColumn { table, column } => self.references(table, Some(&column.name)),
            Change::DropEnum(own) | Change::AlterEnum { from: own, .. } => {
                let columns = self.tables.iter().flat_map(|table| {
                    let columns = table.columns.iter();
                    let of_type = columns
                        .filter(|column| column.sql_type.custom_name().as_ref() == Some(&own.name));
                    of_type.map(|column| {
                        format!(
                            "column {}.{} has the type {}",
                            table.name, column.name, own.name
                        )
                    })
                });
                columns.collect()
            }
            _ => Vec::new(),
        });
        broken.collect()
    }

    /// The foreign keys that reference a table, or one of its columns.
    fn references(&self, parent: &TableName, column: Option<&str>) -> Vec<String> {
        let keys = self
            .tables
            .iter()
            .flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)));
        let broken = keys.filter(|(_, key)| {
            let names = || key.referenced_columns.iter();
            key.references.schema == parent.schema
                && key.references.name.eq_ignore_ascii_case(&parent.name)
                && column.is_none_or(|column| names().any(|own| own.eq_ignore_ascii_case(column)))
        });
        let told = broken.map(|(table, key)| {
            let columns = key.columns.join(", ");
            let column = column.map_or_else(String::new, |column| format!(".{column}"));
            format!(
                "foreign key ({columns}) of table {} references {parent}{column}",
                table.name
            )
        });
        told.collect()
    }
}

impl Owner<'_> {
    /// Parts a live schema into what is ours, and what is to be left alone.
    pub(super) fn part_live(self, mut live: Schema) -> Result<(Schema, LeftAlone), Error> {
        leave_enums(&mut live, self.declared, self.repository)?;
        let undeclared: Vec<TableName> = self.undeclared(&live).cloned().collect();
        if undeclared.is_empty() {
            return Ok((live, LeftAlone::default()));
        }
        let left_out = self.left_out(&live)?;
        let created = made(self.repository, Created::Table)?;
        let strangers = undeclared
            .into_iter()
            .filter(|name| left_out.contains(name) || !created.contains(&name.name));
        let left_alone = self.with_types(&live, &strangers.collect());
        Ok((left_alone.taken_from(live), left_alone))
    }

    /// Parts the schema that the revisions build. Only the tables that a plain project leaves out are not ours.
    pub(super) fn part_built(self, built: Schema) -> Result<(Schema, LeftAlone), Error> {
        let left_out = self.left_out(&built)?;
        let left_alone = self.with_types(&built, &left_out);
        Ok((left_alone.taken_from(built), left_alone))
    }

    /// The tables with the types that only they have.
    fn with_types(self, found: &Schema, names: &BTreeSet<TableName>) -> LeftAlone {
        let (left, ours): (Vec<&Table>, Vec<&Table>) = found
            .tables
            .iter()
            .partition(|table| names.contains(&table.name));
        let (used, kept) = (
            used_types(left.iter().copied()),
            used_types(ours.into_iter()),
        );
        let schemas: HashSet<&String> =
            names.iter().filter_map(|own| own.schema.as_ref()).collect();
        let declared = enum_names(self.declared);
        let is_theirs = |name: &&TableName| {
            let schema = name.schema.as_ref();
            let own = used.contains(name) || schema.is_some_and(|schema| schemas.contains(schema));
            own && !kept.contains(name)
        };
        let enums = found.enums.iter().map(|own| &own.name);
        let enums = enums
            .filter(|name| !declared.contains(name))
            .filter(is_theirs);
        LeftAlone {
            enums: enums.cloned().collect(),
            tables: left.into_iter().cloned().collect(),
        }
    }

    /// The tables of a schema that are not declared.
    fn undeclared(self, schema: &Schema) -> impl Iterator<Item = &TableName> {
        let names = declared_names(self.declared, self.repository);
        let dialect = self.repository.dialect;
        let tables = schema.tables.iter().map(|table| &table.name);
        tables.filter(move |name| !names.contains(&dialect.folded_table(name)))
    }

    /// The tables that a plain project leaves out of its declaration: Diesel's configuration names them, or they are in a
    /// namespace of which nothing is declared. If `migrate` created such a table, it was declared once.
    fn left_out(self, found: &Schema) -> Result<BTreeSet<TableName>, Error> {
        let Some(project) = self.project.filter(|own| own.mode == Mode::Plain) else {
            return Ok(BTreeSet::new());
        };
        let schemas: HashSet<Option<&String>> = self
            .declared
            .tables
            .iter()
            .map(|table| table.name.schema.as_ref())
            .collect();
        // A declaration without any table has no namespace, but the default one is meant.
        let is_elsewhere = |name: &TableName| {
            let schema = name.schema.as_ref();
            !schemas.contains(&schema) && (schema.is_some() || !schemas.is_empty())
        };
        let mut left_out = BTreeSet::new();
        let mut elsewhere = Vec::new();
        for name in self.undeclared(found) {
            if project.leaves_out(name) {
                left_out.insert(name.clone());
            } else if is_elsewhere(name) {
                elsewhere.push(name);
            }
        }
        if !elsewhere.is_empty() {
            let written = written(self.repository)?;
            let elsewhere = elsewhere.into_iter().cloned();
            left_out.extend(elsewhere.filter(|name| !written.contains(name)));
        }
        Ok(left_out)
    }

    /// Notes which tables that the revisions build are left alone, unless Diesel's configuration names them.
    pub(super) fn tell_built(self, strangers: &LeftAlone, events: Listener<'_>) {
        let shown: Vec<String> = self.unnamed(strangers).map(quoted).collect();
        note(shown.len(), &shown, events);
    }

    /// The tables that Diesel's configuration leaves out.
    pub(super) fn named_by_diesel(self, strangers: &LeftAlone) -> impl Iterator<Item = &TableName> {
        let unnamed: HashSet<&TableName> = self.unnamed(strangers).collect();
        strangers
            .tables()
            .filter(move |name| !unnamed.contains(name))
    }

    /// The tables that Diesel's configuration does not name.
    fn unnamed(self, strangers: &LeftAlone) -> impl Iterator<Item = &TableName> {
        let plain = self.project.filter(|own| own.mode == Mode::Plain);
        let named = move |name: &TableName| plain.is_some_and(|project| project.leaves_out(name));
        strangers.tables().filter(move |name| !named(name))
    }
}

/// The tables that `migrate` created. It writes the names in quotes.
fn written(repository: &Repository) -> Result<HashSet<TableName>, Error> {
    let mut written = HashSet::new();
    for revision in repository.revisions().filter(|own| own.is_own()) {
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        for statement in statements(repository.dialect, &script.text) {
            let mut cursor = Cursor::new(repository.dialect, &statement.tokens);
            let quoted = cursor.words(&["create", "table"])
                && cursor
                    .peek()
                    .is_some_and(|name| name.kind == TokenKind::QuotedIdentifier);
            if quoted && let Some(name) = cursor.qualified() {
                written.insert(TableName {
                    schema: name.schema,
                    name: name.name,
                });
            }
        }
    }
    Ok(written)
}

/// Takes out the enum types that are neither declared nor made by any revision, unless a declared column uses them.
fn leave_enums(live: &mut Schema, declared: &Schema, repository: &Repository) -> Result<(), Error> {
    let used = used_types(declared.tables.iter());
    let names = enum_names(declared);
    let undeclared: HashSet<TableName> = live
        .enums
        .iter()
        .map(|own| &own.name)
        .filter(|name| !names.contains(name) && !used.contains(name))
        .cloned()
        .collect();
    if undeclared.is_empty() {
        return Ok(());
    }
    let created = made(repository, Created::Type)?;
    live.enums
        .retain(|own| !undeclared.contains(&own.name) || created.contains(&own.name.name));
    Ok(())
}

/// The types of the tables' columns that are not the database's own.
fn used_types<'t>(tables: impl Iterator<Item = &'t Table>) -> HashSet<TableName> {
    let columns = tables.flat_map(|table| &table.columns);
    columns
        .filter_map(|column| column.sql_type.custom_name())
        .collect()
}

fn enum_names(schema: &Schema) -> HashSet<&TableName> {
    schema.enums.iter().map(|own| &own.name).collect()
}

/// The names of the declared tables and views, as the database compares them.
fn declared_names(declared: &Schema, repository: &Repository) -> HashSet<TableName> {
    let all = declared.tables.iter().chain(&declared.views);
    let names = all.map(|table| &table.name);
    names
        .map(|name| repository.dialect.folded_table(name))
        .collect()
}

/// The names of all of that kind that any revision creates.
fn made(repository: &Repository, wanted: Created) -> Result<BTreeSet<String>, Error> {
    let all = created_things(repository)?.into_iter();
    Ok(all
        .filter(|(kind, _)| *kind == wanted)
        .map(|(_, name)| name)
        .collect())
}

/// All that any revision creates.
fn created_things(repository: &Repository) -> Result<BTreeSet<(Created, String)>, Error> {
    let mut made = BTreeSet::new();
    for revision in repository.revisions() {
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        made.extend(
            statements(repository.dialect, &script.text)
                .iter()
                .filter_map(|statement| created(repository.dialect, statement)),
        );
    }
    Ok(made)
}

/// How many of a kind are named.
const NAMED: usize = 5;

impl Owner<'_> {
    /// Reports once which objects are left alone: these tables, and the views, functions, triggers and extensions that are
    /// neither declared nor created by any revision. Objects of a table or view that is left alone are not listed.
    pub(super) fn tell(
        self,
        connection: &mut AnyConnection,
        ours: &Schema,
        strangers: &LeftAlone,
        events: Listener<'_>,
    ) -> Result<(), Error> {
        let repository = self.repository;
        let names = declared_names(self.declared, repository);
        let views: Vec<&TableName> = ours
            .views
            .iter()
            .map(|view| &view.name)
            .filter(|name| !names.contains(&repository.dialect.folded_table(name)))
            .collect();
        let bystanders = bystanders(connection, ours)?;
        let mut kinds: Vec<Vec<String>> = vec![self.unnamed(strangers).map(quoted).collect()];
        if !views.is_empty() || !bystanders.is_empty() {
            let made = created_things(repository)?;
            let foreign = |kind, name: &str| !made.contains(&(kind, name.to_owned()));
            let alone: Vec<&TableName> = views
                .into_iter()
                .filter(|name| foreign(Created::View, &name.name))
                .collect();
            kinds.push(alone.iter().map(|name| format!("view '{name}'")).collect());
            for kind in [Created::Function, Created::Trigger, Created::Extension] {
                let of_kind = bystanders.iter().filter(|own| {
                    own.kind == kind
                        && foreign(kind, &own.name)
                        // A trigger that calls a function of ours is made by that function's side (Diesel's
                        // `diesel_manage_updated_at`).
                        && own.calls.as_ref().is_none_or(|name| foreign(Created::Function, name))
                        && own.table.as_ref().is_none_or(|table| {
                            !strangers.tables().any(|own| own == table) && !alone.contains(&table)
                        })
                });
                kinds.push(of_kind.map(described).collect());
            }
        }
        let count: usize = kinds.iter().map(Vec::len).sum();
        // Tables are ours to compare, and all named; of the rest a few stand for the kind.
        let shown: Vec<String> = kinds
            .iter()
            .enumerate()
            .flat_map(|(place, kind)| few(kind, if place == 0 { usize::MAX } else { NAMED }))
            .collect();
        note(count, &shown, events);
        Ok(())
    }
}

/// Names `count` objects in one note.
fn note(count: usize, shown: &[String], events: Listener<'_>) {
    if shown.is_empty() {
        return;
    }
    events(Event::Note(format!(
        "left alone, since nobody declares {}: {}",
        if count == 1 { "it" } else { "them" },
        shown.join(", ")
    )));
}

fn quoted(name: &TableName) -> String {
    format!("'{name}'")
}

fn described(bystander: &Bystander) -> String {
    let word = match bystander.kind {
        Created::Function => "function",
        Created::Extension => "extension",
        _ => "trigger",
    };
    let table = bystander.table.as_ref();
    let table = table.map_or_else(String::new, |table| format!(" on '{table}'"));
    format!("{word} '{}'{table}", bystander.shown)
}

/// The first of a kind, and how many more there are.
fn few(kind: &[String], most: usize) -> Vec<String> {
    let mut shown: Vec<String> = kind.iter().take(most).cloned().collect();
    let more = kind.len().saturating_sub(most);
    if let Some(last) = shown.last_mut()
        && more > 0
    {
        last.push_str(&format!(" and {more} more like it"));
    }
    shown
}
