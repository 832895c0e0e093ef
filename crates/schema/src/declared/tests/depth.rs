//! Declarations that nest deeper than anybody writes.

use super::*;

fn error(text: &str) -> String {
    read_one(text, Dialect::Sqlite).unwrap_err().to_string()
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn table(column: &str) -> String {
    format!("table! {{\n    t {{\n        id -> Integer,\n        a -> {column},\n    }}\n}}")
}

#[test]
fn no_depth_overflows_the_stack() {
    for depth in [129, 1_500, 20_000] {
        for (text, line) in [
            (table(&nested("Nullable<", "Text", ">", depth)), 4),
            (table(&nested("Nullable< Array <", "Text", "> >", depth)), 4),
            (table(&nested("Unsigned<", "Integer", ">", depth)), 4),
            (nested("mod m {\n", "", "}", depth), 129),
            (nested("(", "", ")", depth), 1),
            (format!("fn f() {}", nested("{", "", "}", depth)), 1),
            (
                format!("const A: u8 = {};", nested("[", "1", "]", depth)),
                1,
            ),
            (format!("type A = {};", nested("Vec<", "u8", ">", depth)), 1),
            (
                format!("type A = {};", nested("fn(A<B>) -> Vec<", "u8", ">", depth)),
                1,
            ),
            (
                format!(
                    "table_args! {{ t {{ check({}) }} }}",
                    nested("(", "a", ")", depth)
                ),
                1,
            ),
        ] {
            let message = error(&text);
            assert!(
                message.starts_with(&format!("src/schema.rs:{line}:")),
                "{message}"
            );
            assert!(
                message.ends_with("nested more than 128 levels deep"),
                "{message}"
            );
        }
    }
}

/// Each level is looked at once: a second look at each would never end.
#[test]
fn generic_types_are_read_level_by_level() {
    for open in ["Unsigned<", "Range<", "Multirange<", "Array<"] {
        let text = table(&nested(open, "Integer", ">", 100));
        for dialect in Dialect::ALL {
            // It is a type of PostgreSQL's, or none.
            let _ = read_one(&text, dialect);
        }
    }
}

#[test]
fn what_needs_no_bracket_overflows_nothing_either() {
    for (open, inner) in [
        ("!", "a"),
        ("- ", "1"),
        ("&", "a"),
        ("&&", "a"),
        ("*", "a"),
        ("|x| ", "a"),
        ("a = ", "a"),
        ("a + ", "a"),
        ("a.", "a"),
        ("a.b()?.", "a"),
        ("return ", "a"),
        ("if a {} else ", "{}"),
        ("a <= {} || ", "a"),
        ("{} = ", "a"),
        ("loop {} + ", "a"),
    ] {
        // As much as is let through is parsed, and more is refused.
        for depth in [100, 500, 1_000, 20_000] {
            let text = format!(
                "\nconst A: u8 = ({}{inner});\ntable! {{ t {{ id -> Integer }} }}",
                open.repeat(depth)
            );
            match read_one(&text, Dialect::Sqlite) {
                Ok(schema) => assert!(depth < 20_000 && schema.tables.len() == 1),
                Err(error) => assert!(error.to_string().starts_with("src/schema.rs:2:"), "{error}"),
            }
        }
    }
    for open in ["&", "*const ", "fn() -> ", "&'a mut "] {
        for depth in [100, 500, 20_000] {
            let text = format!("type A = {}u8;", open.repeat(depth));
            let outcome = read_one(&text, Dialect::Sqlite);
            assert_eq!(outcome.is_err(), depth == 20_000, "{open}");
        }
    }
}

#[test]
fn what_people_write_is_not_deep() {
    let many = "table! { t { id -> Integer, a -> Nullable<Text> } }\n";
    let comparisons =
        "fn f() { if a < b { g(); } match x { y if y < 3 => 1, _ => 2 }; }\n".repeat(500);
    let types = table(&nested("Nullable<", "Text", ">", 120));
    assert!(read_one(&format!("{many}{comparisons}"), Dialect::Sqlite).is_ok());
    assert!(read_one(&types, Dialect::Sqlite).is_ok());
    let shifts = format!("enum E {{ {} }}", "A = 1 << 3, ".repeat(200));
    let arms = format!(
        "fn f() {{ match x {{ {} }} }}",
        "y if y < 3 => 1, ".repeat(200)
    );
    let other = format!(
        "page! {{ {} }} macro_rules! m {{ {} }}",
        "<b>a</b> ".repeat(3_000),
        "a ".repeat(3_000)
    );
    assert!(read_one(&format!("{shifts}{arms}{other}{many}"), Dialect::Sqlite).is_ok());
    let items = "struct A { a: u8 }\nimpl A { fn a(&self) -> u8 { self.a } }\n".repeat(2_000);
    assert!(
        read_one(
            &format!("#!/usr/bin/env run\n{items}{many}"),
            Dialect::Sqlite
        )
        .is_ok()
    );
}
