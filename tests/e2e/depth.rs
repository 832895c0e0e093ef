//! Text that nests deeper than anybody writes: an error with its place, and never an overflow of the stack.

use crate::support::{Output, on_each};

/// `open` and `close` so many times around `inner`.
fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// An error as others are, and no signal.
fn refused(output: &Output, part: &str) {
    output
        .code(1)
        .stderr_has("error: ")
        .stderr_has(part)
        .stderr_lacks("overflow");
}

on_each! {
    fn a_declaration(db: &Db) {
        db.project_with_migration();
        for depth in [129, 1_500, 50_000] {
            for column in [nested("Nullable<", "Text", ">", depth), nested("Array< Nullable <", "Text", "> >", depth)] {
                db.write("src/schema.rs", &format!("diesel::table! {{\n    movie (id) {{\n        id -> Integer,\n        a -> {column},\n    }}\n}}\n"));
                for command in [&["check"][..], &["migrate", "-m", "x"], &["inspect", "--declared"], &["create-all"]] {
                    refused(&db.moviectl_changes_nothing(command), "src/schema.rs:4:");
                }
            }
            db.write("src/schema.rs", &nested("mod m {\n", "", "}\n", depth));
            refused(&db.moviectl_changes_nothing(["check"]), "src/schema.rs:129:");
            db.write("src/schema.rs", &format!("\nfn f() {{ {} }}\n", nested("(", "", ")", depth)));
            refused(&db.moviectl_changes_nothing(["check"]), "src/schema.rs:2:");
        }
        for open in ["!", "&&", "a = ", "|x| "] {
            db.write("src/schema.rs", &format!("\nconst A: u8 = {}1;\n", open.repeat(50_000)));
            refused(&db.moviectl_changes_nothing(["check"]), "src/schema.rs:2:");
        }
    }

    fn what_is_nested_as_deep_as_allowed_is_read(db: &Db) {
        db.project_with_migration();
        let schema = format!("diesel::table! {{ movie {{ id -> Integer, a -> {}, }} }}\n", nested("Nullable<", "Bool", ">", 120));
        db.write("src/schema.rs", &schema);
        db.moviectl_reads(["inspect", "--declared"]).success();
        let schema = "diesel::table! { movie { id -> Integer, } }\n";
        let modules = nested("mod m {\n", schema, "\n}", 100);
        db.write("src/schema.rs", &modules);
        db.moviectl_reads(["inspect", "--declared"]).success();
        db.write("src/schema.rs", &format!("const A: u8 = {}1;\n{schema}", "!".repeat(1_900)));
        db.moviectl_reads(["inspect", "--declared"]).success();
    }

    fn sql_of_any_depth_is_read(db: &Db) {
        db.project_of(&[]);
        let depth = 50_000;
        let comments = nested("/* ", "", " */", depth);
        let mut scripts = vec![
            format!("SELECT {};\n", nested("(", "1", ")", depth)),
            format!("SELECT {};\n", nested("CASE WHEN 1 THEN ", "1", " END", depth)),
            format!("CREATE TRIGGER x AFTER INSERT ON t BEGIN {}; END;\n", nested("SELECT (", "1", ")", depth)),
        ];
        if db.dialect() == "postgres" {
            scripts.push(format!("{comments}\nSELECT a{};\n", nested("[", "1", "]", depth)));
        }
        for script in scripts {
            db.revision("10-01_first", &[], &script, "SELECT 1;\n");
            // Some are refused for what they are, and none ends the process.
            let output = db.moviectl(["upgrade", "base:head", "--sql"]);
            assert!([0, 1].contains(&output.code), "{}", output.code);
        }
        // An expression, which the parser takes for a text.
        let check = nested("(", "id > 0", ")", depth);
        db.write(
            "src/schema.rs",
            &format!("diesel::table! {{ movie {{ id -> Integer, }} }}\ntable_args! {{ movie {{ check sql(\"{check}\"); }} }}\n"),
        );
        for format in ["sql", "json", "diesel", "svg"] {
            db.moviectl(["inspect", "--declared", "--format", format]).success();
        }
    }

    fn toml_and_json(db: &Db) {
        db.project_of(&[]);
        let directory = db.revision("10-01_first", &[], "SELECT 1;\n", "SELECT 1;\n");
        let deep = nested("[", "", "]", 50_000);
        let before = db.read("moviectl.toml");
        for text in [format!("a = {deep}\n"), format!("a = {}\n", nested("{ a = ", "1", " }", 50_000)), format!("[{}]\n", vec!["a"; 50_000].join("."))] {
            db.write("moviectl.toml", &text);
            refused(&db.moviectl(["history"]), "moviectl.toml:1:");
            db.write("moviectl.toml", &before);
            db.write(format!("{directory}/metadata.toml"), &text);
            refused(&db.moviectl(["history"]), "metadata.toml:1:");
            db.revision("10-01_first", &[], "SELECT 1;\n", "SELECT 1;\n");
        }
        db.write("seeds.json", &deep);
        db.moviectl(["setup"]).code(0);
        refused(&db.moviectl(["populate", "seeds.json"]), "seeds.json");
    }
}
