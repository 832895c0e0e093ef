//! Declared SQL compares equal to the server's spelling of it.

use super::*;
use crate::inspect::{Spelled, spelled};
use moviectl_schema::dialect::script::same_sql;
use moviectl_schema::schema::{Check, Generated, IndexKey, IndexPart};

const DIALECT: Dialect = Dialect::Mysql;

/// A declared table with a default for each column.
fn declared(name: &str, columns: &[(&str, &str, Option<&str>)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, sql_type, default) in columns {
        let mut column = Column::new(*name, parsed(sql_type), true);
        column.default = default.map(str::to_owned);
        table.columns.push(column);
    }
    table
}

fn check(expression: &str) -> Check {
    Check {
        name: None,
        expression: expression.to_owned(),
        columns: Vec::new(),
        clauses: Default::default(),
    }
}

fn index(name: &str, part: IndexPart) -> Index {
    Index {
        name: name.to_owned(),
        parts: vec![part],
        ..Index::default()
    }
}

/// The table as `CREATE TABLE` spells it.
fn create(table: &Table) -> String {
    let mut lines: Vec<String> = Vec::new();
    for column in &table.columns {
        let mut line = format!(
            "{} {}",
            DIALECT.quote(&column.name),
            DIALECT.type_sql(&column.sql_type)
        );
        if let Some(generated) = &column.generated {
            line.push_str(&format!(" AS ({}) STORED", generated.expression));
        } else if let Some(default) = &column.default {
            line.push_str(&format!(" DEFAULT {default}"));
        }
        lines.push(line);
    }
    lines.extend(
        table
            .checks
            .iter()
            .enumerate()
            // Their names are those of a schema on MySQL.
            .map(|(number, check)| {
                let name = format!("{}_c{number}", table.name.name);
                format!("CONSTRAINT {name} CHECK ({})", check.expression)
            }),
    );
    format!(
        "CREATE TABLE {} ({});\n",
        DIALECT.quote_table(&table.name),
        lines.join(", ")
    )
}

/// Makes the tables as they are declared, and says where what the server has is not what it was said to make of them.
fn wrong(scratch: &mut Scratch, schema: &Schema) -> Vec<String> {
    for table in &schema.tables {
        scratch.connection.run(&create(table)).unwrap();
        for index in &table.indexes {
            let create = DIALECT.create_index(&table.name, index);
            scratch.connection.run(&create).unwrap();
        }
    }
    let live = scratch.read();
    let spelled = spelled(&mut scratch.connection, schema).unwrap();
    assert_eq!(spelled.refused, []);
    let mut wrong = Vec::new();
    for (declared, spelled) in schema.tables.iter().zip(&spelled.schema.tables) {
        let found = table(&live, &declared.name.name);
        let mut compare = |declared_text: &str, spelled: &str, live: &str| {
            if !same_sql(DIALECT, spelled, live) {
                wrong.push(format!("{declared_text}: {spelled} is not {live}"));
            }
        };
        for (own, spelled) in declared.columns.iter().zip(&spelled.columns) {
            let other = column(found, &own.name);
            assert_eq!(other.sql_type, own.sql_type, "{}", own.name);
            match (&own.generated, &spelled.generated, &other.generated) {
                (Some(one), Some(spelled), Some(other)) => {
                    compare(&one.expression, &spelled.expression, &other.expression);
                }
                _ => {
                    let text = |column: &Column| column.default.clone().unwrap_or("NULL".into());
                    compare(&text(own), &text(spelled), &text(other));
                }
            }
        }
        let checks = declared.checks.iter().zip(&spelled.checks);
        for ((one, spelled), other) in checks.zip(&found.checks) {
            compare(&one.expression, &spelled.expression, &other.expression);
        }
        let indexes = declared.indexes.iter().zip(&spelled.indexes);
        for ((one, spelled), other) in indexes.zip(&found.indexes) {
            if !DIALECT.same_index(other, spelled) {
                let [one, spelled, other] =
                    [one, spelled, other].map(|index| DIALECT.index_body(index));
                wrong.push(format!("{one}: {spelled} is not {other}"));
            }
        }
    }
    wrong
}

/// The checks of a table as the server spells them.
fn checks<'s>(spelled: &'s Spelled, name: &str) -> Vec<&'s str> {
    let checks = table(&spelled.schema, name).checks.iter();
    checks.map(|check| check.expression.as_str()).collect()
}

fn schema(tables: Vec<Table>) -> Schema {
    let mut schema = Schema::default();
    schema.tables = tables;
    schema
}

#[test]
fn defaults_are_known_without_asking() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let own = declared(
        "t",
        &[
            ("a", "tinyint(1)", Some("TRUE")),
            ("b", "tinyint(1)", Some("FALSE")),
            ("c", "int", Some("'007'")),
            ("d", "bigint unsigned", Some("12")),
            ("e", "decimal(10,2)", Some("0.5")),
            ("f", "decimal(65,30)", Some("-1.25")),
            ("g", "float", Some("0.1")),
            ("h", "double", Some("1e20")),
            ("i", "varchar(20)", Some("'it\\'s \\\\ x'")),
            ("j", "varchar(20)", Some("5")),
            ("k", "enum('a','B')", Some("'B'")),
            ("l", "datetime", Some("now()")),
            ("m", "datetime(6)", Some("CURRENT_TIMESTAMP(6)")),
            (
                "n",
                "timestamp",
                Some("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
            ),
            ("o", "date", Some("'2020-01-31'")),
            ("p", "datetime", Some("'2020-01-31 10:00:00'")),
            ("q", "time", Some("'10:00:00'")),
            ("r", "bit(8)", Some("b'00000101'")),
            ("s", "int", Some("NULL")),
            ("t", "varchar(20)", Some("''")),
            ("u", "int unsigned zerofill", Some("3")),
            ("v", "double", Some("0.000001")),
            ("w", "decimal(10,2)", Some("'3'")),
        ],
    );
    let schema = schema(vec![own]);
    assert_eq!(wrong(&mut scratch, &schema), [""; 0]);
    let asked = scratch.count(|scratch| {
        spelled(&mut scratch.connection, &schema).unwrap();
    });
    assert_eq!(asked, 0);
}

#[test]
fn what_the_server_makes_of_the_rest_is_asked() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let mut own = declared(
        "t",
        &[
            ("age", "int", Some("(1 + 1)")),
            ("name", "varchar(20)", Some("(concat('a', 'b,)'))")),
            ("token", "varchar(36)", Some("(uuid())")),
            ("at", "datetime", Some("'2020-01-31'")),
            ("born", "date", Some("(curdate())")),
            ("code", "binary(4)", Some("'ab'")),
            ("old", "int", Some("(age * 2)")),
            ("size", "enum('s','M')", Some("'m'")),
            ("body", "text", Some("('x')")),
            ("tags", "json", Some("('[]')")),
            ("more", "json", Some("(json_array(1, 'x'))")),
            ("year", "year", Some("2020")),
            ("twice", "int", None),
            ("shout", "varchar(40)", None),
        ],
    );
    for (place, expression) in [(12, "AGE*2"), (13, "upper(concat(name, '!'))")] {
        own.columns[place].generated = Some(Generated {
            expression: expression.to_owned(),
            stored: true,
        });
    }
    for text in [
        "age >= 0",
        "age between 1 and 10 or name is not null",
        "name <> 'it''s' and name like 'a%'",
        "name in ('x', 'y') and not (age = 1)",
        "length(trim(name)) > 0",
        "(name regexp '^[a-z]+$') = true",
    ] {
        own.checks.push(check(text));
    }
    own.indexes.push(index("i1", IndexPart::column("name")));
    own.indexes.push(index(
        "i2",
        IndexPart {
            descending: true,
            ..IndexPart::of(IndexKey::Prefix {
                column: "name".to_owned(),
                length: 3,
            })
        },
    ));
    let one = schema(vec![own]);
    assert_eq!(wrong(&mut scratch, &one), [""; 0]);
    let asked = scratch.count(|scratch| {
        spelled(&mut scratch.connection, &one).unwrap();
    });
    assert_eq!(asked, 3);
}

#[test]
fn indexes_over_expressions_are_asked_where_there_are_such() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let mut own = declared("t", &[("name", "varchar(20)", None)]);
    own.indexes.push(index(
        "i",
        IndexPart::of(IndexKey::Expression("lower(name)".to_owned())),
    ));
    let schema = schema(vec![own]);
    if scratch.is_mariadb() {
        let spelled = spelled(&mut scratch.connection, &schema).unwrap();
        assert_eq!(spelled.refused.len(), 1);
    } else {
        assert_eq!(wrong(&mut scratch, &schema), [""; 0]);
    }
}

#[test]
fn questions_do_not_grow_with_the_tables() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let many = |count: usize| {
        let tables = (0..count).map(|number| {
            let name = format!("t{number}");
            let mut own = declared(
                &name,
                &[("stock", "int", Some("7")), ("note", "text", None)],
            );
            own.checks.push(check(&format!("stock >= {number}")));
            own.checks.push(check("stock < 1000"));
            own
        });
        schema(tables.collect())
    };
    let one = scratch.count(|scratch| {
        spelled(&mut scratch.connection, &many(1)).unwrap();
    });
    let hundred = scratch.count(|scratch| {
        let said = spelled(&mut scratch.connection, &many(100)).unwrap();
        assert_eq!(checks(&said, "t99"), ["`stock` >= 99", "`stock` < 1000"]);
    });
    assert_eq!((one, hundred), (3, 3));
}

#[test]
fn one_name_for_columns_of_two_types_is_two_questions() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let mut number = declared("numbers", &[("value", "int", None)]);
    number.checks.push(check("value > 1"));
    let mut text = declared("texts", &[("VALUE", "varchar(9)", None)]);
    text.checks.push(check("value > 'a'"));
    let schema = schema(vec![number, text]);
    assert_eq!(wrong(&mut scratch, &schema), [""; 0]);
}

#[test]
fn what_the_server_refuses_is_told_and_the_rest_is_known() {
    let Some(mut scratch) = Scratch::with("CREATE TABLE good (a int)") else {
        return;
    };
    let mut good = declared("good", &[("a", "int", None)]);
    good.checks.push(check("a > 0"));
    let mut bad = declared("bad", &[("a", "int", None)]);
    bad.checks.push(check("no_such_function(a) > 0"));
    bad.checks.push(check("nobody > 0"));
    let mut other = declared("other", &[("a", "int", Some("(1 + 2)"))]);
    other.checks.push(check("a > 1"));
    let before = scratch.read();
    let said = spelled(&mut scratch.connection, &schema(vec![good, bad, other])).unwrap();
    let refused: Vec<_> = said
        .refused
        .iter()
        .map(|(name, _)| name.to_string())
        .collect();
    assert_eq!(refused, ["bad"]);
    assert_eq!(checks(&said, "good"), ["`a` > 0"]);
    assert_eq!(checks(&said, "other"), ["`a` > 1"]);
    assert_eq!(scratch.read(), before);
    // Nothing is left behind: the name is free again.
    scratch
        .connection
        .run("CREATE TEMPORARY TABLE moviectl_spelling (a int)")
        .unwrap();
}
