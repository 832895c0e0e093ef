//! Wrong usage, questions without a terminal, and how a command fails.

use crate::support::{Sandbox, on_each};

on_each! {
    fn without_a_terminal_nothing_is_destroyed_unasked(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        for arguments in [["drop-all"].as_slice(), &["drop-db"], &["drop-all", "--no-input"]] {
            db.moviectl_reads(arguments).code(2).hint("--yes");
        }
        // An answer that is piped in is nobody at a terminal.
        db.command(["drop-all"]).input("y\n").run().code(2);
        assert!(db.tables().contains(&"movie".to_owned()));
        db.moviectl(["drop-all", "-y"]).success();
        assert!(!db.tables().contains(&"movie".to_owned()));
    }
}

#[test]
fn wrong_usage_is_status_two() {
    let sandbox = Sandbox::new();
    for arguments in [
        ["nonsense"].as_slice(),
        &["list", "--nonsense"],
        &["add-movie"],
        &["add-movie", "X", "--year", "abc", "--director", "Y"],
        &["show-movie-of-the-week"],
        &["--color", "purple", "list"],
    ] {
        sandbox
            .moviectl(arguments)
            .code(2)
            .stdout("")
            .stderr_has("error: ");
    }
    assert!(sandbox.files().is_empty());
}

#[test]
fn help_and_version_are_data() {
    let sandbox = Sandbox::new();
    sandbox
        .moviectl(["--help"])
        .success()
        .stdout_has("upgrade")
        .stderr("");
    sandbox.moviectl(["--version"]).success().stdout(concat!(
        "moviectl ",
        env!("CARGO_PKG_VERSION"),
        "\n"
    ));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["setup"]).success();
    let script = format!(
        "{} list --format ndjson | head -c 1 >/dev/null",
        env!("CARGO_BIN_EXE_moviectl")
    );
    sandbox
        .program(std::path::Path::new("sh"), ["-c", &script])
        .run()
        .success()
        .stderr("");
}

#[test]
fn without_a_terminal_there_is_no_colour() {
    let sandbox = Sandbox::new();
    for arguments in [["setup"].as_slice(), &["list"], &["nonsense"], &["--help"]] {
        let output = sandbox.moviectl(arguments);
        output.stdout_lacks("\u{1b}").stderr_lacks("\u{1b}");
    }
}
