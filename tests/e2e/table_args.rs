//! The clauses of `table_args!`, through declaration, migration, database and back.

use crate::support::{Backend, Db, on_each};

const TABLES: &str = r#"
diesel::table! {
    user_account (id) {
        id -> Integer,
        #[max_length = 30]
        name -> Text,
        email -> Text,
        age -> Nullable<Integer>,
        active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    address (id) {
        id -> Integer,
        email_address -> Text,
        user_id -> Integer,
        #[sql_name = "Post Code"]
        post_code -> Nullable<Text>,
    }
}

diesel::joinable!(address -> user_account (user_id));
"#;

const ARGS: &str = r#"
macro_rules! table_args {
    ($($any:tt)*) => {};
}

table_args! {
    user_account {
        default name = "it's nobody";
        default age = -1;
        default active = true;
        default created_at = sql("CURRENT_TIMESTAMP");
        unique user_account_email_key (email);
        unique (name, age);
        index user_account_name_idx (name desc, email) where sql("active");
        unique index (sql("lower(name)"), age);
        check user_account_age_check sql("age >= -1 and age < 200");
        check sql("length(name) > 0");
    }
    address {
        foreign_key (user_id) references user_account (id) on delete cascade on update restrict;
        index address_post_idx (post_code);
    }
}
"#;

fn project(db: &Db) {
    db.write("moviectl.toml", "managed = true\n");
    declare(db, &all(db));
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "First."])
        .success()
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
}

/// The arguments. MySQL has no indexes over some rows, MariaDB none over expressions.
fn all(db: &Db) -> String {
    match db.backend {
        Backend::Sqlite | Backend::Postgres => ARGS.to_owned(),
        Backend::Mysql => ARGS
            .replace(" where sql(\"active\")", "")
            .replace("(sql(\"lower(name)\"), age)", "(name desc, age)")
            .replace("(post_code)", "(post_code(20))"),
    }
}

fn declare(db: &Db, args: &str) {
    // MySQL has no keys over texts of any length.
    let tables = match db.backend {
        Backend::Sqlite | Backend::Postgres => TABLES.to_owned(),
        Backend::Mysql => {
            TABLES.replace("email -> Text", "#[max_length = 80]\n        email -> Text")
        }
    };
    db.write("src/schema.rs", &format!("{tables}{args}"));
}

fn fill(db: &Db) {
    db.execute("INSERT INTO user_account (id, email) VALUES (1, 'a@b')");
    db.execute("INSERT INTO address (id, email_address, user_id) VALUES (1, 'a@b', 1)");
}

fn clean(db: &Db) {
    db.moviectl_reads(["check"]).success();
    db.moviectl(["migrate", "-m", "None."])
        .success()
        .stderr_has("No changes in schema detected.");
}

on_each! {
    fn all_that_is_declared_is_made_and_found_again(db: &Db) {
        project(db);
        clean(db);
        fill(db);
        assert_eq!(db.lines("SELECT name, age FROM user_account"), ["it's nobody|-1"]);
        db.execute("DELETE FROM user_account");
        assert_eq!(db.lines("SELECT count(*) FROM address"), ["0"]);
    }

    fn create_all_makes_the_same(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        declare(db, &all(db));
        db.moviectl(["create-all"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["create-all"]).success().stderr_lacks("differs");
    }

    fn each_change_is_one_and_goes_both_ways(db: &Db) {
        project(db);
        fill(db);
        for (old, new, detected) in [
            ("default age = -1;", "default age = 7;", "default change from"),
            ("default active = true;", "", "default change from"),
            ("unique user_account_email_key (email);", "", "removed unique constraint (email)"),
            ("unique (name, age);", "unique (name, email);", "added unique constraint (name, email)"),
            (" where sql(\"active\")", "", "added index 'user_account_name_idx'"),
            ("name desc, email", "name, email", "added index 'user_account_name_idx' (name, email)"),
            ("check sql(\"length(name) > 0\");", "", "removed check"),
            ("age < 200", "age < 150", "added check"),
            (
                "on delete cascade",
                db.by_dialect("on delete set default", "on delete set default", ""),
                "added foreign key (user_id)",
            ),
            (
                db.by_dialect("(post_code)", "(post_code)", "(post_code(20))"),
                db.by_dialect("(post_code desc)", "(post_code desc)", "(post_code(9))"),
                "added index 'address_post_idx'",
            ),
            ("index address_post_idx (post_code);", "", "removed index 'address_post_idx'"),
        ] {
            let all = all(db);
            let old = match db.backend {
                Backend::Mysql => &old.replace("(post_code);", "(post_code(20));"),
                _ => old,
            };
            if db.backend == Backend::Mysql && old.contains("where") {
                continue;
            }
            assert!(all.contains(old), "{old}");
            let before = db.contents();
            declare(db, &all.replace(old, new));
            db.moviectl_reads(["check"]).code(3).stdout_has(detected);
            db.moviectl(["migrate", "-m", "Change."]).success().stderr_has(detected);
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
            db.moviectl(["downgrade"]).success();
            declare(db, &all);
            db.moviectl_reads(["check"]).code(3).stdout("");
            db.moviectl(["upgrade"]).success();
            db.moviectl(["migrate", "-m", "Back."]).success();
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
            let after = db.contents();
            assert_eq!(rows(&before), rows(&after), "{old}");
        }
    }

    fn a_plain_project_adds_what_it_names_and_removes_nothing(db: &Db) {
        project(db);
        fill(db);
        db.write("moviectl.toml", "managed = false\n");
        declare(db, "table_args! { user_account { index extra_idx (age); default age = 3; } }");
        db.moviectl(["migrate", "-m", "More."])
            .success()
            .stderr_has("added index 'extra_idx'")
            .stderr_has("default change")
            .stderr_lacks("removed");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        declare(db, "");
        db.moviectl_reads(["check"]).success();
    }

    fn what_is_not_understood_has_its_place(db: &Db) {
        project(db);
        for (args, message) in [
            ("table_args! { user_account { defualt age = 1; } }", "'defualt' is no statement of table_args!"),
            ("table_args! { user_account { default aeg = 1; } }", "table_args! names unknown column 'aeg' of table 'user_account'; did you mean 'age'?"),
            ("table_args! { nobody { default age = 1; } }", "table_args! names unknown table 'nobody'"),
            ("table_args! { user_account { index a_idx (age) where age; } }", "expected sql"),
            ("table_args! { user_account { default age = 1 on oracle; } }", "'oracle' is no dialect"),
        ] {
            declare(db, args);
            db.moviectl_reads(["check"]).failure().stderr_has("src/schema.rs:").stderr_has(message);
        }
    }
}

/// The rows of our two tables, without the records of revisions.
fn rows(contents: &str) -> Vec<&str> {
    contents
        .lines()
        .filter(|line| line.contains("a@b"))
        .collect()
}
