//! Diesel's own command-line tool.

use std::path::PathBuf;
use std::process::Command;

use super::{Backend, Db, skip, variable};

/// Versions of MariaDB Connector/C that return each text empty (Diesel's issue 5091, MariaDB's CONC-821). Debian 12 has the
/// first without its security archive.
const BROKEN: [&str; 2] = ["3.3.19", "3.4.9"];

/// The tool in the version that `scripts/test` installs; `None` and a note if it cannot work on the database.
pub(crate) fn diesel_cli(db: &Db) -> Option<PathBuf> {
    let found = variable("MOVIECTL_TEST_DIESEL").map(PathBuf::from);
    let found = found.filter(|tool| {
        // The client library of MySQL is the system's, if there was one to be linked.
        db.backend != Backend::Mysql
            || db
                .program(tool, ["--version"])
                .run()
                .stdout
                .contains("mysql")
    });
    if found.is_none() {
        skip(&format!(
            "no diesel_cli for {} (MOVIECTL_TEST_DIESEL)",
            db.dialect()
        ));
    }
    if db.backend == Backend::Mysql && client_library().is_some_and(|own| BROKEN.contains(&&*own)) {
        // No test could pass here, and nothing that this project could install would change it.
        eprintln!(
            "skipped: this system's client library of MySQL returns empty texts to diesel_cli"
        );
        return None;
    }
    found
}

/// The version of the system's client library.
fn client_library() -> Option<String> {
    let mut command = Command::new("pkg-config");
    let output = command.args(["--modversion", "libmariadb"]).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
