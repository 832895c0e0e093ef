//! The same revisions for the tools that run migrations written by hand: diesel_cli, dbmate and sqlx-cli, each with its
//! own layout of files, and a transaction for each migration, which is what all of them do unasked.

use std::path::Path;

use moviectl_schema::dialect::Dialect;
use url::Url;

use crate::measure::Work;
use crate::project::{self, TABLES, write};

/// A tool that is installed.
pub(crate) struct Peer {
    tool: Tool,
    command: String,
}

#[derive(Clone, Copy)]
enum Tool {
    Diesel,
    Dbmate,
    Sqlx,
}

impl Tool {
    /// The variable that names the executable, the executable's name if the variable is not set, and the tool's name.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Diesel => ("MOVIECTL_TEST_DIESEL", "diesel", "diesel_cli"),
            Self::Dbmate => ("MOVIECTL_BENCH_DBMATE", "dbmate", "dbmate"),
            Self::Sqlx => ("MOVIECTL_BENCH_SQLX", "sqlx", "sqlx-cli"),
        }
    }
}

/// Those that are installed. The others are said to be left out.
pub(crate) fn installed() -> Vec<Peer> {
    let find = |tool: Tool| {
        let (variable, program, name) = tool.names();
        let command = std::env::var(variable).unwrap_or_else(|_| program.to_owned());
        if !crate::servers::installed(&command) {
            eprintln!(
                "left out: {name} ({variable} names no executable; scripts/bench installs it)"
            );
            return None;
        }
        Some(Peer { tool, command })
    };
    [Tool::Diesel, Tool::Dbmate, Tool::Sqlx]
        .into_iter()
        .filter_map(find)
        .collect()
}

impl Peer {
    /// Returns whether the tool is measured on that database. On MariaDB only diesel_cli is measured, if it is built
    /// for it.
    pub(crate) fn speaks(&self, dialect: Dialect) -> bool {
        match (dialect, self.tool) {
            (Dialect::Mysql, Tool::Diesel) => {
                crate::program::output(&self.command, &["--version"]).contains("mysql")
            }
            (Dialect::Mysql, _) => false,
            _ => true,
        }
    }

    /// Its name where it is part of a database's or a directory's.
    pub(crate) fn name(&self) -> &'static str {
        self.tool.names().1
    }

    /// The command that applies what is pending, as the table shows it.
    pub(crate) fn title(&self) -> &'static str {
        match self.tool {
            Tool::Diesel => "`diesel migration run`",
            Tool::Dbmate => "`dbmate migrate`",
            Tool::Sqlx => "`sqlx migrate run`",
        }
    }

    /// Its name and version.
    pub(crate) fn version(&self) -> String {
        let text = crate::program::output(&self.command, &["--version"]);
        // Each says it in words of its own: `dbmate version 2.36.0`, `sqlx-cli 0.9.0`, diesel_cli on a second line.
        let version = text
            .split_whitespace()
            .find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        format!("{} {}", self.tool.names().2, version.unwrap_or_default())
    }

    /// Writes the project: the revisions of [`project::tables`] in its own layout.
    pub(crate) fn project(&self, root: &Path, dialect: Dialect) {
        let migrations = root.join("migrations");
        if let Tool::Diesel = self.tool {
            // Without `print_schema`, which reads the whole database after each run.
            write(
                &root.join("diesel.toml"),
                "[migrations_directory]\ndir = \"migrations\"\n",
            );
        }
        for number in 0..TABLES {
            let up = project::up_sql(dialect, number);
            let down = project::down_sql(dialect, number);
            let name = format!("create_{}", project::table(number));
            let moment = project::moment(number);
            let version: String = moment.chars().filter(char::is_ascii_digit).collect();
            let version = version.get(..14).expect("a moment to the second");
            match self.tool {
                Tool::Diesel => {
                    let directory = migrations.join(format!("{moment}_{name}"));
                    write(&directory.join("up.sql"), &up);
                    write(&directory.join("down.sql"), &down);
                }
                Tool::Dbmate => write(
                    &migrations.join(format!("{version}_{name}.sql")),
                    &format!("-- migrate:up\n{up}\n-- migrate:down\n{down}"),
                ),
                Tool::Sqlx => {
                    let file = |way: &str| migrations.join(format!("{version}_{name}.{way}.sql"));
                    write(&file("up"), &up);
                    write(&file("down"), &down);
                }
            }
        }
    }

    /// Its command that applies what is pending.
    pub(crate) fn upgrade(&self, root: &Path, dialect: Dialect, database: &str) -> Work {
        let work = Work::new(&self.command, root);
        let url = self.url(dialect, database);
        match self.tool {
            Tool::Diesel => work.args([
                "migration",
                "run",
                "--config-file",
                "diesel.toml",
                "--database-url",
                &url,
            ]),
            // Not `up`, which makes the database first; the dump of the schema would run pg_dump.
            Tool::Dbmate => work.args([
                "--url",
                &url,
                "--migrations-dir",
                "migrations",
                "--no-dump-schema",
                "migrate",
            ]),
            Tool::Sqlx => work.args([
                "migrate",
                "run",
                "--source",
                "migrations",
                "--database-url",
                &url,
            ]),
        }
    }

    fn url(&self, dialect: Dialect, database: &str) -> String {
        match (self.tool, dialect) {
            (Tool::Diesel, _) | (Tool::Sqlx, Dialect::Postgres | Dialect::Mysql) => {
                database.to_owned()
            }
            // Its SQLite is built to sync a write-ahead log at checkpoints only; the others' sync each transaction.
            (Tool::Dbmate, Dialect::Sqlite) => format!("sqlite:{database}?_synchronous=FULL"),
            (Tool::Sqlx, Dialect::Sqlite) => format!("sqlite://{database}"),
            (Tool::Dbmate, Dialect::Postgres | Dialect::Mysql) => {
                let mut url = Url::parse(database).expect("the database's URL");
                // Its driver insists on TLS where nothing else is said; the others take what there is.
                if !url.query_pairs().any(|(name, _)| name == "sslmode") {
                    url.query_pairs_mut().append_pair("sslmode", "disable");
                }
                url.to_string()
            }
            (_, other) => unreachable!("{other} is not measured"),
        }
    }
}
