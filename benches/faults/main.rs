//! Kills `upgrade` and `downgrade` at random moments, and looks at what is left.
//!
//! `cargo bench --bench faults -- [KILLS] [WORD…]`, 20 a scenario unless told otherwise, and only scenarios whose line has
//! all the words; PostgreSQL where `MOVIECTL_TEST_POSTGRES_URL` names a superuser, and
//! MariaDB where `MOVIECTL_TEST_MYSQL_URL` does. After each kill the database must be
//! exactly at some revision (or, where revisions run statement by statement, within one that is recorded as half done),
//! the next run must complete, and the result must equal that of a run that nobody disturbed. Any exception ends it with
//! exit status 1.
//!
//! `cargo bench --bench faults -- crowd 20` runs sixteen upgrades at once, that many rounds, on all databases or
//! on those that are named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

mod crowd;
mod database;
#[path = "../../tests/e2e/support/pgbouncer.rs"]
mod pgbouncer;
mod project;
mod seed;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use database::Database;
use project::{Project, REVISIONS, Shape, binary};
use seed::Seed;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let kills = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(20);
    let is_word =
        |argument: &&String| argument.parse::<usize>().is_err() && !argument.starts_with('-');
    let words: Vec<&String> = arguments.iter().filter(is_word).collect();
    let mut seed = Seed::from_environment();
    println!("seed {}", seed.0);
    if words.iter().any(|word| *word == "crowd") {
        let exceptions = crowd::run(kills, &words, &mut seed);
        assert!(exceptions == 0, "{exceptions} exceptions");
        return;
    }
    println!("| scenario | kills | inside an open revision | exceptions |");
    println!("|---|---|---|---|");
    let mut exceptions = 0;
    for database in Database::all() {
        for shape in Shape::of(&database) {
            for direction in ["upgrade", "downgrade"] {
                let name = format!("{} {direction}, {}", database.name(), shape.describe());
                if !words.iter().all(|word| name.contains(word.as_str())) {
                    continue;
                }
                let scenario = Scenario::new(&database, shape, direction);
                let counts = scenario.run(kills, &mut seed);
                println!(
                    "| {name} | {} | {} | {} |",
                    counts.kills,
                    counts.inside,
                    counts.exceptions.len()
                );
                for exception in &counts.exceptions {
                    println!("exception: {exception}");
                }
                exceptions += counts.exceptions.len();
            }
        }
    }
    assert!(exceptions == 0, "{exceptions} exceptions");
}

struct Scenario<'a> {
    database: &'a Database,
    project: Project,
    command: Vec<&'static str>,
    /// The dumps before the command, and after an undisturbed run of it.
    start: String,
    end: String,
    /// The time that a revision of such a run takes.
    took: Duration,
    /// The dump at each number of applied revisions.
    stops: Vec<String>,
}

#[derive(Default)]
struct Counts {
    kills: usize,
    inside: usize,
    exceptions: Vec<String>,
}

impl<'a> Scenario<'a> {
    fn new(database: &'a Database, shape: Shape, direction: &'static str) -> Self {
        let project = Project::new(database, shape, REVISIONS);
        let command = match direction {
            "upgrade" => vec!["upgrade"],
            _ => vec!["downgrade", "base"],
        };
        let mut stops = Vec::new();
        database.reset(project.url());
        project.fill_children(database);
        stops.push(database.dump());
        for _ in 0..REVISIONS {
            project.moviectl(&["upgrade", "+1"]);
            stops.push(database.dump());
        }
        if direction == "downgrade" {
            // Tables and columns that a downgrade restores have other rows than before, so each stop is dumped again.
            let mut down = vec![database.dump()];
            for _ in 0..REVISIONS {
                project.moviectl(&["downgrade", "-1"]);
                down.push(database.dump());
            }
            down.reverse();
            stops = down;
        }
        let mut scenario = Self {
            database,
            project,
            command,
            start: String::new(),
            end: String::new(),
            took: Duration::ZERO,
            stops,
        };
        scenario.prepare();
        scenario.start = database.dump();
        scenario.took = scenario.undisturbed();
        scenario.end = database.dump();
        scenario
    }

    /// The database as it is before the command.
    fn prepare(&self) {
        self.database.reset(self.project.url());
        self.project.fill_children(self.database);
        if self.command[0] == "downgrade" {
            self.project.moviectl(&["upgrade"]);
        }
    }

    fn run(&self, kills: usize, seed: &mut Seed) -> Counts {
        let mut counts = Counts::default();
        while counts.kills < kills {
            self.prepare();
            assert_eq!(self.database.dump(), self.start);
            // Somewhere in one of the revisions, or just behind it.
            let number = 1 + (seed.fraction() * (REVISIONS - 1) as f64).round() as usize;
            let moment = self.took.mul_f64(seed.fraction() * 0.8);
            let Some(inside) = self.kill_in(number, moment) else {
                // It was done before.
                continue;
            };
            counts.kills += 1;
            counts.inside += usize::from(inside);
            counts.exceptions.extend(self.judge().err());
        }
        counts
    }

    /// Runs the command, and tells how long one of its revisions takes.
    fn undisturbed(&self) -> Duration {
        let mut child = self.spawn();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let (mut first, mut last) = (None, Instant::now());
        while said.read_line(&mut line).unwrap() > 0 {
            if line.starts_with("Running ") {
                last = Instant::now();
                first.get_or_insert(last);
            }
            line.clear();
        }
        assert!(child.wait().unwrap().success());
        (last - first.unwrap()) / (REVISIONS as u32 - 1)
    }

    fn spawn(&self) -> Child {
        Command::new(binary())
            .args(&self.command)
            .current_dir(self.project.path())
            .env("DATABASE_URL", self.project.url())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Kills the command that long after it said that it begins that revision, and tells whether one was open then;
    /// `None` where it had ended by itself. A server may go on with what it was sent, and commit: so what counts is
    /// what is recorded at that moment.
    fn kill_in(&self, number: usize, moment: Duration) -> Option<bool> {
        let mut watcher = self.database.watcher();
        let mut child = self.spawn();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut begun = 0;
        let mut line = String::new();
        while begun < number && said.read_line(&mut line).unwrap() > 0 {
            begun += usize::from(line.starts_with("Running "));
            line.clear();
        }
        std::thread::sleep(moment);
        let ended = child.try_wait().unwrap().is_some();
        let _ = child.kill();
        let recorded = self.done(watcher.applied());
        let _ = child.wait().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        (!ended).then(|| begun + rest.matches("Running ").count() > recorded)
    }

    /// How many revisions the command has done where so many are applied.
    fn done(&self, applied: usize) -> usize {
        if self.command[0] == "upgrade" {
            applied
        } else {
            REVISIONS - applied
        }
    }

    /// Checks the state that the kill left, and the next run; returns the first fault.
    fn judge(&self) -> Result<(), String> {
        // If revisions can be half done, the next run has to wait for the work that the killed run left on the server.
        let by_steps = self.project.shape() == Shape::Steps || !self.database.rolls_back();
        if !by_steps {
            self.database.wait_for_the_dead();
        }
        let applied = self.database.applied();
        let half_done = self.database.half_done();
        let found = self.database.dump();
        let stop = self
            .stops
            .get(applied)
            .ok_or("no such number of revisions")?;
        if half_done > usize::from(by_steps) {
            return Err(format!("{half_done} revisions are recorded as half done"));
        }
        if !by_steps && found != *stop {
            return Err(format!(
                "{applied} revisions are recorded, but there is\n{found}\ninstead of\n{stop}"
            ));
        }
        self.project.try_moviectl(&self.command)?;
        if self.database.half_done() > 0 {
            return Err("a revision stayed half done".to_owned());
        }
        self.database.wait_for_the_dead();
        let end = self.database.dump();
        if end != self.end {
            return Err(format!(
                "the next run made\n{end}\ninstead of\n{}",
                self.end
            ));
        }
        Ok(())
    }
}
