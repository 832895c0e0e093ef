//! The parts of a script that are specific to the `mariadb` or `mysql` command line. The client stops at the first
//! error by itself.

use super::client::{Clean, Client};
use crate::database::{SESSION_MODE, session_lock_name};
use crate::migrations::records::{DIESEL_TABLE, OWN_TABLE};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Statement, Traces};

pub(super) struct Mysql {
    /// The name of the database that the script is for. The lock's name has its digest, which the server cannot compute
    /// everywhere: MySQL has no `SHA1()` from 9.6 on.
    pub(super) database: String,
}

impl Mysql {
    /// The name of the lock as a literal: it is a word and hexadecimal digits.
    fn lock(&self) -> String {
        format!("'{}'", session_lock_name(&self.database))
    }
}

impl Client for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    /// The session is set as that of our own runs, and takes their lock, which it keeps until it ends.
    fn head(&self) -> String {
        let name = &self.database;
        let database = self.require(
            &format!("DATABASE() = {}", Dialect::Mysql.literal(name)),
            &format!("this script is for the database {name}: write another one with the URL of the database that it is to run on"),
        );
        let lock = self.require(
            &format!("GET_LOCK({}, 60) = 1", self.lock()),
            "another process is migrating this database: run the script when it is done",
        );
        format!(
            "-- Written by moviectl, for the client of MariaDB or MySQL: mariadb DATABASE < script.sql\n\
             SET NAMES utf8mb4;\nSET time_zone = '+00:00';\n\
             SET SESSION sql_mode = {SESSION_MODE};\n\
             CREATE TEMPORARY TABLE moviectl_requires (ok INT);\n{database}\n{lock}\n"
        )
    }

    /// A `CREATE TABLE` ends a transaction, so the tables are made first.
    fn begin(&self, tables: &[String]) -> String {
        let mut lines: Vec<String> = tables.iter().map(|table| format!("{table};")).collect();
        lines.push("START TRANSACTION;".to_owned());
        lines.push(self.require(
            &format!("IS_USED_LOCK({}) = CONNECTION_ID()", self.lock()),
            "the migration lock is not this session's any more",
        ));
        lines.join("\n")
    }

    /// Outside of a stored program nobody can raise an error of one's own: but a text that is no number is told.
    fn require(&self, condition: &str, message: &str) -> String {
        format!(
            "INSERT INTO moviectl_requires SELECT IF({condition}, 1, {});",
            Dialect::Mysql.literal(message)
        )
    }

    /// No statement resets a session.
    fn clean(&self, _: &Traces) -> Result<Clean, &'static str> {
        Err(
            "this statement changes the session, and MySQL has no statement that resets it for the next revision: \
             run `moviectl upgrade`",
        )
    }

    fn tables(&self) -> (String, String) {
        let quote = |name| Dialect::Mysql.quote(name);
        (quote(DIESEL_TABLE), quote(OWN_TABLE))
    }

    /// The client, unlike the server, ends a stored program at its first semicolon, unless it is told of another end.
    fn statement(&self, statement: &Statement<'_>) -> String {
        let text = statement.text;
        let compound = statement
            .tokens
            .iter()
            .any(|token| token.is_punctuation(";"));
        if !compound {
            return format!("{text};\n");
        }
        let mut end = "//".to_owned();
        while text.contains(&end) {
            end.push('/');
        }
        format!("DELIMITER {end}\n{text}\n{end}\nDELIMITER ;\n")
    }

    fn tail(&self) -> String {
        format!(
            "\nDROP TEMPORARY TABLE moviectl_requires;\nDO RELEASE_LOCK({});\n",
            self.lock()
        )
    }
}
