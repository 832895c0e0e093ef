#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::project::{Layout, Project};
use super::stakes::Stakes;
use super::warnings;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Mode;
use moviectl_schema::plan::Fills;
use moviectl_schema::schema::{Change, Column, SqlType, Table, TableName};

fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
    let directory = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = directory.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let deep = directory.path().join("src/deep");
    std::fs::create_dir_all(&deep).unwrap();
    let project = Project::find(&deep).unwrap().unwrap();
    (directory, project)
}

fn about(changes: &[Change]) -> Vec<String> {
    warnings::about(changes, &Fills::default(), &mut Stakes::unknown())
}

#[test]
fn an_existing_diesel_project_is_one_as_it_stands() {
    let (directory, project) = project(&[
        (
            "diesel.toml",
            "[print_schema]\nfile = \"src/db/schema.rs\"\n[migrations_directory]\ndir = \"db/migrations\"",
        ),
        ("db/migrations/2024-01-01-000000_a/up.sql", "A"),
    ]);
    assert_eq!(project.mode, Mode::Plain);
    assert_eq!(project.root, directory.path());
    assert_eq!(project.schema, [directory.path().join("src/db/schema.rs")]);
    assert_eq!(project.layout(), Some(Layout::Flat));
    assert_eq!(
        project.revisions(Dialect::Postgres),
        Some(directory.path().join("db/migrations"))
    );
}

#[test]
fn directories_of_dialects_are_found_in_diesels_spelling_too() {
    let (directory, project) = project(&[
        (
            "diesel.toml",
            "[migrations_directory]\ndir = \"migrations/postgresql\"",
        ),
        ("migrations/postgresql/1_a/up.sql", "A"),
    ]);
    assert_eq!(project.layout(), Some(Layout::Multi));
    let migrations = directory.path().join("migrations");
    assert_eq!(
        project.revisions(Dialect::Postgres),
        Some(migrations.join("postgresql"))
    );
    assert_eq!(
        project.revisions(Dialect::Sqlite),
        Some(migrations.join("sqlite"))
    );
}

#[test]
fn our_file_has_the_last_word() {
    let (directory, project) = project(&[
        ("diesel.toml", "[print_schema]\nfile = \"other.rs\""),
        (
            "moviectl.toml",
            "managed = true\nschema = [\"a.rs\", \"b.rs\"]",
        ),
    ]);
    assert_eq!(project.mode, Mode::Managed);
    let root = directory.path();
    assert_eq!(project.schema, [root.join("a.rs"), root.join("b.rs")]);
    assert_eq!(project.layout(), None);
    assert_eq!(project.relative(&root.join("a.rs")), Path::new("a.rs"));
}

#[test]
fn a_key_that_nobody_knows_is_an_error_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("moviectl.toml"), "manged = true").unwrap();
    let error = Project::find(directory.path()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("moviectl.toml:1:1: unknown field `manged`"),
        "{text}"
    );
}

fn column(sql_type: SqlType, nullable: bool) -> Column {
    Column::new("c", sql_type, nullable)
}

fn altered(from: Column, to: Column) -> Vec<String> {
    about(&[Change::AlterColumn {
        table: TableName::new("t"),
        from,
        to,
    }])
}

#[test]
fn what_loses_data_is_named() {
    let table = TableName::new("t");
    let integer = || SqlType::builtin("integer");
    assert_eq!(
        about(&[Change::DropTable(Table::new(table.clone()))]),
        ["dropping table 't' loses its rows; `downgrade` brings it back empty"]
    );
    assert_eq!(
        about(&[Change::DropColumn {
            table: table.clone(),
            column: column(integer(), true)
        }]),
        [
            "dropping column 't.c' loses its values; `downgrade` brings back the column, not the values"
        ]
    );
    let added = |nullable| {
        about(&[Change::AddColumn {
            table: table.clone(),
            column: column(integer(), nullable),
        }])
    };
    assert_eq!(added(true), Vec::<String>::new());
    assert_eq!(added(false).len(), 1);
}

#[test]
fn narrowing_is_told_from_widening() {
    let varchar = |length| SqlType::builtin("varchar").with_arguments([length]);
    let quiet =
        |from: SqlType, to: SqlType| altered(column(from, true), column(to, true)).is_empty();
    assert!(quiet(varchar(80), varchar(200)));
    assert!(quiet(varchar(80), SqlType::builtin("text")));
    assert!(quiet(varchar(80), SqlType::builtin("varchar")));
    assert!(quiet(
        SqlType::builtin("integer"),
        SqlType::builtin("bigint")
    ));
    assert!(!quiet(varchar(80), varchar(20)));
    assert!(!quiet(SqlType::builtin("text"), varchar(80)));
    assert!(!quiet(
        SqlType::builtin("bigint"),
        SqlType::builtin("integer")
    ));
    assert!(!quiet(
        SqlType::builtin("text"),
        SqlType::builtin("integer")
    ));
    let integer = SqlType::builtin("integer");
    assert_eq!(
        altered(
            column(integer.clone(), true),
            column(integer.clone(), false)
        )
        .len(),
        1
    );
    assert!(altered(column(integer.clone(), false), column(integer, true)).is_empty());
}
