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
mod bench;
mod cases;
mod machine;
mod measure;
mod options;
mod peers;
mod program;
mod project;
mod row;
mod servers;
mod table;

use bench::Bench;
use options::Options;
use servers::{Mysql, Postgres};

fn main() {
    let options = Options::parse(std::env::args().skip(1));
    let postgres = Postgres::from_environment();
    let mysql = Mysql::from_environment();
    let peers = peers::installed();
    let directory = tempfile::tempdir().expect("a directory to work in");
    let bench = Bench {
        root: directory.path(),
        postgres: postgres.as_ref(),
        mysql: mysql.as_ref(),
        peers: &peers,
        options: &options,
    };
    let machine = machine::describe(postgres.as_ref(), mysql.as_ref(), &peers, options.pairs);
    println!("{machine}\n");
    table::print(&cases::run(&bench));
}
