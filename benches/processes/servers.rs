//! The databases: those of one PostgreSQL server, reached with its own client.

use std::path::Path;
use std::process::Command;

use url::Url;

use crate::measure::Work;

const URL: &str = "MOVIECTL_TEST_POSTGRES_URL";

/// A server on which databases can be made. Those that were made are dropped at the end.
pub(crate) struct Postgres {
    url: Url,
    unique: u32,
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
        self.drop(name);
        self.psql(&format!("CREATE DATABASE \"{}\"", self.name(name)));
        self.database(name)
    }

    pub(crate) fn drop(&self, name: &str) {
        self.psql(&format!("DROP DATABASE IF EXISTS \"{}\"", self.name(name)));
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
