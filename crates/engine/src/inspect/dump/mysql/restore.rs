//! The statements that make an object again.

use super::queries::{Settings, Shown};
use moviectl_schema::dialect::Dialect;

const DIALECT: Dialect = Dialect::Mysql;

/// The statements that make the object with this definition for the current account, as its own session made it.
pub(super) fn statement(text: &str, shown: &Shown, settings: &Settings) -> String {
    in_session(&of_current_user(text, &settings.account), shown, settings)
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
