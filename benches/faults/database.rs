//! The databases, and what is in them.

use std::time::Duration;

use moviectl::database::{AnyConnection, ConnectOptions, DatabaseUrl, OpenMode, admin, connect};
use moviectl::inspect::inspect;
use moviectl::migrations::{Ledger, Snapshot};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::project::Project;

/// Where the revisions run.
pub(crate) enum Database {
    /// A file in the project's directory.
    Sqlite,
    /// A database on the server that the environment names.
    Postgres {
        /// Its URL.
        url: String,
    },
}

#[derive(QueryableByName)]
struct Summary {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = Text)]
    text: String,
}

/// Who looks at the records.
pub(crate) struct Watcher(AnyConnection);

impl Watcher {
    pub(crate) fn applied(&mut self) -> usize {
        let ledger = Ledger::open(&mut self.0).unwrap();
        ledger.applied(&mut self.0).unwrap().len()
    }
}

thread_local! {
    /// The SQLite file of the scenario at hand.
    static FILE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

impl Database {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Sqlite];
        if let Ok(server) = std::env::var("MOVIECTL_TEST_POSTGRES_URL") {
            let server = DatabaseUrl::parse(&server).unwrap();
            let url = server.with_database(&format!("moviectl_faults_{}", std::process::id()));
            all.push(Self::Postgres {
                url: url.to_secret_string(),
            });
        }
        all
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }

    pub(crate) fn url(&self, project: &Project) -> String {
        project.url().to_owned()
    }

    /// An empty database.
    pub(crate) fn reset(&self, project: &Project) {
        FILE.with(|file| project.url().clone_into(&mut file.borrow_mut()));
        let url = self.parsed();
        admin::drop(&url).unwrap();
        let _ = admin::create(&url).unwrap();
    }

    fn parsed(&self) -> DatabaseUrl {
        let url = match self {
            Self::Sqlite => FILE.with(|file| file.borrow().clone()),
            Self::Postgres { url } => url.clone(),
        };
        DatabaseUrl::parse(&url).unwrap()
    }

    fn open(&self) -> AnyConnection {
        connect(&self.parsed(), &ConnectOptions::new(OpenMode::ReadWrite)).unwrap()
    }

    pub(crate) fn execute(&self, sql: &str, _project: &Project) {
        self.open().run(sql).unwrap();
    }

    /// How many revisions are recorded.
    pub(crate) fn applied(&self) -> usize {
        self.watcher().applied()
    }

    /// A connection that is there already when it must be quick.
    pub(crate) fn watcher(&self) -> Watcher {
        Watcher(self.open())
    }

    /// How many revisions are recorded as half done.
    pub(crate) fn half_done(&self) -> usize {
        let mut connection = self.open();
        Snapshot::read(&mut connection).unwrap().progress.len()
    }

    /// A killed client's statement ends when the server notices that nobody is there any more.
    pub(crate) fn wait_for_the_dead(&self) {
        if matches!(self, Self::Sqlite) {
            return;
        }
        let mut connection = self.open();
        for _ in 0..500 {
            let others: Summary = diesel::sql_query(
                "SELECT count(*) AS rows, '' AS text FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .get_result(&mut connection)
            .unwrap();
            if others.rows == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("somebody is still connected");
    }

    /// The schema and the rows, as text; equal texts are equal databases.
    pub(crate) fn dump(&self) -> String {
        let mut connection = self.open();
        let schema = inspect(&mut connection).unwrap();
        let mut dump = String::new();
        if let Self::Postgres { .. } = self {
            let invalid: Summary = diesel::sql_query(
                "SELECT count(*) AS rows, '' AS text FROM pg_index WHERE NOT indisvalid",
            )
            .get_result(&mut connection)
            .unwrap();
            dump.push_str(&format!("{} invalid indexes\n", invalid.rows));
        }
        for table in &schema.tables {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| format!("coalesce(CAST(\"{}\" AS TEXT), '-')", column.name))
                .collect();
            let query = format!(
                "SELECT count(*) AS rows, coalesce(CAST(sum(length({row})) AS TEXT), '') || ' ' || \
                 coalesce(min({row}), '') || ' ' || coalesce(max({row}), '') AS text FROM \"{name}\"",
                row = columns.join(" || '|' || "),
                name = table.name,
            );
            let summary: Summary = diesel::sql_query(query)
                .get_result(&mut connection)
                .unwrap();
            let indexes: Vec<&str> = table
                .indexes
                .iter()
                .map(|index| index.name.as_str())
                .collect();
            let defaults: Vec<String> = table
                .columns
                .iter()
                .map(|column| format!("{} {} {:?}", column.name, column.sql_type, column.default))
                .collect();
            dump.push_str(&format!(
                "{}: {} rows, {}; {}; {}\n",
                table.name,
                summary.rows,
                summary.text,
                defaults.join(", "),
                indexes.join(", ")
            ));
        }
        dump
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { .. } = self {
            let _ = admin::drop(&self.parsed());
        }
    }
}
