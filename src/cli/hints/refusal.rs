//! Hints about a statement that the database refused. Servers report errors in their own language; an error that is not
//! recognized gets no hint.

use moviectl_engine::database::DatabaseError;

/// Returns the hint for a statement that the database refused.
pub(super) fn advice(error: &DatabaseError) -> Option<String> {
    advice_on(&error.to_string())
}

/// The same, if only the message is left.
pub(super) fn advice_on(message: &str) -> Option<String> {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| message.contains(phrase));
    let text = if let Some(schema) = after(message, "permission denied for schema ") {
        return Some(format!(
            "the owner of the schema, or a superuser, allows it: `GRANT USAGE, CREATE ON SCHEMA {schema} TO …`"
        ));
    } else if says(&["command denied to user", "Access denied"]) {
        "an administrator allows it with GRANT"
    } else if says(&["permission denied for "]) {
        "the owner, or a superuser, allows it with GRANT"
    } else if says(&["pool_mode = statement"]) {
        "set pool_mode = transaction (or session) for this database, or connect to the server itself"
    } else if says(&["is being accessed by other users"]) {
        "end the other connections to it, and run this again"
    } else if says(&["must be owner of"]) {
        "connect as the owner or a superuser"
    } else if says(&["readonly database"]) {
        "the database's file and its directory must be writable for this user"
    } else if says(&[
        "database or disk is full",
        "disk I/O error",
        "could not extend file",
        "No space left",
        "is full",
    ]) {
        "is the disk full? make room, and run this again"
    } else if says(&[
        "database is locked",
        "canceling statement due to lock timeout",
        "Lock wait timeout exceeded",
        "Deadlock found",
    ]) {
        "wait until the other process is done, and run this again"
    } else if says(&[
        "terminating connection",
        "server closed the connection",
        "connection to server was lost",
        "no connection to the server",
        "erver has gone away",
        "Lost connection to ",
        "Connection was killed",
    ]) {
        "the server ended the connection: nothing of the open transaction was kept; run this again when it is back"
    } else if says(&["max_allowed_packet"]) {
        "the server's max_allowed_packet must be larger for this statement"
    } else if says(&["out of shared memory"]) {
        "one transaction locks more tables and indexes than the server has room for: raise `max_locks_per_transaction` in its postgresql.conf and restart it, or change fewer tables at once, in several revisions"
    } else if says(&["number of locks exceeds the lock table size"]) {
        "one transaction locks more rows than the server has room for: raise its innodb_buffer_pool_size, or change fewer rows at once"
    } else {
        return None;
    };
    Some(text.to_owned())
}

fn after<'m>(message: &'m str, beginning: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(beginning)?;
    rest.split_whitespace().next()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_named_in_the_grant() {
        let advice = advice_on("permission denied for schema public").unwrap();
        assert!(advice.contains("ON SCHEMA public TO"), "{advice}");
        assert_eq!(advice_on("relation \"a\" does not exist"), None);
    }

    #[test]
    fn a_server_without_room_for_more_locks_is_told_apart() {
        let advice = advice_on("out of shared memory").unwrap();
        assert!(advice.contains("`max_locks_per_transaction`"), "{advice}");
        let advice = advice_on("The total number of locks exceeds the lock table size").unwrap();
        assert!(advice.contains("innodb_buffer_pool_size"), "{advice}");
    }
}
