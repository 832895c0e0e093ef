//! PostgreSQL by `psql`.

use std::process::{Command, Stdio};

/// Ends the sessions of a database and drops it, as `WITH (FORCE)` does from PostgreSQL 13 on. Returns whether that
/// succeeded.
pub(super) fn drop_database(server: &str, name: &str) -> bool {
    let end =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let drop = format!("DROP DATABASE IF EXISTS \"{name}\"");
    Command::new("psql")
        .args(["-qXw", "-d", server, "-c", &end, "-c", &drop])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[track_caller]
pub(super) fn psql(url: &str, arguments: &[&str], sql: &str) -> String {
    let output = Command::new("psql")
        .args(["-qXAtw", "-v", "ON_ERROR_STOP=1", "-d", url])
        .args(arguments)
        .args(["-c", sql])
        .stdin(Stdio::null())
        .output()
        .expect("psql runs (Debian package postgresql-client)");
    assert!(
        output.status.success(),
        "{sql}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
pub(super) fn psql_rows(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let separators = ["-F", "\u{1f}", "-R", "\u{1e}", "-P", "null=\u{1d}"];
    let text = psql(url, &separators, sql);
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if text.is_empty() {
        return Vec::new();
    }
    text.split('\u{1e}')
        .map(|row| {
            row.split('\u{1f}')
                .map(|value| (value != "\u{1d}").then(|| value.to_owned()))
                .collect()
        })
        .collect()
}
