//! The databases: those of one PostgreSQL and one MariaDB server, reached with their own clients.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

use moviectl_schema::dialect::Dialect;
use url::Url;

use crate::measure::Work;

const URL: &str = "MOVIECTL_TEST_POSTGRES_URL";

/// A server on which databases can be made. Those that were made are dropped at the end.
pub(crate) struct Postgres {
    url: Url,
    unique: u32,
    /// Databases that are not used any more.
    replaced: RefCell<Vec<String>>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        for database in self.replaced.take() {
            self.psql(&format!("DROP DATABASE IF EXISTS \"{database}\""));
        }
    }
}

impl Postgres {
    /// The server of the environment; `None`, said so, where there is none or no psql.
    pub(crate) fn from_environment() -> Option<Self> {
        let Ok(url) = std::env::var(URL) else {
            eprintln!("left out: PostgreSQL ({URL} names no server; scripts/bench starts one)");
            return None;
        };
        if !installed("psql") {
            eprintln!("left out: PostgreSQL (psql is not installed)");
            return None;
        }
        Some(Self {
            url: Url::parse(&url).expect("the server's URL"),
            unique: std::process::id(),
            replaced: RefCell::default(),
        })
    }

    /// The URL of a database of this run.
    pub(crate) fn database(&self, name: &str) -> String {
        let mut url = self.url.clone();
        url.set_path(&self.name(name));
        url.to_string()
    }

    fn name(&self, name: &str) -> String {
        format!("moviectl_bench_{name}_{}", self.unique)
    }

    /// Makes an empty database, in the place of the one of that name. That one is dropped at the end only: ext4 takes
    /// several times as long to make files for minutes after many were removed, which is not what is measured.
    pub(crate) fn create(&self, name: &str) -> String {
        let database = self.name(name);
        if self.psql(&format!(
            "SELECT count(*) FROM pg_database WHERE datname = '{database}'"
        )) == "1"
        {
            let mut replaced = self.replaced.borrow_mut();
            let old = format!("{database}_{}", replaced.len());
            self.psql(&format!(
                "ALTER DATABASE \"{database}\" RENAME TO \"{old}\""
            ));
            replaced.push(old);
        }
        self.psql(&format!(
            "CREATE DATABASE \"{database}\" TEMPLATE template0"
        ));
        self.database(name)
    }

    /// Drops the database at the end.
    pub(crate) fn drop(&self, name: &str) {
        self.replaced.borrow_mut().push(self.name(name));
    }

    /// Runs SQL on the server and returns psql's output.
    pub(crate) fn psql(&self, sql: &str) -> String {
        let output = Command::new("psql")
            .args([
                "-qXAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                sql,
                self.url.as_str(),
            ])
            .output()
            .expect("psql starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "psql: {error}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

const MYSQL_URL: &str = "MOVIECTL_TEST_MYSQL_URL";

/// The same for MariaDB.
pub(crate) struct Mysql {
    url: Url,
    unique: u32,
    made: RefCell<Vec<String>>,
}

impl Drop for Mysql {
    fn drop(&mut self) {
        for database in self.made.take() {
            self.sql(&format!("DROP DATABASE IF EXISTS `{database}`"));
        }
    }
}

impl Mysql {
    /// The server of the environment; `None`, said so, where there is none, no client, or nothing that reaches it here.
    pub(crate) fn from_environment() -> Option<Self> {
        if !cfg!(feature = "mysql") {
            eprintln!("left out: MariaDB (this build has no MySQL support)");
            return None;
        }
        let Ok(url) = std::env::var(MYSQL_URL) else {
            eprintln!("left out: MariaDB ({MYSQL_URL} names no server; scripts/bench starts one)");
            return None;
        };
        if !installed("mariadb") {
            eprintln!("left out: MariaDB (its client is not installed)");
            return None;
        }
        Some(Self {
            url: Url::parse(&url).expect("the server's URL"),
            unique: std::process::id(),
            made: RefCell::default(),
        })
    }

    /// The URL of a database of this run.
    pub(crate) fn database(&self, name: &str) -> String {
        let mut url = self.url.clone();
        url.set_path(&self.name(name));
        url.to_string()
    }

    fn name(&self, name: &str) -> String {
        format!("moviectl_bench_{name}_{}", self.unique)
    }

    /// Makes an empty database, in the place of the one of that name.
    pub(crate) fn create(&self, name: &str) -> String {
        let database = self.name(name);
        self.sql(&format!(
            "DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}` CHARACTER SET utf8mb4"
        ));
        let mut made = self.made.borrow_mut();
        if !made.contains(&database) {
            made.push(database);
        }
        self.database(name)
    }

    fn sql(&self, sql: &str) {
        mariadb(self.url.as_str(), Path::new("."))
            .args(["-e", sql])
            .run();
    }

    /// Its version.
    pub(crate) fn version(&self) -> String {
        mariadb(self.url.as_str(), Path::new("."))
            .args(["-N", "-e", "SELECT VERSION()"])
            .output()
    }
}

/// MariaDB's client on a database, without its option files.
pub(crate) fn mariadb(url: &str, directory: &Path) -> Work {
    let url = Url::parse(url).expect("the database's URL");
    let port = url.port().unwrap_or(3306).to_string();
    Work::new("mariadb", directory)
        .env("MYSQL_PWD", url.password().unwrap_or_default())
        .args([
            "--no-defaults",
            "--batch",
            "-h",
            url.host_str().unwrap_or("127.0.0.1"),
            "-P",
            &port,
            "-u",
            url.username(),
            url.path().trim_start_matches('/'),
        ])
}

/// The client of a server on a database, told to run a file or SQL.
pub(crate) fn client(
    dialect: Dialect,
    url: &str,
    directory: &Path,
    what: &Told<'_>,
) -> (&'static str, Work) {
    match (dialect, what) {
        (Dialect::Sqlite, Told::File(file)) => (
            "`sqlite3 .read`",
            sqlite3(url, directory).args([format!(".read {file}")]),
        ),
        (Dialect::Sqlite, Told::Sql(sql)) => ("`sqlite3`", sqlite3(url, directory).args([*sql])),
        (Dialect::Postgres, Told::File(file)) => {
            ("`psql -f`", psql(url, directory).args(["-f", file]))
        }
        (Dialect::Postgres, Told::Sql(sql)) => {
            ("`psql -c`", psql(url, directory).args(["-c", sql]))
        }
        (Dialect::Mysql, Told::File(file)) => (
            "`mariadb` (source)",
            mariadb(url, directory).args(["-e", &format!("source {file}")]),
        ),
        (Dialect::Mysql, Told::Sql(sql)) => {
            ("`mariadb -e`", mariadb(url, directory).args(["-e", sql]))
        }
        (other, _) => unreachable!("{other} is not measured"),
    }
}

/// The SQL that a client is told to run.
pub(crate) enum Told<'a> {
    /// The statements of a file.
    File(&'a str),
    /// These statements.
    Sql(&'a str),
}

/// psql on a database, without its start-up file.
pub(crate) fn psql(url: &str, directory: &Path) -> Work {
    Work::new("psql", directory).args(["-qX", "-v", "ON_ERROR_STOP=1", url])
}

/// sqlite3 on a file, without its start-up file.
pub(crate) fn sqlite3(file: &str, directory: &Path) -> Work {
    Work::new("sqlite3", directory).args(["-batch", "-bail", "-init", "/dev/null", file])
}

pub(crate) fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}
