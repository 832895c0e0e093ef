//! The checker itself.

use std::path::Path;

use crate::{module_path, violations};

fn check(file: &str, source: &str) -> Vec<String> {
    violations(&module_path(Path::new(file)), source)
}

#[track_caller]
fn assert_allowed(file: &str, source: &str) {
    assert_eq!(check(file, source), Vec::<String>::new(), "{source}");
}

#[track_caller]
fn assert_refused(file: &str, source: &str, reason: &str) {
    let found = check(file, source);
    assert!(
        found.iter().any(|violation| violation.contains(reason)),
        "{source}\nexpected {reason:?}, found {found:?}"
    );
}

#[test]
fn what_lies_below_may_be_used() {
    assert_allowed(
        "plan/mod.rs",
        "use crate::{dialect::Dialect, schema::{Change, Table}};",
    );
    assert_allowed(
        "inspect/mod.rs",
        "use moviectl_schema::{dialect::Dialect, schema::Table};",
    );
    assert_allowed("plan/sqlite/rebuild.rs", "use crate::plan::Step;");
    assert_allowed("plan/steps.rs", "use super::Step; use self::x::Y;");
    assert_allowed(
        "plan/mod.rs",
        "mod tests { use super::*; use super::super::schema::Table; }",
    );
    assert_allowed("lib.rs", "use crate::cli::run; pub mod lint;");
    assert_allowed("database/pg.rs", "use diesel::{prelude::*, sql_query};");
}

#[test]
fn an_edge_that_the_table_lacks_is_found() {
    let refused = "must not use `crate::database`";
    for source in [
        "use crate::database::AnyConnection;",
        "use moviectl_engine::database::AnyConnection;",
        "use moviectl_engine::{inspect, database::{self, Url}};",
        "use crate::{schema::Table, database::{self, Url}};",
        "pub use crate::database;",
        "use super::database::Url;",
        "use super::{database::Url, schema::Table};",
        "fn f() -> crate::database::Url { todo() }",
        "fn f() { assert_eq!(1, crate::database::one()); }",
        "mod inner { use super::super::database::Url; }",
        "mod inner { use super::{super::database::Url}; }",
        "#[derive(X)] #[with(crate::database::Url)] struct S;",
    ] {
        assert_refused("diff/mod.rs", source, refused);
    }
    assert_refused(
        "diff/deep/er.rs",
        "use super::super::super::database::U;",
        refused,
    );
    assert_refused(
        "schema/table.rs",
        "use crate::dialect::Dialect;",
        "`crate::dialect`",
    );
    assert_refused("dialect/mod.rs", "use crate::plan::Plan;", "`crate::plan`");
    assert_refused(
        "migrations/mod.rs",
        "use crate::schema::Schema;",
        "`crate::schema`",
    );
    assert_refused("plan/mod.rs", "use crate::*;", "`crate::*`");
    assert_refused("plan/mod.rs", "use crate::missing::X;", "`crate::missing`");
}

#[test]
fn a_comment_is_no_use() {
    assert_allowed(
        "schema/mod.rs",
        "//! See [`crate::diff`], `diesel::table!`, CREATE TABLE.\n/// ALTER TABLE x\nstruct S;",
    );
}

#[test]
fn a_module_missing_from_the_table_is_found() {
    assert_refused("helpers/mod.rs", "", "`helpers` is not in the table");
    assert_refused("helpers.rs", "", "`helpers` is not in the table");
}

#[test]
fn words_are_kept_where_they_belong() {
    assert_refused("schema/mod.rs", "use diesel::sqlite::Sqlite;", "`diesel`");
    assert_refused("workflow/mod.rs", "use {diesel::prelude::*};", "`diesel`");
    assert_refused("shell/mod.rs", "use diesel as d;", "`diesel`");
    assert_refused(
        "cli/mod.rs",
        "#[diesel(table_name = x)] struct S;",
        "`diesel`",
    );
    assert_refused("schema/mod.rs", "fn f(x: syn::Type) {}", "`syn`");
    assert_refused(
        "workflow/mod.rs",
        "#[derive(clap::Parser)] struct S;",
        "`clap`",
    );
    assert_refused(
        "workflow/mod.rs",
        "fn f() { println!(\"x\"); }",
        "`println`",
    );
    assert_refused(
        "lib.rs",
        "fn f() { if x { eprintln!(\"x\") } }",
        "`eprintln`",
    );
    assert_refused("plan/mod.rs", "use std::fs;", "`fs`");
    assert_refused("plan/mod.rs", "use std::{fs, path::Path};", "`fs`");
    assert_allowed("cli/mod.rs", "fn f() { println!(\"x\"); }");
    assert_allowed("workflow/mod.rs", "const NAME: &str = \"diesel.toml\";");
}

#[test]
fn sql_is_kept_out_of_the_model() {
    let source = "const SQL: &str = \"CREATE TABLE x (y)\";";
    assert_refused("schema/mod.rs", source, "must not know SQL");
    assert_refused("diff/walk.rs", source, "must not know SQL");
    assert_allowed("plan/mod.rs", source);
}
