//! Whole processes, timed from outside against the database's own client, or another tool, doing the same work:
//! `cargo bench`, or `scripts/bench` with private servers. `docs/benchmarks.md` explains each row.
//!
//! `cargo bench -- [--pairs N] [WORD…]` runs only the cases whose name contains one of the words.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs
)]

mod alembic;
mod cases;
mod machine;
mod measure;
mod peers;
mod program;
mod project;
mod servers;
mod table;

use servers::{Mysql, Postgres};

const PAIRS: usize = 20;

fn main() {
    let options = Options::parse(std::env::args().skip(1));
    let postgres = Postgres::from_environment();
    let mysql = Mysql::from_environment();
    let peers = peers::installed();
    let directory = tempfile::tempdir().expect("a directory to work in");
    let bench = cases::Bench {
        root: directory.path(),
        postgres: postgres.as_ref(),
        mysql: mysql.as_ref(),
        peers: &peers,
        options: &options,
    };
    let machine = machine::describe(postgres.as_ref(), mysql.as_ref(), &peers, options.pairs);
    println!("{machine}\n");
    table::print(&bench.run());
}

/// The options on the command line.
struct Options {
    pairs: usize,
    words: Vec<String>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            pairs: PAIRS,
            words: Vec::new(),
        };
        while let Some(argument) = args.next() {
            match argument.as_str() {
                "--pairs" => {
                    let pairs = args.next().and_then(|number| number.parse().ok());
                    options.pairs = pairs.expect("--pairs wants a number");
                }
                // Cargo's own.
                "--bench" => {}
                word => options.words.push(word.to_owned()),
            }
        }
        options
    }

    fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}
