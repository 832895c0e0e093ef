#![allow(clippy::unwrap_used)]

use super::super::{Metadata, OwnMetadata};
use super::*;

fn revision(name: &str, revises: &[&str], transaction: bool, up: &str) -> Revision {
    let metadata = Metadata {
        run_in_transaction: transaction,
        moviectl: Some(OwnMetadata {
            message: "It's\nthis.".into(),
            revises: revises.iter().map(ToString::to_string).collect(),
            replaces: Vec::new(),
            dialect: None,
        }),
    };
    Revision::in_memory(name, &metadata, up.into(), "SELECT 2".into())
}

fn script(
    dialect: Dialect,
    revisions: Vec<Revision>,
    applied: &[&str],
) -> Result<String, RunError> {
    let repository = Repository::new(dialect, None, revisions).unwrap();
    let applied = applied.iter().map(ToString::to_string).collect();
    let revisions: Vec<&Revision> = repository.revisions().collect();
    run_script(&repository, &applied, &revisions, Direction::Up)
}

/// The lines that begin with one of these words, shortened to it.
fn outline<'s>(script: &str, words: &[&'s str]) -> Vec<&'s str> {
    script
        .lines()
        .filter_map(|line| words.iter().find(|word| line.starts_with(**word)))
        .copied()
        .collect()
}

#[test]
fn each_manner_has_its_transactions() {
    let words = [
        "PRAGMA",
        "BEGIN",
        "COMMIT",
        "one",
        "two",
        "INSERT INTO main",
    ];
    let record = "INSERT INTO main";
    let of = |transaction, up| {
        let script = script(
            Dialect::Sqlite,
            vec![revision("1_a", &[], transaction, up)],
            &[],
        );
        outline(script.unwrap().split_once("-- Running").unwrap().1, &words)
    };
    assert_eq!(
        of(true, "one; two"),
        ["BEGIN", "one", "two", record, record, "COMMIT"]
    );
    assert_eq!(
        of(false, "one; two"),
        [
            "BEGIN", "COMMIT", "one", "two", "BEGIN", record, record, "COMMIT"
        ]
    );
    let rebuild = "PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE; one; COMMIT; PRAGMA foreign_keys=ON;";
    assert_eq!(
        of(false, rebuild),
        ["PRAGMA", "BEGIN", "one", record, record, "COMMIT", "PRAGMA"]
    );
}

#[test]
fn comments_stay_and_values_are_quoted() {
    let up = "-- Why one.\none -- inside\n  more;\n\n-- Why two;\ntwo;\n-- The end.\n";
    for dialect in Dialect::ALL {
        let text = script(dialect, vec![revision("1_a", &[], true, up)], &[]).unwrap();
        assert!(
            text.contains("-- Why one.\none -- inside\n  more;\n-- Why two;\ntwo;\n"),
            "{text}"
        );
        assert!(
            text.contains("\n-- Running upgrade -> 1, It's this.\n"),
            "{text}"
        );
        assert!(text.contains("'It''s\nthis.'"), "{text}");
    }
}

#[test]
fn a_long_script_names_all_versions_once() {
    let revisions = vec![
        revision("1_a", &[], true, "one"),
        revision("2_b", &["1"], true, "two"),
        revision("3_c", &["2"], true, "three"),
        revision("4_d", &["3"], true, "four"),
    ];
    let repository = Repository::new(Dialect::Sqlite, None, revisions).unwrap();
    let applied = ["1", "2"].map(ToOwned::to_owned).into();
    let wanted: Vec<&Revision> = repository.revisions().skip(2).collect();
    let text = run_script(&repository, &applied, &wanted, Direction::Up).unwrap();
    assert_eq!(text.matches("IN ('1', '2')) = 2").count(), 1, "{text}");
    assert_eq!(text.matches("IN ('3')) = 1").count(), 1, "{text}");
    assert!(text.contains("the database is not at 2, where"), "{text}");
}

#[test]
fn what_could_not_run_is_refused() {
    let refused = script(
        Dialect::Sqlite,
        vec![revision("1_a", &[], true, "one; COMMIT")],
        &[],
    );
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("up.sql of revision 1 can't be run")
    );
    assert!(script(Dialect::Sqlite, vec![revision("1_a", &[], true, "  ")], &[]).is_err());
}
