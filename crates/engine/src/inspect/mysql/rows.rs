//! Rows of the catalogue.

use std::collections::HashMap;

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::SqlQuery;
use diesel::query_dsl::LoadQuery;
use diesel::sql_query;

use super::super::error::{InspectError, query_error};
use crate::database::MysqlConnection;

/// Reads rows of the catalogue.
pub(in crate::inspect) fn load<Row>(
    connection: &mut MysqlConnection,
    sql: &str,
    what: &'static str,
) -> Result<Vec<Row>, InspectError>
where
    SqlQuery: for<'q> LoadQuery<'q, MysqlConnection, Row>,
    Row: QueryableByName<Mysql>,
{
    sql_query(sql).load(connection).map_err(query_error(what))
}

/// The rows of each table in their order. No server promises one without a sorting, which is cheaper here.
pub(super) fn grouped<Row>(
    rows: Vec<Row>,
    key: impl Fn(&Row) -> (String, i64),
) -> Vec<(String, Vec<Row>)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(String, Vec<(i64, Row)>)> = Vec::new();
    for row in rows {
        let (of_table, position) = key(&row);
        let place = *places.entry(of_table.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push((position, row)),
            None => groups.push((of_table, vec![(position, row)])),
        }
    }
    let sorted = |mut group: Vec<(i64, Row)>| {
        group.sort_by_key(|(position, _)| *position);
        group.into_iter().map(|(_, row)| row).collect()
    };
    groups
        .into_iter()
        .map(|(of_table, group)| (of_table, sorted(group)))
        .collect()
}
