//! The environment of the process, which may hold bytes that are no text.

use std::ffi::OsStr;

use super::ResolveError;

/// The variables that moviectl reads as text.
const READ: [&str; 9] = [
    "DATABASE_URL",
    "EDITOR",
    "LOGNAME",
    "MYSQL_UNIX_PORT",
    "PGDATABASE",
    "PGUSER",
    "USER",
    "USERNAME",
    "VISUAL",
];

/// The beginnings of further names that moviectl reads.
const PREFIXES: [&str; 2] = ["DB_", "MOVIECTL_"];

/// Refuses an environment in which a variable that moviectl reads is not UTF-8: a variable that is ignored would make
/// another database the one that is meant.
///
/// # Errors
///
/// [`ResolveError::NotUtf8`] with the variable's name.
pub(crate) fn check_environment() -> Result<(), ResolveError> {
    let mut wrong: Vec<String> = std::env::vars_os()
        .filter(|(_, value)| value.to_str().is_none())
        .filter_map(|(name, _)| is_read(&name).then(|| name.to_string_lossy().into_owned()))
        .collect();
    wrong.sort();
    match wrong.into_iter().next() {
        Some(name) => Err(ResolveError::NotUtf8(name)),
        None => Ok(()),
    }
}

fn is_read(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    READ.contains(&name.as_ref()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}
