#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod depth;
mod enums;
mod errors;
mod files;
mod mysql;

use super::*;
use crate::schema::AutoIncrement;
use crate::schema::{Column, DeclaredType, TableName, TypeName};

fn read_one(text: &str, dialect: Dialect) -> Result<Schema, DeclaredError> {
    let source = Source {
        path: "src/schema.rs".into(),
        text: text.into(),
    };
    read(&[source], dialect).map(|declared| declared.schema)
}

fn postgres(text: &str) -> Schema {
    read_one(text, Dialect::Postgres).unwrap()
}

fn sqlite(text: &str) -> Schema {
    read_one(text, Dialect::Sqlite).unwrap()
}

fn column<'a>(schema: &'a Schema, table: &str, column: &str) -> &'a Column {
    let table = schema.table(&TableName::new(table)).unwrap();
    table.column(column).unwrap()
}

const MOVIE: &str = r"
diesel::table! {
    /// A film.
    movie (id) {
        id -> Integer,
        /// Its title.
        #[max_length = 80]
        title -> Varchar,
        year -> Integer,
        directors -> TextList,
        theatre -> Nullable<Bool>,
        #[max_length = 5]
        mpa -> Nullable<Text>,
    }
}
";

#[test]
fn the_movie_table_on_both_dialects() {
    let schema = postgres(MOVIE);
    let types: Vec<String> = schema.tables[0]
        .columns
        .iter()
        .map(|column| {
            format!(
                "{} {}{}",
                column.name,
                column.sql_type,
                if column.nullable { "" } else { " NOT NULL" }
            )
        })
        .collect();
    assert_eq!(
        types,
        [
            "id INTEGER NOT NULL",
            "title VARCHAR(80) NOT NULL",
            "year INTEGER NOT NULL",
            "directors VARCHAR[] NOT NULL",
            "theatre BOOLEAN",
            "mpa VARCHAR(5)",
        ]
    );
    let id = column(&schema, "movie", "id");
    assert_eq!(id.auto_increment, Some(AutoIncrement::Serial));
    assert_eq!(schema.tables[0].key_columns(), ["id"]);

    let schema = sqlite(MOVIE);
    assert_eq!(
        column(&schema, "movie", "directors").sql_type,
        SqlType::builtin("text")
    );
    assert_eq!(
        column(&schema, "movie", "mpa").sql_type.to_string(),
        "VARCHAR(5)"
    );
    assert_eq!(column(&schema, "movie", "id").auto_increment, None);
    let title = column(&schema, "movie", "title")
        .declared
        .sql_type
        .clone()
        .unwrap();
    assert_eq!(
        (title.name.as_str(), title.max_length),
        ("Varchar", Some(80))
    );
}

#[test]
fn names_keys_and_schemas() {
    let schema = postgres(
        r#"
        use diesel::table;
        table! {
            use diesel::sql_types::*;
            use super::other::*;

            #[sql_name = "user accounts"]
            #[allow(unused)]
            audit.users (r#type, part) {
                #[sql_name = "type"]
                r#type -> diesel::sql_types::Integer,
                #[sql_name = "the part"]
                part -> Int8,
            }
        }
        table! { public.plain { id -> Uuid } }
        "#,
    );
    let users = &schema.tables[0];
    assert_eq!(users.name, TableName::in_schema("audit", "user accounts"));
    assert_eq!(users.key_columns(), ["type", "the part"]);
    assert_eq!(users.columns[1].sql_type, SqlType::builtin("bigint"));
    assert!(
        users
            .columns
            .iter()
            .all(|column| column.auto_increment.is_none())
    );
    assert_eq!(schema.tables[1].name, TableName::new("plain"));
    assert_eq!(schema.tables[1].columns[0].auto_increment, None);
}

#[test]
fn keys_are_numbered_where_they_are_no_references() {
    let text = "
        table! { parent { id -> BigInt } }
        table! { child (parent_id) { parent_id -> BigInt } }
        table! { small { id -> SmallInt } }
        joinable!(child -> parent (parent_id));
    ";
    let schema = postgres(text);
    assert_eq!(
        column(&schema, "parent", "id").auto_increment,
        Some(AutoIncrement::Serial)
    );
    assert_eq!(column(&schema, "child", "parent_id").auto_increment, None);
    let schema = sqlite(text);
    for (table, key) in [("parent", "id"), ("child", "parent_id"), ("small", "id")] {
        assert_eq!(
            column(&schema, table, key).sql_type,
            SqlType::builtin("integer")
        );
    }
    let declared = column(&schema, "parent", "id").declared.sql_type.clone();
    assert_eq!(declared, Some(DeclaredType::new("BigInt")));
}

#[test]
fn a_key_that_table_args_make_a_reference_is_not_numbered() {
    let schema = postgres(
        "
        table! { parent { id -> BigInt } }
        table! { child { id -> BigInt } }
        table! { numbered { id -> BigInt } }
        table_args! {
            child { foreign_key (id) references parent (id); }
            numbered { foreign_key (id) references parent (id); identity id; }
        }
        ",
    );
    assert_eq!(column(&schema, "child", "id").auto_increment, None);
    assert_eq!(
        column(&schema, "numbered", "id").auto_increment,
        Some(AutoIncrement::IdentityByDefault)
    );
}

#[test]
fn foreign_keys_on_the_same_column_stand_beside_each_other() {
    let schema = postgres(
        "
        table! { users { id -> Integer } }
        table! { teams { id -> Integer } }
        table! { owners { id -> Integer, owner_id -> Integer } }
        joinable!(owners -> users (owner_id));
        table_args! {
            owners {
                foreign_key (owner_id) references teams (id) on delete cascade;
                foreign_key (owner_id) references users (id) on delete cascade;
                foreign_key (owner_id) references users (id) on delete cascade;
            }
        }
        ",
    );
    let owners = schema.table(&TableName::new("owners")).unwrap();
    let parents: Vec<&str> = owners
        .foreign_keys
        .iter()
        .map(|key| key.references.name.as_str())
        .collect();
    assert_eq!(parents, ["teams", "users"]);
}

#[test]
fn an_index_without_a_name_gets_one_that_fits() {
    let text = "
        table! { a_table_with_quite_a_long_name { id -> Integer, and_a_column_with_a_longer_name_still -> Integer } }
        table_args! { a_table_with_quite_a_long_name { index (and_a_column_with_a_longer_name_still); } }
    ";
    let name = |schema: &Schema| schema.tables[0].indexes[0].name.clone();
    // The same on every database.
    for schema in [postgres(text), sqlite(text)] {
        assert_eq!(
            name(&schema),
            "a_table_with_quite_a_long_nam_and_a_column_with_a_longer_na_idx"
        );
    }
}

#[test]
fn operator_classes_stand_behind_columns_and_expressions() {
    let schema = postgres(
        r#"
        table! { notes { id -> Integer, word -> Text } }
        table_args! {
            notes { index a using gin (word gin_trgm_ops, sql("lower(word)") text_pattern_ops desc nulls last); }
        }
        "#,
    );
    let table = &schema.tables[0];
    let definition = Dialect::Postgres.create_index(&table.name, &table.indexes[0]);
    assert!(
        definition.ends_with(
            r#"("word" "gin_trgm_ops", (lower(word)) "text_pattern_ops" DESC NULLS LAST)"#
        ),
        "{definition}"
    );
}

#[test]
fn joinables_are_foreign_keys() {
    let schema = postgres(
        r#"
        table! { #[sql_name = "people"] users (key) { #[sql_name = "Key"] key -> Integer } }
        table! { posts { id -> Integer, #[sql_name = "author"] user_id -> Integer } }
        diesel::joinable!(posts -> users (user_id));
        joinable!(crate::posts -> users (user_id));
        diesel::allow_tables_to_appear_in_same_query!(posts, users,);
        "#,
    );
    let keys = &schema.table(&TableName::new("posts")).unwrap().foreign_keys;
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].name, None);
    assert_eq!(keys[0].columns, ["author"]);
    assert_eq!(keys[0].references, TableName::new("people"));
    assert_eq!(keys[0].referenced_columns, ["Key"]);
}

#[test]
fn modules_keep_their_tables_apart() {
    let text = "
        pub mod one {
            diesel::table! { one.users { id -> Integer } }
            diesel::table! { one.posts { id -> Integer, user_id -> Integer } }
            diesel::joinable!(posts -> users (user_id));
        }
        pub mod two {
            diesel::table! { two.users { id -> Integer } }
            diesel::table! { two.notes { id -> Integer, user_id -> Integer } }
            diesel::joinable!(notes -> super::one::users (user_id));
        }
    ";
    let schema = postgres(text);
    let names: Vec<String> = schema
        .tables
        .iter()
        .map(|table| table.name.to_string())
        .collect();
    assert_eq!(names, ["one.users", "one.posts", "two.users", "two.notes"]);
    for table in ["posts", "notes"] {
        let table = schema
            .tables
            .iter()
            .find(|own| own.name.name == table)
            .unwrap();
        assert_eq!(
            table.foreign_keys[0].references,
            TableName::in_schema("one", "users")
        );
    }
    let ambiguous = format!("{text}\ndiesel::joinable!(notes -> users (user_id));");
    let error = read_one(&ambiguous, Dialect::Postgres).unwrap_err();
    assert_eq!(
        error.to_string(),
        "src/schema.rs:13:28: joinable! names table 'users', which several modules declare; write its path"
    );
    let error = read_one(text, Dialect::Sqlite).unwrap_err();
    assert_eq!(
        error.to_string(),
        "src/schema.rs:3:30: sqlite has no schema 'one'"
    );
}

/// The output of `diesel print-schema` for PostgreSQL.
const PRINTED: &str = r#"// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;

    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "tsvector", schema = "pg_catalog"))]
    pub struct Tsvector;

    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "varbit"))]
    pub struct Varbit;
}

diesel::table! {
    posts (id) {
        id -> Int4,
        user_id -> Nullable<Int4>,
        tags -> Array<Nullable<Text>>,
        published_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Mood;
    use super::sql_types::Tsvector;

    users (id) {
        id -> Int8,
        #[max_length = 255]
        name -> Varchar,
        current -> Mood,
        earlier -> Nullable<Array<Nullable<Mood>>>,
        #[sql_name = "type"]
        type_ -> Nullable<Bpchar>,
        words -> Tsvector,
        #[max_length = 5]
        flags -> Varbit,
        span -> Nullable<Tstzrange>,
    }
}

diesel::joinable!(posts -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(posts, users,);
"#;

#[test]
fn a_printed_schema() {
    let schema = postgres(PRINTED);
    let mood = SqlType {
        name: TypeName::Custom {
            schema: None,
            name: "mood".into(),
        },
        arguments: vec![],
        dimensions: 0,
    };
    assert_eq!(schema.tables.len(), 2);
    assert_eq!(column(&schema, "users", "current").sql_type, mood);
    let earlier = column(&schema, "users", "earlier");
    assert_eq!(earlier.sql_type, mood.array());
    assert!(earlier.nullable);
    assert_eq!(
        column(&schema, "users", "type").sql_type,
        SqlType::builtin("bpchar")
    );
    assert_eq!(
        column(&schema, "users", "words").sql_type,
        SqlType::builtin("tsvector")
    );
    assert_eq!(
        column(&schema, "users", "flags").sql_type.to_string(),
        "VARBIT(5)"
    );
    assert_eq!(
        column(&schema, "posts", "tags").sql_type.to_string(),
        "TEXT[]"
    );
    assert_eq!(schema.tables[0].foreign_keys.len(), 1);
    let error = read_one(PRINTED, Dialect::Sqlite).unwrap_err();
    assert_eq!(
        error.to_string(),
        "src/schema.rs:21:17: type 'Array<Nullable<Text>>' does not exist on sqlite"
    );
}

#[test]
fn own_types_on_each_dialect() {
    let text = r#"
        #[derive(SqlType)]
        #[cfg_attr(feature = "postgres", diesel(postgres_type(name = "mood", schema = "x")))]
        #[diesel(sqlite_type(name = "Text"), mysql_type(name = "Enum"))]
        struct Mood;
        #[derive(QueryId, SqlType)]
        #[diesel(postgres_type(oid = 1009, array_oid = 0))]
        #[diesel(sqlite_type(name = "Text"))]
        struct TextList;
        table! { t { id -> Integer, mood -> Mood, list -> TextList } }
    "#;
    let schema = postgres(text);
    assert_eq!(column(&schema, "t", "mood").sql_type.to_string(), "x.mood");
    assert_eq!(
        column(&schema, "t", "list").sql_type.to_string(),
        "VARCHAR[]"
    );
    let schema = sqlite(text);
    assert_eq!(
        column(&schema, "t", "mood").sql_type,
        SqlType::builtin("text")
    );
    assert_eq!(
        column(&schema, "t", "list").sql_type,
        SqlType::builtin("text")
    );
}

#[test]
fn other_rust_is_passed_over() {
    let schema = sqlite(
        r"
        use diesel::prelude::*;
        macro_rules! table_args { ($($any:tt)*) => {}; }
        my::table! { not a table }
        #[derive(Queryable)]
        struct Movie { id: i32 }
        impl Movie { fn f(&self) { table! { x { id -> Integer } } } }
        table! { t { id -> Integer, } }
        ",
    );
    assert_eq!(schema.tables.len(), 1);
}

#[test]
fn what_diesels_tool_prints_beside_tables_is_no_table() {
    let schema = sqlite(
        "table! { t (id) { #[auto_increment] id -> Integer, } }
        mod again { diesel::table! { /// Once more.\n t (id) { id -> Integer, } } }
        diesel::view! { v { id -> Nullable<Integer>, } }
        table! { __diesel_schema_migrations (version) { #[max_length = 50] version -> Varchar, run_on -> Timestamp, } }
        joinable!(t -> again::t (id));",
    );
    let names = |tables: &[Table]| -> Vec<String> {
        tables.iter().map(|own| own.name.to_string()).collect()
    };
    assert_eq!(names(&schema.tables), ["t"]);
    assert_eq!(names(&schema.views), ["v"]);
    let error = read_one(
        "table! { t { id -> Integer } } mod again { table! { t { id -> BigInt } } }",
        Dialect::Postgres,
    );
    let error = error.unwrap_err().to_string();
    assert!(error.contains("table 't' is declared twice"), "{error}");
}

#[test]
fn diesels_tool_prints_a_schema_twice() {
    let schema = postgres(
        "pub mod own { table! { #[sql_name = \"own.self\"] own.self_ (id) { id -> Int4, } } }
        table! { #[sql_name = \"own.t\"] t (id) { id -> Int4, } }",
    );
    let names: Vec<String> = schema
        .tables
        .iter()
        .map(|own| own.name.to_string())
        .collect();
    assert_eq!(names, ["own.self", "own.t"]);
    assert_eq!(schema.tables[1].name, TableName::new("own.t"));
}
