//! Parts of PostgreSQL tables that the model has no fields for.

use super::*;
use crate::schema::{CheckClauses, ForeignKeyClauses, Undeclared, UniqueClauses, ViewRead};

#[test]
fn a_table_comes_back_with_all_of_it() {
    let mut from = simple();
    from.uniques.push(Unique {
        name: Some("u".into()),
        columns: vec!["a".into()],
        clauses: UniqueClauses {
            nulls_not_distinct: true,
            ..UniqueClauses::default()
        },
    });
    from.foreign_keys.push(ForeignKey {
        name: Some("f".into()),
        clauses: ForeignKeyClauses {
            not_valid: true,
            ..ForeignKeyClauses::default()
        },
        ..reference(&["n"], "p", &["id"])
    });
    from.checks.push(Check {
        name: Some("c".into()),
        expression: "n > 0".into(),
        columns: vec!["n".into()],
        clauses: CheckClauses {
            not_valid: true,
            ..CheckClauses::default()
        },
    });
    from.postgres.parameters = Some("fillfactor=80".into());
    let exclusion = Dialect::Postgres.read_exclusion("EXCLUDE USING gist (a WITH =)");
    from.postgres.exclusions = exclusion.into_iter().collect();
    from.postgres.exclusions[0].index.name = "x".into();
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &[Change::DropTable(from)],
        r#"
DROP TABLE "t";
----
CREATE TABLE "t" (
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "u" UNIQUE NULLS NOT DISTINCT ("a")
);
ALTER TABLE "t" ADD CONSTRAINT "c" CHECK (n > 0) NOT VALID;
ALTER TABLE "t" ADD CONSTRAINT "f" FOREIGN KEY ("n") REFERENCES "p" ("id") NOT VALID;
ALTER TABLE "t" ADD CONSTRAINT "x" EXCLUDE USING "gist" ("a" WITH =);
ALTER TABLE "t" SET (fillfactor=80);
"#,
    );
}

#[test]
fn what_would_be_lost_is_refused() {
    let mut from = simple();
    from.unsupported
        .push("INCLUDE of constraint 't_pkey'".into());
    let exclusion = Dialect::Postgres.read_exclusion("EXCLUDE USING gist (a WITH =)");
    from.postgres.exclusions = exclusion.into_iter().collect();
    from.postgres.exclusions[0].index.name = "x".into();
    from.postgres.exclusions[0].index.columns = vec!["a".into()];
    let before = schema(&[from.clone()]);
    let refused = |change: Change| plan(Dialect::Postgres, &before, &[change]).unwrap_err();
    let lost = |reason: &str| PlanError::CannotRestore {
        table: name(),
        reasons: vec![reason.into()],
    };
    assert_eq!(
        refused(Change::DropTable(from.clone())),
        lost("INCLUDE of constraint 't_pkey'")
    );
    // Nobody takes `drop-all` back.
    let dropped = drop_all(Dialect::Postgres, &before, &[name()]);
    assert_eq!(dropped.unwrap(), ["DROP TABLE \"t\""]);
    assert_eq!(
        refused(Change::AlterPrimaryKey {
            table: name(),
            from: from.primary_key.clone(),
            to: None,
        }),
        lost("INCLUDE of constraint 't_pkey'")
    );
    assert_eq!(
        refused(Change::DropColumn {
            table: name(),
            column: from.columns[1].clone(),
        }),
        lost("exclusion constraint 'x'")
    );
}

#[test]
fn views_in_the_way_are_named_with_those_that_read_them() {
    let from = simple();
    let reads = |view: &str, table: &str, column: &str| ViewRead {
        view: TableName::new(view),
        table: TableName::new(table),
        column: column.into(),
    };
    let mut before = schema(&[from.clone()]);
    before.view_reads = vec![
        reads("w", "v", "x"),
        reads("v", "t", "a"),
        reads("u", "t", "id"),
    ];
    let names = [from.name.clone()];
    let refused = drop_all(Dialect::Postgres, &before, &names).unwrap_err();
    assert!(matches!(refused, PlanError::Views { .. }), "{refused}");
    let retype = alter(&from, "a", |column| column.sql_type = typed("bytea"));
    let error = plan(Dialect::Postgres, &before, &[retype.clone()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "views read what is to change or to go (column 't.a'): 'v', 'w'"
    );
    assert!(plan(Dialect::Sqlite, &before, &[retype]).is_ok());
    let loosen = alter(&from, "a", |column| column.nullable = false);
    assert!(plan(Dialect::Postgres, &before, &[loosen]).is_ok());
}

/// "Can a change be made" and "can it be taken back" are two questions.
#[test]
fn a_table_that_could_not_come_back_is_dropped_only_for_good() {
    for dialect in Dialect::ALL {
        let mut table = simple();
        table.unsupported.push("PARTITION BY".into());
        let (name, from) = (table.name.clone(), schema(&[table.clone()]));
        let refused = plan(dialect, &from, &[Change::DropTable(table)]);
        assert_eq!(
            refused,
            Err(PlanError::CannotRestore {
                table: name.clone(),
                reasons: vec!["PARTITION BY".into()],
            }),
            "{dialect}"
        );
        let dropped = drop_all(dialect, &from, &[name.clone()]);
        let drop = format!("DROP TABLE {}", dialect.quote_table(&name));
        assert_eq!(dropped, Ok(vec![drop]), "{dialect}");
    }
}

/// The comparison of two databases finds more than a plan can change.
#[test]
fn what_no_declaration_expresses_has_no_plan() {
    let change = Change::DropUndeclared {
        table: name(),
        part: Undeclared {
            kind: "trigger",
            definition: "g".into(),
        },
    };
    for dialect in Dialect::ALL {
        let before = schema(&[simple()]);
        let refused = plan(dialect, &before, std::slice::from_ref(&change)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "no plan changes what no declaration expresses: removed trigger on table 't': g"
        );
    }
}
