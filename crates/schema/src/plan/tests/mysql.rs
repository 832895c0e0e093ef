//! The text of MySQL's scripts. `tests/plan_mysql.rs` runs such scripts on a server.

use super::super::{Fill, Fills, Step, plan_filled, renames};
use super::{alter, assert_scripts, column, index, name, plan, reference, schema, scripts, table};
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Change, Check, Generated, Index, IndexKey, IndexPart, PrimaryKey, Rename,
    Schema, SqlType, Table, Unique,
};

const DIALECT: Dialect = Dialect::Mysql;

fn simple() -> Table {
    let mut table = table("t", &[("id", "integer!"), ("a", "text"), ("n", "integer!")]);
    table.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    table
}

fn numbered(table: &Table, to: &[&str]) -> Change {
    Change::AlterPrimaryKey {
        table: table.name.clone(),
        from: table.primary_key.clone(),
        to: Some(PrimaryKey {
            name: None,
            columns: to.iter().map(ToString::to_string).collect(),
        }),
    }
}

#[test]
fn a_table_comes_with_all_that_belongs_to_it() {
    let mut new = simple();
    new.columns[1].comment = Some("it's".to_owned());
    new.columns.push(column("at", "timestamp", true));
    new.foreign_keys.push(reference(&["n"], "p", &["id"]));
    new.checks.push(Check {
        name: None,
        expression: "n > 0 and id > 0".to_owned(),
        columns: vec!["id".into(), "n".into()],
        clauses: Default::default(),
    });
    new.indexes.push(index("t_a", &["id"]));
    new.comment = Some("a table".to_owned());
    assert_scripts(
        DIALECT,
        &[],
        &[Change::CreateTable(new)],
        "-- step 1
CREATE TABLE `t` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `a` TEXT COMMENT 'it''s',
    `n` INTEGER NOT NULL,
    `at` TIMESTAMP NULL,
    PRIMARY KEY (`id`),
    CONSTRAINT `t_check` CHECK (n > 0 and id > 0),
    CONSTRAINT `t_n_fkey` FOREIGN KEY (`n`) REFERENCES `p` (`id`)
) COMMENT = 'a table';
CREATE INDEX `t_a` ON `t` (`id`);
----
-- step 1
DROP TABLE `t`;
",
    );
}

/// Only a column that a key begins with counts, from the first statement on.
#[test]
fn what_counts_behind_the_key_has_its_index_at_once() {
    let mut new = table("t", &[("n", "integer!"), ("id", "integer!")]);
    new.columns[1].auto_increment = Some(AutoIncrement::Keyword);
    new.primary_key = Some(PrimaryKey {
        name: None,
        columns: vec!["n".into(), "id".into()],
    });
    new.indexes.push(index("t_n", &["n"]));
    new.indexes.push(index("t_id", &["id"]));
    assert_scripts(
        DIALECT,
        &[],
        &[Change::CreateTable(new)],
        "-- step 1
CREATE TABLE `t` (
    `n` INTEGER NOT NULL,
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    PRIMARY KEY (`n`, `id`),
    INDEX `t_id` (`id`)
);
CREATE INDEX `t_n` ON `t` (`n`);
----
-- step 1
DROP TABLE `t`;
",
    );
}

#[test]
fn steps_have_the_same_number_both_ways() {
    let changes = [
        Change::AddColumn {
            table: name(),
            column: column("b", "integer", true),
        },
        Change::AddUnique {
            table: name(),
            unique: Unique {
                name: None,
                columns: vec!["b".into()],
                clauses: Default::default(),
            },
        },
    ];
    assert_scripts(
        DIALECT,
        &[simple()],
        &changes,
        "-- step 1
ALTER TABLE `t` ADD COLUMN `b` INTEGER;
-- step 2
ALTER TABLE `t` ADD CONSTRAINT `t_b_key` UNIQUE (`b`);
----
-- step 2
ALTER TABLE `t` DROP INDEX `t_b_key`;
-- step 1
ALTER TABLE `t` DROP COLUMN `b`;
",
    );
    let rename = Rename::Column {
        table: name(),
        from: "x".into(),
        to: "a".into(),
    };
    let plan = plan(DIALECT, &schema(&[simple()]), &changes).unwrap();
    let from = schema(&[simple()]);
    let text = plan.after_renames(DIALECT, &from, &[rename]).up_sql();
    assert!(
        text.starts_with("-- step 1\nALTER TABLE `t` RENAME COLUMN `x` TO `a`;\n-- step 2\n"),
        "{text}"
    );
}

#[test]
fn a_renaming_says_again_what_mentions_the_column() {
    let mut table = simple();
    table.columns.push(column("g", "integer", false));
    table.columns[3].generated = Some(Generated {
        expression: "(`n` * 2)".to_owned(),
        stored: true,
    });
    table.columns[3].nullable = false;
    table.checks = [
        ("t_check", "(`n` > 0) and (`a` <> '`n`')"),
        ("t_a_check", "`a` <> ''"),
    ]
    .map(|(name, expression)| Check {
        name: Some(name.to_owned()),
        expression: expression.to_owned(),
        columns: Vec::new(),
        clauses: Default::default(),
    })
    .to_vec();
    let mut sum = Index::of_columns("sum", &["n".to_owned()]);
    sum.parts = vec![IndexPart::of(IndexKey::Expression("`n` + 1".to_owned()))];
    table.indexes = vec![Index::of_columns("plain", &["n".to_owned()]), sum];
    let rename = Rename::Column {
        table: name(),
        from: "n".into(),
        to: "other".into(),
    };
    let [step] = renames(DIALECT, &schema(&[table]), &[rename])
        .try_into()
        .unwrap();
    let step: Step = step;
    assert_eq!(
        (step.up.join(";\n"), step.down.join(";\n")),
        (
            "ALTER TABLE `t` DROP CONSTRAINT `t_check`,
    DROP INDEX `sum`,
    RENAME COLUMN `n` TO `other`,
    MODIFY COLUMN `g` INTEGER GENERATED ALWAYS AS ((`other` * 2)) STORED NOT NULL,
    ADD CONSTRAINT `t_check` CHECK ((`other` > 0) and (`a` <> '`n`')),
    ADD INDEX `sum` ((`other` + 1))"
                .to_owned(),
            "ALTER TABLE `t` DROP CONSTRAINT `t_check`,
    DROP INDEX `sum`,
    RENAME COLUMN `other` TO `n`,
    MODIFY COLUMN `g` INTEGER GENERATED ALWAYS AS ((`n` * 2)) STORED NOT NULL,
    ADD CONSTRAINT `t_check` CHECK ((`n` > 0) and (`a` <> '`n`')),
    ADD INDEX `sum` ((`n` + 1))"
                .to_owned()
        )
    );
}

#[test]
fn a_column_is_said_again_but_for_a_plain_default() {
    let from = simple();
    let longer = alter(&from, "n", |own| own.sql_type = SqlType::builtin("bigint"));
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[longer],
        "-- step 1
ALTER TABLE `t` MODIFY COLUMN `n` BIGINT NOT NULL;
----
-- step 1
ALTER TABLE `t` MODIFY COLUMN `n` INTEGER NOT NULL;
",
    );
    let default = alter(&from, "n", |own| own.default = Some("-5".to_owned()));
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[default],
        "-- step 1
ALTER TABLE `t` ALTER COLUMN `n` SET DEFAULT -5;
----
-- step 1
ALTER TABLE `t` ALTER COLUMN `n` DROP DEFAULT;
",
    );
    let text = alter(&from, "a", |own| own.default = Some("'x'".to_owned()));
    assert_scripts(
        DIALECT,
        &[from],
        &[text],
        "-- step 1
ALTER TABLE `t` MODIFY COLUMN `a` TEXT DEFAULT ('x');
----
-- step 1
ALTER TABLE `t` MODIFY COLUMN `a` TEXT;
",
    );
}

#[test]
fn a_key_changes_with_what_counts_in_one_statement() {
    let mut from = simple();
    from.columns[1].sql_type = SqlType::builtin("varchar").with_arguments([9]);
    let uncounted = alter(&from, "id", |own| own.auto_increment = None);
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[uncounted, numbered(&from, &["n"])],
        "-- step 1
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`n`);
----
-- step 1
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`id`);
",
    );
    let defaulted = alter(&from, "id", |own| {
        own.auto_increment = None;
        own.default = Some("7".to_owned());
    });
    // All that is said of the column later says it of the column with its default.
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[defaulted, numbered(&from, &["n"])],
        "-- step 1
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL DEFAULT 7;
-- step 2
ALTER TABLE `t` DROP PRIMARY KEY,
    ADD PRIMARY KEY (`n`);
----
-- step 2
ALTER TABLE `t` DROP PRIMARY KEY,
    ADD PRIMARY KEY (`id`);
-- step 1
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT;
",
    );
    let gone = Change::DropColumn {
        table: name(),
        column: from.columns[0].clone(),
    };
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[numbered(&from, &["n"]), gone],
        "-- step 1
ALTER TABLE `t` DROP PRIMARY KEY,
    DROP COLUMN `id`,
    ADD PRIMARY KEY (`n`);
----
-- step 1
ALTER TABLE `t` DROP PRIMARY KEY,
    ADD COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT,
    ADD PRIMARY KEY (`id`);
",
    );
}

#[test]
fn a_foreign_key_takes_its_index_along() {
    let mut from = simple();
    let mut key = reference(&["n"], "p", &["id"]);
    key.name = Some("t_n_fkey".to_owned());
    from.foreign_keys.push(key.clone());
    from.mysql.implied_indexes.push(index("t_n_fkey", &["n"]));
    let drop = Change::DropForeignKey {
        table: name(),
        foreign_key: key,
    };
    assert_scripts(
        DIALECT,
        &[from.clone()],
        &[drop],
        "-- step 1
ALTER TABLE `t` DROP FOREIGN KEY `t_n_fkey`,
    DROP INDEX `t_n_fkey`;
----
-- step 1
ALTER TABLE `t` ADD CONSTRAINT `t_n_fkey` FOREIGN KEY (`n`) REFERENCES `p` (`id`);
",
    );
    let serves = Change::AddIndex {
        table: name(),
        index: index("t_na", &["n", "a"]),
    };
    assert_scripts(
        DIALECT,
        &[from],
        &[serves],
        "-- step 1
ALTER TABLE `t` ADD INDEX `t_na` (`n`, `a`),
    DROP INDEX `t_n_fkey`;
----
-- step 1
ALTER TABLE `t` DROP INDEX `t_na`,
    ADD INDEX `t_n_fkey` (`n`);
",
    );
}

#[test]
fn rows_get_values_before_a_column_needs_them() {
    let from = simple();
    let mut fills = Fills::default();
    fills.insert(&name(), "a", Fill::Literal("'none'".to_owned()));
    fills.insert(&name(), "b", Fill::Expression("(n + 1)".to_owned()));
    let changes = [
        alter(&from, "a", |own| own.nullable = false),
        Change::AddColumn {
            table: name(),
            column: column("b", "integer", false),
        },
    ];
    let plan = plan_filled(DIALECT, &schema(&[from]), &changes, &fills).unwrap();
    assert_eq!(
        plan.up_sql(),
        "-- step 1
ALTER TABLE `t` ADD COLUMN `b` INTEGER;
UPDATE `t` SET `b` = (n + 1);
ALTER TABLE `t` MODIFY COLUMN `b` INTEGER NOT NULL;
-- step 2
UPDATE `t` SET `a` = 'none' WHERE `a` IS NULL;
ALTER TABLE `t` MODIFY COLUMN `a` TEXT NOT NULL;
"
    );
}

#[test]
fn dropped_columns_come_back_with_placeholders() {
    let mut from = simple();
    from.columns[1].sql_type = SqlType::builtin("enum('it''s','b')");
    from.columns[1].nullable = false;
    let drop = |at: usize| Change::DropColumn {
        table: name(),
        column: from.columns[at].clone(),
    };
    let text = scripts(DIALECT, &schema(&[from.clone()]), &[drop(1), drop(2)]);
    assert!(text.contains("NOT NULL DEFAULT 'it''s';\n"), "{text}");
    assert!(text.contains("`n` INTEGER NOT NULL DEFAULT 0;\n"), "{text}");
}

#[test]
fn what_cannot_be_said_again_is_not_touched() {
    let mut from = simple();
    from.unsupported.push("INVISIBLE on column 'n'".to_owned());
    let change = alter(&from, "n", |own| own.nullable = true);
    assert!(plan(DIALECT, &schema(&[from.clone()]), &[change]).is_err());
    let other = alter(&from, "a", |own| own.default = Some("'x'".to_owned()));
    assert!(plan(DIALECT, &schema(&[from]), &[other]).is_ok());
    let nothing = plan(DIALECT, &Schema::default(), &[]).unwrap();
    assert_eq!(nothing.up_sql(), "");
    let schemas = [Change::CreateSchema("s".to_owned())];
    assert!(
        plan(DIALECT, &Schema::default(), &schemas)
            .unwrap()
            .steps
            .is_empty()
    );
}

#[test]
fn numbering_of_a_referenced_column_is_changed_without_a_look_at_the_keys() {
    let mut child = table("c", &[("id", "integer!"), ("t", "integer!")]);
    child.foreign_keys.push(reference(&["t"], "t", &["id"]));
    let from = [simple(), child];
    let change = alter(&from[0], "id", |own| own.auto_increment = None);
    assert_scripts(
        DIALECT,
        &from,
        &[change],
        "-- step 1
SET foreign_key_checks = 0;
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL;
SET foreign_key_checks = 1;
----
-- step 1
SET foreign_key_checks = 0;
ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT;
SET foreign_key_checks = 1;
",
    );
}
