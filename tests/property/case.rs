//! One case: a schema with rows, a change, and all that must be true of the script that makes it.

mod attached;

use moviectl_engine::database::AnyConnection;
use moviectl_engine::inspect::{inspect, spelled};
use moviectl_engine::migrations::{Metadata, Repository, Revision};
use moviectl_engine::workflow::{Expectation, LeftAlone, prove};
use moviectl_schema::declared::{Source, read};
use moviectl_schema::dialect::{Dialect, Server};
use moviectl_schema::diff::{Mode, Side, diff};
use moviectl_schema::plan::{Plan, create_all, plan_filled, script};
use moviectl_schema::schema::{Change, Rename, Schema};

use crate::beyond::beyond;
use crate::database::{
    Database, contents, insert_again, rows, schema, wrong_fills, wrong_generated,
};
use crate::decorate::{carry, decorate};
use crate::expect::{may_fail_down, may_fail_up, untouched};
use crate::fills::{self, Filled};
use crate::model::Model;
use crate::mutate::{mutate, respell};
use crate::mysql;
use crate::random::Random;
use crate::renames;
use crate::rows::inserts;
use crate::run::Run;
use crate::tally::Tally;

/// The parts of a case. A failure reports all of them.
pub(crate) struct Case {
    dialect: Dialect,
    mode: Mode,
    before: Model,
    after: Model,
    first: Schema,
    declared: Schema,
    /// `first` and `declared`, as the database spells them.
    spelled: [Schema; 2],
    /// The statements that make the schema to start from.
    start: Vec<String>,
    old_names: Vec<String>,
    inserts: Vec<String>,
    /// The renamings. The start and the rows are created under the later names.
    renames: Vec<Rename>,
    fills: Vec<Filled>,
    plan: Option<Plan>,
}

/// The schema to start from, and the same under its later names.
struct Built {
    built: Schema,
    renamed: Schema,
}

type Outcome<T = ()> = Result<T, String>;

fn declare(model: &Model) -> Schema {
    let source = Source {
        path: "schema.rs".into(),
        text: model.text(),
    };
    let declared = read(&[source], model.dialect);
    declared
        .unwrap_or_else(|error| panic!("{error}\n{}", model.text()))
        .schema
}

impl Case {
    pub(crate) fn new(dialect: Dialect, random: &mut Random) -> Self {
        let mode = if random.once_in(2) {
            Mode::Managed
        } else {
            Mode::Plain
        };
        let before = Model::random(dialect, random);
        let mut after = before.clone();
        mutate(&mut after, random);
        respell(&mut after, random);
        let mut declared = declare(&after);
        let mut first = declare(&before);
        let beside = decorate(dialect, &mut first, &declared, random);
        carry(dialect, &first, &mut declared, random);
        beyond(dialect, &mut first, &mut declared, random);
        let renames = renames::some(dialect, &first, &declared, random);
        let mut start = create_all(dialect, &first);
        if dialect == Dialect::Mysql && mode == Mode::Plain {
            mysql::check_columns(&mut start, [&first, &declared], random);
        }
        start.extend(beside);
        Self {
            dialect,
            mode,
            inserts: inserts(dialect, &first, random),
            before,
            after,
            first,
            declared,
            spelled: Default::default(),
            start,
            old_names: Vec::new(),
            renames,
            fills: Vec::new(),
            plan: None,
        }
    }

    /// Runs it, and says what is not as it should be.
    pub(crate) fn run(
        &mut self,
        database: &mut Database,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Outcome {
        if database.lacks(&self.start) || database.lacks(&create_all(self.dialect, &self.declared))
        {
            tally.left_out += 1;
            return Ok(());
        }
        let built = self.built(database.emptied())?;
        let changes = self.left(&built.renamed);
        tally.changes(&changes);
        tally.renames(&self.renames);
        if changes.is_empty() && self.renames.is_empty() {
            return Ok(());
        }
        self.fills = fills::some(self.dialect, &built.renamed, &changes, random);
        let fills = fills::fills(&self.fills);
        let plan = plan_filled(self.dialect, &built.renamed, &changes, &fills)
            .map_err(|error| format!("no plan: {error}"))?
            .after_renames(self.dialect, &built.built, &self.renames);
        if database.lacks(&plan.up_statements()) || database.lacks(&plan.down_statements()) {
            tally.left_out += 1;
            return Ok(());
        }
        self.plan = Some(plan.clone());
        self.proof(database, &built, &plan)?;
        self.omissions(database, &built, &plan, random, tally)?;
        self.attached(database, &built, random, tally)?;
        self.with_rows(database, &built, &changes, &plan, tally)
    }

    /// The schema to start from, which must be what was declared.
    fn built(&mut self, connection: &mut AnyConnection) -> Outcome<Built> {
        self.begin(connection)?;
        if !self.renames.is_empty() {
            self.old_names = renames::backwards(connection, &self.renames)?;
        }
        let built = inspect(connection).map_err(|error| error.to_string())?;
        let renamed = renames::renamed(connection, &self.renames, inspect)?
            .map_err(|error| error.to_string())?;
        let mut spell = |schema: &Schema| match spelled(connection, schema) {
            Ok(spelled) => Ok(spelled.schema),
            Err(error) => Err(explain(&error)),
        };
        self.spelled = [spell(&self.first)?, spell(&self.declared)?];
        let [spelled, _] = &self.spelled;
        let first = Side::new(&self.first, spelled);
        let left = diff(self.dialect, self.mode, &renamed, first);
        nothing("the first schema is not what was declared", describe(&left))?;
        Ok(Built { built, renamed })
    }

    /// Returns the changes that remain until `schema` matches the declaration.
    fn left(&self, schema: &Schema) -> Vec<Change> {
        let [_, spelled] = &self.spelled;
        let declared = Side::new(&self.declared, spelled);
        diff(self.dialect, self.mode, schema, declared)
    }

    /// In one go, because a server takes its time for every message.
    fn begin(&self, connection: &mut AnyConnection) -> Outcome {
        connection
            .run(&script(&[&self.start[..], &self.old_names].concat()))
            .map_err(|error| format!("the first schema can't be made: {error}"))
    }

    fn revision(&self, plan: &Plan, up: &[String], down: &[String]) -> Revision {
        let metadata = Metadata {
            run_in_transaction: !plan.own_transaction,
            moviectl: None,
        };
        Revision::in_memory(
            "2026-11-22-150200-0000_change",
            &metadata,
            script(up),
            script(down),
        )
    }

    fn whole(&self, plan: &Plan) -> Revision {
        self.revision(plan, &plan.up_statements(), &plan.down_statements())
    }

    fn prove(&self, database: &mut Database, built: &Built, revision: &Revision) -> Outcome {
        let connection = database.emptied();
        self.begin(connection)?;
        let [_, spelled] = &self.spelled;
        prove(
            database.scratch(),
            revision,
            &Expectation {
                built: &built.built,
                renamed: &built.renamed,
                renames: &self.renames,
                declared: Side::new(&self.declared, spelled),
                mode: self.mode,
                left_alone: &LeftAlone::default(),
            },
        )
        .map_err(|error| explain(&error))
        .and_then(|proved| {
            nothing(
                "the proof sees only the model",
                proved.unseen.into_iter().collect(),
            )?;
            nothing("down.sql does not bring everything back", proved.lost)
        })
    }

    fn proof(&self, database: &mut Database, built: &Built, plan: &Plan) -> Outcome {
        self.prove(database, built, &self.whole(plan))
            .map_err(|error| format!("the proof refuses what is right: {error}"))
    }

    /// The proof must refuse a script that lacks a statement without which it makes another schema.
    fn omissions(
        &self,
        database: &mut Database,
        built: &Built,
        plan: &Plan,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Outcome {
        let (up, down) = (plan.up_statements(), plan.down_statements());
        let both = [up.clone(), down.clone()].concat();
        let whole_up = self.outcome(database, &[&up])?;
        let whole_down = self.outcome(database, &[&up, &down])?;
        // Some of them, which over all cases are enough; a server takes its time.
        let some = match self.dialect {
            Dialect::Sqlite => both.len().div_ceil(6).max(2),
            Dialect::Postgres | Dialect::Mysql => both.len().div_ceil(2),
            other => unreachable!("{other} is not tested"),
        };
        for (index, left_out) in both.iter().enumerate() {
            if !random.once_in(some) {
                continue;
            }
            // A renaming would leave the old name in a view's text, which no schema here holds.
            if !self.renames.is_empty() && left_out == "PRAGMA legacy_alter_table=OFF" {
                continue;
            }
            let (mut up, mut down) = (up.clone(), down.clone());
            let is_up = index < up.len();
            let harmless = if is_up {
                up.remove(index);
                self.outcome(database, &[&up])? == whole_up
            } else {
                down.remove(index - up.len());
                self.outcome(database, &[&up, &down])? == whole_down
            };
            // A table that is replaced switches foreign keys off by itself.
            if harmless || left_out == "PRAGMA foreign_keys=OFF" {
                continue;
            }
            tally.omissions += 1;
            // An empty script is refused without any proof.
            for script in [&mut up, &mut down] {
                if script.is_empty() {
                    script.push("SELECT 1".to_owned());
                }
            }
            let revision = self.revision(plan, &up, &down);
            if self.prove(database, built, &revision).is_ok() {
                let file = if is_up { "up.sql" } else { "down.sql" };
                return Err(format!("the proof accepts {file} without\n{left_out}"));
            }
        }
        Ok(())
    }

    /// The schema after the scripts, in the test's own eyes; `None` where they do not run.
    fn outcome(
        &self,
        database: &mut Database,
        scripts: &[&Vec<String>],
    ) -> Outcome<Option<Vec<String>>> {
        let connection = database.emptied_for_trial();
        self.begin(connection)?;
        let text: String = scripts
            .iter()
            .map(|statements| script(statements))
            .collect();
        let ran = connection.run(&text).is_ok();
        Ok(ran.then(|| schema(connection)))
    }

    fn with_rows(
        &self,
        database: &mut Database,
        built: &Built,
        changes: &[Change],
        plan: &Plan,
        tally: &mut Tally,
    ) -> Outcome {
        let Built { built, renamed } = built;
        let connection = database.emptied();
        let text = script(&[&self.start[..], &self.inserts].concat()) + "SELECT 1";
        connection
            .run(&text)
            .map_err(|error| format!("the rows can't be inserted: {error}"))?;
        let kept = untouched(renamed, changes);
        let rows_before = kept_rows(connection, renamed, &kept);
        connection
            .run(&(script(&self.old_names) + "SELECT 1"))
            .map_err(|error| format!("no old names: {error}"))?;
        let repository = Repository::new(self.dialect, None, vec![self.whole(plan)]).unwrap();
        let mut run = Run {
            connection,
            repository,
        };
        let start = contents(run.connection, built);
        let refusable =
            |changes: &[Change]| may_fail_up(self.dialect, renamed, changes, &self.fills);
        if let Err(error) = run.up() {
            if !refusable(changes) {
                return Err(format!("upgrade fails on rows: {}", explain(&error)));
            }
            tally.refused_up += 1;
            if !Server::recent(self.dialect)
                .capabilities()
                .transactional_ddl
            {
                // Statements that are done stay; other tests try how to go on.
                return Ok(());
            }
            return same(
                "a failed upgrade changed something",
                &start,
                &contents(run.connection, built),
            );
        }
        tally.upgraded += 1;
        let upgraded = inspect(run.connection).map_err(|error| error.to_string())?;
        let left = self.left(&upgraded);
        nothing("after upgrade something is left to do", describe(&left))?;
        same(
            "upgrade lost rows",
            &rows_before,
            &kept_rows(run.connection, renamed, &kept),
        )?;
        nothing(
            "upgrade fills with something else",
            wrong_fills(run.connection, &self.fills),
        )?;
        self.values(run.connection, &upgraded, tally)?;
        tally.filled += self.fills.len();

        let up = contents(run.connection, &upgraded);
        if let Err(error) = run.down() {
            if !may_fail_down(self.dialect, renamed, changes) {
                return Err(format!("downgrade fails on rows: {}", explain(&error)));
            }
            tally.refused_down += 1;
            if !Server::recent(self.dialect)
                .capabilities()
                .transactional_ddl
            {
                return Ok(());
            }
            return same(
                "a failed downgrade changed something",
                &up,
                &contents(run.connection, &upgraded),
            );
        }
        tally.downgraded += 1;
        let back = inspect(run.connection).map_err(|error| error.to_string())?;
        nothing(
            "downgrade does not bring the schema back",
            describe(&diff(self.dialect, Mode::Exact, &back, built)),
        )?;
        same(
            "downgrade lost rows",
            &rows_before,
            &renames::renamed(run.connection, &self.renames, |connection| {
                kept_rows(connection, renamed, &kept)
            })?,
        )?;
        self.values(run.connection, &back, tally)?;

        run.up()
            .map_err(|error| format!("the second upgrade fails: {}", explain(&error)))?;
        let again = inspect(run.connection).map_err(|error| error.to_string())?;
        nothing(
            "the second upgrade makes another schema",
            describe(&diff(self.dialect, Mode::Exact, &again, &upgraded)),
        )?;
        same(
            "the second upgrade lost rows",
            &rows_before,
            &kept_rows(run.connection, renamed, &kept),
        )
    }

    /// Checks the values of generated columns, and that a new row gets a number that no other row has.
    fn values(
        &self,
        connection: &mut AnyConnection,
        schema: &Schema,
        tally: &mut Tally,
    ) -> Outcome {
        nothing("generated otherwise", wrong_generated(connection, schema))?;
        for table in &schema.tables {
            tally.numbered += insert_again(connection, table)?;
        }
        Ok(())
    }
}

/// The rows of the tables that stay, by the columns whose values must stay.
fn kept_rows(
    connection: &mut AnyConnection,
    built: &Schema,
    kept: &[(usize, Vec<String>)],
) -> Vec<String> {
    let mut all = Vec::new();
    for (index, columns) in kept {
        let table = &built.tables[*index];
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        all.push(format!("{} ({})", table.name, columns.join(", ")));
        all.extend(rows(connection, table, &columns));
    }
    all
}

fn describe(changes: &[Change]) -> Vec<String> {
    changes.iter().flat_map(Change::describe).collect()
}

fn nothing(what: &str, found: Vec<String>) -> Outcome {
    if found.is_empty() {
        return Ok(());
    }
    Err(format!("{what}: {}", found.join("; ")))
}

fn same(what: &str, before: &[String], after: &[String]) -> Outcome {
    if before == after {
        return Ok(());
    }
    let only = |one: &[String], other: &[String], mark: &str| -> String {
        let lines = one.iter().filter(|line| !other.contains(line));
        lines.map(|line| format!("\n{mark} {line}")).collect()
    };
    Err(format!(
        "{what}:{}{}",
        only(before, after, "-"),
        only(after, before, "+")
    ))
}

/// An error with its causes.
fn explain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (before, after) = (self.before.text(), self.after.text());
        writeln!(
            f,
            "--- {} {:?}, the schema before and after",
            self.dialect, self.mode
        )?;
        write!(
            f,
            "{}",
            similar::TextDiff::from_lines(&before, &after)
                .unified_diff()
                .context_radius(99)
        )?;
        writeln!(f, "--- the database before\n{}", script(&self.start))?;
        writeln!(f, "{}", script(&self.inserts))?;
        writeln!(f, "--- the old names\n{}", script(&self.old_names))?;
        if let Some(plan) = &self.plan {
            writeln!(f, "--- up.sql\n{}", plan.up_sql())?;
            writeln!(f, "--- down.sql\n{}", plan.down_sql())?;
        }
        Ok(())
    }
}
