#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;
use crate::schema::DeclaredColumn;

fn declared(name: &str, max_length: Option<u32>) -> DeclaredType {
    DeclaredType {
        max_length,
        ..DeclaredType::new(name)
    }
}

fn array(element: DeclaredType) -> DeclaredType {
    wrap("Array", wrap("Nullable", element))
}

fn custom(schema: Option<&str>, name: &str) -> SqlType {
    SqlType {
        name: TypeName::Custom {
            schema: schema.map(str::to_owned),
            name: name.into(),
        },
        arguments: vec![],
        dimensions: 0,
    }
}

/// Every declared name of a dialect, without and with a length, and as an array.
fn all(dialect: Dialect) -> Vec<DeclaredType> {
    let names = dialect.database().rows().iter().flat_map(|row| row.names);
    let plain = names.flat_map(|name| [declared(name, None), declared(name, Some(7))]);
    let mut all: Vec<_> = plain.collect();
    if dialect.facts().arrays {
        let elements = all.iter().filter(|element| element.name != "TextList");
        let arrays: Vec<_> = elements.cloned().map(array).collect();
        all.extend(arrays);
    }
    all
}

#[test]
fn the_way_there_and_back_is_the_identity() {
    for dialect in Dialect::ALL {
        for declared in all(dialect) {
            let there = dialect.sql_type(&declared).unwrap();
            let back = dialect.declared_type(&there).unwrap();
            assert_eq!(
                dialect.sql_type(&back),
                Some(there),
                "{dialect} {declared:?} {back:?}"
            );
        }
    }
}

#[test]
fn what_is_written_is_accepted() {
    for dialect in Dialect::ALL {
        for declared in all(dialect) {
            let own = dialect.sql_type(&declared).unwrap();
            assert!(
                dialect.accepts(&declared, &own),
                "{dialect} {declared:?} {own}"
            );
        }
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    for dialect in Dialect::ALL {
        for declared in all(dialect) {
            let own = dialect.sql_type(&declared).unwrap();
            assert_eq!(
                dialect.parse_type(&dialect.type_sql(&own)),
                own,
                "{dialect} {declared:?}"
            );
        }
    }
}

#[test]
fn no_name_has_two_rows() {
    for dialect in Dialect::ALL {
        let mut names = dialect.type_names();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{dialect}");
    }
}

#[test]
fn postgres_catalogue_spellings() {
    let cases = [
        (
            "character varying(80)",
            SqlType::builtin("varchar").with_arguments([80]),
        ),
        ("character varying", SqlType::builtin("varchar")),
        (
            "character varying(80)[]",
            SqlType::builtin("varchar").with_arguments([80]).array(),
        ),
        ("character(3)", SqlType::builtin("char").with_arguments([3])),
        ("bpchar", SqlType::builtin("bpchar")),
        ("\"char\"", custom(None, "char")),
        (
            "timestamp(3) without time zone",
            SqlType::builtin("timestamp").with_arguments([3]),
        ),
        ("timestamp with time zone", SqlType::builtin("timestamptz")),
        (
            "time(0) with time zone",
            SqlType::builtin("timetz").with_arguments([0]),
        ),
        ("integer[]", SqlType::builtin("integer").array()),
        ("integer[][]", SqlType::builtin("integer").array()),
        (
            "numeric(10,2)",
            SqlType::builtin("numeric").with_arguments([10, 2]),
        ),
        ("numeric(3,-2)", SqlType::builtin("numeric(3,-2)")),
        ("double precision", SqlType::builtin("double precision")),
        (
            "bit varying(5)",
            SqlType::builtin("varbit").with_arguments([5]),
        ),
        (
            "interval day to second(3)",
            SqlType::builtin("interval day to second").with_arguments([3]),
        ),
        ("pg_catalog.int4", SqlType::builtin("integer")),
        ("citext", custom(None, "citext")),
        ("mood", custom(None, "mood")),
        ("\"Mood\"[]", custom(None, "Mood").array()),
        ("public.mood", custom(None, "mood")),
        ("other.\"My \"\"type\"", custom(Some("other"), "My \"type")),
        ("vector(3)", custom(None, "vector").with_arguments([3])),
        (
            "geometry(Point,4326)",
            SqlType::builtin("geometry(point,4326)"),
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(Dialect::Postgres.parse_type(text), wanted, "{text}");
    }
}

#[test]
fn sqlite_spellings() {
    let cases = [
        (
            "VARCHAR( 80 )",
            SqlType::builtin("varchar").with_arguments([80]),
        ),
        (
            "varchar (80)",
            SqlType::builtin("varchar").with_arguments([80]),
        ),
        ("UNSIGNED  BIG INT", SqlType::builtin("unsigned big int")),
        (
            "DECIMAL(10, 5)",
            SqlType::builtin("decimal").with_arguments([10, 5]),
        ),
        ("decimal(10,-5)", SqlType::builtin("decimal(10,-5)")),
        ("", SqlType::builtin("")),
        ("INT GENERATED ALWAYS", SqlType::builtin("int")),
    ];
    for (text, wanted) in cases {
        assert_eq!(Dialect::Sqlite.parse_type(text), wanted, "{text}");
    }
}

#[test]
fn mysql_spellings() {
    let plain = |name: &str| SqlType::builtin(name);
    let sized = |name: &str, arguments: &[u32]| SqlType::builtin(name).with_arguments(arguments);
    let cases = [
        ("int(11)", plain("integer"), "INTEGER"),
        (
            "int(10) unsigned",
            plain("integer unsigned"),
            "INTEGER UNSIGNED",
        ),
        ("INT4", plain("integer"), "INTEGER"),
        (
            "int(5) unsigned zerofill",
            plain("integer unsigned zerofill"),
            "INTEGER UNSIGNED ZEROFILL",
        ),
        (
            "int zerofill",
            plain("integer unsigned zerofill"),
            "INTEGER UNSIGNED ZEROFILL",
        ),
        ("tinyint(1)", plain("boolean"), "BOOLEAN"),
        (
            "tinyint(1) unsigned",
            plain("tinyint unsigned"),
            "TINYINT UNSIGNED",
        ),
        ("tinyint(4)", plain("tinyint"), "TINYINT"),
        ("tinyint", plain("tinyint"), "TINYINT"),
        ("BOOL", plain("boolean"), "BOOLEAN"),
        ("mediumint(9)", plain("mediumint"), "MEDIUMINT"),
        ("bigint signed", plain("bigint"), "BIGINT"),
        ("serial", plain("bigint unsigned"), "BIGINT UNSIGNED"),
        (
            "decimal(10,2) unsigned",
            sized("numeric unsigned", &[10, 2]),
            "NUMERIC(10, 2) UNSIGNED",
        ),
        ("DEC(5)", sized("numeric", &[5, 0]), "NUMERIC(5, 0)"),
        ("decimal", sized("numeric", &[10, 0]), "NUMERIC(10, 0)"),
        ("double precision", plain("double"), "DOUBLE"),
        ("float(7,4)", sized("float", &[7, 4]), "FLOAT(7, 4)"),
        ("float(30)", plain("double"), "DOUBLE"),
        (
            "character varying(80)",
            sized("varchar", &[80]),
            "VARCHAR(80)",
        ),
        (
            "national character varying(8)",
            sized("varchar", &[8]),
            "VARCHAR(8)",
        ),
        (
            "varchar(80) character set latin1 collate latin1_bin",
            sized("varchar", &[80]),
            "VARCHAR(80)",
        ),
        ("nchar(3)", sized("char", &[3]), "CHAR(3)"),
        ("char", sized("char", &[1]), "CHAR(1)"),
        ("text(100)", plain("text"), "TEXT"),
        ("binary(16)", sized("binary", &[16]), "BINARY(16)"),
        ("timestamp(6)", sized("timestamp", &[6]), "TIMESTAMP(6)"),
        ("datetime(0)", plain("datetime"), "DATETIME"),
        ("year(4)", plain("year"), "YEAR"),
        ("bit", sized("bit", &[1]), "BIT(1)"),
        (
            "enum('a', 'B''c',\"d\")",
            plain("enum('a','B''c','d')"),
            "ENUM('a','B''c','d')",
        ),
        (
            "SET('x(1)','a\\\\b') CHARACTER SET utf8",
            plain("set('x(1)','a\\\\b')"),
            "SET('x(1)','a\\\\b')",
        ),
        ("point", plain("point"), "POINT"),
    ];
    for (text, wanted, sql) in cases {
        let parsed = Dialect::Mysql.parse_type(text);
        assert_eq!(parsed, wanted, "{text}");
        assert_eq!(Dialect::Mysql.type_sql(&parsed), sql);
        assert_eq!(Dialect::Mysql.parse_type(sql), wanted, "{sql}");
    }
    let text = |text| Dialect::Mysql.parse_type(text).to_string();
    assert_eq!(text("enum('a','B')"), "ENUM('a','B')");
    assert_eq!(text("decimal(5,1) unsigned"), "NUMERIC(5,1) UNSIGNED");
}

#[test]
fn numbers_without_a_sign() {
    let dialect = Dialect::Mysql;
    for (name, sql) in [
        ("TinyInt", "tinyint unsigned"),
        ("Integer", "integer unsigned"),
        ("BigInt", "bigint unsigned"),
    ] {
        let declared = wrap("Unsigned", declared(name, None));
        let own = dialect.sql_type(&declared).unwrap();
        assert_eq!(own, SqlType::builtin(sql));
        assert_eq!(dialect.declared_type(&own), Some(declared.clone()));
        assert!(dialect.accepts(&declared, &own) && own.is_integer());
        assert!(!dialect.accepts(&declared, &SqlType::builtin("integer")));
    }
    let unsigned = wrap("Unsigned", declared("Integer", None));
    assert!(dialect.accepts(
        &wrap("Nullable", unsigned.clone()),
        &dialect.parse_type("mediumint unsigned")
    ));
    assert!(!dialect.accepts(
        &declared("Integer", None),
        &dialect.parse_type("int unsigned")
    ));
    assert!(dialect.accepts(
        &wrap("Unsigned", declared("Decimal", None)),
        &dialect.parse_type("decimal(5,2) unsigned")
    ));
    assert_eq!(
        dialect.sql_type(&wrap("Unsigned", declared("Text", None))),
        None
    );
    assert_eq!(Dialect::Postgres.sql_type(&unsigned), None);
    assert!(dialect.is_number(&SqlType::builtin("integer unsigned")));
    assert!(!dialect.is_number(&SqlType::builtin("point")));
}

#[test]
fn what_innodb_takes_for_a_foreign_key() {
    let can = |child, parent| {
        let dialect = Dialect::Mysql;
        dialect.can_reference(&dialect.parse_type(child), &dialect.parse_type(parent))
    };
    assert!(can("int(11)", "int") && can("tinyint(1)", "tinyint(4)"));
    assert!(can("varchar(20)", "varchar(80)") && can("char(3)", "varchar(3)"));
    assert!(
        !can("int", "int unsigned") && !can("int", "bigint") && !can("varchar(3)", "binary(3)")
    );
}

/// The type that `diesel print-schema` infers for each live type must be accepted.
#[test]
fn inferred_types_are_accepted() {
    let sqlite = [
        ("tinyint(1)", "Bool"),
        ("int2", "SmallInt"),
        ("UNSIGNED BIG INT", "BigInt"),
        ("integer", "BigInt"),
        ("mediumint", "Integer"),
        ("native character(70)", "Text"),
        ("nvarchar(100)", "Text"),
        ("", "Binary"),
        ("varbinary(5)", "Binary"),
        ("real", "Float"),
        ("decimal(10,5)", "Double"),
        ("numeric", "Double"),
        ("numeric", "Bool"),
        ("datetime", "Timestamp"),
        ("date", "Date"),
        ("time", "Time"),
    ];
    let postgres = [
        ("character varying(80)", "Varchar"),
        ("character(3)", "Bpchar"),
        ("\"char\"", "Char"),
        ("real", "Float4"),
        ("double precision", "Float8"),
        ("numeric(10,2)", "Numeric"),
        ("interval day to second(3)", "Interval"),
        ("bit(5)", "Bit"),
        ("extensions.citext", "Citext"),
        ("macaddr8", "Macaddr8"),
        ("pg_lsn", "PgLsn"),
        ("timestamp(3) with time zone", "Timestamptz"),
        ("bytea", "Bytea"),
    ];
    let mysql = [
        ("tinyint(1)", "Bool"),
        ("tinyint(4)", "Tinyint"),
        ("smallint(6)", "Smallint"),
        ("int(11)", "Integer"),
        ("mediumint(9)", "Integer"),
        ("bigint(20)", "Bigint"),
        ("float", "Float"),
        ("double", "Double"),
        ("decimal(10,2)", "Decimal"),
        ("varchar(80)", "Varchar"),
        ("varchar(80)", "Text"),
        ("char(3)", "Char"),
        ("tinytext", "Tinytext"),
        ("mediumtext", "Text"),
        ("json", "Longtext"),
        ("longtext", "Json"),
        ("enum('a')", "Text"),
        ("binary(16)", "Binary"),
        ("varbinary(16)", "Varbinary"),
        ("longblob", "Longblob"),
        ("bit(3)", "Bit"),
        ("datetime(6)", "Datetime"),
        ("timestamp(3)", "Timestamp"),
        ("time(3)", "Time"),
        ("date", "Date"),
    ];
    let accepts = |dialect: Dialect, live: &str, name: &str| {
        let live = dialect.parse_type(live);
        assert!(
            dialect.accepts(&declared(name, None), &live),
            "{dialect} {name} {live}"
        );
    };
    for (live, name) in sqlite {
        accepts(Dialect::Sqlite, live, name);
    }
    for (live, name) in mysql {
        accepts(Dialect::Mysql, live, name);
    }
    for (live, name) in postgres {
        accepts(Dialect::Postgres, live, name);
    }
}

#[test]
fn lengths_and_arrays() {
    let live = |text| Dialect::Postgres.parse_type(text);
    let accepts = |declared: &DeclaredType, text| Dialect::Postgres.accepts(declared, &live(text));
    assert!(accepts(&declared("Text", None), "character varying(80)"));
    assert!(accepts(
        &declared("Text", Some(80)),
        "character varying(80)"
    ));
    assert!(!accepts(
        &declared("Text", Some(80)),
        "character varying(5)"
    ));
    assert!(!accepts(&declared("Text", Some(80)), "text"));
    assert!(!accepts(&declared("Text", None), "integer"));
    assert!(!accepts(&declared("Citext", None), "text"));
    assert!(!accepts(&declared("Integer", None), "bigint"));
    assert!(accepts(
        &array(declared("Text", None)),
        "character varying[]"
    ));
    assert!(accepts(&wrap("Array", declared("Text", None)), "text[]"));
    assert!(!accepts(&array(declared("Text", None)), "text"));
    assert!(!accepts(&declared("Text", None), "text[]"));
    assert!(accepts(&declared("TextList", None), "text[]"));
    assert_eq!(
        Dialect::Postgres.sql_type(&declared("TextList", None)),
        Some(live("character varying[]"))
    );
    assert_eq!(
        Dialect::Sqlite.sql_type(&array(declared("Text", None))),
        None
    );
    assert_eq!(Dialect::Sqlite.sql_type(&declared("Uuid", None)), None);
}

#[test]
fn generic_ranges() {
    let range = wrap("Range", declared("Int4", None));
    let sql_type = Dialect::Postgres.sql_type(&range);
    assert_eq!(sql_type, Some(SqlType::builtin("int4range")));
    assert!(Dialect::Postgres.accepts(&range, &SqlType::builtin("int4range")));
    assert!(!Dialect::Postgres.accepts(&range, &SqlType::builtin("int8range")));
    assert_eq!(Dialect::Sqlite.sql_type(&range), None);
}

#[test]
fn catalogue_names() {
    let named = |schema, name| Dialect::Postgres.named_type(schema, name);
    assert_eq!(
        named(Some("pg_catalog"), "tsvector"),
        SqlType::builtin("tsvector")
    );
    assert_eq!(named(None, "int4"), SqlType::builtin("integer"));
    assert_eq!(named(None, "char"), custom(None, "char"));
    assert_eq!(named(Some("public"), "Mood"), custom(None, "Mood"));
    assert_eq!(named(Some("x"), "text"), custom(Some("x"), "text"));
}

#[test]
fn columns_of_a_projects_own_types() {
    let column = |dialect: Dialect, text| Column {
        declared: DeclaredColumn {
            sql_type: Some(declared("Mood", None)),
            ..DeclaredColumn::default()
        },
        ..Column::new("mood", dialect.parse_type(text), false)
    };
    let sqlite = column(Dialect::Sqlite, "text");
    assert!(Dialect::Sqlite.accepts_column(&sqlite, &Dialect::Sqlite.parse_type("VARCHAR(20)")));
    assert!(!Dialect::Sqlite.accepts_column(&sqlite, &Dialect::Sqlite.parse_type("INTEGER")));
    let postgres = column(Dialect::Postgres, "mood");
    assert!(Dialect::Postgres.accepts_column(&postgres, &custom(None, "mood")));
    assert!(!Dialect::Postgres.accepts_column(&postgres, &custom(None, "other")));
}
