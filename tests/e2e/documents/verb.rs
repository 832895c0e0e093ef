//! The action of a test for a command line of a document.

use crate::support::variable;

/// Commands that a test does not run: they install, or need what no sandbox has.
const NOT_RUN: [&[&str]; 6] = [
    &["cargo", "install"],
    &["cargo", "build"],
    &["docker"],
    &["git"],
    &["scripts/test"],
    &["psql"],
];

/// Programs that are run as they are typed.
const PROGRAMS: [&str; 7] = ["moviectl", "cat", "ls", "cp", "mkdir", "rm", "sh"];

pub(super) enum Verb {
    Run(String),
    Cd(String),
    Export(String, String),
    Nothing,
}

/// Returns the action for a command line.
pub(super) fn verb(line: &str) -> Result<Verb, String> {
    let words = shell_words::split(line).map_err(|_| format!("an open quote: {line}"))?;
    let begins = |start: &[&str]| {
        words.len() >= start.len() && start.iter().zip(&words).all(|(start, word)| start == word)
    };
    if NOT_RUN.iter().any(|start| begins(start)) {
        return Ok(Verb::Nothing);
    }
    if begins(&["diesel"]) {
        let tool = variable("MOVIECTL_TEST_DIESEL");
        return Ok(tool.map_or(Verb::Nothing, |tool| {
            Verb::Run(format!("'{tool}'{}", &line["diesel".len()..]))
        }));
    }
    if words
        .iter()
        .any(|word| ["|", ">", "&&", ";"].contains(&word.as_str()))
    {
        return Err(format!("one command a line, and no pipes: {line}"));
    }
    if let Some(rest) = line.strip_prefix("cargo run --release -- ") {
        return Ok(Verb::Run(format!("moviectl {rest}")));
    }
    match words.as_slice() {
        [cd, directory] if cd == "cd" => Ok(Verb::Cd(directory.clone())),
        [export, assignment] if export == "export" => assignment
            .split_once('=')
            .map(|(name, value)| Verb::Export(name.to_owned(), value.to_owned()))
            .ok_or_else(|| format!("export NAME=VALUE: {line}")),
        [program, ..] if PROGRAMS.contains(&program.as_str()) => Ok(Verb::Run(line.to_owned())),
        _ => Err(format!("a command that no test can run: {line}")),
    }
}

#[test]
fn commands_that_no_test_can_run_are_an_error() {
    let run = |line: &str| match verb(line) {
        Ok(Verb::Run(line)) => Some(line),
        _ => None,
    };
    assert_eq!(
        run("cargo run --release -- setup").as_deref(),
        Some("moviectl setup")
    );
    assert_eq!(run("cat a/*/b").as_deref(), Some("cat a/*/b"));
    assert!(matches!(verb("cd movies"), Ok(Verb::Cd(directory)) if directory == "movies"));
    assert!(matches!(verb("git clone x && cd x"), Ok(Verb::Nothing)));
    assert!(matches!(verb("docker compose up -d"), Ok(Verb::Nothing)));
    assert!(verb("moviectl list | less").is_err());
    assert!(verb("vi x").is_err());
    assert!(verb("cargo run -- setup").is_err());
}
