#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use super::*;
use crate::schema::Deferrable;

fn read(dialect: Dialect, body: &str) -> Index {
    let statement = format!("CREATE INDEX i ON t {body}");
    dialect
        .read_index(&statement)
        .unwrap_or_else(|| panic!("{body}"))
}

#[test]
fn indexes_are_the_same_but_for_what_says_nothing() {
    let same = |one, other| {
        let dialect = Dialect::Sqlite;
        dialect.same_index(&read(dialect, one), &read(dialect, other))
    };
    assert!(same("(lower(title) DESC)", "((lower(title)) DESC)"));
    assert!(same("(\"a\" ASC, b)", "(a, (b))"));
    assert!(same("(a COLLATE NOCASE)", "((a COLLATE NOCASE))"));
    assert!(same("(a COLLATE nocase)", "(A COLLATE NOCASE)"));
    assert!(same("(a) WHERE (b > 1)", "(a ASC) WHERE (b > 1)"));
    assert!(same("(a || b)", "((a || b))"));
    assert!(!same("((a + b) * c)", "(a + b * c)"));
    assert!(!same("(a DESC)", "(a)"));
    assert!(!same("(a, b)", "(b, a)"));
    assert!(!same("(a COLLATE NOCASE)", "(a)"));
    assert!(!same("(a) WHERE b > 1", "(a)"));
}

/// Each index as PostgreSQL prints it (`pg_get_indexdef`), and as moviectl writes it.
#[test]
fn postgres_indexes_are_read_and_written() {
    for (body, expected) in [
        ("USING btree (a)", "(\"a\")"),
        ("USING btree (a, \"B\" DESC)", "(\"a\", \"B\" DESC)"),
        ("USING btree (a DESC NULLS FIRST)", "(\"a\" DESC)"),
        (
            "USING btree (a DESC NULLS LAST, b NULLS FIRST)",
            "(\"a\" DESC NULLS LAST, \"b\" NULLS FIRST)",
        ),
        ("USING gin (a)", "USING \"gin\" (\"a\")"),
        (
            "USING btree (a) INCLUDE (b, \"C\") NULLS NOT DISTINCT WITH (fillfactor='70') TABLESPACE fast WHERE (b > 1)",
            "(\"a\") INCLUDE (\"b\", \"C\") NULLS NOT DISTINCT WITH (fillfactor='70') TABLESPACE \"fast\" WHERE b > 1",
        ),
        (
            "USING btree (lower(a) COLLATE \"C\" text_pattern_ops DESC)",
            "((lower(a)) COLLATE \"C\" text_pattern_ops DESC)",
        ),
        (
            "USING gist (a public.gist_trgm_ops (siglen='32'))",
            "USING \"gist\" (\"a\" public.gist_trgm_ops (siglen='32'))",
        ),
        (
            "USING btree (((a || b)) text_pattern_ops, own.f(a))",
            "((a || b) text_pattern_ops, (own.f(a)))",
        ),
        (
            "USING btree (((doc ->> 'a'::text)))",
            "((doc ->> 'a'::text))",
        ),
        (
            "USING btree (a COLLATE pg_catalog.\"de-DE-x-icu\")",
            "(\"a\" COLLATE pg_catalog.\"de-DE-x-icu\")",
        ),
    ] {
        let index = read(Dialect::Postgres, body);
        assert_eq!(Dialect::Postgres.index_body(&index), expected);
        let again = read(Dialect::Postgres, expected);
        assert!(Dialect::Postgres.same_index(&index, &again), "{body}");
    }
    let of_parent = Dialect::Postgres
        .read_index("CREATE UNIQUE INDEX i ON ONLY public.p USING btree (a)")
        .unwrap();
    assert!(of_parent.unique && of_parent.is_key());
}

#[test]
fn what_is_no_index_is_not_read() {
    for text in [
        "",
        "CREATE TABLE t (a INT)",
        "CREATE INDEX i ON t",
        "CREATE INDEX i ON t (a) FROM b",
    ] {
        assert_eq!(Dialect::Sqlite.read_index(text), None, "{text}");
    }
}

#[test]
fn keys_are_told_from_other_unique_indexes() {
    let is_key = |text: &str| Dialect::Sqlite.read_index(text).unwrap().is_key();
    assert!(is_key(
        "CREATE UNIQUE INDEX IF NOT EXISTS i ON t(a, b DESC)"
    ));
    assert!(!is_key("CREATE INDEX i ON t(a)"));
    assert!(!is_key("CREATE UNIQUE INDEX i ON t(a)\nwhere b"));
    assert!(!is_key("CREATE UNIQUE INDEX i ON t(lower(a))"));
}

#[test]
fn mysql_has_kinds_of_indexes() {
    let dialect = Dialect::Mysql;
    let index = |method: Option<&str>, unique, key| Index {
        name: "i".to_owned(),
        unique,
        method: method.map(str::to_owned),
        parts: vec![IndexPart {
            descending: unique,
            ..IndexPart::of(key)
        }],
        ..Index::default()
    };
    let column = || IndexKey::Column("a".to_owned());
    let prefix = || IndexKey::Prefix {
        column: "a".to_owned(),
        length: 10,
    };
    let full = index(Some("fulltext"), false, column());
    let hash = index(Some("hash"), true, prefix());
    let plain = index(None, false, column());
    let written = |index| dialect.create_index(&TableName::new("t"), index);
    assert_eq!(written(&full), "CREATE FULLTEXT INDEX `i` ON `t` (`a`)");
    assert_eq!(
        written(&hash),
        "CREATE UNIQUE INDEX `i` ON `t` (`a`(10) DESC) USING HASH"
    );
    assert_eq!(written(&plain), "CREATE INDEX `i` ON `t` (`a`)");
    assert!(dialect.same_index(&hash, &index(None, true, prefix())));
    assert!(!dialect.same_index(&full, &plain));
    assert!(!dialect.same_index(&plain, &index(None, false, prefix())));
}

#[test]
fn an_exclusion_is_read_in_parts_and_written_again() {
    let text = "EXCLUDE USING gist (room WITH =, tsrange(\"with\", until) range_ops WITH OPERATOR(pg_catalog.&&)) \
                INCLUDE (note) WHERE ((room > 0)) DEFERRABLE INITIALLY DEFERRED";
    let dialect = Dialect::Postgres;
    let read = dialect.read_exclusion(text).unwrap();
    assert_eq!(read.operators, ["=", "OPERATOR(pg_catalog.&&)"]);
    assert_eq!(read.index.parts[0], IndexPart::column("room"));
    assert!(matches!(&read.index.parts[1].key, IndexKey::Expression(_)));
    assert_eq!(
        read.index.parts[1].operator_class.as_deref(),
        Some("range_ops")
    );
    let mut own = read;
    own.index.name = "x".into();
    own.deferrable = Deferrable::InitiallyDeferred;
    let written = dialect.exclusion_constraint(&own);
    let behind = written.strip_prefix("ADD CONSTRAINT \"x\" ").unwrap();
    let again = dialect.read_exclusion(behind).unwrap();
    assert_eq!(again.index.parts, own.index.parts);
    assert_eq!(again.index.include, ["note"]);
    assert_eq!(again.operators, own.operators);
    assert!(
        behind.ends_with("DEFERRABLE INITIALLY DEFERRED"),
        "{behind}"
    );
    for other in ["UNIQUE (a)", "CHECK (a > 0)", "EXCLUDE", ""] {
        assert_eq!(dialect.read_exclusion(other), None, "{other}");
    }
}
