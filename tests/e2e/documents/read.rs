//! A document's blocks.
//!
//! In a `console` block a line with `$ ` in front is a command; what follows it, up to the next, is what it must print.
//! `[N]` there is the exit status where it is not 0. ` ```console sqlite ` is for SQLite alone, ` ```console postgres ` for the
//! part that changes over to a PostgreSQL server. Any other block with `file=PATH` in its info string is a file, written when it is
//! reached. All other blocks are for the eyes.

use std::ops::Range;

/// The action for a block.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    Run(Command),
    Write { path: String, text: String },
}

#[derive(Debug, PartialEq)]
pub(super) struct Command {
    /// Its line in the document.
    pub(super) number: usize,
    pub(super) line: String,
    /// The lines of the document, counted from 0, that say what it prints.
    pub(super) shown: Range<usize>,
    pub(super) expected: Vec<String>,
    pub(super) code: i32,
    pub(super) only: Option<Only>,
}

/// When a block counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Only {
    Sqlite,
    Postgres,
}

pub(super) fn steps(text: &str) -> Vec<Step> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        index += 1;
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let length = lines[index..]
            .iter()
            .position(|line| *line == "```")
            .unwrap_or_else(|| panic!("line {index}: a block without an end"));
        let words: Vec<&str> = info.split_whitespace().collect();
        let body = &lines[index..index + length];
        if words.first() == Some(&"console") {
            commands(body, index, only(&words), &mut found);
        } else if let Some(path) = words.iter().find_map(|word| word.strip_prefix("file=")) {
            found.push(Step::Write {
                path: path.to_owned(),
                text: body.join("\n") + "\n",
            });
        }
        index += length + 1;
    }
    found
}

fn only(words: &[&str]) -> Option<Only> {
    words.iter().skip(1).find_map(|word| match *word {
        "sqlite" => Some(Only::Sqlite),
        "postgres" => Some(Only::Postgres),
        _ => None,
    })
}

/// The commands of one block, which begins at line `first`, counted from 0.
fn commands(body: &[&str], first: usize, only: Option<Only>, found: &mut Vec<Step>) {
    let starts: Vec<usize> = (0..body.len())
        .filter(|index| body[*index].starts_with("$ "))
        .collect();
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(body.len());
        let said = &body[start + 1..end];
        let blank = said.iter().rev().take_while(|line| line.is_empty()).count();
        let said = &said[..said.len() - blank];
        let status = said.last().and_then(|line| status(line));
        found.push(Step::Run(Command {
            number: first + start + 1,
            line: body[*start][2..].to_owned(),
            shown: first + start + 1..first + end - blank,
            expected: said[..said.len() - usize::from(status.is_some())]
                .iter()
                .map(|line| line.trim_end().to_owned())
                .collect(),
            code: status.unwrap_or(0),
            only,
        }));
    }
}

fn status(line: &str) -> Option<i32> {
    line.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[test]
fn console_blocks_are_read() {
    let text = "a\n```console\n$ moviectl check\nfound\n[3]\n\n$ moviectl list   # rows\n```\n```sh\n$ rm -r x\n```\n";
    let command = |number, line: &str, shown, expected: &[&str], code| {
        Step::Run(Command {
            number,
            line: line.to_owned(),
            shown,
            expected: expected.iter().map(|line| (*line).to_owned()).collect(),
            code,
            only: None,
        })
    };
    assert_eq!(
        steps(text),
        [
            command(3, "moviectl check", 3..5, &["found"], 3),
            command(7, "moviectl list   # rows", 7..7, &[], 0),
        ]
    );
}

#[test]
fn files_are_read() {
    let text = "```rust file=src/a.rs\nx\n\ny\n```\n```rust\nz\n```\n";
    let file = Step::Write {
        path: "src/a.rs".to_owned(),
        text: "x\n\ny\n".to_owned(),
    };
    assert_eq!(steps(text), [file]);
}

#[test]
fn blocks_may_be_for_one_database() {
    let found = steps("```console postgres\n$ moviectl list\n```\n");
    let [Step::Run(command)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(command.only, Some(Only::Postgres));
}
