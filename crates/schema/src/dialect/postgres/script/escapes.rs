//! Statements that concern the whole server, its files or other databases.

use crate::dialect::Dialect;
use crate::dialect::script::{Statement, Token, TokenKind, escapes_inside};

/// Returns the reason why the statement would reach past a scratch database; `None` for one that stays inside.
pub(super) fn escapes(statement: &Statement<'_>) -> Option<String> {
    const SERVER_WIDE: [&str; 6] = [
        "database",
        "role",
        "user",
        "group",
        "tablespace",
        "subscription",
    ];
    let [first, second, rest @ ..] = statement.tokens.as_slice() else {
        return None;
    };
    let defines = ["create", "alter", "drop"]
        .iter()
        .any(|word| first.is_word(word));
    let user_mapping = second.is_word("user") && rest.first().is_some_and(|t| t.is_word("mapping"));
    let server_wide = SERVER_WIDE.iter().find(|word| second.is_word(word));
    if let (true, false, Some(what)) = (defines, user_mapping, server_wide) {
        return Some(format!(
            "{} {} concerns the whole server",
            first.text.to_uppercase(),
            what.to_uppercase()
        ));
    }
    if first.is_word("alter") && second.is_word("system") {
        return Some("ALTER SYSTEM concerns the whole server".into());
    }
    if let Some(reason) = named_server_object(statement)
        .or_else(|| called_outside(&statement.tokens))
        .or_else(|| escapes_inside(Dialect::Postgres, statement))
    {
        return Some(reason);
    }
    let membership =
        (first.is_word("grant") || first.is_word("revoke")) && !has_word(&statement.tokens, "on");
    membership.then(|| {
        format!(
            "{} of a role concerns the whole server",
            first.text.to_uppercase()
        )
    })
}

/// A direct call of a function that reaches files of the server, or other databases.
fn called_outside(tokens: &[Token<'_>]) -> Option<String> {
    const OUTSIDE: [&str; 9] = [
        "lo_export",
        "lo_import",
        "pg_read_file",
        "pg_read_binary_file",
        "pg_ls_dir",
        "pg_stat_file",
        "pg_file_write",
        "pg_file_unlink",
        "pg_create_logical_replication_slot",
    ];
    tokens.windows(2).find_map(|two| match two {
        [called, open] if open.is_punctuation("(") => {
            let name = called.identifier()?.to_ascii_lowercase();
            let outside = OUTSIDE.contains(&name.as_str()) || name.starts_with("dblink");
            outside.then(|| format!("{name} reaches past the database"))
        }
        _ => None,
    })
}

/// Returns the reason why a statement concerns more than the database, if its middle tells so: `GRANT … ON DATABASE`,
/// `COPY … TO '/file'`.
fn named_server_object(statement: &Statement<'_>) -> Option<String> {
    const LABELLED: [&str; 4] = ["database", "role", "tablespace", "parameter"];
    let tokens = &statement.tokens;
    let first = tokens.first()?.text.to_uppercase();
    match first.as_str() {
        "GRANT" | "REVOKE" | "COMMENT" | "SECURITY" => {
            let on = tokens.iter().position(|token| token.is_word("on"))?;
            let object = tokens.get(on + 1)?;
            LABELLED.iter().any(|word| object.is_word(word)).then(|| {
                format!(
                    "{first} ON {} concerns the whole server",
                    object.text.to_uppercase()
                )
            })
        }
        "REASSIGN" | "DROP" if tokens.get(1)?.is_word("owned") => {
            Some(format!("{first} OWNED concerns the whole server"))
        }
        "COPY" => {
            let to_file = tokens.windows(2).any(|two| {
                matches!(two, [to, file] if to.is_word("to") && file.kind == TokenKind::String)
            });
            let program = tokens.windows(2).any(|two| {
                matches!(two, [_, program] if program.is_word("program"))
                    && two
                        .first()
                        .is_some_and(|word| word.is_word("to") || word.is_word("from"))
            });
            (to_file || program).then(|| "COPY reaches the server's files".to_owned())
        }
        _ => None,
    }
}

fn has_word(tokens: &[Token<'_>], word: &str) -> bool {
    tokens.iter().any(|token| token.is_word(word))
}
