//! Tables in the documents that say what the program says itself: the types of `docs/types.md`, written anew with
//! `MOVIECTL_TEST_BLESS=1`, and the commands in README.md.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::DeclaredType;

use crate::support::{Sandbox, variable};

const BEGIN: &str = "<!-- generated -->\n";
const END: &str = "<!-- end of what is generated -->\n";

fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn types_md_has_every_type_of_every_dialect() {
    let path = document("docs/types.md");
    let text = fs::read_to_string(&path).expect("docs/types.md");
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (found, after) = rest.split_once(END).expect("where the table ends");
    let table = types();
    if variable("MOVIECTL_TEST_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect("docs/types.md");
    } else {
        assert_eq!(found, table, "MOVIECTL_TEST_BLESS=1 writes it anew");
    }
}

/// One row for all names that are the same on every dialect.
fn types() -> String {
    let mut rows: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for declared in declared_types() {
        let name = spelled(&declared);
        let cells: Vec<String> = Dialect::ALL
            .into_iter()
            .map(|dialect| cell(dialect, &declared))
            .collect();
        match rows.iter_mut().find(|(_, known)| *known == cells) {
            Some((names, _)) => names.push(name),
            None => rows.push((vec![name], cells)),
        }
    }
    let mut text = String::from("| Declared | SQLite | PostgreSQL | MySQL |\n|---|---|---|---|\n");
    for (names, cells) in rows {
        let _ = writeln!(text, "| {} | {} |", names.join(", "), cells.join(" | "));
    }
    text
}

/// All names that some dialect knows, and the generic ones with an element.
fn declared_types() -> Vec<DeclaredType> {
    let mut names: Vec<&str> = Vec::new();
    for dialect in [Dialect::Postgres, Dialect::Sqlite, Dialect::Mysql] {
        for name in dialect.type_names() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let with = |name: &str, element: DeclaredType| DeclaredType {
        arguments: vec![element],
        ..DeclaredType::new(name)
    };
    names
        .into_iter()
        .map(|name| match name {
            "Array" => with(name, with("Nullable", DeclaredType::new("Text"))),
            "Nullable" => with(name, DeclaredType::new("Date")),
            "Range" | "Multirange" | "Unsigned" => with(name, DeclaredType::new("Integer")),
            _ => DeclaredType::new(name),
        })
        .collect()
}

fn spelled(declared: &DeclaredType) -> String {
    fn plain(declared: &DeclaredType) -> String {
        match declared.arguments.as_slice() {
            [inner] => format!("{}<{}>", declared.name, plain(inner)),
            _ => declared.name.clone(),
        }
    }
    format!("`{}`", plain(declared))
}

fn cell(dialect: Dialect, declared: &DeclaredType) -> String {
    let sized = DeclaredType {
        max_length: Some(80),
        ..declared.clone()
    };
    let sql = |declared: &DeclaredType| {
        dialect
            .sql_type(declared)
            .map(|sql_type| dialect.type_sql(&sql_type))
    };
    match (sql(declared), sql(&sized)) {
        (Some(plain), Some(sized)) if plain != sized => format!("`{plain}`, `{sized}`"),
        (Some(plain), _) => format!("`{plain}`"),
        (None, _) => "–".to_owned(),
    }
}

#[test]
fn the_readme_lists_the_commands_that_there_are() {
    let help = Sandbox::new().moviectl(["--help"]);
    let commands: BTreeSet<&str> = help
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains("migrate"), "{help}");
    let readme = fs::read_to_string(document("README.md")).expect("README.md");
    let (_, section) = readme
        .split_once("\n## Commands\n")
        .expect("the section Commands");
    let section = section.split("\n## ").next().unwrap_or_default();
    let listed: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split(['`', ' ']).next())
        .collect();
    assert_eq!(
        listed, commands,
        "README.md (left) and `moviectl --help` (right)"
    );
}

/// The results and the workflow have each server of `scripts/matrix`, no other one, and no failure.
#[test]
fn the_servers_of_the_matrix_are_documented() {
    let listed = Sandbox::new()
        .program(&document("scripts/matrix"), ["--list"])
        .run();
    let servers: Vec<&str> = listed.success().stdout.lines().collect();
    let results = fs::read_to_string(document("docs/servers.md")).expect("docs/servers.md");
    let rows: Vec<Vec<&str>> = results
        .lines()
        .map(|line| line.split('|').map(str::trim).collect())
        .filter(|row: &Vec<&str>| row.len() == 7 && row[3].parse::<u32>().is_ok())
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    assert_eq!(names, servers);
    assert!(rows.iter().all(|row| row[4] == "0"), "{results}");
    let workflow =
        fs::read_to_string(document(".github/workflows/matrix.yml")).expect("it is there");
    let images: Vec<String> = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- "))
        .filter_map(|item| item.strip_prefix("image: ").or(Some(item)))
        .filter(|item| {
            item.split_once(':')
                .is_some_and(|(_, tag)| tag.starts_with(|c: char| c.is_ascii_digit()))
        })
        .map(|image| image.replace(':', "-"))
        .collect();
    assert_eq!(images, servers);
}

/// Files that a document links to are there.
#[test]
fn links_between_files_lead_somewhere() {
    for name in [
        "README.md",
        "docs/tutorial.md",
        "docs/types.md",
        "docs/servers.md",
        "CHANGELOG.md",
    ] {
        let path = document(name);
        let text = fs::read_to_string(&path).expect(name);
        let base = path.parent().expect("a directory");
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(
                base.join(target).exists(),
                "{name} links to {target}, which is not there"
            );
        }
    }
}
