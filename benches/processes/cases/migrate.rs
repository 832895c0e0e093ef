//! `check` and `migrate` of a large project, against Alembic where it is installed.

use moviectl_schema::dialect::Dialect;

use crate::alembic;
use crate::bench::{Bench, title};
use crate::measure::{Pair, Work};
use crate::project::{self, SCRIPT, TABLES};
use crate::row::{Row, Target};
use crate::servers::{psql, sqlite3};

const DATABASE: &str = "migrate";

pub(super) fn run(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    let check = format!("`check`, {TABLES} tables, {}", title(dialect));
    let migrate = format!(
        "`migrate`, proved, one column among {TABLES} tables and revisions, {}",
        title(dialect)
    );
    if !bench.options.wants(&check) && !bench.options.wants(&migrate) {
        return;
    }
    let root = bench.directory(DATABASE, dialect);
    let peer = bench.directory("alembic", dialect);
    project::tables(&root, dialect);
    let url = bench.database(DATABASE, dialect);
    let ours = Work::moviectl(&root).env("DATABASE_URL", &url);
    ours.clone().args(["upgrade"]).run();
    // The packages that Alembic needs for MariaDB are not installed.
    let command = alembic::command().filter(|_| dialect != Dialect::Mysql);
    if command.is_some() {
        // A database of its own, which its revisions explain.
        let url = bench.database("alembic", dialect);
        let [tables, stamped] = match dialect {
            Dialect::Sqlite => [
                sqlite3(&url, &root).args([format!(".read {SCRIPT}")]),
                sqlite3(&url, &root).args([alembic::stamp()]),
            ],
            _ => [
                psql(&url, &root).args(["-f", SCRIPT]),
                psql(&url, &root).args(["-c", &alembic::stamp()]),
            ],
        };
        tables.run();
        stamped.run();
        alembic::project(&peer, dialect, &url, TABLES);
    }
    let pair = Pair {
        ours: ours.clone().args(["check"]),
        other: command.as_ref().map(|own| alembic::check(own, &peer)),
        prepare: &|| {},
    };
    bench.measure(rows, check, "`alembic check`", Target::Seconds(0.2), &pair);

    let changed = TABLES / 2;
    project::declare(&root, Some(changed));
    if command.is_some() {
        let url = alembic_url(bench, dialect);
        alembic::project(&peer, dialect, &url, changed);
    }
    let pair = Pair {
        ours: ours.args(["migrate", "-m", "one column"]),
        other: command
            .as_ref()
            .map(|own| alembic::autogenerate(own, &peer)),
        prepare: &|| {
            project::forget_new_revisions(&root, dialect);
            if command.is_some() {
                alembic::forget_new_revisions(&peer);
            }
        },
    };
    let most = match dialect {
        Dialect::Sqlite => 0.5,
        Dialect::Postgres | Dialect::Mysql => 1.0,
        other => unreachable!("{other} is not measured"),
    };
    let against = "`alembic revision --autogenerate`";
    let target = if pair.other.is_some() {
        Target::Ratio(most)
    } else {
        Target::Floor
    };
    bench.measure(rows, migrate, against, target, &pair);
    for name in [DATABASE, "alembic"] {
        bench.drop(name, dialect);
    }
}

fn alembic_url(bench: &Bench<'_>, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => bench.root.join("alembic.db").display().to_string(),
        _ => bench.server().database("alembic"),
    }
}
