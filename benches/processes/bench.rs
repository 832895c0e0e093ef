//! Parts that the cases share: a directory, the servers and the tools.

use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;

use crate::measure::Pair;
use crate::options::Options;
use crate::peers::Peer;
use crate::row::{Row, Target};
use crate::servers::{Mysql, Postgres};

/// The directory, servers and tools that the cases work with.
pub(crate) struct Bench<'a> {
    pub(crate) root: &'a Path,
    pub(crate) postgres: Option<&'a Postgres>,
    pub(crate) mysql: Option<&'a Mysql>,
    pub(crate) peers: &'a [Peer],
    pub(crate) options: &'a Options,
}

impl Bench<'_> {
    pub(crate) fn directory(&self, name: &str, dialect: Dialect) -> PathBuf {
        let directory = self.root.join(format!("{name}-{}", dialect.name()));
        std::fs::create_dir_all(&directory).expect("a directory to work in");
        directory
    }

    pub(crate) fn server(&self) -> &Postgres {
        self.postgres.expect("a server")
    }

    pub(crate) fn mysql(&self) -> &Mysql {
        self.mysql.expect("a server")
    }

    /// The tools that are measured on that database.
    pub(crate) fn peers(&self, dialect: Dialect) -> impl Iterator<Item = &Peer> {
        self.peers.iter().filter(move |peer| peer.speaks(dialect))
    }

    /// An empty database: for a server its URL, for SQLite the path of a file that is not there.
    pub(crate) fn database(&self, name: &str, dialect: Dialect) -> String {
        match dialect {
            Dialect::Postgres => self.server().create(name),
            Dialect::Mysql => self.mysql().create(name),
            Dialect::Sqlite => {
                let path = self.root.join(format!("{name}.db"));
                for suffix in ["", "-wal", "-shm", "-journal"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
                }
                path.display().to_string()
            }
            other => unreachable!("{other} is not measured"),
        }
    }

    pub(crate) fn drop(&self, name: &str, dialect: Dialect) {
        if dialect == Dialect::Postgres {
            self.server().drop(name);
        }
    }

    pub(crate) fn measure(
        &self,
        rows: &mut Vec<Row>,
        name: String,
        against: &'static str,
        target: Target,
        pair: &Pair<'_>,
    ) {
        if !self.options.wants(&name) {
            return;
        }
        eprintln!("{name}, against {against}");
        rows.push(Row {
            name,
            against: pair.other.as_ref().map(|_| against),
            target,
            measured: pair.measure(self.options.pairs),
        });
    }
}

/// The dialect in the names of cases.
pub(crate) fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
        Dialect::Mysql => "MariaDB",
        other => unreachable!("{other} is not measured"),
    }
}
