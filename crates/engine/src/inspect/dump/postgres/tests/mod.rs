#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod database;
mod pg_dump;

use super::without_schema;
use database::OneOfEach;

#[test]
fn the_current_schema_is_left_out_of_names() {
    for (name, shown) in [
        ("public.t", "t"),
        ("other.public.t", "other.public.t"),
        ("public.public.t", "public.t"),
        ("p on public.t", "p on t"),
        (
            "public.f(pg_catalog.text,public.mood,other.mood)",
            "f(text,mood,other.mood)",
        ),
        ("(public.a AS public.b)", "(a AS b)"),
        (r#""a public.b" on public.t"#, r#""a public.b" on t"#),
        (r#"public."a "" public.b""#, r#""a "" public.b""#),
        ("republic.t", "republic.t"),
    ] {
        assert_eq!(without_schema(name, "public."), shown);
    }
    assert_eq!(without_schema("\"A b\".t", "\"A b\"."), "t");
    assert_eq!(without_schema("public.t", ""), "public.t");
}

/// Each statement in `changes.txt` has the differences above it, in whole or by their beginning.
#[test]
fn a_change_of_any_object_is_a_difference() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    let mut before = database.dump();
    assert_eq!(database.dump().differences(&before), [""; 0]);
    let mut wrong = String::new();
    for change in database
        .parts(include_str!("changes.txt"))
        .split_inclusive(";\n")
    {
        let (expected, statement): (Vec<&str>, Vec<&str>) =
            change.lines().partition(|line| line.starts_with("-- "));
        let statement = statement.join("\n");
        if statement.is_empty() {
            continue;
        }
        database.run(&statement);
        let after = database.dump();
        let found = after.differences(&before);
        let is_found = |line: &&str| found.iter().any(|own| own.starts_with(&line[3..]));
        if expected.is_empty() || !expected.iter().all(is_found) {
            let found: Vec<String> = found.iter().map(|line| format!("-- {line}\n")).collect();
            wrong.push_str(&format!("{}{statement}\n", found.concat()));
        }
        before = after;
    }
    assert!(wrong.is_empty(), "found:\n{wrong}");
}

#[test]
fn the_session_is_as_before() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    database.run("SET search_path = other, public; SET timezone = 'Asia/Tokyo'");
    let names = |database: &mut OneOfEach| -> Vec<String> {
        let dump = database.dump();
        dump.iter().map(|(entry, _)| entry.to_string()).collect()
    };
    let shown = names(&mut database);
    assert!(shown.contains(&"table child".to_owned()));
    assert!(shown.contains(&"table public.t".to_owned()));
    database.run("DO $$ BEGIN ASSERT current_setting('search_path') = 'other, public'; END $$");
    database.run("DO $$ BEGIN ASSERT current_setting('timezone') = 'Asia/Tokyo'; END $$");
    // No transaction is open, and none is read only.
    database.run("VACUUM t");
}

/// The connection strings of subscriptions and the options of user mappings may have passwords.
#[test]
fn no_password_is_in_a_dump() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    let text = format!("{:?}", database.dump());
    assert!(text.contains("subscription") && text.contains("user mapping"));
    assert!(!text.contains("hush"));
}

/// A user without rights reads the same, but for subscriptions, which only superusers see.
#[test]
fn a_role_without_rights_reads_the_same() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    let all = database.dump();
    database.run("SET ROLE {role}");
    let same = database.dump();
    database.run("RESET ROLE");
    let differences = same.differences(&all);
    assert!(
        differences
            .iter()
            .all(|line| line.contains("subscription") || line.starts_with("user mapping")),
        "{differences:?}"
    );
}

#[test]
fn the_objects_of_an_extension_are_left_out() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    let dump = database.dump();
    let entries = dump.iter().map(|(entry, _)| entry.to_string());
    let found: Vec<String> = entries.filter(|name| name.contains("citext")).collect();
    // Some builds of the server have no such extension.
    if !found.is_empty() {
        assert_eq!(found, ["comment on extension citext", "extension citext"]);
    }
}
