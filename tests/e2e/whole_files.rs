//! Commands that write revisions at once, and that are killed while they do.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::support::{Db, on_each};

const CHAIN: [(&str, &[&str]); 4] = [
    ("10-01_first", &[]),
    ("10-02_second", &["1001"]),
    ("10-03_third", &["1002"]),
    ("10-04_fourth", &["1003"]),
];

const FORKED: [(&str, &[&str]); 4] = [
    ("10-01_first", &[]),
    ("10-02_left", &["1001"]),
    ("10-03_right", &["1001"]),
    ("10-04_further", &["1003"]),
];

const SQUASH: [&str; 5] = ["squash", "second:fourth", "--no-proof", "-m", "All."];

fn revisions(db: &Db) -> PathBuf {
    db.path("migrations").join(db.dialect())
}

/// Each file of the repository with its text, hidden ones too.
fn files(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            found.insert(path, text);
        }
    }
    found
}

/// Makes the directory have these files and no others.
fn restore(directory: &Path, files: &BTreeMap<PathBuf, String>) {
    fs::remove_dir_all(directory).unwrap();
    for (path, text) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Returns whether a file is in the hidden directory.
fn is_aside(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str() == ".moviectl")
}

/// The names of the revisions' directories.
fn names(files: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let ups = files
        .keys()
        .filter(|path| path.ends_with("up.sql") && !is_aside(path));
    let directory = |path: &PathBuf| path.parent()?.file_name()?.to_str().map(ToOwned::to_owned);
    ups.filter_map(directory).collect()
}

/// A command's change to the repository, with all the states in which the command may leave it when it is killed.
struct Change {
    directory: PathBuf,
    before: BTreeMap<PathBuf, String>,
    after: BTreeMap<PathBuf, String>,
    new: Vec<String>,
    old: Vec<String>,
}

impl Change {
    fn of(db: &Db, arguments: &[&str]) -> Self {
        let directory = revisions(db);
        let before = files(&directory);
        db.moviectl(arguments).success();
        let after = files(&directory);
        let (was, is) = (names(&before), names(&after));
        Self {
            new: is
                .iter()
                .filter(|name| !was.contains(name))
                .cloned()
                .collect(),
            old: was
                .iter()
                .filter(|name| !is.contains(name))
                .rev()
                .cloned()
                .collect(),
            directory,
            before,
            after,
        }
    }

    /// Prepares the change, and carries out its first `steps` renames.
    fn cut_off(&self, steps: usize) {
        restore(&self.directory, &self.before);
        let aside = self.directory.join(".moviectl");
        for (path, text) in &self.after {
            let relative = path.strip_prefix(&self.directory).unwrap();
            if self.new.iter().any(|name| relative.starts_with(name)) {
                let path = aside.join("new").join(relative);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        fs::create_dir_all(aside.join("old")).unwrap();
        let come = self
            .new
            .iter()
            .map(|name| (aside.join("new").join(name), self.directory.join(name)));
        let go = self
            .old
            .iter()
            .map(|name| (self.directory.join(name), aside.join("old").join(name)));
        for (from, to) in come.chain(go).take(steps) {
            fs::rename(from, to).unwrap();
        }
    }

    fn list(&self) {
        let list = format!("new = {:?}\nold = {:?}\n", self.new, self.old);
        fs::write(self.directory.join(".moviectl/change.toml"), list).unwrap();
    }

    /// The next command finds the whole change, whenever it was cut off after the list was written.
    #[track_caller]
    fn is_finished_by(&self, db: &Db, command: &[&str]) {
        for steps in 0..=self.new.len() + self.old.len() {
            self.cut_off(steps);
            self.list();
            db.moviectl(command).success();
            assert_eq!(
                files(&self.directory),
                self.after,
                "{command:?} after {steps} steps"
            );
            assert!(!self.directory.join(".moviectl").exists());
        }
    }
}

/// Kills a command at many moments. The next one finds the revisions as they were or as they are to be.
fn kill_at_any_moment(db: &Db, arguments: &[&str]) {
    let change = Change::of(db, arguments);
    for moment in 0..24 {
        restore(&change.directory, &change.before);
        let running = db.command(arguments).spawn();
        thread::sleep(Duration::from_micros(1_500 * moment));
        running.signal("KILL");
        running.finish();
        db.moviectl(["history"]).success();
        let found = names(&files(&change.directory));
        let is_before = change.old.iter().all(|name| found.contains(name));
        // A rebase gives the revisions other versions each time it runs.
        let has_slug = |name: &String| {
            let (_, slug) = name.split_once('_').unwrap();
            found.iter().any(|name| name.ends_with(slug))
        };
        let is_after =
            change.new.iter().all(has_slug) && !change.old.iter().any(|name| found.contains(name));
        assert!(is_before != is_after, "after {moment}: {found:?}");
        db.moviectl([
            "revision",
            "-m",
            "x",
            "--rev-id",
            "999999999999999999",
            "--head",
            "heads",
        ])
        .success();
        assert!(!change.directory.join(".moviectl").exists());
    }
}

on_each! {
    fn a_squash_that_was_cut_off_is_finished(db: &Db) {
        db.project_of(&CHAIN);
        let change = Change::of(db, &SQUASH);
        assert_eq!((change.new.len(), change.old.len()), (1, 3));
        for command in [&["history"][..], &["revision", "--rev-id", "1004"], &["current"]] {
            if command[0] == "revision" {
                // A command that writes finishes the interrupted change before it refuses its arguments.
                change.cut_off(2);
                change.list();
                db.moviectl(command).code(2).stderr_has("there is a revision of this version");
                assert_eq!(files(&change.directory), change.after);
            } else {
                change.is_finished_by(db, command);
            }
        }
        change.cut_off(1);
        change.list();
        db.moviectl(["upgrade"]).success().stderr_lacks("second");
        assert_eq!(db.lines("SELECT version FROM __moviectl_revisions ORDER BY version"), ["1001", "1004"]);
    }

    fn a_rebase_that_was_cut_off_is_finished(db: &Db) {
        db.project_of(&FORKED);
        let change = Change::of(db, &["rebase", "right", "--no-proof"]);
        assert_eq!((change.new.len(), change.old.len()), (2, 2));
        change.is_finished_by(db, &["heads"]);
    }

    fn what_was_not_begun_is_no_revision(db: &Db) {
        db.project_of(&CHAIN);
        let change = Change::of(db, &SQUASH);
        change.cut_off(0);
        // Without the list nothing has happened, and what is aside may be half written.
        let half = change.directory.join(".moviectl/new").join(&change.new[0]).join("up.sql");
        fs::write(half, "CREATE TAB").unwrap();
        let listed = db.moviectl_reads(["history"]).success().stdout.clone();
        assert_eq!(listed.lines().count(), 4);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["revision", "-m", "more"]).success();
        assert!(!change.directory.join(".moviectl").exists());
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "base"]).success();
    }

    fn a_list_names_nothing_elsewhere(db: &Db) {
        db.project_of(&CHAIN);
        db.write("precious/file", "text");
        let list = revisions(db).join(".moviectl/change.toml");
        for name in ["../../precious", "..", ".keep", "10-01_first/up.sql", "/tmp"] {
            fs::create_dir_all(list.parent().unwrap()).unwrap();
            fs::write(&list, format!("new = []\nold = [{name:?}]\n")).unwrap();
            let before = db.snapshot();
            db.moviectl(["history"]).failure().stderr_has("can't write");
            assert_eq!(db.snapshot(), before);
        }
        // If the new revision is missing, the old ones stay.
        fs::write(&list, "new = [\"10-05_gone\"]\nold = [\"10-01_first\"]\n").unwrap();
        let before = db.snapshot();
        db.moviectl(["upgrade"]).failure().stderr_has("10-05_gone");
        assert_eq!(db.snapshot(), before);
        fs::write(&list, "nonsense").unwrap();
        db.moviectl(["history"]).failure().stderr_has("change.toml:1:");
    }

    fn a_new_revision_is_killed(db: &Db) {
        db.project_of(&CHAIN);
        for moment in 0..24 {
            let running = db.command(["revision", "-m", "x"]).spawn();
            thread::sleep(Duration::from_micros(1_000 * moment));
            running.signal("KILL");
            running.finish();
            db.moviectl(["history"]).success();
            for entry in fs::read_dir(revisions(db)).unwrap() {
                let directory = entry.unwrap().path();
                let whole = ["up.sql", "down.sql", "metadata.toml"].map(|file| directory.join(file).is_file());
                let is_revision = directory.extension().is_none() && !directory.ends_with(".moviectl");
                assert!(!is_revision || directory.ends_with(".keep") || whole == [true; 3], "{directory:?}");
            }
        }
        db.moviectl(["upgrade"]).success();
    }

    fn a_squash_is_killed(db: &Db) {
        db.project_of(&CHAIN);
        kill_at_any_moment(db, &SQUASH);
    }

    fn a_rebase_is_killed(db: &Db) {
        db.project_of(&FORKED);
        kill_at_any_moment(db, &["rebase", "right", "--no-proof"]);
    }

    fn a_writer_waits_and_a_reader_does_not(db: &Db) {
        db.project_of(&CHAIN);
        let directory = fs::File::open(db.path("migrations")).unwrap();
        directory.lock().unwrap();
        let inode = format!(":{} ", directory.metadata().unwrap().ino());
        let before = db.snapshot();
        let mut waiting = db.command(["revision", "-m", "Later."]).spawn();
        waiting.until("it waits", || {
            let locks = fs::read_to_string("/proc/locks").unwrap();
            locks.lines().any(|line| line.contains("->") && line.contains(&inode))
        });
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["history"]).success();
        db.moviectl(["migrate", "--dry-run", "-m", "x"]).success();
        assert_eq!(db.snapshot(), before);
        drop(directory);
        waiting.finish().success().stderr_has("note: waiting for another process that writes revisions in migrations");
        assert_ne!(db.snapshot(), before);
    }

    fn one_writes_at_a_time(db: &Db) {
        db.project_of(&CHAIN);
        let crowd: Vec<_> = (1..=6).map(|number| {
            let message = format!("Number {number}.");
            db.command(["revision", "-m", &message]).spawn()
        }).collect();
        for one in crowd {
            one.finish().success();
        }
        let listed = db.moviectl_reads(["history", "--format", "json"]).success().json();
        assert_eq!(listed.as_array().unwrap().len(), 10);
        assert_eq!(db.moviectl_reads(["heads"]).success().stdout.lines().count(), 1);
        assert!(!files(&revisions(db)).keys().any(|path| is_aside(path)));
    }

    fn one_of_two_migrations_is_written(db: &Db) {
        // The first revision makes the directory of its dialect.
        db.project();
        db.moviectl(["init"]).success();
        fs::remove_dir_all(revisions(db)).unwrap();
        let crowd: Vec<_> = (0..4).map(|_| db.command(["migrate", "-m", "Same."]).spawn()).collect();
        let outputs: Vec<_> = crowd.into_iter().map(|one| one.finish()).collect();
        let wrote = outputs.iter().filter(|output| output.success().stderr.contains("up.sql ... done")).count();
        assert_eq!(wrote, 1, "{outputs:?}");
        assert_eq!(names(&files(&revisions(db))).len(), 1);
        let told = outputs.iter().filter(|output| output.stderr.contains("No changes in schema detected"));
        assert_eq!(told.count(), 3);
    }

    fn one_of_several_squashes_or_merges_is_made(db: &Db) {
        db.project_of(&CHAIN);
        let crowd: Vec<_> = (0..3).map(|_| db.command(SQUASH).spawn()).collect();
        let codes: Vec<i32> = crowd.into_iter().map(|one| one.finish().code).collect();
        assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
        assert_eq!(names(&files(&revisions(db))).len(), 2);
        for head in ["left", "right"] {
            db.moviectl(["revision", "-m", head, "--head", "first", "--splice"]).success();
        }
        let crowd: Vec<_> = (0..3).map(|_| db.command(["merge"]).spawn()).collect();
        let codes: Vec<i32> = crowd.into_iter().map(|one| one.finish().code).collect();
        assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
        assert_eq!(db.moviectl_reads(["heads"]).success().stdout.lines().count(), 1);
    }
}
