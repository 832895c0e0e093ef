//! Comments on tables and columns.

use super::*;

#[test]
fn comments_come_change_and_go() {
    let mut from = simple();
    from.columns[1].comment = Some("old".into());
    let comment =
        |column: Option<&str>, from: Option<&str>, to: Option<&str>| Change::AlterComment {
            table: name(),
            column: column.map(Into::into),
            from: from.map(Into::into),
            to: to.map(Into::into),
        };
    let changes = [
        comment(None, None, Some("it's\na table")),
        comment(Some("a"), Some("old"), None),
    ];
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes,
        r#"
COMMENT ON TABLE "t" IS 'it''s
a table';
COMMENT ON COLUMN "t"."a" IS NULL;
----
COMMENT ON COLUMN "t"."a" IS 'old';
COMMENT ON TABLE "t" IS NULL;
"#,
    );
    assert_scripts(Dialect::Sqlite, &[from], &changes, "----");
}

#[test]
fn what_comes_back_is_commented_again() {
    let mut from = simple();
    from.comment = Some("table".into());
    from.columns[1].comment = Some("column".into());
    // Declared, and none.
    from.columns[2].comment = Some(String::new());
    assert_scripts(
        Dialect::Postgres,
        &[],
        &[Change::CreateTable(from.clone())],
        r#"
CREATE TABLE "t" (
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "t" IS 'table';
COMMENT ON COLUMN "t"."a" IS 'column';
----
DROP TABLE "t";
"#,
    );
    let gone = Change::DropColumn {
        table: name(),
        column: from.columns[1].clone(),
    };
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &[gone],
        r#"
ALTER TABLE "t" DROP COLUMN "a";
----
ALTER TABLE "t" ADD COLUMN "a" TEXT;
COMMENT ON COLUMN "t"."a" IS 'column';
"#,
    );
    let computed = alter(&from, "a", |column| {
        column.generated = Some(crate::schema::Generated {
            expression: "'x'".into(),
            stored: true,
        });
    });
    let text = scripts(Dialect::Postgres, &schema(&[from]), &[computed]);
    assert_eq!(
        text.matches("COMMENT ON COLUMN \"t\".\"a\" IS 'column'")
            .count(),
        1,
        "with the expression alone the comment stays: {text}"
    );
}
