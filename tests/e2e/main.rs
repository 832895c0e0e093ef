//! The binary, run as people run it: one file a command or topic, the harness in `support`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs
)]

mod support;

mod adoption;
mod branches;
mod check;
mod connections;
mod databases;
mod diesel_cli;
mod documents;
mod fills;
mod foreign_repositories;
mod harness;
mod help;
mod inspect;
mod migrate;
mod movies;
mod other_schemas;
mod projects;
mod prompts;
mod renames;
mod setup;
mod shell;
#[cfg(unix)]
mod shell_terminal;
mod strangers;
mod table_args;
mod tables;
mod tutorial;
mod tutorial_python;
mod upgrade;
mod wrong_connections;
mod wrong_endings;
mod wrong_files;
mod wrong_movies;
mod wrong_privileges;
mod wrong_project;
mod wrong_revisions;
mod wrong_schema;
