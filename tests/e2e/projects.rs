//! Public projects of tens of tables, restated in `tests/fixtures/projects`: read, created, migrated, checked, printed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Backend, Db};

/// A fixture, and how much is in it.
struct Project {
    name: &'static str,
    /// The SQL, up and down, of objects that the database must have before the tables.
    needs: Option<(&'static str, &'static str)>,
    managed: bool,
    tables: usize,
    columns: usize,
    enums: usize,
    foreign_keys: usize,
    composite_keys: usize,
}

const LTREE: (&str, &str) = ("CREATE EXTENSION ltree;\n", "DROP EXTENSION ltree;\n");

/// Before PostgreSQL 13 `gen_random_uuid()` is of pgcrypto.
const LTREE_AND_PGCRYPTO: (&str, &str) = (
    "CREATE EXTENSION ltree;\nCREATE EXTENSION pgcrypto;\n",
    "DROP EXTENSION pgcrypto;\nDROP EXTENSION ltree;\n",
);

const CRATES_IO: Project = Project {
    name: "crates_io",
    needs: Some(LTREE),
    managed: false,
    tables: 33,
    columns: 193,
    enums: 0,
    foreign_keys: 31,
    composite_keys: 8,
};

const LEMMY: Project = Project {
    name: "lemmy",
    needs: Some(LTREE_AND_PGCRYPTO),
    managed: true,
    tables: 57,
    columns: 523,
    enums: 14,
    foreign_keys: 99,
    composite_keys: 15,
};

const OMICRON: Project = Project {
    name: "omicron",
    needs: None,
    managed: true,
    tables: 56,
    columns: 459,
    enums: 28,
    foreign_keys: 34,
    composite_keys: 16,
};

const GRAPH_NODE: Project = Project {
    name: "graph_node",
    needs: None,
    managed: true,
    tables: 12,
    columns: 91,
    enums: 1,
    foreign_keys: 6,
    composite_keys: 0,
};

const VAULTWARDEN: Project = Project {
    name: "vaultwarden",
    needs: None,
    managed: false,
    tables: 28,
    columns: 211,
    enums: 0,
    foreign_keys: 27,
    composite_keys: 10,
};

impl Project {
    /// Copies the fixture to where commands start.
    fn lay_out(&self, db: &Db) {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/projects");
        for file in files(&fixture.join(self.name)) {
            let relative = file.strip_prefix(fixture.join(self.name)).unwrap();
            db.write(relative, &fs::read_to_string(&file).unwrap());
        }
    }

    fn assert_counts(&self, schema: &Value) {
        let tables = schema["tables"].as_array().unwrap();
        let sum = |key: &str| -> usize {
            let lists = tables.iter().map(|table| table[key].as_array().unwrap());
            lists.map(Vec::len).sum()
        };
        let composite = tables.iter().filter(|table| {
            let columns = table["primary_key"]["columns"].as_array();
            columns.is_some_and(|columns| columns.len() > 1)
        });
        assert_eq!(tables.len(), self.tables, "tables");
        assert_eq!(sum("columns"), self.columns, "columns");
        assert_eq!(sum("foreign_keys"), self.foreign_keys, "foreign keys");
        assert_eq!(composite.count(), self.composite_keys, "composite keys");
        assert_eq!(schema["enums"].as_array().unwrap().len(), self.enums);
    }

    /// Read, `create-all`, `check`, printed, and what was printed read again.
    fn is_created_and_printed(&self, db: &Db) {
        self.lay_out(db);
        let inspected = |more: &[&str]| {
            let arguments = [&["inspect", "--format", "json"], more].concat();
            db.moviectl_reads(arguments).success().json()
        };
        self.assert_counts(&inspected(&["--declared"]));
        if let Some((up, _)) = self.needs {
            db.moviectl_changes_nothing(["create-all"])
                .refused(
                    1,
                    "has the type 'ltree', which is neither declared nor in the database",
                )
                .hint("CREATE EXTENSION ltree");
            db.execute(up);
        }
        db.moviectl(["create-all"])
            .success()
            .stderr_lacks("warning");
        db.moviectl_reads(["check"])
            .success()
            .stderr_lacks("warning");
        self.assert_counts(&inspected(&[]));
        self.is_printed_as_it_is(db);
        self.is_drawn(db);
    }

    fn is_printed_as_it_is(&self, db: &Db) {
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
        printed.success().stderr_lacks("warning");
        db.write("printed.rs", &printed.stdout);
        let with = ["--schema", "printed.rs"];
        db.moviectl_reads([&["check"], &with[..]].concat())
            .success();
        let again = db
            .moviectl_reads([&["inspect", "--declared", "--format", "diesel"], &with[..]].concat());
        assert_eq!(again.success().stdout, printed.stdout);
        // The whole of it, and not only what a plain project compares.
        db.write(
            "complete/moviectl.toml",
            "schema = [\"../printed.rs\"]\nmanaged = true\n",
        );
        db.cd("complete");
        db.moviectl_reads(["check"]).success();
        db.cd("..");
    }

    fn is_drawn(&self, db: &Db) {
        let drawn = |format: &str| {
            let output = db.moviectl_reads(["inspect", "--format", format]);
            output.success();
            output.stdout.clone()
        };
        let svg = drawn("svg");
        assert_well_formed(&svg);
        let mermaid = drawn("mermaid");
        assert!(mermaid.starts_with("erDiagram"), "{mermaid}");
        let dot = drawn("dot");
        assert!(dot.starts_with("digraph") && dot.trim_end().ends_with('}'));
        for (text, format) in [(svg, "svg"), (mermaid, "mermaid"), (dot, "dot")] {
            let missing: Vec<String> = db
                .tables()
                .into_iter()
                .filter(|table| !text.contains(table.as_str()))
                .collect();
            assert!(missing.is_empty(), "{format} lacks {missing:?}");
        }
    }

    /// `migrate`, `upgrade`, `check`, and all the way back.
    fn is_migrated(&self, db: &Db) {
        self.lay_out(db);
        if self.managed {
            db.moviectl(["init"]).success();
        } else {
            // As `diesel setup` leaves it.
            db.write("migrations/.keep", "");
        }
        if let Some((up, down)) = self.needs {
            db.moviectl(["revision", "-m", "Extensions"]).success();
            for (script, text) in [("up.sql", up), ("down.sql", down)] {
                let found = files(&db.path("migrations"));
                let path = found.iter().find(|path| path.ends_with(script)).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        db.moviectl(["migrate", "-m", "First"])
            .success()
            .stderr_has("Proved on the database that the migrations build: up, down, up again")
            .stderr_lacks("warning");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"])
            .success()
            .stderr_lacks("warning");
        db.moviectl(["check", "--against", "migrations"]).success();
        db.moviectl(["migrate", "-m", "Second"])
            .success()
            .stderr_has("No changes in schema detected.");
        assert_eq!(own_tables(db), self.tables);
        db.moviectl(["downgrade", "base"]).success();
        assert_eq!(own_tables(db), 0);
        if self.needs.is_none() && db.backend == Backend::Postgres {
            let lines = db.lines("SELECT count(*) FROM pg_type WHERE typtype = 'e'");
            assert_eq!(lines, ["0"], "enums are left");
        }
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    }
}

/// Every element is closed where it should be, and the text outside of them has no bare `<` or `&`.
#[track_caller]
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part
            .split_once('>')
            .unwrap_or_else(|| panic!("open: {part}"));
        if let Some(closing) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closing), "{part}");
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            open.push(tag.split_whitespace().next().unwrap());
        }
        for entity in [tag, text]
            .into_iter()
            .flat_map(|text| text.split('&').skip(1))
        {
            assert!(entity.split_once(';').is_some(), "{part}");
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    assert!(xml.starts_with("<svg "));
}

/// The tables that `Db::tables` sees, without the records.
fn own_tables(db: &Db) -> usize {
    let tables = db.tables();
    tables.iter().filter(|name| !name.starts_with("__")).count()
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A project on one database: `name::created_and_printed`, `name::migrated`.
macro_rules! projects {
    ($($name:ident: $project:ident on $backend:ident;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn created_and_printed() {
                Db::with(Backend::$backend, |db| $project.is_created_and_printed(db));
            }

            #[test]
            fn migrated() {
                Db::with(Backend::$backend, |db| $project.is_migrated(db));
            }
        }
    )*};
}

projects! {
    crates_io: CRATES_IO on Postgres;
    lemmy: LEMMY on Postgres;
    omicron: OMICRON on Postgres;
    graph_node: GRAPH_NODE on Postgres;
    vaultwarden: VAULTWARDEN on Postgres;
    vaultwarden_sqlite: VAULTWARDEN on Sqlite;
}
