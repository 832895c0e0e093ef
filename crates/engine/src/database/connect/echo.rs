//! The statements of a connection, as they are shown.

use std::time::Instant;

use diesel::connection::{Connection as _, InstrumentationEvent};

use super::options::Echo;
use crate::database::connection::AnyConnection;
use crate::database::interrupt::Running;

/// Tells `echo` of the connection's statements from now on.
pub(super) fn echo_to(connection: &mut AnyConnection, echo: Option<Echo>) {
    let Some(echo) = echo else { return };
    let mut started = Instant::now();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            Running::here().begins(without_values(&query.to_string()));
            started = Instant::now();
        }
        InstrumentationEvent::FinishQuery { query, .. } => {
            let text = query.to_string();
            echo(without_values(&text), started.elapsed());
        }
        _ => {}
    });
}

/// Diesel writes the bound values behind the SQL. Cutting at the first mark may cut too much, never too little.
pub(super) fn without_values(text: &str) -> &str {
    text.split_once(" -- binds: ")
        .map_or(text, |(sql, _)| sql)
        .trim()
}
