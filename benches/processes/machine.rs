//! The machine, versions and settings behind the numbers, in words.

use std::fs;

use crate::alembic;
use crate::peers::Peer;
use crate::program::output;
use crate::servers::{Mysql, Postgres};

/// One paragraph on the machine, the versions, and what durability was set to.
pub(crate) fn describe(
    postgres: Option<&Postgres>,
    mysql: Option<&Mysql>,
    peers: &[Peer],
    pairs: usize,
) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut words = vec![
        format!("{}, {cores} cores, {}", processor(), kernel()),
        format!("median of {pairs} pairs"),
        format!("sqlite3 {}", first_word(&output("sqlite3", &["--version"]))),
    ];
    if let Some(server) = postgres {
        let setting = |name: &str| format!("{name}={}", server.psql(&format!("SHOW {name}")));
        words.push(format!("PostgreSQL {}", server.psql("SHOW server_version")));
        words.extend(["fsync", "synchronous_commit", "full_page_writes"].map(setting));
    }
    if let Some(server) = mysql {
        words.push(server.version());
    }
    words.extend(peers.iter().map(Peer::version));
    words.push(alembic::version());
    words.retain(|word| !word.is_empty());
    words.join("; ")
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split_once(": "))
        .map_or_else(
            || std::env::consts::ARCH.to_owned(),
            |(_, name)| name.to_owned(),
        )
}

fn kernel() -> String {
    output("uname", &["-sr"])
}

fn first_word(text: &str) -> String {
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}
