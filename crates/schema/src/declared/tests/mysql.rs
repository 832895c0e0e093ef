use super::*;

fn mysql(text: &str) -> Schema {
    read_one(text, Dialect::Mysql).unwrap()
}

fn refused(statement: &str) -> String {
    let text = format!(
        "table! {{ t {{ id -> Integer, a -> Text }} }}\ntable_args! {{ t {{\n{statement}\n}} }}"
    );
    let error = read_one(&text, Dialect::Mysql).unwrap_err().to_string();
    error.replace("src/schema.rs:", "")
}

#[test]
fn the_movie_table() {
    let schema = mysql(MOVIE);
    let types: Vec<String> = schema.tables[0]
        .columns
        .iter()
        .map(|column| {
            format!(
                "{} {}",
                column.name,
                Dialect::Mysql.type_sql(&column.sql_type)
            )
        })
        .collect();
    assert_eq!(
        types,
        [
            "id INTEGER",
            "title VARCHAR(80)",
            "year INTEGER",
            "directors JSON",
            "theatre BOOLEAN",
            "mpa VARCHAR(5)",
        ]
    );
    let id = column(&schema, "movie", "id");
    assert_eq!(id.auto_increment, Some(AutoIncrement::Keyword));
    assert_eq!(schema.tables[0].primary_key.as_ref().unwrap().name, None);
    assert!(schema.tables[0].comment.is_some());
}

#[test]
fn numbers_of_rows() {
    let schema = mysql(
        "table! { a { id -> Unsigned<BigInt> } }
         table! { b { id -> TinyInt } }
         table! { c (a_id) { a_id -> Unsigned<BigInt> } }
         table! { d { id -> Integer } }
         table! { e (id, n) { id -> Integer, n -> Integer } }
         joinable!(c -> a (a_id));
         table_args! {
             d { unnumbered id; }
             e { autoincrement n; }
         }",
    );
    let number = |table, name| column(&schema, table, name).auto_increment;
    assert_eq!(number("a", "id"), Some(AutoIncrement::Keyword));
    assert_eq!(number("b", "id"), Some(AutoIncrement::Keyword));
    assert_eq!(number("c", "a_id"), None);
    assert_eq!(number("d", "id"), None);
    assert_eq!(number("e", "id"), None);
    assert_eq!(number("e", "n"), Some(AutoIncrement::Keyword));
    let generated = mysql("table! { t { id -> Integer } } table_args! { t { default id = 5; } }");
    assert_eq!(column(&generated, "t", "id").auto_increment, None);
}

#[test]
fn indexes_and_uniques() {
    let schema = mysql(
        r#"table! { t { id -> Integer, a -> Text, #[max_length = 80] b -> Varchar } }
        table_args! { t {
            unique index t_b (b);
            unique t_u (b, id);
            unique index t_desc (b desc);
            index t_a (a(20), b);
            index t_full using fulltext (a);
            index t_hash using hash (b);
            unique index t_low (sql("lower(b)"));
            index only_here (b) where sql("b > ''") on postgres;
            generated b = sql("concat(a, '!')") virtual on mysql;
            type a = "mediumtext" on mysql;
            collate a = "utf8mb4_bin";
            check t_c sql("a <> ''");
            check t_d sql("b <> ''") not enforced;
            default a = sql("uuid()");
        } }"#,
    );
    let table = &schema.tables[0];
    let definitions: Vec<String> = table
        .indexes
        .iter()
        .map(|own| Dialect::Mysql.create_index(&table.name, own))
        .collect();
    assert_eq!(
        definitions,
        [
            "CREATE UNIQUE INDEX `t_desc` ON `t` (`b` DESC)",
            "CREATE INDEX `t_a` ON `t` (`a`(20), `b`)",
            "CREATE FULLTEXT INDEX `t_full` ON `t` (`a`)",
            "CREATE INDEX `t_hash` ON `t` (`b`) USING HASH",
            "CREATE UNIQUE INDEX `t_low` ON `t` ((lower(b)))",
        ]
    );
    let names: Vec<_> = table
        .uniques
        .iter()
        .map(|own| own.name.as_deref())
        .collect();
    assert_eq!(names, [Some("t_b"), Some("t_u")]);
    let a = table.column("a").unwrap();
    assert_eq!(a.sql_type, SqlType::builtin("mediumtext"));
    assert_eq!(a.default.as_deref(), Some("(uuid())"));
    assert!(
        !table
            .column("b")
            .unwrap()
            .generated
            .as_ref()
            .unwrap()
            .stored
    );
}

#[test]
fn what_mysql_lacks_is_refused_at_its_place() {
    let key = "foreign_key (id) references t (id)";
    for (statement, place) in [
        (
            "unique (a) deferrable;".to_owned(),
            "3:1: mysql has no options of unique",
        ),
        (
            "unique (a) nulls not distinct;".to_owned(),
            "3:1: mysql has no options of unique",
        ),
        (
            "index (a) include (id);".to_owned(),
            "3:20: mysql has no INCLUDE",
        ),
        (
            "index (a) with sql(\"fillfactor = 70\");".to_owned(),
            "3:20: mysql has no storage parameters of indexes",
        ),
        (
            "index (a) where sql(\"a\");".to_owned(),
            "3:21: mysql has no indexes with a condition",
        ),
        (
            "index x using gin (a);".to_owned(),
            "3:15: mysql has no index method 'gin'",
        ),
        (
            "unique index x using fulltext (a);".to_owned(),
            "3:22: mysql has no unique fulltext",
        ),
        (
            "index (a desc nulls last);".to_owned(),
            "3:8: mysql has no NULLS FIRST",
        ),
        (
            "index (a ops);".to_owned(),
            "3:10: mysql has no operator classes",
        ),
        (
            "identity id;".to_owned(),
            "3:1: mysql has no identity columns",
        ),
        ("serial id;".to_owned(), "3:1: mysql has no serial columns"),
        (
            "autoincrement a;".to_owned(),
            "3:15: only an integer can be numbered",
        ),
        (
            "check sql(\"a\") not valid;".to_owned(),
            "3:1: mysql has no NOT VALID",
        ),
        (
            format!("{key} deferrable;"),
            "3:29: mysql has no deferrable keys",
        ),
        (
            format!("{key} on delete set default;"),
            "3:29: mysql has no SET DEFAULT",
        ),
        (
            format!("{key} match full;"),
            "3:29: mysql has no MATCH FULL",
        ),
    ] {
        let error = refused(&statement);
        assert!(error.starts_with(place), "{statement}: {error}");
    }
    let text = "table! { t { id -> Integer } } table_args! { t { without_rowid; strict; index (id) include (id) on postgres; } }";
    assert!(mysql(text).tables[0].indexes.is_empty());
    let prefix = "table! { t { id -> Integer, a -> Text } } table_args! { t { index (a(3)); } }";
    assert!(read_one(prefix, Dialect::Postgres).is_err());
}

#[test]
fn enums_and_types_of_the_projects_own() {
    let schema = mysql(
        r#"
        #[derive(SqlType)] #[diesel(postgres_type(name = "mood"))] pub struct Mood;
        #[derive(SqlType)] #[diesel(mysql_type(name = "Enum"))] pub struct UsersStatusEnum;
        #[derive(SqlType)] #[diesel(mysql_type(name = "Set"))] pub struct Flags;
        #[derive(SqlType)] #[diesel(mysql_type(name = "Enum"))] pub struct Unknown;
        #[derive(SqlType)] #[diesel(mysql_type(name = "String"))] pub struct Tagged;
        #[derive(SqlType)] #[diesel(postgres_type(name = "audit"))] pub struct Audit;
        table! { t { id -> Integer, a -> Mood, b -> Nullable<UsersStatusEnum>, c -> Flags, d -> Unknown,
            #[max_length = 5] e -> Tagged, f -> Audit } }
        table_args! {
            enum mood ("sad", "it's");
            enum users_status_enum ("On", "off") on mysql;
            enum flags ("x", "y");
            enum audit ("p") on postgres;
        }"#,
    );
    let of = |name| Dialect::Mysql.type_sql(&column(&schema, "t", name).sql_type);
    assert_eq!(of("a"), "ENUM('sad','it''s')");
    assert_eq!(of("b"), "ENUM('On','off')");
    assert_eq!(of("c"), "SET('x','y')");
    assert_eq!(of("d"), "ENUM");
    assert_eq!(of("e"), "TEXT");
    assert_eq!(of("f"), "TEXT");
    assert!(schema.enums.is_empty());
    let live = Dialect::Mysql.parse_type("enum('q')");
    assert!(Dialect::Mysql.accepts_column(column(&schema, "t", "d"), &live));
    assert!(!Dialect::Mysql.accepts_column(column(&schema, "t", "a"), &live));
    let wrong = "#[derive(SqlType)] #[diesel(mysql_type(name = \"Text\"))] struct A;";
    let error = read_one(wrong, Dialect::Mysql).unwrap_err().to_string();
    assert_eq!(
        error,
        "src/schema.rs:1:47: MySQL has no storage type 'Text'"
    );
}

#[test]
fn names_have_characters() {
    let table = |length: usize| {
        format!(
            "table! {{ t {{ id -> Integer, {} -> Text }} }}",
            "ä".repeat(length)
        )
    };
    assert!(read_one(&table(64), Dialect::Mysql).is_ok());
    let error = read_one(&table(65), Dialect::Mysql)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("has 65 characters, and a name on mysql has 64 at most"),
        "{error}"
    );
}

#[test]
fn keys_need_a_length() {
    let refused = |kind: &str, dialect| {
        let source = Source {
            path: "src/schema.rs".into(),
            text: format!("table! {{ t (name) {{ {kind} }} }}"),
        };
        read(&[source], dialect).unwrap().unindexable
    };
    let error = refused("name -> Text", Dialect::Mysql).unwrap().to_string();
    assert_eq!(
        error,
        "src/schema.rs:1:21: mysql can't have the text 'name' in a key without a length; give it #[max_length = …]"
    );
    assert!(refused("#[max_length = 80] name -> Text", Dialect::Mysql).is_none());
    assert!(refused("name -> Varchar", Dialect::Mysql).is_none());
    assert!(refused("name -> Text", Dialect::Postgres).is_none());
}

#[test]
fn indexes_and_foreign_keys_need_a_length() {
    let refused = |statement: &str| {
        let source = Source {
            path: "src/schema.rs".into(),
            text: format!(
                "table! {{ t (id) {{ id -> Integer, name -> Text, #[max_length = 9] code -> Text }} }}
                table! {{ u (name) {{ #[max_length = 9] name -> Varchar }} }}
                table_args! {{ t {{ {statement} }} }}"
            ),
        };
        read(&[source], Dialect::Mysql)
            .unwrap()
            .unindexable
            .is_some()
    };
    assert!(refused("index (name);"));
    assert!(refused("index (code, name desc);"));
    assert!(refused("unique index (code, name desc);"));
    assert!(refused("foreign_key (name) references u (name);"));
    for allowed in [
        "index (name(20));",
        "index (code, name(20) desc);",
        "index using fulltext (name);",
        "index (code);",
        "unique (name);",
        "index (sql(\"lower(name)\"));",
    ] {
        assert!(!refused(allowed), "{allowed}");
    }
}

#[test]
fn a_type_is_taken_whole_or_refused() {
    for (text, what) in [
        (
            "varchar(10) character set latin1 collate latin1_bin",
            "character set",
        ),
        ("varchar(10) charset latin1", "charset"),
        ("char(3) binary", "binary"),
        ("text collate utf8mb4_bin", "collate"),
        ("enum('a', 'collate') collate utf8mb4_bin", "collate"),
        ("serial", "serial"),
        ("int comment 'x'", "comment"),
        ("int not null", "not"),
        ("int unsigned auto_increment", "auto_increment"),
        ("int default 5", "default"),
        ("int as (id + 1)", "as"),
        ("int check (a > 0)", "check"),
        ("varchar(10) compressed invisible", "invisible"),
    ] {
        let message = refused(&format!("type a = {text:?};"));
        let begin = format!("3:10: `{what}` says more than a type: ");
        assert!(message.starts_with(&begin), "{text}: {message}");
    }
    for (text, sql) in [
        ("character varying(10)", "VARCHAR(10)"),
        ("national character varying(10)", "VARCHAR(10)"),
        ("char byte", "BINARY(1)"),
        ("int unsigned", "INTEGER UNSIGNED"),
        ("enum('not', 'comment')", "ENUM('not','comment')"),
        ("varchar(10) compressed", "VARCHAR(10) COMPRESSED"),
        ("text /*M!100301 COMPRESSED*/", "TEXT COMPRESSED"),
        ("varbinary(9) compressed=zlib", "VARBINARY(9) COMPRESSED"),
    ] {
        let text = format!(
            "table! {{ t {{ id -> Integer, a -> Text }} }} table_args! {{ t {{ type a = {text:?}; }} }}"
        );
        let schema = mysql(&text);
        let own = &column(&schema, "t", "a").sql_type;
        assert_eq!(Dialect::Mysql.type_sql(own), sql);
        assert_eq!(&Dialect::Mysql.parse_type(sql), own);
    }
}

#[test]
fn a_type_of_sqlite_is_taken_whole_or_refused() {
    let text = "table! { t { id -> Integer, a -> Text } } table_args! { t { type a = \"text collate nocase\"; } }";
    let message = read_one(text, Dialect::Sqlite).unwrap_err().to_string();
    assert!(
        message.contains("`collate` says more than a type: "),
        "{message}"
    );
    let text = text.replace("text collate nocase", "unsigned big int");
    read_one(&text, Dialect::Sqlite).unwrap();
}
