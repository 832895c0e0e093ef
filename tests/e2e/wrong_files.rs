//! SQLite files that are none, that are missing, and that must not be written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::{Invocation, Output, Sandbox, skip};

const NOBODY: u32 = 65534;

#[test]
fn a_directory_is_no_database() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("dir")).unwrap();
    for command in [
        &["list"][..],
        &["upgrade"],
        &["create-db"],
        &["drop-db", "-y"],
    ] {
        in_file(&sandbox, "dir", command)
            .refused(1, "is a directory, not a SQLite database")
            .hint("path of a file in it");
    }
    assert!(sandbox.files().is_empty());
}

#[test]
fn another_file_is_no_database_and_stays_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write("notes.txt", &"these are notes\n".repeat(100));
    let before = sandbox.snapshot();
    for command in [
        &["list"][..],
        &["upgrade"],
        &["create-db"],
        &["drop-db", "-y"],
        &["setup"],
    ] {
        in_file(&sandbox, "notes.txt", command)
            .refused(1, "notes.txt is not a SQLite database")
            .hint("check the path");
    }
    assert_eq!(sandbox.snapshot(), before);
}

#[test]
fn a_missing_parent_directory_is_named() {
    let sandbox = Sandbox::new();
    for command in [&["upgrade"][..], &["create-db"], &["create-all"]] {
        in_file(&sandbox, "none/x.db", command)
            .refused(1, "does not exist")
            .hint("mkdir -p");
    }
    in_file(&sandbox, "none/x.db", &["list"])
        .refused(1, "none/x.db does not exist")
        .hint("its directory does not exist either");
    assert!(sandbox.files().is_empty());
    assert!(!sandbox.path("none").exists());
}

#[test]
fn a_missing_file_is_made_by_what_the_hint_says() {
    let sandbox = Sandbox::new();
    in_file(&sandbox, "x.db", &["list"])
        .refused(1, "x.db does not exist")
        .hint("`moviectl create-db`");
    assert!(sandbox.files().is_empty());
    in_file(&sandbox, "x.db", &["create-db"]).success();
    in_file(&sandbox, "x.db", &["list"])
        .refused(1, "there is no table 'movie'")
        .hint("`moviectl upgrade`");
    in_file(&sandbox, "x.db", &["upgrade"]).success();
    in_file(&sandbox, "x.db", &["list"]).success();
}

#[test]
fn a_read_only_file_is_read_and_not_written() {
    let sandbox = Sandbox::new();
    in_file(&sandbox, "x.db", &["upgrade"]).success();
    in_file(&sandbox, "x.db", &["populate"]).success();
    with_nobody(&sandbox, || {
        set_mode(&sandbox.path("x.db"), 0o444);
        refuses_writes(&sandbox);
    });
}

#[test]
fn a_read_only_directory_is_read_and_not_written() {
    let sandbox = Sandbox::new();
    in_file(&sandbox, "x.db", &["upgrade"]).success();
    in_file(&sandbox, "x.db", &["populate"]).success();
    with_nobody(&sandbox, || {
        set_mode(&sandbox.path("x.db"), 0o666);
        set_mode(&sandbox.path(""), 0o555);
        refuses_writes(&sandbox);
        for command in [["upgrade"], ["create-db"]] {
            as_nobody(&sandbox, "new.db", &command)
                .refused(1, "no permission to open")
                .hint("writable");
        }
        as_nobody(&sandbox, "x.db", &["new", "movies"])
            .refused(1, "can't write")
            .stderr_has("Permission denied");
        as_nobody(&sandbox, "x.db", &["drop-db", "-y"])
            .refused(1, "cannot remove")
            .stderr_has("Permission denied");
        assert_eq!(sandbox.files(), ["x.db"]);
        set_mode(&sandbox.path(""), 0o755);
    });
}

fn refuses_writes(sandbox: &Sandbox) {
    let bytes = || fs::read(sandbox.path("x.db")).unwrap();
    let before = bytes();
    as_nobody(sandbox, "x.db", &["list", "--format", "repr"])
        .success()
        .stdout_has("<Movie Inception>");
    let movie = ["add-movie", "X", "--year", "1999", "--director", "Y"];
    for command in [
        &movie[..],
        &["populate", "--allow-duplicates"],
        &["downgrade"],
        &["drop-all", "-y"],
    ] {
        as_nobody(sandbox, "x.db", command)
            .refused(1, "no permission to write to ")
            .stderr_has("x.db")
            .hint("must be writable");
    }
    assert_eq!(bytes(), before);
}

fn in_file(sandbox: &Sandbox, file: &str, command: &[&str]) -> Output {
    let global = ["--embedded", "--database-url", file];
    sandbox.moviectl(global.iter().chain(command))
}

/// As a user who owns nothing; root may write everywhere.
fn as_nobody(sandbox: &Sandbox, file: &str, command: &[&str]) -> Output {
    nobody(sandbox, file, command).run()
}

fn nobody(sandbox: &Sandbox, file: &str, command: &[&str]) -> Invocation {
    let global = ["--embedded", "--database-url", file];
    if !is_root() {
        return sandbox.command(global.iter().chain(command));
    }
    let binary = sandbox.path("../bin/moviectl").display().to_string();
    let id = NOBODY.to_string();
    let drop = ["--reuid", &id, "--regid", &id, "--clear-groups", &binary];
    sandbox.program(
        Path::new("setpriv"),
        drop.iter().chain(&global).chain(command),
    )
}

/// Runs a test with a copy of the binary that everybody may run, where another user can be taken on at all.
fn with_nobody(sandbox: &Sandbox, test: impl FnOnce()) {
    if !is_root() {
        return test();
    }
    let bin = sandbox.path("../bin");
    fs::create_dir(&bin).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_moviectl"), bin.join("moviectl")).unwrap();
    for directory in sandbox.path("").ancestors().take(2).chain([bin.as_path()]) {
        set_mode(directory, 0o755);
    }
    let probe = || {
        std::process::Command::new("setpriv")
            .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
            .arg(bin.join("moviectl"))
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    // While another test starts a process, that one has the copy open for writing, and it can't be run ("text file busy").
    let runs = (0..20).any(|_| {
        probe() || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            false
        }
    });
    if !runs {
        return skip("no way to run as another user (setpriv, as root)");
    }
    test();
}

fn is_root() -> bool {
    let output = std::process::Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
