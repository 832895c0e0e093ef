//! Golden cases of `migrate`, run by the binary on real databases. [`case`] explains the parts of a case.
//!
//! `MOVIECTL_TEST_GOLDENS=word,other` runs only the cases with one of the words in their name, and
//! `MOVIECTL_TEST_BLESS=1` rewrites the scripts: review the differences.

mod archive;
mod case;
mod state;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use self::case::Case;
use crate::support::{Backend, Db, variable};

/// How many cases there are: none is lost unnoticed.
const CASES: usize = 196;

/// Changes that a database which alters in place makes in a statement or two: the cases' names.
const SMALL: [&str; 15] = [
    "check_text_changed",
    "default_changed",
    "enum_value_added",
    "enum_values_added",
    "foreign_key_restrict_to_cascade",
    "index_unique_to_plain",
    "identity_always_to_by_default",
    "primary_key_of_text_one_to_two",
    "primary_key_one_to_two",
    "rename_column",
    "rename_enum_value",
    "rename_table",
    "type_integer_to_bigint",
    "type_varchar_longer",
    "type_varchar_to_text",
];

/// Every kind of change of every dialect, as `check --format json` names it (`Change::kind`).
const KINDS: [&str; 14] = [
    "add_check",
    "add_column",
    "add_foreign_key",
    "add_index",
    "add_table",
    "add_unique",
    "alter_column",
    "alter_primary_key",
    "remove_check",
    "remove_column",
    "remove_foreign_key",
    "remove_index",
    "remove_table",
    "remove_unique",
];

/// The kinds that PostgreSQL has beside those in [`KINDS`].
const POSTGRES_KINDS: [&str; 5] = [
    "add_enum",
    "add_schema",
    "alter_comment",
    "alter_enum",
    "remove_enum",
];

/// The kinds that MySQL has beside those in [`KINDS`].
const MYSQL_KINDS: [&str; 1] = ["alter_comment"];

#[test]
fn sqlite() {
    run_all(Backend::Sqlite);
}

#[test]
fn postgres() {
    run_all(Backend::Postgres);
}

#[test]
fn mysql() {
    run_all(Backend::Mysql);
}

/// Runs all cases, several at a time, and then tells of every one that failed.
fn run_all(backend: Backend) {
    let wanted = variable("MOVIECTL_TEST_GOLDENS");
    let cases: Vec<PathBuf> = archives()
        .into_iter()
        .filter(|path| {
            let has = |words: &String| words.split(',').any(|word| name(path).contains(word));
            wanted.as_ref().is_none_or(has)
        })
        .collect();
    assert!(!cases.is_empty(), "no case with {wanted:?} in its name");
    let waiting = Mutex::new(cases.iter());
    let failed = Mutex::new(Vec::new());
    let seen = Mutex::new(BTreeSet::new());
    let ran = Mutex::new(0_usize);
    let work = || {
        while let Some(path) = { waiting.lock().unwrap().next() } {
            let result = catch_unwind(AssertUnwindSafe(|| {
                Db::with(backend, |db| {
                    if let Some(kinds) = run(&Case::read(path, db.dialect()), db) {
                        seen.lock().unwrap().extend(kinds);
                        *ran.lock().unwrap() += 1;
                    }
                });
            }));
            if result.is_err() {
                failed.lock().unwrap().push(name(path));
            }
        }
    };
    // Most of the time a case waits for the server.
    let threads = 2 * thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        // Spawned one by one with the test's own output, which is shown if it fails.
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "cases that failed: {failed:?}");
    let ran = ran.into_inner().unwrap();
    // Nothing ran where there is no server.
    if wanted.is_none() && ran > 0 {
        let seen = seen.into_inner().unwrap();
        let more: &[&str] = match backend {
            Backend::Sqlite => &[],
            Backend::Postgres => &POSTGRES_KINDS,
            Backend::Mysql => &MYSQL_KINDS,
        };
        let never: Vec<&&str> = KINDS
            .iter()
            .chain(more)
            .filter(|kind| !seen.contains(**kind))
            .collect();
        assert!(never.is_empty(), "no case has these changes: {never:?}");
    }
}

/// Runs one case; gives the kinds of its changes, or nothing where the dialect is left out.
fn run(case: &Case, db: &Db) -> Option<Vec<String>> {
    if case.is_left_out(db.backend) {
        return None;
    }
    let kinds = case.play(db);
    if SMALL.contains(&case.name.as_str()) {
        case.assert_small();
    }
    Some(kinds)
}

fn archives() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let mut found: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn all_cases_are_there() {
    let names: Vec<String> = archives().iter().map(|path| name(path)).collect();
    assert_eq!(names.len(), CASES);
    for small in SMALL {
        assert!(names.iter().any(|name| name == small), "no case {small}");
    }
}
