//! `upgrade` of many revisions against the database's own client with the same statements, and against the tools that
//! run migrations written by hand: a transaction for each revision everywhere.

use std::path::Path;

use moviectl_schema::dialect::Dialect;

use crate::bench::{Bench, title};
use crate::measure::{Pair, Work};
use crate::project::{self, SAME_SCRIPT, SCRIPT, TABLES};
use crate::row::{Row, Target};
use crate::servers::{Told, client, mariadb, psql, sqlite3};

const DATABASE: &str = "upgrade";

pub(super) fn run(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    let journals: &[&str] = match dialect {
        Dialect::Sqlite => &["wal", "delete"],
        Dialect::Postgres | Dialect::Mysql => &[""],
        other => unreachable!("{other} is not measured"),
    };
    for journal in journals {
        all(bench, dialect, journal, rows);
    }
    nothing_to_do(bench, dialect, rows);
}

/// From an empty database to the last revision.
fn all(bench: &Bench<'_>, dialect: Dialect, journal: &str, rows: &mut Vec<Row>) {
    let comma = if journal.is_empty() { "" } else { ", journal " };
    let name = format!(
        "`upgrade`, {TABLES} revisions, {}{comma}{journal}",
        title(dialect)
    );
    if !bench.options.wants(&name) {
        return;
    }
    let root = bench.directory(DATABASE, dialect);
    project::tables(&root, dialect);
    let prepare = || {
        let database = bench.database(DATABASE, dialect);
        if dialect == Dialect::Sqlite {
            // Both sides find a file that has no table yet, in the same journal mode.
            let sql = format!("PRAGMA journal_mode = {journal}; VACUUM");
            sqlite3(&database, &root).args([sql]).run();
        }
        database
    };
    let url = prepare();
    let ours = ours(&root, &url);
    let (against, own) = client(dialect, &url, &root, &Told::File(SCRIPT));
    let mut others = Vec::new();
    if dialect == Dialect::Postgres {
        let (_, same) = client(dialect, &url, &root, &Told::File(SAME_SCRIPT));
        others.push((
            "`psql -f`, lock and records as well",
            same,
            Target::Ratio(1.1),
        ));
        others.push((against, own, Target::Floor));
    } else {
        others.push((against, own, Target::Ratio(1.1)));
    }
    for peer in bench.peers(dialect) {
        let root = bench.directory(peer.name(), dialect);
        peer.project(&root, dialect);
        let work = peer.upgrade(&root, dialect, &url);
        others.push((peer.title(), work, Target::Ratio(1.1)));
    }
    proved(&ours, dialect, &url, &root);
    for (against, other, target) in others {
        prepare();
        proved(&other, dialect, &url, &root);
        let pair = Pair {
            ours: ours.clone(),
            other: Some(other),
            prepare: &|| {
                prepare();
            },
        };
        bench.measure(rows, name.clone(), against, target, &pair);
    }
    bench.drop(DATABASE, dialect);
}

/// All revisions are applied already. The client reads the records, which is what all of them do at the least.
fn nothing_to_do(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    const RECORDS: &str = "SELECT * FROM __diesel_schema_migrations";
    let name = format!(
        "`upgrade`, nothing to do after {TABLES} revisions, {}",
        title(dialect)
    );
    if !bench.options.wants(&name) {
        return;
    }
    let root = bench.directory(DATABASE, dialect);
    project::tables(&root, dialect);
    let url = bench.database(DATABASE, dialect);
    let ours = ours(&root, &url);
    proved(&ours, dialect, &url, &root);
    let (against, own) = client(dialect, &url, &root, &Told::Sql(RECORDS));
    let mut others = vec![(against, own, Target::Floor)];
    for peer in bench.peers(dialect) {
        let root = bench.directory(peer.name(), dialect);
        peer.project(&root, dialect);
        let url = bench.database(peer.name(), dialect);
        if dialect == Dialect::Sqlite {
            // Not all of them make the file.
            sqlite3(&url, &root).args(["VACUUM"]).run();
        }
        let work = peer.upgrade(&root, dialect, &url);
        proved(&work, dialect, &url, &root);
        others.push((peer.title(), work, Target::Faster));
    }
    for (against, other, target) in others {
        let pair = Pair {
            ours: ours.clone(),
            other: Some(other),
            prepare: &|| {},
        };
        bench.measure(rows, name.clone(), against, target, &pair);
    }
    for database in bench
        .peers(dialect)
        .map(|peer| peer.name())
        .chain([DATABASE])
    {
        bench.drop(database, dialect);
    }
}

fn ours(root: &Path, url: &str) -> Work {
    Work::moviectl(root)
        .env("DATABASE_URL", url)
        .args(["upgrade"])
}

/// Runs it once, and counts what it made: who skips the work is not faster.
fn proved(work: &Work, dialect: Dialect, url: &str, root: &Path) {
    work.run();
    let count = match dialect {
        Dialect::Sqlite => sqlite3(url, root)
            .args(["SELECT count(*) FROM sqlite_master WHERE tbl_name GLOB 'item_*' AND name NOT LIKE 'sqlite_%'"]),
        Dialect::Mysql => mariadb(url, root).args([
            "-N",
            "-e",
            "SELECT count(DISTINCT table_name, index_name) FROM information_schema.statistics \
             WHERE table_schema = DATABASE() AND table_name LIKE 'item\\_%'",
        ]),
        Dialect::Postgres => psql(url, root).args([
            "-At",
            "-c",
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'item\\_%' AND relkind IN ('r', 'i') \
             AND relname NOT LIKE '%\\_pkey'",
        ]),
        other => unreachable!("{other} is not measured"),
    };
    let made: usize = count.output().parse().expect("a count");
    assert_eq!(made, 3 * TABLES, "tables and indexes that were made");
}
