//! Servers by product and version: what is declared and they lack, and products that nobody tests with.

use crate::support::{Backend, Db, WITHOUT, on_each};

const TABLES: &str = r#"
diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 30]
        code -> VarChar,
        span -> Nullable<Text>,
    }
}

table_args! {
    item {
        // more
    }
}
"#;

const FAKE: &str = "MOVIECTL_TEST_VERSION";

fn declare(db: &Db, statement: &str) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", &TABLES.replace("// more", statement));
}

/// Every command that would compare, plan or create what is declared refuses it with that message.
fn refused_everywhere(db: &Db, version: &str, message: &str) {
    db.export(FAKE, version);
    // The real server may be an older one still.
    db.export(WITHOUT, "forced_drop");
    for command in [
        &["migrate", "-m", "x"][..],
        &["migrate", "-m", "x", "--against", "database"],
        &["check"],
        &["check", "--against", "migrations"],
        &["create-all"],
    ] {
        db.moviectl_changes_nothing(command.iter().copied())
            .refused(1, message)
            .hint("leave it out of the declaration, or use a newer server");
    }
}

fn initialised(db: &Db, statement: &str) {
    declare(db, statement);
    db.moviectl(["init"]).success();
    db.moviectl(["create-db"]).success();
}

on_each! {
    on postgres;

    fn what_an_older_server_lacks_is_refused_with_its_place(db: &Db) {
        initialised(db, "unique item_code_key (code) nulls not distinct;");
        let version = "PostgreSQL 14.23 on x86_64-pc-linux-gnu";
        refused_everywhere(
            db,
            version,
            "src/schema.rs:13:9: `nulls not distinct` needs PostgreSQL 15; this is 14.23",
        );
        declare(db, "type span = \"int4multirange\";");
        refused_everywhere(
            db,
            "PostgreSQL 13.23 on x86_64-pc-linux-gnu",
            "src/schema.rs:13:21: `int4multirange` needs PostgreSQL 14; this is 13.23",
        );
        declare(db, "generated span = sql(\"code\") virtual;");
        refused_everywhere(
            db,
            "PostgreSQL 17.4 on x86_64-pc-linux-gnu",
            "src/schema.rs:13:9: `virtual` needs PostgreSQL 18; this is 17.4",
        );
        let types = db.read("src/schema.rs").replace("span -> Nullable<Text>", "span -> Nullable<Multirange<Integer>>");
        db.write("src/schema.rs", &types.replace("generated span = sql(\"code\") virtual;", ""));
        refused_everywhere(
            db,
            "PostgreSQL 13.23 on x86_64-pc-linux-gnu",
            "src/schema.rs:7:17: `int4multirange` needs PostgreSQL 14; this is 13.23",
        );
        // Arguments for another dialect ask nothing of this server.
        declare(db, "unique item_code_key (code) nulls not distinct on sqlite;");
        db.export(FAKE, version);
        db.moviectl(["check", "--against", "migrations"]).code(3).stderr_lacks("needs");
    }

    fn a_plan_that_an_older_server_can_not_run_is_refused(db: &Db) {
        initialised(db, "generated span = sql(\"code\");");
        db.moviectl(["migrate", "-m", "First."]).success();
        declare(db, "");
        db.export(FAKE, "PostgreSQL 12.22 on x86_64-pc-linux-gnu");
        db.moviectl_changes_nothing(["migrate", "-m", "x"])
            .refused(1, "the migration can't be made: `DROP EXPRESSION` needs PostgreSQL 13; this is 12.22")
            .hint("`moviectl revision`");
    }
}

on_each! {
    on postgres where transactional_ddl;

    fn a_product_that_speaks_the_protocol_is_told_and_probed_by_upgrade_alone(db: &Db) {
        db.project_with_migration();
        db.export(FAKE, "CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)");
        let note = "note: the server is CockroachDB 23.1.11, and not PostgreSQL: moviectl is not tested with it\n";
        let told_once = |stderr: &str| assert_eq!(stderr.matches(note).count(), 1, "{stderr}");
        for command in [&["check"][..], &["migrate", "-m", "x"], &["check", "--against", "migrations"]] {
            let said = db.moviectl_reads(command.iter().copied());
            told_once(&said.stderr);
        }
        db.write_revision("2999-01-01-000000-0000_later", "CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n");
        // The probe has found that a transaction holds DDL, and has left nothing behind.
        let said = db.moviectl(["upgrade"]);
        said.refused(1, "up.sql of revision 299901010000000000 failed, and was rolled back");
        told_once(&said.stderr);
        assert_eq!(db.tables(), ["__diesel_schema_migrations", "__moviectl_revisions", "movie"]);
        db.write_revision("2999-01-01-000000-0000_later", "CREATE TABLE half (a INTEGER);\n");
        db.write("migrations/postgres/2999-01-01-000000-0000_later/down.sql", "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).success();
        // Nothing is to be done: nothing is probed.
        db.moviectl_reads(["upgrade"]).success().stderr_has("Nothing to upgrade.");
        told_once(&db.moviectl(["redo"]).success().stderr);
        told_once(&db.moviectl(["downgrade"]).success().stderr);
        db.moviectl_reads(["current"]).success();
        db.export(FAKE, "Nobody's database 1.0");
        db.moviectl(["upgrade"])
            .success()
            .stderr_has("note: the server calls itself neither PostgreSQL nor a product that moviectl knows: moviectl is not tested with it");
        db.export(FAKE, "PostgreSQL 11.22 on x86_64-pc-linux-gnu");
        db.moviectl_reads(["check"])
            .stderr_has("note: the server is PostgreSQL 11.22: PostgreSQL 12 is the oldest version that moviectl is tested with");
    }
}

on_each! {
    on postgres, mysql;

    fn a_server_whose_locks_keep_nobody_out_is_warned_of(db: &Db) {
        db.project_with_migration();
        db.export(WITHOUT, "migration_lock,transactional_ddl");
        db.export(FAKE, db.by_dialect("", "PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64", "8.0.34-Vitess"));
        let product = db.by_dialect("", "YugabyteDB 2.18", "Vitess");
        db.moviectl(["upgrade"])
            .success()
            .stderr_has(&format!("warning: the locks of {product} keep no other session out"));
        db.moviectl_reads(["check"]).success();
        let directory = db.write_revision("2999-01-01-000000-0000_later", "CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n");
        db.write(format!("{directory}/down.sql"), "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 2 of 2; what it did before stays done (1 statement)");
        db.edit(&format!("{directory}/up.sql"), "missing", "half");
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 2 of 2");
        db.moviectl(["downgrade"]).success();
        db.moviectl(["stamp", "head"]).success();
    }
}

on_each! {
    on mysql;

    fn what_one_of_mysql_and_mariadb_lacks_is_refused(db: &Db) {
        initialised(db, "type span = \"uuid\";");
        refused_everywhere(db, "9.7.4-2", "src/schema.rs:13:21: `uuid` needs MariaDB 10.7; this is MySQL 9.7.4");
        refused_everywhere(db, "10.6.18-MariaDB", "`uuid` needs MariaDB 10.7; this is 10.6.18");
        declare(db, "unique index (sql(\"lower(code)\"));");
        refused_everywhere(
            db,
            "5.5.5-10.11.19-MariaDB",
            "src/schema.rs:13:27: `index over an expression` needs MySQL 8.0.13; this is MariaDB 10.11.19",
        );
        declare(db, "check sql(\"id > 0\");");
        refused_everywhere(db, "8.0.15", "src/schema.rs:13:9: `check` needs MySQL 8.0.16; this is 8.0.15");
        declare(db, "default span = sql(\"uuid()\");");
        refused_everywhere(db, "8.0.12", "`default = sql(…) of an expression` needs MySQL 8.0.13; this is 8.0.12");
        declare(db, "index (code desc);");
        refused_everywhere(db, "10.6.18-MariaDB", "`index with desc` needs MariaDB 10.8.1; this is 10.6.18");
        declare(db, "collate code = \"utf8mb4_0900_ai_ci\";");
        refused_everywhere(db, "10.11.19-MariaDB", "`collate utf8mb4_0900_…` needs MariaDB 11.4.5; this is 10.11.19");
    }
}

#[test]
fn strict_tables_need_a_newer_sqlite() {
    Db::with(Backend::Sqlite, |db| {
        initialised(db, "strict;");
        refused_everywhere(
            db,
            "3.36.0",
            "src/schema.rs:13:9: `strict` needs SQLite 3.37; this is 3.36",
        );
    });
}
