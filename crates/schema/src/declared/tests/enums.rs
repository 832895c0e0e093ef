//! Enum types: declared, used, wrong.

use super::*;

const PERSON: &str = r#"
pub mod sql_types {
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "odd mood", schema = "audit"))]
    #[diesel(sqlite_type(name = "Integer"))]
    pub struct OddMood;
}
table_args! {
    enum mood ("sad", "it's", "ok",);
    enum audit."odd mood" ("a") on postgres;
    person { default feels = "ok"; }
}
table_args! { enum public.kind ("x"); }
diesel::table! {
    use super::sql_types::Mood;
    person (id) {
        id -> Integer,
        feels -> Mood,
        odd -> Nullable<OddMood>,
    }
}
"#;

#[test]
fn values_keep_their_order_and_columns_their_types() {
    let schema = postgres(PERSON);
    let enums: Vec<String> = schema
        .enums
        .iter()
        .map(|own| format!("{}: {}", own.name, own.labels.join("|")))
        .collect();
    assert_eq!(enums, ["mood: sad|it's|ok", "audit.odd mood: a", "kind: x"]);
    assert_eq!(schema.schemas, ["audit"]);
    let feels = column(&schema, "person", "feels");
    assert!(schema.enums[0].is_type_of(feels));
    assert_eq!(feels.default.as_deref(), Some("'ok'"));
    assert!(schema.enums[1].is_type_of(column(&schema, "person", "odd")));
}

#[test]
fn arrays_of_enums_are_arrays() {
    let text = PERSON.replace("feels -> Mood", "feels -> Array<Nullable<Mood>>");
    let schema = postgres(&text);
    let feels = column(&schema, "person", "feels");
    assert_eq!(feels.sql_type, schema.enums[0].sql_type().array());
}

/// There are no such types on SQLite: an enum's values are texts, unless the type says otherwise.
#[test]
fn sqlite_has_their_texts() {
    let schema = sqlite(PERSON);
    assert!(schema.enums.is_empty() && schema.schemas.is_empty());
    let of = |name| column(&schema, "person", name).sql_type.to_string();
    assert_eq!(of("feels"), "TEXT");
    assert_eq!(of("odd"), "INTEGER");
    let undeclared = PERSON.replace("enum mood (\"sad\", \"it's\", \"ok\",);", "");
    let error = read_one(&undeclared, Dialect::Sqlite).unwrap_err();
    assert_eq!(
        error.to_string(),
        "src/schema.rs:21:18: type 'Mood' does not exist on sqlite"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let long = "ä".repeat(32);
    let cases = [
        ("enum mood ();", "1:25: an enum needs at least one value"),
        (
            "enum mood (\"a\", \"b\", \"a\");",
            "1:36: value 'a' is declared twice in this enum",
        ),
        (
            "enum mood (\"a\"); enum public.mood (\"b\");",
            "1:44: enum 'mood' is declared twice, first at src/schema.rs:1:20",
        ),
        (
            &format!("enum mood (\"{long}\");"),
            &format!("1:26: '{long}' has 64 bytes: an enum's value has 63 at most"),
        ),
        (
            &format!("enum {long} (\"a\");"),
            &format!("1:20: '{long}' has 64 bytes: an enum's name has 63 at most"),
        ),
        (
            "enum mood (\"a\\0\");",
            "1:26: an enum's value can't have a zero byte in it",
        ),
        ("enum \"\" (\"a\");", "1:20: a name can't be empty"),
        ("enum mood (sad);", "1:26: expected string literal"),
        ("enum mood (\"a\")", "1:31: expected `;`"),
        (
            "enum mood (\"a\") on sqlite;",
            "1:34: PostgreSQL and MySQL have enums: they are passed over for other databases",
        ),
    ];
    for (text, expected) in cases {
        for dialect in Dialect::ALL {
            let error = read_one(&format!("table_args! {{ {text} }}"), dialect).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("src/schema.rs:{expected}"),
                "{text}"
            );
        }
    }
}
