//! The cases that are measured.

mod large;
mod migrate;
mod movies;
mod upgrade;

use std::fmt;
use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;

use crate::Options;
use crate::measure::{Measured, Pair};
use crate::peers::Peer;
use crate::servers::{Mysql, Postgres};

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) against: Option<&'static str>,
    pub(crate) target: Target,
    pub(crate) measured: Measured,
}

/// The target of a measurement.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// At most N times as long as the other.
    Ratio(f64),
    /// At most N seconds.
    Seconds(f64),
    /// Less time than the other.
    Faster,
    /// Nothing: the other shows what the work costs at the least.
    Floor,
}

impl Target {
    /// `None` where nothing is aimed at.
    pub(crate) fn is_met(self, measured: &Measured) -> Option<bool> {
        let ratio =
            |fits: &dyn Fn(f64) -> bool| measured.ratio.is_some_and(|[median, ..]| fits(median));
        match self {
            Self::Ratio(most) => Some(ratio(&|median| median <= most)),
            Self::Seconds(most) => Some(measured.ours.as_secs_f64() <= most),
            Self::Faster => Some(ratio(&|median| median < 1.0)),
            Self::Floor => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(most) => write!(f, "≤ {most}"),
            Self::Seconds(most) => write!(f, "≤ {most} s"),
            Self::Faster => f.write_str("faster"),
            Self::Floor => f.write_str("–"),
        }
    }
}

/// The directory, servers and tools that the cases work with.
pub(crate) struct Bench<'a> {
    pub(crate) root: &'a Path,
    pub(crate) postgres: Option<&'a Postgres>,
    pub(crate) mysql: Option<&'a Mysql>,
    pub(crate) peers: &'a [Peer],
    pub(crate) options: &'a Options,
}

impl Bench<'_> {
    pub(crate) fn run(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for dialect in Dialect::ALL {
            let missing = match dialect {
                Dialect::Sqlite => false,
                Dialect::Postgres => self.postgres.is_none(),
                Dialect::Mysql => self.mysql.is_none(),
                other => unreachable!("{other} is not measured"),
            };
            if missing {
                continue;
            }
            movies::run(self, dialect, &mut rows);
            upgrade::run(self, dialect, &mut rows);
            migrate::run(self, dialect, &mut rows);
            large::run(self, dialect, &mut rows);
        }
        rows
    }

    fn directory(&self, name: &str, dialect: Dialect) -> PathBuf {
        let directory = self.root.join(format!("{name}-{}", dialect.name()));
        std::fs::create_dir_all(&directory).expect("a directory to work in");
        directory
    }

    fn server(&self) -> &Postgres {
        self.postgres.expect("a server")
    }

    fn mysql(&self) -> &Mysql {
        self.mysql.expect("a server")
    }

    /// The tools that are measured on that database.
    fn peers(&self, dialect: Dialect) -> impl Iterator<Item = &Peer> {
        self.peers.iter().filter(move |peer| peer.speaks(dialect))
    }

    /// An empty database: for a server its URL, for SQLite the path of a file that is not there.
    fn database(&self, name: &str, dialect: Dialect) -> String {
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

    fn drop(&self, name: &str, dialect: Dialect) {
        if dialect == Dialect::Postgres {
            self.server().drop(name);
        }
    }

    fn measure(
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
fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
        Dialect::Mysql => "MariaDB",
        other => unreachable!("{other} is not measured"),
    }
}
