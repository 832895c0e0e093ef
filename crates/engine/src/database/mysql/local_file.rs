//! `LOAD DATA LOCAL INFILE`: the server asks for a file by its name, and may ask for any. It gets the one that the statement
//! names, and no other ("Security Considerations for LOAD DATA LOCAL" in MySQL's manual).

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::split;
use mysql_async::prelude::GlobalHandler;
use mysql_async::{InfileData, LocalInfileError};

/// How much of a file goes into one packet.
const CHUNK_BYTES: usize = 64 * 1024;

/// The names that the running SQL gives.
#[derive(Clone, Default)]
pub(super) struct LocalFile(Arc<Mutex<Vec<String>>>);

impl LocalFile {
    /// From now on the files that `sql` names may be sent.
    pub(super) fn allow_that_of(&self, sql: &str) {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.clear();
        let may_load = sql
            .as_bytes()
            .windows(4)
            .any(|word| word.eq_ignore_ascii_case(b"load"));
        if may_load {
            names.extend(named_files(sql));
        }
    }

    fn open(&self, name: &[u8]) -> io::Result<File> {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match names.iter().find(|allowed| allowed.as_bytes() == name) {
            Some(name) => File::open(name)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}"))),
            None => Err(io::Error::other(format!(
                "the server asks for the file {}, which the statement does not name",
                String::from_utf8_lossy(name)
            ))),
        }
    }
}

/// The files of `LOAD DATA LOCAL INFILE '…'` and `LOAD XML LOCAL INFILE '…'`.
fn named_files(sql: &str) -> Vec<String> {
    let statements = split(Dialect::Mysql, sql);
    let loads = statements
        .iter()
        .filter(|statement| statement.starts_with(&["load"]));
    loads
        .filter_map(|statement| {
            let tokens = &statement.tokens;
            let at = tokens.iter().position(|token| token.is_word("infile"))?;
            tokens.get(at + 1)?.mysql_string()
        })
        .collect()
}

impl GlobalHandler for LocalFile {
    /// An error is a piece of the data: so the driver ends the file properly, and the connection stays usable.
    fn handle(&self, name: &[u8]) -> BoxFuture<'static, Result<InfileData, LocalInfileError>> {
        let pieces = Pieces(self.open(name).map(Some));
        async move { Ok(stream::iter(pieces).boxed()) }.boxed()
    }
}

/// A file piece by piece; after an error, or at its end, nothing more.
struct Pieces(io::Result<Option<File>>);

impl Iterator for Pieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut file = match std::mem::replace(&mut self.0, Ok(None)) {
            Ok(file) => file?,
            Err(error) => return Some(Err(error)),
        };
        let mut piece = vec![0; CHUNK_BYTES];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                self.0 = Ok(Some(file));
                Some(Ok(piece.into()))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
