//! A repository is code: what is said before its scripts run with the rights of a superuser.

use crate::support::{Backend, Db, on_each};

const NOTE: &str = "note: the repository's scripts run as superuser ";

/// The URL of the database for a role that may create databases and nothing more, and the statement that removes the role.
fn role_for_scratch_databases(db: &Db) -> (String, String) {
    let name = format!("poor_{}_{}", std::process::id(), db.dialect());
    db.execute(db.by_dialect(
        "",
        &format!("CREATE ROLE {name} LOGIN CREATEDB PASSWORD 'pa55'"),
        &format!("CREATE USER '{name}'@'%' IDENTIFIED BY 'pa55'"),
    ));
    if db.backend == Backend::Mysql {
        db.execute(&format!(
            "GRANT ALL ON \"moviectl\\_scratch\\_%\".* TO '{name}'@'%'"
        ));
    }
    let mut url = url::Url::parse(db.url()).unwrap();
    url.set_username(&name).unwrap();
    url.set_password(Some("pa55")).unwrap();
    let remove = db.by_dialect(
        String::new(),
        format!("DROP ROLE {name}"),
        format!("DROP USER '{name}'@'%'"),
    );
    (url.into(), remove)
}

/// Functions whose bodies reach past the database: how they are defined, and what is said.
const POSTGRES_BODIES: [(&str, &str); 4] = [
    (
        "CREATE FUNCTION past() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM lo_export(1, '/tmp/x'); END $$",
        "lo_export reaches past the database in function past",
    ),
    (
        "CREATE OR REPLACE FUNCTION past() RETURNS void LANGUAGE sql AS 'ALTER SYSTEM SET work_mem = ''1MB'''",
        "ALTER SYSTEM concerns the whole server in function past",
    ),
    (
        "CREATE PROCEDURE past() LANGUAGE plpgsql AS $x$ BEGIN IF true THEN EXECUTE 'DROP DATABASE live'; END IF; END $x$",
        "DROP DATABASE concerns the whole server in procedure past",
    ),
    (
        "CREATE FUNCTION past() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY movie TO PROGRAM 'cat'; END $$",
        "COPY reaches the server's files in function past",
    ),
];

const MYSQL_BODIES: [(&str, &str); 3] = [
    (
        "CREATE PROCEDURE past() BEGIN CREATE USER somebody; END",
        "CREATE USER concerns the whole server in procedure past",
    ),
    (
        "CREATE PROCEDURE past() BEGIN IF 1 THEN SET GLOBAL max_connections = 10; END IF; END",
        "SET GLOBAL",
    ),
    (
        "CREATE PROCEDURE past() GRANT SELECT ON movie TO somebody",
        "GRANT concerns the whole server in procedure past",
    ),
];

// SQLite has neither roles nor functions.
on_each! { on postgres, mysql;
    fn a_superuser_is_told_until_a_revision_is_applied(db: &Db) {
        db.project();
        db.moviectl(["init"]).success();
        // Nothing of the repository runs here: there is nothing in it.
        db.moviectl(["migrate", "-m", "First."])
            .success()
            .stderr_lacks(NOTE);
        let check = ["check", "--against", "migrations"];
        let told = db.moviectl_changes_nothing(check);
        told.success().stderr_has(NOTE);
        assert_eq!(told.stderr.matches(NOTE).count(), 1, "{}", told.stderr);
        let (scratch, remove) = role_for_scratch_databases(db);
        db.moviectl_changes_nothing(["check", "--against", "migrations", "--scratch-url", &scratch])
            .success()
            .stderr_lacks(NOTE)
            .stderr_lacks("pa55");
        db.execute(&remove);
        db.moviectl(["upgrade"]).success();
        db.moviectl_changes_nothing(check)
            .success()
            .stderr_lacks(NOTE);
    }

    fn what_functions_would_do_is_a_warning(db: &Db) {
        db.project_with_migration();
        let bodies = db.by_dialect(&[][..], &POSTGRES_BODIES[..], &MYSQL_BODIES[..]);
        for (definition, warning) in bodies {
            let directory = db.write_revision(
                "2030-01-01-000000_past",
                &format!("-- It is not called.\n{definition};\n"),
            );
            db.moviectl_changes_nothing(["check", "--against", "migrations"])
                .success()
                .stderr_has("warning: ")
                .stderr_has(&format!("{directory}/up.sql:2:1: {warning}"));
        }
    }
}
