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
mod attachments;
mod branches;
mod built_in;
mod catalogue;
mod check;
mod chosen_versions;
mod client_commands;
mod comments;
mod connections;
mod crowd;
mod databases;
mod depth;
mod diesel_cli;
mod diesel_config;
mod diesel_project;
mod documents;
#[cfg(unix)]
mod edit;
mod edited;
mod enums;
mod escapes;
mod excerpts;
mod fills;
mod foreign_repositories;
mod goldens;
mod half_applied;
mod hand_rebuilds;
mod harness;
mod help;
mod in_a_row;
mod inspect;
mod left_alone;
mod listings;
mod live_schemas;
mod losses;
mod migrate;
mod mistyped;
mod movies;
mod mysql_spellings;
mod mysql_tls;
mod numbering;
mod other_schemas;
mod poolers;
mod portable;
mod print_schema;
mod projects;
mod prompts;
mod rebase;
mod rebuilds;
mod renames;
mod resume;
mod revision_names;
mod round_trips;
mod scratch;
mod scripts;
mod servers;
mod sessions;
mod setup;
mod shell;
#[cfg(unix)]
mod shell_terminal;
mod special;
mod squash;
mod stamp;
mod strangers;
mod table_args;
mod tables;
mod three_directories;
mod told;
mod trust;
mod tutorial;
mod tutorial_python;
mod upgrade;
mod ways;
mod whole_files;
#[cfg(unix)]
mod wrong_bytes;
mod wrong_connections;
mod wrong_endings;
mod wrong_files;
mod wrong_movies;
mod wrong_privileges;
mod wrong_project;
mod wrong_revisions;
mod wrong_schema;
