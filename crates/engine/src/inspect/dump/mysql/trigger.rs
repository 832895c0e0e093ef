//! Triggers, which go with their table, and can be made again.

use super::super::objects::Object;
use super::queries::{Listed, Settings, Shown};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};

const DIALECT: Dialect = Dialect::Mysql;

/// The trigger with the statements that make it and drop it. `shown` has its definition.
pub(super) fn object(
    trigger: &Listed,
    shown: &Shown,
    settings: &Settings,
    definition: String,
) -> Object {
    let text = shown.text.as_deref().unwrap_or_default();
    let table = trigger.of_table.as_deref().unwrap_or_default();
    let name = DIALECT.quote(&trigger.name);
    let mut uses = vec![format!("table {table}")];
    uses.extend(columns(text).map(|column| format!("column {table}.{column}")));
    uses.extend(tables(text).map(|other| format!("table {other}")));
    Object {
        definition,
        restore: Some(in_session(
            &of_current_user(text, &settings.account),
            shown,
            settings,
        )),
        remove: Some(format!("DROP TRIGGER {name}")),
        uses,
        position: trigger.position,
        ..Object::default()
    }
}

/// The columns of its own table that a trigger reads and sets: `NEW.a`, `OLD.a`.
fn columns(text: &str) -> impl Iterator<Item = String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let columns: Vec<String> = all
        .windows(3)
        .filter_map(|part| match part {
            [row, dot, column]
                if (row.is_word("new") || row.is_word("old")) && dot.is_punctuation(".") =>
            {
                column.identifier()
            }
            _ => None,
        })
        .collect();
    columns.into_iter()
}

/// The tables that a trigger reads and writes: the name behind a word that only a table's name follows.
fn tables(text: &str) -> impl Iterator<Item = String> {
    const BEFORE: [&str; 4] = ["from", "into", "join", "update"];
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let named: Vec<String> = all
        .windows(2)
        .filter(|pair| {
            let [word, _] = pair else { return false };
            BEFORE.iter().any(|own| word.is_word(own))
        })
        .filter_map(|pair| pair.get(1)?.identifier())
        .collect();
    named.into_iter()
}

/// Leaves out the definer if it is the current account: on another server, the account has another name.
fn of_current_user(text: &str, account: &str) -> String {
    let Some((user, host)) = account.rsplit_once('@') else {
        return text.to_owned();
    };
    // A trigger that was made with `ANSI_QUOTES` is shown with other quotes.
    let quoted = |quote: char| {
        let name = |name: &str| {
            format!(
                "{quote}{}{quote}",
                name.replace(quote, &quote.to_string().repeat(2))
            )
        };
        format!(" DEFINER={}@{}", name(user), name(host))
    };
    ['`', '"'].iter().fold(text.to_owned(), |text, quote| {
        text.replacen(&quoted(*quote), "", 1)
    })
}

/// The statement in a session with the settings that the object was made with.
fn in_session(statement: &str, shown: &Shown, settings: &Settings) -> String {
    let own = shown.of_session(settings);
    let mut statements: Vec<String> = own
        .iter()
        .map(|(name, value)| format!("SET @@SESSION.{name} = {}", DIALECT.literal(value)))
        .collect();
    statements.push(statement.to_owned());
    let back = own.iter();
    statements.extend(back.map(|(name, _)| format!("SET @@SESSION.{name} = DEFAULT")));
    statements.join(";\n")
}
