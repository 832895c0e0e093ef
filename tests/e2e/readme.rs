//! README.md's `console` blocks, run in one empty directory in the order in which they stand.
//!
//! A line with `$ ` in front is a command; what follows it, up to the next, is what it must print: both streams, in any
//! order between the two, versions and the like normalised, and `…` for any lines in between. Without such lines
//! anything may be printed. The next `[N]` line, where there is one, is the exit status.

use std::path::Path;

use crate::support::{Normaliser, Output, Sandbox, split_words};

/// Commands that a test does not run: they install, or need what no sandbox has.
const NOT_RUN: [&[&str]; 6] = [
    &["cargo", "install"],
    &["cargo", "build"],
    &["docker"],
    &["git"],
    &["scripts/test"],
    &["diesel"],
];

#[derive(Debug, PartialEq)]
struct Command {
    /// Its line in the README.
    number: usize,
    line: String,
    expected: Vec<String>,
    code: i32,
}

#[derive(Debug, PartialEq)]
enum Verb {
    Run(Vec<String>),
    Cd(String),
    Export(String, String),
    Nothing,
}

#[test]
fn the_readmes_commands_do_what_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).expect("README.md");
    let sandbox = Sandbox::new();
    let found = commands(&text);
    assert!(!found.is_empty(), "README.md has no console block");
    let mut shown = Normaliser::new(&sandbox.root(), None);
    let mut written = Normaliser::new(Path::new("/none"), None);
    for command in found {
        let output = match verb(&command.line)
            .unwrap_or_else(|wrong| panic!("README.md:{}: {wrong}", command.number))
        {
            Verb::Run(arguments) => sandbox.moviectl(arguments),
            Verb::Cd(directory) => {
                sandbox.cd(&directory);
                continue;
            }
            Verb::Export(name, value) => {
                sandbox.export(&name, &value);
                continue;
            }
            Verb::Nothing => continue,
        };
        let expected: Vec<String> = command
            .expected
            .iter()
            .map(|line| written.apply(line))
            .collect();
        // Versions are numbered as they appear in what the README shows.
        let fits = expected.is_empty() || Said::new(&output, &mut shown).fits(&expected);
        assert!(
            output.code == command.code && fits,
            "README.md:{}: expected status {} and\n{}\n\nfound {output}",
            command.number,
            command.code,
            expected.join("\n"),
        );
    }
}

/// The commands of all `console` blocks.
fn commands(text: &str) -> Vec<Command> {
    let mut found: Vec<Command> = Vec::new();
    let mut fence = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            fence = if fence.is_none() {
                Some(info.trim())
            } else {
                None
            };
            continue;
        }
        if fence != Some("console") {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(Command {
                number: index + 1,
                line: command.to_owned(),
                expected: Vec::new(),
                code: 0,
            });
        } else if let Some(command) = found.last_mut() {
            let status = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            match status.and_then(|number| number.parse().ok()) {
                Some(code) => command.code = code,
                None => command.expected.push(line.trim_end().to_owned()),
            }
        }
    }
    for command in &mut found {
        while command.expected.pop_if(|line| line.is_empty()).is_some() {}
    }
    found
}

/// What a command line means here.
fn verb(line: &str) -> Result<Verb, String> {
    let words = split_words(line).ok_or_else(|| format!("an open quote: {line}"))?;
    let begins = |start: &[&str]| {
        words.len() >= start.len() && start.iter().zip(&words).all(|(start, word)| start == word)
    };
    if NOT_RUN.iter().any(|start| begins(start)) {
        return Ok(Verb::Nothing);
    }
    if words
        .iter()
        .any(|word| ["|", ">", "&&", ";"].contains(&word.as_str()))
    {
        return Err(format!("one command a line, and no pipes: {line}"));
    }
    if begins(&["moviectl"]) {
        return Ok(Verb::Run(words[1..].to_vec()));
    }
    if begins(&["cargo", "run", "--release", "--"]) {
        return Ok(Verb::Run(words[4..].to_vec()));
    }
    match words.as_slice() {
        [cd, directory] if cd == "cd" => Ok(Verb::Cd(directory.clone())),
        [export, assignment] if export == "export" => assignment
            .split_once('=')
            .map(|(name, value)| Verb::Export(name.to_owned(), value.to_owned()))
            .ok_or_else(|| format!("export NAME=VALUE: {line}")),
        _ => Err(format!("a command that no test can run: {line}")),
    }
}

/// What a command printed, as lines.
struct Said {
    stdout: Vec<String>,
    stderr: Vec<String>,
}

impl Said {
    fn new(output: &Output, normaliser: &mut Normaliser) -> Self {
        let mut lines = |text: &str| -> Vec<String> {
            normaliser
                .apply(text)
                .lines()
                .map(|line| line.trim_end().to_owned())
                .collect()
        };
        // Progress comes first where versions are numbered.
        let stderr = lines(&output.stderr);
        Self {
            stdout: lines(&output.stdout),
            stderr,
        }
    }

    /// Whether the two streams, in some order between them, are the expected lines.
    fn fits(&self, expected: &[String]) -> bool {
        interleaves(expected, &self.stdout, &self.stderr)
    }
}

fn interleaves(expected: &[String], a: &[String], b: &[String]) -> bool {
    let Some((line, rest)) = expected.split_first() else {
        return a.is_empty() && b.is_empty();
    };
    let takes = |stream: &[String]| stream.first().is_some_and(|first| first == line);
    if line.trim() == "…" {
        return interleaves(rest, a, b)
            || (!a.is_empty() && interleaves(expected, &a[1..], b))
            || (!b.is_empty() && interleaves(expected, a, &b[1..]));
    }
    (takes(a) && interleaves(rest, &a[1..], b)) || (takes(b) && interleaves(rest, a, &b[1..]))
}

// --- the reader itself -----------------------------------------------------------------------------------------------

#[test]
fn console_blocks_are_read() {
    let text = "a\n```console\n$ moviectl check\nfound\n[3]\n\n$ moviectl list   # rows\n```\n```sh\n$ rm -r x\n```\n";
    let found = commands(text);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].line.as_str(), found[0].code),
        ("moviectl check", 3)
    );
    assert_eq!(found[0].expected, ["found"]);
    assert!(found[1].expected.is_empty());
    assert_eq!(verb(&found[1].line), Ok(Verb::Run(vec!["list".to_owned()])));
}

#[test]
fn commands_that_no_test_can_run_are_an_error() {
    let run = |words: &[&str]| {
        Ok(Verb::Run(
            words.iter().map(|word| (*word).to_owned()).collect(),
        ))
    };
    assert_eq!(verb("cargo run --release -- setup"), run(&["setup"]));
    assert_eq!(verb("cd movies"), Ok(Verb::Cd("movies".to_owned())));
    assert_eq!(verb("git clone x && cd x"), Ok(Verb::Nothing));
    assert_eq!(verb("docker compose up -d"), Ok(Verb::Nothing));
    assert!(verb("moviectl list | less").is_err());
    assert!(verb("rm -r x").is_err());
    assert!(verb("cargo run -- setup").is_err());
}

#[test]
fn both_streams_are_compared_in_any_order() {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let said = Said {
        stdout: lines("a\nb"),
        stderr: lines("note\nb"),
    };
    assert!(said.fits(&lines("note\na\nb\nb")));
    assert!(said.fits(&lines("a\n…")));
    assert!(!said.fits(&lines("b\na\nnote\nb")));
    assert!(!said.fits(&lines("a\nb")));
}
