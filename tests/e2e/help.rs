//! docs/commands.md: the help of every command, as the binary prints it.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::Sandbox;

#[test]
fn the_command_reference_is_what_the_binary_says() {
    let sandbox = Sandbox::new();
    let overview = help(&sandbox, &[]);
    let mut text = format!(
        "# Commands\n\nThe output of `moviectl --help` and `moviectl COMMAND --help`.\n\n```text\n{overview}```\n"
    );
    for command in commands(&overview) {
        let help = help(&sandbox, &[command.as_str()]);
        let _ = write!(text, "\n## {command}\n\n```text\n{help}```\n");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    if std::env::var_os("MOVIECTL_TEST_BLESS").is_some() {
        std::fs::write(&path, &text).expect("docs/commands.md");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/commands.md is not what the binary says; MOVIECTL_TEST_BLESS=1 writes it anew:\n{}",
        similar::TextDiff::from_lines(&written, &text).unified_diff()
    );
}

fn help(sandbox: &Sandbox, command: &[&str]) -> String {
    let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
    sandbox.moviectl(arguments).success().stdout.clone()
}

/// The commands that the overview lists: indented, between the groups' headings.
fn commands(overview: &str) -> Vec<String> {
    overview
        .lines()
        .take_while(|line| !line.starts_with("Options"))
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next())
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn slips_get_a_suggestion() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["upgrad"]).code(2).stderr_has("'upgrade'");
    sandbox
        .moviectl(["migrate", "--mesage", "x"])
        .code(2)
        .stderr_has("'--message'");
    sandbox
        .moviectl(["--embedded", "show", "initial_migratoin"])
        .code(1)
        .hint("initial_migration");
}
