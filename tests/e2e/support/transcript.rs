//! Sessions as text files: commands, what they print, how they end.
//!
//! ```text
//! # A comment. The next lines are directives: they do something and print nothing.
//! # cd movies
//! # edit src/schema.rs: s/theatre -> Nullable<Bool>,/&\n        mpa -> Text,/
//! # write notes/a.txt <<END
//! any text
//! END
//! $ moviectl upgrade
//! a line on stdout
//! ! a line on stderr
//! [3]
//! ```
//!
//! `[N]` is the exit status where it is not 0. A line of stdout that looks like one of these marks has a `\` in front.
//! `edit` replaces text that must be there exactly once; `\n` is a line's end, `&` what was found, and any character
//! can stand for `/`. Apart from `moviectl`, with `NAME=VALUE` in front where needed, there are `cat FILE` and
//! `ls DIRECTORY`, whose paths may have a `*`, and `sql STATEMENT`, which prints rows as `psql -At` does.
//!
//! With `MOVIECTL_TEST_BLESS=1` the file is written anew from what really happens.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::{Db, Normaliser, Output, Sandbox, variable};

/// Runs a transcript in the sandbox of `db`, and panics with a diff at the first step that differs.
#[track_caller]
pub(crate) fn run(db: &Db, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/e2e/transcripts")
        .join(format!("{name}.{}.txt", db.dialect()));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bless = variable("MOVIECTL_TEST_BLESS").is_some();
    assert!(
        !bless || variable("CI").is_none(),
        "MOVIECTL_TEST_BLESS must not be set in CI"
    );
    let mut normaliser = Normaliser::new(&db.root(), Some(db.url()));
    match play(&text, db, Some(db), &mut normaliser, bless) {
        Ok(actual) if bless => fs::write(&path, actual).unwrap(),
        Ok(_) => {}
        Err(difference) => panic!("{}:{difference}", path.display()),
    }
}

/// Runs all steps. Gives the transcript of what happened, or the first difference.
fn play(
    text: &str,
    sandbox: &Sandbox,
    db: Option<&Db>,
    normaliser: &mut Normaliser,
    keep_going: bool,
) -> Result<String, String> {
    let mut played = String::new();
    for mut step in parse(text) {
        match &step.action {
            Action::None => {}
            Action::Directive(directive) => direct(directive, &step.body, sandbox),
            Action::Command(line) => {
                let output = command(line, sandbox, db);
                let actual = shown(&output, normaliser);
                if actual != step.expected && !keep_going {
                    return Err(difference(&step, &actual));
                }
                step.expected = actual;
            }
        }
        step.render(&mut played);
    }
    Ok(played)
}

// --- the format ------------------------------------------------------------------------------------------------------

enum Action {
    /// A comment, or an empty line in front of everything.
    None,
    Directive(String),
    Command(String),
}

struct Step {
    action: Action,
    /// The line as it stands in the file, and its number.
    line: String,
    number: usize,
    /// The text of a `# write`, with the line that ends it.
    body: Vec<String>,
    expected: Vec<String>,
    /// Empty lines that follow.
    blank: usize,
}

impl Step {
    fn render(&self, text: &mut String) {
        for line in [&self.line]
            .into_iter()
            .chain(&self.body)
            .chain(&self.expected)
        {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&"\n".repeat(self.blank));
    }
}

fn parse(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let starts = line.starts_with("$ ") || line.starts_with('#');
        if !starts && let Some(step) = steps.last_mut() {
            step.expected.push(line.to_owned());
            continue;
        }
        let mut step = Step {
            action: action(line),
            line: line.to_owned(),
            number: index + 1,
            body: Vec::new(),
            expected: Vec::new(),
            blank: 0,
        };
        if let (Action::Directive(_), Some((_, end))) = (&step.action, line.split_once("<<")) {
            for (_, line) in lines.by_ref() {
                step.body.push(line.to_owned());
                if line == end {
                    break;
                }
            }
        }
        steps.push(step);
    }
    for step in &mut steps {
        while step.expected.pop_if(|line| line.is_empty()).is_some() {
            step.blank += 1;
        }
    }
    steps
}

fn action(line: &str) -> Action {
    if let Some(command) = line.strip_prefix("$ ") {
        return Action::Command(command.to_owned());
    }
    match line.strip_prefix("# ") {
        Some(rest)
            if ["cd ", "edit ", "write "]
                .iter()
                .any(|verb| rest.starts_with(verb)) =>
        {
            Action::Directive(rest.to_owned())
        }
        _ => Action::None,
    }
}

/// An output in the format of a step's expectation.
fn shown(output: &Output, normaliser: &mut Normaliser) -> Vec<String> {
    let mut lines = Vec::new();
    for line in normaliser.apply(&output.stdout).lines() {
        let line = line.trim_end();
        if looks_like_a_mark(line) {
            lines.push(format!("\\{line}"));
        } else {
            lines.push(line.to_owned());
        }
    }
    for line in normaliser.apply(&output.stderr).lines() {
        lines.push(format!("! {line}").trim_end().to_owned());
    }
    if output.code != 0 {
        lines.push(format!("[{}]", output.code));
    }
    lines
}

fn looks_like_a_mark(line: &str) -> bool {
    let status = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|number| number.parse::<i32>().is_ok());
    status || line.starts_with("$ ") || line.starts_with(['#', '!', '\\'])
}

fn difference(step: &Step, actual: &[String]) -> String {
    let expected = step.expected.join("\n") + "\n";
    let actual = actual.join("\n") + "\n";
    let mut text = format!(
        "{}: (-: expected, +: what happened)\n  {}\n",
        step.number, step.line
    );
    for change in TextDiff::from_lines(&expected, &actual).iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        let _ = write!(text, "{sign} {change}");
    }
    text
}

// --- what steps do ---------------------------------------------------------------------------------------------------

fn direct(directive: &str, body: &[String], sandbox: &Sandbox) {
    let (verb, rest) = directive.split_once(' ').unwrap();
    match verb {
        "cd" => sandbox.cd(rest),
        "write" => {
            let (file, _) = rest.split_once(" <<").expect("# write FILE <<END");
            let (_, lines) = body.split_last().expect("# write has an end");
            sandbox.write(file, &(lines.join("\n") + "\n"));
        }
        _ => {
            let (file, script) = rest.split_once(": ").expect("# edit FILE: s/old/new/");
            let (old, new) = substitution(script);
            sandbox.edit(file, &old, &new);
        }
    }
}

/// `s/old/new/`, with `\n` and `&`.
fn substitution(script: &str) -> (String, String) {
    let separator = script.chars().nth(1).expect("s/old/new/");
    let parts: Vec<&str> = script.split(separator).collect();
    assert!(
        parts.len() == 4 && parts[0] == "s" && parts[3].is_empty(),
        "{script}: s/old/new/"
    );
    let old = parts[1].replace("\\n", "\n");
    let new = parts[2].replace("\\n", "\n").replace('&', &old);
    (old, new)
}

fn command(line: &str, sandbox: &Sandbox, db: Option<&Db>) -> Output {
    if let Some(sql) = line.strip_prefix("sql ") {
        return printed(line, db.expect("a database").lines(sql));
    }
    let words = shell_words::split(line).unwrap_or_else(|_| panic!("an open quote: {line}"));
    let is_assignment = |word: &&String| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let variables = words.iter().take_while(is_assignment).count();
    let (variables, words) = words.split_at(variables);
    let (program, arguments) = words.split_first().expect("a command");
    match program.as_str() {
        "moviectl" => {
            let mut invocation = sandbox.command(arguments);
            for variable in variables {
                let (name, value) = variable.split_once('=').unwrap();
                invocation = invocation.env(name, value);
            }
            invocation.run()
        }
        "cat" => {
            let path = one_path(sandbox, &arguments[0]);
            let text = fs::read_to_string(path).unwrap();
            printed(line, text.lines().map(str::to_owned).collect())
        }
        "ls" => {
            let mut names: Vec<String> = fs::read_dir(one_path(sandbox, &arguments[0]))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            printed(line, names)
        }
        other => panic!("a transcript can't run `{other}`"),
    }
}

fn printed(command: &str, lines: Vec<String>) -> Output {
    Output {
        command: command.to_owned(),
        stdout: lines.join("\n"),
        stderr: String::new(),
        code: 0,
    }
}

/// The only path that a pattern fits, with at most one `*` in each of its parts.
fn one_path(sandbox: &Sandbox, pattern: &str) -> PathBuf {
    let mut found = vec![sandbox.path("")];
    for part in pattern.split('/') {
        found = found
            .iter()
            .flat_map(|directory| fitting(directory, part))
            .collect();
    }
    assert_eq!(found.len(), 1, "{pattern} must fit one path: {found:?}");
    found.remove(0)
}

fn fitting(directory: &Path, part: &str) -> Vec<PathBuf> {
    let Some((front, back)) = part.split_once('*') else {
        return vec![directory.join(part)];
    };
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap())
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(front) && name.ends_with(back)
        })
        .map(|entry| entry.path())
        .collect()
}

#[cfg(test)]
#[path = "transcript_tests.rs"]
mod tests;
