//! Declarations that can't be read: each error names file, line and column.

use crate::support::{Db, on_each};

fn declare(db: &Db, lines: &str) {
    db.write(
        "src/schema.rs",
        &format!("diesel::table! {{\n    movie (id) {{\n{lines}    }}\n}}\n"),
    );
}

/// Checks that `migrate`, `check`, `create-all` and `inspect` refuse the declaration, and change nothing.
#[track_caller]
fn refused(db: &Db, part: &str, hint: &str) {
    for command in [
        &["migrate", "-m", "x"][..],
        &["check"],
        &["create-all"],
        &["inspect", "--declared"],
    ] {
        let output = db.moviectl_changes_nothing(command);
        output.refused(1, part);
        if !hint.is_empty() {
            output.hint(hint);
        }
    }
}

on_each! {
    fn a_declaration_that_cannot_be_read_names_its_place(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        declare(db, "        id -> Integer,\n        title -> ,\n");
        refused(db, "src/schema.rs:4:18: expected identifier", "the place");
        declare(db, "        id -> Integer,\n        title -> Txt,\n");
        refused(db, "src/schema.rs:4:18: unknown type 'Txt'; did you mean 'Text'?", "");
        declare(db, "        id -> Integer,\n        id -> Text,\n");
        refused(db, "src/schema.rs:4:9: column 'id' of table 'movie' is declared twice", "rename");
        let foreign = db.by_dialect("Unsigned<Integer>", "Unsigned<Integer>", "Tsvector");
        declare(db, &format!("        id -> Integer,\n        title -> {foreign},\n"));
        refused(
            db,
            &format!("src/schema.rs:4:18: type '{foreign}' does not exist on {}", db.dialect()),
            "choose a type",
        );
        db.write("src/schema.rs", "diesel::table! {\n    movie (id) {\n        id -> Integer,\n    }\n");
        refused(db, "src/schema.rs:1:16: a bracket without its partner", "the place");
        db.write("src/schema.rs", "diesel::table! {\n    movie (key) {\n        id -> Integer,\n    }\n}\n");
        refused(db, "src/schema.rs:2:12: primary key column 'key'", "");
        db.write("src/schema.rs", "\nmod other;\n");
        refused(db, "src/schema.rs:2:5: no file for module 'other'", "");
    }

    fn a_type_of_another_database_is_refused(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        if db.dialect() == "sqlite" {
            declare(db, "        id -> Integer,\n        words -> Array<Text>,\n");
            refused(db, "src/schema.rs:4:18: type 'Array<Text>' does not exist on sqlite", "`TextList`");
            declare(db, "        id -> Integer,\n        body -> Tsvector,\n");
            refused(db, "src/schema.rs:4:17: type 'Tsvector' does not exist on sqlite", "choose a type");
        } else if db.dialect() == "mysql" {
            declare(db, "        id -> Integer,\n        words -> Array<Text>,\n");
            refused(db, "src/schema.rs:4:18: type 'Array<Text>' does not exist on mysql", "`TextList`");
            declare(db, "        id -> Integer,\n        body -> Jsonb,\n");
            refused(db, "src/schema.rs:4:17: type 'Jsonb' does not exist on mysql", "choose a type");
        } else {
            declare(db, "        id -> Integer,\n        body -> Datetime,\n");
            refused(db, "src/schema.rs:4:17: ", "");
        }
    }

    fn a_missing_declaration_says_what_names_it(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        for (file, part) in [("none.rs", "No such file"), ("src", "Is a directory")] {
            db.moviectl_changes_nothing(["--schema", file, "migrate", "-m", "x"])
                .refused(1, part)
                .stderr_has(file)
                .hint("--schema");
        }
        std::fs::remove_file(db.path("src/schema.rs")).unwrap();
        refused(db, "src/schema.rs: No such file", "`schema` in moviectl.toml");
    }
}
