//! Objects of a live database outside the project: neither declared nor created by any migration.

use std::collections::{BTreeSet, HashSet};

use super::error::Error;
use super::event::{Event, Listener};
use super::project::Project;
use super::workspace::Workspace;
use crate::database::AnyConnection;
use crate::inspect::{Bystander, bystanders};
use crate::migrations::{Direction, Repository};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Created, Cursor, TokenKind, created, split as statements};
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::{Change, ForeignKey, Schema, Table, TableName};

/// The project, by which a schema is parted into what is its own and what is not.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    declared: &'a Schema,
    repository: &'a Repository,
    /// The project on disk, if it is a plain one.
    plain: Option<&'a Project>,
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
    pub(super) fn broken_by(&self, dialect: Dialect, changes: &[Change]) -> Vec<String> {
        let broken = changes.iter().flat_map(|change| match change {
            Change::DropTable(gone) => references(dialect, &self.tables, &gone.name, None),
            Change::DropColumn { table, column } => {
                references(dialect, &self.tables, table, Some(&column.name))
            }
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
}

/// Returns the foreign keys of `tables` that reference a table, or one of its columns, in words.
pub(super) fn references<'t>(
    dialect: Dialect,
    tables: impl IntoIterator<Item = &'t Table>,
    parent: &TableName,
    column: Option<&str>,
) -> Vec<String> {
    let is_parent = |key: &ForeignKey| {
        let mut names = key.referenced_columns.iter();
        dialect.folded_table(&key.references) == dialect.folded_table(parent)
            && column.is_none_or(|column| names.any(|own| dialect.same_name(own, column)))
    };
    let of_table = |table: &Table| -> Vec<String> {
        let keys = table.foreign_keys.iter().filter(|key| is_parent(key));
        let told = keys.map(|key| {
            let columns = key.columns.join(", ");
            let column = column.map_or_else(String::new, |column| format!(".{column}"));
            format!(
                "foreign key ({columns}) of table {} references {parent}{column}",
                table.name
            )
        });
        told.collect()
    };
    tables.into_iter().flat_map(of_table).collect()
}

impl<'a> Owner<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        declared: &'a Schema,
        repository: &'a Repository,
    ) -> Self {
        let project = workspace.any_project();
        Self {
            declared,
            repository,
            plain: project.filter(|own| own.mode == Mode::Plain),
        }
    }

    /// Parts a live schema into what is ours, and what is to be left alone.
    pub(super) fn part_live(self, mut live: Schema) -> Result<(Schema, LeftAlone), Error> {
        leave_enums(&mut live, self.declared, self.repository)?;
        let undeclared: Vec<TableName> = self.undeclared(&live).cloned().collect();
        if undeclared.is_empty() {
            return Ok((live, LeftAlone::default()));
        }
        let left_out = self.left_out(&live)?;
        let made = Made::of(self.repository)?;
        let strangers = undeclared
            .into_iter()
            .filter(|name| left_out.contains(name) || !made.has(Created::Table, name));
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
        let Some(project) = self.plain else {
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

    /// Notes which tables that the revisions build are left alone, unless Diesel's configuration leaves them out.
    pub(super) fn tell_built(self, strangers: &LeftAlone, events: Listener<'_>) {
        let unnamed = strangers.tables().filter(|name| !self.is_left_out(name));
        let shown: Vec<String> = unnamed.map(quoted).collect();
        note(shown.len(), &shown, events);
    }

    /// Returns whether Diesel's configuration leaves out a table.
    pub(super) fn is_left_out(self, table: &TableName) -> bool {
        self.plain.is_some_and(|project| project.leaves_out(table))
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
    let made = Made::of(repository)?;
    live.enums
        .retain(|own| !undeclared.contains(&own.name) || made.has(Created::Type, &own.name));
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

/// The objects that the revisions create.
struct Made {
    objects: BTreeSet<(Created, TableName)>,
    /// True if a script may create an object without a schema in another one than the default.
    sets_path: bool,
}

impl Made {
    fn of(repository: &Repository) -> Result<Self, Error> {
        let dialect = repository.dialect;
        let mut made = Self {
            objects: BTreeSet::new(),
            sets_path: false,
        };
        for revision in repository.revisions() {
            let Some(script) = revision.script(Direction::Up)? else {
                continue;
            };
            made.sets_path |= script.text.to_ascii_lowercase().contains("search_path");
            let all = statements(dialect, &script.text);
            let all = all
                .iter()
                .filter_map(|statement| created(dialect, statement));
            made.objects.extend(all.map(|(kind, own)| {
                let default = dialect.default_schema();
                let name = TableName {
                    schema: own.schema.filter(|schema| default != Some(schema.as_str())),
                    name: own.name,
                };
                (kind, name)
            }));
        }
        Ok(made)
    }

    /// Returns whether a revision creates an object of that name.
    fn has(&self, kind: Created, name: &TableName) -> bool {
        let bare = || (kind, TableName::new(&name.name));
        self.objects.contains(&(kind, name.clone()))
            || (self.sets_path && self.objects.contains(&bare()))
    }

    /// Returns whether a revision creates an object of that name in any schema.
    fn has_anywhere(&self, kind: Created, name: &str) -> bool {
        let mut objects = self.objects.iter();
        objects.any(|(own, object)| *own == kind && object.name == name)
    }
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
        let unnamed = strangers.tables().filter(|name| !self.is_left_out(name));
        let mut kinds: Vec<Vec<String>> = vec![unnamed.map(quoted).collect()];
        if !views.is_empty() || !bystanders.is_empty() {
            let made = Made::of(repository)?;
            let foreign = |kind, name: &str| !made.has_anywhere(kind, name);
            let alone: Vec<&TableName> = views
                .into_iter()
                .filter(|name| !made.has(Created::View, name))
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
