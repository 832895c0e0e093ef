//! The messages and positions of errors in a declaration.

use super::*;

/// The message of the error, on both dialects the same.
fn error(text: &str) -> String {
    let on = |dialect| read_one(text, dialect).unwrap_err().to_string();
    assert_eq!(on(Dialect::Sqlite), on(Dialect::Postgres));
    on(Dialect::Sqlite)
}

#[test]
fn a_foreign_key_has_as_many_columns_as_it_references() {
    assert_eq!(
        error(
            "table! { p (x, y) { x -> Integer, y -> Integer } }\ntable! { t { id -> Integer } }\ntable_args! { t { foreign_key (id) references p (x, y); } }"
        ),
        "src/schema.rs:3:47: a foreign key over (id) can't reference (x, y) of table 'p'"
    );
}

#[test]
fn errors_have_positions() {
    let cases = [
        ("fn (", "src/schema.rs:1:4: a bracket without its partner"),
        (
            "table! { t { id Integer } }",
            "src/schema.rs:1:17: expected `->`",
        ),
        (
            "table! {\n    t {\n        id -> Integer\n        b -> Text\n    }\n}",
            "src/schema.rs:4:9: expected `,`",
        ),
        (
            "table! { t { id -> Integer, é -> Txet } }",
            "src/schema.rs:1:34: unknown type 'Txet'; did you mean 'Text'?",
        ),
        (
            "table! { t { id -> Integer, b -> text } }",
            "src/schema.rs:1:34: unknown type 'text'; did you mean 'Text'?",
        ),
        (
            "table! { t { id -> Integer, b -> Gizmo } }",
            "src/schema.rs:1:34: unknown type 'Gizmo'",
        ),
        (
            "table! { t { id -> Integer, b -> Array<Gizmo> } }",
            "src/schema.rs:1:34: ",
        ),
        (
            "table! { t { id -> Integer, b -> Nullable } }",
            "src/schema.rs:1:34: Nullable needs a type: Nullable<Text>",
        ),
        (
            "table! { t { id -> Integer, id -> Text } }",
            "src/schema.rs:1:29: column 'id' of table 't' is declared twice",
        ),
        (
            "table! { t { id -> Integer } }\n\ntable! { t { id -> Text } }",
            "src/schema.rs:3:10: table 't' is declared twice, first at src/schema.rs:1:10",
        ),
        (
            "table! { t { key -> Integer } }",
            "src/schema.rs:1:10: primary key column 'id' does not exist in table 't'; name the key's columns: t (column) { … }",
        ),
        (
            "table! { t (ids) { id -> Integer } }",
            "src/schema.rs:1:13: primary key column 'ids' does not exist in table 't'; did you mean 'id'?",
        ),
        (
            "table! { t () { id -> Integer } }",
            "src/schema.rs:1:12: a primary key needs at least one column",
        ),
        (
            "table! { t (id, id) { id -> Integer } }",
            "src/schema.rs:1:17: column 'id' is twice in the primary key of table 't'",
        ),
        (
            "table! { t { #[max_length = \"8\"] id -> Integer } }",
            "src/schema.rs:1:29: max_length takes a number",
        ),
        (
            "table! { #[sql_name(\"x\")] t { id -> Integer } }",
            "src/schema.rs:1:10: write it as #[sql_name = …]",
        ),
        (
            "table_args! { t { default id = 1; } }",
            "src/schema.rs:1:15: table_args! names unknown table 't'",
        ),
        (
            "#[derive(SqlType)]\n#[diesel(sqlite_type(name = \"Txt\"))]\nstruct T;",
            "src/schema.rs:2:29: SQLite has no storage type 'Txt'",
        ),
    ];
    for (text, wanted) in cases {
        let error = error_start(text);
        assert!(error.starts_with(wanted), "{text}\n  {error}");
    }
    assert_eq!(
        read_one("table! { t { id -> Uuid } }", Dialect::Sqlite)
            .unwrap_err()
            .to_string(),
        "src/schema.rs:1:20: type 'Uuid' does not exist on sqlite"
    );
    let text = "table! { t { id -> Integer, b -> Unsigned<Integer> } }";
    assert_eq!(
        read_one(text, Dialect::Postgres).unwrap_err().to_string(),
        "src/schema.rs:1:34: type 'Unsigned<Integer>' does not exist on postgres"
    );
}

fn error_start(text: &str) -> String {
    for dialect in Dialect::ALL {
        let error = read_one(text, dialect).unwrap_err();
        assert!(error.position().is_some());
    }
    read_one(text, Dialect::Sqlite).unwrap_err().to_string()
}

#[test]
fn errors_of_joinables() {
    let tables = "table! { users { id -> Integer } }\ntable! { pair (a, b) { a -> Integer, b -> Integer } }\n";
    let cases = [
        (
            "joinable!(pair -> user (a));",
            "3:19: joinable! names unknown table 'user'; did you mean 'users'?",
        ),
        (
            "joinable!(pairs -> users (a));",
            "3:11: joinable! names unknown table 'pairs'; did you mean 'pair'?",
        ),
        (
            "joinable!(pair -> users (aa));",
            "3:26: joinable! names unknown column 'aa' of table 'pair'; did you mean 'a'?",
        ),
        (
            "joinable!(users -> pair (id));",
            "3:20: joinable! needs a parent with a primary key of one column, but that of 'pair' is (a, b)",
        ),
        (
            "joinable!(users -> pair (id, id));",
            "3:28: joinable! takes one column",
        ),
        ("joinable!(users pair (id));", "3:17: expected `->`"),
    ];
    for (line, wanted) in cases {
        assert_eq!(
            error(&format!("{tables}{line}")),
            format!("src/schema.rs:{wanted}")
        );
    }
}

#[test]
fn names_that_postgresql_would_cut_off_are_refused_there() {
    let long = "a".repeat(64);
    let cases = [
        (format!("table! {{ {long} {{ id -> Integer }} }}"), "1:10"),
        (
            format!("table! {{ t {{ id -> Integer, #[sql_name = \"{long}\"] b -> Text }} }}"),
            "1:110",
        ),
        (
            format!(
                "table! {{ t {{ id -> Integer }} }} table_args! {{ t {{ index {long} (id); }} }}"
            ),
            "1:56",
        ),
        (
            format!(
                "table! {{ t {{ id -> Integer }} }} table_args! {{ t {{ check {long} sql(\"id > 0\"); }} }}"
            ),
            "1:56",
        ),
    ];
    for (text, place) in cases {
        assert!(read_one(&text, Dialect::Sqlite).is_ok(), "{text}");
        let error = read_one(&text, Dialect::Postgres).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "src/schema.rs:{place}: '{long}' has 64 bytes, and a name on postgres has 63 at most"
            )
        );
        let shorter = text.replacen(&long, &long[1..], 1);
        assert!(read_one(&shorter, Dialect::Postgres).is_ok(), "{shorter}");
    }
}

#[test]
fn a_key_can_hold_null_on_sqlite_alone() {
    let text = "table! { t { id -> Nullable<Integer> } } table! { u (a, b) { a -> Nullable<Text>, b -> Text } }";
    let schema = sqlite(text);
    // The rowid holds none, whatever is declared.
    assert!(!column(&schema, "t", "id").nullable);
    assert!(column(&schema, "u", "a").nullable && !column(&schema, "u", "b").nullable);
    for dialect in [Dialect::Postgres, Dialect::Mysql] {
        assert_eq!(
            read_one(text, dialect).unwrap_err().to_string(),
            "src/schema.rs:1:14: primary key column 'id' of table 't' cannot be Nullable"
        );
    }
}

#[test]
fn types_that_another_macro_writes_are_unknown_with_their_place() {
    let text = "
        macro_rules! types { ($($name:ident => $sql:literal),*) => {}; }
        types! { KindEnum => \"kind\" }
        table! { t { id -> Integer, kind -> crate::enums::KindEnum } }
    ";
    assert_eq!(error(text), "src/schema.rs:4:45: unknown type 'KindEnum'");
    // A type of the project's own that has nearly this name is not meant.
    let own = format!("{text} #[derive(SqlType)] struct KindEnums;");
    assert_eq!(error(&own), "src/schema.rs:4:45: unknown type 'KindEnum'");
    let several = text.replace(
        "id -> Integer,",
        "id -> Integer, a -> Nullable<Kind>, b -> Nullable<KindEnum>,",
    );
    assert_eq!(
        error(&several),
        "src/schema.rs:4:42: unknown types 'Kind', 'KindEnum'"
    );
}

#[test]
fn tables_that_another_macro_brings_are_not_passed_over() {
    let cases = [
        (
            "cfg_if! {\n    if #[cfg(x)] { diesel::table! { t { id -> Integer } } }\n}",
            "src/schema.rs:2:28: a table! inside of cfg_if! is not read; write it outside",
        ),
        (
            "diesel::infer_schema!(\"dotenv:DATABASE_URL\");",
            "src/schema.rs:1:9: infer_schema! declares nothing that can be read: Diesel 2 has `diesel print-schema` instead",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(error(text), message);
    }
    for text in [
        "macro_rules! make { () => { table! { t { id -> Integer } } } }",
        "lazy_static! { static ref TABLE: &str = \"table! {}\"; }",
        "check! { table != {} }",
    ] {
        assert!(read_one(text, Dialect::Postgres).is_ok(), "{text}");
    }
}

#[test]
fn the_lines_for_types_have_the_names_that_the_database_may_have() {
    let names = ["Mood", "UserStatusMapping"].map(str::to_owned);
    assert_eq!(
        type_lines(&names, Dialect::Postgres),
        "Mood = { postgres = \"mood\" }; UserStatusMapping = { postgres = \"user_status\" }"
    );
}
