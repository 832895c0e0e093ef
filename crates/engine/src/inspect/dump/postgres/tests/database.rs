//! A database with one of each object.

use diesel::dsl::{select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::database::AnyConnection;
use crate::database::test_server::{LoginRole, OwnDatabase, url};
use crate::inspect::dump::{Dump, dump};

/// The number of the version, as in `-- since 15`.
const VERSION: &str = "current_setting('server_version_num')::integer / 10000";
const USER: &str = "current_user::text";

pub(super) struct OneOfEach {
    // Dropped in this order, after the subscription.
    connection: AnyConnection,
    pub(super) database: OwnDatabase,
    role: LoginRole,
    /// The superuser.
    user: String,
    pub(super) version: i32,
}

impl OneOfEach {
    /// `None`, and a word about it, where there is no server.
    pub(super) fn create() -> Option<Self> {
        let server = url()?;
        let database = OwnDatabase::create(&server);
        let role = LoginRole::create(&server);
        let mut connection = database.connect();
        let version = select(sql::<Integer>(VERSION))
            .get_result(&mut connection)
            .unwrap();
        let user = select(sql::<Text>(USER))
            .get_result(&mut connection)
            .unwrap();
        let mut own = Self {
            connection,
            database,
            role,
            user,
            version,
        };
        let script = own.parts(include_str!("one_of_each.sql"));
        own.run(&script);
        Some(own)
    }

    /// The parts of a script that this version of the server can run.
    pub(super) fn parts(&self, script: &str) -> String {
        let parts = script.split("-- since ").skip(1);
        let parts = parts.filter_map(|part| {
            let (since, text) = part.split_once('\n').unwrap();
            (since.parse::<i32>().unwrap() <= self.version).then(|| self.filled(text))
        });
        parts.collect()
    }

    fn filled(&self, sql: &str) -> String {
        sql.replace("{role}", &self.role.name)
            .replace("{user}", &self.user)
    }

    pub(super) fn run(&mut self, sql: &str) {
        let sql = self.filled(sql);
        self.connection
            .run(&sql)
            .unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }

    pub(super) fn dump(&mut self) -> Dump {
        dump(&mut self.connection).unwrap()
    }
}

impl Drop for OneOfEach {
    fn drop(&mut self) {
        // A database with a subscription cannot be dropped.
        let _ = self.connection.run("DROP SUBSCRIPTION IF EXISTS sub");
    }
}
