#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Arc;

use moviectl_engine::database::DatabaseError;
use moviectl_engine::migrations::{Aftermath, Direction, RunError, ScriptError};
use moviectl_engine::workflow::Error as WorkflowError;
use moviectl_schema::source::{Position, Source};

use super::help::{self, GROUPS};
use super::hints::hints;

/// Lines of a terminal that nobody has enlarged much.
const SCREEN: usize = 56;

/// Lines of one command's help, those of the options for the database and the project among them.
const COMMAND: usize = 40;

#[test]
fn clap_finds_no_fault() {
    help::command().debug_assert();
}

#[test]
fn every_command_is_in_one_group() {
    let grouped: Vec<&str> = GROUPS
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    let unique: BTreeSet<&str> = grouped.iter().copied().collect();
    assert_eq!(grouped.len(), unique.len());
    let command = help::command();
    let there: BTreeSet<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(unique, there);
}

#[test]
fn every_help_has_an_example_and_fits_a_screen() {
    for (_, names) in GROUPS {
        for name in names {
            let error = help::command()
                .try_get_matches_from(["moviectl", name, "--help"])
                .unwrap_err();
            let text = error.render().to_string();
            let has_example = ["Example:\n  moviectl ", "Examples:\n  moviectl "]
                .iter()
                .any(|example| text.contains(example));
            assert!(has_example, "{name}: {text}");
            assert!(text.lines().count() <= COMMAND, "{name}: {text}");
        }
    }
    let error = help::command()
        .try_get_matches_from(["moviectl", "--help"])
        .unwrap_err();
    assert!(error.render().to_string().lines().count() <= SCREEN);
}

/// A proof that failed because the server said `message`.
fn failed_proof(message: &str) -> WorkflowError {
    let source = Source {
        path: "down.sql".into(),
        text: "…".to_owned(),
    };
    let script = RunError::Script {
        version: "20260101000000".to_owned(),
        direction: Direction::Down,
        aftermath: Aftermath::Scratch,
        source: ScriptError::Statement {
            at: Position::new(&Arc::new(source), 1, 1, 1),
            statement: "…".into(),
            source: DatabaseError::QueryBuilderError(message.into()),
        },
    };
    WorkflowError::Proof("down.sql does not run".to_owned(), Some(Box::new(script)))
}

#[test]
fn a_proof_that_the_server_had_no_room_for_is_nothing_to_report() {
    let [advice] = hints(&failed_proof("out of shared memory"))
        .try_into()
        .unwrap();
    assert!(advice.contains("`max_locks_per_transaction`"), "{advice}");
    let [advice] = hints(&failed_proof("syntax error")).try_into().unwrap();
    assert!(
        advice.starts_with("an object outside of schema.rs may be in the way"),
        "{advice}"
    );
    let other = WorkflowError::Proof("up.sql changes what it should not".to_owned(), None);
    let [advice] = hints(&other).try_into().unwrap();
    assert!(advice.starts_with("please report this"), "{advice}");
}
