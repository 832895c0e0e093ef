//! `current` and `list` of ten movies against one SELECT by the database's own client.

use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;

use crate::bench::{Bench, title};
use crate::measure::{Pair, Work};
use crate::project;
use crate::row::{Row, Target};
use crate::servers::{Told, client};

const SELECT: &str = "SELECT * FROM movie ORDER BY id";

pub(super) fn run(bench: &Bench<'_>, dialect: Dialect, rows: &mut Vec<Row>) {
    let commands = ["current", "list"].map(|command| {
        let name = format!("`{command}`, ten movies, {}", title(dialect));
        (command, name)
    });
    if !commands.iter().any(|(_, name)| bench.options.wants(name)) {
        return;
    }
    let root = bench.directory("movies", dialect);
    let url = bench.database("movies", dialect);
    let root = fill(&root, &url);
    let (against, other) = client(dialect, &url, &root, &Told::Sql(SELECT));
    for (command, name) in commands {
        let pair = Pair {
            ours: ours(&root, &url).args([command]),
            other: Some(other.clone()),
            prepare: &|| {},
        };
        bench.measure(rows, name, against, Target::Ratio(1.5), &pair);
    }
    bench.drop("movies", dialect);
}

/// The tutorial's project with ten movies.
fn fill(root: &Path, url: &str) -> PathBuf {
    let file = project::ten_movies(root);
    ours(root, url).args(["new", "movies"]).run();
    let project = root.join("movies");
    let run = |args: &[&str]| {
        ours(&project, url).args(args).run();
    };
    run(&["init"]);
    run(&["migrate", "-m", "Initial migration."]);
    run(&["upgrade"]);
    run(&["populate", &file.display().to_string()]);
    project
}

fn ours(root: &Path, url: &str) -> Work {
    Work::moviectl(root).env("DATABASE_URL", url)
}
