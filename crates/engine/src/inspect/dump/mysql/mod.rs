//! The schema dump of MySQL and MariaDB, from `SHOW CREATE` and from what `information_schema` reports beyond it.

mod queries;
mod restore;
mod table;
#[cfg(test)]
mod tests;
mod trigger;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;

use self::queries::{Checked, GrantRow, Listed, ReferenceSystemRow, Settings, Shown};
use self::table::ReferenceSystems;
use super::super::bookkeeping::is_bookkeeping;
use super::super::error::{InspectError, query_error};
use super::super::mysql::{load, plain};
use super::objects::{Broken, Dump, Object};
use crate::database::{MysqlConnection, is_denied};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, TokenKind, tokens};

const DIALECT: Dialect = Dialect::Mysql;

/// Reads every object of the database that the connection is in. The messages do not grow with the objects, and the
/// definitions come in one message.
pub(super) fn dump(connection: &mut MysqlConnection, broken: Broken) -> Result<Dump, InspectError> {
    let settings: Settings = sql_query(queries::SETTINGS)
        .get_result(connection)
        .map_err(query_error("settings"))?;
    let mut dump = Dump::default();
    let Some(database) = &settings.database else {
        return Ok(dump);
    };
    let objects = objects(connection, &settings)?;
    let statements: Vec<String> = objects
        .iter()
        .map(|object| {
            format!(
                "SHOW CREATE {} {}",
                object.kind,
                DIALECT.quote(&object.name)
            )
        })
        .collect();
    let shown = shown(connection, &statements).map_err(query_error("definitions"))?;
    let systems = reference_systems(connection, &settings, &shown)?;
    for (object, shown) in objects.iter().zip(shown) {
        add(&mut dump, object, &shown, database, &settings, &systems);
    }
    if broken == Broken::Found {
        mark_invalid_views(&mut dump, connection, &objects, database)?;
    }
    add_trigger_orders(&mut dump, &objects);
    add_grants(&mut dump, connection)?;
    Ok(dump)
}

/// The answers to `SHOW CREATE`. If the user may not see one of them, the server refuses the whole message.
fn shown(connection: &mut MysqlConnection, statements: &[String]) -> QueryResult<Vec<Shown>> {
    match (connection.first_rows(statements), statements) {
        (Err(error), [_]) if is_denied(&error) => Ok(vec![Shown::default()]),
        (Err(error), [_, _, ..]) if is_denied(&error) => {
            let (one, other) = statements.split_at(statements.len() / 2);
            let mut all = shown(connection, one)?;
            all.extend(shown(connection, other)?);
            Ok(all)
        }
        (answer, _) => answer,
    }
}

/// All objects that have a definition.
fn objects(
    connection: &mut MysqlConnection,
    settings: &Settings,
) -> Result<Vec<Listed>, InspectError> {
    let mut objects: Vec<Listed> = load(connection, &queries::listed(settings), "objects")?;
    objects.retain(|object| {
        let table = object.of_table.as_ref().unwrap_or(&object.name);
        !object.kind.starts_with("TEMPORARY") && !is_bookkeeping(table)
    });
    for object in &mut objects {
        if ["BASE TABLE", "SYSTEM VERSIONED"].contains(&object.kind.as_str()) {
            "TABLE".clone_into(&mut object.kind);
        }
    }
    objects.sort_by_key(|object| object.position);
    Ok(objects)
}

fn add(
    dump: &mut Dump,
    object: &Listed,
    shown: &Shown,
    database: &str,
    settings: &Settings,
    systems: &ReferenceSystems,
) {
    let kind = object.kind.to_lowercase();
    let name = match &object.of_table {
        Some(table) => format!("{} on {table}", object.name),
        None => object.name.clone(),
    };
    let Some(text) = &shown.text else {
        let text = "the user has no right to see the definition";
        dump.add(kind, name, text);
        return;
    };
    let qualifier = DIALECT.quote(database);
    let text = match kind.as_str() {
        "table" => return table::add(dump, &name, text, systems),
        // The name of the database is not a property of what is in it.
        "database" => return dump.add(kind, "defaults", text.replacen(&qualifier, "", 1)),
        // MariaDB names the database of a table that does not exist any more.
        "view" => plain(text).replace(&format!("{qualifier}."), ""),
        "event" if object.starts_by_itself => without_start(text),
        _ => text.clone(),
    };
    let uses = match object.of_table.as_deref() {
        Some(table) => trigger::uses(&text, table),
        None => Vec::new(),
    };
    // An event would run.
    let can_come_back = kind != "event";
    let drop = || format!("DROP {} {}", object.kind, DIALECT.quote(&object.name));
    let own = Object {
        restore: can_come_back.then(|| restore::statement(&text, shown, settings)),
        remove: can_come_back.then(drop),
        definition: [vec![text], shown.lines(settings)].concat().join("\n"),
        position: object.position,
        uses,
        ..Object::default()
    };
    dump.add_object(kind, name, own);
}

/// Reads what MariaDB's `SHOW CREATE TABLE` does not show. It opens every table, so it is read only if there is something
/// to read.
fn reference_systems(
    connection: &mut MysqlConnection,
    settings: &Settings,
    shown: &[Shown],
) -> Result<ReferenceSystems, InspectError> {
    let mut texts = shown.iter().filter_map(|shown| shown.text.as_deref());
    if !settings.is_mariadb() || !texts.any(table::mentions_geometry) {
        return Ok(ReferenceSystems::new());
    }
    let rows: Vec<ReferenceSystemRow> = load(connection, queries::REFERENCE_SYSTEMS, "columns")?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.of_table, row.name), row.srid))
        .collect())
}

/// An event's definition without `STARTS '…'`.
fn without_start(text: &str) -> String {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let start = all.windows(2).find_map(|pair| match pair {
        [word, moment] if word.is_word("starts") && moment.kind == TokenKind::String => {
            Some((text.get(..word.start)?, text.get(moment.end()..)?))
        }
        _ => None,
    });
    start.map_or_else(
        || text.to_owned(),
        |(before, after)| format!("{}{after}", before.trim_end()),
    )
}

/// Marks the views that read something that is not there. `SHOW CREATE VIEW` shows such a view as before.
fn mark_invalid_views(
    dump: &mut Dump,
    connection: &mut MysqlConnection,
    objects: &[Listed],
    database: &str,
) -> Result<(), InspectError> {
    let views = objects.iter().filter(|object| object.kind == "VIEW");
    let views: Vec<String> = views.map(|view| DIALECT.quote(&view.name)).collect();
    if views.is_empty() {
        return Ok(());
    }
    let check = format!("CHECK TABLE {}", views.join(", "));
    let checked: Vec<Checked> = load(connection, &check, "views")?;
    for message in checked.iter().filter(|message| message.is_error) {
        let view = message.view.strip_prefix(database);
        if let Some(view) = view.and_then(|view| view.strip_prefix('.')) {
            dump.mark_invalid("view", view);
        }
    }
    Ok(())
}

/// The order in which the triggers of one event fire.
fn add_trigger_orders(dump: &mut Dump, objects: &[Listed]) {
    let mut orders: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for object in objects {
        if let (Some(event), Some(table)) = (&object.event, &object.of_table) {
            let order = orders.entry((table, event)).or_default();
            order.push(&object.name);
        }
    }
    for ((table, event), names) in orders {
        if names.len() > 1 {
            let triggers = names.iter();
            let uses = triggers.map(|name| format!("trigger {name} on {table}"));
            let order = Object {
                definition: names.join("\n"),
                uses: uses.collect(),
                ..Object::default()
            };
            dump.add_object("trigger order", format!("{event} on {table}"), order);
        }
    }
}

fn add_grants(dump: &mut Dump, connection: &mut MysqlConnection) -> Result<(), InspectError> {
    let mut grants: Vec<GrantRow> = load(connection, queries::GRANTS, "privileges")?;
    // Few users may read the privileges on routines.
    match sql_query(queries::ROUTINE_GRANTS).load(connection) {
        Ok(rows) => grants.extend(rows),
        Err(error) if is_denied(&error) => {}
        Err(error) => return Err(query_error("privileges")(error)),
    }
    grants.sort();
    for grant in grants {
        let (_, object) = grant.on.split_once(' ').unwrap_or_default();
        let table = object.split('.').next().unwrap_or_default();
        if !is_bookkeeping(table) {
            dump.add("grant", format!("on {}", grant.on), grant.given);
        }
    }
    Ok(())
}
