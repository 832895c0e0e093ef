//! One schema with everything portable in it, which `inspect --format json` tells alike on every database: what is spelled
//! otherwise is what docs/inspect.md says.

use std::path::PathBuf;

use moviectl_schema::declared::{self, Source};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{DeclaredType, Schema};
use serde_json::Value;

use crate::support::{Backend, Db};

const SCHEMA: &str = r#"
diesel::table! {
    /// Who writes.
    author (id) {
        id -> Integer,
        /// As it's "printed".
        #[max_length = 80]
        name -> Varchar,
        #[max_length = 120]
        email -> Nullable<Text>,
        born -> Nullable<Date>,
        active -> Bool,
        #[max_length = 2]
        country -> Bpchar,
    }
}

diesel::table! {
    shelf (room, number) {
        #[max_length = 20]
        room -> Varchar,
        number -> SmallInt,
        opens -> Nullable<Time>,
    }
}

diesel::table! {
    #[sql_name = "Book of a library"]
    book (id) {
        id -> BigInt,
        #[max_length = 80]
        title -> Text,
        #[sql_name = "order"]
        order_ -> Nullable<Integer>,
        pages -> Integer,
        shift -> SmallInt,
        weight -> Nullable<Float>,
        size -> Nullable<Double>,
        author_id -> Integer,
        editor_id -> Nullable<Integer>,
        sequel_to -> Nullable<BigInt>,
        #[max_length = 20]
        shelf_room -> Nullable<Varchar>,
        shelf_number -> Nullable<SmallInt>,
        tags -> TextList,
        more_tags -> Nullable<TextList>,
        summary -> Text,
        cover -> Nullable<Binary>,
        facts -> Nullable<Json>,
        #[max_length = 40]
        quote -> Varchar,
        lent -> Bool,
        kept -> Nullable<Bool>,
        printed_on -> Date,
        added_at -> Timestamp,
        returned_at -> Nullable<Timestamp>,
        twice -> Nullable<Integer>,
    }
}

diesel::table! {
    book_author (book_id, author_id) {
        book_id -> BigInt,
        author_id -> Integer,
    }
}

diesel::joinable!(book_author -> author (author_id));
diesel::joinable!(book_author -> book (book_id));

table_args! {
    author {
        default active = true;
        unique author_email_key (email);
        index author_name_idx (name desc, born);
    }
    book {
        default pages = 1;
        default shift = -7;
        default weight = 0.5;
        default lent = false;
        default quote = "it's \"so\"";
        default summary = "";
        default printed_on = "2020-01-31";
        default added_at = sql("CURRENT_TIMESTAMP");
        unique book_title_key (title, author_id);
        index book_size_idx (size);
        index book_added_idx (added_at desc);
        unique index book_order_idx (order_, id desc);
        check book_pages_check sql("pages > 0");
        check book_quote_check sql("quote <> 'none'");
        foreign_key book_author_fkey (author_id) references author (id) on delete cascade;
        foreign_key (editor_id) references author (id) on delete set null on update cascade;
        foreign_key (sequel_to) references book (id);
        foreign_key (shelf_room, shelf_number) references shelf (room, number);
        generated twice = sql("pages * 2") stored;
    }
}
"#;

/// A table with a column of every type that all have, once with a length and once without.
fn every_type() -> String {
    let mut names = Dialect::Sqlite.type_names();
    names.retain(|name| {
        let has = |dialect: Dialect| dialect.sql_type(&DeclaredType::new(*name)).is_some();
        has(Dialect::Postgres) && has(Dialect::Mysql)
    });
    assert!(names.contains(&"Json") && names.len() > 30, "{names:?}");
    let columns: String = (names.iter().enumerate())
        .map(|(number, name)| {
            format!(
                "        plain_{number} -> Nullable<{name}>,\n        #[max_length = 7]\n        sized_{number} -> {name},\n"
            )
        })
        .collect();
    format!(
        "diesel::table! {{\n    every_type (id) {{\n        id -> Integer,\n{columns}    }}\n}}\n"
    )
}

fn declared(dialect: Dialect, text: &str) -> Schema {
    let source = Source {
        path: PathBuf::from("schema.rs"),
        text: text.to_owned(),
    };
    match declared::read(&[source], dialect) {
        Ok(declared) => declared.schema,
        Err(error) => panic!("{error}"),
    }
}

/// The text in no database's quotes, casts and parentheses.
fn plain(text: &str) -> String {
    // PostgreSQL's negative numbers.
    let number = text.strip_prefix('\'');
    let text = number
        .and_then(|text| text.strip_suffix("'::integer"))
        .unwrap_or(text)
        .replace(" USING btree", "")
        .replace(" ON public.", " ON ")
        .replace("::character varying", "")
        .replace("::text", "")
        .replace("::date", "");
    text.chars()
        .filter(|own| !"\"`()".contains(*own))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn each<'v>(value: &'v mut Value, list: &str) -> impl Iterator<Item = &'v mut Value> {
    value[list].as_array_mut().unwrap().iter_mut()
}

/// Spells what is spelled here: `value[key]`, where it is.
fn respell(value: &mut Value, key: &str, spell: impl Fn(&str) -> String) {
    if let Some(text) = value[key].as_str() {
        value[key] = spell(text).into();
    }
}

/// Translates the output of `inspect` into the terms that all databases share. Types are checked to be those that the
/// declaration asks of the database, and become those of SQLite.
fn portable(dialect: Dialect, text: &str, mut json: Value) -> Value {
    let (here, there) = (declared(dialect, text), declared(Dialect::Sqlite, text));
    json["dialect"] = Value::Null;
    for table in each(&mut json, "tables") {
        let name = table["name"].as_str().unwrap().to_owned();
        let of = |schema: &Schema| {
            let mut tables = schema.tables.iter();
            tables.find(|own| own.name.name == name).unwrap().clone()
        };
        let (here, there) = (of(&here), of(&there));
        // SQLite has none.
        table["comment"] = Value::Null;
        // PostgreSQL alone has a name for it.
        table["primary_key"]["name"] = Value::Null;
        for column in each(table, "columns") {
            let name = column["name"].as_str().unwrap().to_owned();
            let own = here.column(&name).unwrap();
            assert_eq!(column["type"], dialect.type_sql(&own.sql_type), "{name}");
            let sql_type = &there.column(&name).unwrap().sql_type;
            column["type"] = Dialect::Sqlite.type_sql(sql_type).into();
            column["comment"] = Value::Null;
            // SQLite numbers a key without a word.
            assert_eq!(
                column["auto_increment"].is_string(),
                own.auto_increment.is_some(),
                "{name}"
            );
            column["auto_increment"] = Value::Null;
            respell(column, "default", |text| {
                let text = plain(text);
                match text.as_str() {
                    "1" if sql_type.is_builtin("boolean") => "true".to_owned(),
                    "0" if sql_type.is_builtin("boolean") => "false".to_owned(),
                    "TRUE" | "FALSE" => text.to_lowercase(),
                    _ => text,
                }
            });
            if column["generated"].is_object() {
                respell(&mut column["generated"], "expression", plain);
            }
        }
        for check in each(table, "checks") {
            respell(check, "expression", plain);
        }
        for index in each(table, "indexes") {
            respell(index, "definition", plain);
        }
    }
    json
}

/// Returns the output of `inspect` for the schema on that database; `None` if there is no such database.
fn inspected(backend: Backend, text: &str) -> Option<Value> {
    let mut seen = None;
    Db::with(backend, |db| {
        db.project();
        db.write("src/schema.rs", text);
        let settings = db.read("moviectl.toml");
        db.write("moviectl.toml", &format!("{settings}comments = true\n"));
        db.moviectl(["create-all"]).success();
        db.moviectl_reads(["check"]).success();
        let dialect = Dialect::from_name(db.dialect()).unwrap();
        let json = db.moviectl_reads(["inspect", "--format", "json"]);
        seen = Some(portable(dialect, text, json.success().json()));
    });
    seen
}

#[test]
fn a_portable_schema_is_told_alike() {
    let text = format!("{}{SCHEMA}", every_type());
    let sqlite = inspected(Backend::Sqlite, &text).unwrap();
    for backend in [Backend::Postgres, Backend::Mysql] {
        let Some(other) = inspected(backend, &text) else {
            continue;
        };
        let (sqlite, other) = (format!("{sqlite:#}"), format!("{other:#}"));
        let difference = similar::TextDiff::from_lines(&sqlite, &other);
        assert!(
            sqlite == other,
            "{}\n{}",
            backend.name(),
            difference.unified_diff().context_radius(8)
        );
    }
}
