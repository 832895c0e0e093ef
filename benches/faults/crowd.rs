//! Sixteen upgrades of one database at once, round after round: directly, and through PgBouncer where it is installed.
//! In every other round one that is running a revision is killed.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::pgbouncer::PgBouncer;
use crate::project::{Project, REVISIONS, Shape, binary};
use crate::seed::Seed;

const CROWD: usize = 16;

/// Runs all rounds, and returns how many went wrong.
pub(crate) fn run(rounds: usize, words: &[&String], seed: &mut Seed) -> usize {
    println!("| database | rounds of {CROWD} | one killed in | revisions run twice | failures |");
    println!("|---|---|---|---|---|");
    let mut exceptions = 0;
    let wanted = |database: &Database| {
        let mut others = words.iter().filter(|word| **word != "crowd").peekable();
        others.peek().is_none() || others.any(|word| *word == database.name())
    };
    for database in Database::all().into_iter().filter(wanted) {
        for shape in [Shape::Tables, Shape::Steps] {
            let project = Project::new(&database, shape, REVISIONS);
            exceptions += series(&database, &project, false, rounds, seed);
            let is_server = matches!(database, Database::Postgres { .. });
            if is_server && PgBouncer::before(project.url()).is_some() {
                exceptions += series(&database, &project, true, rounds, seed);
            }
        }
    }
    exceptions
}

fn series(
    database: &Database,
    project: &Project,
    pooled: bool,
    rounds: usize,
    seed: &mut Seed,
) -> usize {
    database.reset(project.url());
    project.moviectl(&["upgrade"]);
    let expected = database.dump();
    let (mut killed, mut twice, mut failures) = (0, 0, 0);
    for round in 0..rounds {
        database.reset(project.url());
        let one_dies = round % 2 == 1;
        // A new one each time: it keeps connections to a database that is about to be dropped.
        let pooler = pooled.then(|| PgBouncer::before(project.url()).unwrap());
        let url = pooler
            .as_ref()
            .map_or_else(|| project.url().to_owned(), |pooler| pooler.url.clone());
        let (failed, ran) = crowd(project, &url, one_dies, seed);
        drop(pooler);
        killed += usize::from(one_dies);
        failures += failed;
        // One that was killed may have said so before it ran.
        twice += usize::from(!one_dies && project.shape() == Shape::Tables && ran != REVISIONS);
        database.wait_for_the_dead();
        if database.dump() != expected || database.half_done() != 0 {
            println!("exception: round {round}: there is\n{}", database.dump());
            failures += 1;
        }
    }
    // A revision that resumes reports itself again.
    let counted = match project.shape() {
        Shape::Tables => twice.to_string(),
        Shape::Rebuilds | Shape::Steps => "–".to_owned(),
    };
    println!(
        "| {}{}, {} | {rounds} | {killed} | {counted} | {failures} |",
        database.name(),
        if pooled { " behind PgBouncer" } else { "" },
        project.shape().describe()
    );
    failures + twice
}

/// How many of the crowd failed, and how many revisions they said that they ran.
fn crowd(project: &Project, url: &str, one_dies: bool, seed: &mut Seed) -> (usize, usize) {
    let said = |number: usize| project.path().join(format!("said.{number}"));
    let read = |number: usize| std::fs::read_to_string(said(number)).unwrap_or_default();
    let mut running: Vec<Option<Child>> = (0..CROWD)
        .map(|number| {
            let child = Command::new(binary())
                .arg("upgrade")
                .current_dir(project.path())
                .env("DATABASE_URL", url)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(File::create(said(number)).unwrap())
                .spawn();
            Some(child.unwrap())
        })
        .collect();
    if one_dies {
        let began = Instant::now();
        let holder = loop {
            let found = (0..CROWD).find(|number| read(*number).contains("Running "));
            if found.is_some() || began.elapsed() > Duration::from_secs(30) {
                break found.unwrap();
            }
        };
        std::thread::sleep(Duration::from_millis(20).mul_f64(seed.fraction()));
        let mut victim = running[holder].take().unwrap();
        let _ = victim.kill();
        victim.wait().unwrap();
    }
    let mut failed = 0;
    for (number, child) in running.iter_mut().enumerate() {
        if let Some(child) = child
            && !child.wait().unwrap().success()
        {
            println!("exception: {}", read(number));
            failed += 1;
        }
    }
    let ran = (0..CROWD).map(|number| read(number).matches("Running ").count());
    (failed, ran.sum())
}
