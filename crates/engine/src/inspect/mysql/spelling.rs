//! Asks MySQL and MariaDB for their spelling of declared SQL, in temporary tables. Creating one commits nothing, and no
//! other session sees it (<https://dev.mysql.com/doc/refman/8.0/en/create-temporary-table.html>).
//!
//! This module spells most declared SQL without asking. It asks about the rest together. One temporary table has the
//! texts of many tables, as long as no two of them mean different columns by one name. So the number of questions does
//! not grow with the number of tables. Only if the server refuses a text is that text searched for by halves.

mod question;

use std::collections::BTreeMap;

use crate::database::{MysqlConnection, is_denied};
use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;

use self::question::Question;
use super::super::error::{InspectError, query_error};
use super::super::spelling::Spellings;
use super::show_create;
use moviectl_schema::schema::{Index, Schema, TableName};

/// How the temporary table is called.
const NAME: &str = "moviectl_spelling";

/// How many texts go into one; MySQL allows some 1,000 columns and 64 indexes.
const MOST: usize = 400;
const MOST_INDEXES: usize = 60;

/// How the server spells the SQL of `declared`. Leaves nothing behind.
pub(in crate::inspect) fn spellings(
    connection: &mut MysqlConnection,
    declared: &Schema,
) -> Result<Spellings, InspectError> {
    let mut spellings = Spellings::default();
    let mut questions: Vec<(Question<'_>, Vec<Place<'_>>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for table in &declared.tables {
        for question in question::of(table, &mut spellings) {
            // Many tables say the same of the same columns.
            let place = *places.entry(question.key()).or_insert(questions.len());
            let asking = (&table.name, question.index());
            match questions.get_mut(place) {
                Some((_, others)) => others.push(asking),
                None => questions.push((question, vec![asking])),
            }
        }
    }
    for group in groups(&questions) {
        ask(connection, &group, &mut spellings)
            .map_err(query_error("spelling of the declared SQL"))?;
    }
    Ok(spellings)
}

/// The table that asks, and its index if the question is about one.
type Place<'d> = (&'d TableName, Option<&'d Index>);

type Asked<'q, 'd> = &'q (Question<'d>, Vec<Place<'d>>);

/// The questions that one temporary table can hold.
fn groups<'q, 'd>(questions: &'q [(Question<'d>, Vec<Place<'d>>)]) -> Vec<Vec<Asked<'q, 'd>>> {
    struct Group<'q, 'd> {
        columns: BTreeMap<String, String>,
        indexes: usize,
        asked: Vec<Asked<'q, 'd>>,
    }
    let mut groups: Vec<Group<'q, 'd>> = Vec::new();
    for asked in questions {
        let (question, _) = asked;
        let needs = question.needs();
        let indexes = usize::from(question.is_index());
        let fits = |group: &Group<'_, '_>| {
            group.asked.len() < MOST
                && group.indexes + indexes <= MOST_INDEXES
                && needs.iter().all(|(name, definition)| {
                    group.columns.get(name).is_none_or(|own| own == definition)
                })
        };
        let place = groups.iter().position(fits).unwrap_or_else(|| {
            groups.push(Group {
                columns: BTreeMap::new(),
                indexes: 0,
                asked: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.columns.extend(needs);
            group.indexes += indexes;
            group.asked.push(asked);
        }
    }
    groups.into_iter().map(|group| group.asked).collect()
}

fn ask(
    connection: &mut MysqlConnection,
    group: &[Asked<'_, '_>],
    spellings: &mut Spellings,
) -> Result<(), DieselError> {
    match shown(connection, &create(group)) {
        Ok(text) => {
            answer(group, &text, spellings);
            Ok(())
        }
        Err(error) if is_lost(&error) => Err(error),
        Err(error) => match group.split_at_checked(group.len() / 2) {
            // If the session may not create temporary tables, fewer texts get the same error.
            Some((one, other)) if !one.is_empty() && !is_denied(&error) => {
                ask(connection, one, spellings)?;
                ask(connection, other, spellings)
            }
            _ => {
                for (name, _) in group.iter().flat_map(|(_, places)| places) {
                    if !spellings.refused.iter().any(|(own, _)| own == *name) {
                        spellings.refused.push(((*name).clone(), error.to_string()));
                    }
                }
                Ok(())
            }
        },
    }
}

/// Makes the temporary table, and looks at what it became.
fn shown(connection: &mut MysqlConnection, create: &str) -> Result<String, DieselError> {
    connection.batch_execute(create)?;
    let shown = show_create::of_table(connection, NAME);
    let dropped = connection.batch_execute(&format!("DROP TEMPORARY TABLE {NAME}"));
    let text = shown?;
    dropped.map(|()| without_database(text))
}

/// Leaves out the database of sequences, which MariaDB writes.
fn without_database(text: String) -> String {
    const BEFORE: &str = "nextval(`";
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(BEFORE) {
        shown.push_str(before);
        shown.push_str(BEFORE);
        rest = match behind.split_once('`') {
            Some((_, name)) if name.starts_with(".`") => name.get(2..).unwrap_or_default(),
            _ => behind,
        };
    }
    shown.push_str(rest);
    shown
}

fn create(group: &[Asked<'_, '_>]) -> String {
    let mut columns: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for (number, (question, _)) in group.iter().enumerate() {
        columns.extend(question.needs());
        lines.push(question.line(number));
    }
    let mut all: Vec<String> = columns.into_values().collect();
    if all.is_empty() {
        // A table of nothing but constraints is none.
        all.push("moviectl_column INTEGER".to_owned());
    }
    all.extend(lines);
    format!(
        "CREATE TEMPORARY TABLE {NAME} (\n    {}\n)",
        all.join(",\n    ")
    )
}

fn answer(group: &[Asked<'_, '_>], text: &str, spellings: &mut Spellings) {
    let texts = show_create::texts(text);
    for (number, (question, places)) in group.iter().enumerate() {
        let Some(found) = texts.get(&question::label(number)) else {
            continue;
        };
        let spelled = question.settled(found);
        for (name, index) in places {
            if let Some(index) = index {
                if let Some(spelled) = Question::spelled(index, found) {
                    spellings.insert_index(name, index, spelled);
                }
                continue;
            }
            spellings.insert(
                name,
                question.column(),
                question.text().to_owned(),
                spelled.clone(),
            );
        }
    }
}

fn is_lost(error: &DieselError) -> bool {
    let text = error.to_string();
    ["gone away", "Lost connection", "Server shutdown"]
        .iter()
        .any(|words| text.contains(words))
}
