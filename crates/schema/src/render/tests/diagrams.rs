//! Cardinality, and the texts of the diagrams.

use super::{Random, foreign_key, random_schema};
use crate::dialect::Dialect;
use crate::render::{dot, json, mermaid};
use crate::schema::{Column, Index, PrimaryKey, Schema, SqlType, Table, TableName, Unique};

const POSTGRES: Dialect = Dialect::Postgres;

fn user() -> Table {
    let mut table = Table::new(TableName::new("user_account"));
    table.columns = vec![
        Column::new("id", SqlType::builtin("integer"), false),
        Column::new(
            "name",
            SqlType::builtin("varchar").with_arguments([30]),
            true,
        ),
    ];
    table.primary_key = Some(PrimaryKey {
        name: None,
        columns: vec!["id".into()],
    });
    table
}

fn address(nullable: bool) -> Table {
    let mut table = user();
    table.name = TableName::new("address");
    table.columns[1] = Column::new("user_id", SqlType::builtin("integer"), nullable);
    table.foreign_keys = vec![foreign_key(
        &["user_id"],
        TableName::new("user_account"),
        &["id"],
    )];
    table
}

fn pair(address: Table) -> Schema {
    Schema {
        tables: vec![user(), address],
        ..Schema::default()
    }
}

fn unique_index(definition: &str) -> Index {
    Index {
        name: "i".into(),
        columns: vec!["user_id".into()],
        ..POSTGRES.read_index(definition).unwrap()
    }
}

#[track_caller]
fn assert_relation(address: Table, relation: &str) {
    let text = mermaid(POSTGRES, &pair(address));
    let line = text.lines().last().unwrap();
    assert_eq!(
        line,
        format!("    \"user_account\" {relation} \"address\" : \"user_id\"")
    );
}

#[test]
fn cardinality_is_that_of_nullability_and_uniqueness() {
    assert_relation(address(false), "||--o{");
    assert_relation(address(true), "|o--o{");
    let mut one = address(false);
    one.uniques.push(Unique {
        clauses: Default::default(),
        name: None,
        columns: vec!["user_id".into()],
    });
    assert_relation(one, "||--o|");
    let mut key = address(false);
    key.primary_key = Some(PrimaryKey {
        name: None,
        columns: vec!["user_id".into()],
    });
    assert_relation(key, "||--o|");
    for (definition, relation) in [
        ("CREATE UNIQUE INDEX i ON address (user_id)", "||--o|"),
        (
            "CREATE UNIQUE INDEX i ON address (user_id) WHERE id > 1",
            "||--o{",
        ),
        (
            "CREATE UNIQUE INDEX i ON address (user_id)\nwhere id > 1",
            "||--o{",
        ),
        (
            "CREATE UNIQUE INDEX i ON address (user_id) INCLUDE (id)",
            "||--o|",
        ),
        ("CREATE UNIQUE INDEX i ON address (abs(user_id))", "||--o{"),
    ] {
        let mut indexed = address(false);
        indexed.indexes.push(unique_index(definition));
        assert_relation(indexed, relation);
    }
}

#[test]
fn mermaid_has_types_keys_and_not_null() {
    assert_eq!(
        mermaid(POSTGRES, &pair(address(false))),
        "erDiagram
    \"user_account\" {
        INTEGER id PK \"NOT NULL\"
        VARCHAR(30) name
    }
    \"address\" {
        INTEGER id PK \"NOT NULL\"
        INTEGER user_id FK \"NOT NULL\"
    }
    \"user_account\" ||--o{ \"address\" : \"user_id\"
"
    );
}

#[test]
fn mermaid_has_only_words_that_its_grammar_takes() {
    let is_word = |word: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-[]()".contains(c);
        word.chars().all(allowed) && !word.starts_with(|c: char| c.is_ascii_digit() || c == '-')
    };
    for seed in 0..30 {
        let text = mermaid(POSTGRES, &random_schema(&mut Random::new(seed)));
        for line in text.lines().filter(|line| line.starts_with("        ")) {
            let words: Vec<&str> = line.split_whitespace().take(2).collect();
            assert!(words.iter().all(|word| is_word(word)), "{line}");
        }
        for line in text.lines() {
            assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        }
    }
}

#[test]
fn dot_joins_the_columns() {
    let text = dot(POSTGRES, &pair(address(true)));
    assert!(
        text.contains(
            "\"user_account\":r0 -> \"address\":l1 [arrowtail=teeodot, arrowhead=crowodot, \
             tooltip=\"address (user_id) → user_account (id)\"]"
        ),
        "{text}"
    );
    assert!(text.contains("<B>user_account</B>"), "{text}");
}

#[test]
fn json_is_json() {
    for seed in 0..10 {
        let schema = random_schema(&mut Random::new(seed));
        let value: serde_json::Value = serde_json::from_str(&json(POSTGRES, &schema)).unwrap();
        assert_eq!(
            value["tables"].as_array().unwrap().len(),
            schema.tables.len()
        );
    }
}
