//! A script's statements as text that other statements can stand around.

use super::revision::{Direction, Revision, Script};
use super::runner::{RunError, not_run, read_script};
use super::script::{Manner, Prepared};
use moviectl_schema::dialect::script::{
    Statement, is_step, names_delimiters, split, switches_foreign_keys, transaction_control,
};
use moviectl_schema::dialect::{Dialect, Server};

/// The statements of a script, without the transaction around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CopiedScript {
    /// The statements with the comments before each.
    pub text: String,
    /// The way in which they must be run.
    pub around: Around,
    /// Those that may change rows, each in one line.
    pub row_statements: Vec<String>,
}

/// The environment that a script's statements need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    /// A transaction, if the database can run the statements in one.
    Transaction,
    /// A transaction with foreign keys off: a SQLite rebuild.
    Rebuild,
    /// Nothing.
    Nothing,
}

/// Reads and copies a revision's script.
///
/// # Errors
///
/// [`RunError::Script`] for one that could not be run either.
pub(crate) fn copy_script(
    dialect: Dialect,
    revision: &Revision,
    direction: Direction,
) -> Result<CopiedScript, RunError> {
    const CHANGE_ROWS: [&str; 11] = [
        "insert", "update", "delete", "replace", "merge", "truncate", "copy", "with", "do", "call",
        "select",
    ];
    let script = read_script(revision, direction)?;
    let prepared = Prepared::new(
        Server::recent(dialect),
        &script,
        revision.run_in_transaction,
    )
    .map_err(not_run(revision, direction))?;
    let row_statements = split(dialect, &script.text)
        .iter()
        .filter(|statement| {
            CHANGE_ROWS
                .iter()
                .any(|word| statement.starts_with(&[word]))
        })
        .map(|statement| {
            statement
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    Ok(CopiedScript {
        text: statements(dialect, &script, prepared.manner, &|statement| {
            format!("{};\n", statement.text)
        }),
        around: match prepared.manner {
            Manner::Transactional => Around::Transaction,
            Manner::Rebuild | Manner::ForeignKeysOff => Around::Rebuild,
            Manner::Stepwise if revision.run_in_transaction => Around::Transaction,
            Manner::Stepwise => Around::Nothing,
        },
        row_statements,
    })
}

/// The statements of a script with the comments before each, a line break at the end of each. Of a script without
/// statements, its comments. `ended` spells a statement with its end.
pub(super) fn statements(
    dialect: Dialect,
    script: &Script,
    manner: Manner,
    ended: &dyn Fn(&Statement<'_>) -> String,
) -> String {
    let statements = split(dialect, &script.text);
    let delimited = names_delimiters(dialect, &script.text);
    if statements.is_empty() {
        return format!("{}\n", comment(&script.text));
    }
    let envelope = if manner == Manner::Rebuild { 2 } else { 0 };
    let last = statements.len().saturating_sub(envelope);
    let mut text = String::new();
    let mut end = 0;
    for (index, statement) in statements.iter().enumerate() {
        let start = statement.tokens.first().map_or(end, |token| token.start);
        let before = script.text.get(end..start).unwrap_or_default();
        end = start + statement.text.len();
        let is_frame = manner == Manner::ForeignKeysOff
            && (transaction_control(statement).is_some()
                || switches_foreign_keys(statement).is_some());
        if (envelope..last).contains(&index) && !is_frame {
            let comment = match delimited {
                true => line_comments(before),
                false => comment(before.trim_start().trim_start_matches(';')).into(),
            };
            if !comment.is_empty() {
                text.push_str(&comment);
                text.push('\n');
            }
            text.push_str(&ended(statement));
        }
    }
    // A step may have nothing to do in one direction, and counts.
    let rest = script.text.get(end..).unwrap_or_default();
    for step in rest.lines().filter(|line| is_step(line)) {
        text.push_str(step.trim());
        text.push('\n');
    }
    text
}

/// The comments of a piece of text, without the white space around them; the mark that a file may begin with is none.
fn comment(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The comments between two statements where delimiters stand there too.
fn line_comments(between: &str) -> String {
    let comments: Vec<&str> = between
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("-- ") || line.starts_with('#'))
        .collect();
    comments.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_the_clients() {
        let text = "-- step 1\nCREATE TABLE t (a INT);\nDELIMITER //\n-- A trigger.\nCREATE TRIGGER x BEFORE INSERT ON t \
                    FOR EACH ROW BEGIN SET NEW.a = 1; END //\ndelimiter ;\nDROP TABLE u;\n";
        let script = Script {
            path: "up.sql".into(),
            text: text.to_owned(),
        };
        let copied = statements(Dialect::Mysql, &script, Manner::Stepwise, &|one| {
            format!("{};\n", one.text)
        });
        assert_eq!(
            copied,
            "-- step 1\nCREATE TABLE t (a INT);\n-- A trigger.\nCREATE TRIGGER x BEFORE INSERT ON t \
             FOR EACH ROW BEGIN SET NEW.a = 1; END;\nDROP TABLE u;\n"
        );
    }
}
