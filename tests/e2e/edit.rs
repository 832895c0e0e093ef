//! `edit`: the scripts of a revision in an editor.

use rexpect::session::spawn_command;

use crate::support::{Db, on_each};

/// Longer than anything takes: a test that waits for it has failed.
const PATIENCE_MS: u64 = 60_000;

/// Runs `moviectl edit` at a terminal, and gives what it said and how it ended.
#[track_caller]
fn at_terminal(db: &Db, arguments: &[&str], variables: &[(&str, &str)]) -> (String, bool) {
    let arguments = ["edit"].iter().chain(arguments);
    let mut command = db
        .command(arguments)
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    for (name, value) in variables {
        command = command.env(name, value);
    }
    let mut session = spawn_command(command.into_command(), Some(PATIENCE_MS)).unwrap();
    let said = session.exp_eof().unwrap();
    let status = session.process().wait().unwrap();
    // Its type is not re-exported.
    let done = format!("{status:?}").ends_with(", 0)");
    (said.replace("\r\n", "\n"), done)
}

/// An editor that writes down what it was given, and adds a line to each file.
fn editor(db: &Db, name: &str) -> String {
    let path = db.path(name);
    let log = db.path(format!("{name}.log"));
    db.write(
        name,
        &format!(
            "for file in \"$@\"; do echo \"$file\" >> '{}'; case $file in -*) ;; *) echo '-- edited' >> \"$file\";; esac; done\n",
            log.display()
        ),
    );
    format!("sh '{}' --wait", path.display())
}

on_each! {
    fn both_scripts_are_opened_by_visual_then_editor(db: &Db) {
        db.project_of(&[("10-01_first", &[]), ("10-02_second", &["1001"])]);
        let (one, other) = (editor(db, "an editor"), editor(db, "another"));
        let (said, done) = at_terminal(db, &[], &[("VISUAL", &one), ("EDITOR", &other)]);
        assert!(done && said.is_empty(), "{said}");
        let directory = db.path(format!("migrations/{}", db.dialect()));
        let second = directory.join("10-02_second");
        assert_eq!(
            db.read("an editor.log"),
            format!("--wait\n{}\n{}\n", second.join("up.sql").display(), second.join("down.sql").display())
        );
        let (_, done) = at_terminal(db, &["first"], &[("VISUAL", " "), ("EDITOR", &other)]);
        assert!(done);
        assert!(db.read("another.log").contains("10-01_first/up.sql"));
        assert!(db.read(directory.join("10-01_first/down.sql")).ends_with("-- edited\n"));
    }

    fn what_is_applied_is_warned_about(db: &Db) {
        db.project_of(&[("10-01_first", &[])]);
        db.moviectl(["upgrade"]).success();
        let (said, done) = at_terminal(db, &["head"], &[("EDITOR", "true")]);
        assert!(done && said.contains("warning: revision 1001 is applied in this database already"), "{said}");
        assert!(!said.contains("was edited"), "{said}");
        let (said, done) = at_terminal(db, &["head"], &[("EDITOR", &editor(db, "editor"))]);
        assert!(done && said.contains("warning: up.sql of the applied revision 1001 was edited"), "{said}");
        assert!(said.contains("hint: `moviectl stamp --accept-changes 1001`"), "{said}");
        db.moviectl(["stamp", "--accept-changes", "1001"]).success().stderr_has("Accepted revision 1001");
    }

    fn without_an_editor_or_a_terminal_it_says_so(db: &Db) {
        db.project_of(&[("10-01_first", &[]), ("10-02_left", &["1001"]), ("10-03_right", &["1001"])]);
        db.moviectl_changes_nothing(["edit", "left"])
            .refused(2, "neither VISUAL nor EDITOR names an editor")
            .hint("EDITOR=nano");
        db.command(["edit", "left"])
            .env("EDITOR", "vi")
            .run()
            .refused(2, "there is no terminal to edit on")
            .hint(&format!("migrations/{}/10-02_left/up.sql and ", db.dialect()));
        db.command(["edit", "left"]).env("EDITOR", "vi 'x").run().refused(2, "EDITOR can't be understood: vi 'x");
        db.moviectl_changes_nothing(["edit"]).refused(1, "Multiple head revisions");
        db.moviectl_changes_nothing(["edit", "heads"]).refused(1, "'heads' is several revisions (1002, 1003)");
        db.moviectl_changes_nothing(["edit", "base"]).refused(1, "'base' is no revision");
        db.moviectl_changes_nothing(["--embedded", "edit"]).refused(1, "no project here or above");
        let (said, done) = at_terminal(db, &["left"], &[("EDITOR", "false")]);
        assert!(!done && said.contains("error: the editor `false` failed: exit status: 1"), "{said}");
        let (said, done) = at_terminal(db, &["left"], &[("EDITOR", "no-such-editor -x")]);
        assert!(!done && said.contains("error: can't run the editor `no-such-editor -x`"), "{said}");
        assert!(said.contains("caused by: "), "{said}");
    }
}
