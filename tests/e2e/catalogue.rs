//! How often a database is asked about its schema does not depend on how much there is in it.

use std::fmt::Write as _;

use crate::support::{Db, on_each};

/// So many tables, each with a default, a check, a unique constraint, two indexes and a foreign key.
fn schema(db: &Db, tables: usize) -> String {
    // MySQL has no indexes over some rows.
    let partial = db.by_dialect(" where sql(\"stock > 1\")", " where sql(\"stock > 1\")", "");
    let mut declared = String::new();
    let mut args = String::from("table_args! {\n");
    for number in 0..tables {
        let parent = number.saturating_sub(1);
        writeln!(
            declared,
            "diesel::table! {{ item_{number} (id) {{ id -> Integer, #[max_length = 80] name -> Text, stock -> Integer, \
             parent_id -> Nullable<Integer>, }} }}"
        )
        .unwrap();
        writeln!(
            args,
            "item_{number} {{\n    default stock = {number};\n    check sql(\"stock >= 0\");\n    unique (name, stock);\n    \
             index (name){partial};\n    index (parent_id);\n    \
             foreign_key (parent_id) references item_{parent} (id) on delete cascade;\n}}"
        )
        .unwrap();
    }
    declared + &args + "}\n"
}

/// How many messages with SQL `--echo` shows; what goes to the server at once is one.
fn statements(db: &Db, command: &[&str]) -> usize {
    let output = db.moviectl([&["--echo"], command].concat());
    output.success();
    let times = output.stderr.lines().filter(|line| {
        line.strip_prefix("-- ")
            .and_then(|line| line.strip_suffix(" ms"))
            .is_some_and(|number| number.parse::<f64>().is_ok())
    });
    times.count()
}

on_each! {
    fn check_and_inspect_ask_as_often_for_a_hundred_tables_as_for_one(db: &Db) {
        db.write(
            "moviectl.toml",
            "schema = [\"src/schema.rs\"]\nmigrations = \"migrations\"\nmanaged = true\n",
        );
        db.write("src/schema.rs", &schema(db, 1));
        db.moviectl(["init"]).success();
        let mut counted = Vec::new();
        for tables in [1, 2, 100] {
            db.write("src/schema.rs", &schema(db, tables));
            db.moviectl(["create-all"]).success();
            db.execute(&format!("CREATE VIEW all_of_{tables} AS SELECT id, name FROM item_{}", tables - 1));
            let found = [&["check"][..], &["inspect"], &["inspect", "--format", "json"]];
            counted.push(found.map(|command| statements(db, command)));
        }
        // Something was counted, and no command's number grows.
        assert!(counted[0].iter().all(|count| (2..20).contains(count)), "{counted:?}");
        assert_eq!(counted[0], counted[1]);
        assert_eq!(counted[0], counted[2]);
    }
}
