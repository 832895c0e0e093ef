//! Checks the files in the repository and its packages: nothing is left over from a test or an experiment.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn migrations_are_the_tutorials_two_revisions_for_each_dialect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut expected = Vec::new();
    for dialect in ["mysql", "postgres", "sqlite"] {
        expected.push(format!("{dialect}/.keep"));
        for revision in [
            "2026-11-23-010646-0000_initial_migration",
            "2026-11-23-010647-0000_add_mpa_column_to_movie_model",
        ] {
            for file in ["down.sql", "metadata.toml", "up.sql"] {
                expected.push(format!("{dialect}/{revision}/{file}"));
            }
        }
    }
    assert_eq!(files(&root, &root), expected);
}

#[test]
fn the_schema_needs_neither_diesel_nor_a_c_library() {
    let below = crates_below("moviectl-schema", "svg");
    assert!(has(&below, "syn"), "{below:?}");
    for package in &below {
        let name = name(package);
        assert!(
            !name.contains("diesel") && !name.ends_with("-sys"),
            "moviectl-schema needs {package}"
        );
    }
}

#[test]
fn the_engine_has_at_most_70_crates_below_it() {
    for features in ["", "bundled", "postgres", "postgres,bundled"] {
        let below = crates_below("moviectl-engine", features);
        let count = below.len();
        assert!(count <= 70, "{count} crates with {features:?}: {below:?}");
        // Perl and minutes of a C compiler are for those who need them.
        let needs_openssl = features.contains("postgres");
        assert_eq!(has(&below, "openssl-sys"), needs_openssl, "{features:?}");
        let builds_openssl = features == "postgres,bundled";
        assert_eq!(has(&below, "openssl-src"), builds_openssl, "{features:?}");
    }
}

/// The movie catalogue is one application of the engine.
#[test]
fn the_engine_and_the_schema_have_no_movies() {
    for package in ["crates/schema/src", "crates/engine/src"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(package);
        for file in files(&root, &root) {
            if file.contains("tests") {
                continue;
            }
            let text = fs::read_to_string(root.join(&file)).unwrap();
            assert!(!text.contains("movies"), "{package}/{file}");
        }
    }
}

/// The files that cargo and crates.io need in each package.
const COMMON: [&str; 7] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
];

/// Each package, its directory, and what it has beside its sources and [`COMMON`].
const PACKAGES: [(&str, &str, &[&str]); 3] = [
    ("moviectl-schema", "crates/schema", &[]),
    ("moviectl-engine", "crates/engine", &[]),
    (
        "moviectl",
        ".",
        &[
            ".env.example",
            "CHANGELOG.md",
            "build.rs",
            "diesel.toml",
            "migrations/",
            "moviectl.toml",
            "seeds/movies.json",
        ],
    ),
];

#[test]
fn a_package_has_its_sources_and_no_tests_or_tools() {
    for (package, directory, own) in PACKAGES {
        let list = cargo(&[
            "package",
            "--list",
            "--package",
            package,
            "--allow-dirty",
            "--offline",
        ]);
        let files: Vec<&str> = list.lines().collect();
        // The file about git's commit may be missing: a checkout may be an archive.
        let needed = COMMON.iter().filter(|name| !name.starts_with('.'));
        for name in needed.chain(own).chain(&["src/lib.rs"]) {
            let has = files.iter().any(|file| file.starts_with(name));
            assert!(has, "{package} lacks {name}");
        }
        for file in files {
            let belongs = COMMON.contains(&file)
                || file.starts_with("src/")
                || own.iter().any(|name| file.starts_with(name));
            assert!(belongs, "{package} has {file}");
        }
        for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let copy = read(&format!("{directory}/{license}"));
            assert_eq!(copy, read(license), "{package}: {license}");
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the crates that a build of `package` compiles besides it, as `syn v2.0.119`.
fn crates_below(package: &str, features: &str) -> BTreeSet<String> {
    let tree = cargo(&[
        "tree",
        "--offline",
        "--locked",
        "--package",
        package,
        "--no-default-features",
        "--features",
        features,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ]);
    tree.lines()
        .map(|line| line.split(" (").next().unwrap_or(line).to_owned())
        .filter(|below| name(below) != package)
        .collect()
}

fn name(package: &str) -> &str {
    package.split(' ').next().unwrap_or(package)
}

fn has(packages: &BTreeSet<String>, wanted: &str) -> bool {
    packages.iter().any(|package| name(package) == wanted)
}

/// Runs cargo in the repository, and returns its standard output.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// All files below a directory, relative to `root`, sorted.
fn files(root: &Path, directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(root, &path));
        } else {
            found.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    found.sort();
    found
}
