//! The names of the lock.

/// PostgreSQL's advisory lock of moviectl: the letters `moviectl` as a number. It is held in the database that is
/// migrated, so databases of one server don't wait for each other.
pub(crate) const LOCK_KEY: i64 = 0x6d6f_7669_6563_746c;

/// The name of the lock of MySQL and MariaDB. Such locks belong to the server, hence the digest of the database's name.
/// It is computed here, since MySQL has no `SHA1()` from 9.6 on, and equals what earlier versions of moviectl had the
/// server compute.
pub(crate) fn session_lock_name(database: &str) -> String {
    use sha1::{Digest as _, Sha1};

    format!("moviectl_{}", hex(&Sha1::digest(database)))
}

/// Bytes as hexadecimal digits.
pub(in crate::database) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
