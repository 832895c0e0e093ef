//! Renamings: those that were named, and those that somebody at a terminal confirms.

use super::error::Error;
use crate::database::AnyConnection;
use crate::inspect::inspect;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan;
use moviectl_schema::schema::{EnumType, Rename, Schema, Table, TableName};

/// The function that asks whether something was renamed. It returns `None` if nobody can be asked.
pub type Asker<'a> = &'a mut dyn FnMut(&Rename) -> Option<bool>;

/// The renamings that `arguments` name, tables first: each of something that is built to something that is declared.
///
/// # Errors
///
/// [`Error::Rename`].
pub(super) fn named(
    dialect: Dialect,
    built: &Schema,
    declared: &Schema,
    arguments: &[String],
) -> Result<Vec<Rename>, Error> {
    let names = Names {
        dialect,
        built,
        declared,
    };
    let mut tables = Vec::new();
    let mut inner = Vec::new();
    for argument in arguments {
        let refuse = |reason: String| Error::Rename {
            argument: argument.clone(),
            reason,
        };
        let (old, new) = argument
            .split_once('=')
            .filter(|(old, new)| !old.is_empty() && !new.is_empty())
            .ok_or_else(|| refuse("it is not OLD=NEW".to_owned()))?;
        if let Some(table) = names.table(&names.built.tables, old) {
            tables.push(names.rename_table(table, new).map_err(refuse)?);
        } else if let Some(own) = find_enum(names.built, old) {
            tables.push(names.rename_enum(own, new).map_err(refuse)?);
        } else {
            inner.push((argument, old, new));
        }
    }
    let mut renames = tables;
    for (argument, old, new) in inner {
        let rename = match names.rename_value(&renames, old, new) {
            Some(outcome) => outcome,
            None => names.rename_column(&renames, old, new),
        };
        renames.push(rename.map_err(|reason| Error::Rename {
            argument: argument.clone(),
            reason,
        })?);
    }
    Ok(renames)
}

fn find_enum<'s>(schema: &'s Schema, name: &str) -> Option<&'s EnumType> {
    schema.enums.iter().find(|own| own.name.to_string() == name)
}

struct Names<'a> {
    dialect: Dialect,
    built: &'a Schema,
    declared: &'a Schema,
}

impl Names<'_> {
    /// The table that is called so, with its schema where it is not the default one.
    fn table<'t>(&self, tables: &'t [Table], name: &str) -> Option<&'t Table> {
        tables
            .iter()
            .find(|table| self.dialect.same_name(&table.name.to_string(), name))
    }

    fn rename_table(&self, from: &Table, new: &str) -> Result<Rename, String> {
        let in_schema = match (&from.name.schema, new.contains('.')) {
            (Some(schema), false) => format!("{schema}.{new}"),
            _ => new.to_owned(),
        };
        let to = self
            .table(&self.declared.tables, &in_schema)
            .ok_or_else(|| format!("no table '{new}' is declared"))?;
        if to.name.schema != from.name.schema {
            return Err("a table can't be renamed into another schema".to_owned());
        }
        if self.table(&self.built.tables, &in_schema).is_some() {
            return Err(format!("the migrations build a table '{new}' already"));
        }
        if let Some(still) = self.table(&self.declared.tables, &from.name.to_string()) {
            return Err(format!("'{}' is still declared", still.name));
        }
        Ok(Rename::Table {
            from: from.name.clone(),
            to: to.name.clone(),
        })
    }

    fn rename_enum(&self, from: &EnumType, new: &str) -> Result<Rename, String> {
        let to = TableName {
            schema: from.name.schema.clone(),
            name: new.to_owned(),
        };
        let known =
            |schema: &Schema, name: &TableName| find_enum(schema, &name.to_string()).is_some();
        if !known(self.declared, &to) {
            return Err(format!("no enum '{to}' is declared"));
        }
        if known(self.built, &to) {
            return Err(format!("the migrations build an enum '{to}' already"));
        }
        if known(self.declared, &from.name) {
            return Err(format!("'{}' is still declared", from.name));
        }
        Ok(Rename::Enum {
            from: from.name.clone(),
            to,
        })
    }

    /// `None` where `old` is no value of an enum.
    fn rename_value(
        &self,
        renames: &[Rename],
        old: &str,
        new: &str,
    ) -> Option<Result<Rename, String>> {
        self.built.enums.iter().find_map(|own| {
            let by_then = renames
                .iter()
                .find_map(|rename| match rename {
                    Rename::Enum { from, to } if *from == own.name => Some(to),
                    _ => None,
                })
                .unwrap_or(&own.name);
            let label = own.labels.iter().find(|label| {
                format!("{}.{label}", own.name) == old || format!("{by_then}.{label}") == old
            })?;
            Some(self.value(own, by_then, label, new))
        })
    }

    fn value(
        &self,
        built: &EnumType,
        by_then: &TableName,
        label: &str,
        new: &str,
    ) -> Result<Rename, String> {
        let declared = find_enum(self.declared, &by_then.to_string())
            .ok_or_else(|| format!("no enum '{by_then}' is declared"))?;
        let has = |own: &EnumType, label: &str| own.labels.iter().any(|other| other == label);
        if !has(declared, new) {
            return Err(format!(
                "enum '{by_then}' is declared without a value '{new}'"
            ));
        }
        if has(built, new) {
            return Err(format!("enum '{by_then}' has a value '{new}' already"));
        }
        if has(declared, label) {
            return Err(format!("value '{label}' of '{by_then}' is still declared"));
        }
        Ok(Rename::Value {
            name: by_then.clone(),
            from: label.to_owned(),
            to: new.to_owned(),
        })
    }

    fn rename_column(&self, renames: &[Rename], old: &str, new: &str) -> Result<Rename, String> {
        let (table, by_then, column) = self
            .built_column(renames, old)
            .ok_or_else(|| format!("the migrations build no table or column '{old}'"))?;
        // With the table's name before it, it may be spelled like the old one.
        let (_, last) = new.rsplit_once('.').unwrap_or(("", new));
        let declared = self
            .table(&self.declared.tables, &by_then.to_string())
            .ok_or_else(|| format!("no table '{by_then}' is declared"))?;
        let same =
            |other: &&moviectl_schema::schema::Column| self.dialect.same_name(&other.name, last);
        let to = declared
            .columns
            .iter()
            .find(same)
            .ok_or_else(|| format!("no column '{by_then}.{last}' is declared"))?;
        if table.columns.iter().any(|other| same(&other)) {
            return Err(format!(
                "the migrations build a column '{by_then}.{last}' already"
            ));
        }
        if declared
            .columns
            .iter()
            .any(|other| self.dialect.same_name(&other.name, &column))
        {
            return Err(format!("'{by_then}.{column}' is still declared"));
        }
        Ok(Rename::Column {
            table: by_then,
            from: column,
            to: to.name.clone(),
        })
    }

    /// A built column by its old name, under its table's old or new name; with the table, and what that is called by
    /// the time when columns are renamed.
    fn built_column(&self, renames: &[Rename], name: &str) -> Option<(&Table, TableName, String)> {
        self.built.tables.iter().find_map(|table| {
            let renamed = renames.iter().find_map(|rename| match rename {
                Rename::Table { from, to } if *from == table.name => Some(to),
                _ => None,
            });
            let by_then = renamed.unwrap_or(&table.name);
            let column = table.columns.iter().find(|column| {
                let spelled = |table: &TableName| format!("{table}.{}", column.name);
                self.dialect.same_name(&spelled(&table.name), name)
                    || self.dialect.same_name(&spelled(by_then), name)
            })?;
            Some((table, by_then.clone(), column.name.clone()))
        })
    }
}

/// Returns the scratch database's schema after all renamings, and takes them back. The database runs the renamings,
/// since it knows every place that holds a name.
///
/// # Errors
///
/// [`Error::Database`] if a renaming fails.
pub(super) fn renamed(
    scratch: &mut AnyConnection,
    dialect: Dialect,
    built: &Schema,
    renames: &[Rename],
) -> Result<Schema, Error> {
    let steps = plan::renames(dialect, built, renames);
    let run = |scratch: &mut AnyConnection, statements: &[String]| {
        statements.iter().try_for_each(|statement| {
            scratch.run(statement).map_err(|error| {
                let message = error.to_string();
                // SQLite names the trigger or the view.
                match message.strip_prefix("error in ") {
                    Some(object) => Error::Breaks(vec![object.to_owned()]),
                    None => Error::database(format!("run `{statement}`"))(error),
                }
            })
        })
    };
    for step in &steps {
        run(scratch, &step.up)?;
    }
    let schema = inspect(scratch)?;
    for step in steps.iter().rev() {
        run(scratch, &step.down)?;
    }
    Ok(schema)
}

/// Returns the note about a candidate if nobody can be asked.
pub(super) fn unasked(candidate: &Rename) -> String {
    let (old, new) = candidate.old_and_new();
    format!(
        "if {old} is now called '{new}', say --rename {}, which keeps what it holds",
        candidate.argument()
    )
}
