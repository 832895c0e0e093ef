//! A database of a test's own, on any backend, looked at from outside of moviectl.

use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::prelude::*;
use diesel::row::{Field, NamedRow};
use diesel::sql_types::Text;
use diesel::sqlite::{Sqlite, SqliteConnection};
use url::Url;

use super::postgres::{self, psql, psql_rows};
use super::{
    Invocation, MYSQL_URL, Output, POSTGRES_URL, Sandbox, WITHOUT, mariadb, skip, variable,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
    Mysql,
}

impl Backend {
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The one of that name.
    pub(crate) fn of(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|own| own.name() == name);
        found.unwrap_or_else(|| panic!("no backend {name}"))
    }

    /// The name in directories and commands: `sqlite`, `postgres`, `mysql`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// The URL of the server of the tests; `None` where there is none, or where this build can't talk to it.
    pub(crate) fn server(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => variable(POSTGRES_URL),
            Self::Mysql => cfg!(feature = "mysql")
                .then(|| variable(MYSQL_URL))
                .flatten(),
        }
    }

    /// Returns the reason for skipping a test without a server.
    fn lacking(self) -> String {
        match self {
            Self::Mysql if !cfg!(feature = "mysql") => {
                "no MySQL in this build (--features mysql)".to_owned()
            }
            Self::Mysql => format!("no MySQL ({MYSQL_URL})"),
            _ => format!("no PostgreSQL ({POSTGRES_URL})"),
        }
    }
}

/// An empty database and a sandbox whose commands find it in `DATABASE_URL`.
pub(crate) struct Db {
    pub(crate) backend: Backend,
    sandbox: Sandbox,
    url: String,
}

impl Deref for Db {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl Db {
    /// Runs a test on a database of that backend, or skips it where there is no server.
    #[track_caller]
    pub(crate) fn with(backend: Backend, test: impl FnOnce(&Self)) {
        match Self::new(backend) {
            Some(db) => test(&db),
            None => skip(&backend.lacking()),
        }
    }

    /// Runs a test where the server has a feature. That it has not is a fact of the server, and no failure where all is required.
    #[track_caller]
    pub(crate) fn with_feature(backend: Backend, feature: &str, test: impl FnOnce(&Self)) {
        Self::with(backend, |db| {
            if backend.has(feature) {
                test(db);
            } else {
                eprintln!("skipped: the server has no {feature}");
            }
        });
    }

    /// Runs a test on PostgreSQL as if it had no transactional DDL.
    #[track_caller]
    pub(crate) fn stepwise(test: impl FnOnce(&Self)) {
        Self::with(Backend::Postgres, |db| {
            db.export(WITHOUT, "transactional_ddl");
            test(db);
        });
    }

    fn new(backend: Backend) -> Option<Self> {
        let sandbox = Sandbox::new();
        let url = match backend {
            // Not movies.db: the default file is a case of its own.
            Backend::Sqlite => sandbox.root().join("app.db").display().to_string(),
            Backend::Postgres => {
                let name = unique_name();
                psql(&backend.server()?, &[], &create_database(&name));
                server_url(backend, &name)
            }
            Backend::Mysql => {
                let name = unique_name();
                // Whatever the server's own character set is.
                let create = format!("CREATE DATABASE \"{name}\" CHARACTER SET utf8mb4");
                mariadb::execute(&backend.server()?, &create);
                server_url(backend, &name)
            }
        };
        sandbox.export("DATABASE_URL", &url);
        Some(Self {
            backend,
            sandbox,
            url,
        })
    }

    /// The script without the lines that number its steps on servers without transactional DDL.
    pub(crate) fn without_steps(script: &str) -> String {
        let lines = script.split_inclusive('\n');
        lines.filter(|line| !line.starts_with("-- step ")).collect()
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The name in directories: `sqlite`, `postgres`, `mysql`.
    pub(crate) fn dialect(&self) -> &'static str {
        self.backend.name()
    }

    /// The name of a database of MySQL's, as it is quoted in SQL.
    pub(crate) fn database(&self) -> String {
        self.quoted(&mariadb::database(&self.url))
            .replace('`', "\"")
    }

    /// The product that the server is of: `MariaDB` and `MySQL` speak one dialect.
    pub(crate) fn product(&self) -> String {
        let known = self.backend.known_server();
        known.map_or_else(String::new, |server| server.product.to_string())
    }

    /// Returns whether indexes can be over expressions.
    pub(crate) fn indexes_expressions(&self) -> bool {
        self.product() != "MariaDB"
    }

    /// Returns whether columns can be kept compressed.
    pub(crate) fn compresses_columns(&self) -> bool {
        self.product() == "MariaDB"
    }

    /// Returns whether the server ends a statement that waits for another session as soon as its client is gone. MySQL lets it
    /// wait on.
    pub(crate) fn notices_lost_clients(&self) -> bool {
        self.product() != "MySQL"
    }

    /// Returns the value for this database, of one for each: SQLite, PostgreSQL, MySQL.
    pub(crate) fn by_dialect<T>(&self, sqlite: T, postgres: T, mysql: T) -> T {
        match self.backend {
            Backend::Sqlite => sqlite,
            Backend::Postgres => postgres,
            Backend::Mysql => mysql,
        }
    }

    /// An identifier as scripts of this database quote it.
    pub(crate) fn quoted(&self, identifier: &str) -> String {
        let quote = self.by_dialect("\"", "\"", "`");
        format!("{quote}{identifier}{quote}")
    }

    /// The database's own client program, which runs the SQL that it is given as input and stops at an error.
    pub(crate) fn client(&self) -> Invocation {
        match self.backend {
            Backend::Sqlite => self.program(Path::new("sqlite3"), ["-batch", self.url()]),
            Backend::Postgres => self.program(Path::new("psql"), ["-Xqw", "-d", self.url()]),
            Backend::Mysql => {
                let mut arguments = mariadb::login(&self.url);
                arguments.push(mariadb::database(&self.url));
                self.program(Path::new(mariadb::client()), arguments)
                    .env("MYSQL_PWD", mariadb::password(&self.url))
            }
        }
    }

    /// The name of MySQL's migration lock, with a digest that the server can't compute everywhere: MySQL has no `SHA1()`
    /// from 9.6 on.
    #[track_caller]
    pub(crate) fn lock_name(&self) -> String {
        let database = mariadb::database(&self.url);
        let digest = self.program(Path::new("sha1sum"), [""; 0]).input(&database);
        let digest = digest.run().success().stdout.clone();
        format!("moviectl_{}", digest.split(' ').next().unwrap())
    }

    /// A new project of the tutorial to run commands in: `moviectl new movies`, `cd movies`.
    #[track_caller]
    pub(crate) fn project(&self) -> &Self {
        self.moviectl(["new", "movies"]).success();
        self.cd("movies");
        self
    }

    /// The same with a repository: `moviectl init`, then `moviectl migrate -m "Initial migration."`.
    #[track_caller]
    pub(crate) fn project_with_migration(&self) -> &Self {
        self.project();
        self.moviectl(["init"]).success();
        self.moviectl(["migrate", "-m", "Initial migration."])
            .success();
        self
    }

    /// Runs SQL; several statements are fine.
    #[track_caller]
    pub(crate) fn execute(&self, sql: &str) {
        match self.backend {
            Backend::Sqlite => self.sqlite().batch_execute(sql).unwrap(),
            Backend::Postgres => drop(psql(&self.url, &[], sql)),
            Backend::Mysql => drop(mariadb::execute(&self.url, sql)),
        }
    }

    /// Drops another database of PostgreSQL with its sessions.
    pub(crate) fn drop_database(&self, name: &str) {
        assert!(postgres::drop_database(&self.url, name), "{name} stays");
    }

    /// Returns whether SQLite refuses a statement.
    #[track_caller]
    pub(crate) fn refuses(&self, sql: &str) -> bool {
        assert_eq!(self.backend, Backend::Sqlite, "psql tells no failure here");
        self.sqlite().batch_execute(sql).is_err()
    }

    /// The rows of a query as text, `None` for NULL.
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        match self.backend {
            Backend::Sqlite => {
                let rows: Vec<TextRow> = diesel::sql_query(sql).load(&mut self.sqlite()).unwrap();
                rows.into_iter().map(|row| row.0).collect()
            }
            Backend::Postgres => psql_rows(&self.url, sql),
            Backend::Mysql => mariadb::rows(&self.url, sql),
        }
    }

    /// The rows of a query as `psql -At` prints them: columns separated by `|`, NULL empty.
    #[track_caller]
    pub(crate) fn lines(&self, sql: &str) -> Vec<String> {
        self.query(sql)
            .into_iter()
            .map(|row| {
                let values: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
                values.join("|")
            })
            .collect()
    }

    /// The names of all tables, sorted.
    #[track_caller]
    pub(crate) fn tables(&self) -> Vec<String> {
        self.lines(match self.backend {
            Backend::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 ORDER BY name"
            }
            Backend::Postgres => {
                "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') \
                 ORDER BY tablename COLLATE \"C\""
            }
            Backend::Mysql => {
                "SELECT table_name FROM information_schema.tables WHERE table_schema = database() \
                 AND table_type LIKE '%TABLE%' ORDER BY CAST(table_name AS BINARY)"
            }
        })
    }

    /// The schema as text, to be compared before and after.
    #[track_caller]
    pub(crate) fn dump(&self) -> String {
        match self.backend {
            Backend::Sqlite => {
                let rows =
                    self.lines("SELECT type, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2, name");
                rows.join("\n")
            }
            Backend::Postgres => self.pg_dump(&["--schema-only"]),
            Backend::Mysql => mariadb::without_counters(&mariadb::dump(
                &self.url,
                &["--no-data", "--routines", "--events"],
            )),
        }
    }

    /// One table's schema as text.
    #[track_caller]
    pub(crate) fn dump_table(&self, table: &str) -> String {
        match self.backend {
            Backend::Sqlite => {
                let sql = format!(
                    "SELECT type, sql FROM sqlite_schema WHERE tbl_name = '{table}' ORDER BY 1, name"
                );
                self.lines(&sql).join("\n")
            }
            Backend::Postgres => self.pg_dump(&["--schema-only", "--table", table]),
            Backend::Mysql => {
                mariadb::without_counters(&mariadb::dump(&self.url, &["--no-data", table]))
            }
        }
    }

    /// The schema and all rows as text: what must not change where nothing may be written.
    #[track_caller]
    pub(crate) fn contents(&self) -> String {
        match self.backend {
            Backend::Sqlite => {
                let mut text = self.dump();
                for table in self.tables() {
                    let rows = self.lines(&format!("SELECT * FROM \"{table}\" ORDER BY 1"));
                    text.push_str(&format!("\n--- {table}\n{}", rows.join("\n")));
                }
                text
            }
            Backend::Postgres => self.pg_dump(&["--inserts"]),
            Backend::Mysql => mariadb::dump(&self.url, &["--routines", "--events"]),
        }
    }

    /// Returns whether the database's file exists; a server's database always does.
    pub(crate) fn exists(&self) -> bool {
        match self.backend {
            Backend::Sqlite => Path::new(&self.url).exists(),
            Backend::Postgres | Backend::Mysql => true,
        }
    }

    /// Runs a command and asserts that it wrote nothing into the database, and made no file of it.
    #[track_caller]
    pub(crate) fn moviectl_reads<S: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Output {
        let before = self.exists().then(|| self.contents());
        let output = self.moviectl(arguments);
        let after = self.exists().then(|| self.contents());
        assert_eq!(before, after, "the database changed by {output}");
        output
    }

    /// As [`Self::moviectl_reads`], and no file of the project changed either.
    #[track_caller]
    pub(crate) fn moviectl_changes_nothing<S: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Output {
        let before = self.snapshot();
        let output = self.moviectl_reads(arguments);
        assert_eq!(before, self.snapshot(), "files changed by {output}");
        output
    }

    fn sqlite(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(&self.url).unwrap();
        connection
            .batch_execute("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;")
            .unwrap();
        connection
    }

    #[track_caller]
    fn pg_dump(&self, arguments: &[&str]) -> String {
        let output = Command::new("pg_dump")
            .args(["--no-password", "--dbname", &self.url])
            .args(arguments)
            .output()
            .expect("pg_dump runs (Debian package postgresql-client)");
        assert!(output.status.success(), "pg_dump: {output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = text
            .lines()
            // Newer versions print a random word after \restrict.
            .filter(|line| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\'))
            .collect();
        lines.join("\n")
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        let Some(server) = self.backend.server() else {
            return;
        };
        let name = Url::parse(&self.url).unwrap().path()[1..].to_owned();
        let dropped = match self.backend {
            Backend::Mysql => mariadb::drop_database(&server, &name),
            _ => postgres::drop_database(&server, &name),
        };
        // No panic while another may be on its way; the server ends with the run anyway.
        if !dropped {
            eprintln!("could not drop the database {name}");
        }
    }
}

/// A row of any columns, as text.
struct TextRow(Vec<Option<String>>);

impl QueryableByName<Sqlite> for TextRow {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let mut values = Vec::new();
        for index in 0..row.field_count() {
            let field = diesel::row::Row::get(row, index).unwrap();
            let value = match field.value() {
                Some(value) => Some(<String as FromSql<Text, Sqlite>>::from_sql(value)?),
                None => None,
            };
            values.push(value);
        }
        Ok(Self(values))
    }
}

/// A database's name that no other test, and no other run, has.
pub(crate) fn unique_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let nanoseconds = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |time| time.subsec_nanos());
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!(
        "moviectl_test_{}_{nanoseconds}_{number}",
        std::process::id()
    )
}

/// The URL of a database, there or not, on the server of the tests. `scripts/matrix` counts the tests that print its name.
pub(crate) fn server_url(backend: Backend, database: &str) -> String {
    println!("on {}: {database}", backend.name());
    let mut url = Url::parse(&backend.server().unwrap()).unwrap();
    url.set_path(database);
    url.into()
}

fn create_database(name: &str) -> String {
    format!("CREATE DATABASE \"{name}\" TEMPLATE template0")
}
