#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use diesel::connection::SimpleConnection as _;

use super::*;

#[test]
fn sqlite_scratch_is_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("absent.db");
    let target = DatabaseUrl::parse(path.to_str().unwrap()).unwrap();
    let mut scratch = Scratch::create(&target, None).unwrap();
    scratch
        .connection()
        .batch_execute("CREATE TABLE t (id INTEGER)")
        .unwrap();
    scratch.close().unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Text};

    use super::super::name::SCRATCH_PREFIX;
    use super::*;
    use crate::database::test_server::{self, LoginRole, OwnDatabase};
    use moviectl_schema::dialect::Dialect;

    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    fn text(connection: &mut AnyConnection, query: &str) -> String {
        let row: Row = diesel::sql_query(query).get_result(connection).unwrap();
        row.text
    }

    fn is_there(server: &DatabaseUrl, name: &str) -> bool {
        let count: Count =
            diesel::sql_query("SELECT count(*) AS count FROM pg_database WHERE datname = $1")
                .bind::<Text, _>(name)
                .get_result(&mut test_server::open(server))
                .unwrap();
        count.count > 0
    }

    const NAME: &str = "SELECT current_database()::text AS text";

    #[test]
    fn it_has_the_targets_locale_and_is_dropped() {
        let Some(server) = test_server::url() else {
            return;
        };
        let own = server.with_database(&test_server::unique("latin"));
        let quoted = Dialect::Postgres.quote(&own.database_name().unwrap());
        let sql = format!(
            "CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        );
        test_server::open(&server).batch_execute(&sql).unwrap();
        let _own = OwnDatabase { url: own.clone() };
        let mut scratch = Scratch::create(&own, None).unwrap();
        let name = text(scratch.connection(), NAME);
        assert!(name.starts_with(SCRATCH_PREFIX) && name.len() == SCRATCH_PREFIX.len() + 16);
        assert_eq!(
            text(
                scratch.connection(),
                "SELECT current_setting('server_encoding') AS text"
            ),
            "LATIN1"
        );
        scratch
            .connection()
            .batch_execute("CREATE TABLE t (id INTEGER)")
            .unwrap();
        assert!(is_there(&server, &name));
        scratch.close().unwrap();
        assert!(!is_there(&server, &name));
    }

    #[test]
    fn the_target_need_not_exist_and_an_icu_target_is_copied() {
        let Some(server) = test_server::url() else {
            return;
        };
        let target = server.with_database(&test_server::unique("absent"));
        let mut scratch = Scratch::create(&target, None).unwrap();
        let name = text(scratch.connection(), NAME);
        drop(scratch);
        assert!(!is_there(&server, &name));
        let icu = server.with_database(&test_server::unique("icu"));
        let quoted = Dialect::Postgres.quote(&icu.database_name().unwrap());
        let sql = format!(
            "CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'de'"
        );
        if test_server::open(&server).batch_execute(&sql).is_err() {
            return; // the server is too old, or was built without ICU
        }
        let _icu = OwnDatabase { url: icu.clone() };
        let mut scratch = Scratch::create(&icu, Some(&server)).unwrap();
        let provider = "SELECT datlocprovider::text AS text FROM pg_database WHERE datname = current_database()";
        assert_eq!(text(scratch.connection(), provider), "i");
    }

    #[test]
    fn what_killed_runs_left_is_cleared_and_what_lives_is_not() {
        let Some(server) = test_server::url() else {
            return;
        };
        let left = format!("{SCRATCH_PREFIX}{:016x}", std::process::id());
        test_server::open(&server)
            .batch_execute(&format!("CREATE DATABASE {left}"))
            .unwrap();
        let mut living = Scratch::create(&server, None).unwrap();
        let mut other = Scratch::create(&server, None).unwrap();
        assert!(!is_there(&server, &left));
        let names = [
            text(living.connection(), NAME),
            text(other.connection(), NAME),
        ];
        assert_ne!(names[0], names[1]);
        living.connection().batch_execute("SELECT 1").unwrap();
    }

    #[test]
    fn without_the_privilege_another_server_helps() {
        let Some(server) = test_server::url() else {
            return;
        };
        let role = LoginRole::create(&server);
        let error = Scratch::create(&role.url, None).err().unwrap();
        assert!(
            matches!(error, ScratchError::NoPrivilege { .. }),
            "{error:?}"
        );
        let mut elsewhere = Scratch::create(&role.url, Some(&server)).unwrap();
        elsewhere.connection().batch_execute("SELECT 1").unwrap();
    }

    #[test]
    fn another_dialect_is_refused() {
        let Some(server) = test_server::url() else {
            return;
        };
        let file = DatabaseUrl::parse("movies.db").unwrap();
        let error = Scratch::create(&file, Some(&server)).err().unwrap();
        assert!(matches!(error, ScratchError::OtherDialect { .. }));
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Text};

    use super::super::name::SCRATCH_PREFIX;
    use super::*;
    use crate::database::test_server::{self, LoginRole, OwnDatabase};
    use moviectl_schema::dialect::Dialect;

    fn text(connection: &mut AnyConnection, query: &str) -> String {
        sql::<Text>(query).get_result(connection).unwrap()
    }

    fn is_there(server: &DatabaseUrl, name: &str) -> bool {
        let query = format!(
            "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{name}'"
        );
        let count: i64 = sql::<BigInt>(&query)
            .get_result(&mut test_server::open(server))
            .unwrap();
        count > 0
    }

    const NAME: &str = "SELECT DATABASE()";

    #[test]
    fn it_has_the_targets_texts_and_is_dropped() {
        let Some(server) = test_server::url_of(Dialect::Mysql) else {
            return;
        };
        let own = server.with_database(&test_server::unique("latin"));
        let quoted = Dialect::Mysql.quote(&own.database_name().unwrap());
        let sql =
            format!("CREATE DATABASE {quoted} CHARACTER SET latin1 COLLATE latin1_german2_ci");
        test_server::open(&server).batch_execute(&sql).unwrap();
        let _own = OwnDatabase { url: own.clone() };
        let mut scratch = Scratch::create(&own, None).unwrap();
        let name = text(scratch.connection(), NAME);
        assert!(name.starts_with(SCRATCH_PREFIX) && name.len() == SCRATCH_PREFIX.len() + 16);
        assert_eq!(
            text(scratch.connection(), "SELECT @@collation_database"),
            "latin1_german2_ci"
        );
        scratch
            .connection()
            .batch_execute("CREATE TABLE t (id INTEGER); START TRANSACTION; SELECT * FROM t")
            .unwrap();
        assert!(is_there(&server, &name));
        scratch.close().unwrap();
        assert!(!is_there(&server, &name));
    }

    #[test]
    fn the_target_need_not_exist() {
        let Some(server) = test_server::url_of(Dialect::Mysql) else {
            return;
        };
        let target = server.with_database(&test_server::unique("absent"));
        let mut scratch = Scratch::create(&target, None).unwrap();
        let name = text(scratch.connection(), NAME);
        assert_eq!(
            text(scratch.connection(), "SELECT @@character_set_database"),
            "utf8mb4"
        );
        drop(scratch);
        assert!(!is_there(&server, &name));
    }

    #[test]
    fn what_killed_runs_left_is_cleared_and_what_lives_is_not() {
        let Some(server) = test_server::url_of(Dialect::Mysql) else {
            return;
        };
        let left = format!("{SCRATCH_PREFIX}{:016x}", std::process::id());
        test_server::open(&server)
            .batch_execute(&format!("CREATE DATABASE {left}"))
            .unwrap();
        let mut living = Scratch::create(&server, None).unwrap();
        let mut other = Scratch::create(&server, None).unwrap();
        assert!(!is_there(&server, &left));
        let names = [
            text(living.connection(), NAME),
            text(other.connection(), NAME),
        ];
        assert_ne!(names[0], names[1]);
        for name in names {
            assert!(is_there(&server, &name));
        }
    }

    #[test]
    fn without_the_privilege_another_server_helps() {
        let Some(server) = test_server::url_of(Dialect::Mysql) else {
            return;
        };
        let role = LoginRole::create(&server);
        let error = Scratch::create(&role.url, None).err().unwrap();
        assert!(
            matches!(error, ScratchError::NoPrivilege { .. }),
            "{error:?}"
        );
        let mut elsewhere = Scratch::create(&role.url, Some(&server)).unwrap();
        elsewhere.connection().batch_execute("SELECT 1").unwrap();
    }
}
