//! The catalogue on SQLite in memory, and on each server that a variable names (see `test_server`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr
)]

mod model;
mod rows;
mod seeds;
mod server;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::*;
use moviectl_engine::database::AnyConnection;
use moviectl_schema::dialect::Dialect;

const SQLITE_TABLE: &str = "CREATE TABLE movie (id INTEGER PRIMARY KEY NOT NULL, title VARCHAR(80) NOT NULL, \
    year INTEGER NOT NULL, directors TEXT NOT NULL, theatre BOOLEAN, mpa VARCHAR(5));";
const POSTGRES_TABLE: &str = "CREATE TABLE movie (id SERIAL PRIMARY KEY, title VARCHAR(80) NOT NULL, \
    year INTEGER NOT NULL, directors VARCHAR[] NOT NULL, theatre BOOLEAN, mpa VARCHAR(5));";
const MYSQL_TABLE: &str = "CREATE TABLE movie (id INTEGER PRIMARY KEY AUTO_INCREMENT, title VARCHAR(80) NOT NULL, \
    year INTEGER NOT NULL, directors JSON NOT NULL, theatre BOOLEAN, mpa VARCHAR(5));";

/// Runs `test` on an empty movie table of every dialect at hand.
fn on_each_dialect(test: fn(&mut AnyConnection)) {
    let mut sqlite = memory();
    sqlite.batch_execute(SQLITE_TABLE).unwrap();
    test(&mut sqlite);
    for (dialect, table) in [
        (Dialect::Postgres, POSTGRES_TABLE),
        (Dialect::Mysql, MYSQL_TABLE),
    ] {
        server::with_database(dialect, |connection| {
            connection.batch_execute(table).unwrap();
            test(connection);
        });
    }
}

fn memory() -> AnyConnection {
    AnyConnection::Sqlite(SqliteConnection::establish(":memory:").unwrap())
}

fn read(connection: &mut AnyConnection) -> MovieTable {
    MovieTable::read(connection).unwrap()
}

fn add_all(connection: &mut AnyConnection, movies: &[NewMovie]) -> Vec<Movie> {
    let table = read(connection);
    let add_one = |new| add(connection, table, new).unwrap();
    movies.iter().map(add_one).collect()
}

fn matrix() -> NewMovie {
    NewMovie::new("The Matrix", 1999, ["Lana Wachowski", "Lilly Wachowski"])
}
