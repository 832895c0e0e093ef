//! The databases, and what is in them.

use std::time::Duration;

use moviectl_engine::database::{
    AnyConnection, ConnectOptions, DatabaseUrl, OpenMode, admin, connect,
};
use moviectl_engine::inspect::inspect;
use moviectl_engine::migrations::{Ledger, Snapshot};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// The database that the revisions run on.
pub(crate) enum Database {
    /// A file in the project's directory.
    Sqlite,
    /// A database on the server that the environment names.
    Postgres {
        /// Its URL.
        url: String,
    },
    /// The same on a MySQL or MariaDB server.
    Mysql {
        /// Its URL.
        url: String,
    },
}

#[derive(QueryableByName)]
struct Summary {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    text: String,
}

/// A connection that reads the records of applied revisions.
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
        if let Some(url) = Self::own("MOVIECTL_TEST_POSTGRES_URL") {
            all.push(Self::Postgres { url });
        }
        if let Some(url) = Self::own("MOVIECTL_TEST_MYSQL_URL").filter(|_| cfg!(feature = "mysql"))
        {
            all.push(Self::Mysql { url });
        }
        all
    }

    /// The URL of a database of this process's on the server that a variable names.
    fn own(variable: &str) -> Option<String> {
        let server = std::env::var(variable).ok()?;
        let server = DatabaseUrl::parse(&server).unwrap();
        let url = server.with_database(&format!("moviectl_faults_{}", std::process::id()));
        Some(url.to_secret_string())
    }

    /// Returns whether the database can roll back `CREATE TABLE`. If it cannot, a revision may be left half done, which
    /// is recorded.
    pub(crate) fn rolls_back(&self) -> bool {
        moviectl_schema::dialect::Server::recent(self.parsed().dialect())
            .capabilities()
            .transactional_ddl
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres { .. } => "postgres",
            Self::Mysql { .. } => "mysql",
        }
    }

    /// Makes the project's database empty.
    pub(crate) fn reset(&self, project_url: &str) {
        FILE.with(|file| project_url.clone_into(&mut file.borrow_mut()));
        let url = self.parsed();
        admin::drop(&url).unwrap();
        let _ = admin::create(&url).unwrap();
    }

    fn parsed(&self) -> DatabaseUrl {
        let url = match self {
            Self::Sqlite => FILE.with(|file| file.borrow().clone()),
            Self::Postgres { url } | Self::Mysql { url } => url.clone(),
        };
        DatabaseUrl::parse(&url).unwrap()
    }

    fn open(&self) -> AnyConnection {
        connect(&self.parsed(), &ConnectOptions::new(OpenMode::ReadWrite)).unwrap()
    }

    pub(crate) fn execute(&self, sql: &str) {
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
        let query = match self {
            Self::Sqlite => return,
            Self::Postgres { .. } => {
                "SELECT count(*) AS number, '' AS text FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()"
            }
            Self::Mysql { .. } => {
                "SELECT count(*) AS number, '' AS text FROM information_schema.processlist \
                 WHERE db = database() AND id <> connection_id()"
            }
        };
        let mut connection = self.open();
        for _ in 0..500 {
            let others: Summary = diesel::sql_query(query)
                .get_result(&mut connection)
                .unwrap();
            if others.number == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("somebody is still connected");
    }

    /// One text of several.
    fn joined(&self, parts: &[String]) -> String {
        match self {
            Self::Mysql { .. } => format!("concat({})", parts.join(", ")),
            _ => parts.join(" || "),
        }
    }

    /// The schema and the rows, as text; equal texts are equal databases.
    pub(crate) fn dump(&self) -> String {
        let mut connection = self.open();
        let schema = inspect(&mut connection).unwrap();
        let mut dump = String::new();
        if let Self::Postgres { .. } = self {
            let invalid: Summary = diesel::sql_query(
                "SELECT count(*) AS number, '' AS text FROM pg_index WHERE NOT indisvalid",
            )
            .get_result(&mut connection)
            .unwrap();
            dump.push_str(&format!("{} invalid indexes\n", invalid.number));
        }
        for table in &schema.tables {
            let text = match self {
                Self::Mysql { .. } => "CHAR",
                _ => "TEXT",
            };
            let dialect = self.parsed().dialect();
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| {
                    format!(
                        "coalesce(CAST({} AS {text}), '-')",
                        dialect.quote(&column.name)
                    )
                })
                .collect();
            let row = self.joined(&columns);
            let all = [
                format!("coalesce(CAST(sum(length({row})) AS {text}), '')"),
                format!("coalesce(min({row}), '')"),
                format!("coalesce(max({row}), '')"),
            ];
            let query = format!(
                "SELECT count(*) AS number, {} AS text FROM {}",
                self.joined(&all),
                dialect.quote_table(&table.name),
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
                summary.number,
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
        if !matches!(self, Self::Sqlite) {
            let _ = admin::drop(&self.parsed());
        }
    }
}
