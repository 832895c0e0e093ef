#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod records;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod sessions;

use std::collections::BTreeSet;
use std::path::Path;

use super::graph::Node;
use super::records::{DIESEL_TABLE, Record};
use super::*;
use crate::database::{AnyConnection, ConnectOptions, DatabaseUrl, OpenMode, connect};
use moviectl_schema::dialect::Dialect;

fn node(version: &str, revises: &[&str]) -> Node {
    Node {
        version: version.into(),
        revises: revises.iter().map(ToString::to_string).collect(),
    }
}

/// `01 <- 02 <- 04`, and `03` beside `02`.
fn branched() -> Graph {
    let nodes = [
        node("01", &[]),
        node("02", &["01"]),
        node("03", &["01"]),
        node("04", &["02"]),
    ];
    Graph::new(nodes).unwrap()
}

fn revision(name: &str, revises: &[&str]) -> Revision {
    let metadata = Metadata {
        run_in_transaction: true,
        moviectl: Some(OwnMetadata {
            replaces: Vec::new(),
            dialect: None,
            message: format!("About {name}."),
            revises: revises.iter().map(ToString::to_string).collect(),
        }),
    };
    Revision::in_memory(name, &metadata, "SELECT 1".into(), "SELECT 2".into())
}

fn repository(revisions: &[(&str, &[&str])]) -> Repository {
    let revisions = revisions
        .iter()
        .map(|(name, revises)| revision(name, revises));
    Repository::new(Dialect::Sqlite, None, revisions.collect()).unwrap()
}

/// `base <- 1001_first <- 1002_second_step <- 1103_third`.
fn straight() -> Repository {
    repository(&[
        ("10-01_first", &[]),
        ("10-02_second_step", &["1001"]),
        ("11-03_third", &["1002"]),
    ])
}

fn applied(versions: &[&str]) -> BTreeSet<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn resolved(repository: &Repository, at: &[&str], name: &str) -> Result<Vec<String>, NameError> {
    resolve(repository, &applied(at), name).map(|target| target.versions().to_vec())
}

#[test]
fn heads_tips_ancestors_and_descendants() {
    let graph = branched();
    assert_eq!(graph.heads(), ["03", "04"]);
    assert_eq!(graph.tips(&applied(&["01", "02", "unknown"])), ["02"]);
    assert_eq!(graph.tips(&applied(&["01", "02", "03"])), ["02", "03"]);
    let ancestors: Vec<&str> = graph.with_ancestors(["04"]).into_iter().collect();
    assert_eq!(ancestors, ["01", "02", "04"]);
    let descendants: Vec<&str> = graph.with_descendants(["02"]).into_iter().collect();
    assert_eq!(descendants, ["02", "04"]);
}

#[test]
fn a_branch_has_ends() {
    let repository = repository(&[
        ("a_first", &[]),
        ("b1_left", &["a"]),
        ("b2_right", &["a"]),
        ("c1_further", &["b1"]),
        ("d_both", &["b2", "c1"]),
        ("e_last", &["d"]),
    ]);
    let graph = repository.graph();
    let starts = ["a", "b1", "c1", "b2", "d", "e"].map(|version| graph.branch_start(version));
    assert_eq!(starts, ["a", "b1", "b1", "b2", "d", "d"]);
    let later = |name: &str| -> Vec<&str> {
        let target = resolve(&repository, &applied(&[]), name).unwrap();
        target.later(graph).into_iter().collect()
    };
    assert_eq!(later("c1@base"), ["b1", "c1", "d", "e"]);
    assert_eq!(later("e@base"), ["d", "e"]);
    assert_eq!(later("a@base"), ["a", "b1", "b2", "c1", "d", "e"]);
    assert_eq!(later("a"), ["b1", "b2", "c1", "d", "e"]);
    let places = ["c1@base", "b2@head", "b1@base+2", "e@head-1", "base@head"]
        .map(|name| resolved(&repository, &[], name).unwrap().concat());
    assert_eq!(places, ["a", "e", "c1", "d", "e"]);
    assert_eq!(
        resolve(&repository, &applied(&[]), "base@base"),
        Ok(Target::Base)
    );
}

#[test]
fn contradictions_name_the_revisions() {
    let graph = |nodes: &[Node]| Graph::new(nodes.to_vec()).unwrap_err().to_string();
    assert_eq!(
        graph(&[node("02", &["01"])]),
        "revision 02 revises 01, which is not in the repository"
    );
    assert_eq!(graph(&[node("01", &["01"])]), "revision 01 revises itself");
    assert_eq!(
        graph(&[node("01", &["02"]), node("02", &[])]),
        "revision 01 revises 02, but sorts before it, and Diesel runs revisions in that order"
    );
    assert_eq!(
        graph(&[node("01", &["02"]), node("02", &["01"])]),
        "revisions follow each other in a cycle: 01 revises 02, 02 revises 01"
    );
    // Versions that lead into a cycle, or follow it, are not part of it.
    let around = [
        node("01", &[]),
        node("02", &["01", "05"]),
        node("03", &["02"]),
        node("05", &["03"]),
        node("06", &["05"]),
    ];
    assert_eq!(
        graph(&around),
        "revisions follow each other in a cycle: 02 revises 05, 05 revises 03, 03 revises 02"
    );
}

#[test]
fn every_spelling_of_a_revision() {
    let repository = straight();
    for (name, expected) in [
        ("1002", "1002"),
        ("10-02_second_step", "1002"),
        ("second_step", "1002"),
        ("second", "1002"),
        ("11", "1103"),
        ("head", "1103"),
        ("heads", "1103"),
        ("current", "1001"),
        ("+1", "1002"),
        ("+2", "1103"),
        ("head-1", "1002"),
        ("base+2", "1002"),
        ("first+1", "1002"),
        ("head-2+1", "1002"),
        ("10-02", "1002"),
    ] {
        assert_eq!(
            resolved(&repository, &["1001"], name),
            Ok(vec![expected.into()]),
            "{name}"
        );
    }
    for name in ["base", "-1", "1002-2"] {
        assert_eq!(resolved(&repository, &["1001"], name), Ok(vec![]), "{name}");
    }
}

#[test]
fn names_that_mean_nothing_or_too_much() {
    let straight = straight();
    let wrong = |name: &str| {
        resolved(&straight, &["1001"], name)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(wrong("10"), "'10' may be any of 1001, 1002");
    assert_eq!(wrong("nonsense"), "no revision is called 'nonsense'");
    assert_eq!(
        wrong("head+1"),
        "'head+1' leads out of the history: there is no later revision"
    );
    assert_eq!(
        wrong("-2"),
        "'-2' leads out of the history: there is nothing before the base"
    );
    assert_eq!(
        resolved(&straight, &[], "secnd_step"),
        Err(NameError::Unknown {
            name: "secnd_step".into(),
            similar: Some("second_step".into())
        })
    );
    let forked = repository(&[("01_a", &[]), ("02_b", &["01"]), ("03_c", &["01"])]);
    let several = resolved(&forked, &[], "head").unwrap_err().to_string();
    assert!(several.starts_with("Multiple head revisions are present for given argument 'head'"));
    assert_eq!(
        resolved(&forked, &[], "heads"),
        Ok(vec!["02".into(), "03".into()])
    );
    assert!(matches!(
        resolved(&forked, &["01", "02", "03"], "-1"),
        Err(NameError::SeveralTips { .. })
    ));
}

fn write(directory: &Path, name: &str, files: &[(&str, &str)]) {
    let directory = directory.join(name);
    std::fs::create_dir_all(&directory).unwrap();
    for (file, text) in files {
        std::fs::write(directory.join(file), text).unwrap();
    }
}

#[test]
fn a_repository_made_by_diesel_follows_the_order_of_its_versions() {
    let directory = tempfile::tempdir().unwrap();
    write(
        directory.path(),
        "2024-01-01-000000_create_posts",
        &[("up.sql", "A")],
    );
    write(
        directory.path(),
        "00000000000000_diesel_initial_setup",
        &[("up.sql", "B")],
    );
    write(
        directory.path(),
        "2024-02-01-000000_more",
        &[
            ("up.sql", "C"),
            ("metadata.toml", "run_in_transaction = false\nother = 1"),
        ],
    );
    write(directory.path(), ".hidden", &[]);
    std::fs::write(directory.path().join("README"), "").unwrap();
    let repository = Repository::on_disk(Dialect::Sqlite, directory.path()).unwrap();
    let found: Vec<(&str, &str, bool, Vec<String>)> = repository
        .revisions()
        .map(|r| {
            (
                r.version.as_str(),
                r.message.as_str(),
                r.run_in_transaction,
                r.revises.clone(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("00000000000000", "diesel initial setup", true, vec![]),
            (
                "20240101000000",
                "create posts",
                true,
                vec!["00000000000000".into()]
            ),
            (
                "20240201000000",
                "more",
                false,
                vec!["20240101000000".into()]
            ),
        ]
    );
}

#[test]
fn what_is_wrong_on_disk_is_named() {
    let check = |name: &str, files: &[(&str, &str)], expected: &str| {
        let directory = tempfile::tempdir().unwrap();
        write(directory.path(), "2024-01-01_first", &[("up.sql", "A")]);
        write(directory.path(), name, files);
        let error = Repository::on_disk(Dialect::Sqlite, directory.path()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    };
    check("2024-01-02_x", &[], "2024-01-02_x has no up.sql");
    check(
        "20240101_again",
        &[("up.sql", "")],
        "version 20240101 is there twice",
    );
    check(
        "2024-01-02_x",
        &[("up.sql", "A"), ("metadata.toml", "run_in = [")],
        "metadata.toml:1:11: ",
    );
}

#[test]
fn a_checksum_does_not_depend_on_line_endings() {
    let script = |text: &str| Script {
        path: "up.sql".into(),
        text: text.into(),
    };
    assert_eq!(script("a\nb\n").checksum(), script("a\r\nb\r\n").checksum());
    assert_ne!(script("a\nb\n").checksum(), script("a b\n").checksum());
    assert_eq!(script("").checksum().len(), 64);
}

#[test]
fn diesels_own_harness_runs_the_repository() {
    use diesel::Connection;
    use diesel_migrations::MigrationHarness;

    let repository = straight();
    let mut connection = diesel::SqliteConnection::establish(":memory:").unwrap();
    let ran = connection
        .run_pending_migrations(repository.clone())
        .unwrap();
    let ran: Vec<String> = ran.iter().map(ToString::to_string).collect();
    assert_eq!(ran, ["1001", "1002", "1103"]);
    let mut connection = AnyConnection::Sqlite(connection);
    let ledger = Ledger::open(&mut connection).unwrap();
    assert_eq!(
        ledger.applied(&mut connection).unwrap(),
        applied(&["1001", "1002", "1103"])
    );
}

fn record(version: &str, checksum: &str) -> Record {
    Record {
        version: version.into(),
        checksum: checksum.into(),
        message: "About it.".into(),
        duration_ms: 1,
        statements_done: 1,
    }
}

/// On SQLite, and on PostgreSQL where there is a server.
fn on_both(test: impl Fn(&mut AnyConnection)) {
    let memory = DatabaseUrl::parse(":memory:").unwrap();
    test(&mut connect(&memory, &ConnectOptions::new(OpenMode::Create)).unwrap());
    #[cfg(feature = "postgres")]
    if let Some(database) = crate::database::test_server::OwnDatabase::on_server() {
        test(&mut database.connect());
    }
}

#[test]
fn records_are_compared_whole() {
    on_both(|connection| {
        let mut ledger = Ledger::open(connection).unwrap();
        assert!(ledger.has_exactly(connection, None, &applied(&[])).unwrap());
        assert!(
            !ledger
                .has_exactly(connection, None, &applied(&["1"]))
                .unwrap()
        );
        ledger.create(connection).unwrap();
        assert!(ledger.has_exactly(connection, None, &applied(&[])).unwrap());
        // Neither in order of time, nor in that of a language.
        for version in ["b", "10", "9", "B"] {
            ledger.insert(connection, &record(version, "1")).unwrap();
        }
        let mut is = |versions: &[&str]| {
            ledger
                .has_exactly(connection, None, &applied(versions))
                .unwrap()
        };
        assert!(is(&["9", "10", "B", "b"]));
        assert!(!is(&["9", "10", "B"]));
        assert!(!is(&["9", "10", "B", "c"]));
        assert!(!is(&["9", "10", "B", "b", "c"]));
        ledger.delete(connection, "B").unwrap();
        assert!(
            ledger
                .has_exactly(connection, None, &applied(&["10", "9", "b"]))
                .unwrap()
        );
    });
}

#[test]
fn a_record_that_diesel_left_stale_is_replaced() {
    on_both(|connection| {
        let mut ledger = Ledger::open(connection).unwrap();
        ledger.create(connection).unwrap();
        ledger.insert(connection, &record("1", "old")).unwrap();
        connection
            .run(&format!("DELETE FROM {DIESEL_TABLE}"))
            .unwrap();
        ledger.insert(connection, &record("1", "new")).unwrap();
        let (checksums, _) = ledger.own_records(connection).unwrap();
        assert_eq!(checksums.get("1").map(String::as_str), Some("new"));
        // Diesel's own record is never replaced.
        assert!(ledger.insert(connection, &record("1", "other")).is_err());
    });
}

#[test]
fn a_directory_that_is_missing_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("migrations");
    let error = Repository::on_disk(Dialect::Sqlite, &missing).unwrap_err();
    assert!(
        matches!(&error, RepositoryError::NoDirectory(path) if *path == missing),
        "{error}"
    );
}
