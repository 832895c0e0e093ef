//! Projects of thousands of tables and revisions: what takes time with the square of their number shows here. Nothing is
//! connected to.

use moviectl_schema::dialect::Dialect;

use crate::bench::{Bench, title};
use crate::measure::{Pair, Work};
use crate::project;
use crate::row::{Row, Target};

/// How many tables, and revisions.
const MANY: usize = 5_000;

pub(super) fn run(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    let inspect = format!(
        "`inspect --declared --format sql`, {MANY} tables, {}",
        title(dialect)
    );
    let script = format!(
        "`upgrade --sql base:head`, {MANY} revisions, {}",
        title(dialect)
    );
    if !bench.options.wants(&inspect) && !bench.options.wants(&script) {
        return;
    }
    let root = bench.directory("large", dialect);
    project::of_tables(&root, dialect, MANY);
    // The address says which dialect is meant.
    let url = match dialect {
        Dialect::Postgres => "postgresql://localhost/nowhere",
        Dialect::Mysql => "mysql://localhost/nowhere",
        _ => "nowhere.db",
    };
    let ours = Work::moviectl(&root).env("DATABASE_URL", url);
    for (name, args, most) in [
        (inspect, ["inspect", "--declared", "--format=sql"], 1.0),
        (script, ["upgrade", "--sql", "base:head"], 2.0),
    ] {
        let pair = Pair {
            ours: ours.clone().args(args),
            other: None,
            prepare: &|| {},
        };
        bench.measure(rows, name, "nothing", Target::Seconds(most), &pair);
    }
}
