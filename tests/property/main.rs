//! Random schemas with rows and random changes of their declarations: diff → plan → upgrade → inspect leaves nothing to
//! do, rows stay, downgrade brings back what was, and the proof accepts just that.
//!
//! `MOVIECTL_PROPERTY_CASES` (300) is how many cases there are for each dialect; `MOVIECTL_PROPERTY_SEED` (1) is the
//! seed of the first, and each that follows has the next number.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs
)]

mod beyond;
mod case;
mod database;
mod decorate;
mod enums;
mod expect;
mod fills;
mod model;
mod mutate;
mod mysql;
mod random;
mod renames;
mod rows;
mod run;
mod tally;

use moviectl_schema::dialect::Dialect;

use case::Case;
use database::Database;
use random::Random;
use tally::Tally;

/// From how many cases on each kind of change must have been seen.
const ENOUGH: usize = 200;

fn variable(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}

fn run(dialect: Dialect) {
    let first = variable("MOVIECTL_PROPERTY_SEED", 1);
    let cases = variable("MOVIECTL_PROPERTY_CASES", 300);
    let Some(mut database) = Database::new(dialect) else {
        eprintln!("skipped: no {dialect}");
        return;
    };
    // `scripts/matrix` counts the tests that print it.
    eprintln!("on {dialect}: {cases} cases from MOVIECTL_PROPERTY_SEED={first}");
    let mut tally = Tally::default();
    for seed in first..first + cases {
        let mut random = Random::new(seed);
        let mut case = Case::new(dialect, &mut random);
        if let Err(failure) = case.run(&mut database, &mut random, &mut tally) {
            panic!(
                "{failure}\n{case}\nrepeat: MOVIECTL_PROPERTY_SEED={seed} MOVIECTL_PROPERTY_CASES=1 \
                 cargo test --test property {dialect}"
            );
        }
    }
    eprintln!("{tally}");
    let cases = usize::try_from(cases).unwrap();
    if cases >= ENOUGH {
        tally.assert_enough(dialect, cases);
    }
}

#[test]
fn sqlite() {
    run(Dialect::Sqlite);
}

#[test]
fn postgres() {
    run(Dialect::Postgres);
}

#[test]
fn mysql() {
    run(Dialect::Mysql);
}
