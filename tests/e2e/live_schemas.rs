//! Databases as others made them, with what each database's grammar has (`tests/live`): `inspect` prints a declaration that
//! `check` and a first migration agree with, and a change of each table is proved and taken back.

use std::sync::Mutex;

use crate::attachments::dumped;
use crate::support::{Backend, Db};

/// The cases of a file: a name between `-- ` and ` --`, and the statements below it.
fn cases(file: &'static str) -> Vec<(&'static str, &'static str)> {
    let parts = file
        .split("\n-- ")
        .map(|part| part.trim_start_matches("-- "));
    parts
        .map(|part| part.split_once(" --\n").unwrap())
        .collect()
}

/// The names of the printed tables: the line below each `diesel::table! {` that is no attribute and no comment.
fn tables(printed: &str) -> Vec<String> {
    let blocks = printed.split("diesel::table! {").skip(1);
    blocks
        .map(|block| {
            let lines = block.lines().map(str::trim);
            let mut heads = lines.filter(|line| line.ends_with(") {"));
            let head = heads.next().unwrap();
            let name = head.split_once(" (").unwrap().0;
            name.rsplit('.').next().unwrap().to_owned()
        })
        .collect()
}

/// A project with the statements as its first revision, which is applied.
fn project(db: &Db, sql: &str) {
    db.write("moviectl.toml", "managed = true\ncomments = true\n");
    db.write("src/schema.rs", "");
    db.moviectl(["init"]).success();
    db.write_revision("2020-01-01-000000-0000_live", sql);
    db.moviectl(["upgrade"]).success();
}

/// Prints the declaration of the database, which must be what it has.
fn declared(db: &Db) -> String {
    let inspected = db.moviectl_reads(["inspect", "--format", "diesel"]);
    let printed = inspected.success().stdout.clone();
    db.write("src/schema.rs", &printed);
    db.moviectl_reads(["check"]).success();
    printed
}

/// The statements of objects that a declaration may use, and that a person makes.
fn made_by_hand(sql: &str) -> String {
    const HEADS: [&str; 4] = [
        "CREATE DOMAIN",
        "CREATE SEQUENCE",
        "CREATE TYPE pair",
        "SELECT",
    ];
    let statements = sql.split_inclusive(";\n");
    let made = statements.filter(|own| HEADS.iter().any(|head| own.starts_with(head)));
    format!("{}SELECT 1;\n", made.collect::<String>())
}

/// The declaration with a change of what is there in each table: the first column beside the key that is not NULL can be NULL. A column
/// that numbers rows, or has a spatial index, cannot.
fn relaxed(printed: &str) -> String {
    const NOT_NULL: [&str; 4] = ["identity ", "serial ", "autoincrement ", "using spatial ("];
    let must = |name: &str| {
        NOT_NULL
            .iter()
            .any(|word| printed.contains(&format!("{word}{name}")))
    };
    let mut blocks = printed.split("diesel::table! {");
    let mut text = blocks.next().unwrap_or_default().to_owned();
    for block in blocks {
        let key = block
            .lines()
            .map(str::trim)
            .find(|line| line.ends_with(") {"));
        let key = key.unwrap().split_once(" (").unwrap().1;
        let is_key = |name: &str| {
            key.trim_end_matches(") {")
                .split(", ")
                .any(|own| own == name)
        };
        // A table may have no such column.
        let mut lines: Vec<String> = block.split_inclusive('\n').map(str::to_owned).collect();
        let _ = lines.iter_mut().find_map(|line| {
            let (name, kind) = line.trim().strip_suffix(',')?.split_once(" -> ")?;
            let is_plain = !kind.starts_with("Nullable<") && !is_key(name) && !must(name);
            let new = format!("        {name} -> Nullable<{kind}>,\n");
            is_plain.then(|| *line = new)
        });
        text.push_str("diesel::table! {");
        text.push_str(&lines.concat());
    }
    text
}

/// Runs a case.
fn run(backend: Backend, sql: &str) {
    Db::with(backend, |db| {
        project(db, sql);
        let mut changed = relaxed(&declared(db));
        for (number, table) in tables(&changed.clone()).iter().enumerate() {
            changed.push_str(&format!(
                "\ntable_args! {{ {table} {{ check live_{number} sql(\"1 = 1\"); }} }}\n"
            ));
        }
        let before = dumped(db);
        db.write("src/schema.rs", &changed);
        db.moviectl(["migrate", "-m", "Checks."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
        let after = dumped(db);
        let only = |one: &[String], other: &[String]| -> Vec<String> {
            let lines = one.iter().filter(|line| !other.contains(line));
            lines.cloned().collect()
        };
        assert_eq!(
            (only(&after, &before), only(&before, &after)),
            Default::default()
        );
        assert_eq!(after.len(), before.len());
        // The declaration alone is enough for a first migration.
        let printed = changed.split("\ntable_args! { ").next().unwrap().to_owned();
        Db::with(backend, |db| {
            project(db, &made_by_hand(sql));
            db.write("src/schema.rs", &printed);
            db.moviectl(["migrate", "-m", "All."])
                .success()
                .stderr_has("Proved");
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
        });
    });
}

/// Runs all cases, as many at once as the machine has processors. Names those that failed.
fn run_all(backend: Backend, file: &'static str) {
    let queue = Mutex::new(cases(file).into_iter());
    let failed = Mutex::new(Vec::new());
    let next = || queue.lock().unwrap().next();
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((name, sql)) = next() {
                    let run = || run(backend, sql);
                    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err() {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "cases that failed: {failed:?}");
}

#[test]
fn postgres() {
    run_all(Backend::Postgres, include_str!("../live/postgres.txt"));
}

#[test]
fn mysql() {
    run_all(Backend::Mysql, include_str!("../live/mysql.txt"));
}

#[test]
fn sqlite() {
    run_all(Backend::Sqlite, include_str!("../live/sqlite.txt"));
}

#[test]
fn there_are_a_hundred() {
    let files = [
        include_str!("../live/postgres.txt"),
        include_str!("../live/mysql.txt"),
        include_str!("../live/sqlite.txt"),
    ];
    assert!(files.map(|file| cases(file).len()).iter().sum::<usize>() >= 100);
}
