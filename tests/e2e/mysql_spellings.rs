//! SQL that MySQL and MariaDB keep in words of their own: what is declared is taken, and compared without a false difference.

use crate::support::{Backend, Db};

const CHECKS: &[&str] = &[
    "not (n = 1)",
    "not n = 1",
    "not (n = 1 and m = 2) or not (a like 'x%')",
    "not (n in (1, 2)) and not (n is null)",
    "n in (1, 2, 3)",
    "n not in (4)",
    "a in ('x', 'it''s', \"q\")",
    "n between 1 and 10",
    "n not between 20 and 30",
    "not (n between 1 and 10 or a = 'x')",
    "a like 'a%' or a not like '%b_'",
    "a like 'x|%' escape '|'",
    "a rlike '^[a-z]+$'",
    "n is not null or m is null",
    "n <=> m",
    "(n > 0) is true",
    "n > 0 and m > 0 or a <> ''",
    "n > 0 xor m > 0",
    "(case when n = 1 then 2 else 3 end) > 1",
    "(case n when 1 then 'a' when 2 then 'b' end) = 'a'",
    "if(n > 0, m, 1) > 0",
    "coalesce(m, n, 0) >= 0",
    "n % 2 = 0 and n div 2 > 0 and n mod 3 > 0",
    "-n < 0 and n > -1",
    "n & 1 = 1 and n << 1 > 0",
    "char_length(trim(a)) > 0 and ucase(a) = a",
    "substring(a from 2 for 3) <> 'x'",
    "concat(a, 'x') <> 'xx'",
    "cast(n as char(10)) = 'x'",
    "convert(a using utf8mb4) = 'x'",
    "a collate utf8mb4_bin = 'x'",
    "d > date '2020-01-01' and year(d) > 2000",
    "d + interval 1 day > '2020-01-01'",
    "extract(year from d) > 2000",
    "x > 0.5 and x < 1e3 and x <> 10.50",
    "json_extract(j, '$.a') = 1",
    "a <> 'größe' and a <> '日本' and `größe` > 0",
    "a <> 'back\\\\slash' and a <> 'line\\nbreak' and a <> '\"`%'",
    "(n, m) in ((1, 2), (3, 4))",
    "n - (m - 1) > 0 and n - m - 1 > 0",
    "N > 0 /* in any case */",
];

const GENERATED: &[(&str, &str)] = &[
    ("Integer", "n * 2 + if(n in (1, 2), 1, 0)"),
    ("Integer", "case when n > 0 then 1 else 0 end"),
    ("Integer", "n between 1 and 2"),
    ("Integer", "not n"),
    ("Text", "concat(a, ' ö''s ', n)"),
    ("Text", "json_unquote(json_extract(j, '$.name'))"),
    ("Text", "replace(a, '\\\\', '/')"),
    ("Text", "substring(a from 2 for 3)"),
    ("Double", "n / 3"),
    ("Date", "d + interval 1 day"),
    ("Bool", "a like 'x%'"),
    ("Json", "json_array(n, a)"),
];

const DEFAULTS: &[(&str, &str)] = &[
    ("Date", "current_date"),
    ("Date", "(curdate() + interval 1 day)"),
    ("Date", "'2020-01-01'"),
    ("Time", "current_time"),
    ("Datetime", "now()"),
    ("Datetime", "(now())"),
    ("Datetime", "utc_timestamp()"),
    ("Datetime", "current_timestamp on update current_timestamp"),
    ("Datetime", "'2020-01-01'"),
    ("Varchar", "now()"),
    ("Varchar", "uuid()"),
    ("Varchar", "(concat('ö', 'x'))"),
    ("Varchar", "('x')"),
    ("Varchar", "5"),
    ("Varchar", "'back\\\\slash and it''s'"),
    ("Text", "'x'"),
    ("Text", "(lower('A'))"),
    ("Json", "json_object('a', 1)"),
    ("Json", "'[]'"),
    ("Binary", "'ab'"),
    ("Integer", "(-5)"),
    ("Integer", "1 + 1"),
    ("Integer", "0x10"),
    ("Integer", "(case when true then 1 else 2 end)"),
    ("Bool", "(1 = 1)"),
    ("Double", "123456789012345678"),
    ("Numeric", "1.50"),
];

const TYPES: &[(&str, &str)] = &[
    ("binary(4)", "'ab'"),
    ("varbinary(9)", "'ä'"),
    ("year", "2020"),
    ("year", "0"),
    ("bit(8)", "b'101'"),
    ("datetime(3)", "now(3)"),
    ("char(5)", "'x '"),
    ("enum('a','B','it''s')", "'it''s'"),
    ("decimal(10,2)", "0.555"),
    ("float", "16777216"),
    ("bigint unsigned", "18446744073709551615"),
];

/// Feature: an index over an expression (MySQL).
const INDEXES: &[&str] = &[
    "sql(\"lower(a)\")",
    "sql(\"n + 1\") desc",
    "m, sql(\"case when n > 0 then 1 else 0 end\")",
    "sql(\"n in (1, 2)\")",
    "sql(\"concat(a, 'ö''s')\")",
    "sql(\"cast(json_unquote(json_extract(j, '$.a')) as char(30))\")",
    "sql(\"`größe` + 1\")",
];

const COLUMNS: &str = "id -> Integer, n -> Integer, m -> Nullable<Integer>, #[max_length = 40] a -> Varchar, \
    d -> Nullable<Date>, x -> Nullable<Numeric>, j -> Nullable<Json>, #[sql_name = \"größe\"] size -> Nullable<Integer>,";

fn table(name: &str, columns: &[String], arguments: &[String]) -> String {
    format!(
        "diesel::table! {{ {name} (id) {{ {COLUMNS}\n{} }} }}\ntable_args! {{ {name} {{\n{}\n}} }}\n",
        columns.join("\n"),
        arguments.join("\n")
    )
}

fn column(number: usize, kind: &str) -> String {
    let length = if kind == "Varchar" {
        "#[max_length = 80] "
    } else {
        ""
    };
    format!("{length}c{number} -> Nullable<{kind}>,")
}

#[test]
fn declared_sql_is_what_the_server_makes_of_it() {
    Db::with(Backend::Mysql, |db| {
        let checks = CHECKS.iter().enumerate();
        let checks: Vec<_> = checks
            .map(|(number, text)| format!("check checked_{number} sql({text:?});"))
            .collect();
        let mut schema = table("checked", &[], &checks);
        for storage in ["stored", "virtual"] {
            let all = GENERATED.iter().enumerate();
            let (columns, arguments): (Vec<_>, Vec<_>) = all
                .map(|(number, (kind, text))| {
                    let argument = format!("generated c{number} = sql({text:?}) {storage};");
                    (column(number, kind), argument)
                })
                .unzip();
            schema += &table(&format!("computed_{storage}"), &columns, &arguments);
        }
        let all = DEFAULTS.iter().enumerate();
        let (columns, arguments): (Vec<_>, Vec<_>) = all
            .map(|(number, (kind, text))| {
                (
                    column(number, kind),
                    format!("default c{number} = sql({text:?});"),
                )
            })
            .unzip();
        schema += &table("defaults", &columns, &arguments);
        let all = TYPES.iter().enumerate();
        let (columns, arguments): (Vec<_>, Vec<_>) = all
            .map(|(number, (kind, text))| {
                let argument =
                    format!("type c{number} = {kind:?}; default c{number} = sql({text:?});");
                (column(number, "Text"), argument)
            })
            .unzip();
        schema += &table("types", &columns, &arguments);
        if db.indexes_expressions() {
            let all = INDEXES.iter().enumerate();
            let arguments: Vec<_> = all
                .map(|(number, parts)| format!("index indexed_{number} ({parts});"))
                .collect();
            schema += &table("indexed", &[], &arguments);
        }
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", &schema);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "All of it."])
            .success()
            .stderr_has("Proved on ")
            .stderr_lacks("can't be compared");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"])
            .success()
            .stderr_lacks("can't be compared");
        db.moviectl(["migrate", "-m", "again"])
            .success()
            .stderr_has("No changes in schema detected.");
        // The declaration that `inspect` prints reads back as the same schema.
        let said = db.moviectl(["inspect", "--format", "diesel"]);
        db.write("src/schema.rs", &said.success().stdout);
        db.moviectl(["check"]).success();
    });
}

/// A declaration of one table, and of what else it says.
fn declare(db: &Db, columns: &str, arguments: &str) {
    db.write("moviectl.toml", "managed = true\n");
    let text = format!(
        "#[derive(SqlType)] #[diesel(mysql_type(name = \"Enum\"))] pub struct Mood;\n\
         diesel::table! {{ t (id) {{ id -> Integer, {columns} }} }}\ntable_args! {{ {arguments} }}\n"
    );
    db.write("src/schema.rs", &text);
}

#[test]
fn an_enum_needs_its_values() {
    Db::with(Backend::Mysql, |db| {
        declare(db, "feels -> Mood,", "");
        db.moviectl(["init"]).success();
        for command in [&["migrate", "-m", "x"][..], &["create-all"]] {
            db.moviectl(command.iter().copied())
                .refused(1, "column 't.feels' has the type 'mood', which is neither declared nor in the database")
                .hint("declare its values, table_args! { enum mood (\"…\"); }");
        }
        declare(db, "feels -> Mood,", "enum mood (\"sad\", \"ok\");");
        db.moviectl(["migrate", "-m", "x"]).success();
    });
}

#[test]
fn a_compressed_column_is_mariadbs() {
    Db::with(Backend::Mysql, |db| {
        declare(
            db,
            "a -> Text,",
            "t { type a = \"varchar(10) compressed\"; }",
        );
        db.moviectl(["init"]).success();
        let migrate = db.moviectl(["migrate", "-m", "x"]);
        if !db.compresses_columns() {
            migrate.refused(1, "`compressed` needs MariaDB");
            return;
        }
        migrate.success();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert!(db.dump_table("t").contains("COMPRESSED"));
        let said = db.moviectl(["inspect", "--format", "diesel"]);
        said.success()
            .stdout_has("type a = \"VARCHAR(10) COMPRESSED\"");
        // A change says all of the column again.
        declare(
            db,
            "a -> Text,",
            "t { type a = \"varchar(10) compressed\"; default a = \"x\"; }",
        );
        db.moviectl(["migrate", "-m", "y"]).success();
        db.moviectl(["upgrade"]).success();
        assert!(db.dump_table("t").contains("COMPRESSED"));
    });
}

#[test]
fn a_type_that_says_more_than_a_type_is_refused() {
    Db::with(Backend::Mysql, |db| {
        declare(db, "a -> Text,", "t { type a = \"int comment 'x'\"; }");
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "x"])
            .refused(1, "`comment` says more than a type: a doc comment");
    });
}

#[test]
fn a_renamed_column_takes_along_what_mentions_it() {
    Db::with(Backend::Mysql, |db| {
        let arguments = |name: &str| {
            let index = match db.indexes_expressions() {
                true => format!("index t_sum (sql(\"{name} + 1\"));"),
                false => String::new(),
            };
            format!(
                "t {{ check t_check sql(\"{name} > 0 and b > 0\"); generated g = sql(\"{name} * 2\"); \
                 generated v = sql(\"{name} + b\") virtual; index t_plain ({name}); index t_g (g);\
                 default z = sql(\"({name} + 5)\"); {index} }}"
            )
        };
        let columns = |name: &str| {
            format!(
                "{name} -> Integer, b -> Integer, g -> Nullable<Integer>, v -> Nullable<Integer>, z -> Nullable<Integer>,"
            )
        };
        let declare = |name: &str| {
            declare(db, &columns(name), &arguments(name));
            let schema = db.read("src/schema.rs");
            let keys = format!(
                "diesel::table! {{ p (id) {{ id -> Integer, t -> Nullable<Integer>, }} }} table_args! {{\n\
                 p {{ foreign_key (t) references t ({name}); }} t {{ unique t_key ({name}); \
                 foreign_key ({name}) references p (id); }} }}\n"
            );
            db.write("src/schema.rs", &format!("{schema}{keys}"));
        };
        declare("old");
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "first"]).success();
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO p (id) VALUES (1), (3)");
        db.execute("INSERT INTO t (old, b) VALUES (1, 2), (3, 4)");
        let before = db.dump_table("t");
        declare("renamed");
        db.moviectl(["migrate", "-m", "second", "--rename", "t.old=renamed"])
            .success()
            .stderr_has("Proved on ");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        let rows = ["1|2|2|3|6", "3|4|6|7|8"];
        assert_eq!(
            db.lines("SELECT renamed, b, g, v, z FROM t ORDER BY id"),
            rows
        );
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT old, b, g, v, z FROM t ORDER BY id"), rows);
        let sorted = |dump: &str| {
            let mut lines: Vec<String> = dump
                .lines()
                .map(|line| line.trim_end_matches(',').to_owned())
                .collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&db.dump_table("t")), sorted(&before));
    });
}

#[test]
fn an_index_with_the_name_of_a_foreign_key() {
    const KEY: &str = "foreign_key c_p (p) references t (id);";
    Db::with(Backend::Mysql, |db| {
        let declare = |arguments: &str| {
            db.write("moviectl.toml", "managed = true\n");
            db.write(
                "src/schema.rs",
                &format!(
                    "diesel::table! {{ t (id) {{ id -> Integer, }} }}\n\
                     diesel::table! {{ c (id) {{ id -> Integer, p -> Integer, q -> Integer, }} }}\n\
                     table_args! {{ c {{ {arguments} }} }}\n"
                ),
            );
        };
        declare("");
        db.moviectl(["init"]).success();
        let ways = [
            format!("{KEY} index c_p (p);"),
            "index c_p (p);".to_owned(),
            format!("{KEY} index c_p (p);"),
            KEY.to_owned(),
            format!("{KEY} index c_p (q);"),
            "index c_p (q);".to_owned(),
            format!("{KEY} index c_p (q);"),
            KEY.to_owned(),
            "index c_p (p);".to_owned(),
        ];
        db.moviectl(["migrate", "-m", "first"]).success();
        db.moviectl(["upgrade"]).success();
        for (number, arguments) in ways.iter().enumerate() {
            declare(arguments);
            let message = format!("way {number}");
            let migrate = db.moviectl(["migrate", "-m", &message]);
            migrate.success();
            // Nothing tells whether the index that a key has was made for it.
            if migrate.stderr.contains("No changes") {
                continue;
            }
            db.moviectl(["upgrade"]).success();
            db.moviectl(["check"]).success();
            db.moviectl(["downgrade"]).success();
            db.moviectl(["upgrade"]).success();
            db.moviectl(["check"]).success();
        }
        assert!(db.dump_table("c").contains("KEY `c_p` (`p`)"));
    });
}

#[test]
fn what_only_shows_something_prints_its_rows() {
    Db::with(Backend::Mysql, |db| {
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)");
        for (sql, cell) in [
            ("SHOW CREATE TABLE t", "CREATE TABLE `t`"),
            ("EXPLAIN FORMAT=TRADITIONAL SELECT * FROM t", "SIMPLE"),
            ("SHOW GRANTS", "GRANT "),
            ("SHOW CREATE DATABASE mysql", "CREATE DATABASE"),
            ("SHOW COLUMNS FROM t", "PRI"),
            ("SHOW INDEX FROM t", "PRIMARY"),
            ("DESCRIBE t", "PRI"),
            ("SHOW VARIABLES LIKE 'version'", "version"),
            ("SHOW WARNINGS", ""),
        ] {
            let table = db.moviectl(["shell", "-c", sql]);
            table.success().stdout_has(cell);
            let rows = db.moviectl(["shell", "--format", "csv", "-c", sql]);
            rows.success().stdout_has(cell);
        }
    });
}
