//! The databases: those of one PostgreSQL server, reached with its own client.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

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

    /// What psql prints for SQL on the server.
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
